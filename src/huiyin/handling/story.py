"""办理经过: the course of a case in sentences, made of its events and of the rows that hold their facts.

Steps taken back are left out together with their counter-step. What a seat may not know has no line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from django.utils import timezone

from huiyin.chain.catalogue import catalogue
from huiyin.chain.models import Event
from huiyin.chain.queries import undone
from huiyin.dispatch.models import ANSWERING, Mode
from huiyin.dispatch.queries import sees_by_body
from huiyin.foundation.models import StoredFile
from huiyin.handling import story_meeting, story_merging
from huiyin.handling.casefiles import AssignmentPart, CaseFile, Depth, RoundPart
from huiyin.handling.letters import DECLINED, SENT_BACK
from huiyin.handling.models import Contact
from huiyin.handling.reviewing import reviews
from huiyin.handling.story_meeting import MeetingTeller
from huiyin.handling.story_merging import MergingTeller
from huiyin.handling.story_motions import CODES, MotionTeller
from huiyin.people.models import Role
from huiyin.procedures.queries import procedure_of
from huiyin.proposals.models import Correction, Side
from huiyin.proposals.texts import FIELD_WORDS

Kind = Literal["event", "formal", "supervision"]
EVENT: Kind
FORMAL: Kind
SUPERVISION: Kind
EVENT, FORMAL, SUPERVISION = "event", "formal", "supervision"

# Of a kind of thing that a room above keeps: from the case file, a teller of (title, body) for its events.
CourseTeller = Callable[[Event], tuple[str, str] | None]
_above: dict[str, Callable[[CaseFile], CourseTeller]] = {}


def tell_course(kind: str, make: Callable[[CaseFile], CourseTeller]) -> None:
    """Rooms above say what their things add to the course of a case; `make` is called only where there is such an event."""
    _above[kind] = make


# The codes of grounds for dating back, as an event keeps them, in words.
GROUNDS = {"import": "交办表"}


@dataclass(frozen=True)
class Line:
    """One line: the legal date, the moment of entering, what was done. `letter_round` leads to that round's letter."""

    on: date
    at: datetime
    title: str
    body: str = ""
    kind: Kind = EVENT
    late_note: str = ""
    chips: tuple[str, ...] = ()
    letter_round: int | None = None
    files: tuple[StoredFile, ...] = ()
    number: int = field(default=0, compare=False)


def tell(file: CaseFile) -> list[Line]:
    """The course of a case as the seat may read it, newest first."""
    return _Teller(file).lines()


def short(day: date) -> str:
    return f"{day.month}月{day.day}日"


