from __future__ import annotations

from django.db import models

from huiyin.dispatch.models import Assignment
from huiyin.foundation.tenancy.models import TenantKey, TenantModel
from huiyin.people.models import Seat


class InsideTask(TenantModel):
    """科室承办: to which division and person of the unit an item was given, and by when it is to be done there.

    Never changed: who gives the item to another division, or another day, adds a row, and the one with the highest number
    holds. The day is the unit's own and counts in no legal figure.
    """

    assignment = TenantKey(Assignment, related_name="inside_tasks")
    number = models.PositiveSmallIntegerField()
    division = models.CharField(max_length=60, default="", blank=True)
    person = models.CharField(max_length=60, default="", blank=True)
    # Where the person sits here too: who is told.
    seat = TenantKey(Seat, null=True)
    due_on = models.DateField(null=True)
    amber_on = models.DateField(null=True)
    note = models.CharField(max_length=300, default="", blank=True)
    given_on = models.DateField()
    given_by = TenantKey(Seat)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["congress", "assignment", "number"], name="inside_task_once"),
            models.CheckConstraint(
                condition=~models.Q(division="", person=""), name="inside_task_names_somebody"
            ),
        ]

    @property
    def who(self) -> str:
        return " ".join(part for part in (self.division, self.person) if part)


class InsideNote(TenantModel):
    """内部记录: what people of a unit write down for themselves. It stays as it was; a correction stands beside it."""

    assignment = TenantKey(Assignment, related_name="inside_notes")
    seat = TenantKey(Seat)
    text = models.TextField()
    at = models.DateTimeField()
    corrects = TenantKey("self", null=True, related_name="corrections")

    class Meta:
        indexes = [models.Index(fields=["congress", "assignment", "id"], name="inside_note_of_row")]
