"""Units and deputies out of cells as offices fill them: 「市自然资源和规划局、等」, 「张三等3人」, 「主办：…」.

What a cell leaves open (等, 有关部门) is kept apart, to be asked.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from huiyin.dispatch.ledger.layout import UNIT_END
from huiyin.foundation.text import tidy_name
from huiyin.foundation.written_dates import NUMERAL, fold, number_of

ROLE_WORDS = {
    "主办": "lead", "牵头": "lead", "承办": "lead", "独办": "lead", "主要承办": "lead",
    "分办": "separate",
    "协办": "assist", "会办": "assist", "配合": "assist", "参办": "assist", "会同": "assist",
}  # fmt: skip
ROLE = "|".join(sorted(ROLE_WORDS, key=len, reverse=True))
LABEL = re.compile(rf"({ROLE})(?:单位|部门)?\s*[:：]")
BRACKETED = re.compile(rf"[(（]({ROLE})(?:单位|部门)?[)）]")
AND_MORE = re.compile(
    rf"[、,，]?等(?:有关|相关)?(?:{NUMERAL}[家个])?(?:单位|部门|有关方面)?$|[、,，](?:及)?(?:有关|相关)(?:单位|部门)$"
)
NUMBERING = re.compile(r"^(?:[0-9]{1,2}[.．、)）]|[(（][0-9]{1,2}[)）]|[①-⑳])\s*")
NOTHING = frozenset({"", "无", "/", "-", "—", "——", "暂无", "待定", "待分办", "空", "\\", "*"})
VAGUE = re.compile(
    r"(?:各|全区各|全市各|全县各|有关|相关|其他|涉及的?|辖区|属地).*|.*(?:有关|相关)(?:部门|单位|镇|乡|街道).*|.*(?:各镇|各乡|各街道).*"
)
OPENING, CLOSING = "(（[【〔《", ")）]】〕》"
SEPARATORS = "、，,；;\n"
JOINED = re.compile(rf"^(.{{2,}}{UNIT_END})(?:和|与|及|以及|会同)([区市县州省旗盟镇].{{2,}})$")
LONGEST_UNIT = 80


@dataclass
class Units:
    """Names in the order written. `roles` holds what the cell itself says about a unit (主办：…, …（协办））."""

    names: list[str] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    more: bool = False
    vague: list[str] = field(default_factory=list)
    too_long: list[str] = field(default_factory=list)


def split_outside_brackets(text: str, separators: str = SEPARATORS) -> list[tuple[str, str]]:
    """(part, the separator before it)."""
    parts: list[tuple[str, str]] = []
    depth, start, before = 0, 0, ""
    for index, letter in enumerate(text):
        if letter in OPENING:
            depth += 1
        elif letter in CLOSING:
            depth = max(0, depth - 1)
        elif letter in separators and (not depth or letter == "\n"):
            # a bracket never closed must not swallow the rest of the cell
            parts.append((text[start:index], before))
            start, before, depth = index + 1, letter, 0
    parts.append((text[start:], before))
    return parts


def _unwrap(parts: list[tuple[str, str]]) -> list[str]:
    """A line break inside a name (市自然资源和⏎规划局) joins, one after a whole name separates."""
    joined: list[str] = []
    for part, before in parts:
        part = part.strip()
        last = fold(joined[-1]) if joined else ""
        whole = re.search(rf"{UNIT_END}[)）]?$|等$", last) or (len(last) > 3 and re.match("[区市县州省旗盟]", part))
        if before == "\n" and last and part and not whole:
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def _spaced(part: str) -> list[str]:
    words = part.split()
    if len(words) > 1 and all(re.search(rf"{UNIT_END}$", fold(word)) and len(word) > 2 for word in words):
        return words
    return [re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", part)]


def split_units(text: str) -> Units:
    """Every unit a cell names, once, without 「等」; what is no single unit (各街道、有关部门) goes to `vague`."""
    found = Units()
    role = ""
    labelled = LABEL.split(text)
    for index, segment in enumerate(labelled):
        if index % 2:
            role = ROLE_WORDS[segment]
            continue
        for whole in _unwrap(split_outside_brackets(segment)):
            for part in _spaced(whole):
                joined = JOINED.match(part)
                for piece in (joined[1], joined[2]) if joined else (part,):
                    _add_unit(found, piece, role)
    return found


def _add_unit(found: Units, part: str, role: str) -> None:
    name = NUMBERING.sub("", part.strip(" \t。.")).strip()
    bracketed = BRACKETED.search(name)
    if bracketed:
        role = ROLE_WORDS[bracketed[1]]
        name = BRACKETED.sub("", name).strip()
    shorter = AND_MORE.sub("", name)
    if shorter != name or name == "等":
        found.more = True
        name = "" if name == "等" else shorter.strip()
    if fold(name) in NOTHING:
        return
    if VAGUE.fullmatch(fold(name)):
        found.vague.append(name)
    elif len(name) > LONGEST_UNIT:
        found.too_long.append(name)
    else:
        name = tidy_name(name)
        if name not in found.names:
            found.names.append(name)
        if role:
            found.roles[name] = role


# ── deputies ─────────────────────────────────────────────────────────────────────────────────────────────────────────

HOW_MANY = re.compile(rf"[、,，\s]?等\s*(?P<count>{NUMERAL})?\s*(?:余|多)?\s*(?:[人名位])?(?:代表)?$")
DELEGATION = re.compile(r".{1,20}(?:代表团|代表组|代表小组)$")
TRAILING = re.compile(r"(?:[(（][^()（）]*[)）])+$")
HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"


@dataclass
class Deputies:
    """`count` is the number of all signers including the lead, where the cell tells it (等3人 = three in all)."""

    names: list[str] = field(default_factory=list)
    count: int | None = None
    open_end: bool = False
    bracketed: str = ""

    @property
    def is_delegation(self) -> bool:
        return len(self.names) == 1 and bool(DELEGATION.fullmatch(self.names[0]))


def _person(part: str) -> tuple[str, str]:
    """A name without blanks between its letters, and what stands in brackets behind it."""
    part = part.strip(" \t。.:：")
    tail = TRAILING.search(part)
    bracketed = tail[0].strip("()（）") if tail else ""
    name = TRAILING.sub("", part)
    return tidy_name(re.sub(r"\s+", " ", name).strip()), bracketed


def split_deputies(text: str) -> Deputies:
    found = Deputies()
    text = re.sub(r"^\s*(?:领衔|第一|主提)?(?:代表|人|提出人)?\s*[:：]\s*", "", text)
    counted = HOW_MANY.search(unicodedata.normalize("NFKC", text))
    if counted:
        found.count = number_of(counted["count"]) if counted["count"] else None
        found.open_end = found.count is None
        text = unicodedata.normalize("NFKC", text)[: counted.start()]
    for part, _ in split_outside_brackets(text, SEPARATORS + "/|"):
        words = part.split()
        whole = len(words) < 2 or any(len(fold(word)) < 2 or not re.fullmatch(rf"{HAN}+", word) for word in words)
        for word in [part] if whole else words:
            name, bracketed = _person(word)
            if fold(name) in NOTHING:
                continue
            if not found.names and bracketed:
                found.bracketed = bracketed
            if name not in found.names:
                found.names.append(name)
    return found
