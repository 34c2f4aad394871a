"""When messages may go out: the quiet hours of a congress, and the hour of its daily digest. Shanghai time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from huiyin.foundation.clock import SHANGHAI
from huiyin.foundation.workdays import Calendar
from huiyin.notices.models import NoticeHours


@dataclass(frozen=True)
class Hours:
    """`quiet_from` is quiet already, `quiet_until` no longer; equal ends: no hour is quiet."""

    quiet_from: time = time(22)
    quiet_until: time = time(7)
    digest_at: time = time(9)

    def quiet(self, at: time) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until

    def is_quiet(self, moment: datetime) -> bool:
        return self.quiet(moment.astimezone(SHANGHAI).time())

    def next_digest(self, after: datetime, calendar: Calendar) -> datetime:
        """The first digest after this moment: a workday's, at the hour set."""
        local = after.astimezone(SHANGHAI)
        day = local.date() if local.time() < self.digest_at else local.date() + timedelta(days=1)
        return datetime.combine(calendar.next_workday(day), self.digest_at, SHANGHAI)


def hours_of(congress_id: int) -> Hours:
    row = NoticeHours.objects.filter(congress_id=congress_id).first()
    return Hours(row.quiet_from, row.quiet_until, row.digest_at) if row is not None else Hours()


def set_hours(congress_id: int, hours: Hours) -> None:
    NoticeHours.objects.update_or_create(
        congress_id=congress_id,
        defaults={"quiet_from": hours.quiet_from, "quiet_until": hours.quiet_until, "digest_at": hours.digest_at},
    )
