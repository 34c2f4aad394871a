from django.db import migrations

# `@@` and LIKE are not leakproof, so under a policy the index would not be used (183 ms instead of 4): the question is
# put here, as the role `finder`, and ids come back. The congress is taken from the transaction, cast to bigint for
# btree_gin. `readers`: null = all of the congress; else the bodies, or the deputy seats, whose cases may be found.
SEARCH = """
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
    where (bodies is null and seats is null)
       or exists (select from dispatch_assignment a where a.congress_id = g and a.proposal_id = m.id
                  and a.body_id = any (bodies) and a.state <> 'recalled')
       or exists (select from proposals_signer s where s.congress_id = g and s.proposal_id = m.id
                  and s.seat_id = any (seats))
  )
  select mine.id, (select count(*) from mine) from mine order by mine.id desc limit most;
end
$$;
revoke all on function huiyin_find_cases(tsquery, tsquery, text, bigint[], bigint[], integer) from public;
grant execute on function huiyin_find_cases(tsquery, tsquery, text, bigint[], bigint[], integer) to huiyin_app;
grant create on schema public to huiyin_finder;
alter function huiyin_find_cases(tsquery, tsquery, text, bigint[], bigint[], integer) owner to huiyin_finder;
revoke create on schema public from huiyin_finder;
"""


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0002_fence")]
    operations = [
        migrations.RunSQL(
            SEARCH, "drop function huiyin_find_cases(tsquery, tsquery, text, bigint[], bigint[], integer)"
        )
    ]
