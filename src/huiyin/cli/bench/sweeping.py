"""The sweep of a morning: a million clocks run, five thousand of them fall due today, each is reminded of once (issue E)."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from huiyin.chain.reminders import remind_all
from huiyin.cli.support import tell
from huiyin.foundation import clock
from huiyin.foundation.database import roles

SECONDS = 10.0
RUNNING, DUE = 1_000_000, 5_000

# Of a run before this one, which would be remembered.
FORGOTTEN = "delete from chain_reminder where congress_id = %(congress)s"
# What the measured congress has of its own is not due; so many are, today, and no other moment of theirs is.
NOT_DUE = "update chain_clock set entered_on = %(later)s where congress_id = %(congress)s and stopped_on is null"
DUE_TODAY = """
update chain_clock set due_on = %(today)s, amber_on = %(today)s, entered_on = %(today)s where id in (
  select c.id from chain_clock c join handling_round r on r.congress_id = c.congress_id and r.id = c.thing_id
  where c.congress_id = %(congress)s and c.thing_kind = 'round' and c.kind = 'reply' and c.stopped_on is null
    and r.state in ('handling', 'clearing', 'reviewing', 'cleared') order by c.id limit %(due)s)
"""
OTHERS = """
insert into chain_clock (congress_id, kind, thing_kind, thing_id, case_id, started_on, amount, unit, trigger, source, due_on,
  amber_on, provisional, entered_on)
select %(congress)s, 'reply', 'bench', n, 0, %(today)s, 3, 'month', 'handed_over', '', %(today)s + 20 + (n %% 60)::int,
  %(today)s + 5 + (n %% 60)::int, false, %(today)s
from generate_series(1, %(others)s - (
  select count(*) from chain_clock where congress_id = %(congress)s and stopped_on is null)) n
"""
GONE = "delete from chain_clock where congress_id = %(congress)s and thing_kind = 'bench'"


def measured(congress_id: int) -> dict[str, Any]:
    """Seconds of the job, as the worker runs it; afterwards the clocks that were added are taken away again."""
    today = clock.today()
    values = {
        "congress": congress_id, "today": today, "later": today + timedelta(days=1), "due": DUE, "others": RUNNING,
    }  # fmt: skip
    with roles.superuser(settings.HOME, connection.settings_dict["NAME"]) as server:
        for statement in (FORGOTTEN, NOT_DUE, DUE_TODAY, OTHERS, "analyze chain_clock"):
            server.execute(statement, values)
    try:
        began = time.perf_counter()
        given = remind_all(today)
        seconds = time.perf_counter() - began
        again = remind_all(today)
    finally:
        with roles.superuser(settings.HOME, connection.settings_dict["NAME"]) as server:
            server.execute(GONE, values)
    tell(f"  提醒 {given} 次，{RUNNING} 个期限在走：{seconds:.1f} 秒（目标 {SECONDS:g}）")
    return {"given": given, "again": again, "seconds": round(seconds, 1), "target_seconds": SECONDS, "met": seconds <= SECONDS}
