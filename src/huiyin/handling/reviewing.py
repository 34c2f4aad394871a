"""报审: where the procedure has it, a letter that the unit's head has cleared is read by the government office that passed
the item on (政府办审核), then signed off by the leader in charge (分管领导签批); only then may it be sent.

Both stand on the government's side. An item that the congress handed over directly, to a court or to a body of its own, is
not theirs: its letter goes out by its head's word. The time for the reply runs on: review is the authority's own time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from huiyin.chain.catalogue import Guard, Relation, Right, Step, register
from huiyin.chain.taking import Work, notice_words, tellers
from huiyin.dispatch.models import REVIEW_STAGES, Assignment, Stage
from huiyin.handling import texts
from huiyin.handling.letters import (
    CAME_BACK,
    DECLINED,
    REMARK_GIVEN,
    REVIEWED,
    SIGNED_OFF,
    SUBMITTED,
    Remark,
    keep_version,
    same_letter,
    the_letter,
    together,
)
from huiyin.handling.models import Letter, LetterVersion, Round, RoundState
from huiyin.handling.rounds import to_stage
from huiyin.people.models import Role, Seat
from huiyin.people.sitting import sitting
from huiyin.procedures.queries import procedure_of

R = RoundState
# Where a letter may still be sent back from.
COMES_BACK = frozenset({R.CLEARING, R.REVIEWING, R.CLEARED})


@dataclass(frozen=True)
class Reviewer:
    """Who must pass a letter: the role, the moment of the version kept then, where the letter lies till then."""

    role: Role
    moment: str
    stage: Stage


OFFICE = Reviewer(Role.DISPATCHER, REVIEWED, Stage.REVIEWING)
LEADER = Reviewer(Role.LEADER, SIGNED_OFF, Stage.SIGNING_OFF)


# -- reading ---------------------------------------------------------------------------------------------------------


def reviewers(row: Assignment) -> list[Reviewer]:
    """Who must pass the letters of this assignment before they are sent, in their order; mostly nobody."""
    if row.parent_id is None:
        return []
    roles = procedure_of(row.proposal.procedure_id).roles
    return [OFFICE] * bool(roles.letter_review.value) + [LEADER] * bool(roles.leader_sign_off.value)


def outstanding(round_: Round) -> list[Reviewer]:
    """Those who have not passed the letter as it is now."""
    wanted, letter = reviewers(round_.assignment), round_.letter
    passed = _passed(letter) if wanted and letter is not None else set()
    return [one for one in wanted if one.moment not in passed]


def _passed(letter: Letter) -> set[str]:
    """Moments this letter went through unchanged since it was last submitted."""
    kept = LetterVersion.objects.filter(congress_id=letter.congress_id, letter=letter).order_by("-number")
    same, found = same_letter(letter), set()
    for moment, digest in kept.values_list("moment", "digest"):
        if moment in (SUBMITTED, *CAME_BACK):
            break
        if digest in same:
            found.add(moment)
    return found


def lies_with(round_: Round) -> Reviewer | None:
    """Whose turn it is, None when all have passed the letter."""
    return next(iter(outstanding(round_)), None)


def reviews(seat: Seat, row: Assignment) -> bool:
    """Whether the seat is one of those who pass the letters of this assignment."""
    return _of_own_office(seat, row) and any(one.role == seat.role for one in reviewers(row))


def may_look(seat: Seat, row: Assignment) -> bool:
    """While a letter is under review, those who review read it; before and after it is the unit's own draft."""
    return row.stage in REVIEW_STAGES and reviews(seat, row)


def waits_for(seat: Seat, row: Assignment) -> bool:
    """Whether the letter of this assignment lies on the seat's desk now."""
    here = any(one.role == seat.role and one.stage == row.stage for one in reviewers(row))
    return here and _of_own_office(seat, row)


def _of_own_office(seat: Seat, row: Assignment) -> bool:
    return row.parent is not None and row.parent.body_id == seat.body_id


# -- who -------------------------------------------------------------------------------------------------------------

LETTER_OF_OFFICE = Relation(
    "letter_of_own_office",
    "本室分办的件的答复函",
    lambda seat, thing: thing.KIND == "round" and _of_own_office(seat, thing.assignment),
)
REVIEWER = Right(OFFICE.role, LETTER_OF_OFFICE)
SIGNER_OFF = Right(LEADER.role, LETTER_OF_OFFICE)


def _seated(one: Reviewer, row: Assignment) -> list[int]:
    return sitting(row.congress_id, one.role, bodies=[row.parent.body_id]) if row.parent is not None else []


def _reviewer_seats(round_: Any) -> list[int]:
    """Whoever has the letter before them now; of one letter of several units they are told once."""
    turn = lies_with(round_) if round_.state == R.REVIEWING else None
    if turn is None or any(one.pk < round_.pk for one in together(round_)):
        return []
    return _seated(turn, round_.assignment)


# -- guards ----------------------------------------------------------------------------------------------------------


