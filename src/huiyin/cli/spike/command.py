from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from huiyin.cli.support import SUPERVISOR, ready, stopped_cleanly, tell
from huiyin.foundation.home import ROLE_VARIABLES

if TYPE_CHECKING:
    from huiyin.cli.spike.rushing import Rush

TARGET = 2.0
"""Seconds within which 95 of 100 submissions must be answered."""
FIRST_PAGE_SECONDS = 60
PAGES = {
    "preview": "提交之前",
    "submit": "提交",
    "after": "提交以后",
    "desk": "审核登记",
    "counts": "各代表团的数",
    "register": "成批登记",
}


@click.command()
@click.option("--submissions", type=click.IntRange(1, 100_000), default=1000, show_default=True, help="多少件。")
@click.option("--seconds", type=click.FloatRange(1, 7200), default=600.0, show_default=True, help="在多少秒里交完。")
@click.option("--deputies", type=click.IntRange(3, 5000), default=320, show_default=True, help="多少名代表。")
@click.option("--delegations", type=click.IntRange(1, 500), default=40, show_default=True, help="多少个代表团。")
@click.option("--seed", type=int, default=1, show_default=True, help="同一个数，时刻和重发都一样。")
@click.option("--json", "as_json", is_flag=True, help="标准输出只有 JSON。")
def spike(submissions: int, seconds: float, deputies: int, delegations: int, seed: int, as_json: bool) -> None:
    """会议高峰：许多代表同时提交，一部分重发，看有没有丢的、重的、慢的。

    在临时目录里另起数据库、网页和后台任务，做完就删。全部符合返回 0，有不符合返回 1。
    """
    folder = Path(tempfile.mkdtemp(prefix="huiyin-spike-"))
    # Where the operator is root, the database runs as somebody else, who must get in.
    folder.chmod(0o711)
    os.environ["HUIYIN_HOME"] = str(folder)
    for name in ROLE_VARIABLES.values():
        os.environ.pop(name, None)
    try:
        with stopped_cleanly(), ready():
            report = _run(folder, submissions, seconds, deputies, delegations, seed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        _print(report)
    if report["breaches"]:
        raise click.exceptions.Exit(1)


def _run(folder: Path, submissions: int, seconds: float, deputies: int, delegations: int, seed: int) -> dict[str, Any]:
    from huiyin.cli.spike.counting import count
    from huiyin.cli.spike.making import make
    from huiyin.cli.spike.rushing import rush

    began = time.monotonic()
    made = make(submissions, deputies, delegations)
    tell(f"{deputies} 名代表、{submissions} 件稿件写好了，{time.monotonic() - began:.0f} 秒")
    log = folder / "site.log"
    with _site(log) as port:
        tell(f"网页和后台任务已启动；{seconds:.0f} 秒里提交 {submissions} 件……")
        done = rush(made, port, seconds, seed)
        held = count(made, done, port)
    # What it wrote is checked by the command that operators use.
    command = [sys.executable, "-m", "huiyin", "verify", "--all"]
    checked = subprocess.run(command, check=False, capture_output=True, text=True)
    held.must(checked.returncode == 0, f"事件链核对不符：{checked.stdout.strip()}")
    logged = sum('"level": "ERROR"' in line for line in log.read_text(errors="replace").splitlines())
    held.must(logged == 0, f"日志里有 {logged} 条错误")
    held.must(not done.wrong, f"出错：{dict(done.wrong)}")
    pages = _pages(done)
    held.must(pages["submit"]["p95"] <= TARGET, f"提交的 p95 是 {pages['submit']['p95']} 秒，应在 {TARGET:g} 秒以内")
    return {
        "submissions": submissions,
        "seconds": seconds,
        "took": round(done.took, 1),
        "cores": os.cpu_count(),
        "load": [round(one, 1) for one in os.getloadavg()],
        "resent": dict(done.resent),
        "late_max": round(max(done.late), 2),
        "wrong": dict(done.wrong),
        "verified": checked.stdout.strip().splitlines(),
        "held": held.numbers,
        "pages": pages,
        "breaches": held.breaches,
    }


def _pages(done: Rush) -> dict[str, dict[str, float]]:
    found = {}
    for kind, seconds in done.seconds.items():
        seconds.sort()
        middle, most = seconds[len(seconds) // 2], seconds[min(len(seconds) - 1, int(len(seconds) * 0.95))]
        found[kind] = {
            "count": len(seconds),
            "p50": round(middle, 3),
            "p95": round(most, 3),
            "max": round(seconds[-1], 3),
        }
    return found


@contextmanager
def _site(log: Path) -> Iterator[int]:
    """Web and worker as `huiyin run` starts them, on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "huiyin", "run", "--without-demo", "--host", "127.0.0.1", "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if name != SUPERVISOR}
    with log.open("wb") as out:
        child = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=environment)
    try:
        _wait_for(child, log)
        yield port
    finally:
        child.terminate()
        child.wait(30)


def _wait_for(child: subprocess.Popen[bytes], log: Path) -> None:
    """Until it says that it runs, the worker included."""
    give_up = time.monotonic() + FIRST_PAGE_SECONDS
    while "回音已启动" not in log.read_text(errors="replace"):
        if child.poll() is not None or time.monotonic() > give_up:
            raise click.ClickException(f"网站没有起来：{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.2)


def _print(report: dict[str, Any]) -> None:
    held, resent = report["held"], report["resent"]
    click.echo(
        f"{held['deputies']} 名代表、{held['delegations']} 个代表团，{report['took']:.0f} 秒里提交 {report['submissions']} 件；"
        f"重发 {sum(resent.values())} 件（答复后 {resent.get('again', 0)}、同时 {resent.get('at_once', 0)}、"
        f"断线后 {resent.get('cut', 0)}）"
    )
    click.echo(
        f"库里 {held['submitted']} 件，丢失 {held['lost']}，重复 {held['double']}；"
        f"登记 {held['registered']} 件，看了 {held['receipts']} 份回执"
    )
    for line in report["verified"]:
        click.echo(line)
    click.echo(f"{'页面':<12}{'次数':>8}{'p50 秒':>9}{'p95 秒':>9}{'最长':>9}")
    for kind, words in PAGES.items():
        if (row := report["pages"].get(kind)) is not None:
            click.echo(f"{words:<12}{row['count']:>8}{row['p50']:>9.3f}{row['p95']:>9.3f}{row['max']:>9.3f}")
    for breach in report["breaches"]:
        click.echo(f"不符合：{breach}")
    if not report["breaches"]:
        click.echo("全部符合。")
