"""What lies on a desk: the saved views of each role, their counts, and one page of rows.

The questions are a clerk's (等我动手, 等别人, 办结以后), not the database's. Everything reads along the two desk
indexes; counts stop at a thousand, pages go on by key, and no list ever reads the text of a proposal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery

from huiyin.dispatch.models import ANSWERING, Assignment, AssignmentState, Mode, Stage
from huiyin.dispatch.queries import search_scope
from huiyin.foundation import search
from huiyin.handling.models import LetterVersion, Round, RoundState
from huiyin.people.models import Body, BodyKind, Congress, Role, Seat
from huiyin.proposals.models import Proposal, ProposalState, Signer

PAGE = 50
MOST = 1000
# A lamp turns amber at most 15 days before its date, or on the last workday before a long holiday: no row due later
# than this can be amber, so the index need not be read further.
AMBER_REACH = timedelta(days=45)

HANDLED = (Stage.WAITING, Stage.HANDLING, Stage.ASSISTING, Stage.CLEARING, Stage.CLEARED)
OFFICE_OPEN = (Stage.ROUTING, Stage.WAITING, Stage.HANDLING, Stage.CLEARING, Stage.CLEARED)
DRAWN_UP = (Stage.WAITING, Stage.HANDLING, Stage.CLEARING, Stage.CLEARED)


@dataclass(frozen=True)
class View:
    """A saved view. `part` is its heading in the rail, `lamp` narrows by colour, `only` by more than the stage."""

    key: str
    label: str
    part: str
    stages: tuple[Stage, ...] = ()
    lamp: str = ""
    only: str = ""
    newest_first: bool = False


def _in_hand(part: str, stages: tuple[Stage, ...], only: str = "") -> tuple[View, ...]:
    return (
        View("all", "全部在办", part, stages, only=only),
        View("red", "逾期", part, stages, "red", only),
        View("amber", "临期", part, stages, "amber", only),
        View("green", "正常", part, stages, "green", only),
    )


_ANSWERED = View("answered", "等代表评价", "等别人", (Stage.ANSWERED,), newest_first=True)
_CONCLUDED = View("concluded", "已办结", "办结以后", (Stage.CONCLUDED,), newest_first=True)

VIEWS: dict[str, tuple[View, ...]] = {
    Role.UNIT_CLERK: (
        *_in_hand("在办", HANDLED),
        View("waiting", "待签收", "等我动手", (Stage.WAITING,)),
        View("unmet", "未见面沟通", "等我动手", (Stage.HANDLING,), only="unmet"),
        View("drafting", "待拟答复", "等我动手", (Stage.HANDLING,)),
        View("sent-back", "退回修改", "等我动手", (Stage.HANDLING,), only="sent_back"),
        View("assisting", "会办", "等我动手", (Stage.ASSISTING,)),
        View("clearing", "领导审签中", "等别人", (Stage.CLEARING,)),
        View("cleared", "待发出", "等别人", (Stage.CLEARED,)),
        _ANSWERED,
        _CONCLUDED,
    ),
    Role.UNIT_HEAD: (
        View("clearing", "待审签", "等我动手", (Stage.CLEARING,)),
        View("cleared", "待发出", "等我动手", (Stage.CLEARED,)),
        *_in_hand("在办", HANDLED),
        View("waiting", "待签收", "等经办人", (Stage.WAITING,)),
        View("drafting", "待拟答复", "等经办人", (Stage.HANDLING,)),
        View("assisting", "会办", "等经办人", (Stage.ASSISTING,)),
        _ANSWERED,
        _CONCLUDED,
    ),
    Role.DISPATCHER: (
        View("routing", "待分办", "等我动手", (Stage.ROUTING,)),
        *_in_hand("单位在办", DRAWN_UP, only="passed_on"),
        View("waiting", "未签收", "等单位", (Stage.WAITING,), only="passed_on"),
        View("passed-on", "已分办", "分办以后", (Stage.PASSED_ON,), newest_first=True),
    ),
    Role.COMMITTEE_OFFICER: (
        View("registered", "待交办", "等我动手", only="cases"),
        View("evaluated", "待处理评价", "等我动手", (Stage.ANSWERED,), only="evaluated", newest_first=True),
        *_in_hand("在办", OFFICE_OPEN),
        View("routing", "待分办", "等别人", (Stage.ROUTING,)),
        View("waiting", "未签收", "等别人", (Stage.WAITING,)),
        View("answered", "已答复·待评价", "等别人", (Stage.ANSWERED,), only="not_evaluated", newest_first=True),
        _CONCLUDED,
    ),
}
DESK_ROLES = tuple(VIEWS)
FIRST = {Role.DISPATCHER: "routing"}


def view_named(role: str, key: str) -> View:
    """The view of that key, or the one the role's desk opens with."""
    views = {view.key: view for view in VIEWS[role]}
    return views.get(key) or views[FIRST.get(Role(role), "all")]


