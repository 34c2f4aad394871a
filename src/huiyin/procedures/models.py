from __future__ import annotations

from django.db import models

from huiyin.foundation.tenancy.models import TenantKey, TenantModel


class ProcedureVersion(TenantModel):
    """The rules of one congress from a day on. Never changed: a case keeps the version it was registered under."""

    number = models.PositiveIntegerField()
    profile = models.CharField(max_length=40)
    valid_from = models.DateField()
    values = models.JSONField()
    note = models.CharField(max_length=200, default="", blank=True)
    seat_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "number"], name="procedure_number_once")]


__all__ = ["ProcedureVersion", "TenantKey"]
