import django.db.models.deletion
from django.db import migrations, models

import huiyin.foundation.tenancy.models
from huiyin.foundation.tenancy import Fence

PAPER = """
set role huiyin_sealed;

-- What one officer read off a sheet, until another officer has read the same; then it becomes the deputy's verdict.
create table sealed.paper (
  id uuid primary key default gen_random_uuid(),
  congress_id bigint not null,
  round_id bigint not null,
  seat_id bigint not null,
  entered_by bigint not null,
  grades jsonb not null check (grades <> '{}'::jsonb),
  reason text not null default '',
  at timestamptz not null default clock_timestamp(),
  unique (congress_id, round_id)
);
alter table sealed.verdict add column entered_by bigint, add column confirmed_by bigint,
  add constraint paper_has_two_officers check ((entered_by is null) = (confirmed_by is null));

create function sealed.enter_paper(p_seat bigint, p_round bigint, p_grades jsonb, p_reason text) returns void
language plpgsql security definer set search_path = pg_catalog, public as
$$
begin
  if not sealed.holder(p_seat, 'committee_officer') then
    raise exception 'not an officer of the deputies'' committee' using errcode = 'insufficient_privilege';
  end if;
  insert into sealed.paper (congress_id, round_id, seat_id, entered_by, grades, reason)
    select r.congress_id, r.id, s.seat_id, p_seat, p_grades, p_reason
    from public.handling_round r
    join public.dispatch_assignment a on a.congress_id = r.congress_id and a.id = r.assignment_id
    join public.proposals_signer s on s.congress_id = r.congress_id and s.proposal_id = a.proposal_id
    where r.congress_id = public.huiyin_acting() and r.id = p_round and r.state = 'answered'
      and s.is_lead and s.withdrawn_on is null and s.seat_id is not null;
  if not found then
    raise exception 'this round is not waiting for an evaluation' using errcode = 'check_violation';
  end if;
end
$$;

create function sealed.read_paper(p_seat bigint, p_what text, p_round bigint)
returns table (entered_by bigint, grades jsonb, reason text)
language plpgsql security definer set search_path = pg_catalog, public as
$$
begin
  if not sealed.holder(p_seat, 'committee_officer') then
    raise exception 'not an officer of the deputies'' committee' using errcode = 'insufficient_privilege';
  end if;
  insert into sealed.look (congress_id, seat_id, what) values (public.huiyin_acting(), p_seat, p_what);
  return query
    select p.entered_by, p.grades, p.reason from sealed.paper p
    where p.congress_id = public.huiyin_acting() and p.round_id = p_round;
end
$$;

create function sealed.drop_paper(p_seat bigint, p_round bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public as
$$
begin
  if not sealed.holder(p_seat, 'committee_officer') then
    raise exception 'not an officer of the deputies'' committee' using errcode = 'insufficient_privilege';
  end if;
  delete from sealed.paper where congress_id = public.huiyin_acting() and round_id = p_round;
end
$$;

create function sealed.confirm_paper(p_seat bigint, p_round bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public as
$$
declare p sealed.paper; v uuid;
begin
  if not sealed.holder(p_seat, 'committee_officer') then
    raise exception 'not an officer of the deputies'' committee' using errcode = 'insufficient_privilege';
  end if;
  delete from sealed.paper where congress_id = public.huiyin_acting() and round_id = p_round returning * into p;
  if p.id is null then
    raise exception 'nothing was read off a sheet for this round' using errcode = 'check_violation';
  end if;
  -- Two people, not two seats of one person.
  if exists (
    select from public.people_seat a join public.people_seat b on b.congress_id = a.congress_id and b.person_id = a.person_id
    where a.congress_id = p.congress_id and a.id = p.entered_by and b.id = p_seat
  ) then
    raise exception 'the second officer is another person' using errcode = 'insufficient_privilege';
  end if;
  insert into sealed.verdict (congress_id, round_id, seat_id, reason, entered_by, confirmed_by)
    values (p.congress_id, p.round_id, p.seat_id, p.reason, p.entered_by, p_seat) returning id into v;
  insert into sealed.grade (verdict_id, dimension, grade) select v, key, value from jsonb_each_text(p.grades);
end
$$;

-- The deputy says that the sheet was read wrongly: what the officers entered is as if it had not been given.
create function sealed.reject_paper(p_seat bigint, p_round bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public as
$$
declare v uuid;
begin
  if not sealed.holder(p_seat, 'deputy') then
    raise exception 'not the seat of this login session' using errcode = 'insufficient_privilege';
  end if;
  select id into v from sealed.verdict
    where congress_id = public.huiyin_acting() and round_id = p_round and seat_id = p_seat and entered_by is not null;
  if v is null then
    raise exception 'no evaluation of this seat was read off a sheet' using errcode = 'check_violation';
  end if;
  delete from sealed.grade where verdict_id = v;
  delete from sealed.verdict where id = v;
end
$$;

revoke all on all functions in schema sealed from public;
grant execute on function sealed.enter_paper(bigint, bigint, jsonb, text) to huiyin_app;
grant execute on function sealed.read_paper(bigint, text, bigint) to huiyin_app;
grant execute on function sealed.drop_paper(bigint, bigint) to huiyin_app;
grant execute on function sealed.confirm_paper(bigint, bigint) to huiyin_app;
grant execute on function sealed.reject_paper(bigint, bigint) to huiyin_app;
grant select on sealed.paper to huiyin_keeper;

reset role;
"""

BACK = """
set role huiyin_sealed;
drop function sealed.reject_paper(bigint, bigint);
drop function sealed.confirm_paper(bigint, bigint);
drop function sealed.drop_paper(bigint, bigint);
drop function sealed.read_paper(bigint, text, bigint);
drop function sealed.enter_paper(bigint, bigint, jsonb, text);
alter table sealed.verdict drop column entered_by, drop column confirmed_by;
drop table sealed.paper;
reset role;
"""


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0004_settlements"), ("foundation", "0002_initial"), ("handling", "0002_fence")]
    operations = [
        migrations.CreateModel(
            name="PaperEvaluation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entered_on", models.DateField()),
                ("entered_by_id", models.BigIntegerField()),
                ("confirmed_on", models.DateField(null=True)),
                ("confirmed_by_id", models.BigIntegerField(null=True)),
                ("withdrawn_on", models.DateField(null=True)),
                (
                    "congress",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.congress",
                    ),
                ),
                (
                    "round",
                    huiyin.foundation.tenancy.models.TenantKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_evaluations",
                        to="handling.round",
                    ),
                ),
                (
                    "scan",
                    huiyin.foundation.tenancy.models.TenantKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundation.storedfile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_on__isnull", True)),
                        fields=("congress", "round"),
                        name="one_paper_a_round",
                    )
                ],
            },
        ),
        Fence(["PaperEvaluation"], grants="select, insert, update"),
        migrations.RunSQL(PAPER, BACK),
    ]
