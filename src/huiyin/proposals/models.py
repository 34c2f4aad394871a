from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import Q

from huiyin.chain.models import Batch, Case
from huiyin.foundation.tenancy.models import TenantKey, TenantModel
from huiyin.people.models import Body, Seat, Session
from huiyin.procedures.models import ProcedureVersion


class ProposalKind(models.TextChoices):
    MOTION = "motion", "议案"
    SUGGESTION = "suggestion", "建议"


class Side(models.TextChoices):
    SESSION = "session", "大会期间"
    BETWEEN = "between", "闭会期间"


class ProposalState(models.TextChoices):
    NEW = "new", "新建"
    REGISTERED = "registered", "待交办"
    HANDED_OVER = "handed_over", "办理中"
    CONCLUDED = "concluded", "已办结"
    VOIDED = "voided", "已作废"


def number_shown(printed_no: str, own_no: int) -> str:
    """The number an item goes by: as its office printed it, else our own."""
    return printed_no or f"{own_no:03d}号"


def signers_shown(lead_name: str, signer_count: int) -> str:
    """李文静等7人"""
    return f"{lead_name}等{signer_count}人" if signer_count > 1 else lead_name


class Proposal(Case):
    """件: a motion or a suggestion of one congress. Its text is frozen at registration; corrections are steps."""

    KIND = "proposal"
    KIND_WORDS = "件"
    STATES = ProposalState

    kind = models.CharField(max_length=12, choices=ProposalKind.choices)
    side = models.CharField(max_length=8, choices=Side.choices)
    session = TenantKey(Session)
    title = models.CharField(max_length=300)
    body = models.TextField(default="", blank=True)
    text_digest = models.CharField(max_length=64)
    # The number as an office printed it, and our own, without gaps per session and kind (voided ones are listed).
    printed_no = models.CharField(max_length=60, default="", blank=True)
    own_no = models.PositiveIntegerField()
    category = models.CharField(max_length=40, default="", blank=True)
    is_key = models.BooleanField(default=False)
    remark = models.CharField(max_length=300, default="", blank=True)
    # Who leads, as written on the case's cover: kept as a projection so that lists need not join.
    lead_name = models.CharField(max_length=60, default="", blank=True)
    signer_count = models.PositiveSmallIntegerField(default=1)
    procedure = TenantKey(ProcedureVersion)
    registered_on = models.DateField()
    import_key = models.CharField(max_length=64, default="", blank=True)
    import_fingerprint = models.CharField(max_length=64, default="", blank=True)
    batch = TenantKey(Batch, null=True)
    void_reason = models.CharField(max_length=200, default="", blank=True)
    # Who stops standing behind the item by the step in hand: told by it. The rows alone do not say by which step they were
    # withdrawn, so it is not stored.
    gone: Sequence[Signer] = ()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["congress", "session", "kind", "own_no"], name="own_number_once"),
            models.UniqueConstraint(
                fields=["congress", "session", "import_key"],
                name="import_key_once",
                condition=~Q(import_key="") & ~Q(state="voided"),
            ),
        ]
        indexes = [
            models.Index(fields=["congress", "state", "-id"], include=["category"], name="proposal_list"),
            models.Index(fields=["congress", "session", "side", "state"], name="proposal_figures"),
        ]

    @property
    def shown_no(self) -> str:
        return number_shown(self.printed_no, self.own_no)

    @property
    def signers_line(self) -> str:
        return signers_shown(self.lead_name, self.signer_count)


class Signer(TenantModel):
    """A deputy (or a delegation, where the procedure knows it) who stands behind a proposal."""

    proposal = TenantKey(Proposal, related_name="signers")
    seat = TenantKey(Seat, null=True)
    body = TenantKey(Body, null=True)
    order = models.PositiveSmallIntegerField()
    is_lead = models.BooleanField(default=False)
    confirmed_on = models.DateField(null=True)
    confirmed_how = models.CharField(max_length=12, default="", blank=True)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["congress", "proposal", "seat"], name="signer_once"),
            models.UniqueConstraint(fields=["congress", "proposal"], name="one_lead", condition=Q(is_lead=True)),
            models.CheckConstraint(
                condition=Q(seat__isnull=False) ^ Q(body__isnull=False), name="signer_is_seat_or_delegation"
            ),
        ]
        indexes = [models.Index(fields=["congress", "seat"], name="signer_seat")]


class Correction(TenantModel):
    """A frozen value put right: the old value stays visible (勘误)."""

    proposal = TenantKey(Proposal, related_name="corrections")
    field = models.CharField(max_length=20)
    old = models.TextField()
    new = models.TextField()
    reason = models.CharField(max_length=200)
    seat_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)
