"""Reading of the room 提: what the registration form offers, who stands behind a proposal, what was put right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from huiyin.foundation import text
from huiyin.foundation.calendars import calendar_of
from huiyin.foundation.workdays import Due, due_on
from huiyin.people.models import Congress, Role, Seat, Session
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.texts import CHOICES
from huiyin.procedures.values import RefusedGoTo
from huiyin.proposals import texts
from huiyin.proposals.models import (
    MOTION_ENDED,
    NOT_COUNTED,
    OVER,
    UNDER_REVIEW,
    Correction,
    Proposal,
    ProposalState,
    Refusal,
    Signer,
)

STANDING = (
    *UNDER_REVIEW,
    *MOTION_ENDED,
    ProposalState.REGISTERED,
    ProposalState.HANDED_OVER,
    ProposalState.CONCLUDED,
)
"""Registered, not voided and not withdrawn."""


@dataclass(frozen=True)
class DeputyChoice:
    """A deputy one may choose; `label` tells two of the same name apart by their delegation."""

    seat_id: int
    name: str
    delegation: str

    @property
    def label(self) -> str:
        return f"{self.name}（{self.delegation}）"


@dataclass(frozen=True)
class SignerLine:
    seat_id: int | None
    name: str
    delegation: str
    is_lead: bool
    phone: str


@dataclass(frozen=True)
class CorrectionLine:
    at: datetime
    field: str
    old: str
    new: str
    reason: str


def deputies(congress: Congress) -> list[DeputyChoice]:
    """Deputies whose seats have not ended, in reading order."""
    rows = (
        Seat.objects.filter(congress=congress, role=Role.DEPUTY, ended_on__isnull=True)
        .order_by("person__sort_key", "person__name", "pk")
        .values_list("pk", "person__name", "body__name", "body__short_name")
    )
    return [DeputyChoice(pk, name, short or full) for pk, name, full, short in rows]


def signer_choices(proposal: Proposal) -> list[DeputyChoice]:
    """Who stands behind a proposal now, the lead first, as they are offered on a form; also where a seat has ended."""
    return [
        DeputyChoice(line.seat_id, line.name, line.delegation)
        for line in signers_of(proposal)
        if line.seat_id is not None
    ]


class Names:
    """Deputies by the way a name may be written: 「李文静」 or 「李文静（第一代表团）」, in whatever width and spacing."""

    def __init__(self, choices: Iterable[DeputyChoice]) -> None:
        self.labels: dict[str, list[DeputyChoice]] = defaultdict(list)
        self.names: dict[str, list[DeputyChoice]] = defaultdict(list)
        for choice in choices:
            self.labels[text.match_key(choice.label)].append(choice)
            self.names[text.match_key(choice.name)].append(choice)

    def find(self, written: str) -> list[DeputyChoice]:
        """Whom it may mean: one, several of that name, or none."""
        key = text.match_key(written)
        return self.labels.get(key) or self.names.get(key) or []


def sessions(congress: Congress) -> list[Session]:
    """Sessions, the newest first."""
    rows = Session.objects.filter(congress=congress).select_related("term")
    return list(rows.order_by("-term__number", "-number"))


@dataclass(frozen=True)
class LedgerCount:
    """Items of one session: all but those voided, and how many of them are still under way."""

    items: int
    under_way: int


def ledger_counts(congress: Congress) -> dict[int, LedgerCount]:
    rows = (
        Proposal.objects.filter(congress=congress, own_no__isnull=False)
        .exclude(state__in=NOT_COUNTED)
        .values("session_id")
    )
    counted = rows.annotate(items=Count("id"), under_way=Count("id", filter=~Q(state__in=OVER)))
    return {row["session_id"]: LedgerCount(row["items"], row["under_way"]) for row in counted}


def session_words(session: Session) -> str:
    return texts.SESSION.format(term=session.term.number, number=session.number)


def categories(congress: Congress) -> list[str]:
    """Categories used before, to be offered again."""
    rows = Proposal.objects.filter(congress=congress).exclude(category="").order_by("category")
    return list(rows.values_list("category", flat=True).distinct()[:200])


def same_number(congress: Congress, session: Session, printed_no: str, but: int | None = None) -> Proposal | None:
    """A live item of the session that already bears this printed number."""
    rows = Proposal.objects.filter(congress=congress, session=session, printed_no=printed_no)
    rows = rows.exclude(state__in=NOT_COUNTED).exclude(pk=but or 0)
    return rows.order_by("pk").first() if printed_no else None


def signers_of(proposal: Proposal) -> list[SignerLine]:
    """Who stands behind a proposal: the lead first, then in the order of signing; those who withdrew left out."""
    rows = (
        Signer.objects.filter(congress_id=proposal.congress_id, proposal=proposal, withdrawn_on__isnull=True)
        .select_related("seat__person", "seat__body", "body")
        .order_by("-is_lead", "order")
    )
    return [
        SignerLine(row.seat_id, row.seat.person.name, row.seat.body.label, row.is_lead, row.seat.person.phone)
        if row.seat is not None
        else SignerLine(None, row.body.name if row.body else "", "", row.is_lead, "")
        for row in rows
    ]


@dataclass(frozen=True)
class RefusalLine:
    """不作为建议处理: the ground in the procedure's words, how it was explained, where the matter went."""

    on: date
    ground: str
    explained: str
    goes_to: str


def refusal_of(proposal: Proposal) -> RefusalLine | None:
    row = Refusal.objects.filter(congress_id=proposal.congress_id, proposal=proposal).order_by("-pk").first()
    if row is None:
        return None
    goes_to = CHOICES[RefusedGoTo].get(row.goes_to, row.goes_to)
    return RefusalLine(row.on, row.ground_words, row.explained, goes_to)


def corrections_of(proposal: Proposal) -> list[CorrectionLine]:
    rows = Correction.objects.filter(congress_id=proposal.congress_id, proposal=proposal).order_by("-pk")
    return [
        CorrectionLine(row.at, texts.FIELD_WORDS.get(row.field, row.field), row.old, row.new, row.reason)
        for row in rows
        if row.field in texts.FIELD_WORDS
    ]


def reply_due(proposal: Proposal, on: date, *, is_long: bool = False) -> Due | None:
    """The reply date that would follow from a hand-over on `on`; None where the procedure has no such limit."""
    limits = procedure_of(proposal.procedure_id).limits
    limit = (limits.reply_long if is_long else limits.reply).as_limit()
    return due_on(limit, on, calendar_of(proposal.congress_id)) if limit is not None else None


def cases_by_procedure(congress: Congress) -> dict[int, int]:
    """How many items were registered under each version of the procedure, voided ones too: they keep it as well."""
    counted = Proposal.objects.filter(congress=congress).order_by().values_list("procedure_id").annotate(n=Count("id"))
    return dict(counted)
