import django.db.models.deletion
from django.db import migrations, models

import huiyin.foundation.tenancy.models
from huiyin.foundation.tenancy import Fence


class Migration(migrations.Migration):
    dependencies = [("people", "0011_duties"), ("supervision", "0002_checks")]

    operations = [
        migrations.CreateModel(
            name='ProblemWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('step', models.CharField(max_length=40)),
                ('word', models.TextField(blank=True, default='')),
                ('document', models.CharField(blank=True, default='', max_length=120)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('seat_id', models.BigIntegerField(null=True)),
                ('congress', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.congress')),
                ('problem', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='words', to='supervision.problem')),
            ],
        ),
        migrations.AddConstraint(
            model_name='problemword',
            constraint=models.UniqueConstraint(fields=('congress', 'problem', 'number'), name='problem_word_once'),
        ),
        Fence(["ProblemWord"]),
    ]
