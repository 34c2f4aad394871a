from django.db import migrations

from huiyin.foundation.tenancy import Fence

# What was promised stays as it was promised. A later day, or a drop, needs leave that was granted in the same
# transaction: `granted_in` is written by the trigger of the leaves and by nobody else.
STAY = """
create function huiyin_leave_stays() returns trigger language plpgsql as
$$
begin
  if tg_op = 'UPDATE' then
    if old.outcome <> 'open' then
      raise exception 'leave that was decided is never changed' using errcode = 'insufficient_privilege';
    end if;
    if (to_jsonb(new) - array['outcome', 'decided_on', 'decided_by_id', 'answer', 'granted_in']) is distinct from
       (to_jsonb(old) - array['outcome', 'decided_on', 'decided_by_id', 'answer', 'granted_in']) then
      raise exception 'what leave was asked for is never changed' using errcode = 'insufficient_privilege';
    end if;
  end if;
  new.granted_in := case when new.outcome = 'granted' then pg_current_xact_id()::text::bigint end;
  return new;
end
$$;
create trigger leave_stays before insert or update on promises_promiseleave
  for each row execute function huiyin_leave_stays();
alter table promises_promiseleave enable always trigger leave_stays;

create function huiyin_promise_stays() returns trigger language plpgsql as
$$
declare
  moving constant text[] := array['state', 'version', 'body_id', 'due_kind', 'due_on', 'first_due_on', 'person', 'done_on',
    'closed_on', 'reported_on', 'report_due_on', 'amber_on'];
  dropped boolean := new.state = 'dropped' and old.state <> 'dropped';
  later boolean := old.due_on is not null and (new.due_on is null or new.due_on > old.due_on);
begin
  if new.state = 'marked' then
    -- Taken back with its letter, and with nothing else.
    if old.state <> 'marked' and exists (select from handling_letter l
        where l.congress_id = new.congress_id and l.id = new.letter_id and l.sent_on is not null) then
      raise exception 'a promise is taken back with its letter' using errcode = 'insufficient_privilege';
    end if;
    if later or new.due_on is distinct from old.due_on then
      raise exception 'a promise that is taken back keeps its day' using errcode = 'insufficient_privilege';
    end if;
    return new;
  end if;
  if new.state not in ('running', 'done', 'kept', 'dropped') or
     (to_jsonb(new) - moving) is distinct from (to_jsonb(old) - moving) or
     (old.first_due_on is not null and new.first_due_on is distinct from old.first_due_on) or
     (old.due_on is not null and new.due_kind is distinct from old.due_kind) then
    raise exception 'what was promised is never changed' using errcode = 'insufficient_privilege';
  end if;
  if (later or dropped) and not exists (select from promises_promiseleave l
      where l.congress_id = new.congress_id and l.promise_id = new.id and l.outcome = 'granted'
        and l.granted_in = pg_current_xact_id()::text::bigint
        and (not later or (l.kind = 'slip' and l.to_on = new.due_on)) and (not dropped or l.kind = 'drop')) then
    raise exception 'a later day or a drop needs leave' using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;
create trigger promise_stays before update on promises_promise
  for each row when (old.promised_on is not null) execute function huiyin_promise_stays();
alter table promises_promise enable always trigger promise_stays;
"""
BACK = """
drop trigger promise_stays on promises_promise;
drop function huiyin_promise_stays();
drop trigger leave_stays on promises_promiseleave;
drop function huiyin_leave_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("promises", "0002_kept_or_slipped")]
    operations = [
        Fence(["Promise", "PromiseLeave"]),
        migrations.RunSQL(STAY, BACK),
    ]
