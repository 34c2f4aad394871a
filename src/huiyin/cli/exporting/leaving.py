"""Which rows of a table leave with an export: what a deputy has not submitted is the deputy's own (ADR 0012)."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q, QuerySet

from huiyin.channel.files import TRAY
from huiyin.handling.photos import TRAY as TALK_TRAY
from huiyin.proposals.files import KIND
from huiyin.proposals.models import Manuscript

STAYING = {
    "proposals.Manuscript": Q(proposal__isnull=True),
    "proposals.Signature": Q(manuscript__proposal__isnull=True),
    # And what lies on the tray of somebody who has not sent the message, or not recorded the talk.
    "foundation.StoredFile": Q(
        owner_kind=KIND, owner_id__in=Manuscript.objects.filter(proposal__isnull=True).values("pk")
    )
    | Q(owner_kind__in=(TRAY, TALK_TRAY)),
}


def leaving(model: type[Model]) -> QuerySet[Any]:
    rows = model._default_manager.all()
    stays = STAYING.get(model._meta.label)
    return rows.exclude(stays) if stays is not None else rows
