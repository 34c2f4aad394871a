"""`huiyin run` as a whole: from nothing to the first page, watched, and stopped without a trace."""

from __future__ import annotations

import http.client
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from huiyin.foundation.database.server import EmbeddedServer
from huiyin.foundation.home import Home

pytestmark = pytest.mark.deep

PATIENCE = 180  # for a busy machine; what a start may take is asserted where it is measured


def until(true: Callable[[], bool], seconds: float, what: str) -> None:
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, what
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, port: int) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HUIYIN_", "DJANGO_")) or k == "HUIYIN_PG_BIN"}
    return kept | {"HUIYIN_HOME": str(home), "PORT": str(port)}


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


class Running:
    """One `huiyin run`, and what it has said so far."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.home, self.port = Home(home), free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "huiyin", "run", *arguments],
            env=environment(home, self.port),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said = ""
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._lines.put(line)
        self._lines.put(None)

    def hear(self, words: str, seconds: float = PATIENCE) -> str:
        """Wait until a line holds the words; fail with everything said when it does not come."""
        give_up = time.monotonic() + seconds
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, give_up - time.monotonic()))
            except queue.Empty:
                pytest.fail(f"not heard within {seconds} s: {words}\n{self.said}")
            if line is None:
                pytest.fail(f"ended without saying: {words}\n{self.said}")
            self.said += line
            if words in line:
                return line

    def get(self, path: str = "/") -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path)
        return connection.getresponse().status

    def children(self) -> dict[str, int]:
        """The processes it started, by what they are."""
        found = {}
        for pid in children_of(self.process.pid):
            words = Path(f"/proc/{pid}/cmdline").read_text()
            kind = "worker" if "\0worker" in words else "web" if "granian" in words or "\0web" in words else "database"
            found[kind] = pid
        return found

    def work_done(self) -> float:
        """Processor seconds of the supervisor, its living descendants and those that have ended."""
        ticks, todo = 0, [self.process.pid]
        while todo:
            pid = todo.pop()
            # utime, stime, cutime, cstime
            ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
            todo += children_of(pid)
        return ticks / os.sysconf("SC_CLK_TCK")

    def end(self, how: signal.Signals = signal.SIGINT) -> float:
        """Stop it and return the seconds that took."""
        began = time.monotonic()
        self.process.send_signal(how)
        assert self.process.wait(PATIENCE) == 0
        return time.monotonic() - began


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def run(name: str = "my data", *arguments: str) -> Running:
        made = Running(folder / name, *arguments)
        started.append(made)
        return made

    yield run
    for one in started:
        if one.process.poll() is None:
            one.process.send_signal(signal.SIGTERM)
            one.process.wait(PATIENCE)
    for one in started:
        server = EmbeddedServer(one.home)
        until(lambda server=server: not server.used(), PATIENCE, "somebody still uses the database")
        server.stop()


def memory_of(running: Running) -> float:
    """MB of all processes, each shared page counted once (PSS)."""
    data = str(EmbeddedServer(running.home).data.resolve())
    family = {running.process.pid}
    parents: dict[int, int] = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(process.name)] = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if str((process / "cwd").resolve()) == data:
                family.add(int(process.name))
        except OSError:
            continue
    for _ in range(4):
        family |= {pid for pid, parent in parents.items() if parent in family}
    total = 0
    for pid in family:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        found = re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)
        total += int(found.group(1)) if found else 0
    return total / 1024


def test_from_nothing_to_the_first_page_and_again_with_the_data_kept(start: Callable[..., Running]) -> None:
    first = start()
    first.hear("正在升级数据库")
    first.hear("回音已启动")
    first.hear("按 Ctrl-C 停止")
    assert first.get() in (200, 302)
    assert f"http://127.0.0.1:{first.port}/" in first.said
    for _ in range(40):
        assert first.get() in (200, 302)
    assert memory_of(first) <= 600

    # A second one in the same home, or on the same port, is told so and changes nothing.
    second = start()
    second.hear("已经在运行")
    assert second.process.wait(PATIENCE) == 1
    crowded = subprocess.run(
        [sys.executable, "-m", "huiyin", "run"],
        env=environment(first.home.root.parent / "other", first.port),
        capture_output=True,
        text=True,
    )
    assert crowded.returncode == 1
    assert f"端口 {first.port} 用不了" in crowded.stderr
    assert f"PORT={first.port + 1}" in crowded.stderr

    # A command beside it uses the same database and leaves it running.
    beside = subprocess.run(
        [sys.executable, "-m", "huiyin", "psql", "--role", "app", "--", "-XAtc", "select 1"],
        env=environment(first.home.root, first.port),
        capture_output=True,
        text=True,
    )
    assert beside.stdout == "1\n"
    assert first.get() in (200, 302)

    assert first.end() <= 10
    assert not EmbeddedServer(first.home).running()

    again = start()
    again.hear("按 Ctrl-C 停止")
    # Ten seconds of two cores. The clock on the wall would measure what else the machine is doing.
    assert again.work_done() <= 20
    assert "正在升级" not in again.said
    assert "正在整理" not in again.said
    assert again.get() in (200, 302)
    assert again.end(signal.SIGTERM) <= 10


def test_what_dies_is_started_again_and_what_keeps_dying_ends_all(start: Callable[..., Running]) -> None:
    running = start("var", "--without-demo")
    running.hear("按 Ctrl-C 停止")
    web = running.children()["web"]
    serving = children_of(web)
    os.kill(web, signal.SIGKILL)
    running.hear("网页服务意外停止")
    for pid in serving:
        until(lambda pid=pid: gone(pid), 20, "a process of the old web went on serving")
    until(lambda: running.children().get("web") not in (None, web), 30, "the web did not come back")
    for _ in range(3):
        worker = running.children()["worker"]
        os.kill(worker, signal.SIGKILL)
        running.hear("后台任务意外停止")
        until(lambda worker=worker: running.children().get("worker") not in (None, worker), 30, "no new worker")
    os.kill(running.children()["worker"], signal.SIGKILL)
    running.hear("一分钟内停了 5 次")
    assert running.process.wait(PATIENCE) == 1
    assert not EmbeddedServer(running.home).running()


def test_a_killed_supervisor_leaves_nothing_that_hinders_the_next(start: Callable[..., Running]) -> None:
    killed = start("var", "--without-demo")
    killed.hear("按 Ctrl-C 停止")
    children = killed.children()
    serving = children_of(children["web"])
    assert set(children) >= {"web", "worker"}
    os.kill(killed.process.pid, signal.SIGKILL)
    killed.process.wait()
    for name in ("web", "worker"):
        until(lambda name=name: gone(children[name]), 20, f"{name} went on")
    for pid in serving:
        until(lambda pid=pid: gone(pid), 20, "a process of the old web went on serving")
    after = start("var", "--without-demo")
    after.hear("按 Ctrl-C 停止")
    assert after.get() in (200, 302)
    assert after.end(signal.SIGHUP) <= 10
