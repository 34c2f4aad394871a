from django.db import migrations

from huiyin.foundation.tenancy import Fence


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0001_initial"), ("proposals", "0002_fence")]
    operations = [
        Fence(["Assignment"], finder=True, sealed=True),
        Fence(["LedgerImport"]),
        Fence(["LedgerRowResult", "LedgerQuestion"], grants="select, insert, update, delete"),
    ]
