"""What a deputy sees of the own items: what waits for the deputy, where each item stands, and one item in full.

Nothing here reads a grade but `own_evaluation`, which the sealed schema answers to the lead deputy alone. For everybody
else an evaluated round looks like an answered one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from huiyin.chain.clocks import EVALUATE, REPLY
from huiyin.chain.models import Clock
from huiyin.dispatch.models import ANSWERING, GONE, Assignment, Mode, Stage
from huiyin.dispatch.queries import visible_to
from huiyin.evaluation import sealed
from huiyin.evaluation.models import RehandlingOrder
from huiyin.evaluation.paper import paper_of
from huiyin.evaluation.steps import asked_dimensions
from huiyin.foundation.models import StoredFile
from huiyin.handling.casefiles import Arranged, read_case
from huiyin.handling.models import Contact, Letter, LetterAnswer, LetterCopy, Round, RoundState
from huiyin.handling.rounds import AFTER, OPEN
from huiyin.handling.story import Line, tell
from huiyin.people.models import BodyContact, Seat
from huiyin.procedures.values import Dimension
from huiyin.proposals.merging import Group
from huiyin.proposals.models import Proposal, ProposalState, Signer
from huiyin.proposals.queries import CorrectionLine, SignerLine, corrections_of, signers_of

HOME_ROWS = 30
R = RoundState
ANSWERED_STAGES = (Stage.ANSWERED, Stage.CONCLUDED)


@dataclass(frozen=True)
class Telephone:
    """Whom the deputy may call at a unit."""

    body_id: int
    name: str
    division: str
    number: str


@dataclass(frozen=True)
class Desk:
    """An assignment as its deputies see it."""

    body_id: int
    body: str
    body_name: str
    mode: Mode
    part: str
    stage: Stage
    handler: str
    leader: str
    handed_over_on: date
    received_on: date | None
    since: date | None
    due_on: date | None
    amber_on: date | None
    rounds: int
    met: bool
    telephone: Telephone | None = None

    @property
    def answering(self) -> bool:
        return self.mode in ANSWERING

    @property
    def open(self) -> bool:
        return self.stage not in (*ANSWERED_STAGES, Stage.PASSED_ON, Stage.OPINED)


@dataclass(frozen=True)
class Item:
    """One line of 我的建议."""

    case_id: int
    number: str
    title: str
    state: ProposalState
    is_lead: bool
    desks: tuple[Desk, ...]
    # For the lead deputy alone; nobody else is told whether an evaluation was given.
    to_evaluate: bool = False

    @property
    def handlers(self) -> tuple[Desk, ...]:
        """Who has it: the answering units, or the government office while it still has to pass it on."""
        units = tuple(desk for desk in self.desks if desk.answering)
        return units or tuple(desk for desk in self.desks if desk.mode == Mode.ROUTE)

    @property
    def next_desk(self) -> Desk | None:
        """The open desk whose time ends first."""
        waiting = [desk for desk in self.handlers if desk.open]
        return min(waiting, key=lambda desk: (desk.due_on or date.max, desk.body_id), default=None)

    @property
    def answered(self) -> bool:
        return bool(self.handlers) and all(desk.stage in ANSWERED_STAGES for desk in self.handlers)


@dataclass(frozen=True)
class ToRead:
    """A letter that waits: to be read, and by the lead deputy also to be evaluated, if possible by `due_on`."""

    round_id: int
    case_id: int
    title: str
    body: str
    number: int
    opened: bool
    evaluate: bool
    due_on: date | None


@dataclass(frozen=True)
class ToCheck:
    """A talk the unit recorded and no deputy has looked at."""

    contact_id: int
    case_id: int
    title: str
    body: str
    form: str
    happened_on: date
    people: str
    note: str


@dataclass(frozen=True)
class Home:
    to_read: tuple[ToRead, ...]
    to_check: tuple[ToCheck, ...]
    items: tuple[Item, ...]
    total: int
    before: int | None = None

    @property
    def waiting(self) -> int:
        return len(self.to_read) + len(self.to_check)


@dataclass(frozen=True)
class LetterView:
    """One handling with its letter, of whatever number. `mine`: the copy went to this seat."""

    round: Round
    letter: Letter
    body: str
    body_name: str
    sent_on: date
    opened: bool
    mine: bool
    can_evaluate: bool
    evaluated: bool
    evaluate_by: date | None


@dataclass(frozen=True)
class OwnEvaluation:
    """What the lead deputy answered, by the labels of the case's own procedure."""

    grades: tuple[tuple[str, str], ...]
    reason: str


