"""`huiyin calendar …`: the holidays of a year, when the State Council has announced them.

They hold for all congresses of the installation, so they are entered here and not on a page of one of them; what one
area does differently its administrator enters on the page 放假和调休.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from huiyin.cli.support import with_django
from huiyin.foundation.home import SetupProblem

SHOWN = 20


@click.group()
def calendar() -> None:
    """放假和调休安排。"""


@calendar.command()
@click.argument("year", type=click.IntRange(1900, 2200))
@with_django
def show(year: int) -> None:
    """列出一年的放假日和调休上班日，各出自哪个文件。"""
    from huiyin.foundation.calendars import national_calendar

    made = national_calendar()
    if made.is_provisional(date(year, 7, 1)):
        click.echo(f"{year} 年的安排还没有公布或者没有录入，期限按周末和固定节日推算，标为“暂定”。")
        return
    for day in made.days(date(year, 1, 1), date(year, 12, 31)):
        if made.source_of(day) and (made.is_workday(day) != (day.weekday() < 5) or made.name_of(day)):
            how = "上班" if made.is_workday(day) else "放假"
            click.echo(f"{day}  {how}  {made.name_of(day)}  {made.source_of(day)}")


@calendar.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help="出自哪个文件，例如：国务院办公厅关于2027年部分节假日安排的通知。")
@with_django
def preview(file: Path, source: str) -> None:
    """只看，不改：录入以后哪些期限会变。"""
    days = _read(file, source or "（预览）")
    _say_days(days)
    total = 0
    for congress, moving in _moves(days):
        _say_moves(congress, moving)
        total += len(moving)
    click.echo(f"一共 {total} 个期限会变。没有改动任何数据；确认后用 huiyin calendar announce 录入。")


@calendar.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="出自哪个文件，写全称和文号。")
@click.option("--yes", is_flag=True, help="不再问，直接录入。")
@with_django
def announce(file: Path, source: str, yes: bool) -> None:
    """录入安排，改动受影响的期限，通知承办的人。"""
    from django.db import transaction

    from huiyin.chain.installation import CALENDAR_ANNOUNCED, installation_event
    from huiyin.chain.recounting import recount
    from huiyin.foundation import announcing
    from huiyin.people.models import Congress

    days = _read(file, source)
    _say_days(days)
    moving = list(_moves(days))
    for congress, found in moving:
        _say_moves(congress, found)
    if not yes and not click.confirm("录入，并改动以上期限？"):
        click.echo("没有录入，什么也没有改。")
        return
    with transaction.atomic():
        changed = announcing.keep(days)
        if changed:
            installation_event(CALENDAR_ANNOUNCED, 0, {"source": source, "days": [str(day.on) for day in days]})
    # Each congress by itself: stopped half-way, the command is run once more and goes on where it stood.
    for congress in Congress.objects.order_by("pk"):
        click.echo(f"{congress.name}：改了 {recount(congress.pk)} 个期限。")
    click.echo(f"已录入 {changed} 天。")


# -- reading and saying ------------------------------------------------------------------------------------------------


def _read(file: Path, source: str) -> Sequence[Any]:
    from huiyin.foundation import announcing
    from huiyin.foundation.calendars import national_calendar

    raw = file.read_bytes()
    try:
        written = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        written = raw.decode("gb18030", errors="replace")
    try:
        return announcing.read(csv.reader(io.StringIO(written)), source[:200], national_calendar())
    except announcing.ArrangementRefused as refused:
        raise SetupProblem("\n".join([*refused.sentences, "没有录入，什么也没有改。"])) from refused


def _moves(days: Sequence[Any]) -> Iterator[tuple[Any, list[Any]]]:
    from huiyin.chain.recounting import moves
    from huiyin.foundation.calendars import calendar_of
    from huiyin.foundation.tenancy import acting
    from huiyin.people.models import Congress

    for congress in Congress.objects.order_by("pk"):
        with acting(congress.pk):
            changed = calendar_of(congress.pk).with_announced(days)
            yield congress, [one for one in moves(congress.pk, changed) if one.moves]


def _say_days(days: Sequence[Any]) -> None:
    off = sum(not day.is_workday for day in days)
    click.echo(f"{len(days)} 天：放假 {off} 天，调休上班 {len(days) - off} 天。")


def _say_moves(congress: Any, moving: Sequence[Any]) -> None:
    from huiyin.foundation.tenancy import acting
    from huiyin.proposals.models import Proposal

    click.echo(f"{congress.name}：{len(moving)} 个期限会变。")
    with acting(congress.pk):
        cases = Proposal.objects.in_bulk([one.clock.case_id for one in moving[:SHOWN]])
        for one in moving[:SHOWN]:
            case = cases[one.clock.case_id]
            click.echo(f"  {case.shown_no}《{case.title}》{one.words} {one.clock.due_on} → {one.due_on}")
    if len(moving) > SHOWN:
        click.echo(f"  ……另有 {len(moving) - SHOWN} 个")
