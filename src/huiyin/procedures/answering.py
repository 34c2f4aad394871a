"""A congress's own answers to what its procedure leaves open: each answer is a new version, valid from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from huiyin.people.models import Congress
from huiyin.procedures import texts
from huiyin.procedures import values as v
from huiyin.procedures.choosing import ALWAYS, newest_number
from huiyin.procedures.loading import from_stored, overlay, stored
from huiyin.procedures.models import ProcedureVersion
from huiyin.procedures.schema import LimitRule, Procedure

OWN_DOCUMENT = "full"
"""How a document that the congress itself cites counts: the person who typed the answer has it before them."""


def newest(congress_id: int) -> ProcedureVersion | None:
    """The version that holds last, perhaps only from a day to come."""
    return ProcedureVersion.objects.filter(congress_id=congress_id).order_by("-valid_from", "-number").first()


def may_reach_back(version: ProcedureVersion) -> bool:
    """True while the rules in force hold from the beginning: then an answer may hold for items of earlier years as well."""
    return version.valid_from <= ALWAYS


def answered(
    procedure: Procedure, path: str, rule: Mapping[str, Any], source: str, reference: str = ""
) -> dict[str, Any]:
    """An answer to the rule at `path`, in the shape `loading.overlay` takes.

    `source` is the short name of a document, `reference` what follows it (第九条).
    """
    leaf = dict(rule) | {"source": f"{source}{reference}"}
    answers: dict[str, Any] = {}
    at = answers
    *groups, last = path.split(".")
    for group in groups:
        at = at.setdefault(group, {})
    at[last] = leaf
    documents = procedure.model_dump(mode="json")["documents"]
    if source not in documents:
        documents[source] = {"title": source[:60], "seen": OWN_DOCUMENT}
    return answers | {"documents": documents}


def answer(
    congress: Congress,
    base: ProcedureVersion,
    answers: Mapping[str, Any],
    *,
    valid_from: date,
    seat_id: int | None = None,
    note: str = "",
) -> ProcedureVersion:
    """Make the next version out of `base`, the one that holds on `valid_from`. Raises `floor.ProcedureRefused`.

    Versions that begin later stay as they are: the answer is not in them.
    """
    procedure = overlay(from_stored(base.values), answers)
    return ProcedureVersion.objects.create(
        congress=congress,
        number=newest_number(congress) + 1,
        profile=base.profile,
        valid_from=valid_from,
        values=stored(procedure),
        seat_id=seat_id,
        note=note[:200],
    )


# -- what a page may ask for -----------------------------------------------------------------------------------------

LIMIT, YESNO, NUMBER, CHOICE, CHOICES = "limit", "yesno", "number", "choice", "choices"
NAMES, WORDS, SHARE, CLASSES, ELSEWHERE = "names", "words", "share", "classes", "elsewhere"


class Asked(NamedTuple):
    """How a rule is asked for: the kind of answer, and for choices the (code, words) there are."""

    kind: str
    choices: tuple[tuple[str, str], ...] = ()


def asked(procedure: Procedure, path: str) -> Asked:
    """What kind of answer the rule at `path` takes. Raises `KeyError` for no such rule."""
    leaf = procedure.leaf(path)
    if isinstance(leaf, LimitRule):
        return Asked(LIMIT)
    told = _without_none(type(leaf).model_fields["value"].annotation)
    entries = get_args(told)[0] if get_origin(told) is tuple else None
    chosen = told if entries is None else _without_none(entries)
    if isinstance(chosen, type) and issubclass(chosen, StrEnum):
        words = texts.CHOICES.get(chosen, {})
        options = tuple((str(code), words.get(str(code), str(code))) for code in chosen)
        return Asked(CHOICE if entries is None else CHOICES, options)
    if entries is not None:
        return Asked({v.Named: NAMES, v.LetterClass: CLASSES}.get(chosen, ELSEWHERE))
    return Asked({bool: YESNO, int: NUMBER, str: WORDS, Fraction: SHARE}.get(chosen, ELSEWHERE))


def _without_none(told: Any) -> Any:
    """The bare type of `T | None`, of `Annotated[T, …]`, of both."""
    while True:
        if get_origin(told) is Annotated:
            told = get_args(told)[0]
        elif get_origin(told) in (Union, UnionType):
            told = next(one for one in get_args(told) if one is not type(None))
        else:
            return told


CLASS_PRESETS: Mapping[str, tuple[dict[str, Any], ...]] = {
    "ab": (
        {"code": "A", "label": "已经解决或者采纳", "counts_as_solved": True},
        {"code": "B", "label": "列入计划逐步解决", "requires_due_date": True, "creates_commitment": True},
        {"code": "C", "label": "留作参考", "requires_reason": True},
    ),
    "abcd": (
        {"code": "A", "label": "已经解决或者基本解决", "counts_as_solved": True},
        {"code": "B", "label": "正在解决或者列入规划解决", "requires_due_date": True, "creates_commitment": True},
        {"code": "C", "label": "因条件限制暂时不能解决", "requires_reason": True},
        {"code": "D", "label": "留作参考", "requires_reason": True},
    ),
}
"""Schemes that many offices use, to be chosen with the document that prescribes one; none is a default."""
