"""Chinese text as words: what goes into the search index, and what a person's question is turned into.

The index is made here as text literals, so that no parser, dictionary or locale of the database server has a say
(dependencies.md §4). Two kinds of entries stand side by side in one tsvector: words of title and body, and pairs of
neighbouring characters (“bigrams”) of the short fields, with a dot in front. Words alone miss what the segmenter cut
elsewhere in the document; pairs with a LIKE check find every substring of a title, a number or a name.

Both sides are folded (NFKC, lower case). Folded text is for comparing only and is never shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import rjieba

DICTIONARY_VERSION = 1
"""Raise it whenever `DOMAIN_WORDS`, `IGNORED` or the folding changes: entries of an older version are indexed again."""

# Words of this trade that the general dictionary would cut. As one lexeme each they need no phrase search, which is
# ten times slower.
DOMAIN_WORDS = tuple(
    """
    人大代表 代表票决制 票决制 民生实事 民生实事项目 主办 会办 分办 协办 承办 承办单位 主办单位 会办单位 协办单位
    交办 督办 办复 办结 面商 面复 闭会期间 大会期间 见面沟通 答复函 办理答复 重新办理 代表建议 议案建议 建议批评
    满意度 基本满意 不满意 代表团 代表小组 代表工委 代表联络站 代表之家 人大常委会 主任会议 主席团 专门委员会
    工作委员会 街道工委 专题询问 执法检查 履职档案 述职评议 重点督办 重点建议 跟踪督办 承诺事项 选民接待
    营商环境 老旧小区 停车难 停车位 加装电梯 物业管理 业主委员会 电动自行车 充电桩 雨污分流 黑臭水体 污水处理 河长制
    断头路 背街小巷 城中村 托育服务 养老服务 长期护理保险 乡村振兴 高标准农田 农村公路 饮用水源 垃圾分类 一网通办
    """.split()  # noqa: SIM905 - a list of eighty quoted words would be harder to read and to add to
)

# Grammar that stands in nearly every sentence: it would make the index bigger and find nothing.
IGNORED = frozenset("的地得了着和与及或等在对为是把被")

MAX_TERMS = 12
MAX_TERM_LENGTH = 120
MAX_QUESTION = 4_000
MAX_LEXEMES = 40
MAX_POSITION = 16_383
MAX_POSITIONS = 255
MAX_LEXEME_BYTES = 2_046
MAX_VECTOR_BYTES = 900_000
"""PostgreSQL refuses a tsvector of 1,048,575 bytes; what comes after this many is left out of the index."""

PAIR = "·"

_UNFIT = re.compile(r"[\ud800-\udfff\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SELECTORS = re.compile(r"[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_FORMAT = re.compile(
    r"[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_BETWEEN_TERMS = re.compile(r"[\s，。；、,;]+")


@dataclass(frozen=True, slots=True)
class Query:
    """A question in three forms: texts for `::tsquery` (words; pairs) and a LIKE pattern to check the pairs by.

    A thing is found when `search @@ words`, or `search @@ bigrams` and its `short_text` is LIKE `like`. Empty texts
    find nothing. Terms of one or two characters are whole pairs, exact without a check: their pairs stand in `words`,
    so that the index is read once, newest first.
    """

    words: str
    bigrams: str
    like: str
    terms: tuple[str, ...]


@lru_cache(maxsize=1)
def _segmenter() -> rjieba.Jieba:
    segmenter = rjieba.Jieba()
    for word in DOMAIN_WORDS:
        segmenter.add_word(word, None, None)
    return segmenter


def fold(text: str) -> str:
    """For comparing only: full-width as half-width, lower case, without selectors, controls as spaces."""
    return _FORMAT.sub("", unicodedata.normalize("NFKC", _SELECTORS.sub("", _UNFIT.sub(" ", text))).casefold())


def _worth_finding(word: str) -> bool:
    return (
        word not in IGNORED
        and any(character.isalnum() for character in word)
        and len(word.encode()) <= MAX_LEXEME_BYTES
    )


@lru_cache(maxsize=50_000)
def _parts(word: str) -> tuple[str, ...]:
    """The word and every dictionary word inside it, as far as they are worth finding.

    cut_for_search gives parts of two and three characters only: 民生实事 would not be found in 民生实事项目.
    """
    parts = [word]
    if len(word) > 2 and not word.isascii():
        segmenter = _segmenter()
        inside = (word[start : start + size] for size in range(2, len(word)) for start in range(len(word) - size + 1))
        parts = [*(part for part in inside if segmenter.has_word(part)), word]
    return tuple(part for part in parts if _worth_finding(part))


def words(text: str) -> list[tuple[str, list[int]]]:
    """The lexemes of `text` with their positions (from 1), in order of first appearance.

    Compounds are there whole and in parts; the parts stand at their compound's position, so that a neighbourhood
    counts words and not the segmenter's overlaps. Unknown words are not guessed (no HMM): the guess depends on what
    stands around them, and would differ between the document and the question.
    """
    found: dict[str, list[int]] = {}
    for index, token in enumerate(_segmenter().cut(fold(text), False), 1):
        position = min(index, MAX_POSITION)
        for word in _parts(token):
            positions = found.setdefault(word, [])
            if len(positions) < MAX_POSITIONS and (not positions or positions[-1] != position):
                positions.append(position)
    return list(found.items())


def cut(text: str) -> list[str]:
    """The words of a text as they are written, with everything between them: joined they are the text again."""
    found = _segmenter().cut(text, False)
    # Half a character of a pair, which no text that was accepted has, is not the segmenter's to keep.
    return found if "".join(found) == text else list(text)


def _pairs(folded: str) -> Iterator[str]:
    for run in folded.split():
        yield from (PAIR + run[index : index + 2] for index in range(len(run) - 1))
        # alone, so that a one-character question can ask for what begins with it and find the last character too
        yield PAIR + run[-1]


def quoted(lexeme: str) -> str:
    """A lexeme as it stands in the text of a tsvector or tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def short_text(fields: Iterable[str]) -> str:
    """The short fields as `Query.like` checks them: folded, one per line, so that no match runs into the next."""
    return "\n".join(" ".join(fold(field).split()) for field in fields)


