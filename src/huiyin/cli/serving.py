"""The two processes that serve: web (granian) and worker (procrastinate). `huiyin run` starts both."""

from __future__ import annotations

import os
import sys

import click

from huiyin.cli.support import end_with_supervisor, start_django
from huiyin.foundation.home import Home

LISTEN = click.option("--host", envvar="HUIYIN_LISTEN", default="127.0.0.1", show_default=True, help="监听的地址。")
PORT = click.option(
    "--port", envvar="PORT", type=click.IntRange(1, 65535), default=8000, show_default=True, help="端口。"
)
PROCESSES = click.option(
    "--processes",
    envvar="HUIYIN_WEB_PROCESSES",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="进程数。",
)
THREADS = 4


def web_command(host: str, port: int, processes: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "huiyin.wsgi:application", "--interface", "wsgi", "--no-ws"),
        *("--host", host, "--port", str(port), "--workers", str(processes)),
        # Always set: granian's own default opens a database connection for each of its many threads.
        *("--blocking-threads", str(THREADS)),
        *("--respawn-failed-workers", "--workers-kill-timeout", "3", "--log-level", "warning"),
    ]


@click.command()
@LISTEN
@PORT
@PROCESSES
def web(host: str, port: int, processes: int) -> None:
    """只启动网页服务（数据库须已在运行）。"""
    end_with_supervisor()
    Home.from_environment().refuse_if_unusable()
    command = web_command(host, port, processes)
    os.execv(command[0], command)


@click.command()
@click.option("--until-empty", is_flag=True, help="做完现有的任务就结束。")
def worker(until_empty: bool) -> None:
    """只启动后台任务（数据库须已在运行）。"""
    end_with_supervisor()
    Home.from_environment().refuse_if_unusable()
    start_django()
    from huiyin.foundation.jobs import work

    work(wait=not until_empty)
