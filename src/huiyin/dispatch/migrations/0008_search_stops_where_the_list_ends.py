from django.db import migrations

from huiyin.foundation.database.grants import acting_as

# Nobody reads more than the list shows: reading stops one after it, which is how the page knows that there are more. Each
# way of narrowing is a statement of its own, so that PostgreSQL plans it as a join and chooses which side to read first.
_FOUND = """
    return query
    with m as materialized (
      (select e.thing_id as id from foundation_searchentry e
       where e.congress_id = g and e.kind = 'proposal' and e.search @@ words{mine}
       order by e.thing_id desc limit most + 1)
      union
      (select e.thing_id from foundation_searchentry e
       where bigrams is not null and e.congress_id = g and e.kind = 'proposal' and e.search @@ bigrams
         and e.short like pattern{mine}
       order by e.thing_id desc limit most + 1)
    )
    select m.id, (select least(count(*), most + 1) from m) from m order by m.id desc limit most;
"""
_OF_BODIES = """ and e.thing_id in (
         select a.proposal_id from dispatch_assignment a
         where a.congress_id = g and a.body_id = any (bodies) and a.state <> 'recalled')"""
_OF_SEATS = """ and e.thing_id in (
         select s.proposal_id from proposals_signer s
         where s.congress_id = g and s.seat_id = any (seats) and s.withdrawn_on is null)"""
SEARCH = f"""
create or replace function huiyin_find_cases(
  words tsquery, bigrams tsquery, pattern text, bodies bigint[], seats bigint[], most integer)
returns table (thing_id bigint, total bigint)
language plpgsql stable security definer
set search_path = pg_catalog, public set plan_cache_mode = force_custom_plan as
$$
declare
  g bigint := huiyin_acting();
begin
  if g is null or not g = any (huiyin_reading()) then return; end if;
  if bodies is not null then {_FOUND.format(mine=_OF_BODIES)}
  elsif seats is not null then {_FOUND.format(mine=_OF_SEATS)}
  else {_FOUND.format(mine="")}
  end if;
end
$$
"""


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0007_counting_from_the_index")]
    operations = [migrations.RunSQL(acting_as("finder", SEARCH), migrations.RunSQL.noop)]
