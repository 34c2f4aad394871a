"""The trace of the chain: events, their heads, clocks, batches; and what a thing that steps move must have."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from huiyin.foundation import clock
from huiyin.foundation.tenancy.models import TenantKey, TenantModel

if TYPE_CHECKING:
    from huiyin.people.models import Seat


class Thing(TenantModel):
    """A row whose state is moved by steps and by nothing else."""

    KIND: ClassVar[str]
    KIND_WORDS: ClassVar[str]
    STATES: ClassVar[type[models.TextChoices]]
    # The way to its case, which every step needs: read in one query with the row itself.
    READ_WITH: ClassVar[tuple[str, ...]] = ()
    state = models.CharField(max_length=16)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    def read_again(self) -> None:
        """Read the row as it stands now, under the lock that the caller holds."""
        rows = type(self)._base_manager.select_related(*self.READ_WITH) if self.READ_WITH else None
        self.refresh_from_db(from_queryset=rows)

    @property
    def state_words(self) -> str:
        return str(self.STATES(self.state).label)

    def state_words_for(self, seat: Seat | None) -> str:
        """The state as this seat may know it; rooms override it where the state itself would tell too much."""
        return self.state_words

    @property
    def case(self) -> Case:
        """The case this thing belongs to; locking it locks all of the case's things."""
        raise NotImplementedError  # pragma: no cover - every thing names its case

    @property
    def case_key(self) -> int:
        key: int = self.case.pk
        return key


class Case(Thing):
    """The root of a group of things: the proposal. One lock per case, taken in id order."""

    class Meta:
        abstract = True

    @property
    def case(self) -> Case:
        return self

    @property
    def case_key(self) -> int:
        key: int = self.pk
        return key


class Clocked(models.Model):
    """Projection of the running clock onto a row that desks list; written by `chain` alone."""

    clock_kind = models.CharField(max_length=16, default="", blank=True)
    clock_from = models.DateField(null=True)
    due_on = models.DateField(null=True)
    amber_on = models.DateField(null=True)

    class Meta:
        abstract = True


class Batch(TenantModel):
    """Steps taken as one act (an import, a bulk hand-over) that may be undone as one."""

    kind = models.CharField(max_length=20)
    seat_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, default="", blank=True)


class Event(TenantModel):
    """One step taken: for ever, and with nothing personal in it (the facts are rows of the rooms)."""

    number = models.PositiveBigIntegerField()
    step = models.CharField(max_length=40)
    thing_kind = models.CharField(max_length=16)
    thing_id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    seat_id = models.BigIntegerField(null=True)
    from_state = models.CharField(max_length=16)
    to_state = models.CharField(max_length=16)
    at = models.DateTimeField()
    happened_on = models.DateField()
    late_ground = models.CharField(max_length=40, default="", blank=True)
    request_key = models.CharField(max_length=64, null=True)
    batch_id = models.BigIntegerField(null=True)
    facts_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "chain_event"
        constraints = [
            models.UniqueConstraint(fields=["congress", "number"], name="event_number_once"),
            models.UniqueConstraint(
                fields=["congress", "request_key"], name="event_request_once", condition=Q(request_key__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["congress", "case_id", "number"], name="event_of_case"),
            models.Index(fields=["congress", "batch_id"], name="event_of_batch", condition=Q(batch_id__isnull=False)),
        ]


class Head(models.Model):
    """The newest link of a congress's event chain; locked last in every unit of work."""

    congress = models.OneToOneField("people.Congress", on_delete=models.PROTECT, primary_key=True, related_name="+")
    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)
    at = models.DateTimeField(null=True)

    class Meta:
        db_table = "chain_head"


class InstallationEvent(models.Model):
    """The installation's own chain: congresses made, calendars announced."""

    number = models.PositiveBigIntegerField(unique=True)
    step = models.CharField(max_length=40)
    thing_id = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    facts_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "chain_installationevent"


class Clock(TenantModel):
    """A legal limit that runs, or ran, on a thing. Clocks count from `happened_on` of the step that starts them."""

    kind = models.CharField(max_length=16)
    thing_kind = models.CharField(max_length=16)
    thing_id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    started_on = models.DateField()
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=8)
    trigger = models.CharField(max_length=40)
    source = models.CharField(max_length=200)
    due_on = models.DateField()
    amber_on = models.DateField()
    provisional = models.BooleanField(default=False)
    stopped_on = models.DateField(null=True)
    # The day it was entered, which for items taken up from an old ledger is not the day it began: nobody is reminded of
    # what had passed by then.
    entered_on = models.DateField(default=clock.today)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "kind", "thing_kind", "thing_id"],
                name="clock_runs_once",
                condition=Q(stopped_on__isnull=True),
            )
        ]
        indexes = [
            models.Index(fields=["congress", "case_id"], name="clock_of_case"),
            models.Index(
                fields=["congress", "kind", "due_on"], name="clock_running", condition=Q(stopped_on__isnull=True)
            ),
        ]


class Reminder(TenantModel):
    """A reminder that was given: of which clock, at which moment of it. Once, however often the job runs."""

    class Moment(models.TextChoices):
        SOON = "soon", "临期"
        DUE = "due", "到期当天"
        LATE = "late", "逾期"
        LONG = "long", "逾期十天"

    clock = TenantKey(Clock, related_name="reminders")
    moment = models.CharField(max_length=4, choices=Moment.choices)
    # The day it was for, and the day it was given: they differ where the system had been switched off.
    falls_on = models.DateField()
    given_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "clock", "moment"], name="reminded_once")]
