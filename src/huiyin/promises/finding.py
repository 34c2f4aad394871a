"""Sentences of a letter that read like promises: proposed to the clerk, who marks them or leaves them (rules.md 8.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from huiyin.promises.due_words import Due, DueKind, Written, find_due


@dataclass(frozen=True)
class Candidate:
    """A sentence of a letter that reads like a promise, with the words that say by when."""

    quote: str
    due: Due | None

    @property
    def is_firm(self) -> bool:
        """A day or a condition was named: left unmarked, it would be forgotten."""
        return self.due is not None and self.due.kind is not DueKind.VAGUE


_ENDS = re.compile(r"[^。；;！？!?\n]+[。；;！？!?]?")
_FUTURE = re.compile(r"将|拟|计划|力争|争取|确保|预计|承诺|保证|准备|打算|要在|会在|下一步|待|再")
_PAST = re.compile(
    r"已经?(?!列入|纳入)|业经|截至|曾|此前|去年|上年|前期"
    r"|(?:做|进行|召开|检查|排查|走访|约谈|开展)了"
    r"|(?:完成|建成|开工|竣工|印发|修复|安装|启动|整治|投用|出台|组织|开展)了"
)
_NOT_OURS = re.compile(
    r"您(?:在|提出的?|建议|反映|希望)(?![^，]{0,24}(?:，|,))|代表(?:提出|建议|反映)|感谢|收悉|收到|欢迎|请您|希望您|敬请|联系电话"
    r"|据了解|责令|由[^，。；、]{0,12}(?:局|公司|集团|部门|单位|厅|委)(?:负责|实施|承建|牵头)|有关单位承诺|部门(?:回复|答复)|按照.{0,20}(?:规定|要求)$"
)
# 每季度结束后20日内: a custom, not a promise.
_EVERY = re.compile(r"每(?:年|季度?|月|周|学期|次)[^，,]{0,6}$")
# 汛期（7月至9月）内: says when a season is.
_BRACKETS = re.compile(r"[）)](?:内|期间)")
_STANDS = re.compile(r"[前内]$")
_COMMA, _CLAUSE = "，,", 80
_RELATIVE = re.compile(r"[0-9零〇一二三四五六七八九十百两半]+个?(?:工作日|天|日|月|周|星期|年)")


def candidates(text: str, written: Written) -> Iterator[Candidate]:
    """Sentences that read like promises, in their order: of the unit, of what is to come, with words for when. One that
    names several days is told apart at its commas."""
    for match in _ENDS.finditer(text):
        sentence = match[0].strip()
        if _NOT_OURS.search(sentence):
            continue
        found = find_due(sentence, written)
        ahead = [due for due in found if due.kind is not DueKind.VAGUE and _is_to_come(sentence, due, written)]
        if ahead:
            yield from _told_apart(sentence, _conditions_first(ahead))
        elif found and all(due.kind is DueKind.VAGUE for due in found) and _FUTURE.search(sentence):
            yield Candidate(sentence, found[0])


def _conditions_first(dues: list[Due]) -> list[Due]:
    """待批复后，一个月内启动: the month hangs on the condition, and no day can be told."""
    kept: list[Due] = []
    for due in dues:
        hangs = kept and kept[-1].kind is DueKind.CONDITIONAL and _RELATIVE.match(due.words)
        if not hangs:
            kept.append(due)
    return kept


def _told_apart(sentence: str, dues: list[Due]) -> Iterator[Candidate]:
    """Where a comma stands between two, each has a part of the sentence; else the later day is the one that is kept."""
    parts: list[tuple[int, Due]] = []
    for due in dues:
        comma = max(sentence.rfind(mark, parts[-1][1].end if parts else 0, due.start) for mark in _COMMA)
        if not parts:
            parts.append((0, due))
        elif comma >= 0:
            parts.append((comma + 1, due))
        else:
            start, before = parts[-1]
            parts[-1] = start, max(before, due, key=_latest)
    ends = [start - 1 for start, _ in parts[1:]] + [len(sentence)]
    for (start, due), end in zip(parts, ends, strict=True):
        yield Candidate(sentence[start:end].strip(), due)


def _is_to_come(sentence: str, due: Due, written: Written) -> bool:
    """A day that is past is a report; so is the clause around it that says 已 or 完成了 and nothing of what is to come."""
    if due.on is not None and (due.on < written.on or _is_last_year_s(sentence, due, written)):
        return False
    if "每" in due.words or _BRACKETS.match(sentence, due.end) and sentence[due.start - 1 : due.start] in ("（", "("):
        return False
    # The clause around it, as far as a reader still takes it for one.
    near, far = max(due.start - _CLAUSE, 0), due.end + _CLAUSE
    first = max(near - 1, *(sentence.rfind(mark, near, due.start) for mark in "，,：:")) + 1
    if _EVERY.search(sentence, first, due.start):
        return False
    ends = [at for mark in "，," if (at := sentence.find(mark, due.end, far)) >= 0]
    clause = sentence[first : min(ends, default=far)]
    return _PAST.search(clause) is None or _FUTURE.search(clause) is not None


def _is_last_year_s(sentence: str, due: Due, written: Written) -> bool:
    """于11月底检查, written in December, was this November: no year is said, nothing is to come, and no “until”."""
    if due.on is None or due.on.year == written.on.year or re.search(r"年|春节|元旦|[今明]|春|学|冬", due.words):
        return False
    since = sentence[: due.start].endswith(("自", "从")) or sentence.startswith("起", due.end)
    return since or _STANDS.search(due.words) is None and _FUTURE.search(sentence) is None


def _latest(due: Due) -> tuple[bool, date]:
    return due.on is not None, due.on or date.min
