"""From what the rooms know of a case to what a page shows of it: rail, light, next step, course, letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from huiyin.chain import queries as chain
from huiyin.chain.clocks import KINDS
from huiyin.chain.models import Clock
from huiyin.dispatch.models import (
    ANSWERING,
    GONE,
    REVIEW_STAGES,
    AssignmentState,
    Mode,
    Stage,
)
from huiyin.foundation import clock as system_clock
from huiyin.foundation.workdays import explain
from huiyin.handling import casefiles
from huiyin.handling.casefiles import AssignmentPart, CaseFile, Depth, RoundPart
from huiyin.handling.models import RoundState
from huiyin.handling.reviewing import may_look, waits_for
from huiyin.handling.story import SUPERVISION, Line, tell
from huiyin.people.models import ONLOOKERS, OVERSEERS, Role, Seat
from huiyin.procedures.queries import procedure_of
from huiyin.proposals.models import OVER, ProposalState, Side
from huiyin.proposals.texts import FIELD_WORDS
from huiyin.web import letters
from huiyin.web.components import Entry, StageState, State, state_of
from huiyin.web.components import Stage as Seal
from huiyin.web.context import address
from huiyin.web.dates import day, days_left
from huiyin.web.meeting.showing import MeetingShown, meetings
from huiyin.web.meeting.texts import OFFER
from huiyin.web.reading import showing as before
from huiyin.web.unit import acts, texts
from huiyin.web.unit.acts import Act
from huiyin.web.unit.next_words import next_words
from huiyin.web.unit.requests import return_told

DESKS = (Role.UNIT_CLERK, Role.UNIT_HEAD, Role.COMMITTEE_OFFICER, *OVERSEERS, *ONLOOKERS)
# And those who read and take in what is raised: they look at what became of it.
STAFF = (*DESKS, Role.SECRETARIAT, Role.STREET_CLERK)


@dataclass(frozen=True)
class LetterShown:
    heading: str
    note: str
    paper: dict[str, Any] | None
    files: list[dict[str, Any]]
    url: str
    draft: bool = False
    without: str = ""
    edit_url: str = ""
    round: Any = None
    follow_ups: Sequence[dict[str, Any]] = ()
    # Shown whole, with what to do about it, to those who review it; to others what becomes of the draft.
    reviewed: bool = False
    kept: str = ""
    acts: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class UnitShown:
    """One body on the case, for the list of who handles it."""

    name: str
    mode: str
    part: str
    words: str
    state: State
    due: str
    meetings: int | None
    contact: Any
    leader: str
    handler: str


@dataclass(frozen=True)
class OpinionShown:
    """会办意见 of one unit, as often as it gave one."""

    body: str
    note: str
    state: State
    given: list[dict[str, Any]]


@dataclass
class CasePage:
    file: CaseFile
    rail: list[Seal]
    clock: dict[str, Any]
    light_state: State
    next_words: str
    acts: list[Act]
    undo: chain.Undo | None
    course: list[Entry]
    letters: list[LetterShown]
    units: list[UnitShown]
    demands: list[tuple[str, str]] = field(default_factory=list)
    opinions: list[OpinionShown] = field(default_factory=list)
    requests: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    corrections: list[dict[str, Any]] = field(default_factory=list)
    past_clocks: list[dict[str, Any]] = field(default_factory=list)
    phone: str = ""
    meetings: list[MeetingShown] = field(default_factory=list)
    # Where the seat may offer times: the page then says so also where none has been arranged.
    offer_url: str = ""


def page(file: CaseFile, today: date) -> CasePage:
    """All that the case page of a seat shows of a case that has a number."""
    seat, part = file.seat, pressing(file)
    shown, past = _clocks(file, part, today)
    found, course = acts.acts(file), tell(file)
    return CasePage(
        file=file,
        rail=_rail(file, course, today),
        clock=shown,
        light_state=shown["state"],
        next_words=next_words(file, part, today),
        acts=found,
        undo=chain.undo_of(file.events, seat, system_clock.now()),
        course=[_entry(line, seat, today) for line in course],
        letters=list(_letters(file)),
        units=[_unit(one, today) for one in file.handling],
        demands=list(_demands(file, today)),
        opinions=list(_opinions(file, today)),
        requests=list(_requests(file, today)),
        corrections=_corrections(file, today),
        past_clocks=past,
        phone=_deputy_phone(file, part),
        meetings=meetings(seat, (one for of in file.parts for made in of.rounds for one in made.appointments)),
        offer_url=next((act.url for act in found if act.label == OFFER), ""),
    )


def pressing(file: CaseFile) -> AssignmentPart | None:
    """The assignment this page is about: the seat's own, else the open one that is due first."""
    own = file.own
    if own is not None and own.row.stage != Stage.PASSED_ON:
        return own
    waiting = [part for part in file.parts if waits_for(file.seat, part.row)]
    dated = [part for part in waiting or file.parts if part.row.due_on is not None]
    return min(dated, key=lambda p: p.row.due_on or date.max, default=next(iter(waiting or file.answering), own))