@dataclass(frozen=True)
class Filters:
    """What narrows a view; all of it stands in the address."""

    mode: str = ""
    delegation: int | None = None
    category: str = ""
    words: str = ""

    @property
    def any(self) -> bool:
        return bool(self.mode or self.delegation or self.category or self.words)


@dataclass(frozen=True)
class Companion:
    """Another body on the same case, or, for the government office, a unit it passed the item on to."""

    body: str
    mode: str
    stage: Stage
    due_on: date | None


@dataclass(frozen=True)
class DeskRow:
    """One line of a desk. `row_id` is the assignment, None for a case that has not been handed over yet."""

    case_id: int
    row_id: int | None
    number: str
    title: str
    who: str
    is_key: bool
    body: str = ""
    mode: str = ""
    stage: Stage | None = None
    start_on: date | None = None
    due_on: date | None = None
    amber_on: date | None = None
    met: bool = False
    rounds: int = 0
    sent_back: bool = False
    companions: tuple[Companion, ...] = ()


@dataclass(frozen=True)
class Desk:
    view: View
    counts: dict[str, int]
    rows: list[DeskRow]
    # Where the next page begins; "" at the end.
    after: str = ""
    found: int | None = None
    delegations: list[tuple[int, str]] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)


class _Capped(Subquery):
    """`count(*)` of a limited query: a count that stops reading at the limit."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


# -- which rows ------------------------------------------------------------------------------------------------------


def _rows_of(seat: Seat, view: View) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(congress_id=seat.congress_id)
    if seat.role == Role.COMMITTEE_OFFICER:
        # 会办 is the lead unit's affair; the committee counts the item once.
        return rows.exclude(mode=Mode.ASSIST)
    if seat.role == Role.DISPATCHER:
        if view.only == "passed_on":
            return rows.filter(parent__body_id=seat.body_id).exclude(mode=Mode.ASSIST)
        return rows.filter(body_id=seat.body_id, mode=Mode.ROUTE)
    return rows.filter(body_id=seat.body_id).exclude(mode=Mode.ROUTE)


def _of_lamp(rows: QuerySet[Assignment], lamp: str, today: date) -> QuerySet[Assignment]:
    if lamp == "red":
        return rows.filter(due_on__lt=today)
    if lamp == "amber":
        return rows.filter(due_on__gte=today, due_on__lte=today + AMBER_REACH, amber_on__lte=today)
    if lamp == "green":
        return rows.filter(due_on__gte=today, amber_on__gt=today)
    return rows


def sent_back(congress_id: int) -> Exists:
    """Whether the letter of an assignment's round in hand came back from the head and waits for mending."""
    newest = LetterVersion.objects.filter(congress_id=congress_id, letter__answers__round=OuterRef("pk"))
    rounds = Round.objects.filter(congress_id=congress_id, assignment=OuterRef("pk"), state=RoundState.HANDLING)
    return Exists(
        rounds.annotate(last=Subquery(newest.order_by("-number").values("moment")[:1])).filter(last="sent_back")
    )


def _evaluated(congress_id: int) -> Exists:
    rounds = Round.objects.filter(congress_id=congress_id, assignment=OuterRef("pk"), state=RoundState.EVALUATED)
    return Exists(rounds)


def _narrowed(seat: Seat, view: View, today: date) -> QuerySet[Assignment]:
    rows = _of_lamp(_rows_of(seat, view), view.lamp, today)
    if view.only == "unmet":
        rows = rows.filter(met=False)
    elif view.only == "sent_back":
        rows = rows.filter(sent_back(seat.congress_id))
    elif view.only == "evaluated":
        rows = rows.filter(_evaluated(seat.congress_id))
    elif view.only == "not_evaluated":
        rows = rows.filter(~_evaluated(seat.congress_id))
    return rows


def _waiting_cases(seat: Seat) -> QuerySet[Proposal]:
    return Proposal.objects.filter(congress_id=seat.congress_id, state=ProposalState.REGISTERED)


