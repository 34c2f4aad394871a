from django.db import migrations

from huiyin.foundation.tenancy import Fence

MY_SEATS = """
create or replace function huiyin_my_seats(session text)
returns table (seat_id bigint, congress_id bigint, body_id bigint, role text)
language sql stable security definer set search_path = pg_catalog, public as
$$
  select s.id, s.congress_id, s.body_id, s.role
  from people_loginsession l
  join people_account a on a.id = l.account_id and a.is_active
  join people_person p on p.account_id = a.id
  join people_seat s on s.congress_id = p.congress_id and s.person_id = p.id
  where l.session_key = session and l.expire_date > now()
    and (s.from_on is null or s.from_on <= current_date)
    and (s.to_on is null or s.to_on >= current_date)
    -- An ended deputy seat keeps reading and evaluating its own cases: handling outlives the term.
    and (s.ended_on is null or s.role = 'deputy')
  order by s.congress_id, s.id
$$;
-- Who may call it is said before it is given away: afterwards the owner of the schema has no word in it.
revoke all on function huiyin_my_seats(text) from public;
grant execute on function huiyin_my_seats(text) to huiyin_app;
grant create on schema public to huiyin_finder;
alter function huiyin_my_seats(text) owner to huiyin_finder;
revoke create on schema public from huiyin_finder;
grant select on people_loginsession, people_account to huiyin_finder, huiyin_sealed;
"""

CONGRESS = """
alter table people_congress enable row level security;
alter table people_congress force row level security;
create policy owner_all on people_congress to huiyin_owner using (true) with check (true);
create policy congress_read on people_congress for select using (true);
create policy congress_insert on people_congress for insert to huiyin_app with check (true);
create policy congress_update on people_congress for update to huiyin_app
  using (id = huiyin_acting()) with check (id = huiyin_acting());
grant select, insert, update on people_congress to huiyin_app;
grant select on people_congress to huiyin_finder, huiyin_sealed, huiyin_keeper;
grant usage on sequence people_congress_id_seq to huiyin_app;
grant select, insert, update on people_account to huiyin_app;
grant usage on sequence people_account_id_seq to huiyin_app;
grant select, insert, update, delete on people_loginsession to huiyin_app;
grant select, insert, update on people_slipcode to huiyin_app;
grant usage on sequence people_slipcode_id_seq to huiyin_app;
grant select on people_account, people_loginsession, people_slipcode to huiyin_keeper;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.RunSQL(CONGRESS, migrations.RunSQL.noop),
        Fence(["Body"], finder=True),
        Fence(["Term", "Session", "BodyContact"]),
        Fence(["Person", "Seat"], finder=True, sealed=True),
        migrations.RunSQL(MY_SEATS, "drop function huiyin_my_seats(text)"),
    ]