def tsvector_literal(title: str, body: str, short_fields: Iterable[str] = ()) -> str:
    """Text for `::tsvector`: words of the title with weight A, of the body with B, pairs of the short fields without.

    Never raises. Positions of the body go on after the title. What does not fit into a tsvector is left out.
    """
    entries: dict[str, list[str]] = {}
    room = MAX_VECTOR_BYTES

    def put(lexeme: str, places: list[str]) -> None:
        nonlocal room
        known = entries.get(lexeme)
        # Four bytes for the count and for alignment, two for each position
        cost = 2 * len(places) + (0 if known is not None else len(lexeme.encode()) + 4)
        if cost > room:
            return
        room -= cost
        if known is None:
            entries[lexeme] = places
        else:
            known.extend(places[: MAX_POSITIONS - len(known)])

    for field in short_fields:
        for pair in _pairs(fold(field)):
            if pair not in entries:
                put(pair, [])
    offset = 0
    for text, weight in ((title, "A"), (body, "B")):
        found = words(text)
        for lexeme, positions in found:
            put(lexeme, [f"{min(offset + position, MAX_POSITION)}{weight}" for position in positions])
        offset += max((positions[-1] for _, positions in found), default=0) + 1
    return " ".join(
        quoted(lexeme) + (":" + ",".join(dict.fromkeys(places)) if places else "")
        for lexeme, places in entries.items()
    )


def _terms(text: str) -> list[tuple[str, bool]]:
    """The distinct terms of a question, each with whether it had to be cut."""
    terms: dict[str, bool] = {}
    for term in _BETWEEN_TERMS.split(fold(text[:MAX_QUESTION])):
        if term:
            terms.setdefault(term[:MAX_TERM_LENGTH], len(term) > MAX_TERM_LENGTH)
        if len(terms) == MAX_TERMS:
            break
    return list(terms.items())


def escape_like(text: str) -> str:
    """`text` to be found as it is by LIKE (with its usual escape character, the backslash)."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def tsquery_literal(user_text: str) -> Query | None:
    """A person's words as a question to the index, or None if there is nothing to ask. Never raises.

    All terms must be there (&). Operators of tsquery and LIKE are only characters here. At most twelve terms count.
    """
    terms = _terms(user_text)
    if not terms:
        return None
    segmenter = _segmenter()
    asked: dict[str, None] = {}
    pairs: dict[str, None] = {}
    for term, was_cut in terms:
        found = segmenter.cut(term, False)
        # the last word of a cut term may be half a word, which no document has
        found = [word for word in (found[:-1] if was_cut else found) if _worth_finding(word)]
        if len(term) == 1:
            asked.update((f"{quoted(word)}:*", None) for word in found)
            pairs[f"{quoted(PAIR + term)}:*"] = None
        else:
            asked.update((quoted(word), None) for word in found)
            pairs.update((quoted(pair), None) for pair in list(_pairs(term))[:-1])
    by_words, by_pairs = " & ".join(list(asked)[:MAX_LEXEMES]), " & ".join(list(pairs)[:MAX_LEXEMES])
    # The longest term alone: with all of them in one pattern they would have to stand in the order asked.
    longest = max((term for term, _ in terms), key=len)
    if len(longest) <= 2:
        by_words, by_pairs = " | ".join(f"({side})" for side in (by_words, by_pairs) if side), ""
    return Query(by_words, by_pairs, f"%{escape_like(longest)}%", tuple(term for term, _ in terms))
