"""督查: one mechanism for reception days, heavy-unit meetings, half-way and later checks, inspections, joint groups, visits.

The committee arranges it with units and items; units report on themselves; deputies who take part comment; what was found is
written down row by row; what was agreed goes into the ledger of promises or onto the problem list (seeds W3, W4, C6, M6, M7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max

from huiyin.chain.catalogue import Guard, Relation, Right, Step, register
from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import Work, leads_to, notice_words, root_of, said_with, tellers, work
from huiyin.dispatch.models import Assignment
from huiyin.people.models import Body, Role, Seat
from huiyin.people.sitting import sitting
from huiyin.promises.keeping import Agreed, agreed
from huiyin.promises.models import Promise
from huiyin.proposals.steps import OFFICER, Reason
from huiyin.supervision import check_texts as texts
from huiyin.supervision.models import (
    FIRST_CHECK,
    Check,
    CheckKind,
    CheckMember,
    CheckPromise,
    CheckRow,
    CheckState,
    CheckWord,
    RowState,
)

C, R = CheckState, RowState
OPEN_CHECK = frozenset({C.PLANNED, C.HELD})
ROW_OPEN = frozenset({R.LISTED, R.SELF_CHECKED})
ROW_STANDS = ROW_OPEN | {R.FOUND}
MOST_ROWS = 300


@dataclass(frozen=True)
class Looked:
    """What is looked at: a unit, with one of its items or as a whole."""

    body_id: int
    case_id: int | None = None


@dataclass(frozen=True)
class Plan:
    """What a check is and when; `looks` and `member_seat_ids` only when it is planned or more is added."""

    kind: str
    title: str
    on: date
    place: str = ""
    chair: str = ""
    people: str = ""
    looks: tuple[Looked, ...] = ()
    member_seat_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class More:
    looks: tuple[Looked, ...] = ()
    member_seat_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Held:
    held_on: date
    people: str = ""


@dataclass(frozen=True)
class Said:
    """A word: a self-check, a deputy's comment (`said_by` where the officer writes it down), a visit, a reminder."""

    word: str
    said_by: str = ""
    kind: str = CheckWord.Kind.COMMENT.value


@dataclass(frozen=True)
class Finding:
    finding: str
    lagging: bool = False


def new_check(congress_id: int) -> Check:
    return Check(congress_id=congress_id)


# -- what must hold ------------------------------------------------------------------------------------------------------


def _is_planned(check: Any, seat: Seat | None, facts: Plan | None) -> str | None:
    if facts is None:
        return None
    if facts.kind not in CheckKind.values or not facts.title.strip():
        return texts.NEEDS_TITLE
    return None


def _has_rows(check: Any, seat: Seat | None, facts: Plan | More | None) -> str | None:
    return None if facts is None or facts.looks or getattr(facts, "member_seat_ids", ()) else texts.NEEDS_ROWS


