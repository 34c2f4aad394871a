"""What a backup says of itself: every member with its digest, and what the database held at that moment.

`manifest.json` names the members; `manifest.sm3` holds the digest of the manifest itself, for anybody to check, and one
keyed by the installation's key, which nobody can make who only holds the backup.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict, ValidationError

from huiyin.cli.folders import UNFINISHED, closed_folder
from huiyin.foundation import digests
from huiyin.foundation.home import SetupProblem

FORMAT, VERSION = "huiyin-backup", 1
MANIFEST, SEAL = "manifest.json", "manifest.sm3"
DUMP, README, FILES, ANCHORS = "database.dump", "README.txt", "files", "anchors"
SEALING_KEY = "events"
CHUNK = 1 << 20


class Damaged(SetupProblem):
    """The backup is not as it was made."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Member(Strict):
    path: str
    size: int
    sm3: str


class Link(Strict):
    """The newest event of a chain."""

    number: int
    digest: str


class Manifest(Strict):
    """`postgres` is the version of the server, `dumped_by` the major version of the pg_dump that wrote the dump.

    `counts` are rows per table; `migrations` are "app.name"; `heads` are per congress, and the installation's own;
    `keys` are fingerprints; `lost` are digests of attachments that were already missing or damaged.
    """

    format: str = FORMAT
    version: int = VERSION
    made_at: str
    product: str
    postgres: str
    dumped_by: int
    migrations: list[str]
    counts: dict[str, int]
    heads: dict[str, Link]
    keys: dict[str, str]
    database_bytes: int
    lost: list[str]
    members: list[Member]

    @property
    def bytes(self) -> int:
        return sum(member.size for member in self.members)


def write(folder: Path, manifest: Manifest, key: str) -> None:
    """Write manifest and seal: the last two files of a backup."""
    content = (json.dumps(manifest.model_dump(), ensure_ascii=False, indent=1) + "\n").encode()
    write_file(folder / MANIFEST, content)
    write_file(folder / SEAL, _seal(content, key))


def _seal(content: bytes, key: str) -> bytes:
    return f"sm3 {digests.sm3(content)}\nhmac-sm3 {digests.keyed(key.encode(), content)}\n".encode()


def read(folder: Path) -> Manifest:
    """The manifest of a whole backup, its own digest proved. Raises Damaged or SetupProblem."""
    if folder.name.endswith(UNFINISHED):
        raise SetupProblem(f"{folder} 是一次没有做完的备份，不能用来恢复。请换一份完整的。")
    if not (folder / MANIFEST).is_file():
        raise SetupProblem(f"{folder} 不是一份完整的备份（没有 {MANIFEST}）。请指定 huiyin backup 做成的目录。")
    content = (folder / MANIFEST).read_bytes()
    told = (folder / SEAL).read_bytes() if (folder / SEAL).is_file() else b""
    if told.split(b"\n")[0] != f"sm3 {digests.sm3(content)}".encode():
        raise Damaged(f"备份的清单 {MANIFEST} 或 {SEAL} 被改动过或损坏了，没有恢复。请换一份备份。")
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError as error:
        raise SetupProblem(f"读不懂 {folder / MANIFEST}：它可能是更新的版本做的。请用做备份时的版本恢复。") from error
    if (manifest.format, manifest.version) != (FORMAT, VERSION):
        raise SetupProblem(f"这份备份的格式是 {manifest.format} {manifest.version}，本程序只认 {FORMAT} {VERSION}。")
    return manifest


def prove_sealed(folder: Path, key: str) -> None:
    """Raises Damaged unless the seal was made with this installation's key over this manifest."""
    if (folder / SEAL).read_bytes() != _seal((folder / MANIFEST).read_bytes(), key):
        raise Damaged(
            f"备份的封签 {SEAL} 与密钥对不上：清单是别人重做的，或者封签损坏了。没有恢复。请换一份备份，并查明原因。"
        )


def prove_members(folder: Path, manifest: Manifest, told: Callable[[Member], None] = lambda member: None) -> None:
    """Read every member and hold it against its digest; nothing may be missing, nothing more may lie there.

    Raises Damaged naming the first that does not fit.
    """
    listed = {member.path for member in manifest.members} | {MANIFEST, SEAL}
    for path in walk(folder):
        if path not in listed:
            raise Damaged(f"备份里多出一个清单上没有的文件：{path}。没有恢复。请查明它是怎么来的，或换一份备份。")
    for member in manifest.members:
        file = folder / member.path
        if not file.is_file() or file.is_symlink():
            raise Damaged(f"备份里缺少 {member.path}，没有恢复。请换一份备份。")
        if file.stat().st_size != member.size or not digests.same(digest_of(file), member.sm3):
            raise Damaged(f"备份里的 {member.path} 与清单上的摘要不符：它损坏了或被改动过。没有恢复，请换一份备份。")
        told(member)


def walk(folder: Path) -> Iterator[str]:
    """Paths of all that lies in a folder and is no folder, in order."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        for name in sorted(names + links):
            yield str((Path(place) / name).relative_to(folder))


def digest_of(file: Path) -> str:
    state = digests.hasher()
    with file.open("rb") as content:
        while chunk := content.read(CHUNK):
            state.update(chunk)
    return state.hexdigest()


def copy(source: Path, target: Path) -> Member:
    """Copy a file, on disk for good, and return it as a member under its own name."""
    state, size = digests.hasher(), 0
    closed_folder(target.parent)
    with source.open("rb") as content, _new(target) as out:
        while chunk := content.read(CHUNK):
            state.update(chunk)
            size += out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return Member(path=target.name, size=size, sm3=state.hexdigest())


def write_file(target: Path, content: bytes) -> None:
    with _new(target) as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _new(target: Path) -> BinaryIO:
    return os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
