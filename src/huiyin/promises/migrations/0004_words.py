import django.db.models.deletion
from django.db import migrations, models

import huiyin.foundation.tenancy.models
from huiyin.foundation.tenancy import Fence


class Migration(migrations.Migration):
    dependencies = [("promises", "0003_no_slip_without_leave")]

    operations = [
        migrations.CreateModel(
            name='PromiseWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('step', models.CharField(max_length=40)),
                ('word', models.TextField(blank=True, default='')),
                ('document', models.CharField(blank=True, default='', max_length=120)),
                ('place', models.CharField(blank=True, default='', max_length=120)),
                ('seen_on', models.DateField(null=True)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('seat_id', models.BigIntegerField(null=True)),
                (
                    "congress",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.congress"
                    ),
                ),
                (
                    "promise",
                    huiyin.foundation.tenancy.models.TenantKey(
                        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="words",
                        to="promises.promise",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("congress", "promise", "number"), name="promise_word_once")
                ],
            },
        ),
        Fence(["PromiseWord"]),
    ]
