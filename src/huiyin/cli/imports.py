"""`huiyin import …`: lists and ledgers from the command line, by the same code as the pages."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from huiyin.cli.choosing import congress_called
from huiyin.cli.support import tell, with_django
from huiyin.foundation.home import SetupProblem

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
CONGRESS = click.option("--congress", "code", required=True, help="人大的代码。")
JSON = click.option("--json", "as_json", is_flag=True, help="标准输出只有 JSON。")
DRY = click.option("--dry-run", is_flag=True, help="只看会怎样，不写入。")


class RolledBack(Exception):
    """Leaves a transaction so that a dry run keeps nothing."""


@click.group()
def import_() -> None:
    """导入机构、代表、联系人名单和交办表。"""


def _list_command(kind: str, label: str) -> None:
    @import_.command(kind, help=f"导入{label}（xlsx、xls、csv）。")
    @FILE
    @CONGRESS
    @DRY
    @JSON
    @with_django
    def command(file: Path, code: str, dry_run: bool, as_json: bool) -> None:
        from huiyin.chain.recording import record
        from huiyin.foundation.tenancy import acting
        from huiyin.people.importing import import_list
        from huiyin.people.lists import ListRefused

        congress = congress_called(code)
        report = None
        try:
            with acting(congress.pk):
                report = import_list(kind, congress, file.read_bytes(), file.name)
                if dry_run:
                    raise RolledBack
                record(f"list.{kind}", congress, seat=None, facts=report.as_data())
        except RolledBack:
            tell("只是试算，没有写入。")
        except ListRefused as refused:
            raise SetupProblem(str(refused)) from refused
        if report is None:
            return
        if as_json:
            click.echo(json.dumps(report.as_data(), ensure_ascii=False))
            return
        click.echo(
            f"共 {report.rows} 行：新增 {report.added}，更新 {report.changed}，已有 {report.already_there}，"
            f"待修正 {report.to_mend}，跳过 {sum(report.skipped.values())}；疑问 {report.questions} 个。"
        )
        for line in report.lines:
            if line.outcome == "to_mend":
                click.echo(f"第 {line.row_no} 行 {line.name}：{'；'.join(line.sentences)}")


for _kind, _label in (("bodies", "单位名单"), ("deputies", "代表名册"), ("contacts", "单位联系人")):
    _list_command(_kind, _label)


@import_.command("ledger")
@FILE
@CONGRESS
@click.option("--session", "session_no", type=click.IntRange(1, 99), help="第几次会议；不写则看表头，再看当前会议。")
@click.option("--term", type=click.IntRange(1, 99), help="第几届。")
@click.option("--handed-over-on", type=click.DateTime(["%Y-%m-%d"]), help="交办日期；不写则看表头。")
@click.option("--create", type=click.Choice(["missing", "none"]), default="missing", show_default=True)
@DRY
@JSON
@with_django
def ledger(
    file: Path,
    code: str,
    session_no: int | None,
    term: int | None,
    handed_over_on: datetime | None,
    create: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """导入交办表：每件登记、交办到单位，期限按规程计算。再导入一次不会重复。"""
    from huiyin.dispatch import importing
    from huiyin.dispatch.ledger import LedgerRefused
    from huiyin.foundation.files import FileRefused
    from huiyin.foundation.tenancy import acting
    from huiyin.procedures.queries import NoProcedure

    congress = congress_called(code)
    with file.open("rb") as data:
        try:
            read = importing.read_ledger(data, file.name)
            on, asked = _hand_over_date(read, handed_over_on.date() if handed_over_on else None)
            made = None
            try:
                with acting(congress.pk):
                    session = importing.session_for(congress, read, session_no, term)
                    made = importing.open_import(
                        congress, data, file.name, read, session, on, create_missing=create == "missing", asked=asked
                    )
                    report = importing.counts(made, as_if_run=True)
                    if dry_run:
                        raise RolledBack
            except RolledBack:
                tell("只是试算，没有写入。")
            else:
                report = importing.run_import(made, None, _watch)
        except (LedgerRefused, FileRefused, NoProcedure) as refused:
            raise SetupProblem(str(refused)) from refused
    _print(report.as_data(), as_json)


def _hand_over_date(read: Any, told: date | None) -> tuple[date, list[Any]]:
    """The hand-over date: as told, else from the heading, else asked; not on a terminal: today, as a question."""
    from huiyin.dispatch import texts
    from huiyin.foundation import clock
    from huiyin.foundation.tables import Doubt

    if told or read.heading.handed_over_on:
        return told or read.heading.handed_over_on, []
    today = clock.today()
    if sys.stdin.isatty():
        answer: datetime = click.prompt(
            "交办日期", type=click.DateTime(["%Y-%m-%d"]), default=today.isoformat(), err=True
        )
        return answer.date(), []
    sentence = texts.NO_DATE_ASKED.format(on=f"{today.year}年{today.month}月{today.day}日")
    return today, [Doubt("hand_over_date_assumed", "handed_over_on", sentence, today.isoformat())]


def _watch(done: int, total: int) -> None:
    tell(f"已处理 {done}/{total} 件")


def _print(data: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False))
        return
    skipped = data["skipped"]
    click.echo(
        f"共 {data['rows']} 行 = 导入 {data['imported']} + 已有 {data['already_there']} + 有改动 {data['differs']} + "
        f"待修正 {data['to_mend']} + 跳过 {sum(skipped.values())}"
        f"（标题 {skipped['title']}，空行 {skipped['blank']}，合计 {skipped['total']}）"
    )
    click.echo(f"疑问 {data['questions']} 个，已按默认处理，请在“导入交办表”页逐个核对。")
