"""`huiyin verify`: walk the event chain of a congress and hold the rows against it; exit 1 names what was changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from huiyin.cli.support import ready, tell
from huiyin.foundation.home import SetupProblem

if TYPE_CHECKING:
    from huiyin.chain.verifying import Findings
    from huiyin.people.models import Congress


@click.command("verify", help="逐条核对事件链、锚点和各表的行。全部相符返回 0，有改动返回 1 并指出是哪一行。")
@click.option("--congress", "code", metavar="C", help="哪一级人大（代号）。")
@click.option("--all", "everything", is_flag=True, help="全部人大。")
def verify(code: str | None, everything: bool) -> None:
    if bool(code) == everything:
        raise click.UsageError("请写 --congress 代号，或者 --all。")
    with ready():
        check(code)


def check(code: str | None) -> None:
    """Verify one congress, or all, and in either case the installation's own chain; exit 1 when anything is wrong."""
    from huiyin.chain.verifying import verify as verify_one
    from huiyin.chain.verifying import verify_installation
    from huiyin.foundation.tenancy import acting

    with _as_keeper():
        good = True
        for congress in congresses(code):
            with acting(congress.pk):
                good &= _say(congress.name, verify_one(congress))
        good &= _say("本安装", verify_installation())
    if not good:
        raise click.exceptions.Exit(1)


@contextmanager
def _as_keeper() -> Iterator[None]:
    """The keeper sees rows that a tampered policy hides; an external database may not have given us its address."""
    from django.conf import settings
    from django.db import connections

    from huiyin.foundation.database.session import connected_as

    home = settings.HOME
    name = connections.settings["default"]["NAME"] if home.embedded else None
    try:
        home.database("keeper", name)
    except SetupProblem as problem:
        tell(f"{problem}这次以 app 角色核对。")
        yield
        return
    with connected_as(home, "keeper", name):
        yield


def congresses(code: str | None) -> list[Congress]:
    from huiyin.people.models import Congress

    found = Congress.objects.order_by("pk")
    if code is None:
        return list(found)
    one = found.filter(code=code).first()
    if one is None:
        known = "、".join(found.values_list("code", flat=True)) or "（还没有）"
        raise click.ClickException(f"没有代号为“{code}”的人大。已有：{known}")
    return [one]


def _say(name: str, found: Findings) -> bool:
    for remark in found.remarks:
        click.echo(f"{name}：{remark}")
    for breach in found.breaches:
        click.echo(f"{name}：{breach}")
    if not found.breaches:
        held = f"，与 {found.anchors} 个锚点相符" if found.anchors else "，还没有锚点可对"
        click.echo(f"{name}：{found.events} 条事件逐条核对无误{held}。")
    return not found.breaches
