import django.db.models.deletion
from django.db import migrations, models

import huiyin.foundation.tenancy.models
from huiyin.foundation.tenancy import Fence


class Migration(migrations.Migration):
    dependencies = [("supervision", "0004_threads")]

    operations = [
        migrations.CreateModel(
            name='ThreadApart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('congress', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.congress')),
                ('one', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.proposal')),
                ('other', huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.proposal')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('congress', 'one', 'other'), name='apart_once')],
            },
        ),
        Fence(["ThreadApart"]),
    ]
