"""`huiyin run`: one small process that starts everything, watches it, and stops everything.

It loads neither Django nor the driver: preparing runs in a process of its own that ends.
"""

from __future__ import annotations

import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import click

from huiyin.cli.serving import LISTEN, PORT, PROCESSES
from huiyin.cli.support import SUPERVISOR, database_running, tell
from huiyin.foundation.home import Home, SetupProblem

FIRST_PAGE_SECONDS = 60
RESTARTS, WITHIN_SECONDS = 5, 60
WEB, WORKER = "网页服务", "后台任务"
PATIENCE_SECONDS = 4  # for web and worker; the database needs the rest of the ten


class Stop(BaseException):
    """Raised by the signal handler wherever the supervisor happens to be."""


STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _stop(number: int, frame: FrameType | None) -> None:
    # Once: an impatient second Ctrl-C must not break off the stopping itself.
    for other in STOPPING:
        signal.signal(other, signal.SIG_IGN)
    raise Stop


@click.command()
@LISTEN
@PORT
@PROCESSES
@click.option("--demo/--without-demo", default=True, help="新目录里是否装入演示数据。")
def run(host: str, port: int, processes: int, demo: bool) -> None:
    """启动数据库、网页和后台任务，按 Ctrl-C 全部停止。

    第一次启动会建立数据库并装入演示数据；以后启动保留已有数据。
    """
    home = Home.from_environment()
    home.refuse_if_unusable()
    home.root.mkdir(parents=True, exist_ok=True)
    _free_port(host, port)
    address = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}/"
    for number in STOPPING:
        signal.signal(number, _stop)
    with only_one(home, address):
        try:
            with database_running():
                Supervisor(host, port, processes).run(demo, address)
        except Stop:
            tell("已全部停止，数据已保存。")


def _free_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise SetupProblem(f"没有权限使用端口 {port}。请换一个大于 1023 的端口，例如：PORT=8000 make run") from None
        except OSError as error:
            raise SetupProblem(
                f"{host} 的端口 {port} 用不了（{error.strerror}）。多半是另一个程序占着："
                f"请先停止它，或换一个端口，例如：PORT={port + 1} make run"
            ) from None


@contextmanager
def only_one(home: Home, address: str) -> Iterator[None]:
    """Hold the home for one `huiyin run`, or `huiyin upgrade`. Raises SetupProblem while another holds it."""
    file = home.path("run.lock")
    lock = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupProblem(
                f"{home.root} 已经在运行：{file.read_text().strip()}。直接打开它，或先在那边按 Ctrl-C。"
            ) from None
        os.truncate(lock, 0)
        os.write(lock, f"{address}（进程 {os.getpid()}）".encode())
        yield
    finally:
        os.close(lock)


class Supervisor:
    def __init__(self, host: str, port: int, processes: int) -> None:
        self.host, self.port = host, port
        huiyin = [sys.executable, "-m", "huiyin"]
        web = [*huiyin, "web", "--host", host, "--port", str(port), "--processes", str(processes)]
        self.commands = {WEB: web, WORKER: [*huiyin, "worker"]}
        self.environment = os.environ | {SUPERVISOR: str(os.getpid())}
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.deaths: deque[float] = deque(maxlen=RESTARTS)

    def run(self, demo: bool, address: str) -> None:
        began = time.monotonic()
        try:
            seats = self._prepare(demo)
            # The worker waits for the first page: loading both at once would only delay it.
            self._start(WEB)
            self._first_page()
            self._start(WORKER)
            tell(f"\n回音已启动，用了 {time.monotonic() - began:.1f} 秒：{address}")
            if seats:
                tell(seats.rstrip())
            tell("按 Ctrl-C 停止。\n")
            self._watch()
        finally:
            self._stop_all()

    def _prepare(self, demo: bool) -> str:
        command = [sys.executable, "-m", "huiyin", "setup", "--demo" if demo else "--without-demo"]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True, env=self.environment)
        self.children["准备"] = child
        told = child.communicate()[0].decode()
        del self.children["准备"]
        if child.returncode:
            raise SetupProblem("没有启动：准备这一步没有完成，原因见上。数据没有动。")
        return told

    def _start(self, name: str) -> None:
        self.children[name] = subprocess.Popen(
            self.commands[name],
            stdin=subprocess.DEVNULL,
            # Out of the terminal's group: on Ctrl-C they stop in our order, not all at once.
            start_new_session=True,
            env=self.environment,
        )

    def _first_page(self) -> None:
        give_up = time.monotonic() + FIRST_PAGE_SECONDS
        while time.monotonic() < give_up:
            self._restart_dead()
            status = self._ask()
            if status is not None and status < 500:
                return
            if status is not None:
                # Database and static files are ready by now: an error does not go away by asking again.
                raise SetupProblem(f"第一个页面打不开（{status}），已全部停止，数据没有动。原因见上面的日志。")
            time.sleep(0.05)
        raise SetupProblem(f"网页服务 {FIRST_PAGE_SECONDS} 秒内没有回答，已全部停止，数据没有动。原因见上面的日志。")

    def _ask(self) -> int | None:
        host = "127.0.0.1" if self.host == "0.0.0.0" else self.host
        connection = http.client.HTTPConnection(host, self.port, timeout=10)
        try:
            connection.request("GET", "/", headers={"Host": f"127.0.0.1:{self.port}"})
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def _watch(self) -> None:
        while True:
            self._restart_dead()
            time.sleep(0.5)

    def _restart_dead(self) -> None:
        for name, child in list(self.children.items()):
            if child.poll() is None:
                continue
            # Its own children would go on serving, with what they had loaded, beside the new ones.
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            now = time.monotonic()
            self.deaths.append(now)
            if len(self.deaths) == RESTARTS and now - self.deaths[0] < WITHIN_SECONDS:
                raise SetupProblem(
                    f"{name}一分钟内停了 {RESTARTS} 次，不再重启，已全部停止。原因见上面的日志；数据没有丢。"
                )
            tell(f"{name}意外停止（代码 {child.returncode}），正在重新启动。")
            self._start(name)

    def _stop_all(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        give_up = time.monotonic() + PATIENCE_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.0, give_up - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        self.children.clear()
