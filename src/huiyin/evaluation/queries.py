"""Reading of the room 评 for the deputies' committee: what may be settled, what must be decided, who has not answered.

The grades come through the sealed schema and every look is written down there; nothing here keeps them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from huiyin.chain.clocks import EVALUATE
from huiyin.chain.models import Clock
from huiyin.dispatch.models import ANSWERING, GONE, Assignment
from huiyin.evaluation import sealed
from huiyin.evaluation.sealed import UNSATISFIED, Grade
from huiyin.evaluation.steps import asked_dimensions
from huiyin.foundation.calendars import calendar_of
from huiyin.foundation.workdays import Due, due_on
from huiyin.handling.models import Round, RoundState
from huiyin.people.models import Congress, Seat, Session
from huiyin.procedures.queries import procedure_of
from huiyin.proposals.models import Proposal

R = RoundState
# As much as one unit of work takes: a longer list goes on after the first part has been settled.
PAGE = 50
_WORSE = {"satisfied": 0, "basically": 1, UNSATISFIED: 2}


@dataclass(frozen=True)
class Evaluated:
    """An evaluated round with its grades, dimension label → grade, as the officer sees it."""

    round_id: int
    case_id: int
    number: str
    title: str
    body: str
    deputy: str
    nth: int
    answered_on: date | None
    grades: tuple[tuple[str, str], ...]
    reason: str

    @property
    def worst(self) -> str:
        return max((grade for _, grade in self.grades), key=_WORSE.__getitem__, default="")


@dataclass(frozen=True)
class Unanswered:
    """An answered round without an evaluation. `due_on` None: the procedure sets no time for it."""

    round_id: int
    version: int
    case_id: int
    number: str
    title: str
    body: str
    deputy: str
    nth: int
    answered_on: date | None
    due_on: date | None

    def may_be_set_aside(self, today: date) -> bool:
        return self.due_on is None or self.due_on < today


@dataclass(frozen=True)
class Settling:
    """The page 评价结果: three lists, each cut to what one page holds, with the whole number."""

    satisfied: list[Evaluated]
    satisfied_total: int
    unsatisfied: list[Evaluated]
    unanswered: list[Unanswered]
    unanswered_total: int
    batch_day: int | None


def _rounds(congress: Congress, session: Session | None, state: str) -> QuerySet[Round]:
    rows = Round.objects.filter(congress=congress, state=state)
    if session is not None:
        rows = rows.filter(assignment__proposal__session=session)
    return rows.select_related("assignment__proposal", "assignment__body")


def settling(seat: Seat, session: Session | None) -> Settling:
    """What an officer of the deputies' committee has to settle. The look at the grades is written down."""
    rounds = list(_rounds(seat.congress, session, R.EVALUATED).order_by("answered_on", "pk"))
    grades = grades_of(seat, "settlement page", [round_.pk for round_ in rounds])
    evaluated = [_evaluated(round_, grades.get(round_.pk, [])) for round_ in rounds]
    well = [one for one in evaluated if one.worst != UNSATISFIED]
    waiting = _unanswered(seat.congress, session)
    newest = rounds[-1].assignment.proposal.procedure_id if rounds else None
    return Settling(
        satisfied=well[:PAGE],
        satisfied_total=len(well),
        unsatisfied=[one for one in evaluated if one.worst == UNSATISFIED],
        unanswered=waiting[:PAGE],
        unanswered_total=len(waiting),
        batch_day=procedure_of(newest).rehandling.batch_day.value if newest is not None else None,
    )


def grades_of(seat: Seat, what: str, round_ids: list[int]) -> dict[int, list[Grade]]:
    """Grades by round; nothing is read, and no look written down, where no round is asked for."""
    found: dict[int, list[Grade]] = defaultdict(list)
    for grade in sealed.read(seat.pk, what, round_ids) if round_ids else ():
        found[grade.round_id].append(grade)
    return found


