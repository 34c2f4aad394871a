"""Writing and signing, before anything is submitted: the manuscript, who may touch it, and whose signatures stand.

Nothing here is an event: what a deputy writes is the deputy's own until it is submitted. A signature stands for one text;
when the text is changed it is asked for again (重庆建议条例第八条第二款: 参加联名的代表应当确认内容能够真实表达自己的意愿).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import F, Max, Q, QuerySet

from huiyin.chain.refusals import StepRefused
from huiyin.foundation import clock, digests
from huiyin.people.models import Body, Role, Seat
from huiyin.proposals import texts
from huiyin.proposals.models import (
    BEFORE_REGISTRATION,
    Manuscript,
    Proposal,
    ProposalKind,
    ProposalState,
    Signature,
    TextVersion,
)

W = Signature.Word
MOST_ASKS = 20
NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")


@dataclass(frozen=True)
class Words:
    """What a manuscript says, apart from whose it is."""

    title: str = ""
    matter: str = ""
    asks: tuple[str, ...] = ()

    @property
    def plain(self) -> Words:
        """Without empty lines at the ends and asks that say nothing."""
        asks = tuple(ask.strip() for ask in self.asks if ask.strip())
        return replace(self, title=" ".join(self.title.split()), matter=self.matter.strip(), asks=asks)


class Stale(Exception):
    """The manuscript was changed meanwhile, on another device or by another hand; `theirs` is how it stands now."""

    def __init__(self, theirs: Manuscript) -> None:
        super().__init__()
        self.theirs = theirs


def numeral(number: int) -> str:
    """一、二、… 十、十一、… up to 九十九."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else NUMERALS[tens - 1] + "十"
    return head + (NUMERALS[ones - 1] if ones else "")


def composed(kind: str, words: Words) -> str:
    """The text of an item in one piece, as it is registered, printed and hashed."""
    said = words.plain
    lines = [f"{numeral(n)}、{ask}" for n, ask in enumerate(said.asks, start=1)]
    asked = texts.PROPOSED if kind == ProposalKind.MOTION else texts.ASKED
    return "\n".join(filter(None, (said.matter, asked if lines else "", *lines)))


def digest_of(kind: str, words: Words) -> str:
    said = words.plain
    return digests.sm3(digests.canonical({"title": said.title, "body": composed(kind, said)}))


def words_of(manuscript: Manuscript | TextVersion) -> Words:
    return Words(manuscript.title, manuscript.matter, tuple(manuscript.asks))


# -- who ---------------------------------------------------------------------------------------------------------------


def of_seat(seat: Seat) -> QuerySet[Manuscript]:
    """Manuscripts the seat may write in: led by it, prepared by it, or of the delegation it works for."""
    rows = Manuscript.objects.filter(congress_id=seat.congress_id)
    if seat.role == Role.DEPUTY:
        return rows.filter(lead_id=seat.pk)
    if seat.role == Role.DELEGATION_CLERK:
        # Whoever works for the delegation now, also where a clerk of before prepared it.
        return rows.filter(Q(helper__body_id=seat.body_id) | Q(delegation_id=seat.body_id))
    return rows.none()


def readable(seat: Seat, manuscript: Manuscript) -> bool:
    """Whether the seat may open the manuscript: to write in it, to sign it, or as one of its own delegation (collective)."""
    if of_seat(seat).filter(pk=manuscript.pk).exists():
        return True
    if seat.role != Role.DEPUTY:
        return False
    asked = Signature.objects.filter(congress_id=seat.congress_id, manuscript=manuscript, seat_id=seat.pk)
    return asked.exists() or manuscript.delegation_id == seat.body_id


def is_open(manuscript: Manuscript) -> bool:
    """Whether it may be written in: not submitted, or given back to the deputy."""
    proposal = manuscript.proposal
    return proposal is None or proposal.state == ProposalState.WITH_DEPUTY


def may_be_signed(manuscript: Manuscript) -> bool:
    """Signatures are given until the item is registered: after that its signers are put right by the office."""
    proposal = manuscript.proposal
    return proposal is None or proposal.state in BEFORE_REGISTRATION


# -- writing -----------------------------------------------------------------------------------------------------------


def begin(
    seat: Seat, kind: str = ProposalKind.SUGGESTION, lead: Seat | None = None, collective: bool = False
) -> Manuscript:
    """A new manuscript: a deputy's own, or one that a clerk of the delegation prepares for a deputy or for the delegation."""
    helper = seat if seat.role == Role.DELEGATION_CLERK else None
    if helper is not None and lead is not None and lead.body_id != seat.body_id:
        raise StepRefused(texts.NOT_OF_DELEGATION)
    manuscript = Manuscript.objects.create(
        congress_id=seat.congress_id,
        kind=kind,
        lead=None if collective else lead or seat,
        delegation_id=seat.body_id if collective else None,
        helper=helper,
        edited_by=seat,
        digest=digest_of(kind, Words()),
    )
    if manuscript.lead is not None:
        Signature.objects.create(congress_id=seat.congress_id, manuscript=manuscript, seat=manuscript.lead, order=1)
    return manuscript


