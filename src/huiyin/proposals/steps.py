"""Steps of the room 提: registering an item that came on paper, putting it right, voiding it. See `submitting` for the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Max

from huiyin.chain.catalogue import Guard, Relation, Right, Step, register
from huiyin.chain.clocks import HAND_OVER
from huiyin.chain.refusals import StepRefused
from huiyin.chain.relations import OF_CONGRESS
from huiyin.chain.taking import Work, notice_words, tellers
from huiyin.foundation import digests, search
from huiyin.people.models import Role, Seat, Session
from huiyin.people.setup import ledger_refusal
from huiyin.people.sitting import sitting
from huiyin.procedures.queries import version_on
from huiyin.proposals import texts
from huiyin.proposals.by_reference import WHO_MAY_RAISE_ON_PAPER
from huiyin.proposals.jobs import ask_for_vectors
from huiyin.proposals.models import (
    MOTION_ENDED,
    UNDER_REVIEW,
    Correction,
    Proposal,
    ProposalState,
    Side,
    Signer,
    number_shown,
)

S = ProposalState


@dataclass(frozen=True)
class Registration:
    """What a registered item says. `signer_count` counts lead and co-signers, those not named too (「等3人」)."""

    kind: str
    side: str
    session_id: int
    title: str
    body: str = ""
    printed_no: str = ""
    category: str = ""
    is_key: bool = False
    remark: str = ""
    lead_seat_id: int | None = None
    cosigner_seat_ids: tuple[int, ...] = ()
    signer_count: int = 1
    import_key: str = ""
    import_fingerprint: str = ""


@dataclass(frozen=True)
class Correcting:
    """Frozen values put right: field → new value, with the reason."""

    changes: dict[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class Reason:
    reason: str


def text_digest(title: str, body: str) -> str:
    return digests.sm3(digests.canonical({"title": title, "body": body}))


def next_number(session_id: int, congress_id: int, kind: str) -> int:
    """The number of the next item of that kind in the session, which nobody else is given."""
    # The session row is the lock of its numbers; no other step locks it, so the order session → head is safe.
    Session.objects.select_for_update(no_key=True).get(congress_id=congress_id, pk=session_id)
    numbers = Proposal.objects.filter(congress_id=congress_id, session_id=session_id, kind=kind)
    return (numbers.aggregate(m=Max("own_no"))["m"] or 0) + 1


def _register(unit: Work, proposal: Proposal, seat: Seat | None, facts: Registration) -> None:
    lead = (
        Seat.objects.select_related("person", "body").get(congress_id=unit.congress_id, pk=facts.lead_seat_id)
        if facts.lead_seat_id
        else None
    )
    for name in ("kind", "side", "title", "body", "printed_no", "category", "is_key", "remark", "signer_count"):
        setattr(proposal, name, getattr(facts, name))
    proposal.congress_id = unit.congress_id
    proposal.session_id = facts.session_id
    proposal.import_key = facts.import_key
    proposal.import_fingerprint = facts.import_fingerprint
    proposal.own_no = next_number(facts.session_id, unit.congress_id, facts.kind)
    proposal.text_digest = text_digest(facts.title, facts.body)
    proposal.procedure = version_on(unit.congress_id, unit.on)
    proposal.registered_on = unit.on
    proposal.lead_name = lead.person.name if lead else ""
    proposal.batch = unit.batch
    proposal.state = S.REGISTERED
    proposal.save(force_insert=True)
    signers = [s for s in (facts.lead_seat_id, *facts.cosigner_seat_ids) if s is not None]
    Signer.objects.bulk_create(
        [
            Signer(
                congress_id=unit.congress_id,
                proposal=proposal,
                seat_id=seat_id,
                order=order,
                is_lead=order == 1 and facts.lead_seat_id is not None,
                confirmed_on=unit.on,
                confirmed_how="paper",
            )
            for order, seat_id in enumerate(dict.fromkeys(signers), start=1)
        ]
    )
    index(proposal)


def index(proposal: Proposal) -> None:
    search.index(
        proposal.congress_id,
        Proposal.KIND,
        proposal.pk,
        proposal.begun_on,
        proposal.title,
        proposal.body,
        [proposal.printed_no, number_shown("", proposal.own_no), proposal.lead_name],
    )
    ask_for_vectors(proposal.congress_id)


def _correct(unit: Work, proposal: Proposal, seat: Seat | None, facts: Correcting) -> None:
    changed = {k: v for k, v in facts.changes.items() if k in CORRECTABLE and getattr(proposal, k) != v}
    if not changed:
        raise StepRefused(texts.NOTHING_CHANGED)
    if not str(changed.get("title", proposal.title)).strip():
        raise StepRefused(texts.NO_TITLE, "title")
    keep_corrections(
        unit, proposal, seat, facts.reason, {name: (getattr(proposal, name), value) for name, value in changed.items()}
    )
    for name, value in changed.items():
        setattr(proposal, name, value)
    proposal.text_digest = text_digest(proposal.title, proposal.body)
    proposal.save(update_fields=[*changed, "text_digest"])
    index(proposal)


def keep_corrections(
    unit: Work, proposal: Proposal, seat: Seat | None, reason: str, changed: Mapping[str, tuple[Any, Any]]
) -> None:
    """Keep what stood under each name and what stands there now (勘误): the old value stays to be read."""
    Correction.objects.bulk_create(
        [
            Correction(
                congress_id=unit.congress_id,
                proposal=proposal,
                field=name,
                old=str(old),
                new=str(new),
                reason=reason,
                seat_id=seat.pk if seat else None,
            )
            for name, (old, new) in changed.items()
        ]
    )


CORRECTABLE = ("title", "body", "printed_no", "category", "remark", "is_key", "import_fingerprint")


_voided: list[Callable[[Work, Proposal], None]] = []


def when_voided(then: Callable[[Work, Proposal], None]) -> None:
    """What else ends with an item that is voided."""
    _voided.append(then)


def end_voided(unit: Work, proposal: Proposal, reason: str) -> None:
    """Keep why it was voided, and end what other parts have begun on it."""
    proposal.void_reason = reason
    proposal.save(update_fields=["void_reason"])
    for then in _voided:
        then(unit, proposal)


def _void(unit: Work, proposal: Proposal, seat: Seat | None, facts: Reason) -> None:
    end_voided(unit, proposal, facts.reason)
    unit.stop_clock(HAND_OVER, proposal)


def _has_reason(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if facts is not None and facts.reason.strip() else texts.REASON_NEEDED


def _has_title(thing: Any, seat: Seat | None, facts: Registration) -> str | None:
    return None if facts.title.strip() else texts.NO_TITLE


def _signers_are_deputies(thing: Any, seat: Seat | None, facts: Registration) -> str | None:
    ids = {pk for pk in (facts.lead_seat_id, *facts.cosigner_seat_ids) if pk is not None}
    deputies = Seat.objects.filter(congress_id=thing.congress_id, role=Role.DEPUTY, pk__in=ids)
    return None if deputies.count() == len(ids) else texts.NOT_A_DEPUTY


def _ledger_open(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    session_id = getattr(facts, "session_id", None) or thing.session_id
    session = Session.objects.select_related("term").get(congress_id=thing.congress_id, pk=session_id)
    said = ledger_refusal(session)
    return "".join(said) if said is not None else None


LEDGER_OPEN = Guard("ledger_open", "所属会议的台账没有结账", _ledger_open)
HAS_TITLE = Guard("has_title", "有标题", _has_title)
SIGNED_BY_DEPUTIES = Guard("signed_by_deputies", "领衔和联名的都是本级代表", _signers_are_deputies)
HAS_REASON = Guard("has_reason", "写明原因", _has_reason)

OFFICER = Right(Role.COMMITTEE_OFFICER, OF_CONGRESS)
# 大会秘书处: takes in what is raised while the congress sits (代表法第二十四条; 重庆建议条例第四条第一款).
IN_SESSION = Relation("in_session", "大会期间提出的件", lambda seat, thing: thing.case.side == Side.SESSION)
SECRETARIAT = Right(Role.SECRETARIAT, IN_SESSION)


def lead_seats(thing: Any) -> list[int]:
    return [seat_id for seat_id, leads in _signing(thing) if leads]


def signer_seats(thing: Any) -> list[int]:
    return [seat_id for seat_id, _ in _signing(thing)]


# Asked for most steps, for the right and for the notices.
_SIGNING = """select seat_id, is_lead from proposals_signer
where congress_id = %s and proposal_id = %s and withdrawn_on is null and seat_id is not null order by "order", id"""


def _signing(thing: Any) -> list[tuple[int, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(_SIGNING, [thing.congress_id, thing.case_key])
        return cursor.fetchall()


def officers(thing: Any) -> list[int]:
    return sitting(thing.congress_id, Role.COMMITTEE_OFFICER)


def _is_lead(seat: Seat, thing: Any) -> bool:
    return seat.pk in lead_seats(thing)


def _is_signer(seat: Seat, thing: Any) -> bool:
    return seat.pk in signer_seats(thing)


LEAD_SIGNER = Relation("lead_signer", "本人领衔的件", _is_lead)
SIGNER = Relation("signer", "本人领衔或联名的件", _is_signer)

tellers(signers=signer_seats, lead=lead_seats, officers=officers)
notice_words(texts.NOTICES)

register(
    Step(
        "proposal.register",
        "登记",
        on="proposal",
        frm=frozenset({S.NEW}),
        to=S.REGISTERED,
        by=(OFFICER,),
        guards=(LEDGER_OPEN, HAS_TITLE, SIGNED_BY_DEPUTIES, WHO_MAY_RAISE_ON_PAPER),
        effect=_register,
        tells=("signers",),
        formal=True,
        source="代表法第二十四条、第三十六条",
    ),
    Step(
        "proposal.import",
        "从交办表登记",
        on="proposal",
        frm=frozenset({S.NEW}),
        to=S.REGISTERED,
        by=(OFFICER,),
        operator=True,
        backdatable=True,
        guards=(LEDGER_OPEN, HAS_TITLE, SIGNED_BY_DEPUTIES),
        effect=_register,
        formal=True,
    ),
    Step(
        "proposal.correct",
        "更正登记内容",
        on="proposal",
        frm=frozenset({S.REGISTERED, S.HANDED_OVER, S.CONCLUDED, *UNDER_REVIEW, *MOTION_ENDED}),
        to=None,
        by=(OFFICER,),
        operator=True,
        guards=(LEDGER_OPEN, HAS_REASON),
        effect=_correct,
        tells=("signers",),
    ),
    Step(
        "proposal.void",
        "作废",
        on="proposal",
        frm=frozenset({S.REGISTERED, S.IN_REVIEW}),
        to=S.VOIDED,
        by=(OFFICER,),
        guards=(LEDGER_OPEN, HAS_REASON),
        effect=_void,
        stops=frozenset({HAND_OVER}),
        tells=("signers",),
        formal=True,
    ),
)
