from django.db import migrations

from huiyin.foundation.tenancy import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
        ("foundation", "0004_notices_planned"),
        ("people", "0006_person_email"),
    ]
    operations = [
        Fence(["NoticeHours", "Delivery"]),
        Fence(["RoleTiming", "SeatTiming"], grants="select, insert, update, delete"),
    ]
