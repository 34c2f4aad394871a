from django.db import migrations

from huiyin.foundation.database.grants import acting_as, grant_execute

# Candidates for like items (ADR 0003: the index is behind a policy). Four questions, for each the newest that answer.
# The one thing that a title shares with many is looked for among the newest two thousand only: it is seldom enough to be
# offered. Two separate things are looked for among all, unless so many of the newest share two that reading all of them
# would take longer than a person waits (100,000 items). A whole stretch, as near copies
# have it, is looked for among all, and the whole title by itself: many newer ones that share a stretch do not hide it.
#
# `limit (select …)` hides the number from the planner. Seeing it, and taking words it has never met for more frequent than
# they are, it walked back through all 100,000 entries of a congress (480 ms) where the index answers in one.
LIKE = """
create or replace function huiyin_find_like(one tsquery, two tsquery, copies tsquery, same tsquery, most integer)
returns table (thing_id bigint)
language plpgsql stable security definer
set search_path = pg_catalog, public set plan_cache_mode = force_custom_plan as
$$
declare
  g bigint := huiyin_acting();
  frequent constant integer := 100;
  with_one bigint[];
  with_two bigint[];
begin
  if g is null or not g = any (huiyin_reading()) then return; end if;
  select array_agg(n.id), array_agg(n.id) filter (where n.both) into with_one, with_two
  from (select e.thing_id as id, e.search @@ one as any_one, coalesce(e.search @@ two, false) as both
        from (select x.thing_id, x.search from foundation_searchentry x
              where x.congress_id = g and x.kind = 'proposal' order by x.thing_id desc limit 2000) e) n
  where n.any_one;
  return query
  (select e.thing_id from foundation_searchentry e
   where e.congress_id = g and e.kind = 'proposal' and e.search @@ copies
   order by e.thing_id desc limit (select most))
  union
  (select e.thing_id from foundation_searchentry e
   where e.congress_id = g and e.kind = 'proposal' and e.search @@ same
   order by e.thing_id desc limit (select most))
  union (select unnest(with_one[1:most]))
  union (select unnest(with_two[1:most]));
  if cardinality(with_two) >= frequent then return; end if;
  return query
  select e.thing_id from foundation_searchentry e
  where e.congress_id = g and e.kind = 'proposal' and e.search @@ two
  order by e.thing_id desc limit (select most);
end
$$;
""" + grant_execute("huiyin_find_like(tsquery, tsquery, tsquery, tsquery, integer)", "app")
GONE = "drop function huiyin_find_like(tsquery, tsquery, tsquery, tsquery, integer)"


class Migration(migrations.Migration):
    dependencies = [("foundation", "0005_arrivals")]
    operations = [migrations.RunSQL(acting_as("finder", LIKE), acting_as("finder", GONE))]
