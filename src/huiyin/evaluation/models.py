"""What the office made of an evaluation. The grades themselves lie in the schema `sealed`, which no model reaches."""

from __future__ import annotations

from django.db import models

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
