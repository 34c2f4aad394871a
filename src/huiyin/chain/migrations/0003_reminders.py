import django.db.models.deletion
from django.db import migrations, models

import huiyin.foundation.clock
import huiyin.foundation.tenancy.models
from huiyin.foundation.tenancy import Fence


class Migration(migrations.Migration):

    dependencies = [
        ('chain', '0002_fence'),
        ('people', '0004_leader_seat'),
    ]

    operations = [
        migrations.AddField(
            model_name='clock',
            name='entered_on',
            field=models.DateField(default=huiyin.foundation.clock.today),
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moment', models.CharField(choices=[('soon', '临期'), ('due', '到期当天'), ('late', '逾期')], max_length=4)),
                ('falls_on', models.DateField()),
                ('given_on', models.DateField()),
                ('clock', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='chain.clock')),
                ('congress', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.congress')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('congress', 'clock', 'moment'), name='reminded_once')],
            },
        ),
        Fence(["Reminder"], grants="select, insert"),
    ]
