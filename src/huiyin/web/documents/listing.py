"""Lists on paper: rows of `reports.worklists` in the words an office reads. One row per item and unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from huiyin.dispatch.models import Assignment, Mode, Stage
from huiyin.foundation import clock
from huiyin.foundation.documents.paper import Column, Listing, Table
from huiyin.people.models import Body
from huiyin.reports.worklists import Piece
from huiyin.web.dates import day, local_date
from huiyin.web.documents import texts


def hand_over(found: Sequence[Piece], body: Body, place: str, session: str) -> Listing:
    """签收单: what a unit was given, to be signed for by hand."""
    rows = [
        (*_head(n, one.row), _mode(one.row), on_day(one.row.handed_over_on), _due(one.first_due_on), "", "")
        for n, one in enumerate(found, 1)
    ]
    return Listing(
        title=texts.HAND_OVER_TITLE.format(place=place, session=session, body=body.label),
        said=_said(texts.HAND_OVER_SAID, found, body=body.name),
        table=_table(texts.HAND_OVER_HEADINGS, texts.HAND_OVER_WIDTHS, rows),
        foot=(texts.HAND_OVER_FOOT,),
    )


def overdue(found: Sequence[Piece], place: str, today: date) -> Listing:
    """逾期清单: what is late now, and by how many days."""
    rows = [
        (
            *_head(n, one.row), one.row.body.label, _mode(one.row), str(Stage(one.row.stage).label),
            on_day(one.row.first_handed_over_on), _due(one.row.due_on), _late(one.row, today),
        )
        for n, one in enumerate(found, 1)
    ]  # fmt: skip
    said = _said(texts.OVERDUE_SAID if found else texts.OVERDUE_NONE, found, on=day(today))
    table = _table(texts.OVERDUE_HEADINGS, texts.OVERDUE_WIDTHS, rows)
    return Listing(texts.OVERDUE_TITLE.format(place=place), said, table)


def ledger(found: Sequence[Piece], rest: int, place: str, session: str) -> Listing:
    """台账: every item of a session at every unit, and how it stands."""
    rows = [
        (
            *_head(n, one.row), one.row.proposal.category, one.row.body.label, _mode(one.row),
            on_day(one.row.handed_over_on), _due(one.first_due_on), on_day(one.answered_on),
            str(Stage(one.row.stage).label),
        )
        for n, one in enumerate(found, 1)
    ]  # fmt: skip
    return Listing(
        title=texts.LEDGER_TITLE.format(place=place, session=session),
        said=_said(texts.LEDGER_SAID, found),
        table=_table(texts.LEDGER_HEADINGS, texts.LEDGER_WIDTHS, rows),
        notes=(texts.LEDGER_REST.format(n=rest),) if rest else (),
    )


def numbered(
    title: str, said: str, headings: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[str]]
) -> Listing:
    """Any rows under a number each."""
    return Listing(title, said, _table(headings, widths, [(str(n), *row) for n, row in enumerate(rows, 1)]))


def _table(headings: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]]) -> Table:
    return Table([Column(heading, width) for heading, width in zip(headings, widths, strict=True)], rows)


def _said(words: str, found: Sequence[Piece], **more: str) -> str:
    """What the list holds, how many of each mode, and when it was made."""
    counted = Counter(_mode(one.row) for one in found)
    modes = f"（{'、'.join(f'{mode} {n} 件' for mode, n in counted.items())}）" if len(counted) > 1 else ""
    return words.format(n=len(found), modes=modes, **more) + texts.SAID_AT.format(at=clock.now())


def _head(n: int, row: Assignment) -> tuple[str, str, str, str]:
    case = row.proposal
    return str(n), case.shown_no, case.title, case.signers_line


def _mode(row: Assignment) -> str:
    return str(Mode(row.mode).label)


def on_day(on: date | datetime | None) -> str:
    """`2026.3.2`: columns of dates stay narrow; empty where there is none."""
    return f"{local_date(on):%Y.%-m.%-d}" if on is not None else ""


def _due(on: date | None) -> str:
    return on_day(on) or texts.NO_LIMIT


def _late(row: Assignment, today: date) -> str:
    return texts.LATE_DAYS.format(n=(today - row.due_on).days) if row.due_on is not None else ""
