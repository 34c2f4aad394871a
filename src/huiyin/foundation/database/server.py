"""The embedded PostgreSQL of one HUIYIN_HOME: made, started, shared and stopped here.

It listens on a UNIX socket only. Whoever uses it holds a shared lock while doing so; the last one out stops it, unless
the operator asked for it to stay (`huiyin database start`). The kernel drops a killed process's lock by itself.

Inside HUIYIN_HOME/postgres: data/ · socket/ · server.log · data-dir and socket-dir (records of where those two really
are) · start.lock · in-use.lock · stay.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from huiyin.foundation.database import binaries
from huiyin.foundation.database.account import Account
from huiyin.foundation.database.binaries import Binaries
from huiyin.foundation.database.configuration import configuration, initdb_arguments
from huiyin.foundation.home import SUPERUSER, Home, SetupProblem

SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107  # bytes, sun_path of Linux without its final zero
START_SECONDS = 120  # recovery after a power cut reads up to max_wal_size of log
# No process can have this number, so PostgreSQL takes a lock file that names it for stale, and still looks whether
# orphaned backends hold the shared memory the file names.
NO_PROCESS = "999999999"


class EmbeddedServer:
    def __init__(self, home: Home, extra: Mapping[str, str] | None = None) -> None:
        """`extra` are settings over ours: tests trade durability for speed."""
        self.home = home
        self.folder = home.path("postgres")
        self.extra = dict(extra or {})
        self._children: list[subprocess.Popen[bytes]] = []

    # -- who uses it -------------------------------------------------------------------------------------------------

    @contextmanager
    def in_use(self) -> Iterator[EmbeddedServer]:
        """Have the server running for the length of the block; it stops with its last user."""
        with self._starting():
            use = self._open_lock("in-use.lock")
            fcntl.flock(use, fcntl.LOCK_SH)
            try:
                self._start()
            except BaseException:
                os.close(use)
                raise
        try:
            yield self
        finally:
            with self._starting():
                os.close(use)
                if not self.stays and not self.used():
                    self._stop()

    def used(self) -> bool:
        """Whether some process holds the server in use now."""
        if not self.folder.exists():
            return False
        lock = self._open_lock("in-use.lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(lock)
        return False

    @property
    def stays(self) -> bool:
        return (self.folder / "stay").exists()

    def start_to_stay(self) -> None:
        with self._starting():
            self._start()
            (self.folder / "stay").touch()

    def stop(self) -> None:
        """Stop now. Raises SetupProblem while others use the server."""
        if not self.folder.exists():
            return
        with self._starting():
            if self.used():
                raise SetupProblem(
                    "数据库正在使用中（make run 或另一条命令还没有结束），没有停止。请先结束它们，数据库会随之停止。"
                )
            (self.folder / "stay").unlink(missing_ok=True)
            self._stop()

    def _open_lock(self, name: str) -> int:
        return os.open(self.folder / name, os.O_RDWR | os.O_CREAT, 0o600)

    @contextmanager
    def _starting(self) -> Iterator[None]:
        """One process at a time may start or stop the server; the others wait here."""
        binaries.make_passable(self.folder)
        lock = self._open_lock("start.lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    # -- where it lies -----------------------------------------------------------------------------------------------

    @property
    def data(self) -> Path:
        record = self.folder / "data-dir"
        if not record.exists():
            return self.folder / "data"
        data = Path(record.read_text().strip())
        if not data.exists():
            # Never a new, empty database in place of the one that is not found.
            raise SetupProblem(
                f"{record} 说数据库在 {data}，但那里没有。没有新建数据库，以免盖住原来的数据。"
                f"请把数据目录放回原处；确实要从空库开始时，删除 {record} 再试。"
            )
        return data

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def _place(self) -> Path:
        """The data directory to make: inside HUIYIN_HOME when the server's user can get there."""
        here = self.folder / "data"
        account = Account.for_data(here)
        if account.may("-x", self.folder):
            return here
        elsewhere = binaries.SHARED / self._mark
        binaries.make_passable(elsewhere)
        return elsewhere / "data"

    def left_over(self) -> Path | None:
        """A database that a server of this home would take up although the home itself knows of none, or None.

        Under root the data may lie outside the home, by the home's path; they outlive a home that was moved away.
        """
        for data in (self.folder / "data", binaries.SHARED / self._mark / "data"):
            if (data / "PG_VERSION").exists():
                return data
        return None

    @property
    def _mark(self) -> str:
        return hashlib.sha256(os.fsencode(self.home.root)).hexdigest()[:12]

    def _socket_folder(self, account: Account) -> Path:
        here = self.folder / "socket"
        fits = len(os.fsencode(here / SOCKET)) <= LONGEST_SOCKET_PATH and "," not in str(here)
        if fits and account.may("-x", self.folder):
            here.mkdir(exist_ok=True, mode=0o700)
            account.give(here)
            return here
        recorded = self.home.socket_dir()
        if recorded != here and recorded.is_dir() and not recorded.is_symlink():
            state = recorded.stat()
            if state.st_uid == account.uid and state.st_mode & 0o777 == 0o700:
                return recorded
        # A name nobody can guess: in /tmp another user could lay out a directory of a known name beforehand.
        made = Path(tempfile.mkdtemp(prefix="huiyin-", dir="/tmp"))
        account.give(made)
        return made

    # -- state -------------------------------------------------------------------------------------------------------

    def running(self) -> bool:
        return self._postmaster() is not None

    def _postmaster(self) -> int | None:
        """The server's process id, when the lock file names a living PostgreSQL of this data directory."""
        lines = self._lock_file()
        pid = int(lines[0]) if lines and lines[0].isdigit() else 0
        return pid if pid and _alive(pid) and _works_in(pid, self.data) else None

    def _lock_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _ready(self) -> bool:
        lines = self._lock_file()
        if len(lines) < 8 or lines[7].strip() != "ready":
            return False
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.home.socket_dir() / SOCKET))
            except OSError:
                return False
        return True

    # -- making, starting, stopping (under the start lock) ------------------------------------------------------------

    def _start(self) -> None:
        if self.running():
            self._wait()
            return
        data = self.data if (self.folder / "data-dir").exists() else self._place()
        account = Account.for_data(data)
        programs = binaries.reachable(binaries.find(), account, self.folder)
        if (data / "PG_VERSION").exists():
            self._same_major(data, programs)
        else:
            self._make(data, account, programs)
        folder = self._socket_folder(account)
        (self.folder / "socket-dir").write_text(str(folder))
        (data / "postgresql.conf").write_text(configuration(programs.major, folder, self.extra))
        (data / "pg_hba.conf").write_text("local all all scram-sha-256\nlocal replication all scram-sha-256\n")
        self._forget_a_stranger(data / "postmaster.pid", folder / f"{SOCKET}.lock")
        give_up = time.monotonic() + START_SECONDS
        while not self._launch(data, account, programs):
            # Backends of a killed server leave by themselves once they notice; until then they hold its memory.
            if "shared memory block" not in self._last_words() or time.monotonic() > give_up:
                raise SetupProblem(
                    f"数据库没有启动起来，数据没有动。PostgreSQL 最后说：\n{self._last_words()}\n全文见 {self.log}"
                )
            time.sleep(0.5)

    def _make(self, data: Path, account: Account, programs: Binaries) -> None:
        """initdb beside the final place, then rename: a broken-off attempt never looks like a database."""
        draft = data.with_name(f"{data.name}.new")
        if draft.exists():
            shutil.rmtree(draft)
        draft.mkdir(mode=0o700)
        account.give(draft)
        with tempfile.NamedTemporaryFile("w", dir=draft.parent, prefix="pw-") as password:
            password.write(self.home.secret("database-superuser"))
            password.flush()
            account.give(Path(password.name))
            arguments = ["-D", str(draft), f"--pwfile={password.name}", *initdb_arguments(programs.major, SUPERUSER)]
            done = subprocess.run(
                [programs / "initdb", *arguments],
                cwd="/",
                env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                **account.identity(),
            )
        if done.returncode:
            shutil.rmtree(draft)
            raise SetupProblem(f"没有建成数据库目录 {data}。initdb 说：\n{(done.stderr or done.stdout).strip()}")
        draft.rename(data)
        if data.parent != self.folder:
            (self.folder / "data-dir").write_text(str(data))

    def _same_major(self, data: Path, programs: Binaries) -> None:
        written = (data / "PG_VERSION").read_text().strip()
        if written == str(programs.major):
            return
        raise SetupProblem(
            f"{data} 是 PostgreSQL {written} 写的，现在找到的程序是 {programs.version}（{programs.directory}）。"
            f"数据没有动。\n"
            f"继续用旧版：HUIYIN_PG_BIN=旧版程序目录 huiyin run（例如 /usr/lib/postgresql/{written}/bin）。\n"
            f"换到新版：\n"
            f"  1. HUIYIN_PG_BIN=旧版程序目录 huiyin database dump 备份.dump\n"
            f"  2. 把 {data} 改名，例如 {data.name}-{written}\n"
            f"  3. huiyin database restore 备份.dump"
        )

    def _forget_a_stranger(self, *locks: Path) -> None:
        """The number in the lock files of data and socket is no server of ours (we looked), but PostgreSQL refuses to
        start if it is anybody's: another program's after a restart of the machine, or a killed server's that nobody has
        buried yet.
        """
        for file in locks:
            if file.exists():
                _, *rest = file.read_text().splitlines() or [""]
                file.write_text("\n".join([NO_PROCESS, *rest]) + "\n")

    def _launch(self, data: Path, account: Account, programs: Binaries) -> bool:
        # Not through pg_ctl, which hands the path to a shell: a `$` in a folder's name would be expanded.
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        if self.log.exists():
            # Why it stopped stands in the log before this one.
            self.log.replace(self.log.with_suffix(".log.1"))
        with os.fdopen(os.open(self.log, flags, 0o600), "wb") as log:
            child = subprocess.Popen(
                [programs / "postgres", "-D", data],
                cwd="/",
                env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **account.identity(),
            )
        # Kept, so that a finished child is reaped and a running one outlives this object in peace.
        self._children.append(child)
        return self._wait(child)

    def _wait(self, child: subprocess.Popen[bytes] | None = None) -> bool:
        give_up = time.monotonic() + START_SECONDS
        while not self._ready():
            if child is not None and child.poll() is not None:
                return False
            if child is None and not self.running():
                return False
            if time.monotonic() > give_up:
                raise SetupProblem(
                    f"数据库 {START_SECONDS} 秒内没有就绪，仍在恢复。请看 {self.log}，稍后再试；数据没有丢。"
                )
            time.sleep(0.02)
        return True

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").strip().splitlines()[-6:])

    def _stop(self) -> None:
        pid = self._postmaster()
        if pid is None:
            return
        # Fast: open transactions are rolled back. Immediate only when that hangs; nothing committed is lost either way.
        for how, seconds in ((signal.SIGINT, 6), (signal.SIGQUIT, 2), (signal.SIGKILL, 2)):
            os.kill(pid, how)
            give_up = time.monotonic() + seconds
            while _alive(pid) and time.monotonic() < give_up:
                time.sleep(0.02)
            if not _alive(pid):
                break
        for child in self._children:
            child.poll()
        folder = self.home.socket_dir()
        if folder != self.folder / "socket" and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        # A process nobody has reaped yet answers kill(0) but is no more.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return True


def _works_in(pid: int, data: Path) -> bool:
    """Whether process `pid` is the server over `data`: a postmaster's working directory is its data directory."""
    try:
        return Path(os.readlink(f"/proc/{pid}/cwd")) == data.resolve()
    except PermissionError:
        return False
    except OSError:
        shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return str(data) in shown.stdout
