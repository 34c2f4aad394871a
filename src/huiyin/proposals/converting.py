"""转建议: the suggestion that a motion becomes. Same words, same deputies; a number and a clock of its own."""

from __future__ import annotations

from typing import Any

from huiyin.chain.catalogue import Step, register
from huiyin.chain.taking import Work
from huiyin.people.models import Seat
from huiyin.procedures.queries import version_on
from huiyin.proposals.models import Ask, Proposal, ProposalKind, ProposalState, Signer, TextVersion
from huiyin.proposals.steps import Reason, end_voided, index, next_number

S = ProposalState
# What the suggestion has of its motion, word for word: the text, hence its digest, is the one that was signed.
TAKEN = (
    "title", "body", "text_digest", "side", "session_id", "place", "wanted_body_id", "wish_unpublished", "category",
    "is_key", "lead_name", "signer_count",
)  # fmt: skip


def suggestion_of(motion: Any) -> Proposal | None:
    """What the motion became; None where it is a motion, or became one again."""
    rows = Proposal.objects.filter(congress_id=motion.congress_id, converted_from_id=motion.pk)
    return rows.exclude(state=S.VOIDED).order_by("-pk").first()


def convert(unit: Work, motion: Proposal) -> Proposal:
    suggestion = Proposal(congress_id=unit.congress_id, kind=ProposalKind.SUGGESTION, converted_from=motion)
    for name in TAKEN:
        setattr(suggestion, name, getattr(motion, name))
    unit.take("proposal.from_motion", suggestion, None, {"motion": motion.pk}, happened_on=unit.on)
    return suggestion


def take_back(unit: Work, motion: Proposal, why: Reason) -> None:
    """The presidium takes it for a motion after all: the suggestion is voided, its number stays and is listed."""
    suggestion = suggestion_of(motion)
    if suggestion is not None:
        # Made after its motion, so its number is higher: the order of locks holds.
        unit.take("proposal.void_converted", suggestion, None, why, happened_on=unit.on)


def _from_motion(unit: Work, suggestion: Proposal, seat: Seat | None, facts: dict[str, int]) -> None:
    motion = suggestion.converted_from
    suggestion.own_no = next_number(suggestion.session_id, unit.congress_id, suggestion.kind)
    suggestion.procedure = version_on(unit.congress_id, unit.on)
    suggestion.registered_on = unit.on
    suggestion.state = S.REGISTERED
    suggestion.save(force_insert=True)
    Signer.objects.bulk_create(
        Signer(
            congress_id=unit.congress_id, proposal=suggestion, seat_id=one.seat_id, body_id=one.body_id, order=one.order,
            is_lead=one.is_lead, confirmed_on=one.confirmed_on, confirmed_how=one.confirmed_how,
        )
        for one in Signer.objects.filter(congress_id=unit.congress_id, proposal=motion, withdrawn_on__isnull=True)
    )  # fmt: skip
    Ask.objects.bulk_create(
        Ask(congress_id=unit.congress_id, proposal=suggestion, number=one.number, text=one.text)
        for one in Ask.objects.filter(congress_id=unit.congress_id, proposal=motion).order_by("number")
    )
    newest = TextVersion.objects.filter(congress_id=unit.congress_id, proposal=motion, submitted=True)
    for one in newest.order_by("-number")[:1]:
        TextVersion.objects.create(
            congress_id=unit.congress_id, proposal=suggestion, number=1, title=one.title, matter=one.matter,
            asks=one.asks, digest=one.digest, seat_id=one.seat_id,
        )  # fmt: skip
    index(suggestion)


def _void(unit: Work, suggestion: Proposal, seat: Seat | None, facts: Reason) -> None:
    end_voided(unit, suggestion, facts.reason[:200])


register(
    Step(
        "proposal.from_motion",
        "由议案转来登记",
        on="proposal",
        frm=frozenset({S.NEW}),
        to=S.REGISTERED,
        automatic=True,
        backdatable=True,
        effect=_from_motion,
        formal=True,
    ),
    Step(
        "proposal.void_converted",
        "恢复为议案，转成的建议作废",
        on="proposal",
        frm=frozenset({S.REGISTERED}),
        to=S.VOIDED,
        automatic=True,
        effect=_void,
        formal=True,
    ),
)
