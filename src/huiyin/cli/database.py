"""`huiyin database …` and `huiyin psql`: the database of this installation, ours or an external one."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import click

from huiyin.cli.support import database_running, tell
from huiyin.foundation.home import DATABASE_NAME, Home, SetupProblem, connection_parameters


@click.group()
def database() -> None:
    """数据库：启动、停止、状态、升级、备份、给管理员的语句。"""


@database.command()
@click.option("--name", default=DATABASE_NAME, show_default=True, help="数据库的名字。")
def sql(name: str) -> None:
    """打印数据库管理员需要执行的语句（角色、权限、扩展）。"""
    from huiyin.foundation.database.roles import script

    try:
        click.echo(script(name))
    except ValueError:
        raise click.BadParameter("只能用字母、数字和下划线，并以字母开头。", param_hint="name") from None


@database.command()
def migrate() -> None:
    """升级数据库的结构（以 owner 角色执行，可以重复运行）。"""
    from huiyin.cli.preparing import bring_up_to_date
    from huiyin.cli.preparing import migrate as bring_external_up_to_date

    with database_running() as home:
        if home.embedded:
            bring_up_to_date(home, always=True)
        else:
            bring_external_up_to_date(home)
    tell("数据库是最新的。")


def _own() -> Home:
    home = Home.from_environment()
    if not home.embedded:
        raise SetupProblem("现在用的是外部数据库（HUIYIN_DATABASE_URL），请由它的管理员启动、停止和备份。")
    return home


@database.command()
def start() -> None:
    """启动自带的数据库，并让它一直运行，直到 huiyin database stop。"""
    from huiyin.foundation.database.server import EmbeddedServer

    home = _own()
    EmbeddedServer(home).start_to_stay()
    tell(f"数据库正在运行，套接字在 {home.socket_dir()}。停止：huiyin database stop")


@database.command()
def stop() -> None:
    """停止自带的数据库；有人在用时不停。"""
    from huiyin.foundation.database.server import EmbeddedServer

    EmbeddedServer(_own()).stop()
    tell("数据库已停止。")


@database.command()
def status() -> None:
    """数据库在不在运行、谁在用、数据在哪里。没有运行时返回 1。"""
    home = Home.from_environment()
    if not home.embedded:
        import psycopg
        from psycopg.conninfo import make_conninfo

        parameters = connection_parameters(home.database("app")) | {"connect_timeout": "10"}
        with psycopg.connect(make_conninfo(**parameters)) as connection:
            click.echo(f"外部数据库可以连接，PostgreSQL {connection.info.parameter_status('server_version')}。")
        return
    from huiyin.foundation.database.server import EmbeddedServer

    server = EmbeddedServer(home)
    running = server.running()
    click.echo(f"数据目录：{server.data}")
    click.echo(f"状态：{'正在运行' if running else '没有运行'}{'，有程序在用' if running and server.used() else ''}")
    if running:
        click.echo(f"套接字：{home.socket_dir()}")
    else:
        click.get_current_context().exit(1)


@database.command()
@click.argument("file", metavar="文件", type=click.Path(dir_okay=False, path_type=Path))
def dump(file: Path) -> None:
    """把自带数据库整个备份到一个文件（pg_dump 的 custom 格式，含密封的评价）。文件要妥善保管。"""
    from huiyin.foundation.database import binaries, dumping

    if file.exists():
        raise SetupProblem(f"{file} 已经存在，没有覆盖。请换一个文件名。")
    with database_running():
        home = _own()
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            done = subprocess.run(
                [binaries.find() / "pg_dump", "--format=custom", "--create"],
                env=dumping.environment(home, "superuser"),
                stdout=out,
                check=False,
            )
    if done.returncode:
        file.unlink()
        raise SetupProblem("备份没有完成，没有留下文件。原因见上面 pg_dump 的话。")
    tell(f"已备份到 {file}（{file.stat().st_size / 1e6:.1f} MB）。")
    tell(f"另外请备份 {home.path('files')} 和 {home.path('keys')}。")


@database.command()
@click.argument("file", metavar="文件", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """从备份文件恢复到一个还没有数据库的目录。"""
    from huiyin.foundation.database import binaries, dumping, roles
    from huiyin.foundation.database.server import EmbeddedServer

    home = _own()
    with EmbeddedServer(home).in_use() as server:
        with roles.superuser(home) as connection:
            # A row without columns is an empty tuple: only None means that there is none.
            if connection.execute("select from pg_database where datname = %s", [DATABASE_NAME]).fetchone() is not None:
                raise SetupProblem(
                    f"{server.data} 里已经有数据库，没有动它。请用 HUIYIN_HOME 指定一个新目录，或先把旧的数据目录改名。"
                )
        roles.ensure(home)
        with roles.superuser(home) as connection:
            connection.execute(f"drop database {DATABASE_NAME}")
        done = subprocess.run(
            [binaries.find() / "pg_restore", "--create", "--exit-on-error", "--dbname=postgres", str(file)],
            env=dumping.environment(home, "superuser"),
            check=False,
        )
        if done.returncode:
            with roles.superuser(home) as connection:
                connection.execute(f"drop database if exists {DATABASE_NAME} with (force)")
            raise SetupProblem("没有恢复成功，没有留下半个数据库。原因见上面 pg_restore 的话，备份文件没有动。")
        roles.ensure(home)
    tell("已恢复。请运行 huiyin database migrate，再启动。")


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--role", type=click.Choice(["app", "owner", "keeper"]), default="app", show_default=True, help="角色。")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- psql 的参数]")
def psql(role: str, arguments: tuple[str, ...]) -> None:
    """以指定角色打开 psql，例如：huiyin psql --role app -- -c 'select 1'"""
    from huiyin.foundation.database import binaries, dumping

    with database_running() as home:
        # psql sets its own handler: Ctrl-C cancels the statement, not this command.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            done = subprocess.run(
                [binaries.find() / "psql", *arguments],
                env=dumping.environment(home, role),
                check=False,
            )
        finally:
            signal.signal(signal.SIGINT, before)
    click.get_current_context().exit(done.returncode)
