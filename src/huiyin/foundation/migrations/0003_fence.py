from django.db import migrations

from huiyin.foundation.tenancy import Fence

GLOBAL = """
grant select, insert, update on foundation_announcedday to huiyin_app;
grant select on foundation_announcedday to huiyin_keeper;
grant usage on sequence foundation_announcedday_id_seq to huiyin_app;
"""


class Migration(migrations.Migration):
    dependencies = [("foundation", "0002_initial"), ("people", "0002_fence")]
    operations = [
        migrations.RunSQL(GLOBAL, migrations.RunSQL.noop),
        Fence(["StoredFile", "Progress"]),
        Fence(["WorkdayOverride", "Notice", "Draft"], grants="select, insert, update, delete"),
        # The app role may read keys of the index, never its words.
        Fence(["SearchEntry"], grants="insert, delete, select (id, congress_id, kind, thing_id)", finder=True),
    ]