# -- rail, light, dates ----------------------------------------------------------------------------------------------


def _rail(file: CaseFile, course: Sequence[Line], today: date) -> list[Seal]:
    pushed = [line for line in course if line.kind == SUPERVISION]
    ended = [part for part in file.gone if part.row.stage == Stage.TERMINATED]
    case, parts = file.case, file.answering or file.parts or [part for part in ended if part.row.mode != Mode.ROUTE]
    mine = [file.own] if file.own is not None and file.own.row.mode != Mode.ROUTE else parts
    stages = {part.row.stage for part in mine}
    done = case.state == ProposalState.CONCLUDED or (bool(stages) and stages <= {Stage.CONCLUDED})
    answered = bool(stages) and stages <= {Stage.ANSWERED, Stage.CONCLUDED}
    over = {ProposalState.VOIDED: "作废", ProposalState.WITHDRAWN: "撤回"}.get(ProposalState(case.state), "")
    first = min((part.row.first_handed_over_on for part in (*file.parts, *ended)), default=None)
    units = "、".join(part.row.body.label for part in parts[:2]) + (f"等 {len(parts)} 家" if len(parts) > 2 else "")
    again = max((part.row.rounds_opened for part in mine), default=0)
    opened = [part.newest.round.opened_on for part in mine if part.newest is not None]
    handled: StageState = "done" if answered or done else "current" if first else "future"
    return [
        Seal("提", "提出", f"{day(case.registered_on, today)} {Side(case.side).label}", "done"),
        Seal("交", over or "交办", f"{day(first, today)} {units}" if first else "还没有交办",
             "done" if first else "current"),
        Seal("办", "重新办理" if again > 1 else "办理",
             f"第 {again} 次 · {day(max(opened), today)}起" if again > 1 and opened else _handled_note(mine), handled),
        Seal("督", "督办", f"{len(pushed)} 次 · {day(pushed[0].on, today)}" if pushed else "没有督办",
             "done" if pushed else "future"),
        Seal("评", "代表评价", "已办结" if done else "等代表评价" if answered else "答复发出以后",
             "done" if done else "current" if answered else "future"),
    ]  # fmt: skip


def _handled_note(parts: list[AssignmentPart]) -> str:
    return parts[0].words if len(parts) == 1 else f"{len(parts)} 家单位" if parts else ""


