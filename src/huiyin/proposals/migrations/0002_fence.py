from django.db import migrations

from huiyin.foundation.tenancy import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0001_initial"),
        ("chain", "0002_fence"),
        ("procedures", "0002_fence"),
        ("foundation", "0003_fence"),
    ]
    operations = [
        Fence(["Proposal"], finder=True, sealed=True),
        Fence(["Signer"], finder=True, sealed=True),
        Fence(["Correction"], grants="select, insert"),
    ]