@dataclass
class CaseView:
    item: Item
    proposal: Proposal
    signers: list[SignerLine]
    letters: list[LetterView]
    contacts: list[Contact]
    photos: dict[int, list[StoredFile]]
    checkable: set[int]
    orders: list[RehandlingOrder]
    corrections: list[CorrectionLine]
    course: list[Line]
    running: Clock | None
    # 并案: the group it is handled with.
    merged: Group | None = None
    # 约见 with all units.
    arranged: list[Arranged] = field(default_factory=list)
    evaluations: dict[int, OwnEvaluation] = field(default_factory=dict)


# -- home ------------------------------------------------------------------------------------------------------------


def home(seat: Seat, before: int | None = None) -> Home:
    """What waits for the deputy, and a page of the own items, the newest first; `before` goes on from that case."""
    cases = visible_to(seat).order_by("-pk").defer("body")
    page = list(cases.filter(pk__lt=before)[: HOME_ROWS + 1] if before else cases[: HOME_ROWS + 1])
    more = page[HOME_ROWS - 1].pk if len(page) > HOME_ROWS else None
    page = page[:HOME_ROWS]
    return Home(
        to_read=tuple(_to_read(seat)),
        to_check=tuple(_to_check(seat)),
        items=tuple(_items(seat, page)),
        total=cases.count() if more or before else len(page),
        before=more,
    )


def _to_read(seat: Seat) -> list[ToRead]:
    answers = (
        LetterAnswer.objects.filter(congress_id=seat.congress_id, round__state__in=AFTER, letter__sent_on__isnull=False)
        .filter(letter__copies__signer__seat=seat, letter__copies__signer__withdrawn_on__isnull=True)
        .select_related("round__assignment__proposal", "round__assignment__body")
        .order_by("round_id")
    )
    copies = _copies(seat, [answer.letter_id for answer in answers])
    due = _evaluate_by(seat.congress_id, [answer.round_id for answer in answers])
    waiting = []
    for answer in answers:
        copy, round_ = copies[answer.letter_id], answer.round
        evaluate = copy.signer.is_lead and round_.state == R.ANSWERED
        if evaluate or copy.opened_at is None:
            row = round_.assignment
            waiting.append(
                ToRead(
                    round_.pk,
                    row.proposal_id,
                    row.proposal.title,
                    row.body.label,
                    round_.number,
                    copy.opened_at is not None,
                    evaluate,
                    due.get(round_.pk) if evaluate else None,
                )
            )
    return sorted(waiting, key=lambda one: (not one.evaluate, one.due_on or date.max, one.round_id))


def _copies(seat: Seat, letter_ids: list[int]) -> dict[int, LetterCopy]:
    rows = LetterCopy.objects.filter(congress_id=seat.congress_id, signer__seat=seat, letter_id__in=letter_ids)
    return {copy.letter_id: copy for copy in rows.select_related("signer")}


def _to_check(seat: Seat) -> list[ToCheck]:
    rows = (
        unchecked(seat)
        .select_related("round__assignment__proposal", "round__assignment__body")
        .order_by("happened_on", "pk")
    )
    return [
        ToCheck(
            row.pk,
            row.round.case_key,
            row.round.assignment.proposal.title,
            row.round.assignment.body.label,
            row.get_form_display(),
            row.happened_on,
            row.people,
            row.note,
        )
        for row in rows
    ]


def unchecked(seat: Seat) -> QuerySet[Contact]:
    """Recorded talks on the seat's own items that no deputy has confirmed or corrected yet.

    Who has evaluated is not asked any more; a co-signer is, lest the question's end tell of the evaluation.
    """
    own = Signer.objects.filter(congress_id=seat.congress_id, seat=seat, withdrawn_on__isnull=True)
    rows = Contact.objects.filter(
        congress_id=seat.congress_id,
        withdrawn=False,
        confirmed_on__isnull=True,
        round__state__in=OPEN | AFTER,
        round__assignment__proposal__in=own.values("proposal_id"),
    )
    led = own.filter(is_lead=True).values("proposal_id")
    return rows.exclude(round__state=R.EVALUATED, round__assignment__proposal__in=led)


