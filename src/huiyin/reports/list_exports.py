"""导出: the list somebody sees as a spreadsheet, at once or, past two thousand rows, by the worker.

Rows are read again when the file is made, as the seat that asked may see them then. A large file is read in slices of one
snapshot and written as it is read: memory does not grow with the rows, and a row that moves meanwhile is there once. It is
kept for a week, for that seat alone.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any, BinaryIO, cast

from django.db.models import QuerySet

from huiyin.foundation import clock, file_owners
from huiyin.foundation.file_owners import FileOwner, Sitting
from huiyin.foundation.filekinds import Kind
from huiyin.foundation.models import Progress
from huiyin.foundation.sheets.writing import write_sheet
from huiyin.foundation.tenancy import acting, acting_on_snapshot
from huiyin.handling import tables
from huiyin.handling.columns import COLUMNS, known
from huiyin.handling.desk_filters import Filters
from huiyin.people.models import Role, Seat
from huiyin.reports import list_export_texts as texts
from huiyin.reports import made_files
from huiyin.reports.made_files import KEPT, Stopped, Telling, tell, telling_aside

KIND = "export"
AT_ONCE = 2000
"""Rows that are written while somebody waits for them."""
SLICE = 2000
WAITING = 3
"""So many large exports of one seat may be under way."""
LARGEST = 200 << 20
"""Bytes of one file."""
UNITS = (Role.UNIT_CLERK, Role.UNIT_HEAD)


@dataclass(frozen=True)
class Wanted:
    """`view` is a key of `tables.views`; `said`: the filters in words, as they stood on the page."""

    view: str
    filters: Filters
    columns: tuple[str, ...]
    said: str

    @classmethod
    def of(cls, progress: Progress) -> Wanted:
        given: dict[str, Any] = progress.result["wanted"]
        return cls(given["view"], Filters(**given["filters"]), tuple(given["columns"]), given["said"])


class NotNow(Exception):
    """So many are under way that another one has to wait; `sentence` says it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


# -- asking ------------------------------------------------------------------------------------------------------------


def title_of(seat: Seat, wanted: Wanted) -> str:
    place = seat.body.name if seat.role in UNITS else seat.congress.short_name
    view = tables.view_named(seat, wanted.view)
    words = texts.LEDGER_TITLE if view.key == tables.LEDGER.key else texts.VIEW_TITLE
    return words.format(place=place, view=view.label)


def fits_at_once(seat: Seat, wanted: Wanted) -> bool:
    view = tables.view_named(seat, wanted.view)
    return tables.count_up_to(seat, clock.today(), view, wanted.filters, AT_ONCE + 1) <= AT_ONCE


def ask(seat: Seat, wanted: Wanted) -> Progress:
    """Note what is wanted; the job finds it there. Raises NotNow."""
    # One seat asks in one place at a time: two windows do not both find room for the last one.
    Seat.objects.select_for_update(of=("self",), no_key=True).get(congress_id=seat.congress_id, pk=seat.pk)
    states = (Progress.State.WAITING, Progress.State.RUNNING)
    waiting = asked_by(seat).filter(state__in=states).count()
    if waiting >= WAITING:
        raise NotNow(texts.TOO_MANY.format(n=waiting))
    return Progress.objects.create(
        congress_id=seat.congress_id, kind=KIND, seat_id=seat.pk, result={"wanted": asdict(wanted)}
    )


def asked_by(seat: Sitting) -> QuerySet[Progress]:
    """What the seat had made in the last week, the newest first."""
    rows = Progress.objects.filter(congress_id=seat.congress_id, kind=KIND, seat_id=seat.pk)
    return rows.filter(at__gte=clock.now() - KEPT).order_by("-pk")


OWNER = FileOwner(
    KIND,
    lambda seat, progress_id: asked_by(seat).filter(pk=progress_id).exists(),
    lambda seat, progress_id: texts.MADE_BY_US,
    frozenset({Kind.XLSX}),
    most=1,
)


# -- making ------------------------------------------------------------------------------------------------------------


def _write(target: BinaryIO, seat: Seat, wanted: Wanted, rows: Iterator[Sequence[Any]]) -> int:
    today = clock.today()
    on = f"{today.year}年{today.month}月{today.day}日"
    return write_sheet(
        target,
        title_of(seat, wanted),
        [texts.SERIAL, *(COLUMNS[key].heading for key in wanted.columns)],
        ((number, *values) for number, values in enumerate(rows, 1)),
        subtitle=texts.SAID.format(body=seat.body.name, on=on, said=wanted.said),
    )


def read_at_once(seat: Seat, wanted: Wanted) -> list[tuple[Any, ...]]:
    """At most AT_ONCE rows, for `sheet_of` when the transaction is over."""
    view = tables.view_named(seat, wanted.view)
    rows = tables.first_rows(seat, clock.today(), view, wanted.filters, wanted.columns, AT_ONCE)
    return [row.values for row in rows]


def sheet_of(seat: Seat, wanted: Wanted, rows: Sequence[tuple[Any, ...]]) -> bytes:
    target = BytesIO()
    _write(target, seat, wanted, iter(rows))
    return target.getvalue()


def make(congress_id: int, progress_id: int) -> None:
    """The job. Run again after a stop, it begins anew."""
    with acting(congress_id):
        progress = Progress.objects.get(congress_id=congress_id, pk=progress_id)
        if progress.state not in made_files.WORKING:
            return
        seats = Seat.objects.select_related("body", "congress", "person")
        seat = seats.get(congress_id=congress_id, pk=progress.seat_id or 0)
        # What a stopped attempt had kept already.
        file_owners.remove(congress_id, KIND, progress_id, [one.pk for one in made_files.files_of(progress)])
    wanted = Wanted.of(progress)
    try:
        if seat.is_over:
            _fail(progress, texts.SEAT_ENDED)
            return
        _make(progress, seat, wanted)
    except Stopped:
        return
    except Exception:
        # The queue tries again; who looks meanwhile is not left with a bar that stands still.
        _fail(progress, texts.FAILED)
        raise


def _fail(progress: Progress, why: str) -> None:
    result = progress.result | {"why": why}
    tell(progress.congress_id, progress.pk, state=Progress.State.FAILED, result=result)


def _make(progress: Progress, seat: Seat, wanted: Wanted) -> None:
    congress_id, today = progress.congress_id, clock.today()
    view, columns = tables.view_named(seat, wanted.view), known(seat.role, wanted.columns)
    slices = tables.Slices(seat, today, view, wanted.filters, columns, SLICE)

    def rows(aside: Telling, total: int) -> Iterator[tuple[Any, ...]]:
        done = 0
        for found in slices:
            yield from (row.values for row in found)
            done += len(found)
            aside.tell(congress_id, progress.pk, done=done, total=max(total, done))

    with tempfile.TemporaryFile() as file:
        with telling_aside() as aside, acting_on_snapshot(congress_id):
            total = tables.count_up_to(seat, today, view, wanted.filters, None)
            aside.tell(congress_id, progress.pk, state=Progress.State.RUNNING, done=0, total=total)
            chosen = Wanted(wanted.view, wanted.filters, columns, wanted.said)
            written = _write(cast(BinaryIO, file), seat, chosen, rows(aside, total))
        file.seek(0)
        result = {"wanted": progress.result["wanted"]}
        # One transaction: who called it off at the last moment finds no file either.
        with acting(congress_id):
            name = f"{title_of(seat, wanted)}.xlsx"
            file_owners.attach(seat, OWNER, progress.pk, file, name, LARGEST)
            tell(congress_id, progress.pk, state=Progress.State.DONE, done=written, total=written, result=result)
