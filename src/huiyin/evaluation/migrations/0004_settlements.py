from django.db import migrations

# The reason for closing over an “unsatisfied” tells the grade, so it is sealed like the grade. And whoever holds a seat
# holds it on today's date, which is Shanghai's.
SETTLEMENTS = """
set role huiyin_sealed;

create table sealed.settlement (
  id uuid primary key default gen_random_uuid(),
  congress_id bigint not null,
  round_id bigint not null,
  seat_id bigint not null,
  reason text not null check (reason <> ''),
  at timestamptz not null default clock_timestamp(),
  unique (congress_id, round_id)
);

create or replace function sealed.holder(p_seat bigint, p_role text) returns boolean
language sql stable security definer set search_path = pg_catalog, public as
$$
  select exists (
    select from public.people_loginsession l
    join public.people_account a on a.id = l.account_id and a.is_active
    join public.people_person p on p.account_id = a.id and p.congress_id = public.huiyin_acting()
    join public.people_seat s on s.congress_id = p.congress_id and s.person_id = p.id
    cross join (select (now() at time zone 'Asia/Shanghai')::date as today) t
    where l.session_key = public.huiyin_session() and l.expire_date > now()
      and s.id = p_seat and s.role = p_role and (s.from_on is null or s.from_on <= t.today)
      and (s.role = 'deputy' or (s.ended_on is null and (s.to_on is null or s.to_on >= t.today)))
  )
$$;

create function sealed.settle(p_seat bigint, p_round bigint, p_reason text) returns void
language plpgsql security definer set search_path = pg_catalog, public as
$$
begin
  if not sealed.holder(p_seat, 'committee_officer') then
    raise exception 'not an officer of the deputies'' committee' using errcode = 'insufficient_privilege';
  end if;
  insert into sealed.settlement (congress_id, round_id, seat_id, reason)
    values (public.huiyin_acting(), p_round, p_seat, p_reason);
end
$$;

create function sealed.read_settlements(p_seat bigint, p_what text, p_rounds bigint[])
returns table (round_id bigint, seat_id bigint, reason text)
language plpgsql security definer set search_path = pg_catalog, public as
$$
begin
  if not sealed.holder(p_seat, 'committee_officer') then
    raise exception 'not an officer of the deputies'' committee' using errcode = 'insufficient_privilege';
  end if;
  insert into sealed.look (congress_id, seat_id, what) values (public.huiyin_acting(), p_seat, p_what);
  return query
    select s.round_id, s.seat_id, s.reason from sealed.settlement s
    where s.congress_id = public.huiyin_acting() and (p_rounds is null or s.round_id = any (p_rounds));
end
$$;

revoke all on all functions in schema sealed from public;
grant execute on function sealed.settle(bigint, bigint, text) to huiyin_app;
grant execute on function sealed.read_settlements(bigint, text, bigint[]) to huiyin_app;
grant select on sealed.settlement to huiyin_keeper;

reset role;
"""

BACK = """
set role huiyin_sealed;
drop function sealed.read_settlements(bigint, text, bigint[]);
drop function sealed.settle(bigint, bigint, text);
drop table sealed.settlement;
reset role;
"""


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0003_sealed")]
    operations = [migrations.RunSQL(SETTLEMENTS, BACK)]
