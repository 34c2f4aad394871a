from django.db import migrations

FUNCTIONS = """
create or replace function huiyin_acting() returns bigint language sql stable parallel safe as
$$ select nullif(current_setting('huiyin.acting', true), '')::bigint $$;
create or replace function huiyin_reading() returns bigint[] language sql stable parallel safe as
$$ select nullif(current_setting('huiyin.reading', true), '')::bigint[] $$;
create or replace function huiyin_session() returns text language sql stable parallel safe as
$$ select nullif(current_setting('huiyin.session', true), '') $$;
"""


class Migration(migrations.Migration):
    """The three names a transaction carries: the congress acted in, those read, the login session."""

    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            FUNCTIONS,
            "drop function huiyin_acting(); drop function huiyin_reading(); drop function huiyin_session();",
        )
    ]
