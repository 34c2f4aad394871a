"""汇编: the registered items of a session as one booklet (W18 汇编成册), made by the worker and kept for a week.

Who asked and the others of the same office may take it; what deputies wish not to be published goes in only where the
booklet is for handing over inside the house.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from io import BytesIO

from django.db.models import Prefetch, QuerySet

from huiyin.dispatch.models import GONE, Assignment, Mode
from huiyin.foundation import clock, file_owners
from huiyin.foundation.documents import typeset, word
from huiyin.foundation.documents.paper import Booklet, Entry, Index
from huiyin.foundation.documents.pdf import Unprintable
from huiyin.foundation.file_owners import FileOwner, Sitting
from huiyin.foundation.filekinds import Kind
from huiyin.foundation.models import Progress
from huiyin.foundation.tenancy import acting
from huiyin.people.models import Congress, Role, Seat, Session
from huiyin.people.setup import sort_key
from huiyin.proposals.lookout import within_reach
from huiyin.proposals.models import Proposal, ProposalKind, ProposalState, Signer
from huiyin.reports import booklet_texts as texts
from huiyin.reports import made_files
from huiyin.reports.made_files import KEPT, files_of, tell

KIND = "booklet"
SLICE = 50
LARGEST = 200 << 20
"""Bytes of one file."""
MAKERS: dict[str, Callable[[Booklet], bytes]] = {"pdf": typeset.booklet_pdf, "docx": word.booklet_docx}
ROLES = (Role.COMMITTEE_OFFICER, Role.SECRETARIAT)
S = ProposalState


@dataclass(frozen=True)
class Wanted:
    """`kind`: motion or suggestion. `forms`: pdf, docx. `internal`: also what deputies wish not to be published."""

    session_id: int
    kind: str
    forms: tuple[str, ...]
    internal: bool = False


# -- asking ------------------------------------------------------------------------------------------------------------


def numbered(seat: Seat, session_id: int, kind: str) -> QuerySet[Proposal]:
    """The items of the session that bear a number and are the seat's to print, in the order of their numbers."""
    rows = Proposal.objects.filter(within_reach(seat), congress_id=seat.congress_id, session_id=session_id, kind=kind)
    return rows.filter(own_no__isnull=False).order_by("own_no")


def ask(seat: Seat, wanted: Wanted) -> Progress:
    """Note what is wanted; the job finds it there."""
    total = numbered(seat, wanted.session_id, wanted.kind).count() * (1 + len(wanted.forms))
    return Progress.objects.create(
        congress_id=seat.congress_id, kind=KIND, seat_id=seat.pk, total=total, result={"wanted": asdict(wanted)}
    )


def wanted_of(progress: Progress) -> Wanted:
    said = progress.result["wanted"]
    return Wanted(said["session_id"], said["kind"], tuple(said["forms"]), said["internal"])


def asked_by(seat: Seat) -> QuerySet[Progress]:
    """Booklets of the last week that the seat's office asked for, the newest first."""
    office = Seat.objects.filter(congress_id=seat.congress_id, body_id=seat.body_id).values("pk")
    rows = Progress.objects.filter(congress_id=seat.congress_id, kind=KIND, seat_id__in=office)
    return rows.filter(at__gte=clock.now() - KEPT).order_by("-pk")


def _may_read(seat: Sitting, progress_id: int) -> bool:
    sitting = Seat.objects.filter(congress_id=seat.congress_id, pk=seat.pk, role__in=ROLES).first()
    return sitting is not None and asked_by(sitting).filter(pk=progress_id).exists()


OWNER = FileOwner(KIND, _may_read, lambda seat, thing_id: texts.MADE_BY_US, frozenset({Kind.PDF, Kind.DOCX}), most=2)


# -- making ------------------------------------------------------------------------------------------------------------


def make(congress_id: int, progress_id: int) -> None:
    """Read in slices, draw outside any transaction, keep. Run again after a stop, it begins anew."""
    with acting(congress_id):
        progress = Progress.objects.get(congress_id=congress_id, pk=progress_id)
        if progress.state == Progress.State.DONE:
            return
        seat = Seat.objects.select_related("body").get(congress_id=congress_id, pk=progress.seat_id or 0)
        # What a stopped attempt had kept already.
        file_owners.remove(congress_id, KIND, progress_id, [one.pk for one in files_of(progress)])
    try:
        _make(congress_id, progress_id, seat, wanted_of(progress))
    except Unprintable as missing:
        tell(congress_id, progress_id, state=Progress.State.FAILED, result=progress.result | {"why": missing.sentence})
    except Exception:
        # The queue tries again; who looks meanwhile is not left with a bar that stands still.
        tell(congress_id, progress_id, state=Progress.State.FAILED, result=progress.result | {"why": texts.FAILED})
        raise


