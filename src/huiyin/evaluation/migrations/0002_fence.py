from django.db import migrations

from huiyin.foundation.tenancy import Fence


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial"), ("handling", "0002_fence")]
    operations = [Fence(["RehandlingOrder"], grants="select, insert")]
