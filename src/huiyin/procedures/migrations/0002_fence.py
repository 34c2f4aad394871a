from django.db import migrations

from huiyin.foundation.tenancy import Fence


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_initial"), ("people", "0002_fence")]
    operations = [Fence(["ProcedureVersion"], grants="select, insert")]
