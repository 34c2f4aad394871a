"""Everything that must be so before web and worker start: roles, schema, static files, the demo."""

from __future__ import annotations

import hashlib
import importlib
import time
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import click

from huiyin.cli.support import database_running, end_with_supervisor, ready, start_django, tell
from huiyin.foundation.home import Home, SetupProblem

PACKAGE = Path(__file__).resolve().parent.parent
MIGRATING_PACKAGES = ("Django", "procrastinate", "django-axes")
STATIC_PACKAGES = ("django-htmx", "lucide", "whitenoise")
MARK = "huiyin-prepared"


def schema_mark() -> str:
    """Changes whenever a migration of ours or of a package we build on does, or the roles' SQL."""
    mark = hashlib.sha256("".join(version(name) for name in MIGRATING_PACKAGES).encode())
    for file in (PACKAGE / "foundation/database/roles.py", *sorted(PACKAGE.glob("*/migrations/*.py"))):
        mark.update(file.name.encode())
        mark.update(file.read_bytes())
    return mark.hexdigest()


def static_mark() -> str:
    mark = hashlib.sha256("".join(version(name) for name in STATIC_PACKAGES).encode())
    for file in sorted(PACKAGE.glob("*/static/**/*")):
        if file.is_file():
            mark.update(str(file.relative_to(PACKAGE)).encode())
            mark.update(file.read_bytes())
    return mark.hexdigest()


def bring_up_to_date(home: Home, *, always: bool = False) -> None:
    """Roles and schema of the embedded database. The mark lies in the data directory: it goes where the data goes.

    Raises SetupProblem where a real congress's schema would change, unless `always` says that somebody asked for it.
    """
    from huiyin.foundation.database.server import EmbeddedServer

    mark = EmbeddedServer(home).data / MARK
    now = schema_mark()
    if not always and mark.exists() and mark.read_text() == now:
        return
    from huiyin.foundation.database import roles

    roles.ensure(home)
    if not always:
        must_be_asked_for(home)
    migrate(home)
    mark.write_text(now)


def must_be_asked_for(home: Home) -> None:
    """Raise SetupProblem when migrations wait for a database that holds a real congress.

    There is no way back from them but a backup, so they belong to `huiyin upgrade`, which makes one first.
    """
    start_django()
    from huiyin.foundation.database.upgrading import holds_real_data, waiting

    if (steps := waiting(home)) and holds_real_data(home):
        raise SetupProblem(
            f"程序已经换成新的，数据库还是旧的（差 {steps} 项），没有启动，数据没有动。请先运行 huiyin upgrade："
            "它先做一份备份，再升级，再核对。自己已经备份过的，也可以运行 huiyin database migrate。"
        )


def migrate(home: Home) -> None:
    """Bring the schema up to date as the owner, saying so when there is something to do."""
    start_django()
    from huiyin.foundation.database.upgrading import upgrade

    began = time.monotonic()
    if upgrade(home, tell=lambda waiting: tell(f"正在升级数据库（{waiting} 项）……")):
        tell(f"数据库已升级，用了 {time.monotonic() - began:.1f} 秒。")


def collect_static(home: Home) -> None:
    mark = home.path("static-collected")
    now = static_mark()
    if mark.exists() and mark.read_text() == now and home.path("static").exists():
        return
    start_django()
    from django.core.management import call_command

    tell("正在整理静态文件……")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(now)


def load_demo(home: Home) -> str:
    """Load the demo into a database that never had it; return the lines that tell its seats.

    They are kept beside the data, so that later starts need not ask the database.
    """
    from huiyin.foundation.database.server import EmbeddedServer

    kept = EmbeddedServer(home).data / "huiyin-demo"
    if kept.exists():
        return kept.read_text()
    if find_spec("huiyin.cli.demo") is None:
        return ""
    with ready():
        demo = importlib.import_module("huiyin.cli.demo")
        demo.load_once()
        lines = "".join(f"{line}\n" for line in demo.seats_lines())
    kept.write_text(lines)
    return lines


@click.command()
@click.option("--demo/--without-demo", default=False, help="装入演示数据（只装一次，只装进自带的数据库）。")
def setup(demo: bool) -> None:
    """建立数据库、整理静态文件，可以重复运行。已有正式数据而要升级结构时，请用 huiyin upgrade。"""
    end_with_supervisor()
    with database_running() as home:
        if home.embedded:
            bring_up_to_date(home)
        else:
            must_be_asked_for(home)
            migrate(home)
        collect_static(home)
        if demo and home.embedded:
            click.echo(load_demo(home), nl=False)
