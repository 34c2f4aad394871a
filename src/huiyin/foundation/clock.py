"""The only caller of the system clock. Every business rule takes `today` as an argument; only doors ask here.

Dates are Asia/Shanghai dates (architecture §7): a server set to UTC would otherwise hand over yesterday between
midnight and 08:00.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

# A plain module variable, not a ContextVar: a browser test freezes the clock in its own thread and the pages are
# answered in others, which would not see a context variable.
_frozen: datetime | None = None


def now() -> datetime:
    """This moment, aware, in Asia/Shanghai."""
    return _frozen if _frozen is not None else datetime.now(SHANGHAI)


def today() -> date:
    """Today's date in Asia/Shanghai."""
    return now().date()


@contextmanager
def frozen(at: date | datetime) -> Iterator[datetime]:
    """For tests and the demo: inside the block the clock stands still at `at`.

    A date means 09:00 of that day; a datetime without zone is Shanghai time. Blocks may be nested.
    """
    global _frozen
    if not isinstance(at, datetime):
        at = datetime.combine(at, time(9))
    moment = at.replace(tzinfo=SHANGHAI) if at.tzinfo is None else at.astimezone(SHANGHAI)
    before, _frozen = _frozen, moment
    try:
        yield moment
    finally:
        _frozen = before
