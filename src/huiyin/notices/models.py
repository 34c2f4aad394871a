"""How a notice reaches its seat outside the pages: who wants what when, and what became of each message."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import Q

from huiyin.foundation.models import Notice
from huiyin.foundation.tenancy.models import TenantKey, TenantModel
from huiyin.people.models import Role, Seat


class Kind(models.TextChoices):
    """What a notice is about, as its reader would sort it. Which step is of which kind: `kinds.py`."""

    ARRIVAL = "arrival", "交办、改交、重新办理"
    REPLY = "reply", "答复函到达"
    OVERDUE = "overdue", "逾期"
    DEADLINE = "deadline", "临期、到期、期限变动"
    DECISION = "decision", "退回、延长、协调"
    CLEARING = "clearing", "审签、会办"
    COURSE = "course", "办理经过"
    ACCOUNT = "account", "账号安全"


class Channel(models.TextChoices):
    EMAIL = "email", "邮件"
    SMS = "sms", "短信"


class Timing(models.TextChoices):
    AT_ONCE = "at_once", "马上发"
    DIGEST = "digest", "每日汇总"
    NEVER = "never", "不发"


class NoticeHours(TenantModel):
    """When a congress lets messages out. Equal ends mean that no hour is quiet."""

    quiet_from = models.TimeField(default=time(22))
    quiet_until = models.TimeField(default=time(7))
    digest_at = models.TimeField(default=time(9))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress"], name="notice_hours_once")]


class RoleTiming(TenantModel):
    """Where a congress departs from the shipped defaults, for all seats of a role."""

    role = models.CharField(max_length=20, choices=Role.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    timing = models.CharField(max_length=8, choices=Timing.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "role", "kind", "channel"], name="role_timing_once")]


class SeatTiming(TenantModel):
    """Where a seat departs from what its congress says."""

    seat = TenantKey(Seat)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    timing = models.CharField(max_length=8, choices=Timing.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "seat", "kind", "channel"], name="seat_timing_once")]


class State(models.TextChoices):
    WAITING = "waiting", "等着发"
    SENT = "sent", "已发"
    FAILED = "failed", "没有发成，会再试"
    GIVEN_UP = "given_up", "没有发成，不再试"
    SKIPPED = "skipped", "不用发"


OPEN = (State.WAITING, State.FAILED)


class Reason(models.TextChoices):
    """Why a delivery was skipped, has failed or was given up. Sentence and advice: `texts.py`."""

    NO_ADDRESS = "no_address"
    SEAT_OVER = "seat_over"
    READ = "read"
    REFUSED = "refused"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    DENIED = "denied"
    GATEWAY = "gateway"
    MISCONFIGURED = "misconfigured"


class Delivery(TenantModel):
    """One notice on one channel. Rows with the same `message` went out, or will, as one mail or one text.

    No address and no words of the gateway are kept here: both may hold a telephone number.
    """

    notice = TenantKey(Notice)
    seat = TenantKey(Seat)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    timing = models.CharField(max_length=8, choices=Timing.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=14, choices=Reason.choices, default="", blank=True)
    # What the gateway answered with (550, 503), if it did.
    code = models.CharField(max_length=20, default="", blank=True)
    # The key by which a gateway may know a message it has had already; stays the same when it is tried again.
    message = models.CharField(max_length=32, default="", blank=True)
    # Somebody is sending it now. After this moment they are taken for dead, and it is sent again.
    claimed_until = models.DateTimeField(null=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "notice", "channel"], name="delivery_once")]
        indexes = [
            models.Index(
                fields=["congress", "channel", "due_at"],
                name="delivery_open",
                condition=Q(state__in=("waiting", "failed")),
            ),
            models.Index(fields=["congress", "message"], name="delivery_message"),
            models.Index(fields=["congress", "at", "state"], name="delivery_count"),
        ]
