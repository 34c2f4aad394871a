import django.db.models.deletion
from django.db import migrations

import huiyin.foundation.tenancy.models
from huiyin.foundation.tenancy import Fence


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_leader_seat'),
    ]

    operations = [
        migrations.AddField(
            model_name='body',
            name='successor',
            field=huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.body'),
        ),
        # Named again: the new key is to name its congress too.
        Fence(["Body"], finder=True),
    ]