def keep(manuscript: Manuscript, seat: Seat, version: int | None, changes: dict[str, Any]) -> Manuscript:
    """Keep what was typed. `version` is the one the page was made from: raises Stale where another hand came between.

    Raises StepRefused where the manuscript is not open for writing any more.
    """
    rows = Manuscript.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "proposal", "edited_by__person"
    )
    now = rows.get(congress_id=manuscript.congress_id, pk=manuscript.pk)
    if not is_open(now):
        raise StepRefused(texts.NOT_OPEN)
    same = all(getattr(now, name) == value for name, value in changes.items())
    if same:
        return now
    if version is not None and version != now.version:
        raise Stale(now)
    for name, value in changes.items():
        setattr(now, name, value)
    now.digest = digest_of(now.kind, words_of(now))
    now.version += 1
    now.edited_by = seat
    now.save()
    return now


def delete(manuscript: Manuscript) -> None:
    """Throw a manuscript away that was never submitted. Raises StepRefused for one that was."""
    if manuscript.proposal_id is not None:
        raise StepRefused(texts.SUBMITTED_STAYS)
    Signature.objects.filter(congress_id=manuscript.congress_id, manuscript=manuscript).delete()
    manuscript.delete()


# -- signing -----------------------------------------------------------------------------------------------------------


def signatures_of(manuscript: Manuscript) -> list[Signature]:
    rows = Signature.objects.filter(congress_id=manuscript.congress_id, manuscript=manuscript)
    return list(rows.select_related("seat__person", "seat__body").order_by("order", "pk"))


def stands(signature: Signature, manuscript: Manuscript) -> bool:
    """Whether it was given for the text as it stands."""
    return signature.word == W.SIGNED and signature.signed_digest == manuscript.digest


def standing(manuscript: Manuscript) -> list[Signature]:
    return [one for one in signatures_of(manuscript) if stands(one, manuscript)]


def ask_to_sign(manuscript: Manuscript, seats: Iterable[Seat]) -> list[Signature]:
    """Invite deputies; those who were asked before are not asked twice, those who withdrew or refused are asked again."""
    known = {one.seat_id: one for one in signatures_of(manuscript)}
    order = Signature.objects.filter(manuscript=manuscript, congress_id=manuscript.congress_id).aggregate(
        m=Max("order")
    )
    following = (order["m"] or 0) + 1
    asked = []
    for seat in seats:
        if seat.role != Role.DEPUTY or seat.is_over:
            raise StepRefused(texts.NOT_A_DEPUTY)
        one = known.get(seat.pk)
        if one is None:
            one = Signature(congress_id=manuscript.congress_id, manuscript=manuscript, seat=seat, order=following)
            following += 1
        elif one.word in (W.ASKED, W.SIGNED):
            continue
        one.word, one.answered_at = W.ASKED, None
        one.save()
        asked.append(one)
    return asked


def open_for_joining(manuscript: Manuscript) -> str:
    """The code by which a deputy in the hall comes to the text: eight digits, which can be read out."""
    if not manuscript.join_code:
        manuscript.join_code = f"{secrets.randbelow(10**8):08d}"
        manuscript.save(update_fields=["join_code"])
    return manuscript.join_code


def join(seat: Seat, code: str) -> Manuscript | None:
    """The manuscript of that code, with the deputy now among those who are asked; None where there is none."""
    plain = "".join(code.split()).replace("-", "")
    found = (
        Manuscript.objects.filter(congress_id=seat.congress_id, join_code=plain or "-")
        .select_related("proposal")
        .first()
    )
    if found is None or not may_be_signed(found):
        return None
    if found.lead_id != seat.pk:
        ask_to_sign(found, [seat])
    return found


def opened(manuscript: Manuscript, seat: Seat) -> None:
    """The deputy has the text as it stands on the screen."""
    rows = Signature.objects.filter(congress_id=seat.congress_id, manuscript=manuscript, seat_id=seat.pk)
    rows.exclude(opened_digest=manuscript.digest).update(opened_digest=manuscript.digest)


def sign(
    manuscript: Manuscript, seat_id: int, digest: str, *, how: str = Signature.How.ACCOUNT, by: Seat | None = None
) -> Signature:
    """One deputy's signature under the text of that digest, as it was read. `by` is who wrote it down for the deputy.

    Raises StepRefused: nobody asked, the text not opened, or changed since it was read.
    """
    rows = Signature.objects.select_for_update(no_key=True).filter(congress_id=manuscript.congress_id)
    one = rows.filter(manuscript=manuscript, seat_id=seat_id).first()
    if one is None or not may_be_signed(manuscript):
        raise StepRefused(texts.NOT_ASKED)
    if digest != manuscript.digest:
        raise StepRefused(texts.TEXT_MOVED)
    if how == Signature.How.ACCOUNT and one.opened_digest != manuscript.digest:
        raise StepRefused(texts.OPEN_FIRST)
    one.word, one.how, one.signed_digest = W.SIGNED, how, manuscript.digest
    one.taken_by, one.answered_at = by, clock.now()
    one.save()
    return one