def _says(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    said = getattr(facts, "word", None) or getattr(facts, "finding", None) or getattr(facts, "reason", None)
    return None if facts is None or (said and said.strip()) else texts.NEEDS_WORDS


def _goes_on(row: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if row.check_up.state in OPEN_CHECK else texts.CHECK_OVER


def _lags(row: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if row.lagging else texts.NOT_LAGGING


def _all_found(check: Any, seat: Seat | None, facts: Any) -> str | None:
    left = CheckRow.objects.filter(congress_id=check.congress_id, check_up=check, state__in=(R.LISTED, R.SELF_CHECKED)).count()
    return texts.ROWS_LEFT.format(n=left) if left else None


def _nothing_found(check: Any, seat: Seat | None, facts: Any) -> str | None:
    found = CheckRow.objects.filter(congress_id=check.congress_id, check_up=check, state=R.FOUND).exists()
    return texts.BEGUN if found else None


PLANNED = Guard("check_planned", "写明是什么督查、叫什么", _is_planned)
HAS_ROWS = Guard("check_has_rows", "选了单位或者件", _has_rows)
SAYS = Guard("check_says", "写明内容", _says)
GOES_ON = Guard("check_goes_on", "督查没有结束", _goes_on)
LAGS = Guard("row_lags", "这一项认定为滞后", _lags)
ALL_FOUND = Guard("all_rows_found", "每一项都检查了，或者移出了", _all_found)
NOTHING_FOUND = Guard("nothing_found_yet", "还没有检查过一项", _nothing_found)


# -- effects -------------------------------------------------------------------------------------------------------------


def _set(check: Check, facts: Plan) -> None:
    for name in ("kind", "on", "place", "chair", "people"):
        setattr(check, name, getattr(facts, name))
    check.title = facts.title.strip()


def _plan(unit: Work, check: Check, seat: Seat | None, facts: Plan) -> None:
    _set(check, facts)
    check.state = C.PLANNED
    check.save(force_insert=True)
    _add(unit, check, seat, facts)


def _change(unit: Work, check: Check, seat: Seat | None, facts: Plan) -> None:
    _set(check, facts)
    check.save()


def _add(unit: Work, check: Check, seat: Seat | None, facts: Plan | More) -> None:
    """Rows and deputies, those that are there already left alone."""
    rows = CheckRow.objects.filter(congress_id=unit.congress_id, check_up=check)
    if rows.count() + len(facts.looks) > MOST_ROWS:
        raise StepRefused(texts.TOO_MANY.format(most=MOST_ROWS))
    there = set(rows.exclude(state=R.DROPPED).values_list("body_id", "proposal_id"))
    order = (rows.aggregate(last=Max("order"))["last"] or 0) + 1
    known = _known(unit.congress_id, facts.looks)
    for look in dict.fromkeys(facts.looks):
        if (look.body_id, look.case_id) in there:
            continue
        if look not in known:
            raise StepRefused(texts.NOT_ITS_ITEM)
        row = CheckRow(
            congress_id=unit.congress_id, check_up=check, body_id=look.body_id, proposal_id=look.case_id, order=order
        )
        order += 1
        unit.take("check_row.list", row, None, happened_on=unit.on)
    members = CheckMember.objects.filter(congress_id=unit.congress_id, check_up=check).values_list("seat_id", flat=True)
    wanted = set(facts.member_seat_ids) - set(members)
    deputies = Seat.objects.filter(congress_id=unit.congress_id, role=Role.DEPUTY, pk__in=wanted)
    if deputies.count() != len(wanted):
        raise StepRefused(texts.NOT_DEPUTIES)
    CheckMember.objects.bulk_create(
        [CheckMember(congress_id=unit.congress_id, check_up=check, seat_id=pk) for pk in sorted(wanted)]
    )


def _known(congress_id: int, looks: Sequence[Looked]) -> set[Looked]:
    """Of these, units that are there, and items that the unit handles."""
    bodies = set(Body.objects.filter(congress_id=congress_id, pk__in={one.body_id for one in looks}).values_list("pk", flat=True))
    items = {one.case_id for one in looks if one.case_id is not None}
    handled = Assignment.objects.filter(congress_id=congress_id, proposal_id__in=items)
    pairs = set(handled.values_list("body_id", "proposal_id"))
    return {
        one for one in looks if one.body_id in bodies and (one.case_id is None or (one.body_id, one.case_id) in pairs)
    }


def _list(unit: Work, row: CheckRow, seat: Seat | None, facts: Any) -> None:
    row.state = R.LISTED
    row.save(force_insert=True)


def _hold(unit: Work, check: Check, seat: Seat | None, facts: Held) -> None:
    if facts.held_on > unit.on:
        raise StepRefused(texts.LATER_THAN_TODAY, "held_on")
    check.held_on = facts.held_on
    check.people = facts.people or check.people
    check.save(update_fields=["held_on", "people"])


def _not_held(unit: Work, check: Check, seat: Seat | None, facts: Any) -> None:
    check.held_on = None
    check.save(update_fields=["held_on"])


def _close(unit: Work, check: Check, seat: Seat | None, facts: Reason) -> None:
    check.comment, check.closed_on = facts.reason.strip(), unit.on
    check.save(update_fields=["comment", "closed_on"])
    _all(unit, check, "check_row.settle", R.FOUND)


def _call_off(unit: Work, check: Check, seat: Seat | None, facts: Reason) -> None:
    check.comment = facts.reason.strip()
    check.save(update_fields=["comment"])
    _all(unit, check, "check_row.leave", *ROW_OPEN)


def _all(unit: Work, check: Check, code: str, *states: str) -> None:
    rows = CheckRow.objects.filter(congress_id=unit.congress_id, check_up=check, state__in=states)
    for row in rows.select_related(*CheckRow.READ_WITH).order_by("order"):
        unit.take(code, row, None, happened_on=unit.on)


def _self_check(unit: Work, row: CheckRow, seat: Seat | None, facts: Said) -> None:
    row.self_check, row.self_checked_on = facts.word.strip(), unit.on
    row.save(update_fields=["self_check", "self_checked_on"])


def say(unit: Work, row: CheckRow, kind: str, word: str, seat: Seat | None, said_by: str = "") -> None:
    CheckWord.objects.create(
        congress_id=row.congress_id,
        row=row,
        number=CheckWord.objects.filter(congress_id=row.congress_id, row=row).count() + 1,
        kind=kind,
        said_by=said_by,
        word=word.strip(),
        on=unit.on,
        seat_id=seat.pk if seat is not None else None,
    )


def _comment(unit: Work, row: CheckRow, seat: Seat | None, facts: Said) -> None:
    say(unit, row, facts.kind if facts.kind in CheckWord.Kind.values else CheckWord.Kind.COMMENT, facts.word, seat, facts.said_by)


def _find(unit: Work, row: CheckRow, seat: Seat | None, facts: Finding) -> None:
    row.finding, row.lagging, row.found_on = facts.finding.strip(), facts.lagging, unit.on
    row.save(update_fields=["finding", "lagging", "found_on"])


def _remind(unit: Work, row: CheckRow, seat: Seat | None, facts: Said) -> None:
    say(unit, row, CheckWord.Kind.REMINDER, facts.word, seat)
    row.reminded_on = unit.on
    row.save(update_fields=["reminded_on"])


def handling_of(row: CheckRow) -> Assignment | None:
    """The unit's newest handling of the item that is looked at; None where the unit is looked at as a whole."""
    if row.proposal_id is None:
        return None
    rows = Assignment.objects.filter(congress_id=row.congress_id, proposal_id=row.proposal_id, body_id=row.body_id)
    return rows.select_related("proposal", "body").order_by("-pk").first()


def agree(row: CheckRow, seat: Seat, facts: Agreed, request_key: str | None = None) -> Promise:
    """What the unit promised at this row, written into the ledger of promises. Raises StepRefused, NotYours, AlreadyDone."""
    handled = handling_of(row)
    if handled is None:
        raise StepRefused(texts.NO_ITEM)
    with work(handled.proposal_id, row.check_up_id) as unit:
        row.read_again()
        if row.check_up.state not in OPEN_CHECK:
            raise StepRefused(texts.CHECK_OVER)
        promise = agreed(handled)
        unit.take("promise.agree", promise, seat, facts, request_key=request_key)
        CheckPromise.objects.create(congress_id=row.congress_id, row=row, promise=promise)
    return promise


# -- who is told, who may ------------------------------------------------------------------------------------------------


def _checked(*roles: Role) -> Any:
    def of(thing: Any) -> list[int]:
        if isinstance(thing, Check):
            rows = CheckRow.objects.filter(congress_id=thing.congress_id, check_up=thing)
            if thing.state != C.CALLED_OFF:
                rows = rows.exclude(state=R.DROPPED)
            bodies = sorted(set(rows.values_list("body_id", flat=True)))
        else:
            bodies = [thing.body_id]
        return sitting(thing.congress_id, *roles, bodies=bodies) if bodies else []

    return of


def _members(thing: Any) -> list[int]:
    rows = CheckMember.objects.filter(congress_id=thing.congress_id, check_up=thing.case_key)
    return sorted(rows.values_list("seat_id", flat=True))


CHECKED = Relation("checked", "检查到本单位的一项", lambda seat, thing: thing.body_id == seat.body_id)
TAKES_PART = Relation("takes_part", "本人参加的督查", lambda seat, thing: seat.pk in _members(thing))
CHECKED_CLERK = Right(Role.UNIT_CLERK, CHECKED)
CHECKED_HEAD = Right(Role.UNIT_HEAD, CHECKED)
MEMBER = Right(Role.DEPUTY, TAKES_PART)


def _said_of(thing: Any) -> dict[str, str]:
    check = thing.case
    of_row = {"what": thing.proposal.title if getattr(thing, "proposal", None) else thing.body.label} if thing is not check else {}
    return {"on": f"{check.on.month}月{check.on.day}日", "place": check.place or texts.PLACE_TO_COME} | of_row


root_of("supervision_check", FIRST_CHECK)
leads_to(Check.KIND, "/s/{seat}/check/%d/")
leads_to(CheckRow.KIND, "/s/{seat}/check-row/%d/")
tellers(
    checked_clerks=_checked(Role.UNIT_CLERK),
    checked_heads=_checked(Role.UNIT_HEAD),
    check_members=_members,
)
notice_words(texts.NOTICES)
for _code in texts.NOTICES:
    said_with(_code, _said_of)

SOURCE = "代表法第五十二条；重庆市代表建议条例第三十三条"

register(
    Step(
        "check.plan", "安排督查", on=Check.KIND, frm=frozenset({C.NEW}), to=C.PLANNED, by=(OFFICER,), guards=(PLANNED, HAS_ROWS),
        effect=_plan, tells=("checked_clerks", "checked_heads", "check_members"), source=SOURCE,
    ),
    Step(
        "check.change", "改督查安排", on=Check.KIND, frm=frozenset({C.PLANNED}), to=None, by=(OFFICER,), guards=(PLANNED,),
        effect=_change, tells=("checked_clerks", "check_members"),
    ),
    Step(
        "check.add", "添加单位、件、代表", on=Check.KIND, frm=OPEN_CHECK, to=None, by=(OFFICER,), guards=(HAS_ROWS,),
        effect=_add,
    ),
    Step(
        "check.hold", "开始督查", on=Check.KIND, frm=frozenset({C.PLANNED}), to=C.HELD, by=(OFFICER,), effect=_hold,
        undone_by="check.unhold",
    ),
    Step(
        "check.unhold", "撤回开始", on=Check.KIND, frm=frozenset({C.HELD}), to=C.PLANNED, by=(OFFICER,),
        guards=(NOTHING_FOUND,), effect=_not_held, undoes="check.hold",
    ),
    Step(
        "check.close", "结束督查", on=Check.KIND, frm=frozenset({C.HELD}), to=C.CLOSED, by=(OFFICER,), guards=(ALL_FOUND, SAYS),
        effect=_close, tells=("checked_clerks", "checked_heads", "check_members"), formal=True,
    ),
    Step(
        "check.call_off", "取消督查", on=Check.KIND, frm=frozenset({C.PLANNED}), to=C.CALLED_OFF, by=(OFFICER,),
        guards=(SAYS, NOTHING_FOUND), effect=_call_off, tells=("checked_clerks", "check_members"),
    ),
    Step(
        "check_row.list", "列入督查", on=CheckRow.KIND, frm=frozenset({R.NEW}), to=R.LISTED, automatic=True, backdatable=True,
        effect=_list,
    ),
    Step(
        "check_row.self_check", "报自查情况", on=CheckRow.KIND, frm=ROW_OPEN, to=R.SELF_CHECKED,
        by=(CHECKED_CLERK, CHECKED_HEAD), guards=(GOES_ON, SAYS), effect=_self_check, tells=("officers",),
    ),
    Step(
        "check_row.comment", "评议", on=CheckRow.KIND, frm=ROW_STANDS, to=None, by=(MEMBER, OFFICER), guards=(GOES_ON, SAYS),
        effect=_comment,
    ),
    Step(
        "check_row.find", "记检查情况", on=CheckRow.KIND, frm=ROW_STANDS, to=R.FOUND, by=(OFFICER,), guards=(GOES_ON, SAYS),
        effect=_find, tells=("checked_clerks",),
    ),
    Step(
        "check_row.remind", "当面提醒", on=CheckRow.KIND, frm=frozenset({R.FOUND}), to=None, by=(OFFICER,), guards=(LAGS, SAYS),
        effect=_remind, tells=("checked_clerks", "checked_heads"), formal=True,
    ),
    Step(
        "check_row.drop", "移出督查", on=CheckRow.KIND, frm=ROW_OPEN, to=R.DROPPED, by=(OFFICER,), guards=(GOES_ON,),
        tells=("checked_clerks",),
    ),
    Step(
        "check_row.leave", "督查取消，随之移出", on=CheckRow.KIND, frm=ROW_OPEN, to=R.DROPPED, automatic=True, backdatable=True,
    ),
    Step(
        "check_row.settle", "督查结束，随之了结", on=CheckRow.KIND, frm=frozenset({R.FOUND}), to=R.SETTLED, automatic=True,
        backdatable=True,
    ),
)  # fmt: skip
