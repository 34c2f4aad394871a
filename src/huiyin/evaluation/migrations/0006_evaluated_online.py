from django.db import migrations

# A deputy may evaluate online while a sheet waits for its second reader: then nobody needs what was read off the sheet.
DROPPED = """
set role huiyin_sealed;
create function sealed.forget_paper() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as
$$
begin
  delete from sealed.paper where congress_id = new.congress_id and round_id = new.round_id;
  return new;
end
$$;
revoke all on function sealed.forget_paper() from public;
create trigger evaluated_online after insert on sealed.verdict for each row execute function sealed.forget_paper();
alter table sealed.verdict enable always trigger evaluated_online;
reset role;
"""
BACK = """
set role huiyin_sealed;
drop trigger evaluated_online on sealed.verdict;
drop function sealed.forget_paper();
reset role;
"""


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0005_paper")]
    operations = [migrations.RunSQL(DROPPED, BACK)]
