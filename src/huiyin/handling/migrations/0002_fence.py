from django.db import migrations

from huiyin.foundation.tenancy import Fence


class Migration(migrations.Migration):
    dependencies = [("handling", "0001_initial"), ("dispatch", "0002_fence")]
    operations = [
        Fence(["Round"], sealed=True),
        Fence(["Contact", "Letter"]),
        Fence(["LetterCopy"], grants="select, insert, update, delete"),
        Fence(["LetterAnswer"], grants="select, insert, delete"),
        Fence(["LetterVersion"], grants="select, insert"),
    ]