def refuse_to_sign(manuscript: Manuscript, seat: Seat, note: str = "") -> None:
    """不签, or 退出联名 where it had been signed. Raises StepRefused where nobody asked."""
    rows = Signature.objects.select_for_update(no_key=True).filter(congress_id=manuscript.congress_id)
    one = rows.filter(manuscript=manuscript, seat_id=seat.pk).first()
    if one is None or one.seat_id == manuscript.lead_id or not may_be_signed(manuscript):
        raise StepRefused(texts.NOT_ASKED)
    one.word = W.WITHDRAWN if one.word == W.SIGNED else W.REFUSED
    one.note, one.answered_at = note[:200], clock.now()
    one.save()


def uninvite(manuscript: Manuscript, seat_id: int) -> None:
    """Take back an invitation that has not been answered."""
    Signature.objects.filter(
        ~Q(seat_id=F("manuscript__lead_id")),
        congress_id=manuscript.congress_id,
        manuscript=manuscript,
        seat_id=seat_id,
        word=W.ASKED,
    ).delete()


def slip_code(manuscript: Manuscript, seat_id: int) -> str:
    """The six digits on a confirmation slip (确认条). They belong to this deputy and this text: after a change the slip
    that lies on the table does not fit any more."""
    said = f"{manuscript.congress_id}:{manuscript.pk}:{seat_id}:{manuscript.digest}"
    key = settings.HOME.secret("slips").encode()
    return f"{int(digests.keyed(key, said.encode())[:12], 16) % 10**6:06d}"


def fits_slip(manuscript: Manuscript, seat_id: int, code: str) -> bool:
    return hmac.compare_digest("".join(code.split()).encode(), slip_code(manuscript, seat_id).encode())


# -- reading ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Invitation:
    """A text that waits for a deputy's signature; `again`: it was signed before it was changed."""

    manuscript: Manuscript
    lead: str
    again: bool


def waiting_for(seat: Seat) -> list[Invitation]:
    """What the deputy is asked to sign."""
    rows = Signature.objects.filter(congress_id=seat.congress_id, seat_id=seat.pk, word__in=(W.ASKED, W.SIGNED))
    rows = rows.select_related("manuscript__proposal", "manuscript__lead__person", "manuscript__delegation")
    found = []
    for one in rows.order_by("-pk")[:50]:
        m = one.manuscript
        if m.lead_id == seat.pk or not may_be_signed(m) or stands(one, m):
            continue
        lead = m.lead.person.name if m.lead else m.delegation.name if m.delegation else ""
        found.append(Invitation(m, lead, one.word == W.SIGNED))
    return found


def unsubmitted(seat: Seat) -> list[Manuscript]:
    """What the seat has begun, and what came back to it; the newest first."""
    rows = of_seat(seat).filter(Q(proposal__isnull=True) | Q(proposal__state=ProposalState.WITH_DEPUTY))
    return list(rows.select_related("proposal", "lead__person", "delegation").order_by("-edited_at")[:50])


def open_to(seat: Seat, manuscript_id: int) -> Manuscript | None:
    """A manuscript whose author lets other deputies of the congress come and sign."""
    rows = _open_to_others(seat).filter(pk=manuscript_id)
    return rows.select_related("proposal", "lead__person", "lead__body").first()


def _open_to_others(seat: Seat) -> QuerySet[Manuscript]:
    rows = Manuscript.objects.filter(congress_id=seat.congress_id, open_to_join=True).exclude(lead_id=seat.pk)
    return rows.filter(Q(proposal__isnull=True) | Q(proposal__state__in=BEFORE_REGISTRATION)).exclude(title="")


def open_to_others(seat: Seat) -> list[Manuscript]:
    """All of them, the newest first: those among whom like ones are looked for."""
    return list(_open_to_others(seat).select_related("lead__person").order_by("-edited_at")[:500])


def submitted(seat: Seat) -> list[Manuscript]:
    """What the seat has submitted and others have now, the newest first."""
    rows = of_seat(seat).filter(proposal__isnull=False).exclude(proposal__state=ProposalState.WITH_DEPUTY)
    return list(rows.select_related("proposal", "lead__person", "delegation").order_by("-proposal_id")[:200])


def manuscript_of(proposal: Proposal) -> Manuscript | None:
    rows = Manuscript.objects.filter(congress_id=proposal.congress_id, proposal=proposal)
    return rows.select_related("lead__person", "delegation", "helper").first()


def wanted_bodies(congress_id: int, not_kinds: Sequence[str]) -> list[Body]:
    rows = Body.objects.filter(congress_id=congress_id, ends_on__isnull=True).exclude(kind__in=not_kinds)
    return list(rows.only("name", "short_name", "kind").order_by("sort_key", "id"))