def _make(congress_id: int, progress_id: int, seat: Seat, wanted: Wanted) -> None:
    rows: list[Proposal] = []
    total = done = 0
    with acting(congress_id):
        ids = list(numbered(seat, wanted.session_id, wanted.kind).values_list("pk", flat=True))
    total = len(ids) * (1 + len(wanted.forms))
    for start in range(0, len(ids), SLICE):
        with acting(congress_id):
            rows += _read(congress_id, ids[start : start + SLICE])
        done = len(rows)
        tell(congress_id, progress_id, state=Progress.State.RUNNING, done=done, total=total)
    with acting(congress_id):
        booklet = compose(Congress.objects.get(pk=congress_id), seat, wanted, rows)
    for form in wanted.forms:
        content = MAKERS[form](booklet)
        done += len(ids)
        with acting(congress_id):
            file_owners.attach(seat, OWNER, progress_id, BytesIO(content), f"{booklet.title}.{form}", LARGEST)
        tell(congress_id, progress_id, done=done)
    # Why an attempt before this one failed is of no use any more.
    tell(congress_id, progress_id, state=Progress.State.DONE, done=total, result={"wanted": asdict(wanted)})


def _read(congress_id: int, ids: Sequence[int]) -> list[Proposal]:
    signers = Signer.objects.filter(congress_id=congress_id, withdrawn_on__isnull=True).order_by("order", "pk")
    handled = Assignment.objects.filter(congress_id=congress_id).exclude(state__in=GONE).exclude(mode=Mode.ROUTE)
    rows = Proposal.objects.filter(congress_id=congress_id, pk__in=ids).order_by("own_no")
    return list(
        rows.select_related("session__term").prefetch_related(
            Prefetch("signers", signers.select_related("seat__person", "seat__body", "body")),
            Prefetch("assignments", handled.select_related("body").order_by("pk")),
        )
    )


def compose(congress: Congress, seat: Seat, wanted: Wanted, rows: Sequence[Proposal]) -> Booklet:
    """The booklet of these items; what is withdrawn or voided is listed by its number, in the notes."""
    session = Session.objects.select_related("term").get(congress=congress, pk=wanted.session_id)
    gone = [one for one in rows if one.state in (S.VOIDED, S.WITHDRAWN)]
    standing = [one for one in rows if one not in gone]
    shown = [one for one in standing if wanted.internal or not one.wish_unpublished]
    kind = ProposalKind(wanted.kind).label
    notes = [texts.HOW_MANY.format(n=len(shown), kind=kind)]
    if len(shown) < len(standing):
        notes.append(texts.KEPT_OUT.format(n=len(standing) - len(shown)))
    elif any(one.wish_unpublished for one in shown):
        notes.append(texts.INTERNAL)
    if gone:
        notes.append(texts.GONE.format(numbers="、".join(one.shown_no for one in gone)))
    return Booklet(
        place=texts.PLACE.format(congress=congress.name, term=session.term.number, number=session.number),
        title=texts.TITLE.format(kind=kind),
        said=texts.SAID.format(on=_words_of(clock.today()), office=seat.body.name),
        notes=notes,
        entries=[_entry(one) for one in shown],
        indexes=_indexes(shown),
    )


def _words_of(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _signer(one: Signer) -> tuple[str, str]:
    """Name and delegation; a delegation that signs as one is both."""
    if one.seat is None:
        name = one.body.name if one.body is not None else ""
        return name, name
    return one.seat.person.name, one.seat.body.label


def _signers(item: Proposal) -> list[tuple[str, str]]:
    return [_signer(one) for one in sorted(item.signers.all(), key=lambda one: not one.is_lead)]


def _units(item: Proposal) -> list[tuple[str, str]]:
    return [(one.body.label, one.get_mode_display()) for one in item.assignments.all()]


def _entry(item: Proposal) -> Entry:
    signers = _signers(item)
    facts = [
        (texts.LEAD, f"{signers[0][0]}（{signers[0][1]}）" if signers else item.lead_name),
        (texts.COSIGNERS, "、".join(name for name, _ in signers[1:])),
        (texts.UNITS, "；".join(f"{name}（{mode}）" for name, mode in _units(item))),
        (texts.CATEGORY, item.category),
        (texts.PLACE_OF, item.place),
        (texts.PRINTED, item.printed_no),
    ]
    lines = [line.strip() for line in item.body.splitlines() if line.strip()]
    return Entry(item.shown_no, item.title, [fact for fact in facts if fact[1]], lines or [texts.NO_TEXT])


def _indexes(items: Sequence[Proposal]) -> list[Index]:
    """By deputy, delegation, unit, field: each item stands under each name it belongs to, once."""
    return [
        _index(texts.BY_DEPUTY, items, lambda item: (name for name, _ in _signers(item))),
        _index(texts.BY_DELEGATION, items, lambda item: (team for _, team in _signers(item)[:1])),
        _index(texts.BY_UNIT, items, lambda item: (name for name, _ in _units(item)), texts.NOT_HANDED_OVER),
        _index(texts.BY_CATEGORY, items, lambda item: filter(None, (item.category,)), texts.NO_CATEGORY),
    ]


def _index(
    title: str, items: Sequence[Proposal], names_of: Callable[[Proposal], Iterable[str]], without: str = ""
) -> Index:
    """`without`: what items stand under that have no name of this sort; they come last."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        for name in dict.fromkeys(names_of(item)) or ([without] if without else []):
            found[name].append(place)
    return Index(title, sorted(found.items(), key=lambda row: (row[0] == without, sort_key(row[0]))))


# -- keeping -----------------------------------------------------------------------------------------------------------


def clear_old() -> int:
    """Booklets that are a week old go. Returns how many went."""
    return made_files.clear_old(KIND)
