from django.db import migrations

# 满意度测评: how many deputies at a committee's meeting were satisfied with the handling of a key item. A count tells no one person's
# grade, and is kept from the government's side all the same. Whoever counted wrong enters it again: the newest holds, all stay.
TALLIES = """
set role huiyin_sealed;
create table sealed.tally (
  id bigint generated always as identity primary key,
  congress_id bigint not null,
  item_id bigint not null,
  seat_id bigint not null,
  satisfied integer not null check (satisfied >= 0),
  basically integer not null check (basically >= 0),
  unsatisfied integer not null check (unsatisfied >= 0),
  given_at timestamptz not null default clock_timestamp(),
  check (satisfied + basically + unsatisfied > 0)
);
create index tally_of_item on sealed.tally (congress_id, item_id, id);

create function sealed.enter_tally(p_seat bigint, p_item bigint, p_satisfied integer, p_basically integer, p_unsatisfied integer)
returns void
language plpgsql security definer set search_path = pg_catalog, public as
$$
begin
  if not sealed.holder(p_seat, 'committee_officer') then
    raise exception 'not an officer of the deputies'' committee' using errcode = 'insufficient_privilege';
  end if;
  if not exists (
    select from public.supervision_keyitem k
    where k.congress_id = public.huiyin_acting() and k.id = p_item and k.state in ('chosen', 'reported')
  ) then
    raise exception 'this is no key item that is being led' using errcode = 'check_violation';
  end if;
  insert into sealed.tally (congress_id, item_id, seat_id, satisfied, basically, unsatisfied)
    values (public.huiyin_acting(), p_item, p_seat, p_satisfied, p_basically, p_unsatisfied);
end
$$;

create function sealed.read_tallies(p_seat bigint, p_what text, p_items bigint[])
returns table (item_id bigint, satisfied integer, basically integer, unsatisfied integer)
language plpgsql security definer set search_path = pg_catalog, public as
$$
begin
  if not sealed.holder(p_seat, 'committee_officer') then
    raise exception 'not an officer of the deputies'' committee' using errcode = 'insufficient_privilege';
  end if;
  insert into sealed.look (congress_id, seat_id, what) values (public.huiyin_acting(), p_seat, p_what);
  return query
    select distinct on (t.item_id) t.item_id, t.satisfied, t.basically, t.unsatisfied from sealed.tally t
    where t.congress_id = public.huiyin_acting() and t.item_id = any (p_items) order by t.item_id, t.id desc;
end
$$;
revoke all on function sealed.enter_tally(bigint, bigint, integer, integer, integer) from public;
revoke all on function sealed.read_tallies(bigint, text, bigint[]) from public;
grant execute on function sealed.enter_tally(bigint, bigint, integer, integer, integer) to huiyin_app;
grant execute on function sealed.read_tallies(bigint, text, bigint[]) to huiyin_app;
grant select on sealed.tally to huiyin_keeper;
reset role;
"""
BACK = """
set role huiyin_sealed;
drop function sealed.read_tallies(bigint, text, bigint[]);
drop function sealed.enter_tally(bigint, bigint, integer, integer, integer);
drop table sealed.tally;
reset role;
"""


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0006_evaluated_online"), ("supervision", "0001_initial")]
    operations = [migrations.RunSQL(TALLIES, BACK)]
