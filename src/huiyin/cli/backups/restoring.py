"""`huiyin restore`: a backup into an empty home, proved before, while and after.

Nothing is made before the backup and the keys are found right. From then on a mark stands in the home, and nobody can
serve from it until the restored data have been held against the manifest and the chains verified.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import click

from huiyin.cli.backups import facts, keys, manifest, texts
from huiyin.cli.backups.manifest import Damaged, Manifest
from huiyin.cli.support import tell
from huiyin.foundation.database import binaries, dumping, roles
from huiyin.foundation.filekinds import human_size
from huiyin.foundation.home import Home, SetupProblem

PACKAGE = Path(__file__).resolve().parents[2]
OVERHEAD = 1.5  # a database being filled writes its log too
SPARE = 256 << 20


def restore(home: Home, source: Path, keys_file: Path | None, newer: Path | None = None) -> Manifest:
    """Restore, compare and verify. Raises SetupProblem; when the home has been begun, it then carries the mark.

    `newer` is a folder of anchors kept elsewhere: the restored chains must fit them as far as they reach.
    """
    try:
        backup, fitting = _proved(home, source, keys_file)
        binaries.make_passable(home.root)
    except OSError as error:
        raise SetupProblem(f"没有恢复，什么也没有动：{error.strerror}（{error.filename}）。") from error
    with _marked(home):
        keys.put(home, fitting)
        tell("2/4 附件和锚点……")
        _files(home, source, backup)
        with _server(home):
            tell("3/4 数据库……")
            _database(home, source)
            _compare(home, backup)
            if newer is not None:
                _anchors_kept_elsewhere(home, backup, newer)
            tell("4/4 升级到本程序的版本，逐条核对……")
            _verify(home)
    return backup


def _proved(home: Home, source: Path, keys_file: Path | None) -> tuple[Manifest, dict[str, str]]:
    """The manifest, and the keys it needs, once nothing stands against restoring it here. Makes nothing."""
    _empty(home)
    backup = manifest.read(source)
    fitting = _keys(backup, keys_file)
    manifest.prove_sealed(source, fitting[manifest.SEALING_KEY])
    _this_program_can(backup)
    _room(home, backup)
    tell(f"1/4 核对备份（{backup.made_at[:16]}，{len(backup.members)} 个文件，{human_size(backup.bytes)}）……")
    manifest.prove_members(source, backup)
    return backup, fitting


def _empty(home: Home) -> None:
    there = [] if not home.root.exists() else [p.name for p in home.root.iterdir() if p.name != "lost+found"]
    if there:
        raise SetupProblem(
            f"{home.root} 不是空的（里面有 {there[0]} 等），没有动它。请用 HUIYIN_HOME 指定一个空的或还不存在的目录。"
        )
    if home.embedded:
        from huiyin.foundation.database.server import EmbeddedServer

        left = EmbeddedServer(home).left_over()
        if left is not None:
            raise SetupProblem(f"{left} 里还有这个位置以前的数据库，没有动它。请先把它改名，或换一个 HUIYIN_HOME。")


def _keys(backup: Manifest, file: Path | None) -> dict[str, str]:
    if file is None:
        raise SetupProblem(
            f"恢复这份备份要用密钥（{'、'.join(backup.keys)}），备份里没有。"
            "请加上 --keys 密钥文件，就是用 huiyin keys save 另存的那一个。没有恢复，什么也没有动。"
        )
    return keys.fitting(backup.keys, keys.read(file))


def _this_program_can(backup: Manifest) -> None:
    """Refuse what a newer version made: this program would not know its tables, nor its pg_restore the dump."""
    known = {file.parent.parent.name: set[str]() for file in PACKAGE.glob("*/migrations/__init__.py")}
    for room, names in known.items():
        names.update(file.stem for file in (PACKAGE / room / "migrations").glob("*.py"))
    for done in backup.migrations:
        app, _, name = done.partition(".")
        if app in known and name not in known[app]:
            raise SetupProblem(
                f"备份是回音 {backup.product} 做的，比本程序（{version('huiyin')}）新，没有恢复。请用那个版本或更新的版本。"
            )
    found = binaries.find()
    if found.major < backup.dumped_by:
        raise SetupProblem(
            f"备份是 PostgreSQL {backup.dumped_by} 的 pg_dump 写的，现在找到的程序是 {found.version}，读不了。"
            "没有恢复。请不设 HUIYIN_PG_BIN，或让它指向新版的程序目录。"
        )


def _room(home: Home, backup: Manifest) -> None:
    place = home.root
    while not place.exists():
        place = place.parent
    needed = int(backup.database_bytes * OVERHEAD) + backup.bytes + SPARE
    free = shutil.disk_usage(place).free
    if free < needed:
        raise SetupProblem(
            f"{place} 的剩余空间 {human_size(free)}，恢复大约要 {human_size(needed)}，没有开始。请换一块磁盘。"
        )


@contextmanager
def _marked(home: Home) -> Iterator[None]:
    mark = home.unusable_mark

    def say(what: str) -> None:
        mark.write_text(texts.UNUSABLE.format(what=what, mark=mark))

    say("从备份恢复没有做完：正在进行，或者中断了。")
    try:
        yield
    except SetupProblem as problem:
        say(f"从备份恢复没有成功：{problem}")
        raise SetupProblem(mark.read_text().strip()) from problem
    except OSError as error:
        say(f"从备份恢复没有做完：{error.strerror}（{error.filename}）。")
        raise SetupProblem(mark.read_text().strip()) from error
    mark.unlink()


@contextmanager
def _server(home: Home) -> Iterator[None]:
    if not home.embedded:
        yield
        return
    from huiyin.foundation.database.server import EmbeddedServer

    with EmbeddedServer(home).in_use():
        roles.ensure(home)
        yield


def _files(home: Home, source: Path, backup: Manifest) -> None:
    for member in backup.members:
        if not member.path.startswith((f"{manifest.FILES}/", f"{manifest.ANCHORS}/")):
            continue
        # Held against the manifest once more: what counts is what has been written.
        if manifest.copy(source / member.path, home.path(member.path)).sm3 != member.sm3:
            raise Damaged(f"备份里的 {member.path} 在恢复当中变了，请检查备份所在的磁盘。")


def _database(home: Home, source: Path) -> None:
    name = home.database("superuser")["NAME"]
    with roles.superuser(home, name) as connection:
        holds = connection.execute(
            "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace "
            "where n.nspname in ('public', 'sealed') and c.relkind = 'r'"
        ).fetchone()
        if holds != (0,):
            raise SetupProblem(f"数据库 {name} 里已经有表，没有动它。请让管理员另建一个空库。")
        # Made empty by the roles' script; the dump brings it with its owner and contents.
        connection.execute("drop schema if exists sealed")
    dumping.load(home, source / manifest.DUMP)
    if home.embedded:
        roles.ensure(home)


def _compare(home: Home, backup: Manifest) -> None:
    """Raises Damaged where the restored database does not hold what the manifest says."""
    with facts.reading(home) as connection:
        held = facts.gather(connection)
    for table in sorted(backup.counts | held.counts):
        told, found = backup.counts.get(table, 0), held.counts.get(table, 0)
        if told != found:
            raise Damaged(f"恢复出来的表 {table} 有 {found} 行，清单上是 {told} 行。")
    for chain in sorted(backup.heads | held.heads):
        if backup.heads.get(chain) != held.heads.get(chain):
            name = "本安装" if chain == facts.INSTALLATION else chain
            raise Damaged(f"恢复出来的事件链（{name}）的链头与清单不同。")


def _anchors_kept_elsewhere(home: Home, backup: Manifest, folder: Path) -> None:
    """Take over the anchors up to the restored heads, for `verify` to hold the chains against, and set the later ones
    aside: they tell of events that are lost, and what happens from now on gets their numbers again.

    Raises Damaged where an anchor of the backup is not among them.
    """
    found = sorted(folder.glob("*.jsonl"))
    if not found:
        raise SetupProblem(f"{folder} 里没有锚点（*.jsonl）。请核对 --anchors 后面的目录。")
    for file in found:
        own = home.path(manifest.ANCHORS, file.name)
        lines = file.read_text(encoding="utf-8").splitlines()
        if own.exists() and lines[: len(of_backup := own.read_text(encoding="utf-8").splitlines())] != of_backup:
            raise Damaged(f"备份里的锚点 {file.name} 与 {folder} 里的不同：两份当中有一份被改动过，或属于另一套安装。")
        head = backup.heads.get(file.stem)
        reached = [line for line in lines if head is not None and _number(line, file) <= head.number]
        own.parent.mkdir(exist_ok=True, mode=0o700)
        own.write_text("".join(f"{line}\n" for line in reached), encoding="utf-8")
        if len(reached) < len(lines):
            _set_aside(own, lines[len(reached) :], head.number if head is not None else 0)


def _number(line: str, file: Path) -> int:
    try:
        return int(json.loads(line)["number"])
    except (ValueError, TypeError, KeyError):
        raise Damaged(f"锚点文件 {file} 里有一行读不懂。请换用另存的副本。") from None


def _set_aside(own: Path, lines: list[str], number: int) -> None:
    aside = own.with_name(f"{own.name}.after-backup")
    aside.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    newest = json.loads(lines[-1])
    tell(
        f"    {own.stem}：备份到第 {number} 号为止，另存的锚点记到第 {newest['number']} 号（{newest['at'][:16]}）。"
        f"中间的 {newest['number'] - number} 条事件是备份以后的，没有恢复；这些锚点留在 {aside}，请把损失记录在案。"
    )


def _verify(home: Home) -> None:
    """Bring the schema up to date and walk every chain, row and attachment. Raises Damaged where something is wrong."""
    from huiyin.cli.preparing import migrate
    from huiyin.cli.support import start_django
    from huiyin.cli.verify import check

    start_django()
    if home.embedded:
        from huiyin.cli.preparing import bring_up_to_date

        bring_up_to_date(home, always=True)
    elif os.environ.get("HUIYIN_OWNER_DATABASE_URL"):
        migrate(home)
    try:
        check(None)
    except click.exceptions.Exit:
        raise Damaged("恢复出来的数据没有通过核对，原因见上面各行。") from None
