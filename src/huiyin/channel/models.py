from __future__ import annotations

from django.db import models
from django.db.models import Q

from huiyin.foundation.tenancy.models import TenantKey, TenantModel
from huiyin.people.models import Seat
from huiyin.proposals.models import Proposal


class Message(TenantModel):
    """One message in the channel of an item. Taken back, its text and files are gone and only that it was there stays.

    `corrects`: after the time for taking back, an author puts a message right with another one that stands beside it.
    """

    proposal = TenantKey(Proposal, related_name="messages")
    seat = TenantKey(Seat)
    body = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    corrects = TenantKey("self", null=True, related_name="corrections")
    taken_back_at = models.DateTimeField(null=True)
    pinned_at = models.DateTimeField(null=True)
    pinned_by = TenantKey(Seat, null=True)
    # The form it was sent with: sent twice, it is one message.
    request_key = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "request_key"], name="message_request_once", condition=Q(request_key__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["congress", "proposal"], name="one_pinned_message", condition=Q(pinned_at__isnull=False)
            )
        ]
        indexes = [models.Index(fields=["congress", "proposal", "id"], name="message_of_channel")]


class Place(TenantModel):
    """What the channel of an item knows of one seat: how far it has read, when it was last told, and its tray.

    The files that a seat is about to send hang on its place until the message is sent (`files.OF_TRAY`).
    """

    proposal = TenantKey(Proposal, related_name="channel_places")
    seat = TenantKey(Seat)
    read_to = models.BigIntegerField(default=0)
    told_to = models.BigIntegerField(default=0)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "proposal", "seat"], name="one_place_a_seat")]
        indexes = [models.Index(fields=["congress", "seat"], name="place_of_seat")]
