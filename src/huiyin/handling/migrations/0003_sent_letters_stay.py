from django.db import migrations

# A sent letter never changes: a new one corrects it. The one thing that may happen to it is to be recalled as it is.
STAY = """
create function huiyin_sent_letter_stays() returns trigger language plpgsql as
$$
begin
  if (to_jsonb(new) - array['sent_on', 'saved_at', 'edit_no']) is distinct from
     (to_jsonb(old) - array['sent_on', 'saved_at', 'edit_no'])
     or (new.sent_on is not null and new.sent_on <> old.sent_on) then
    raise exception 'a sent letter is never changed' using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;
create trigger sent_letter_stays before update on handling_letter
  for each row when (old.sent_on is not null) execute function huiyin_sent_letter_stays();
alter table handling_letter enable always trigger sent_letter_stays;
"""
BACK = "drop trigger sent_letter_stays on handling_letter; drop function huiyin_sent_letter_stays();"


class Migration(migrations.Migration):
    dependencies = [("handling", "0002_fence")]
    operations = [migrations.RunSQL(STAY, BACK)]
