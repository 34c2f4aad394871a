from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """The government office that passes an item on may be one of the units that handle it (C15)."""

    dependencies = [("dispatch", "0003_search")]
    operations = [
        migrations.RemoveConstraint("assignment", "live_assignment_once"),
        migrations.AddConstraint(
            "assignment",
            models.UniqueConstraint(
                fields=["congress", "proposal", "body"],
                name="live_assignment_once",
                condition=~Q(state="recalled") & ~Q(mode="route"),
            ),
        ),
        migrations.AddConstraint(
            "assignment",
            models.UniqueConstraint(
                fields=["congress", "proposal"],
                name="one_live_route",
                condition=Q(mode="route") & ~Q(state="recalled"),
            ),
        ),
    ]
