"""归档: one case as a file of papers for the archive room, as far as one seat may read it.

What a seat may not read is not there at all: the case comes from `casefiles.read_case` and its course from `story.tell`,
the same two the page stands on. Grades are in no archive, whoever makes it: they stay sealed (ADR 0004).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from huiyin.chain.catalogue import catalogue
from huiyin.chain.models import Event
from huiyin.chain.queries import undone
from huiyin.dispatch.models import GONE, Mode
from huiyin.foundation import clock
from huiyin.foundation.documents import pdf
from huiyin.foundation.documents.paper import Column, Dossier, Enclosure, Section, Table, paragraphs
from huiyin.foundation.files import human_size, open_stored, path_of
from huiyin.foundation.models import StoredFile
from huiyin.handling.casefiles import AssignmentPart, CaseFile, Depth
from huiyin.handling.story import tell
from huiyin.people.models import Role
from huiyin.procedures.queries import procedure_of
from huiyin.proposals.models import OVER, ProposalKind, Side
from huiyin.proposals.texts import FIELD_WORDS
from huiyin.web import letters
from huiyin.web.dates import day
from huiyin.web.documents import texts
from huiyin.web.documents.letter import on_paper
from huiyin.web.documents.listing import on_day
from huiyin.web.office.forms import session_words

MOST_ENCLOSED = 100 << 20
"""Bytes of files one archive carries; it is made in memory."""


@dataclass(frozen=True)
class Attached:
    """A file of the case: `origin` says whose, `fits` whether the archive has room for it."""

    file: StoredFile
    origin: str
    fits: bool
    there: bool

    @property
    def words(self) -> str:
        if not self.there:
            return texts.FILE_LOST
        return texts.FILE_INSIDE if self.fits else texts.FILE_TOO_LARGE


@dataclass(frozen=True)
class Archive:
    dossier: Dossier
    attached: Sequence[Attached]

    def draw(self) -> bytes:
        """The archive as one PDF/A with its files inside. Reads files, not the database."""
        return pdf.dossier_pdf(replace(self.dossier, enclosures=[_enclosure(one) for one in self.attached if one.fits]))


def archive(file: CaseFile, who: str) -> Archive:
    """`who` names the seat for which it is made."""
    attached = list(_attached(file))
    kind = str(ProposalKind(file.case.kind).label)
    parts = (
        _text(file, kind),
        _corrections(file),
        _units(file),
        _requests(file),
        _contacts(file),
        *_opinions(file),
        _demands(file),
        *_letters(file),
        _course(file),
        _events(file),
        _files(attached),
    )
    dossier = Dossier(
        title=texts.ARCHIVE_TITLE.format(number=file.case.shown_no, title=file.case.title),
        subtitle=texts.ARCHIVE_SUBTITLE,
        facts=_facts(file, kind, who),
        sections=[part for part in parts if part is not None],
        notes=_notes(file, who),
    )
    return Archive(dossier, attached)


# -- cover -------------------------------------------------------------------------------------------------------------


def _facts(file: CaseFile, kind: str, who: str) -> list[tuple[str, str]]:
    case, lead = file.case, file.lead
    others = [_name(signer) for signer in file.signers if signer is not lead]
    values = {
        "number": case.shown_no,
        "kind": texts.KEY_CASE.format(kind=kind) if case.is_key else kind,
        "session": session_words(case.session),
        "side": str(Side(case.side).label),
        "signers": _name(lead) if lead is not None else case.lead_name,
        "cosigners": "、".join(others),
        "category": case.category,
        "registered": day(case.registered_on),
        "state": case.state_words,
        "made": texts.ARCHIVE_MADE.format(at=clock.now(), who=who),
    }
    return [(texts.ARCHIVE_FACTS[name], value) for name, value in values.items() if value]


def _name(signer: object) -> str:
    seat, body = getattr(signer, "seat", None), getattr(signer, "body", None)
    return f"{seat.person.name}（{seat.body.label}）" if seat is not None else body.label if body is not None else ""


def _notes(file: CaseFile, who: str) -> list[str]:
    open_ = [] if file.case.state in OVER else [texts.NOT_CLOSED]
    scope = texts.FOR_COMMITTEE if file.seat.role == Role.COMMITTEE_OFFICER else texts.FOR_READER.format(who=who)
    return [*open_, texts.NO_GRADES, scope]


# -- parts: each is None, or nothing, where the case has none --------------------------------------------------------


def _table(headings: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]]) -> Table:
    return Table([Column(heading, width) for heading, width in zip(headings, widths, strict=True)], rows)


def _tabled(
    title: str, headings: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]], note: str = ""
) -> Section | None:
    return Section(title, table=_table(headings, widths, rows), note=note) if rows else None


def _text(file: CaseFile, kind: str) -> Section:
    title = texts.PART_TEXT.format(kind=kind)
    body = paragraphs(file.case.body)
    return Section(title, text=body) if body else Section(title, note=texts.TEXT_MISSING)


def _corrections(file: CaseFile) -> Section | None:
    rows = [
        (on_day(one.at), FIELD_WORDS[one.field], one.old, one.new, one.reason)
        for one in file.corrections
        if one.field in FIELD_WORDS
    ]
    return _tabled(texts.PART_CORRECTIONS, texts.CORRECTION_HEADINGS, texts.CORRECTION_WIDTHS, rows)


def _everybody(file: CaseFile) -> list[AssignmentPart]:
    return [*file.parts, *file.gone]


def _units(file: CaseFile) -> Section | None:
    rows = []
    for part in _everybody(file):
        row, seen = part.row, part.depth > Depth.NAMES
        first = part.rounds[0].reply_clock if part.rounds else part.assist_clock
        rows.append(
            (
                row.body.name, str(Mode(row.mode).label), row.part, on_day(row.handed_over_on),
                on_day(row.received_on), on_day(first.due_on) if first is not None else "",
                row.leader_in_charge, row.handler if seen else "",
                row.state_words if row.state in GONE else part.words,
            )
        )  # fmt: skip
    return _tabled(texts.PART_UNITS, texts.UNIT_HEADINGS, texts.UNIT_WIDTHS, rows)


def _requests(file: CaseFile) -> Section | None:
    rows: list[Sequence[str]] = []
    for part in _everybody(file):
        name = part.row.body.label
        for one in part.returns:
            answer = f"{one.get_outcome_display()} {one.answer}"
            rows.append((name, texts.REQUEST_RETURN, on_day(one.asked_on), one.reason, answer))
            if one.disputed_on:
                rows.append((name, texts.REQUEST_DISPUTE, on_day(one.disputed_on), one.dispute, one.ruling))
        for asked in part.long_requests:
            answer = f"{asked.get_outcome_display()} {asked.answer}"
            rows.append((name, texts.REQUEST_LONG, on_day(asked.asked_on), asked.reason, answer))
    return _tabled(texts.PART_REQUESTS, texts.REQUEST_HEADINGS, texts.REQUEST_WIDTHS, rows)


def _contacts(file: CaseFile) -> Section | None:
    found = [(one, part) for part in _everybody(file) for made in part.rounds for one in made.contacts]
    rows = []
    for one, part in sorted(found, key=lambda pair: (pair[0].happened_on, pair[0].pk)):
        right, wrong = texts.CONFIRMED, texts.CORRECTED
        if one.by_phone:
            right, wrong = texts.CONFIRMED_BY_PHONE, texts.CORRECTED_BY_PHONE
        checked = right.format(on=day(one.confirmed_on)) if one.confirmed_on else ""
        said = wrong.format(words=one.correction) if one.correction else checked
        stage, form = one.get_stage_display(), one.get_form_display()
        rows.append((on_day(one.happened_on), part.row.body.label, stage, form, one.people, one.note, said))
    return _tabled(texts.PART_CONTACTS, texts.CONTACT_HEADINGS, texts.CONTACT_WIDTHS, rows)


def _opinions(file: CaseFile) -> Iterator[Section]:
    for part in _everybody(file):
        for one in part.opinions:
            said = [texts.OPINION_GIVEN.format(on=day(one.given_on))]
            if one.redo_on:
                said.append(texts.OPINION_REDO.format(on=day(one.redo_on), reason=one.redo_reason))
            title = texts.PART_OPINION.format(body=part.row.body.label)
            yield Section(title, text=paragraphs(one.body), note="；".join(said))


def _demands(file: CaseFile) -> Section | None:
    rows = [
        (part.row.body.label, str(made.round.number), made.demands)
        for part in _everybody(file)
        for made in part.rounds
        if made.demands
    ]
    return _tabled(texts.PART_DEMANDS, texts.DEMANDS_HEADINGS, texts.DEMANDS_WIDTHS, rows)


def _letters(file: CaseFile) -> Iterator[Section]:
    """Sent letters, the first first; a letter of several bodies once. Drafts are no papers of the case."""
    procedure = procedure_of(file.case.procedure_id)
    told: set[int] = set()
    for part in _everybody(file):
        for made in part.rounds:
            letter = made.letter
            if letter is None or letter.sent_on is None or letter.pk in told:
                continue
            told.add(letter.pk)
            title = texts.PART_LETTER.format(body=part.row.body.label, n=made.round.number)
            without = made.round.sent_without if part.depth is Depth.ALL else ""
            note = texts.LETTER_WITHOUT.format(reason=without) if without else ""
            if letter.file is not None:
                stamped = texts.LETTER_STAMPED.format(on=day(letter.sent_on), name=letter.file.name)
                yield Section(title, note=f"{stamped}{note}")
            else:
                yield Section(title, letter=on_paper(letter, part.row, procedure))
                if note:
                    yield Section(texts.LETTER_WITHOUT_TITLE, note=note)
            for said in letters.follow_ups(letter, procedure):
                title = texts.PART_FOLLOW_UP.format(body=part.row.body.label, n=made.round.number)
                yield Section(title, text=paragraphs(said["body"]), note=_changed(said))


def _changed(said: Mapping[str, Any]) -> str:
    """What a 更正函 puts in the place of what, and why."""
    words = [texts.FOLLOW_UP_SENT.format(on=day(said["sent_on"]), reason=said["reason"], number=said["number"])]
    if "class_words" in said:
        words.append(texts.FOLLOW_UP_CLASS.format(now=_instead(said["class_before"], said["class_words"])))
    if said["contact_line"]:
        words.append(texts.FOLLOW_UP_CONTACT.format(now=_instead(said["contact_before"], said["contact_line"])))
    return "".join(words)


def _instead(old: str, new: str) -> str:
    return texts.CHANGED_TO.format(old=old, new=new) if old else new


# -- course and events -----------------------------------------------------------------------------------------------


def _course(file: CaseFile) -> Section | None:
    rows = [
        (on_day(line.on), line.title, line.body, "，".join((*line.chips, *([line.late_note] if line.late_note else []))))
        for line in reversed(tell(file))
    ]
    return _tabled(texts.PART_COURSE, texts.COURSE_HEADINGS, texts.COURSE_WIDTHS, rows)


def _events(file: CaseFile) -> Section | None:
    """All events for the committee; for others those of which their course tells.

    How a handling was concluded tells whether there was an evaluation, and so does the hour: what nobody decided is
    concluded by a job at night. To whoever may not know, those ends have a day and neither number, hour nor link.
    """
    whole = file.seat.role == Role.COMMITTEE_OFFICER
    told = {line.number for line in tell(file)}
    shown = [event for event in file.events if whole or event.number in told]
    ends = set() if whole else {event.number for event in shown if _is_end(event)}
    gone = undone(file.events)
    rows = [_event(event, event.number in gone, event.number in ends) for event in shown]
    note = f"{texts.EVENTS_NOTE}{texts.EVENTS_HIDDEN if ends else ''}"
    return _tabled(texts.PART_EVENTS, texts.EVENT_HEADINGS, texts.EVENT_WIDTHS, rows, note)


def _is_end(event: Event) -> bool:
    return event.step.startswith("evaluation.") or event.step == "proposal.conclude"


def _event(event: Event, taken_back: bool, hidden: bool) -> Sequence[str]:
    if hidden:
        return "", "", on_day(event.happened_on), texts.CONCLUDED, ""
    at = f"{event.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}"
    label = texts.UNDONE.format(label=_label(event.step)) if taken_back else _label(event.step)
    return str(event.number), at, on_day(event.happened_on), label, event.digest


def _label(step: str) -> str:
    known = catalogue.steps.get(step)
    return known.label if known is not None else step


# -- files -----------------------------------------------------------------------------------------------------------


def _attached(file: CaseFile) -> Iterator[Attached]:
    room, told = MOST_ENCLOSED, set()
    for stored, origin in _stored(file):
        if stored.pk in told:
            continue
        told.add(stored.pk)
        there = path_of(stored.digest).exists()
        fits = there and stored.size <= room
        room -= stored.size if fits else 0
        yield Attached(stored, origin, fits, there)


def _stored(file: CaseFile) -> Iterator[tuple[StoredFile, str]]:
    for part in _everybody(file):
        for one in part.opinions:
            if one.file is not None:
                yield one.file, texts.PART_OPINION.format(body=part.row.body.label)
        for made in part.rounds:
            for talk in made.contacts:
                for photo in made.photos.get(talk.pk, []):
                    yield photo, texts.PART_PHOTOS.format(body=part.row.body.label, on=on_day(talk.happened_on))
            if made.letter is not None and made.letter.sent_on is not None and made.letter.file is not None:
                yield made.letter.file, texts.PART_LETTER.format(body=part.row.body.label, n=made.round.number)


def _files(attached: Sequence[Attached]) -> Section | None:
    rows = [(one.file.name, one.origin, human_size(one.file.size), one.file.digest, one.words) for one in attached]
    return _tabled(texts.PART_FILES, texts.FILE_HEADINGS, texts.FILE_WIDTHS, rows, texts.FILES_NOTE)


def _enclosure(one: Attached) -> Enclosure:
    with open_stored(one.file.digest) as stored:
        return Enclosure(one.file.name, stored.read(), one.origin)