class _Teller:
    def __init__(self, file: CaseFile) -> None:
        self.file = file
        self.rows = {part.row.pk: part for part in (*file.parts, *file.gone)}
        self.rounds: dict[int, tuple[AssignmentPart, RoundPart]] = {
            made.round.pk: (part, made) for part in file.parts for made in part.rounds
        }
        self.contacts: dict[int, list[Contact]] = {key: list(made.contacts) for key, (_, made) in self.rounds.items()}
        self.corrections = list(file.corrections)
        self.talks_before = {key: list(made.talks_before) for key, (_, made) in self.rounds.items()}
        # By the letter: one that answers for several units may be followed by each of them.
        self.follow_ups = {
            made.letter.pk: list(made.follow_ups) for _, made in self.rounds.values() if made.letter is not None
        }
        # In the order of their events: an item may go from hand to hand more than once.
        self.take_overs = sorted(file.take_overs, key=lambda one: one.pk)
        self.motions = MotionTeller(file)
        self.merging = MergingTeller(file)
        self.meetings = MeetingTeller(file)
        self.above: dict[str, CourseTeller] = {}
        self.several = len(file.answering) > 1
        self.tellers: dict[str, Callable[[Event], Line | None]] = {
            "proposal.register": self._raised,
            "proposal.import": self._raised,
            "proposal.submit": self._raised,
            "proposal.take_back": self._before_registration,
            "proposal.resubmit": self._before_registration,
            "reading.pass": self._before_registration,
            "reading.advise": self._before_registration,
            "proposal.refuse": self._before_registration,
            "proposal.accept": self._registered,
            "withdrawal.ask": self._before_registration,
            "withdrawal.answer": self._before_registration,
            "withdrawal.drop": self._before_registration,
            "proposal.withdraw": self._withdrawn,
            "proposal.correct": self._corrected,
            "proposal.correct_signers": self._corrected,
            "proposal.carry_signer": self._corrected,
            "proposal.void": self._voided,
            "dispatch.undo_import": self._voided,
            "dispatch.hand_over": self._handed_over,
            "dispatch.hand_over_from_ledger": self._handed_over,
            "dispatch.assign": self._passed_on,
            "assignment.receive": self._received,
            "contact.record": self._talked,
            "contact.confirm": self._confirmed,
            "contact.correct": self._talk_corrected,
            "assignment.ask_return": self._between,
            "assignment.drop_return": self._between,
            "assignment.refuse_return": self._between,
            "assignment.dispute": self._between,
            "dispute.uphold": self._between,
            "assignment.accept_return": self._moved,
            "assignment.replace": self._moved,
            "dispute.reassign": self._moved,
            "assignment.take_over": self._taken_over,
            "long.ask": self._between,
            "long.refuse": self._between,
            "long.grant": self._prolonged,
            "opinion.give": self._assisted,
            "opinion.redo": self._assisted,
            "opinion.chase": self._assisted,
            "draft.offer": self._drafted,
            "draft.agree": self._drafted,
            "draft.disagree": self._drafted,
            "draft.note_word": self._drafted,
            "draft.verify": self._drafted,
            "letter.submit": self._inside,
            "letter.send_back": self._sent_back,
            "letter.clear": self._inside,
            "letter.review": self._reviewed,
            "letter.sign_off": self._reviewed,
            "letter.decline": self._declined,
            "letter.send": self._answered,
            "letter.follow_up": self._followed,
            "letter.open": self._opened,
            "letter.serve_on_paper": self._served,
            "contact.confirm_by_phone": self._confirmed_by_phone,
            "evaluation.give": self._evaluated,
            "evaluation.enter_paper": self._paper,
            "evaluation.drop_paper": self._paper,
            "evaluation.confirm_paper": self._paper,
            "evaluation.reject_paper": self._paper,
            "evaluation.settle": self._concluded,
            "evaluation.lapse": self._concluded,
            "evaluation.set_aside": self._concluded,
            "rehandling.order": self._ordered_again,
            "proposal.conclude": self._all_concluded,
            **dict.fromkeys(CODES, self._of_motion),
            **dict.fromkeys(story_merging.CODES, self._of_merging),
            **dict.fromkeys(story_meeting.CODES, self._of_meeting),
        }

    def lines(self) -> list[Line]:
        left_out = undone(self.file.events)
        made = []
        for event in self.file.events:
            step = catalogue.steps.get(event.step)
            teller = self.tellers.get(event.step) or (self._from_above if event.thing_kind in _above else None)
            hidden = step is not None and step.sealed and not self.file.knows_of_evaluations
            if teller is None or hidden or event.number in left_out:
                continue
            line = teller(event)
            if line is not None:
                made.append(line)
        return sorted(made, key=lambda line: (line.on, line.number), reverse=True)

    def _from_above(self, event: Event) -> Line | None:
        if event.thing_kind not in self.above:
            self.above[event.thing_kind] = _above[event.thing_kind](self.file)
        told = self.above[event.thing_kind](event)
        return self._line(event, told[0], told[1], SUPERVISION) if told is not None else None

    # -- words -------------------------------------------------------------------------------------------------

    def _line(self, event: Event, title: str, body: str = "", kind: Kind = EVENT, *, on: date | None = None,
              chips: tuple[str, ...] = (), letter_round: int | None = None, files: Sequence[StoredFile] = ()) -> Line:  # fmt: skip
        entered = timezone.localtime(event.at).date()
        on = on or event.happened_on
        # A rehearsal dates everything back; only what carries a ground, or was entered late for real, is marked.
        rehearsed = self.file.seat.congress.is_demo and not event.late_ground
        late = f"补录 · {short(entered)}登记" if on != entered and not rehearsed else ""
        if late and event.late_ground:
            late = f"{late}（{GROUNDS.get(event.late_ground, event.late_ground)}）"
        return Line(on, event.at, title, body, kind, late, chips, letter_round, tuple(files), event.number)

    def _who(self, event: Event) -> str:
        seat = self.file.actors.get(event.seat_id or 0)
        if seat is None:
            return ""
        if seat.role == Role.DEPUTY:
            return f"{seat.person.name}代表"
        if seat.body_id == self.file.seat.body_id and seat.body_id is not None:
            return f"{seat.body.label} {seat.person.name}{seat.acting_words}"
        return seat.body.label

    def _did(self, event: Event, verb: str) -> str:
        return f"{self._who(event)} {verb}".strip()

    def _mode(self, mode: str) -> str:
        wording = procedure_of(self.file.case.procedure_id).wording
        local = {Mode.LEAD: wording.lead, Mode.ASSIST: wording.assist, Mode.SEPARATE: wording.separate}.get(Mode(mode))
        return (local.value if local is not None else None) or str(Mode(mode).label)

    def _units(self, parts: list[AssignmentPart]) -> str:
        said = []
        for mode in (*ANSWERING, Mode.ASSIST):
            names = [
                f"{p.row.body.label}（{p.row.part}）" if p.row.part else p.row.body.label
                for p in parts
                if p.row.mode == mode
            ]
            if names:
                said.append(f"{self._mode(mode)}{'、'.join(names)}")
        return f"{'，'.join(said)}。" if said else ""

    def _deep(self, event: Event) -> tuple[AssignmentPart, RoundPart] | None:
        """The round of an event, where the seat may look into its work."""
        found = self.rounds.get(event.thing_id) if event.thing_kind == "round" else None
        return found if found is not None and found[0].depth > Depth.NAMES else None

    # -- one line per step -------------------------------------------------------------------------------------

    def _raised(self, event: Event) -> Line:
        case = self.file.case
        who = f"{case.signers_line}代表" if case.lead_name else ""
        when = Side(case.side).label
        body = "从交办表登记。" if event.step == "proposal.import" else ""
        return self._line(event, f"{who} {when}提出".strip(), body, FORMAL)

    def _of_motion(self, event: Event) -> Line | None:
        told = self.motions.tell(event)
        if told is None:
            return None
        word, title, body = told
        if word is not None:
            return self._line(event, title, body, FORMAL, on=word.on, chips=("已复议、更正",) if word.lifted_on else ())
        return self._line(event, self._did(event, title), body, FORMAL)

    def _of_merging(self, event: Event) -> Line | None:
        told = self.merging.tell(event)
        return self._line(event, self._did(event, told[0]), told[1]) if told is not None else None

    def _of_meeting(self, event: Event) -> Line | None:
        told = self.meetings.tell(event)
        return self._line(event, told[0] or self._did(event, told[1]), told[2]) if told is not None else None

    def _before_registration(self, event: Event) -> Line | None:
        """What passes between the deputies, who reads and who registers is theirs: units come to the item afterwards."""
        if sees_by_body(self.file.seat):
            return None
        return self._line(event, self._did(event, catalogue[event.step].label))

    def _registered(self, event: Event) -> Line:
        return self._line(event, self._did(event, f"登记，{self.file.case.shown_no}"), kind=FORMAL)

    def _withdrawn(self, event: Event) -> Line:
        return self._line(event, "代表撤回，办理终止", kind=FORMAL)

    def _corrected(self, event: Event) -> Line | None:
        changed: list[Correction] = []
        while self.corrections and self.corrections[0].at <= event.at:
            changed.append(self.corrections.pop(0))
        names = "、".join(dict.fromkeys(FIELD_WORDS.get(c.field, c.field) for c in changed if c.field in FIELD_WORDS))
        reason = changed[0].reason if changed else ""
        if not names:
            return None
        return self._line(
            event, self._did(event, f"勘误：{names}"), f"原因：{reason}" if reason else "", chips=("勘误",)
        )

    def _voided(self, event: Event) -> Line:
        return self._line(event, self._did(event, "作废"), self.file.case.void_reason, FORMAL)

    def _handed_over(self, event: Event) -> Line:
        first = [part for part in self._as_handed_over() if part.row.parent_id is None]
        office = next((part for part in first if part.row.mode == Mode.ROUTE), None)
        body = f"交{office.row.body.label}分办。" if office is not None else self._units(first)
        return self._line(event, self._did(event, "交办"), body, FORMAL)

    def _passed_on(self, event: Event) -> Line:
        units = [part for part in self._as_handed_over() if part.row.parent_id == event.thing_id]
        return self._line(event, self._did(event, "分办"), self._units(units), FORMAL)

    def _as_handed_over(self) -> list[AssignmentPart]:
        """Who had it at first: those to whom it came by a return are told of where it came to them."""
        return [part for part in self.rows.values() if part.row.replaces_id is None]

    def _about(self, event: Event, part: AssignmentPart) -> str:
        """Whose item the step is about, where it is not the actor's own."""
        seat = self.file.actors.get(event.seat_id or 0)
        own = seat is not None and seat.body_id == part.row.body_id
        return "" if own or len(self.rows) < 2 else f"：{part.row.body.label}"

    def _between(self, event: Event) -> Line | None:
        """Between a body and whoever handed over: for those who may look into the work, not for deputies."""
        part = self.rows.get(event.thing_id)
        if part is None or part.depth is Depth.NAMES or self.file.seat.role == Role.DEPUTY:
            return None
        return self._line(event, self._did(event, f"{catalogue[event.step].label}{self._about(event, part)}"))

    def _moved(self, event: Event) -> Line | None:
        part = self.rows.get(event.thing_id)
        if part is None:
            return None
        new = [one for one in self.rows.values() if one.row.replaces_id == part.row.pk]
        verb = catalogue[event.step].label if self.file.seat.role != Role.DEPUTY else "改交"
        body = f"{part.row.body.label}不再办理。{self._units(new)}"
        return self._line(event, self._did(event, verb), body, FORMAL)

    def _taken_over(self, event: Event) -> Line | None:
        waiting = [one for one in self.take_overs if one.assignment_id == event.thing_id]
        if not waiting:
            return None
        move = waiting[0]
        self.take_overs.remove(move)
        verb = "并入" if move.from_body.successor_id == move.to_body_id else "把这项职能划给"
        return self._line(event, f"{move.from_body.name}{verb}{move.to_body.name}，由后者接着办理", kind=FORMAL)

    def _prolonged(self, event: Event) -> Line | None:
        part = self.rows.get(event.thing_id)
        if part is None:
            return None
        return self._line(event, self._did(event, f"认定为疑难件，按长期限办理{self._about(event, part)}"), kind=FORMAL)

    def _assisted(self, event: Event) -> Line | None:
        """That an opinion was given, asked for again or chased is seen by all who handle the item, not what it says."""
        part = self.rows.get(event.thing_id)
        if part is None or self.file.seat.role == Role.DEPUTY:
            return None
        return self._line(event, self._did(event, f"{catalogue[event.step].label}{self._about(event, part)}"))

    def _received(self, event: Event) -> Line | None:
        part = self.rows.get(event.thing_id)
        return self._line(event, self._did(event, "签收")) if part is not None else None

    def _drafted(self, event: Event) -> Line | None:
        """What was said of a draft stands beside the draft; the course says that it was said."""
        return self._line(event, self._did(event, catalogue[event.step].label)) if self._deep(event) else None

    def _talked(self, event: Event) -> Line | None:
        deep = self._deep(event)
        waiting = self.contacts.get(event.thing_id, []) if deep is not None else []
        if not waiting:
            return None
        contact = waiting.pop(0)
        what = f"{contact.get_stage_display()}沟通：{contact.get_form_display()}"
        words = [contact.note]
        if contact.people:
            words.append(f"参加：{contact.people}。")
        if contact.correction:
            words.append(f"代表{'在电话里' if contact.by_phone else ''}更正：“{contact.correction}”")
        checked = "代表电话核对" if contact.by_phone else "代表已核对"
        chips = (checked,) if contact.confirmed_on and not contact.correction else ()
        photos = deep[1].photos.get(contact.pk, []) if deep is not None else []
        return self._line(event, self._did(event, what), " ".join(words), on=contact.happened_on, chips=chips, files=photos)

    def _talk_corrected(self, event: Event) -> Line | None:
        """What was written before stays to be read, and what the deputy had said about it."""
        deep = self._deep(event)
        waiting = self.talks_before.get(event.thing_id, []) if deep is not None else []
        if not waiting:
            return None
        before = waiting.pop(0)
        on = f"{before.happened_on.month}月{before.happened_on.day}日"
        words = [f"原记录：{on}{before.get_stage_display()}{before.get_form_display()}，{before.note}"]
        if before.word:
            words.append(f"代表当时说：“{before.word}”")
        words.append(f"原因：{before.reason}")
        return self._line(event, self._did(event, "更正沟通记录"), " ".join(words), chips=("勘误",))

    def _followed(self, event: Event) -> Line | None:
        deep = self._deep(event)
        letter = deep[1].letter if deep is not None else None
        waiting = self.follow_ups.get(letter.pk, []) if letter is not None else []
        said = next((one for one in waiting if one.seat_id == event.seat_id), None)
        if said is not None:
            waiting.remove(said)
        body = said.reason if said is not None else ""
        return self._line(event, self._did(event, "发出更正函"), body, FORMAL, chips=("更正函",), letter_round=event.thing_id)

    def _confirmed(self, event: Event) -> Line | None:
        return self._line(event, self._did(event, "核对了沟通记录")) if self._deep(event) is not None else None

    def _inside(self, event: Event) -> Line | None:
        """Between clerk and head: the unit's own affair, and the committee's to know."""
        deep = self._deep(event)
        if deep is None or deep[0].depth is not Depth.ALL:
            return None
        return self._line(event, self._did(event, catalogue[event.step].label))

    def _sent_back(self, event: Event) -> Line | None:
        line = self._inside(event)
        deep = self._deep(event)
        if line is None or deep is None:
            return None
        return self._with_remark(line, deep[1], event, SENT_BACK)

    def _reviewed(self, event: Event) -> Line | None:
        """Between the unit and those who pass its letters; the committee's to know, not the deputies'."""
        deep = self._deep(event)
        if deep is None or not (deep[0].depth is Depth.ALL or reviews(self.file.seat, deep[0].row)):
            return None
        unit = f"：{deep[0].row.body.label}" if self.several else ""
        return self._line(event, self._did(event, f"{catalogue[event.step].label}{unit}"))

    def _declined(self, event: Event) -> Line | None:
        line, deep = self._reviewed(event), self._deep(event)
        return self._with_remark(line, deep[1], event, DECLINED) if line is not None and deep is not None else None

    def _with_remark(self, line: Line, made: RoundPart, event: Event, moment: str) -> Line:
        remarks = [kept for kept in made.sent_back if kept.moment == moment]
        remark = min(remarks, key=lambda v: abs((v.at - event.at).total_seconds()), default=None)
        return self._line(event, line.title, f"“{remark.remark}”") if remark is not None else line

    def _answered(self, event: Event) -> Line | None:
        found = self.rounds.get(event.thing_id)
        if found is None:
            return None
        part, made = found
        again = f"第 {made.round.number} 次" if made.round.number > 1 or len(part.rounds) > 1 else ""
        letter = made.letter
        if part.depth is Depth.NAMES or letter is None:
            return self._line(event, self._did(event, f"{again}答复"), kind=FORMAL)
        chosen = procedure_of(self.file.case.procedure_id).letter.class_of(letter.class_code)
        chips = (chosen.label,) if chosen is not None else ()
        return self._line(
            event,
            self._did(event, f"{again}答复"),
            letter.number or letter.title,
            FORMAL,
            chips=chips,
            letter_round=made.round.pk,
        )

    def _opened(self, event: Event) -> Line | None:
        if not self.file.knows_of_evaluations:
            return None
        return self._line(event, self._did(event, "查看答复"))

    def _served(self, event: Event) -> Line | None:
        return self._line(event, self._did(event, "登记纸质送达")) if self._deep(event) is not None else None

    def _confirmed_by_phone(self, event: Event) -> Line | None:
        return self._line(event, self._did(event, "代记了代表的核对意见")) if self._deep(event) is not None else None

    def _paper(self, event: Event) -> Line:
        return self._line(event, self._did(event, catalogue[event.step].label))

    def _evaluated(self, event: Event) -> Line:
        return self._line(event, self._did(event, "已评价"), kind=FORMAL)

    def _concluded(self, event: Event) -> Line | None:
        """To a unit all three ends read the same: which one it was would tell whether there was a grade."""
        found = self.rounds.get(event.thing_id)
        if found is None:
            return None
        unit = f"：{found[0].row.body.label}" if self.several else ""
        verb = catalogue[event.step].label if self.file.seat.role == Role.COMMITTEE_OFFICER else "办结"
        who = self._who(event) if self.file.seat.role == Role.COMMITTEE_OFFICER else ""
        return self._line(event, f"{who} {verb}{unit}".strip(), kind=FORMAL)

    def _ordered_again(self, event: Event) -> Line | None:
        found = self.rounds.get(event.thing_id)
        if found is None:
            return None
        part, made = found
        unit = f"（{part.row.body.label}）" if self.several else ""
        body = made.demands if part.depth > Depth.NAMES else ""
        return self._line(event, self._did(event, f"要求重新办理{unit}"), body, FORMAL)

    def _all_concluded(self, event: Event) -> Line | None:
        return self._line(event, "全部办结", kind=FORMAL) if self.several else None
