"""What the office made of an evaluation. The grades themselves lie in the schema `sealed`, which no model reaches."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huiyin.foundation.models import StoredFile
from huiyin.foundation.tenancy.models import TenantKey, TenantModel
from huiyin.handling.models import Round


class RehandlingOrder(TenantModel):
    """重新办理通知: in the office's name and words, never the deputy's grade (architecture §6 “Sealed”)."""

    round = TenantKey(Round, related_name="orders")
    ordered_on = models.DateField()
    demands = models.TextField()
    seat_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "round"], name="one_order_a_round")]


class PaperEvaluation(TenantModel):
    """纸质评价: the scan of a deputy's sheet, who read it and who read it again. What it says lies with the grades."""

    round = TenantKey(Round, related_name="paper_evaluations")
    scan = TenantKey(StoredFile)
    entered_on = models.DateField()
    entered_by_id = models.BigIntegerField()
    confirmed_on = models.DateField(null=True)
    confirmed_by_id = models.BigIntegerField(null=True)
    # Taken back by an officer, or not recognised by the deputy.
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "round"], name="one_paper_a_round", condition=Q(withdrawn_on__isnull=True)
            )
        ]
