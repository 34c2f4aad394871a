from django.db import migrations

from huiyin.foundation.tenancy import Fence

# Grants are the first fence, triggers the second: ALWAYS, so that session_replication_role = replica does not pass;
# one for TRUNCATE, which row triggers do not see.
APPEND_ONLY = """
create or replace function huiyin_append_only() returns trigger language plpgsql as
$$ begin raise exception 'events are append-only (%)', tg_op using errcode = 'insufficient_privilege'; end $$;
"""

TRIGGERS = """
create trigger append_only_rows before update or delete on {table}
  for each row execute function huiyin_append_only();
create trigger append_only_truncate before truncate on {table}
  for each statement execute function huiyin_append_only();
alter table {table} enable always trigger append_only_rows;
alter table {table} enable always trigger append_only_truncate;
"""

INSTALLATION = """
grant select, insert on chain_installationevent to huiyin_app;
grant select on chain_installationevent to huiyin_keeper;
grant usage on sequence chain_installationevent_id_seq to huiyin_app;
"""


class Migration(migrations.Migration):
    dependencies = [("chain", "0001_initial"), ("people", "0002_fence")]
    operations = [
        Fence(["Head", "Batch", "Clock"]),
        Fence(["Event"], grants="select, insert", sealed=True),
        migrations.RunSQL(INSTALLATION, migrations.RunSQL.noop),
        migrations.RunSQL(APPEND_ONLY, "drop function huiyin_append_only()"),
        migrations.RunSQL(TRIGGERS.format(table="chain_event"), migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS.format(table="chain_installationevent"), migrations.RunSQL.noop),
    ]