def _evaluated(round_: Round, grades: Iterable[Grade]) -> Evaluated:
    given = list(grades)
    row, case = round_.assignment, round_.assignment.proposal
    labels = {dimension.code: dimension.label for dimension in asked_dimensions(round_)}
    order = list(labels)
    given.sort(key=lambda one: (order.index(one.dimension) if one.dimension in labels else len(order), one.dimension))
    return Evaluated(
        round_.pk,
        case.pk,
        case.shown_no,
        case.title,
        row.body.label,
        case.lead_name,
        round_.number,
        round_.answered_on,
        tuple((labels.get(one.dimension, one.dimension), one.grade) for one in given),
        given[0].reason if given else "",
    )


def _unanswered(congress: Congress, session: Session | None) -> list[Unanswered]:
    """Those whose time is over first, then those without any, then the rest by date."""
    rounds = list(_rounds(congress, session, R.ANSWERED).order_by("answered_on", "pk"))
    due = dict(
        Clock.objects.filter(congress=congress, kind=EVALUATE, thing_kind=Round.KIND, stopped_on__isnull=True)
        .filter(thing_id__in=[round_.pk for round_ in rounds])
        .values_list("thing_id", "due_on")
    )
    found = [
        Unanswered(
            round_.pk,
            round_.version,
            round_.case_key,
            round_.assignment.proposal.shown_no,
            round_.assignment.proposal.title,
            round_.assignment.body.label,
            round_.assignment.proposal.lead_name,
            round_.number,
            round_.answered_on,
            due.get(round_.pk),
        )
        for round_ in rounds
    ]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.answered_on or date.max, one.round_id))


def evaluated_round(seat: Seat, round_id: int) -> tuple[Round, Evaluated] | None:
    """One evaluated round with its grades, for the pages on which an officer decides about it."""
    round_ = _rounds(seat.congress, None, R.EVALUATED).filter(pk=round_id).first()
    if round_ is None:
        return None
    return round_, _evaluated(round_, grades_of(seat, "settlement of one item", [round_.pk])[round_.pk])


def round_of_congress(congress: Congress, round_id: int) -> Round | None:
    rows = Round.objects.filter(congress=congress, pk=round_id)
    return rows.select_related("assignment__proposal", "assignment__body").first()


def without_grades(round_: Round) -> Evaluated:
    """The round alone, for a page that is shown again after it was decided elsewhere."""
    return _evaluated(round_, ())


def rehandle_due(round_: Round, on: date) -> Due | None:
    """The reply date that would follow from an order on `on`; None where the procedure sets no such limit."""
    limit = procedure_of(round_.assignment.proposal.procedure_id).limits.rehandle_reply.as_limit()
    return due_on(limit, on, calendar_of(round_.congress_id)) if limit is not None else None


@dataclass(frozen=True)
class Listed:
    """A case behind a figure."""

    case_id: int
    number: str
    title: str
    who: str
    units: str
    words: str
    registered_on: date | None


def listed(congress: Congress, case_ids: list[int], most: int = 1000) -> list[Listed]:
    """Cases in the order of their numbers given, with their answering units."""
    wanted = case_ids[:most]
    cases = {case.pk: case for case in Proposal.objects.filter(congress=congress, pk__in=wanted).defer("body")}
    units: dict[int, list[str]] = defaultdict(list)
    rows = (
        Assignment.objects.filter(congress=congress, proposal_id__in=wanted, mode__in=ANSWERING)
        .exclude(state__in=GONE)
        .order_by("pk")
    )
    for case_id, name, short in rows.values_list("proposal_id", "body__name", "body__short_name"):
        units[case_id].append(short or name)
    return [
        Listed(
            case.pk, case.shown_no, case.title, case.signers_line, "、".join(units[case.pk]), case.state_words,
            case.registered_on,
        )
        for case in (cases[pk] for pk in wanted if pk in cases)
    ]  # fmt: skip
