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
_WILL = re.compile(
    r"将|拟|计划|力争|争取|确保|预计|承诺|保证|准备|打算|安排|启动|开工|完工|竣工|完成|建成|投用|投入使用|通车|实施|"
    r"推进|办结|解决|落实|改造|新建|增设|安装|整治|修复|出台|印发|制定|列入|纳入|组织|开展|协调|督促|研究|移交|拆除|清理|"
    r"配备|更换|维修|启用|公布|回复|反馈|实现|达到|建立"
)
_FUTURE = re.compile(r"将|拟|计划|力争|争取|确保|预计|承诺|保证|准备|打算|要在|会在|下一步|待")
_PAST = re.compile(
    r"已经?(?!列入|纳入)|业经|截至|曾|此前|去年|上年|前期"
    r"|(?:完成|建成|开工|竣工|印发|修复|安装|启动|整治|投用|出台|组织|开展)了"
)
_NOT_OURS = re.compile(
    r"您(?:在|提出|建议|反映|希望)|代表(?:提出|建议|反映)|感谢|收悉|收到|欢迎|请您|希望您|敬请|联系电话|按照.{0,20}(?:规定|要求)$"
)


def candidates(text: str, written: Written) -> Iterator[Candidate]:
    """Sentences that read like promises, in their order: of the unit, of what is to come, with words for when."""
    for match in _ENDS.finditer(text):
        sentence = match[0].strip()
        if not _WILL.search(sentence) or _NOT_OURS.search(sentence):
            continue
        found = find_due(sentence, written)
        ahead = [due for due in found if due.kind is not DueKind.VAGUE and _is_to_come(sentence, due, written)]
        if ahead:
            yield Candidate(sentence, max(ahead, key=_latest))
        elif found and all(due.kind is DueKind.VAGUE for due in found) and _FUTURE.search(sentence):
            yield Candidate(sentence, found[0])


def _is_to_come(sentence: str, due: Due, written: Written) -> bool:
    """A day that is past is a report; so is the clause around it that says 已 or 完成了 and nothing of what is to come."""
    if due.on is not None and due.on < written.on:
        return False
    first = max(sentence.rfind(mark, 0, due.start) for mark in "，,：:") + 1
    ends = [at for mark in "，," if (at := sentence.find(mark, due.end)) >= 0]
    clause = sentence[first : min(ends, default=len(sentence))]
    return _PAST.search(clause) is None or _FUTURE.search(clause) is not None


def _latest(due: Due) -> tuple[bool, date]:
    return due.on is not None, due.on or date.min
