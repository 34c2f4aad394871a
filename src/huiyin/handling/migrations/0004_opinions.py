import django.db.models.deletion
from django.db import migrations, models

import huiyin.foundation.tenancy.models
from huiyin.foundation.tenancy import Fence


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0009_returns_and_long_limit'),
        ('foundation', '0003_fence'),
        ('handling', '0003_sent_letters_stay'),
        ('people', '0004_leader_seat'),
    ]

    operations = [
        migrations.AddField(
            model_name='round',
            name='sent_without',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('body', models.TextField(blank=True, default='')),
                ('given_on', models.DateField()),
                ('seat_id', models.BigIntegerField(null=True)),
                ('redo_on', models.DateField(null=True)),
                ('redo_reason', models.TextField(blank=True, default='')),
                ('withdrawn', models.BooleanField(default=False)),
                ('assignment', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='dispatch.assignment')),
                ('congress', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.congress')),
                ('file', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='foundation.storedfile')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('congress', 'assignment', 'number'), name='opinion_once')],
            },
        ),
        Fence(["Opinion"]),
    ]
