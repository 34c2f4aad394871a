"""The lists every office keeps — units, deputies, unit contacts — written into a congress, by page or command.

What is there already is left alone or brought up to date by name; what cannot be read stays to be mended. The same
file again brings nothing new.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from huiyin.foundation import files, text
from huiyin.foundation.models import StoredFile
from huiyin.people import setup, texts
from huiyin.people.lists import BodyRow, ContactRow, DeputyRow, parse_bodies, parse_contacts, parse_deputies
from huiyin.people.models import Body, BodyContact, BodyKind, Congress, Role, Seat


@dataclass(frozen=True)
class ListRow:
    """One row as the preview shows it: what would happen, and what is unclear."""

    row_no: int
    name: str
    detail: str
    outcome: str
    sentences: tuple[str, ...] = ()


@dataclass
class ListReport:
    """rows = added + changed + already_there + to_mend + the sum of skipped, always."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    already_there: int = 0
    to_mend: int = 0
    questions: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    lines: list[ListRow] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "added": self.added,
            "changed": self.changed,
            "already_there": self.already_there,
            "to_mend": self.to_mend,
            "questions": self.questions,
            "skipped": self.skipped,
        }

    def note(self, row: Any, detail: str, outcome: str) -> None:
        setattr(self, outcome, getattr(self, outcome) + 1)
        sentences = (row.mend,) if row.mend else tuple(doubt.sentence for doubt in row.doubts)
        self.lines.append(ListRow(row.row_no, getattr(row, "name", ""), detail, outcome, sentences))


class _RolledBack(Exception):
    """Leaves a savepoint so that a preview keeps nothing."""


KINDS = {"bodies": "单位名单", "deputies": "代表名册", "contacts": "单位联系人"}


def import_list(
    kind: str, congress: Congress, data: bytes, name: str, columns: dict[str, int] | None = None
) -> ListReport:
    """Read and write one list. For a preview, call it in a transaction that is rolled back.

    Raises ListRefused when no sheet of the file is such a list.
    """
    reader = {
        "bodies": (parse_bodies, _body),
        "deputies": (parse_deputies, _deputy),
        "contacts": (parse_contacts, _contact),
    }
    parse, write = reader[kind]
    book: Any = parse(data, name, columns)
    report = ListReport(rows=book.row_count, questions=book.question_count, skipped=book.skipped)
    known = Known(congress)
    for row in book.rows:
        if row.mend:
            report.note(row, "", "to_mend")
        elif row.is_repeat:
            report.note(row, texts.REPEATED, "already_there")
        else:
            write(known, report, row)  # type: ignore[operator]
    return report


def keep_list(kind: str, congress: Congress, stored: files.Stored) -> StoredFile:
    """Remember an uploaded list, so that saying yes to its preview does not ask for the file again."""
    return StoredFile.objects.create(
        congress=congress,
        digest=stored.digest,
        size=stored.size,
        kind=stored.kind.value,
        name=stored.name[:200],
        owner_kind=f"list_{kind}",
    )


def kept_list(kind: str, congress: Congress, pk: int) -> StoredFile | None:
    return StoredFile.objects.filter(congress=congress, pk=pk, owner_kind=f"list_{kind}").first()


def write_list(kind: str, congress: Congress, file: files.Stored | StoredFile) -> ListReport:
    """Write a list that lies on the shelf. Raises ListRefused."""
    with files.open_stored(file.digest) as content:
        return import_list(kind, congress, content.read(), file.name)


def preview_list(kind: str, congress: Congress, file: files.Stored | StoredFile) -> ListReport:
    """What writing a list would do: it is done, looked at and taken back. Raises ListRefused."""
    report = ListReport()
    try:
        with transaction.atomic():
            report = write_list(kind, congress, file)
            raise _RolledBack
    except _RolledBack:
        return report


class Known:
    """What the congress has, by name in all spellings."""

    def __init__(self, congress: Congress) -> None:
        self.congress = congress
        self.bodies = {
            text.match_key(name): body
            for body in Body.objects.filter(congress=congress, ends_on__isnull=True)
            for name in (body.short_name, body.name)
            if name
        }
        self.deputies: dict[tuple[str, str], Seat] = {
            (text.match_key(seat.person.name), text.match_key(seat.body.name)): seat
            for seat in Seat.objects.filter(congress=congress, role=Role.DEPUTY, ended_on__isnull=True).select_related(
                "person", "body"
            )
        }

    def body(self, name: str, kind: str, **more: Any) -> tuple[Body, bool]:
        key = text.match_key(name)
        if key in self.bodies:
            return self.bodies[key], False
        body = setup.add_body(self.congress, name, kind, **more)
        self.bodies[key] = body
        if body.short_name:
            self.bodies.setdefault(text.match_key(body.short_name), body)
        return body, True


