"""`huiyin replay NAME|all`: walk the counts of a published report through the real steps, compare figure by figure.

In a scratch database of the embedded server, made for it and dropped after it, whatever happens; no congress of this
installation is touched, nor an external database.
"""

from __future__ import annotations

import gc
import itertools
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from huiyin.cli.support import database_running, start_django, tell
from huiyin.foundation.home import ROLE_VARIABLES, Home

if TYPE_CHECKING:
    from huiyin.reports.replays.judging import Control, Verdict
    from huiyin.reports.replays.reading import Replay

ALL = "all"
SCRATCH = "huiyin_replay_"
_made = itertools.count(1)


@click.command()
@click.argument("name", metavar="NAME|all")
@click.option("--json", "as_json", is_flag=True, help="标准输出只有 JSON。")
@click.option("--flip-grade", is_flag=True, help="对照：把一个满意改成不满意。这样必须对不上，返回 1。")
@click.option("--drop-item", is_flag=True, help="对照：少登记一件。这样必须对不上，返回 1。")
def replay(name: str, as_json: bool, flip_grade: bool, drop_item: bool) -> None:
    """重演一份公开的年报：按它写的件数走完全部真实步骤，逐个核对数字。全部一致返回 0，有不同返回 1。"""
    if flip_grade and drop_item:
        raise click.UsageError("两个对照请分开做。")
    from huiyin.reports.replays import planning, reading

    known = reading.shipped()
    if name not in (*known, ALL):
        raise click.BadParameter(f"没有“{name}”。可以重演的有：{'、'.join(known)}；全部重演写 all。")
    control = planning.flip_grade if flip_grade else planning.drop_item if drop_item else None
    # Ended from outside, the scratch database is still dropped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    _own_server()
    with database_running() as home:
        start_django()
        done = [_one(home, reading.read(reading.SHIPPED / one), control) for one in known if name in (one, ALL)]
    equal = all(verdict.equal for _, verdicts, _ in done for verdict in verdicts)
    if as_json:
        reports = [_as_json(*one) for one in done]
        click.echo(json.dumps({"equal": equal, "replays": reports}, ensure_ascii=False, indent=1))
    else:
        for played, verdicts, _ in done:
            for sentence in played.inputs.chosen:
                click.echo(f"{played.code}  自选：{sentence}")
            for verdict in verdicts:
                click.echo(_line(verdict))
    for played, verdicts, seconds in done:
        wrong = sum(not verdict.equal for verdict in verdicts)
        said = f"{wrong} 个数字对不上" if wrong else "全部一致"
        tell(f"{played.code}：{len(verdicts)} 个数字，{said}，用时 {seconds:.0f} 秒。来源：{played.inputs.source}")
    if not equal:
        raise click.exceptions.Exit(1)


def _own_server() -> None:
    """Beside an external database: a server of our own, in a home inside the installation's, kept for the next time."""
    home = Home.from_environment()
    if not home.embedded:
        for variable in ROLE_VARIABLES.values():
            os.environ.pop(variable, None)
        os.environ["HUIYIN_HOME"] = str(home.path("replay"))


def _one(home: Home, played: Replay, control: Control | None) -> tuple[Replay, list[Verdict], float]:
    from huiyin.foundation.database import roles
    from huiyin.reports.replays.judging import run

    began = time.monotonic()
    tell(f"重演 {played.code}：{played.inputs.name}")
    with scratch(home) as database:

        def analyze() -> None:
            # A year's rows in some minutes: the server has hardly begun to learn how many there are.
            with roles.superuser(home, database) as server:
                server.execute("analyze")

        # Thousands of short-lived objects, hardly a cycle among them: looking for those costs an eighth of the time.
        gc.freeze()
        gc.set_threshold(100_000, 20, 20)
        verdicts = run(played, lambda text: tell(f"  {text}"), control, _processes(), analyze)
    return played, verdicts, time.monotonic() - began


def _processes() -> int:
    return min(os.cpu_count() or 1, 3) if sys.platform == "linux" else 1


def scratch_name() -> str:
    """Never the same twice: what is read once and kept (the rules of a congress) is kept by the name of its database."""
    return f"{SCRATCH}{os.getpid()}_{next(_made)}"


def owner_of(scratch_database: str) -> int:
    """The process that made it."""
    return int(scratch_database.removeprefix(SCRATCH).partition("_")[0])


@contextmanager
def scratch(home: Home) -> Iterator[str]:
    """A migrated database of this process, to which Django is connected as the app role; dropped at the end."""
    from django.core.management import call_command

    from huiyin.foundation.database import roles
    from huiyin.foundation.database.session import connected_as

    name = scratch_name()
    with roles.superuser(home) as server:
        _drop_left_behind(server)
        try:
            roles.ensure(home, name)
            # Dropped at the end, so nothing is lost that a crash could lose: no commit need wait for the disk.
            server.execute(f"alter database {roles.quoted(name)} set synchronous_commit = off")
            with connected_as(home, "owner", name):
                call_command("migrate", verbosity=0, interactive=False)
            with connected_as(home, "app", name):
                yield name
        finally:
            server.execute(f"drop database if exists {roles.quoted(name)} with (force)")


def _drop_left_behind(server: Any) -> None:
    """Databases of replays that were killed: their names tell the process, which is no more."""
    found = server.execute(
        "select datname from pg_database where datname ~ %s", [f"^{SCRATCH}[0-9]+(_[0-9]+)?$"]
    ).fetchall()
    for (name,) in found:
        try:
            os.kill(owner_of(name), 0)
        except ProcessLookupError:
            server.execute(f'drop database if exists "{name}" with (force)')
        except PermissionError:
            continue


def _line(verdict: Verdict) -> str:
    expected = verdict.expected
    derived = f"（原文：{expected.quote}）" if expected.derived else ""
    said = "一致" if verdict.equal else "不一致！"
    remark = f"  说明：{expected.remark}" if expected.remark else ""
    return f"{expected.mechanism}  {expected.name}  年报：{expected.printed}{derived}  回音：{verdict.product}  {said}{remark}"


def _as_json(played: Replay, verdicts: list[Verdict], seconds: float) -> dict[str, Any]:
    return {
        "replay": played.code,
        "source": played.inputs.source,
        "chosen": list(played.inputs.chosen),
        "seconds": round(seconds, 1),
        "equal": all(verdict.equal for verdict in verdicts),
        "figures": [
            {
                "mechanism": verdict.expected.mechanism,
                "name": verdict.expected.name,
                "quote": verdict.expected.quote,
                "derived": verdict.expected.derived,
                "remark": verdict.expected.remark,
                "printed": verdict.expected.printed,
                "product": verdict.product,
                "equal": verdict.equal,
                "numbers": [
                    {
                        "indicator": figure.indicator.code,
                        "name": figure.indicator.name,
                        "grade": figure.indicator.grade.value,
                        "numerator": figure.numerator,
                        "denominator": figure.denominator,
                        "percent": figure.percent,
                    }
                    for figure in verdict.figures
                ],
            }
            for verdict in verdicts
        ],
    }
