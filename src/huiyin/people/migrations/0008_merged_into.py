import django.db.models.deletion
from django.db import migrations

import huiyin.foundation.tenancy.models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_ledger_closed'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='merged_into',
            field=huiyin.foundation.tenancy.models.TenantKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
    ]
