"""`huiyin due DATE --limit reply --profile P`: when a limit ends and why, without a database or a running server.

Counts on the shipped calendar alone: days a congress entered itself are not known here, and a year whose holidays are not
announced is marked in the explanation.
"""

import json
from datetime import date
from typing import IO, Any

import click

from huiyin.foundation.workdays import Calendar, Due, due_on, explain
from huiyin.foundation.workdays.texts import with_weekday
from huiyin.foundation.written_dates import dates_in, fold
from huiyin.procedures import texts
from huiyin.procedures.loading import ProfileUnknown, blanks, load_profile
from huiyin.procedures.schema import LimitRule, Limits, Procedure


class Refused(click.ClickException):
    """Bad input: one sentence on stderr, exit 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.format_message(), err=True)


@click.command("due", help="算一个期限哪天到期，并说明怎么算的。没有这个期限时输出“未设定”，退出码为 1。")
@click.argument("day", metavar="DATE", required=False, default="")
@click.option("--limit", "limit_name", default="reply", show_default=True, help="期限的代号或者名称。")
@click.option("--profile", "profile_name", default="base", show_default=True, help="按哪一份规程算。")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON。")
def due(day: str, limit_name: str, profile_name: str, as_json: bool) -> None:
    start = _start(day)
    procedure = _procedure(profile_name)
    name = _limit_name(limit_name)
    rule = procedure.limits.named(name)
    limit = rule.as_limit()
    if limit is None:
        _say_blank(procedure, name, start, as_json)
        raise SystemExit(1)
    try:
        found = due_on(limit, start, Calendar.from_seed())
    except ValueError as error:
        raise Refused(str(error)) from error
    _say(procedure, name, rule, found, as_json)


def _start(text: str) -> date:
    if not text.strip():
        raise Refused("请写明从哪一天起算，例如：huiyin due 2026-01-20 --limit reply --profile wuchang")
    found = dates_in(text)
    # The whole text must be the date: “2026-01-20前” would be read, but not as its writer meant it.
    if len(found) != 1 or found[0].text != fold(text):
        raise Refused(f"看不懂日期“{text}”。请写成 2026-01-20、2026/1/20 或者 2026年1月20日。")
    if found[0].on is None:
        raise Refused(f"没有“{text}”这一天（或者不在 1900 年到 2100 年之间），请核对。")
    return found[0].on


def _procedure(name: str) -> Procedure:
    try:
        return load_profile(name)
    except ProfileUnknown as error:
        raise Refused(str(error)) from error


def _limit_name(text: str) -> str:
    wanted = text.strip().replace("-", "_")
    known = {name: texts.label(f"limits.{name}") for name in Limits.model_fields}
    for name, label in known.items():
        if wanted in (name, label):
            return name
    raise Refused(
        f"没有名为“{text}”的期限。可用的有：{'、'.join(f'{name}（{label}）' for name, label in known.items())}。"
    )


def _say(procedure: Procedure, name: str, rule: LimitRule, found: Due, as_json: bool) -> None:
    label, words, why = texts.label(f"limits.{name}"), texts.say_limit(rule), explain(found, texts.TRIGGERS)
    if as_json:
        answer = _answer(procedure, name, found.start)
        answer |= {"due_on": found.on.isoformat(), "provisional": found.provisional, "source": rule.source}
        click.echo(json.dumps(answer | {"rule": words, "explanation": why}, ensure_ascii=False))
        return
    click.echo(f"{procedure.name} · {label}：{words}（{rule.source}）")
    click.echo(f"到期日：{with_weekday(found.on)}{'，暂定' if found.provisional else ''}")
    click.echo("怎么算的：")
    for number, line in enumerate(why, start=1):
        click.echo(f"  {number}. {line}")


def _say_blank(procedure: Procedure, name: str, start: date, as_json: bool) -> None:
    why = next(blank.why for blank in blanks(procedure) if blank.path == f"limits.{name}")
    if as_json:
        answer = _answer(procedure, name, start)
        answer |= {"due_on": None, "provisional": False, "source": "", "rule": texts.UNSET}
        click.echo(json.dumps(answer | {"explanation": [why]}, ensure_ascii=False))
        return
    click.echo(f"{procedure.name} · {texts.label(f'limits.{name}')}：{texts.UNSET}。{why}")


def _answer(procedure: Procedure, name: str, start: date) -> dict[str, object]:
    label = texts.label(f"limits.{name}")
    return {"start": start.isoformat(), "profile": procedure.code, "limit": name, "label": label}
