"""`huiyin backup`: everything an installation would need to stand up again elsewhere, as one folder, while it serves.

Anchors are copied first and the database is read in one snapshot, so no anchor is newer than the events. Files are only
ever added, so what that snapshot names is there when it is copied afterwards.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from huiyin.cli.backups import facts, keys, manifest, texts
from huiyin.cli.backups.manifest import Manifest, Member
from huiyin.cli.folders import UNFINISHED, made_whole
from huiyin.cli.support import tell
from huiyin.foundation import clock, files
from huiyin.foundation.database import dumping
from huiyin.foundation.filekinds import human_size
from huiyin.foundation.home import Home, SetupProblem

LAST = "last-backup"
SPARE = 64 << 20  # bytes beyond what is counted: manifest, anchors, folders


def make(home: Home, target: Path) -> Manifest:
    """Make a backup of the running installation at `target`, which must not exist or be an empty folder.

    Raises SetupProblem when it cannot be made; then nothing stands at `target`.
    """
    home.refuse_if_unusable()
    with _only_one(home), made_whole(target, "备份") as draft:
        made = _fill(home, draft)
    _remember(home, made, target)
    return made


def _remember(home: Home, made: Manifest, target: Path) -> None:
    """Write down when and where, for doctor. Another user's file is replaced: the home is ours."""
    draft = home.path(f".{LAST}.{os.getpid()}")
    draft.write_text(json.dumps({"at": made.made_at, "place": str(target)}, ensure_ascii=False) + "\n")
    draft.replace(home.path(LAST))


@contextmanager
def _only_one(home: Home) -> Iterator[None]:
    try:
        lock = os.open(home.path("backup.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SetupProblem(
            f"用不了 {error.filename}（{error.strerror}），没有备份。请核对 HUIYIN_HOME，并用运行服务的那个用户执行。"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise SetupProblem("另一次备份正在进行，这一次没有做。请等它做完。") from None
    finally:
        os.close(lock)


def _fill(home: Home, draft: Path) -> Manifest:
    members = list(_anchors(home, draft))
    with facts.reading(home) as connection:
        if not facts.has_schema(connection):
            raise SetupProblem("数据库里还没有建表，没有可以备份的。请先运行 huiyin setup。")
        (snapshot,) = connection.execute("select pg_export_snapshot()").fetchone()
        held = facts.gather(connection)
        # After the snapshot: a key is made before the first row that needs it.
        known = keys.of(home)
        if manifest.SEALING_KEY not in known:
            raise SetupProblem(f"{home.root} 里还没有数据可以备份：一级人大也没有建立。请核对 HUIYIN_HOME。")
        wanted = list(facts.attachments(connection))
        _room(draft, held.database_bytes + sum(size for _, size in wanted))
        tell(f"1/3 数据库（约 {human_size(held.database_bytes)}）……")
        dumped_by = dumping.dump(home, draft / manifest.DUMP, snapshot, facts.LEFT_OUT)
    tell(f"2/3 附件（{len(wanted)} 个）……")
    stored, lost = _files(home, draft, wanted)
    tell("3/3 清单……")
    manifest.write_file(draft / manifest.README, texts.README.encode())
    members += [_member(draft, manifest.DUMP), _member(draft, manifest.README), *stored]
    made = Manifest(
        made_at=clock.now().isoformat(timespec="seconds"),
        product=version("huiyin"),
        postgres=held.postgres,
        dumped_by=dumped_by,
        migrations=held.migrations,
        counts=held.counts,
        heads=held.heads,
        keys=keys.fingerprints(known),
        database_bytes=held.database_bytes,
        lost=lost,
        members=members,
    )
    manifest.write(draft, made, known[manifest.SEALING_KEY])
    return made


def _anchors(home: Home, draft: Path) -> Iterator[Member]:
    folder = home.path("anchors")
    for path in manifest.walk(folder) if folder.is_dir() else ():
        name = f"{manifest.ANCHORS}/{path}"
        yield manifest.copy(folder / path, draft / name).model_copy(update={"path": name})


def _room(draft: Path, needed: int) -> None:
    free = shutil.disk_usage(draft).free
    if free < needed + SPARE:
        raise SetupProblem(
            f"{draft.parent} 的剩余空间 {human_size(free)}，这次备份最多要 {human_size(needed + SPARE)}，没有开始。"
            "请清理旧备份，或换一块磁盘。"
        )


def _files(home: Home, draft: Path, wanted: Iterable[tuple[str, int]]) -> tuple[list[Member], list[str]]:
    """Copy what the rows name; returns the members, and the digests whose content is not there or no longer itself."""
    stored: list[Member] = []
    lost: list[str] = []
    root = home.path("files")
    for digest, _ in wanted:
        source = files.path_of(digest, root)
        name = str(Path(manifest.FILES, source.relative_to(root)))
        if not source.is_file():
            lost.append(digest)
            continue
        copied = manifest.copy(source, draft / name)
        if copied.sm3 != digest:
            (draft / name).unlink()
            lost.append(digest)
            continue
        stored.append(copied.model_copy(update={"path": name}))
        if len(stored) % 1000 == 0:
            tell(f"    已复制 {len(stored)} 个")
    return stored, lost


def _member(draft: Path, name: str) -> Member:
    file = draft / name
    return Member(path=name, size=file.stat().st_size, sm3=manifest.digest_of(file))


def forget_older(target: Path, keep: int) -> list[Path]:
    """Remove older whole backups of the same installation beside `target`, so that `keep` remain; returns them."""
    own = manifest.read(target)
    found: list[tuple[str, Path]] = []
    for folder in target.parent.iterdir():
        if folder == target or folder.is_symlink() or not (folder / manifest.MANIFEST).is_file():
            continue
        try:
            other = manifest.read(folder)
        except SetupProblem as problem:
            tell(f"没有清理 {folder}：{problem}")
            continue
        if other.keys == own.keys and other.made_at <= own.made_at:
            found.append((other.made_at, folder))
    gone = [folder for _, folder in sorted(found)][: max(0, len(found) + 1 - keep)]
    for folder in gone:
        _remove(folder)
    return gone


def _remove(folder: Path) -> None:
    # Renamed first: broken off half-way it must not look like a backup.
    going = folder.with_name(folder.name + UNFINISHED)
    folder.rename(going)
    shutil.rmtree(going)