def _clocks(file: CaseFile, part: AssignmentPart | None, today: date) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The clock of the panel, and the others that ran, each with how its date is reached."""
    running: list[tuple[str, Clock]] = []
    for one in file.parts:
        for made in one.rounds:
            of = f"{one.row.body.label} " if len(file.answering) > 1 else ""
            nth = f"第 {made.round.number} 次办理" if len(one.rounds) > 1 else ""
            running += [
                (f"{of}{nth}{KINDS[clock.kind]}", clock)
                for clock in (made.reply_clock, made.first_contact_clock, made.evaluate_clock)
                if clock is not None
            ]
        if one.assist_clock is not None:
            running.append((f"{one.row.body.label} {KINDS[one.assist_clock.kind]}", one.assist_clock))
    counted = casefiles.reached([clock for _, clock in running], file.seat.congress_id)
    shown = [_clock(title, clock, explain(counted[clock.pk]), today) for title, clock in running]
    waits = file.hand_over_clock
    if part is None and waits is not None and waits.stopped_on is None:
        return before.panel(waits, today), shown
    panel = _panel(part, today)
    if file.case.state in texts.MOTION_LIGHT:
        over = file.case.state in OVER
        panel = {"state": "done" if over else "wait", "words": texts.MOTION_LIGHT[file.case.state], "due_on": None}
    newest = part.assist_clock if part is not None else None
    if part is not None and part.newest is not None:
        newest = part.newest.reply_clock
    if newest is not None and part is not None and part.row.due_on is not None:
        panel |= next(one for one in shown if one["pk"] == newest.pk) | {"state": panel["state"]}
        shown = [one for one in shown if one["pk"] != newest.pk]
        if part.row.rounds_opened > 1:
            panel["start_word"] = "重新交办"
    return panel, shown


def _clock(title: str, clock: Clock, sentences: list[str], today: date) -> dict[str, Any]:
    return {
        "pk": clock.pk,
        "name": title,
        "start_on": clock.started_on,
        "due_on": clock.due_on,
        "explained": sentences,
        "source": clock.source,
        "provisional": clock.provisional,
        "due_words": day(clock.due_on, today),
    }


def _panel(part: AssignmentPart | None, today: date) -> dict[str, Any]:
    """Light and days left of the assignment in hand."""
    if part is None:
        return {"state": "wait", "words": "未交办", "due_on": None}
    row = part.row
    if row.stage == Stage.CONCLUDED:
        return {"state": "done", "words": "已办结", "due_on": None}
    if row.stage == Stage.ANSWERED:
        return {"state": "green", "words": "已答复 · 待评价", "due_on": None}
    if row.due_on is None:
        return {"state": "wait", "words": part.words, "due_on": None}
    state = state_of(row.due_on, today, row.amber_on)
    left = (row.due_on - today).days
    words = {"red": "红灯 · 逾期", "amber": "黄灯 · 临期", "green": "绿灯 · 正常"}[state]
    before, big, after = ("", "今天", "到期") if left == 0 else ("还剩" if left > 0 else "已逾期", str(abs(left)), "天")
    return {
        "state": state,
        "words": words,
        "start_on": row.clock_from,
        "due_on": row.due_on,
        "big_before": before,
        "big": big,
        "big_after": after,
    }


# -- course, letters, units ------------------------------------------------------------------------------------------


def _entry(line: Line, seat: Seat, today: date) -> Entry:
    body: str | SafeString = line.body
    if line.letter_round is not None:
        url = reverse("reply", args=[seat.pk, line.letter_round])
        body = format_html('<a href="{}">看答复函 {}</a>', url, line.body)
    entered = timezone.localtime(line.at)
    on = line.at if line.on == today == entered.date() else line.on
    kind = line.kind
    files = [(one.name, reverse("file", args=[seat.pk, one.pk])) for one in line.files]
    return Entry(on, line.title, body, kind, line.late_note, line.chips, files)


def _letters(file: CaseFile) -> Iterable[LetterShown]:
    """Letters the seat may read, newest first; a draft is only named."""
    procedure = procedure_of(file.case.procedure_id)
    several = len(file.answering) > 1
    found = [(part, made) for part in file.parts for made in part.rounds if made.letter is not None]
    for part, made in sorted(found, key=lambda pair: (pair[1].round.number, pair[0].row.pk), reverse=True):
        yield letter_shown(part, made, file.seat, procedure, several)


def letter_shown(part: AssignmentPart, made: RoundPart, seat: Seat, procedure: Any, several: bool) -> LetterShown:
    letter = made.letter
    if letter is None:
        raise ValueError("a round without a letter the seat may read")
    nth = f"第 {made.round.number} 次答复函"
    heading = f"{part.row.body.label} {nth}" if several else nth
    in_review = part.row.stage in REVIEW_STAGES
    writable = made.round.state == RoundState.HANDLING and seat.role == Role.UNIT_CLERK
    return LetterShown(
        heading=heading,
        note=f"{day(letter.sent_on)}发出" if letter.sent_on else made.words,
        without=made.round.sent_without if part.depth is Depth.ALL else "",
        paper=None if letter.file_id else letters.paper(letter, part.row, procedure),
        files=letters.document(letter, reverse("file", args=[seat.pk, letter.file_id])) if letter.file_id else [],
        follow_ups=letters.follow_ups(letter, procedure, made.follow_ups),
        url=reverse("reply", args=[seat.pk, made.round.pk]),
        draft=letter.sent_on is None,
        edit_url=reverse("reply-edit", args=[seat.pk, made.round.pk]) if writable else "",
        round=made.round,
        kept=texts.DRAFT_FILE if letter.file_id else texts.DRAFT_IN_REVIEW if in_review else texts.DRAFT,
        reviewed=may_look(seat, part.row) and letter.sent_on is None,
        acts=acts.under_letter(made.round, seat) if may_look(seat, part.row) else [],
    )


def _unit(part: AssignmentPart, today: date) -> UnitShown:
    row = part.row
    panel = _panel(part, today)
    newest = part.newest
    seen = part.depth > Depth.NAMES
    return UnitShown(
        name=row.body.label,
        mode=str(Mode(row.mode).label),
        part=row.part,
        words=part.words,
        # Its time may be green: that it was asked to be taken back waits for somebody's word all the same.
        state="amber" if row.stage == Stage.RETURNING and panel["state"] == "green" else panel["state"],
        due=f"{days_left(row.due_on, today)}（{day(row.due_on, today)}）" if row.due_on else "",
        meetings=newest.meetings if seen and newest is not None else None,
        contact=part.contact,
        leader=row.leader_in_charge,
        handler=row.handler if seen else "",
    )


def _demands(file: CaseFile, today: date) -> Iterable[tuple[str, str]]:
    for part in file.parts:
        for made in part.rounds:
            if made.demands:
                of = f"{part.row.body.label} " if len(file.answering) > 1 else ""
                yield f"{of}第 {made.round.number + 1} 次办理，代表工委的要求", made.demands


def _opinions(file: CaseFile, today: date) -> Iterable[OpinionShown]:
    """What assisting units said, for those who may read it; to the others how far it is stands beside the unit."""
    for part in (*file.parts, *(gone for gone in file.gone if gone.opinions)):
        if part.row.mode != Mode.ASSIST or not (part.opinions or part.depth > Depth.NAMES or _leads(file)):
            continue
        due = part.row.due_on
        given: State = "done" if part.row.state == AssignmentState.OPINED else "wait"
        yield OpinionShown(
            body=part.row.body.label,
            note=f"{days_left(due, today)}（{day(due, today)}）" if due is not None else part.words,
            state=state_of(due, today, part.row.amber_on) if due is not None else given,
            given=[
                {
                    "on": one.given_on,
                    "body": one.body,
                    "files": letters.file_shown(one.file, address("file", file.seat.pk, one.file_id)),
                    "redo_on": one.redo_on,
                    "redo_reason": one.redo_reason,
                }
                for one in reversed(part.opinions)
            ],
        )


def _leads(file: CaseFile) -> bool:
    return file.own is not None and file.own.row.mode in ANSWERING


def _requests(file: CaseFile, today: date) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    """Returns and requests for a longer time, with their answers: between the body and whoever handed over."""
    several = len(file.parts) > 1
    for part in (*file.parts, *file.gone):
        of = f"{part.row.body.label} " if several or part.row.state in GONE else ""
        for request in part.returns:
            yield f"{of}退回申请", return_told(request, today)
        for asked in part.long_requests:
            said = [(f"{day(asked.asked_on, today)} 申请按疑难件延长", asked.reason)]
            if asked.decided_on is not None:
                said.append((f"{day(asked.decided_on, today)} {asked.get_outcome_display()}", asked.answer))
            yield f"{of}延长申请", said


def _corrections(file: CaseFile, today: date) -> list[dict[str, Any]]:
    return [
        {"name": FIELD_WORDS[c.field], "old": c.old, "new": c.new, "reason": c.reason, "on": c.at}
        for c in file.corrections
        if c.field in FIELD_WORDS
    ]


# -- the preview -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PeekShown:
    case: Any
    url: str
    state: State
    words: str
    chips: list[str]
    lead: Any
    others: int
    asks: str
    demands: list[tuple[str, str]]
    recent: Entry | None
    phone: str
    met: str
    acts: list[Act]


def peek(seat: Seat, case_id: int, today: date) -> PeekShown | None:
    """The preview of one item: what the deputy wants, why again, what happened last, whom to call, what to do."""
    file = casefiles.read_case(seat, case_id)
    if file is None:
        return None
    case, part = file.case, pressing(file)
    panel = _panel(part, today)
    lines = tell(file)
    lead = file.lead
    lamp = panel["words"].split(" · ", 1)[0]
    chips = [f"第 {part.row.rounds_opened} 次办理"] if part is not None and part.row.rounds_opened > 1 else []
    newest = part.newest if part is not None else None
    met = texts.MET_TIMES.format(n=newest.meetings) if newest is not None and newest.meetings else texts.MET_NEVER
    return PeekShown(
        case=case,
        url=reverse("case", args=[seat.pk, case.pk]),
        state=panel["state"],
        words=f"{lamp} · {days_left(panel['due_on'], today)}" if panel["due_on"] else panel["words"],
        chips=chips,
        lead=lead,
        others=max(case.signer_count - 1, 0),
        asks=_short(case.body),
        demands=list(_demands(file, today)),
        recent=_entry(lines[0], seat, today) if lines else None,
        phone=_deputy_phone(file, part),
        met=met if part is not None and part.row.is_answering else "",
        acts=acts.acts(file)[:2],
    )


def _deputy_phone(file: CaseFile, part: AssignmentPart | None) -> str:
    """The lead deputy's number, for those who have to talk with the deputy: the handling unit and the committee."""
    lead = file.lead
    if part is None or part.depth is not Depth.ALL or lead is None or lead.seat is None:
        return ""
    if part.row.mode == Mode.ASSIST and file.seat.body_id == part.row.body_id:
        # An assisting unit speaks with the lead unit, not with the deputy (rules.md 5).
        return ""
    return lead.seat.person.phone


def _short(body: str, most: int = 180) -> str:
    """The beginning of a text, to the end of a sentence where one is near."""
    flat = " ".join(body.split())
    if len(flat) <= most:
        return flat
    cut = max(flat.rfind(mark, 0, most) for mark in "。；！？")
    return flat[: cut + 1] if cut > most // 2 else f"{flat[:most]}……"