def _items(seat: Seat, cases: Sequence[Proposal]) -> list[Item]:
    ids = [case.pk for case in cases]
    leads = set(
        Signer.objects.filter(congress_id=seat.congress_id, seat=seat, is_lead=True, proposal_id__in=ids).values_list(
            "proposal_id", flat=True
        )
    )
    desks = _desks(seat.congress_id, ids)
    answered = Round.objects.filter(
        congress_id=seat.congress_id, assignment__proposal_id__in=leads, state=R.ANSWERED
    ).values_list("assignment__proposal_id", flat=True)
    to_evaluate = set(answered)
    return [
        Item(
            case.pk,
            case.shown_no,
            case.title,
            ProposalState(case.state),
            case.pk in leads,
            tuple(desks.get(case.pk, ())),
            case.pk in to_evaluate,
        )
        for case in cases
    ]


def _desks(congress_id: int, case_ids: Iterable[int]) -> dict[int, list[Desk]]:
    rows = list(
        Assignment.objects.filter(congress_id=congress_id, proposal_id__in=list(case_ids))
        .exclude(state__in=GONE)
        .select_related("body")
        .order_by("pk")
    )
    phones = telephones(congress_id, {row.body_id for row in rows})
    found: dict[int, list[Desk]] = defaultdict(list)
    for row in rows:
        found[row.proposal_id].append(
            Desk(
                body_id=row.body_id,
                body=row.body.label,
                body_name=row.body.name,
                mode=Mode(row.mode),
                part=row.part,
                stage=Stage(row.stage),
                handler=row.handler,
                leader=row.leader_in_charge,
                handed_over_on=row.first_handed_over_on,
                received_on=row.received_on,
                since=row.clock_from,
                due_on=row.due_on,
                amber_on=row.amber_on,
                rounds=row.rounds_opened,
                met=row.met,
                telephone=phones.get(row.body_id),
            )
        )
    return found


def telephones(congress_id: int, body_ids: Iterable[int]) -> dict[int, Telephone]:
    """The person to call at each unit (C10): the first current contact with a number, else the first."""
    rows = BodyContact.objects.filter(congress_id=congress_id, body_id__in=list(body_ids), is_current=True).order_by(
        "pk"
    )
    found: dict[int, Telephone] = {}
    for row in rows:
        number = row.office_phone or row.mobile
        if row.body_id not in found or (number and not found[row.body_id].number):
            found[row.body_id] = Telephone(row.body_id, row.name, row.division, number)
    return found


def _evaluate_by(congress_id: int, round_ids: Iterable[int]) -> dict[int, date]:
    rows = Clock.objects.filter(
        congress_id=congress_id,
        kind=EVALUATE,
        thing_kind="round",
        thing_id__in=list(round_ids),
        stopped_on__isnull=True,
    )
    return dict(rows.values_list("thing_id", "due_on"))


# -- one item --------------------------------------------------------------------------------------------------------


def is_on_paper(round_: Round) -> bool:
    """Whether its evaluation was read off the deputy's sheet by two officers, and may still be disowned."""
    paper = paper_of(round_)
    return paper is not None and paper.confirmed_on is not None and round_.state == R.EVALUATED


def case_of(seat: Seat, case_id: int) -> CaseView | None:
    """One of the deputy's own items in full; None for any other."""
    file = read_case(seat, case_id)
    if file is None:
        return None
    proposal = file.case
    (item,) = _items(seat, [proposal])
    letters = _letters(seat, proposal, item.is_lead)
    contacts = list(
        Contact.objects.filter(congress_id=seat.congress_id, round__assignment__proposal=proposal, withdrawn=False)
        .select_related("round__assignment__body").order_by("-happened_on", "-pk")
    )  # fmt: skip
    orders = list(
        RehandlingOrder.objects.filter(congress_id=seat.congress_id, round__assignment__proposal=proposal)
        .select_related("round__assignment__body")
        .order_by("-pk")
    )
    corrections = corrections_of(proposal)
    view = CaseView(
        item=item,
        proposal=proposal,
        signers=signers_of(proposal),
        letters=letters,
        contacts=contacts,
        photos={talk: rows for part in file.parts for made in part.rounds for talk, rows in made.photos.items()},
        checkable={c.pk for c in contacts if c.confirmed_on is None and c.round.state in OPEN | AFTER},
        orders=orders,
        corrections=corrections,
        course=tell(file),
        running=_running(proposal),
        merged=file.merged,
        arranged=[one for part in file.parts for made in part.rounds for one in made.appointments],
    )
    if item.is_lead:
        evaluated = [one.round for one in letters if one.round.state not in (R.ANSWERED, R.LAPSED)]
        found = {round_.pk: own_evaluation(seat, round_) for round_ in evaluated}
        view.evaluations = {pk: one for pk, one in found.items() if one is not None}
    return view