def _changed(thing: Any, values: dict[str, Any]) -> list[str]:
    """The fields a list says something new of; an empty cell says nothing."""
    return [name for name, value in values.items() if value and getattr(thing, name) != value]


def _number(phone: str) -> str:
    """A telephone as a list gives it. A number masked for showing (138****1234) says nothing."""
    return "" if "*" in phone else phone


def _update(thing: Any, values: dict[str, Any]) -> bool:
    """Bring a row up to date with what the list says."""
    changed = _changed(thing, values)
    if not thing.confirmed:
        # Made by an import of a ledger; the office's own list is the word that was waited for.
        thing.confirmed = True
        changed.append("confirmed")
    for name in changed:
        if name != "confirmed":
            setattr(thing, name, values[name])
    if changed:
        thing.save(update_fields=changed)
    return bool(changed)


def _body(known: Known, report: ListReport, row: BodyRow) -> None:
    values = {"short_name": row.short_name, "leader_in_charge": row.leader_in_charge, "note": row.note}
    body, made = known.body(row.name, row.kind, **values)
    if made:
        outcome = "added"
    else:
        outcome = "changed" if _update(body, values | {"kind": row.kind}) else "already_there"
    report.note(row, BodyKind(body.kind).label, outcome)


def _deputy(known: Known, report: ListReport, row: DeputyRow) -> None:
    team = row.delegation or texts.NO_DELEGATION
    values: dict[str, Any] = {
        "gender": row.gender,
        "deputy_no": row.deputy_no,
        "work_unit": row.work_unit,
        "phone": _number(row.phone),
    }
    seat = known.deputies.get((text.match_key(row.name), text.match_key(team)))
    if seat is not None:
        outcome = "changed" if _update(seat.person, values) else "already_there"
    else:
        body, _ = known.body(team, BodyKind.DELEGATION)
        current = setup.current_session(known.congress)
        person = setup.add_person(known.congress, row.name, **values)
        seat = setup.add_seat(person, body, Role.DEPUTY, term=current.term if current else None)
        known.deputies[text.match_key(row.name), text.match_key(team)] = seat
        outcome = "added"
    report.note(row, team, outcome)


def _contact(known: Known, report: ListReport, row: ContactRow) -> None:
    body = known.bodies.get(text.match_key(row.unit))
    if body is None:
        report.to_mend += 1
        sentence = texts.UNIT_UNKNOWN.format(unit=row.unit)
        report.lines.append(ListRow(row.row_no, row.name, row.unit, "to_mend", (sentence,)))
        return
    values = {
        "division": row.division,
        "post": row.post,
        "office_phone": _number(row.office_phone),
        "mobile": _number(row.mobile),
        "note": row.note,
    }
    there = BodyContact.objects.filter(congress=known.congress, body=body, name=row.name, is_current=True).first()
    if there is None:
        BodyContact.objects.create(congress=known.congress, body=body, name=row.name, **values)
        outcome = "added"
    else:
        changed = _changed(there, values)
        for name in changed:
            setattr(there, name, values[name])
        if changed:
            there.save(update_fields=changed)
        outcome = "changed" if changed else "already_there"
    # Who is in charge of a unit is for the list of units to say: two lists that differ would else undo each other.
    if row.leader_in_charge and not body.leader_in_charge:
        body.leader_in_charge = row.leader_in_charge
        body.save(update_fields=["leader_in_charge"])
    report.note(row, body.name, outcome)


def people_of_contacts(congress: Congress) -> list[Seat]:
    """Give every current contact person of a unit a clerk's seat there; returns the seats of those who had none."""
    made = []
    contacts = BodyContact.objects.filter(congress=congress, is_current=True).select_related("body").order_by("id")
    for contact in contacts:
        seats = Seat.objects.filter(congress=congress, body=contact.body, role=Role.UNIT_CLERK, ended_on__isnull=True)
        if seats.filter(person__name=contact.name).exists() or Role.UNIT_CLERK not in setup.roles_at(contact.body):
            continue
        person = setup.add_person(congress, contact.name, phone=contact.mobile)
        made.append(setup.add_seat(person, contact.body, Role.UNIT_CLERK))
    return made
