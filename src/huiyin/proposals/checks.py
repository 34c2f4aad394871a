"""交之前看一眼: what a suggestion should have by its own rules, said before it is submitted. It advises and blocks nothing.

代表法第二十四条、第三十六条: 明确具体，注重反映实际情况和问题. One matter and the grounds on which an item is not taken as a
suggestion are local rules: only those of the congress's own procedure are looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from huiyin.procedures.schema import Procedure
from huiyin.proposals import texts
from huiyin.proposals.manuscripts import Words

LONGEST_TITLE = 50
SHORTEST_MATTER = 40
LONGEST_TEXT = 3000
MANY_ASKS = 8

_PLACE = re.compile(r"[路街巷里弄村镇乡湾桥站坝渠塘]|社区|小区|学校|小学|中学|医院|公园|市场|路口|广场|楼栋|园区|辖区|门口")
_NUMBER = re.compile(r"[0-9０-９]|[一二三四五六七八九十百千两几多]+[名个次户人辆米处件年月天栋]")
_TWO = re.compile(r"以及|及其他|、并|并(?=解决|加强|完善|推进|取消|调整)|和(?=解决|加强|完善|推进|取消|调整)")
# Words that a ground of refusal is usually told by; a ground of which none are known is left to the readers.
_SIGNS = {
    "personal": re.compile(r"本人的?(房|工资|待遇|职称|住房|补偿)|我家|我的(房|子女|亲属|爱人)|我(儿子|女儿|父亲|母亲|爱人)"),
    "case": re.compile(r"判决|上诉|起诉|再审|申请执行|案号|[（(]20[0-9]{2}[）)].{0,6}(民|刑|行|执)"),
    "letters": re.compile(r"来信(转|如下)|转交.{0,6}(来信|信件)|受.{1,12}委托"),
    "accusation": re.compile(r"举报|检举|控告|申诉人"),
    "products": re.compile(r"本公司|我公司|我司|专利产品|推广(使用|本|我)|品牌"),
    "tender": re.compile(r"中标|投标|招标"),
}
_SPLIT = {
    "case_or_letters": ("case", "letters"),
    "academic_or_products": ("products",),
    "judicial": ("case",),
    "judicial_case": ("case",),
    "forwarding": ("letters",),
    "complaint": ("accusation",),
    "promotion": ("products",),
    "own_interest": ("personal",),
}


@dataclass(frozen=True)
class Remark:
    """One thing that was looked at: whether it is as it should be, and the sentence for the deputy."""

    good: bool
    said: str


def remarks(words: Words, place: str, procedure: Procedure) -> list[Remark]:
    """What a careful reader would say first; nothing here keeps anybody from submitting."""
    said = words.plain
    text = "\n".join((said.title, said.matter, *said.asks))
    found = [
        _one_matter(said),
        _facts(said, place),
        _asks(said),
    ]
    found += _length(said, text)
    found += [Remark(False, texts.GROUND_SIGN.format(ground=label)) for label in grounds_met(text, procedure)]
    return found


def _one_matter(said: Words) -> Remark:
    several = len(said.asks) > MANY_ASKS or bool(_TWO.search(said.title))
    return Remark(not several, texts.SEVERAL_MATTERS if several else texts.ONE_MATTER)


def _facts(said: Words, place: str) -> Remark:
    there = bool((place or _PLACE.search(said.matter)) and _NUMBER.search(said.matter))
    return Remark(there, texts.HAS_FACTS if there else texts.WANTS_FACTS)


def _asks(said: Words) -> Remark:
    if not said.asks:
        return Remark(False, texts.WANTS_ASKS)
    short = any(len(ask) < 6 for ask in said.asks)
    return Remark(not short, texts.SHORT_ASKS if short else texts.HAS_ASKS.format(n=len(said.asks)))


def _length(said: Words, text: str) -> Iterator[Remark]:
    if len(said.title) > LONGEST_TITLE:
        yield Remark(False, texts.LONG_TITLE.format(n=len(said.title), most=LONGEST_TITLE))
    if len(said.matter) < SHORTEST_MATTER:
        yield Remark(False, texts.SHORT_MATTER)
    if len(text) > LONGEST_TEXT:
        yield Remark(False, texts.LONG_TEXT.format(n=len(text), most=LONGEST_TEXT))


def grounds_met(text: str, procedure: Procedure) -> list[str]:
    """The procedure's grounds (不作为建议处理的情形) of which the text bears a sign, in its own words."""
    grounds = procedure.raising.refusal_grounds.value or ()
    return [
        ground.label
        for ground in grounds
        if any(_SIGNS[sign].search(text) for sign in _SPLIT.get(ground.code, (ground.code,)) if sign in _SIGNS)
    ]


# The mark as it is printed on a cover (保密法实施条例): the level, a star, the time. The words alone may be the matter.
_SECRET = re.compile(r"(?:绝密|机密|秘密)\s*[★☆*＊]")


def secrecy_mark(written: str) -> str:
    """The mark of a state secret in what was written, "" where there is none."""
    found = _SECRET.search(written)
    return found[0] if found is not None else ""


def bears_secrecy_mark(words: Words) -> bool:
    said = words.plain
    return any(secrecy_mark(part) for part in (said.title, said.matter, *said.asks))
