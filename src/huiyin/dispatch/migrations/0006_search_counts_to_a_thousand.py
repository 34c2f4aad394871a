from django.db import migrations

# A word that stands in half of all cases: the newest are read and counting stops at a thousand and one. Who sees all of a
# congress reads the newest in order, or by the words where these are rarer: PostgreSQL chooses, having no barrier before it.
# The function is the finder's, who alone may replace it; who may execute it stays as it is.
SEARCH = """
grant create on schema public to huiyin_finder;
set local role huiyin_finder;
create or replace function huiyin_find_cases(
  words tsquery, bigrams tsquery, pattern text, bodies bigint[], seats bigint[], most integer)
returns table (thing_id bigint, total bigint)
language plpgsql stable security definer
set search_path = pg_catalog, public set plan_cache_mode = force_custom_plan as
$$
declare
  g bigint := huiyin_acting();
  counted constant integer := 1001;
begin
  if g is null or not g = any (huiyin_reading()) then return; end if;
  if bodies is null and seats is null then
    return query
    with m as materialized (
      (select e.thing_id as id from foundation_searchentry e
       where e.congress_id = g and e.kind = 'proposal' and e.search @@ words
       order by e.thing_id desc limit counted)
      union
      (select e.thing_id from foundation_searchentry e
       where bigrams is not null and e.congress_id = g and e.kind = 'proposal' and e.search @@ bigrams
         and e.short like pattern
       order by e.thing_id desc limit counted)
    )
    select m.id, (select least(count(*), counted) from m) from m order by m.id desc limit most;
    return;
  end if;
  return query
  with m as materialized (
    select e.thing_id as id from foundation_searchentry e
    where e.congress_id = g and e.kind = 'proposal' and e.search @@ words
    union
    select e.thing_id from foundation_searchentry e
    where bigrams is not null and e.congress_id = g and e.kind = 'proposal' and e.search @@ bigrams
      and e.short like pattern
  ), mine as materialized (
    select m.id from m
    where exists (select from dispatch_assignment a where a.congress_id = g and a.proposal_id = m.id
                  and a.body_id = any (bodies) and a.state <> 'recalled')
       or exists (select from proposals_signer s where s.congress_id = g and s.proposal_id = m.id
                  and s.seat_id = any (seats))
  )
  select mine.id, (select least(count(*), counted) from mine) from mine order by mine.id desc limit most;
end
$$;
reset role;
revoke create on schema public from huiyin_finder;
"""


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0005_assignment_to_mend")]
    operations = [migrations.RunSQL(SEARCH, migrations.RunSQL.noop)]