def _running(proposal: Proposal) -> Clock | None:
    """The reply clock that ends first."""
    rows = Clock.objects.filter(
        congress_id=proposal.congress_id, case_id=proposal.pk, kind=REPLY, stopped_on__isnull=True
    )
    return rows.order_by("due_on", "pk").first()


def round_of(seat: Seat, round_id: int) -> Round | None:
    """A handling of one of the deputy's own items."""
    rows = Round.objects.filter(
        congress_id=seat.congress_id, pk=round_id, assignment__proposal__in=visible_to(seat).values("pk")
    )
    return rows.select_related("assignment__proposal", "assignment__body").first()


def contact_of(seat: Seat, contact_id: int) -> Contact | None:
    rows = Contact.objects.filter(
        congress_id=seat.congress_id,
        pk=contact_id,
        withdrawn=False,
        round__assignment__proposal__in=visible_to(seat).values("pk"),
    )
    return rows.select_related("round__assignment__proposal").first()


def is_lead(seat: Seat, proposal: Proposal) -> bool:
    rows = Signer.objects.filter(congress_id=seat.congress_id, proposal=proposal, seat=seat, withdrawn_on__isnull=True)
    return rows.filter(is_lead=True).exists()


def letter_view(seat: Seat, round_: Round) -> LetterView | None:
    """The letter of a round as this deputy's copy has it; None while there is none."""
    proposal = round_.assignment.proposal
    found = [one for one in _letters(seat, proposal, is_lead(seat, proposal)) if one.round.pk == round_.pk]
    return found[0] if found else None


def _letters(seat: Seat, proposal: Proposal, lead: bool) -> list[LetterView]:
    """Sent letters, the newest first."""
    answers = list(
        LetterAnswer.objects.filter(
            congress_id=seat.congress_id, round__assignment__proposal=proposal, letter__sent_on__isnull=False
        )
        .exclude(round__state=R.RECALLED)
        .select_related("letter__file", "round__assignment__body", "round__assignment__proposal")
        .order_by("-letter__sent_on", "-round_id")
    )
    copies = _copies(seat, [answer.letter_id for answer in answers])
    due = _evaluate_by(seat.congress_id, [answer.round_id for answer in answers])
    views = []
    for answer in answers:
        copy, state = copies.get(answer.letter_id), answer.round.state
        views.append(
            LetterView(
                round=answer.round,
                letter=answer.letter,
                body=answer.round.assignment.body.label,
                body_name=answer.round.assignment.body.name,
                sent_on=answer.letter.sent_on or answer.round.opened_on,
                opened=copy is not None and copy.opened_at is not None,
                mine=copy is not None,
                can_evaluate=lead and state == R.ANSWERED,
                evaluated=lead and state in (R.EVALUATED, R.CONCLUDED, R.REORDERED),
                evaluate_by=due.get(answer.round_id) if lead else None,
            )
        )
    return views


def dimensions(round_: Round) -> tuple[Dimension, ...]:
    """What is asked with this letter, by the case's own procedure."""
    return asked_dimensions(round_)


def own_evaluation(seat: Seat, round_: Round) -> OwnEvaluation | None:
    """The deputy's own answer, shown back; the sealed schema gives it to nobody else."""
    grades, reason = sealed.mine(seat.pk, round_.pk)
    if not grades:
        return None
    labels = {dimension.code: dimension.label for dimension in dimensions(round_)}
    order = [code for code in labels if code in grades] + [code for code in grades if code not in labels]
    return OwnEvaluation(tuple((labels.get(code, code), grades[code]) for code in order), reason)
