from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from huiyin.chain.models import Thing
from huiyin.dispatch.models import Assignment
from huiyin.foundation.tenancy.models import TenantKey
from huiyin.handling.models import Letter
from huiyin.promises.due_words import DueKind

if TYPE_CHECKING:
    from huiyin.chain.models import Case


class PromiseState(models.TextChoices):
    NEW = "new", "新建"
    MARKED = "marked", "待答复函发出"
    RUNNING = "running", "落实中"
    UNMARKED = "unmarked", "已取消标记"


class Promise(Thing):
    """承诺事项: what a unit promised in a letter, by when, who sees to it, and what will prove it (Chongqing 22, 24).

    Marked while the letter is written, given when it is sent. The words stay as they were written beside the day they were
    read as. It outlives the letter's round: an item may be concluded while a promise of it still runs.
    """

    KIND = "promise"
    KIND_WORDS = "承诺事项"
    STATES = PromiseState
    READ_WITH = ("assignment__proposal", "assignment__body")

    assignment = TenantKey(Assignment, related_name="promises")
    letter = TenantKey(Letter, related_name="promises")
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

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_kind="dated", due_on__isnull=False) | ~models.Q(due_kind="dated"),
                name="dated_promise_has_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["congress", "letter"], name="promise_of_letter"),
            models.Index(fields=["congress", "state", "due_on"], name="promise_due"),
        ]

    @property
    def case(self) -> Case:
        return self.assignment.proposal

    @property
    def case_key(self) -> int:
        return self.assignment.proposal_id