def counts(seat: Seat, today: date) -> dict[str, int]:
    """How many stand in each view of the seat's desk, in one query; MOST + 1 means “more than a thousand”."""
    asked: dict[str, Any] = {}
    for view in VIEWS[seat.role]:
        name = view.key.replace("-", "_")
        if view.only == "cases":
            asked[name] = _Capped(_waiting_cases(seat).values("pk")[: MOST + 1])
        elif view.only == "evaluated":
            rounds = Round.objects.filter(congress_id=seat.congress_id, state=RoundState.EVALUATED)
            asked[name] = _Capped(rounds.values("pk")[: MOST + 1])
        else:
            rows = _narrowed(seat, view, today).filter(stage__in=view.stages)
            asked[name] = _Capped(rows.order_by().values("pk")[: MOST + 1])
    found = Congress.objects.filter(pk=seat.congress_id).annotate(**asked).values(*asked).get()
    return {view.key: found[view.key.replace("-", "_")] for view in VIEWS[seat.role]}


# -- one page --------------------------------------------------------------------------------------------------------


def _filter(rows: QuerySet[Assignment], filters: Filters, cases: list[int] | None) -> QuerySet[Assignment]:
    if filters.mode:
        rows = rows.filter(mode__in=ANSWERING if filters.mode == "lead" else [filters.mode])
    if filters.category:
        rows = rows.filter(proposal__category=filters.category)
    if filters.delegation is not None:
        rows = rows.filter(_led_from(filters.delegation, "proposal_id"))
    return rows if cases is None else rows.filter(proposal_id__in=cases)


def _led_from(delegation: int, case: str) -> Exists:
    leads = Signer.objects.filter(proposal_id=OuterRef(case), is_lead=True, seat__body_id=delegation)
    return Exists(leads)


def _key_of(after: str) -> tuple[date | None, int] | None:
    """`20260527-118`, or `0-118` where there is no date; None for the first page and for anything else."""
    day, _, number = after.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 19 and day.isascii() and day.isdecimal()):
        return None
    if day == "0":
        return None, int(number)
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:8])), int(number)
    except ValueError:
        return None


def _page_ids(rows: QuerySet[Assignment], view: View, after: str) -> tuple[list[int], str]:
    """Numbers of the next page's assignments in the view's order, and the key where the one after it begins."""
    key = _key_of(after)
    if view.newest_first:
        rows = rows.filter(stage__in=view.stages)
        if key is not None:
            rows = rows.filter(pk__lt=key[1])
        found = list(rows.order_by("-due_on", "-pk").values_list("due_on", "pk")[: PAGE + 1])
    else:
        found = list(_by_due_date(rows, view, key))
    more = len(found) > PAGE
    due, last = found[PAGE - 1] if more else (None, 0)
    return [pk for _, pk in found[:PAGE]], (f"{due:%Y%m%d}-{last}" if due else f"0-{last}") if more else ""


def _by_due_date(
    rows: QuerySet[Assignment], view: View, key: tuple[date | None, int] | None
) -> QuerySet[Any, tuple[date | None, int]]:
    """One ordered index read per stage, put together; rows without a date (会办) come last."""
    dated = rows.filter(due_on__isnull=False)
    undated = rows.filter(due_on__isnull=True, stage__in=view.stages)
    parts: list[QuerySet[Any, Any]] = []
    if key is None or key[0] is not None:
        if key is not None:
            dated = dated.filter(Q(due_on__gt=key[0]) | Q(due_on=key[0], pk__gt=key[1]), due_on__gte=key[0])
        parts = [dated.filter(stage=stage).order_by("due_on", "id") for stage in view.stages]
    elif key is not None:
        undated = undated.filter(pk__gt=key[1])
    if not view.lamp:
        parts.append(undated.order_by("id"))
    columns = [part.values_list("due_on", "id")[: PAGE + 1] for part in parts]
    whole = reduce(lambda one, other: one.union(other, all=True), columns)
    return whole.order_by("due_on", "id")[: PAGE + 1] if len(columns) > 1 else whole


_ROW = (
    "id", "stage", "mode", "clock_from", "due_on", "amber_on", "met", "rounds_opened", "body_id", "proposal_id",
    "body__name", "body__short_name", "proposal__title", "proposal__printed_no", "proposal__own_no",
    "proposal__lead_name", "proposal__signer_count", "proposal__is_key",
)  # fmt: skip
_CASE = ("id", "title", "printed_no", "own_no", "lead_name", "signer_count", "is_key")


