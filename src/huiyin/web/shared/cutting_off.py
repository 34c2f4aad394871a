"""议案截止时间: how long motions may still be submitted, for those who register them and for those who write them."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from huiyin.people.models import Session
from huiyin.procedures.schema import Procedure
from huiyin.procedures.values import LateMotion
from huiyin.proposals.models import Side
from huiyin.proposals.submitting import is_late, side_on
from huiyin.web import texts


def cut_off(session: Session, now: datetime) -> str:
    """How long motions may still be submitted, as the server's clock has it; "" where the presidium set no hour."""
    if session.motions_until is None:
        return ""
    left = int((session.motions_until - now).total_seconds())
    if left <= 0:
        return texts.CUT_OFF_PAST
    days, rest = divmod(left, 86_400)
    hours, minutes = rest // 3600, rest % 3600 // 60
    said = [
        words.format(n=n)
        for words, n in ((texts.DAYS, days), (texts.HOURS, hours), (texts.MINUTES, minutes))
        if n or words == texts.MINUTES
    ]
    return texts.CUT_OFF_LEFT.format(left=" ".join(said[:2]))


def for_writers(session: Session | None, procedure: Procedure | None, now: datetime) -> str:
    """What a deputy should know before writing a motion: the hour while it is to come, what becomes of one afterwards."""
    if session is None or procedure is None:
        return ""
    closed = side_on(session, timezone.localdate(now)) == Side.BETWEEN
    if not closed and not is_late(session, now):
        return cut_off(session, now)
    if procedure.raising.late_motions.value is LateMotion.OUT_OF_SESSION:
        return texts.MOTION_GOES_ON
    return texts.MOTION_NEXT_SESSION if closed else texts.MOTION_TOO_LATE
