"""The demo: 临江区, invented from its streets to its people, with some 180 items of two sessions.

It is made by the product's own doors: lists by the list import, items by real steps whose legal dates lie in the past.
This year's items are there before the first page; those of the session before follow in the worker (`last_year.py`).
"""

from __future__ import annotations

import click

from huiyin.cli.support import tell, with_django

CODE = "linjiang"


@click.group()
def demo() -> None:
    """演示数据。"""


@demo.command()
@with_django
def load() -> None:
    """装入演示区（已有就不动）；上一次会议的件由后台任务接着装入。"""
    load_once()
    for line in seats_lines():
        click.echo(line)


def load_once() -> None:
    """Make the demo congress, in an installation that has no congress yet: it must never stand beside a real one."""
    from django.db import transaction

    from huiyin.cli.demo.making import make
    from huiyin.people.models import Congress

    if not Congress.objects.exists():
        tell("正在装入演示数据（临江区，人物均为虚构）……")
        # All or nothing: half a demo would never be finished.
        with transaction.atomic():
            make()


def seats_lines() -> list[str]:
    """What `make run` prints: how to enter the demo; nothing where there is none."""
    from huiyin.people.models import Congress

    if not Congress.objects.filter(code=CODE, is_demo=True).exists():
        return []
    return [
        "演示：临江区（虚构）。打开首页，点一个席位就能进去：",
        "  代表工委工作人员、政府办交办人员、承办单位经办人、承办单位负责人、人大代表、本级管理员",
    ]