def desk(seat: Seat, today: date, view: View, filters: Filters, after: str = "") -> Desk:
    """One page of a view, with the counts of all views. Words are found by the search function."""
    cases, found = None, None
    if filters.words:
        scope = search_scope(seat)
        hit = search.find_cases(filters.words, bodies=scope["bodies"], seats=scope["seats"])
        cases, found = hit.ids, hit.total
    counted = counts(seat, today)
    if view.only == "cases":
        rows, next_page = _case_rows(seat, filters, cases, after)
    else:
        ids, next_page = _page_ids(_filter(_narrowed(seat, view, today), filters, cases), view, after)
        rows = _desk_rows(seat, ids, view)
    return Desk(view, counted, rows, next_page, found, _delegations(seat), _categories(seat))


def _case_rows(seat: Seat, filters: Filters, cases: list[int] | None, after: str) -> tuple[list[DeskRow], str]:
    rows = _waiting_cases(seat)
    if filters.category:
        rows = rows.filter(category=filters.category)
    if filters.delegation is not None:
        rows = rows.filter(_led_from(filters.delegation, "pk"))
    if cases is not None:
        rows = rows.filter(pk__in=cases)
    key = _key_of(after)
    if key is not None:
        rows = rows.filter(pk__lt=key[1])
    found = list(rows.order_by("-pk").only(*_CASE)[: PAGE + 1])
    lines = [DeskRow(c.pk, None, c.shown_no, c.title, c.signers_line, c.is_key) for c in found[:PAGE]]
    return lines, f"0-{found[PAGE - 1].pk}" if len(found) > PAGE else ""


def _desk_rows(seat: Seat, ids: Sequence[int], view: View) -> list[DeskRow]:
    if not ids:
        return []
    rows = Assignment.objects.filter(congress_id=seat.congress_id, pk__in=ids).select_related("proposal", "body")
    rows = rows.annotate(came_back=sent_back(seat.congress_id)) if Stage.HANDLING in view.stages else rows
    by_id = {row.pk: row for row in rows.only(*_ROW)}
    companions = _companions(seat, view, list(by_id.values()))
    return [
        DeskRow(
            case_id=row.proposal_id,
            row_id=row.pk,
            number=row.proposal.shown_no,
            title=row.proposal.title,
            who=row.proposal.signers_line,
            is_key=row.proposal.is_key,
            body=row.body.label,
            mode=row.mode,
            stage=Stage(row.stage),
            start_on=row.clock_from,
            due_on=row.due_on,
            amber_on=row.amber_on,
            met=row.met,
            rounds=row.rounds_opened,
            sent_back=bool(getattr(row, "came_back", False)),
            companions=tuple(companions.get(row.pk, ())),
        )
        for row in (by_id[pk] for pk in ids if pk in by_id)
    ]


def _companions(seat: Seat, view: View, rows: Sequence[Assignment]) -> dict[int, list[Companion]]:
    """Who else is on these cases; for the government office the units that an item was passed on to."""
    cases: dict[int, list[int]] = {}
    for row in rows:
        cases.setdefault(row.proposal_id, []).append(row.pk)
    others = (
        Assignment.objects.filter(congress_id=seat.congress_id, proposal_id__in=cases)
        .exclude(mode=Mode.ROUTE)
        .exclude(state=AssignmentState.RECALLED)
        .select_related("body")
        .only("id", "proposal_id", "mode", "stage", "due_on", "body__name", "body__short_name")
        .order_by("id")
    )
    out: dict[int, list[Companion]] = {}
    for other in others:
        for pk in cases[other.proposal_id]:
            if pk != other.pk:
                out.setdefault(pk, []).append(Companion(other.body.label, other.mode, Stage(other.stage), other.due_on))
    return out


def _delegations(seat: Seat) -> list[tuple[int, str]]:
    rows = Body.objects.filter(congress_id=seat.congress_id, kind=BodyKind.DELEGATION, ends_on__isnull=True)
    return [(body.pk, body.label) for body in rows.only("name", "short_name").order_by("sort_key", "id")]


def _categories(seat: Seat) -> list[str]:
    """Categories in use: of the newest items in hand, because all of a congress's items would be too many to read."""
    newest = Proposal.objects.filter(congress_id=seat.congress_id, state=ProposalState.HANDED_OVER).order_by("-pk")
    return sorted({c for c in newest.values_list("category", flat=True)[:300] if c})
