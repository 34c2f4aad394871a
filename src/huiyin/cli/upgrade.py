"""`huiyin upgrade`: after a new program has been put in place, bring an installation up to it, with a way back."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import click

from huiyin.cli.support import database_running, start_django, stopped_cleanly, tell
from huiyin.foundation import clock
from huiyin.foundation.home import Home, SetupProblem

WHILE = "正在升级"


@click.command()
@click.option(
    "--backup",
    "target",
    metavar="目录",
    type=click.Path(path_type=Path),
    help="升级前的备份放到哪里。默认在 HUIYIN_HOME/backups 里。",
)
def upgrade(target: Path | None) -> None:
    """换上新程序、停止服务以后运行：检查、备份、升级数据库、整理静态文件、逐条核对，并说明怎么退回。"""
    from huiyin.cli.run import only_one

    home = Home.from_environment()
    _worth_it(home)
    with only_one(home, WHILE), stopped_cleanly(), database_running():
        place = _back_up(home, target)
        try:
            _bring_up(home)
        except Exception:
            tell(_way_back(home, place))
            raise
    click.echo(f"已升级到回音 {version('huiyin')}，逐条核对无误。现在可以启动。")
    click.echo(_way_back(home, place))


def _worth_it(home: Home) -> None:
    home.refuse_if_unusable()
    if home.embedded:
        from huiyin.foundation.database.server import EmbeddedServer

        if not (EmbeddedServer(home).data / "PG_VERSION").exists():
            raise SetupProblem(f"{home.root} 里还没有数据库，不用升级：huiyin run 会建立。请核对 HUIYIN_HOME。")
    else:
        home.database("owner")  # a sentence now, not after the backup
        tell("数据库是外部的：请确认每台机器上的网页和后台任务都已经停止。")


def _back_up(home: Home, target: Path | None) -> Path:
    from huiyin.cli.backup import say_made
    from huiyin.cli.backups import making

    if target is None:
        folder = home.path("backups")
        folder.mkdir(exist_ok=True, mode=0o700)
        target = folder / f"upgrade-{clock.now():%Y%m%d-%H%M%S}"
    tell("第一步：备份。")
    place = target.absolute()
    say_made(home, making.make(home, place), place)
    return place


def _bring_up(home: Home) -> None:
    from huiyin.cli.preparing import bring_up_to_date, collect_static, migrate
    from huiyin.cli.verify import check

    tell("第二步：升级数据库。")
    start_django()
    if home.embedded:
        bring_up_to_date(home, always=True)
    else:
        migrate(home)
    tell("第三步：整理静态文件。")
    collect_static(home)
    tell("第四步：逐条核对。")
    try:
        check(None)
    except click.exceptions.Exit:
        raise SetupProblem("数据库已经升级，但核对没有通过，原因见上面各行。请先不要启动，查清以后再说。") from None


def _way_back(home: Home, place: Path) -> str:
    return (
        "要退回：换回旧程序，恢复到另一个目录，原来的目录先不要删——\n"
        f"  HUIYIN_HOME={home.root} huiyin keys save 密钥文件\n"
        f"  HUIYIN_HOME=新目录 huiyin restore {place} --keys 密钥文件\n"
        "升级以后办的事不在那份备份里。"
    )
