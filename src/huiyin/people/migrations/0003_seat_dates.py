from django.db import migrations

from huiyin.foundation.database.grants import acting_as

# A connection's own date is UTC's: until eight in the morning it is yesterday. And a deputy's seat whose term has run out
# is an ended seat like one ended by hand: it keeps reading and evaluating its own cases.
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
  cross join (select (now() at time zone 'Asia/Shanghai')::date as today) t
  where l.session_key = session and l.expire_date > now()
    and (s.from_on is null or s.from_on <= t.today)
    and (s.role = 'deputy' or (s.ended_on is null and (s.to_on is null or s.to_on >= t.today)))
  order by s.congress_id, s.id
$$
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_fence")]
    operations = [migrations.RunSQL(acting_as("finder", MY_SEATS), migrations.RunSQL.noop)]
