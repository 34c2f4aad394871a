from django.db import migrations

# The app role can set any congress itself, so row-level security is no fence against it: grades are guarded by the
# grants of a schema of their own. The functions trust nothing they are told about the person: account and seat are
# looked up from the login session named in the transaction.
SEALED = """
set role huiyin_sealed;

create table sealed.verdict (
  id uuid primary key default gen_random_uuid(),
  congress_id bigint not null,
  round_id bigint not null,
  seat_id bigint not null,
  reason text not null default '',
  given_at timestamptz not null default clock_timestamp(),
  unique (congress_id, round_id, seat_id)
);
create table sealed.grade (
  verdict_id uuid not null references sealed.verdict (id),
  dimension text not null,
  grade text not null check (grade in ('satisfied', 'basically', 'unsatisfied')),
  primary key (verdict_id, dimension)
);
create table sealed.look (
  id uuid primary key default gen_random_uuid(),
  congress_id bigint not null,
  seat_id bigint not null,
  what text not null,
  at timestamptz not null default clock_timestamp()
);

create function sealed.holder(p_seat bigint, p_role text) returns boolean
language sql stable security definer set search_path = pg_catalog, public as
$$
  select exists (
    select from public.people_loginsession l
    join public.people_account a on a.id = l.account_id and a.is_active
    join public.people_person p on p.account_id = a.id and p.congress_id = public.huiyin_acting()
    join public.people_seat s on s.congress_id = p.congress_id and s.person_id = p.id
    where l.session_key = public.huiyin_session() and l.expire_date > now()
      and s.id = p_seat and s.role = p_role and (s.ended_on is null or s.role = 'deputy')
  )
$$;

create function sealed.give(p_seat bigint, p_round bigint, p_grades jsonb, p_reason text) returns void
language plpgsql security definer set search_path = pg_catalog, public as
$$
declare v uuid;
begin
  if not sealed.holder(p_seat, 'deputy') then
    raise exception 'not the seat of this login session' using errcode = 'insufficient_privilege';
  end if;
  if not exists (
    select from public.handling_round r
    join public.dispatch_assignment a on a.congress_id = r.congress_id and a.id = r.assignment_id
    join public.proposals_signer s on s.congress_id = r.congress_id and s.proposal_id = a.proposal_id
    where r.congress_id = public.huiyin_acting() and r.id = p_round and r.state in ('answered', 'evaluated')
      and s.seat_id = p_seat and s.is_lead and s.withdrawn_on is null
  ) then
    raise exception 'this round is not waiting for the evaluation of this seat' using errcode = 'check_violation';
  end if;
  if p_grades = '{}'::jsonb then
    raise exception 'an evaluation has at least one grade' using errcode = 'check_violation';
  end if;
  insert into sealed.verdict (congress_id, round_id, seat_id, reason)
    values (public.huiyin_acting(), p_round, p_seat, p_reason) returning id into v;
  insert into sealed.grade (verdict_id, dimension, grade) select v, key, value from jsonb_each_text(p_grades);
end
$$;

create function sealed.mine(p_seat bigint, p_round bigint)
returns table (dimension text, grade text, reason text)
language plpgsql stable security definer set search_path = pg_catalog, public as
$$
begin
  if not sealed.holder(p_seat, 'deputy') then return; end if;
  return query
    select g.dimension, g.grade, v.reason from sealed.verdict v join sealed.grade g on g.verdict_id = v.id
    where v.congress_id = public.huiyin_acting() and v.round_id = p_round and v.seat_id = p_seat;
end
$$;

-- Read by the deputies' committee only; every look is written down.
create function sealed.read_grades(p_seat bigint, p_what text, p_rounds bigint[])
returns table (round_id bigint, seat_id bigint, dimension text, grade text, reason text)
language plpgsql security definer set search_path = pg_catalog, public as
$$
begin
  if not sealed.holder(p_seat, 'committee_officer') then
    raise exception 'not an officer of the deputies'' committee' using errcode = 'insufficient_privilege';
  end if;
  insert into sealed.look (congress_id, seat_id, what) values (public.huiyin_acting(), p_seat, p_what);
  return query
    select v.round_id, v.seat_id, g.dimension, g.grade, v.reason
    from sealed.verdict v join sealed.grade g on g.verdict_id = v.id
    where v.congress_id = public.huiyin_acting() and (p_rounds is null or v.round_id = any (p_rounds));
end
$$;

revoke all on all functions in schema sealed from public;
grant usage on schema sealed to huiyin_app, huiyin_keeper;
grant execute on function sealed.give(bigint, bigint, jsonb, text) to huiyin_app;
grant execute on function sealed.mine(bigint, bigint) to huiyin_app;
grant execute on function sealed.read_grades(bigint, text, bigint[]) to huiyin_app;
grant select on all tables in schema sealed to huiyin_keeper;

reset role;
"""

BACK = """
set role huiyin_sealed;
drop function sealed.read_grades(bigint, text, bigint[]);
drop function sealed.mine(bigint, bigint);
drop function sealed.give(bigint, bigint, jsonb, text);
drop function sealed.holder(bigint, text);
drop table sealed.look, sealed.grade, sealed.verdict;
reset role;
"""


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0002_fence")]
    operations = [migrations.RunSQL(SEALED, BACK)]
