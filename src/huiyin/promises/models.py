from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from huiyin.chain.models import Thing
from huiyin.dispatch.models import Assignment
from huiyin.foundation.tenancy.models import TenantKey, TenantModel
from huiyin.handling.models import Letter
from huiyin.people.models import Body, Seat
from huiyin.promises.due_words import DueKind

if TYPE_CHECKING:
    from huiyin.chain.models import Case


class PromiseState(models.TextChoices):
    NEW = "new", "新建"
    MARKED = "marked", "待答复函发出"
    RUNNING = "running", "落实中"
    DONE = "done", "已报完成·待销号"
    KEPT = "kept", "已销号"
    DROPPED = "dropped", "已撤销"
    UNMARKED = "unmarked", "已取消标记"


# Given, and to be seen by all who see the item; until then it is the unit's own paper.
GIVEN = (PromiseState.RUNNING, PromiseState.DONE, PromiseState.KEPT, PromiseState.DROPPED)
# The unit still has it in hand.
OPEN = (PromiseState.RUNNING, PromiseState.DONE)


class Source(models.TextChoices):
    """Where a promise was made."""

    LETTER = "letter", "答复函"
    RECEPTION = "reception", "接待日"
    MEETING = "meeting", "会议"


class Promise(Thing):
    """承诺事项: what a unit promised, by when, who sees to it, and what will prove it (Chongqing 22, 24).

    Marked while a letter is written and given when it is sent, or agreed at a reception day or a meeting. The words stay as
    they were written beside the day they were read as. It outlives the letter's round, its clerk and the term: an item may be
    concluded while a promise of it still runs. `assignment` is the handling out of which it was made, `body` whoever keeps it
    now: after a merger another. The database refuses a later day or a drop without its leave (`PromiseLeave`).
    """

    KIND = "promise"
    KIND_WORDS = "承诺事项"
    STATES = PromiseState
    READ_WITH = ("assignment__proposal", "assignment__body", "body")

    assignment = TenantKey(Assignment, related_name="promises")
    body = TenantKey(Body, related_name="+")
    source = models.CharField(max_length=12, choices=Source.choices, default=Source.LETTER)
    # Of a reception day or a meeting: which one. Empty where a letter says it.
    made_at = models.CharField(max_length=120, default="", blank=True)
    letter = TenantKey(Letter, related_name="promises", null=True)
    what = models.CharField(max_length=300)
    # The sentence of the letter in which it stands; empty where the letter is a stamped document.
    quote = models.TextField(default="", blank=True)
    due_kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in DueKind])
    due_words = models.CharField(max_length=60, default="", blank=True)
    due_on = models.DateField(null=True)
    person = models.CharField(max_length=60, default="", blank=True)
    proof = models.CharField(max_length=200, default="", blank=True)
    depends_on = models.CharField(max_length=200, default="", blank=True)
    marked_on = models.DateField()
    promised_on = models.DateField(null=True)
    # The day that was promised first: it stays beside every later one.
    first_due_on = models.DateField(null=True)
    # From when on the light is amber: a projection of the clock that runs to the day.
    amber_on = models.DateField(null=True)
    # When the unit says it was done, and when it was crossed off the ledger (销号).
    done_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    # 台账更新: when the unit reported last, and by when the procedure wants to hear again.
    reported_on = models.DateField(null=True)
    report_due_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(letter__isnull=False) | ~models.Q(source="letter"), name="promise_of_a_letter_has_one"
            ),
            models.CheckConstraint(
                condition=models.Q(due_kind="dated", due_on__isnull=False) | ~models.Q(due_kind="dated"),
                name="dated_promise_has_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["congress", "letter"], name="promise_of_letter"),
            models.Index(fields=["congress", "state", "due_on"], name="promise_due"),
            models.Index(fields=["congress", "body", "state", "due_on"], name="promise_of_body"),
            models.Index(fields=["congress", "assignment"], name="promise_of_assignment"),
        ]

    @property
    def case(self) -> Case:
        return self.assignment.proposal

    @property
    def case_key(self) -> int:
        return self.assignment.proposal_id

    @property
    def was_slipped(self) -> bool:
        return self.first_due_on is not None and self.due_on is not None and self.due_on > self.first_due_on

    @property
    def kept_late(self) -> bool:
        """Whether it was done after the day that held when it was done."""
        return self.done_on is not None and self.due_on is not None and self.done_on > self.due_on


class PromiseWord(TenantModel):
    """What somebody said about a promise: the unit's report with its proof, a question, why proof was refused. For ever.

    Files hang on it by its number (`promises.proof`): photos with place and time, documents.
    """

    promise = TenantKey(Promise, related_name="words")
    number = models.PositiveSmallIntegerField()
    # The step with which it was said.
    step = models.CharField(max_length=40)
    word = models.TextField(default="", blank=True)
    # 文号: the document that proves it, where no file can be shown.
    document = models.CharField(max_length=120, default="", blank=True)
    # Where and when the photos were taken, as the unit says.
    place = models.CharField(max_length=120, default="", blank=True)
    seen_on = models.DateField(null=True)
    on = models.DateField()
    at = models.DateTimeField()
    seat_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["congress", "promise", "number"], name="promise_word_once"),
        ]


class PromiseLeave(TenantModel):
    """准予: leave to keep a promise later, or not at all, asked by the unit before the day and given by the congress's side.

    Once decided it never changes; a trigger writes into `granted_in` the transaction in which it was granted, and the
    promise's own trigger lets the day move, or the promise be dropped, in that transaction alone.
    """

    class Kind(models.TextChoices):
        SLIP = "slip", "延期"
        DROP = "drop", "撤销"

    class Outcome(models.TextChoices):
        OPEN = "open", "待定"
        GRANTED = "granted", "同意"
        REFUSED = "refused", "不同意"
        WITHDRAWN = "withdrawn", "单位收回"

    promise = TenantKey(Promise, related_name="leaves")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    reason = models.TextField()
    # The day as it stood, and the day asked for; a promise without a day has none, a drop asks for none.
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    asked_on = models.DateField()
    asked_by = TenantKey(Seat, related_name="+")
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default=Outcome.OPEN)
    decided_on = models.DateField(null=True)
    decided_by = TenantKey(Seat, null=True, related_name="+")
    answer = models.TextField(default="", blank=True)
    granted_in = models.BigIntegerField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "promise"], name="one_open_leave", condition=models.Q(outcome="open")
            ),
            models.CheckConstraint(
                condition=models.Q(kind="drop", to_on__isnull=True) | models.Q(kind="slip", to_on__gt=models.F("from_on")),
                name="leave_to_a_later_day",
            ),
        ]
        indexes = [models.Index(fields=["congress", "promise"], name="leave_of_promise")]