def _all_seated(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    """A letter passed up to a seat that nobody holds would lie there unseen: asked before it leaves the unit."""
    row = round_.assignment
    empty = [one for one in reviewers(row) if not _seated(one, row)]
    if not empty:
        return None
    return texts.NOBODY_REVIEWS.format(body=row.parent.body.name, role=empty[0].role.label)


def _all_passed(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    turn = lies_with(round_)
    return texts.NOT_PASSED[turn.moment] if turn is not None else None


def _turn_of(own: Reviewer) -> Callable[[Any, Seat | None, Any], str | None]:
    def check(round_: Any, seat: Seat | None, facts: Any) -> str | None:
        turn = lies_with(round_)
        return None if turn is own or turn is None else texts.TURN_OF[turn.moment]

    return check


def _still_theirs(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    """The office may take back what it has passed while the leader has not spoken; the leader waits for the office."""
    turn = lies_with(round_)
    if seat is None or turn is None or turn.role == seat.role:
        return None
    return None if reviews(seat, round_.assignment) and turn is LEADER else texts.TURN_OF[turn.moment]


ALL_SEATED = Guard("reviewers_seated", "规程要的审核、签批有席位办理", _all_seated)
ALL_PASSED = Guard("all_passed", "规程要的审核、签批都已通过，与通过的是同一稿", _all_passed)


# -- effects ---------------------------------------------------------------------------------------------------------


def pass_up(unit: Work, round_: Round) -> None:
    """Behind a head's clearance: once every unit whose letter it is has cleared it, it goes up where the procedure says."""
    all_ = [round_, *together(round_)]
    if lies_with(round_) is not None and all(one.state == R.CLEARED for one in all_):
        for one in all_:
            unit.follow("letter.pass_up", one)


def _passed_up(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    turn = lies_with(round_)
    to_stage(round_, turn.stage if turn is not None else Stage.CLEARED)


def _pass_as(own: Reviewer) -> Callable[[Work, Any, Seat | None, Any], None]:
    """The letter passes for all the units whose letter it is: to the next who must pass it, or back to be sent."""

    def effect(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
        keep_version(unit, the_letter(round_), own.moment, seat)
        turn = lies_with(round_)
        for one in (round_, *together(round_)):
            if turn is None:
                unit.follow("letter.approve", one)
            else:
                to_stage(one, turn.stage)

    return effect


def _approved(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    to_stage(round_, Stage.CLEARED)


def _decline(unit: Work, round_: Round, seat: Seat | None, facts: Remark) -> None:
    come_back(unit, round_, DECLINED, seat, facts)


def come_back(unit: Work, round_: Round, moment: str, seat: Seat | None, facts: Remark) -> None:
    """The letter goes back to be mended, to all the units whose letter it is."""
    keep_version(unit, the_letter(round_), moment, seat, facts.remark)
    for other in together(round_):
        if other.state in COMES_BACK:
            unit.take("letter.reopen", other, None, happened_on=unit.on)
    to_stage(round_, Stage.HANDLING, to_mend=True)


def _overseer_seats(round_: Any) -> list[int]:
    """All who pass letters like this one, whosever turn it is: what is said after a letter they passed they hear of."""
    return [seat for one in reviewers(round_.assignment) for seat in _seated(one, round_.assignment)]


tellers(reviewers=_reviewer_seats, overseers=_overseer_seats)
notice_words(texts.REVIEW_NOTICES)

IN_REVIEW = frozenset({R.REVIEWING})
BY_PROCEDURE = "本级规程"

register(
    Step(
        "letter.pass_up",
        "报审",
        on="round",
        frm=frozenset({R.CLEARED}),
        to=R.REVIEWING,
        automatic=True,
        effect=_passed_up,
        tells=("reviewers",),
        source=BY_PROCEDURE,
    ),
    Step(
        "letter.review",
        "审核通过",
        on="round",
        frm=IN_REVIEW,
        to=None,
        by=(REVIEWER,),
        guards=(Guard("office_has_it", "等政府办审核", _turn_of(OFFICE)),),
        effect=_pass_as(OFFICE),
        tells=("reviewers",),
        source=BY_PROCEDURE,
    ),
    Step(
        "letter.sign_off",
        "签批同意",
        on="round",
        frm=IN_REVIEW,
        to=None,
        by=(SIGNER_OFF,),
        guards=(Guard("leader_has_it", "等分管领导签批", _turn_of(LEADER)),),
        effect=_pass_as(LEADER),
        source=BY_PROCEDURE,
    ),
    Step(
        "letter.decline",
        "退回单位修改",
        on="round",
        frm=IN_REVIEW,
        to=R.HANDLING,
        by=(REVIEWER, SIGNER_OFF),
        guards=(Guard("still_theirs", "轮到本席位，或者分管领导还没有签批", _still_theirs), REMARK_GIVEN),
        effect=_decline,
        tells=("unit_clerks", "unit_heads"),
        source=BY_PROCEDURE,
    ),
    Step(
        "letter.approve",
        "审核签批完成",
        on="round",
        frm=IN_REVIEW,
        to=R.CLEARED,
        automatic=True,
        effect=_approved,
        tells=("unit_clerks", "unit_heads"),
        source=BY_PROCEDURE,
    ),
)
