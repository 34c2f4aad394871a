"""Rows of 并案: which items are handled together. Part of `models`, kept apart for their length."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huiyin.foundation.tenancy.models import TenantKey, TenantModel


class MergedHandling(TenantModel):
    """并案: several registered items that are handled together. One of them leads (主件); each stays an item of its own."""

    lead = TenantKey("proposals.Proposal")
    on = models.DateField()


class MergedItem(TenantModel):
    """One item's place in a merged handling. It is never deleted: what left it says when and why."""

    handling = TenantKey(MergedHandling, related_name="items")
    proposal = TenantKey("proposals.Proposal", related_name="merged_items")
    joined_on = models.DateField()
    reason = models.TextField()
    left_on = models.DateField(null=True)
    left_why = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "proposal"], name="merged_into_one", condition=Q(left_on__isnull=True)
            )
        ]
        indexes = [models.Index(fields=["congress", "handling"], name="merged_items_of")]
