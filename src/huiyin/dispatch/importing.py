"""The import of a hand-over ledger: one code for the page and the command.

A file is read into rows (`dispatch.ledger`), each row is held against what is there, shown, then registered and handed
over by real steps in slices of fifty. Doubts are questions with a default; a row that cannot be imported stays to be
mended. The same file again brings nothing new; a corrected one shows its changed rows as differences to accept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from huiyin.chain.models import Batch
from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import SLICE, Work, work
from huiyin.dispatch import texts
from huiyin.dispatch.ledger import Ledger, LedgerRefused, LedgerRow, parse
from huiyin.dispatch.models import LedgerImport, LedgerQuestion, LedgerRowResult, Mode
from huiyin.dispatch.steps import HandOver, Target
from huiyin.foundation import clock, files, text
from huiyin.foundation.models import Progress, StoredFile
from huiyin.foundation.tables import Doubt
from huiyin.people import setup
from huiyin.people.lists import kind_of_name
from huiyin.people.models import Body, BodyKind, Congress, Role, Seat, Session, Term
from huiyin.proposals.models import Proposal, ProposalState
from huiyin.proposals.steps import Correcting, Reason, Registration

Outcome = LedgerRowResult.Outcome
GROUND = "import"
# What a corrected file may change on an item already registered; units and deputies are changed by their own steps.
COMPARED = {"title": "title", "printed_no": "printed_no", "category": "category", "remark": "remark"}


@dataclass
class Report:
    """What came of a ledger. rows = imported + already_there + differs + to_mend + the sum of skipped, always."""

    rows: int = 0
    imported: int = 0
    already_there: int = 0
    differs: int = 0
    to_mend: int = 0
    questions: int = 0
    skipped: dict[str, int] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        skipped = {name: self.skipped.get(name, 0) for name in ("title", "blank", "total")}
        return {
            "rows": self.rows,
            "imported": self.imported,
            "already_there": self.already_there,
            "differs": self.differs,
            "to_mend": self.to_mend,
            "questions": self.questions,
            "skipped": skipped,
        }


def read_ledger(file: BinaryIO, name: str, columns: Mapping[str, int] | None = None, year: int | None = None) -> Ledger:
    """Raises LedgerRefused when no sheet of the file is a ledger."""
    file.seek(0)
    return parse(file.read(), name, columns, year)


def session_for(congress: Congress, ledger: Ledger, session: int | None, term: int | None) -> Session:
    """The session a ledger belongs to: as told, else by its heading, else the current one, else the first.

    A term or session not there yet is made “from import, to be confirmed”.
    """
    current = setup.current_session(congress)
    newest = Term.objects.filter(congress=congress).order_by("-number").first()
    term_no = term or ledger.heading.term or (newest.number if newest else 1)
    session_no = session or ledger.heading.session or (current.number if current else 1)
    found = setup.term_of(congress, term_no, confirmed=False)
    return setup.session_of(congress, found, session_no, confirmed=False)


@transaction.atomic
def open_import(
    congress: Congress,
    file: BinaryIO,
    name: str,
    ledger: Ledger,
    session: Session,
    handed_over_on: date,
    *,
    create_missing: bool = True,
    columns: Mapping[str, int] | None = None,
    seat: Seat | None = None,
    asked: Iterable[Doubt] = (),
) -> LedgerImport:
    """Keep the file and its rows as a preview: nothing is registered yet. `asked` are doubts about the whole file."""
    if refused := setup.ledger_refusal(session):
        raise LedgerRefused(*refused)
    file.seek(0)
    stored = files.store(file, name, limit=settings.HUIYIN_UPLOAD_LIMIT, allowed=files.TABLES)
    row = StoredFile.objects.create(
        congress=congress,
        digest=stored.digest,
        size=stored.size,
        kind=stored.kind,
        name=stored.name,
        owner_kind="ledger",
    )
    made = LedgerImport.objects.create(
        congress=congress,
        file=row,
        session=session,
        handed_over_on=handed_over_on,
        create_missing=create_missing,
        columns=dict(columns or {}),
        counts=_sums(ledger),
        seat_id=seat.pk if seat else None,
    )
    StoredFile.objects.filter(congress=congress, pk=row.pk).update(owner_id=made.pk)
    judge(made, ledger, asked)
    return made


def _sums(ledger: Ledger) -> dict[str, Any]:
    used = next((sheet for sheet in ledger.sheets if sheet.used), None)
    headings = [heading[:40] for heading in used.columns.headings] if used else []
    return {"rows": ledger.row_count, "skipped": ledger.skipped, "headings": headings}


def judge_again(made: LedgerImport, ledger: Ledger) -> None:
    """Make the preview anew after columns, session or date were corrected. The caller has set them on `made`."""
    LedgerQuestion.objects.filter(congress_id=made.congress_id, row__ledger=made).delete()
    LedgerRowResult.objects.filter(congress_id=made.congress_id, ledger=made).delete()
    made.counts = _sums(ledger)
    made.save()
    judge(made, ledger)


def judge(made: LedgerImport, ledger: Ledger, asked: Iterable[Doubt] = ()) -> None:
    """Hold every row against what is there and write down what would become of it, with its doubts."""
    congress = made.congress
    there = _registered(made.session)
    bodies = Names(congress)
    results: list[LedgerRowResult] = []
    doubts: list[tuple[LedgerRowResult, Doubt]] = []
    for row in ledger.rows:
        result = LedgerRowResult(
            congress=congress, ledger=made, sheet=row.sheet[:60], row_no=row.row_no, data=row.as_data()
        )
        result.outcome, result.reason, result.proposal = _outcome(row, there, bodies, made.create_missing)
        results.append(result)
        if result.outcome in (Outcome.PREVIEW, Outcome.DIFFERS):
            doubts += [(result, doubt) for doubt in (*row.doubts, *(asked if row is ledger.rows[0] else ()))]
    LedgerRowResult.objects.bulk_create(results)
    LedgerQuestion.objects.bulk_create(
        [
            LedgerQuestion(
                congress=congress,
                row=result,
                code=doubt.code,
                field=doubt.field,
                sentence=doubt.sentence[:300],
                default=doubt.default[:300],
            )
            for result, doubt in doubts
        ]
    )


def _registered(session: Session) -> dict[str, Proposal]:
    rows = Proposal.objects.filter(congress_id=session.congress_id, session=session).exclude(state=ProposalState.VOIDED)
    return {row.import_key: row for row in rows.exclude(import_key="").defer("body")}


def _outcome(
    row: LedgerRow, there: dict[str, Proposal], bodies: Names, create_missing: bool
) -> tuple[str, str, Proposal | None]:
    if row.mend:
        return Outcome.TO_MEND, row.mend[:300], None
    known = there.get(row.key)
    if known is not None:
        same = known.import_fingerprint == row.fingerprint
        return (Outcome.ALREADY_THERE if same else Outcome.DIFFERS), "", known
    if row.is_repeat:
        return Outcome.ALREADY_THERE, texts.REPEATED_ROW, None
    if not create_missing:
        missing = bodies.missing(row)
        if missing:
            return Outcome.TO_MEND, texts.NOT_IN_LISTS.format(names="、".join(missing))[:300], None
    return Outcome.PREVIEW, "", None


class Names:
    """Bodies and deputies of a congress by name, in all spellings; what is not there is made “to be confirmed”."""

    def __init__(self, congress: Congress) -> None:
        self.congress = congress
        self.bodies: dict[str, Body] = {}
        for body in Body.objects.filter(congress=congress, ends_on__isnull=True):
            for name in (body.short_name, body.name):
                if name:
                    self.bodies[text.match_key(name)] = body
        self.deputies: dict[str, list[Seat]] = {}
        for seat in Seat.objects.filter(congress=congress, role=Role.DEPUTY, ended_on__isnull=True).select_related(
            "person", "body"
        ):
            self.deputies.setdefault(text.match_key(seat.person.name), []).append(seat)

    def missing(self, row: LedgerRow) -> list[str]:
        units = [name for name, _ in row.assignments if text.match_key(name) not in self.bodies]
        people = [n for n in (row.lead_deputy, *row.cosigners) if n and text.match_key(n) not in self.deputies]
        return [*units, *people]

    def body(self, name: str, kind: str = "") -> Body:
        key = text.match_key(name)
        if key not in self.bodies:
            self.bodies[key] = setup.add_body(self.congress, name[:80], kind or kind_of_name(name)[0], confirmed=False)
        return self.bodies[key]

    def deputy(self, name: str, delegation: str, term: Term) -> Seat:
        found = self.deputies.get(text.match_key(name), [])
        for seat in found:
            if not delegation or text.match_key(seat.body.name) == text.match_key(delegation):
                return seat
        if len(found) == 1 and not delegation:
            return found[0]
        person = setup.add_person(self.congress, name[:40], confirmed=False)
        team = self.body(delegation or texts.NO_DELEGATION, BodyKind.DELEGATION)
        seat = setup.add_seat(person, team, Role.DEPUTY, term=term)
        self.deputies.setdefault(text.match_key(name), []).append(seat)
        return seat

    def forget(self, congress: Congress) -> None:
        """After a part of a batch went back, what it made is not there any more."""
        self.__init__(congress)  # type: ignore[misc]


Notify = Callable[[int, int], None]


def run_import(made: LedgerImport, seat: Seat | None, watch: Notify | None = None) -> Report:
    """Register and hand over every new row, fifty to a unit of work; counts go to `made.counts` and are returned.

    Must run outside any transaction: each slice commits by itself, so that a stop in the middle loses nothing done.
    """
    from huiyin.foundation.tenancy import acting, current_scope

    scope = current_scope() if _in_scope() else None
    key = scope.session_key if scope else None
    congress_id = made.congress_id
    with acting(congress_id, session_key=key):
        made.batch = made.batch or Batch.objects.create(
            congress_id=congress_id, kind="import", seat_id=seat.pk if seat else None, note=made.file.name[:200]
        )
        made.state = LedgerImport.State.RUNNING
        made.save(update_fields=["batch", "state"])
        names = Names(made.congress)
        ids = list(
            LedgerRowResult.objects.filter(congress_id=congress_id, ledger=made, outcome=Outcome.PREVIEW)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
    for start in range(0, len(ids), SLICE):
        with acting(congress_id, session_key=key):
            _import_slice(made, ids[start : start + SLICE], names, seat)
            if made.progress_id:
                Progress.objects.filter(congress_id=congress_id, pk=made.progress_id).update(
                    done=min(start + SLICE, len(ids)), total=len(ids), state=Progress.State.RUNNING
                )
        if watch is not None:
            watch(min(start + SLICE, len(ids)), len(ids))
    with acting(congress_id, session_key=key):
        return _finish(made)


def _in_scope() -> bool:
    from huiyin.foundation.tenancy import NoCongress, current_scope

    try:
        current_scope()
    except NoCongress:
        return False
    return True


def _import_slice(made: LedgerImport, ids: list[int], names: Names, seat: Seat | None) -> None:
    results = LedgerRowResult.objects.filter(congress_id=made.congress_id, pk__in=ids).order_by("pk")
    with work(batch=made.batch) as unit:
        for result in results.prefetch_related("questions"):
            row = LedgerRow.from_data(result.data)
            answers = {q.code: q.answer for q in result.questions.all() if q.answer}
            if answers:
                row = row.answered(answers)
            try:
                with unit.attempt():
                    result.proposal = _import_row(unit, made, row, names, seat)
                    result.outcome = Outcome.IMPORTED
            except StepRefused as refused:
                names.forget(made.congress)
                result.outcome, result.reason, result.proposal = Outcome.TO_MEND, refused.sentence[:300], None
            result.save(update_fields=["outcome", "reason", "proposal"])


def _import_row(unit: Work, made: LedgerImport, row: LedgerRow, names: Names, seat: Seat | None) -> Proposal:
    term = made.session.term
    lead = (
        names.deputy(row.lead_deputy, row.delegation, term) if row.lead_deputy and not row.lead_is_delegation else None
    )
    others = tuple(names.deputy(name, row.delegation, term).pk for name in row.cosigners)
    on = row.handed_over_on or made.handed_over_on
    proposal = Proposal(congress=made.congress)
    facts = Registration(
        kind=row.kind,
        side=row.side,
        session_id=made.session_id,
        title=row.title,
        body=row.body,
        printed_no=row.printed_no,
        category=row.category,
        is_key=row.key_item,
        remark=row.remark,
        lead_seat_id=lead.pk if lead else None,
        cosigner_seat_ids=others,
        signer_count=max(row.signer_count or 1, 1 + len(others)),
        import_key=row.key,
        import_fingerprint=row.fingerprint,
    )
    unit.take("proposal.import", proposal, seat, facts, happened_on=on, ground=GROUND)
    if row.assignments:
        targets = tuple(Target(names.body(unit_name).pk, Mode(mode)) for unit_name, mode in row.assignments)
        unit.take(
            "dispatch.hand_over_from_ledger", proposal, seat, HandOver(targets=targets), happened_on=on, ground=GROUND
        )
    return proposal


def _finish(made: LedgerImport) -> Report:
    report = counts(made)
    made.counts = made.counts | report.as_data()
    made.state = LedgerImport.State.DONE
    made.save(update_fields=["counts", "state"])
    if made.progress_id:
        Progress.objects.filter(congress_id=made.congress_id, pk=made.progress_id).update(
            state=Progress.State.DONE, result=report.as_data()
        )
    return report


def counts(made: LedgerImport, *, as_if_run: bool = False) -> Report:
    """What came of the rows; `as_if_run` counts those waiting as imported, for a preview."""
    rows = list(
        LedgerRowResult.objects.filter(congress_id=made.congress_id, ledger=made).values_list("outcome", flat=True)
    )
    imported = rows.count(Outcome.IMPORTED) + (rows.count(Outcome.PREVIEW) if as_if_run else 0)
    return Report(
        rows=made.counts["rows"],
        imported=imported,
        already_there=rows.count(Outcome.ALREADY_THERE),
        differs=rows.count(Outcome.DIFFERS),
        to_mend=rows.count(Outcome.TO_MEND),
        questions=LedgerQuestion.objects.filter(
            congress_id=made.congress_id, row__ledger=made, answered_at__isnull=True
        ).count(),
        skipped=made.counts["skipped"],
    )


def answer(question: LedgerQuestion, choice: str) -> None:
    """A person's word on a doubt. Before the import it decides; afterwards it confirms what was taken.

    What was not offered counts as the default: an answer is chosen, never typed.
    """
    doubts = [doubt for doubt in question.row.data["doubts"] if doubt["code"] == question.code]
    offered = {offer["value"] for doubt in doubts for offer in doubt["choices"]}
    question.answer = choice if choice in offered else question.default
    question.answered_at = clock.now()
    question.save(update_fields=["answer", "answered_at"])


def differences(result: LedgerRowResult) -> dict[str, tuple[str, str]]:
    """Field → (registered, in the file) of a row that differs."""
    row, proposal = LedgerRow.from_data(result.data), result.proposal
    if proposal is None:
        return {}
    pairs = {name: (str(getattr(proposal, name)), str(getattr(row, source))) for name, source in COMPARED.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def accept(result: LedgerRowResult, seat: Seat) -> None:
    """Take a corrected row over as a correction: the old values stay visible."""
    if result.proposal is None or result.outcome != Outcome.DIFFERS:
        raise StepRefused(texts.NOT_A_DIFFERENCE)
    changes: dict[str, Any] = {name: pair[1] for name, pair in differences(result).items()}
    changes["import_fingerprint"] = result.data["fingerprint"]
    with work(result.proposal.pk) as unit:
        facts = Correcting(changes, texts.CORRECTED_FILE.format(name=result.ledger.file.name))
        unit.take("proposal.correct", result.proposal, seat, facts)
    result.outcome = Outcome.ALREADY_THERE
    result.save(update_fields=["outcome"])


def undo_import(made: LedgerImport, seat: Seat | None, reason: str) -> tuple[int, list[Proposal]]:
    """Void all items of an import; those a unit has received stay. Returns how many went, and those that stayed."""
    ids = list(
        Proposal.objects.filter(congress_id=made.congress_id, batch=made.batch)
        .exclude(state=ProposalState.VOIDED)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    gone, stayed = 0, []
    for start in range(0, len(ids), SLICE):
        part = ids[start : start + SLICE]
        with work(*part) as unit:
            for proposal in Proposal.objects.filter(congress_id=made.congress_id, pk__in=part).order_by("pk"):
                try:
                    with unit.attempt():
                        unit.take("dispatch.undo_import", proposal, seat, Reason(reason))
                    gone += 1
                except StepRefused:
                    stayed.append(proposal)
    if made.batch is not None:
        made.batch.undone_at = clock.now()
        made.batch.save(update_fields=["undone_at"])
    made.state = LedgerImport.State.UNDONE
    made.save(update_fields=["state"])
    return gone, stayed
