"""From profile files and a congress's own answers to a checked `Procedure`, and to and from its kept form.

A rule is replaced as a whole, never mixed: a value may not stand beside another document's source.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from pydantic import ValidationError

from . import floor, texts
from .schema import SCHEMA_VERSION, Procedure
from .values import Level

_LEAF_KEYS = frozenset({"value", "source", "note", "amount", "unit", "trigger"})
_PROFILES = resources.files(__package__) / "profiles"


class ProfileUnknown(LookupError):
    """No shipped profile has this name; the message says which there are."""


class Blank(NamedTuple):
    """An open rule: the set-up page and `huiyin doctor` list these."""

    path: str
    label: str
    why: str


@cache
def available_profiles() -> tuple[str, ...]:
    """Names of the shipped profiles, `base` first."""
    names = sorted(f.name.removesuffix(".toml") for f in _PROFILES.iterdir() if f.name.endswith(".toml"))
    return ("base", *(name for name in names if name != "base"))


@cache
def load_profile(name: str) -> Procedure:
    """The shipped profile `name`, inheritance resolved and checked.

    Raises `ProfileUnknown`, or `floor.ProcedureRefused` for rules below the national floor.
    """
    return read(_raw(name))


def read(rules: Mapping[str, Any]) -> Procedure:
    """Check rules written as in a profile file (with everything inherited already in).

    Raises `floor.ProcedureRefused`.
    """
    try:
        procedure = Procedure.model_validate(dict(rules))
    except ValidationError as error:
        raise floor.ProcedureRefused([_sentence(e["loc"], e["type"], e["msg"]) for e in error.errors()]) from error
    floor.check(procedure)
    return procedure


def overlay(procedure: Procedure, answers: Mapping[str, Any]) -> Procedure:
    """`procedure` with a congress's own answers over it, each with its source, nested as in a profile file.

    A new document cited by an answer is named in `answers["documents"]`. Raises `floor.ProcedureRefused`.
    """
    return read(_merged(procedure.model_dump(mode="json"), answers))


def blanks(procedure: Procedure) -> list[Blank]:
    """What the procedure leaves open, in the order of a suggestion's life; rules of levels it does not fit are left out."""
    foreign = [f".{level.value}" for level in Level if not procedure.fits(level)]
    return [
        Blank(path, texts.label(path), texts.LABELS[path].why + leaf.note)
        for path, leaf in procedure.leaves()
        if leaf.is_blank and not any(path.endswith(end) for end in foreign)
    ]


def stored(procedure: Procedure) -> dict[str, Any]:
    """The form a case keeps: JSON values only, blanks and sources included."""
    return {"schema": SCHEMA_VERSION, **procedure.model_dump(mode="json")}


def from_stored(kept: Mapping[str, Any]) -> Procedure:
    """Back from `stored`. Not checked against the floor: a case keeps the rules it was registered under.

    Raises `ValueError` for a form written by a newer Huiyin.
    """
    rules = dict(kept)
    written = rules.pop("schema", None)
    if written != SCHEMA_VERSION:
        raise ValueError(f"这份规程是另一个版本的回音写的（格式{written}，本机能读{SCHEMA_VERSION}）。请先升级再打开。")
    return Procedure.model_validate(rules)


def _raw(name: str, asked_by: tuple[str, ...] = ()) -> dict[str, Any]:
    if name not in available_profiles():
        raise ProfileUnknown(f"没有名为“{name}”的规程。可用的有：{'、'.join(available_profiles())}。")
    if name in asked_by:
        raise ValueError(f"规程互相继承成了圈：{' → '.join((*asked_by, name))}")
    rules = tomllib.loads((_PROFILES / f"{name}.toml").read_text(encoding="utf-8"))
    parent = rules.get("extends")
    return _merged(_raw(parent, (*asked_by, name)), rules) if parent else rules


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(under)
    for key, mine in over.items():
        theirs = under.get(key)
        both_groups = isinstance(mine, Mapping) and isinstance(theirs, Mapping) and not (_LEAF_KEYS & mine.keys())
        result[key] = _merged(theirs, mine) if both_groups else mine  # type: ignore[arg-type]
    return result


def _sentence(where: tuple[int | str, ...], kind: str, message: str) -> str:
    parts = [str(part) for part in where]
    path = next((".".join(parts[:n]) for n in range(len(parts), 0, -1) if ".".join(parts[:n]) in texts.LABELS), "")
    name = texts.label(path) if path else ".".join(parts)
    if kind == "value_error":
        said = message.removeprefix("Value error, ")
        if not name:
            # Checks over the whole procedure begin with the path they speak of.
            first, _, rest = said.partition(" ")
            said = f"{texts.label(first)}{rest}" if first in texts.LABELS else said
        return f"{name}：{said}。" if name else f"{said}。"
    if kind == "extra_forbidden":
        return f"没有“{'.'.join(parts)}”这一项，请核对写法。"
    if kind == "missing":
        return f"缺少“{'.'.join(parts)}”。"
    return f"{name or '规程'}的内容不合要求，请核对写法。"
