"""`huiyin session …`: the next session and the next term, closed ledgers. The same on the page 届次和会议."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from huiyin.cli.support import with_django
from huiyin.foundation.home import SetupProblem

if TYPE_CHECKING:
    from huiyin.people.models import Congress, Session

_CONGRESS = click.option("--congress", "code", required=True, help="人大的代码。")
_TERM = click.option("--term", type=click.IntRange(1, 99), required=True, help="第几届。")
_NUMBER = click.option("--number", type=click.IntRange(1, 99), required=True, help="第几次会议。")
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def session() -> None:
    """打开新的会议、换届、给上一次会议的台账结账。"""


@session.command("list")
@_CONGRESS
@with_django
def list_(code: str) -> None:
    """列出各次会议：登记了几件，没有办完的几件，台账是否结账。"""
    from huiyin.people import queries
    from huiyin.proposals.queries import ledger_counts

    with _in_congress(code) as row:
        counts = ledger_counts(row)
        for one in queries.sessions(row):
            count = counts.get(one.pk)
            said = f"{count.items} 件，没有办完 {count.under_way} 件" if count else "0 件"
            closed = f"台账{one.ledger_closed_on}结账" if one.ledger_closed_on else "台账开着"
            click.echo(f"第{one.term}届第{one.number}次会议\t{said}\t{closed}")


@session.command("open")
@_CONGRESS
@_TERM
@_NUMBER
@click.option("--opens-on", type=_DAY, help="会议开始的日期；换届时必填。")
@click.option("--closes-on", type=_DAY, help="会议结束的日期。")
@click.option(
    "--carry",
    type=click.Choice(["all", "none"]),
    help="换届时必填：原来的代表席位全部接着用，或者全部到期。逐个勾选连任请在网页上办。",
)
@with_django
def open_(
    code: str, term: int, number: int, opens_on: datetime | None, closes_on: datetime | None, carry: str | None
) -> None:
    """打开新的会议，新登记的件归到它；没有办完的件照常办理。"""
    from huiyin.chain.recording import record
    from huiyin.people import rolling

    opening = rolling.Opening(term, number, _date(opens_on), _date(closes_on))
    with _in_congress(code) as row:
        new_term = rolling.changes_term(row, opening)
        if new_term and carry is None:
            raise click.UsageError("这是换届，请写 --carry all 或 --carry none；逐个勾选连任请在网页上办。")
        going_on = [seat.pk for seat in rolling.leaving(row, term)] if carry == "all" else []
        opened = rolling.open_session(row, opening, going_on)
        record("session.open", opened.session, seat=None, facts={"carry": carry})
    click.echo(f"已打开第{term}届第{number}次会议。")
    if new_term:
        click.echo(f"连任 {len(opened.carried)} 位代表，任期届满 {len(opened.ended)} 位。")


@session.command()
@_CONGRESS
@_TERM
@_NUMBER
@with_django
def close(code: str, term: int, number: int) -> None:
    """给一次会议的台账结账：从此只供查阅；没有办完的件照常办理。"""
    from huiyin.people import rolling

    _ledger(code, term, number, rolling.close_ledger, "session.close")
    click.echo(f"第{term}届第{number}次会议的台账已结账。")


@session.command()
@_CONGRESS
@_TERM
@_NUMBER
@with_django
def reopen(code: str, term: int, number: int) -> None:
    """重新打开已经结账的台账，记入管理记录。"""
    from huiyin.people import rolling

    _ledger(code, term, number, rolling.reopen_ledger, "session.reopen")
    click.echo(f"第{term}届第{number}次会议的台账已重新打开。")


def _ledger(code: str, term: int, number: int, change: Callable[[Session], None], act: str) -> None:
    from huiyin.chain.recording import record
    from huiyin.people.models import Session

    with _in_congress(code) as row:
        found = Session.objects.filter(congress=row, term__number=term, number=number)
        one = found.select_related("term", "congress").first()
        if one is None:
            raise SetupProblem(f"没有第{term}届第{number}次会议。用 huiyin session list --congress {code} 查看已有的。")
        change(one)
        record(act, one, seat=None)


@contextmanager
def _in_congress(code: str) -> Iterator[Congress]:
    """The congress, and its scope; what the rooms refuse is told as the command's own refusal, and nothing is kept."""
    from huiyin.cli.choosing import congress_called
    from huiyin.foundation.tenancy import acting
    from huiyin.people.setup import SetupRefused

    row = congress_called(code)
    try:
        with acting(row.pk):
            yield row
    except SetupRefused as refused:
        raise SetupProblem(str(refused)) from refused


def _date(given: datetime | None) -> date | None:
    return given.date() if given is not None else None
