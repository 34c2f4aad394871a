"""The keys of an installation, apart from its backups: which there are, their fingerprints, and the file they go into.

A backup holds fingerprints only (ADR 0011). Passwords of the database and the key of Django's signatures are no data:
a restored home makes its own, and everybody signs in again. Nor are the passwords of mail server and text gateway: they
are asked of whoever runs those.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from huiyin.foundation import clock, digests
from huiyin.foundation.home import Home, SetupProblem

FORMAT = "huiyin-keys"
SAVED = "keys-saved"
# Made anew by every home. What a later version adds is taken for data until it is named here.
OF_THE_HOME = ("django", "database-", "gateway-")
ABOUT = (
    "回音的密钥。没有它，恢复以后电话解不开，事件摘要也不能再比对。不要和备份放在同一个地方，不要发到网上。"
    "恢复时用：huiyin restore 备份 --keys 这个文件"
)


class KeysFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    format: str
    about: str
    made_at: str
    keys: dict[str, str]


def of(home: Home) -> dict[str, str]:
    """Name → key of everything in HUIYIN_HOME/keys that the data depend on."""
    folder = home.path("keys")
    names = sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []
    return {name: home.secret(name) for name in names if not name.startswith((*OF_THE_HOME, "."))}


def fingerprint(name: str, key: str) -> str:
    """Tells one key from another and nothing about it: keys are 48 random bytes."""
    return digests.keyed(key.encode(), f"huiyin key {name}".encode())


def fingerprints(keys: dict[str, str]) -> dict[str, str]:
    return {name: fingerprint(name, key) for name, key in keys.items()}


def save(home: Home, file: Path) -> None:
    """Write the keys to a new file, readable by its owner alone. The same keys already there are left as they are.

    Raises SetupProblem when other keys, or anything else, lie there.
    """
    keys = of(home)
    if not keys:
        raise SetupProblem(f"{home.path('keys')} 里还没有数据用的密钥：这个目录还没有启动过。没有写文件。")
    if file.exists():
        if read(file) != keys:
            raise SetupProblem(f"{file} 已经存在，里面是别的密钥，没有覆盖。请换一个文件名。")
    else:
        content = KeysFile(format=FORMAT, about=ABOUT, made_at=clock.now().isoformat(timespec="seconds"), keys=keys)
        text = json.dumps(content.model_dump(), ensure_ascii=False, indent=2) + "\n"
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise SetupProblem(f"写不了 {file}（{error.strerror}）。请换一个位置。") from error
        with os.fdopen(handle, "w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
    home.path(SAVED).write_text(json.dumps(fingerprints(keys), indent=2) + "\n")


def saved(home: Home) -> bool:
    """Whether the keys as they are now have been saved outside, as far as this home knows."""
    record = home.path(SAVED)
    if not record.exists():
        return False
    told = json.loads(record.read_text())
    return all(told.get(name) == mark for name, mark in fingerprints(of(home)).items())


def read(file: Path) -> dict[str, str]:
    """The keys in a file that `save` wrote. Raises SetupProblem when it is none."""
    try:
        content = KeysFile.model_validate_json(file.read_bytes())
    except OSError as error:
        raise SetupProblem(f"读不了密钥文件 {file}（{error.strerror}）。") from error
    except ValidationError as error:
        raise SetupProblem(f"{file} 不是回音的密钥文件，或者已经损坏。请换用另存的一份。") from error
    if content.format != FORMAT:
        raise SetupProblem(f"{file} 不是回音的密钥文件。它应当由 huiyin keys save 写出。")
    return content.keys


def fitting(needed: dict[str, str], given: dict[str, str]) -> dict[str, str]:
    """Those of the given keys that a backup needs. Raises SetupProblem when one is missing or another one."""
    missing = [name for name in needed if name not in given]
    if missing:
        raise SetupProblem(f"密钥文件里缺少 {'、'.join(missing)}，备份里的数据要用它。请换用另存的密钥文件。")
    wrong = [name for name in needed if not digests.same(fingerprint(name, given[name]), needed[name])]
    if wrong:
        raise SetupProblem(
            f"密钥不对：{'、'.join(wrong)} 不是做这份备份时用的那一把。没有恢复，什么也没有动。"
            "请找同一套安装在做备份以前另存的密钥文件。"
        )
    return {name: given[name] for name in needed}


def put(home: Home, keys: dict[str, str]) -> None:
    """Lay the keys into a home that has none yet."""
    folder = home.path("keys")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, key in keys.items():
        with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(key)
    home.path(SAVED).write_text(json.dumps(fingerprints(keys), indent=2) + "\n")
