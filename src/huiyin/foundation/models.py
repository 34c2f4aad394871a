from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from huiyin.foundation.fields import TsVector
from huiyin.foundation.tenancy.models import TenantKey, TenantModel


class AnnouncedDay(models.Model):
    """A day of the State Council's arrangement for a year that the calendar library does not carry yet."""

    on = models.DateField(unique=True)
    is_workday = models.BooleanField()
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=200)


class WorkdayOverride(TenantModel):
    """A day on which one congress's area departs from the national calendar (a local holiday, for instance)."""

    on = models.DateField()
    is_workday = models.BooleanField()
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "on"], name="workday_override_once")]


class StoredFile(TenantModel):
    """One uploaded file: its content lies under its SM3 digest, this row says whose it is and what it is called."""

    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    owner_kind = models.CharField(max_length=20)
    owner_id = models.BigIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["congress", "owner_kind", "owner_id"], name="stored_file_owner")]


class Arrival(TenantModel):
    """A file on its way here in pieces (`foundation.arrivals`). Its bytes lie in HUIYIN_HOME/files/arriving under `key`.

    `received` bytes are safely on disk. Whole, it either became a `file` or was refused; the row then stays a while,
    because the answer to the last piece may have been lost on the way.
    """

    key = models.UUIDField(default=uuid.uuid4)
    seat_id = models.BigIntegerField()
    owner_kind = models.CharField(max_length=20)
    owner_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    # CRC-32 of the whole content, in hexadecimal; empty where the sender did not say.
    crc32 = models.CharField(max_length=8, blank=True)
    received = models.BigIntegerField(default=0)
    refusal = models.CharField(max_length=500, blank=True)
    file = TenantKey(StoredFile, null=True, on_delete=models.CASCADE)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["congress", "key"], name="arrival_key_once"),
            models.CheckConstraint(
                condition=Q(received__gte=0) & Q(received__lte=models.F("size")), name="arrival_never_too_long"
            ),
        ]
        indexes = [
            models.Index(fields=["congress", "seat_id"], name="arrival_of_seat"),
            models.Index(fields=["congress", "expires_at"], name="arrival_expiry"),
        ]


class SearchEntry(TenantModel):
    """What a thing can be found by. Only the role `finder` reads it, inside the search function (ADR 0003)."""

    kind = models.CharField(max_length=16)
    thing_id = models.BigIntegerField()
    on = models.DateField()
    search = TsVector()
    short = models.TextField()
    dictionary = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "kind", "thing_id"], name="search_entry_once")]
        indexes = [
            GinIndex(fields=["congress", "search"], name="search_entry_gin", fastupdate=False),
        ]


class Notice(TenantModel):
    """One message to one seat, with the words as they were when the step was taken."""

    seat_id = models.BigIntegerField()
    event_id = models.BigIntegerField(null=True)
    case_id = models.BigIntegerField(null=True)
    text = models.CharField(max_length=500)
    path = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    # A step that can be undone is not told before its undo window has passed.
    deliver_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    # When it was decided whether it also goes out by mail or text (the room `notices`).
    planned_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["congress", "seat_id", "deliver_at"], name="notice_unread", condition=Q(read_at__isnull=True)
            ),
            models.Index(fields=["congress", "seat_id", "-id"], name="notice_of_seat"),
            models.Index(
                fields=["congress", "deliver_at"], name="notice_to_plan", condition=Q(planned_at__isnull=True)
            ),
        ]


class Progress(TenantModel):
    """Long work that a person may watch and leave: done, total, and what came out."""

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "没有完成"
        STOPPED = "stopped", "已取消"

    kind = models.CharField(max_length=20)
    seat_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)


class Draft(TenantModel):
    """What a person has typed and not yet sent, kept on the server so that another device can go on with it."""

    seat_id = models.BigIntegerField()
    key = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "seat_id", "key"], name="draft_once")]


class SavedView(TenantModel):
    """保存的视图: a list as its seat wants to see it again. The filters and columns are the words of its address.

    A view that was removed stays for a few minutes, so that it can be put back.
    """

    class Place(models.TextChoices):
        DESK = "desk", "案头"
        LIST = "list", "台账"

    seat_id = models.BigIntegerField()
    place = models.CharField(max_length=4, choices=Place.choices)
    name = models.CharField(max_length=30)
    query = models.CharField(max_length=1000, blank=True)
    order = models.PositiveSmallIntegerField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "seat_id", "name"], name="saved_view_named_once", condition=Q(removed_at__isnull=True)
            )
        ]


class KeptColumns(TenantModel):
    """The columns that a seat has chosen for its lists, in its order."""

    seat_id = models.BigIntegerField()
    columns = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "seat_id"], name="kept_columns_once")]


__all__ = [
    "AnnouncedDay",
    "Arrival",
    "Draft",
    "KeptColumns",
    "Notice",
    "Progress",
    "SavedView",
    "SearchEntry",
    "StoredFile",
    "TenantKey",
    "WorkdayOverride",
]
