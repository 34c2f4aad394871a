"""The one text cleaner at every door: forms, imports, the API, file names.

What a person can see is kept as typed, rare characters, ideographic variation sequences and minority scripts included.
What nobody can see is dropped where it does no harm and refused where it can deceive. Text is brought to NFC only:
NFKC would turn ＜script＞ into a real tag (security P8, bad input 19) and two different names into one.

Lengths are counted in what a reader takes for one character, so a stored text can hold up to four times as many code
points: use text columns, not varchar.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

MAX_MARKS = 8
"""Combining marks on one letter. Tibetan needs up to seven; a longer run is drawn over the lines above and below."""

CODE_POINTS_PER_CHARACTER = 4


class TextRefused(ValueError):
    """A text that cannot be taken in. `sentence` says in Chinese what is wrong, where, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


HAN = r"〇々\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
SELECTORS = r"\ufe00-\ufe0f\U000e0100-\U000e01ef"
# Scripts in which the joiners change how a word is written: Arabic (Uyghur, Kazakh), Indic, Tibetan, Khmer, Mongolian.
JOINING = r"\u0600-\u08ff\u0900-\u0dff\u0f00-\u0fff\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"
PICTOGRAPHS = (
    r"\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2934\u2935"
    r"\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
SKIN_TONES = r"\U0001f3fb-\U0001f3ff"

_DECEIVING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
# Lone surrogates, the replacement character of a failed decoding, and the code points that are no characters (U+FFFE is
# what a wrong byte order looks like).
_BROKEN = re.compile(
    "[\ud800-\udfff\ufffd\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
_ANSI = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours and cursor movements
    r"|\x1b\][^\x07\x1b\n]{0,2048}(?:\x07|\x1b\\)"  # window titles and links
    r"|\x1b[@-Z\\^_]"
)
_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f"  # controls
    r"\u00ad\u034f\u061c\u200b\u200e\u200f\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"  # format characters
    r"\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]"  # letters drawn as nothing: fillers, the blank braille cell
)
_JOINERS = re.compile(
    rf"(?<=[{PICTOGRAPHS}{SKIN_TONES}\ufe0f\u20e3\U000e007f])(\u200d)(?=[{PICTOGRAPHS}])"
    rf"|(?<=[{JOINING}])([\u200c\u200d]|\u180e(?=[\u1800-\u18af]))"
    r"|[\u200c\u200d\u180e]"
)
_TAGS = re.compile(r"(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|[\U000e0000-\U000e007f]")
_SELECTORS_DOUBLED = re.compile(rf"([{SELECTORS}])[{SELECTORS}]+")
_SELECTORS_ALONE = re.compile(rf"(?<![^\s])[{SELECTORS}]")
_MAY_COMBINE = re.compile(
    r"[\u0300-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u2cef-\u2cf1\u302a-\u302f\u3099\u309a\ua66f-\uabff"
    r"\ufb1e\ufe00-\ufe2f\U00010000-\U00011fff\U00016af0-\U0001e94a\U0001f1e6-\U0001f1ff"
    rf"{SKIN_TONES}\U000e0020-\U000e01ef\u200c\u200d]"
)
_ODD_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u205f]|(?<![\u1800-\u18af])\u202f")
_ANY_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u205f\u3000]+|(?<![\u1800-\u18af])\u202f")
_BLANK_LINES = re.compile(r"\n{4,}")
_HAN_SPACES = re.compile(rf"(?<=[{HAN}·{SELECTORS}])[ ]+(?=[{HAN}·])")
# Every dot that keyboards offer between the parts of a name (买买提·艾力); U+00B7 is the one kept.
_NAME_DOTS = re.compile(rf"(?<=[{HAN}{SELECTORS}])[ ]*[·•‧∙⋅・･．⸱●][ ]*(?=[{HAN}])")


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" and not _is_selector(character)


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _place(text: str, index: int) -> str:
    before = text[:index]
    line, column = before.count("\n") + 1, index - before.rfind("\n")
    return f"第 {line} 行第 {column} 个字" if "\n" in text.strip("\n") else f"第 {column} 个字"


def _refuse_broken(text: str, what: str) -> None:
    zero = text.find("\0")
    if zero >= 0:
        raise TextRefused(f"{what}{_place(text, zero)}是无法保存的空字符，请删去这一处再试。")
    broken = _BROKEN.search(text)
    if broken:
        raise TextRefused(
            f"{what}{_place(text, broken.start())}无法识别，多半是复制或转换编码时损坏了，请删去后重新输入这个字。"
        )
    deceiving = _DECEIVING.search(text)
    if deceiving:
        raise TextRefused(
            f"{what}{_place(text, deceiving.start())}处有看不见的“文字方向”符号（U+{ord(deceiving[0]):04X}），"
            "它会让显示的顺序和实际的不同，请删去后重新输入这一段。"
        )


def _limit_marks(text: str) -> str:
    if not _MAY_COMBINE.search(text):
        return text
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if _is_mark(character) else 0
        if run <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def _drop_unseen(text: str) -> str:
    text = _ANSI.sub("", text)
    text = _LINE_ENDS.sub("\n", text)
    text = _UNSEEN.sub("", text)
    text = _TAGS.sub(lambda match: match[1] or "", text)
    text = _JOINERS.sub(lambda match: match[1] or match[2] or "", text)
    text = _SELECTORS_DOUBLED.sub(r"\1", text)
    text = _SELECTORS_ALONE.sub("", text)
    # before NFC: bringing a long run of marks into order takes time by the square of its length
    return _limit_marks(text)


def _visible(text: str) -> bool:
    return any(
        unicodedata.category(character)[0] in "LNPS" or unicodedata.category(character) == "Co" for character in text
    )


def length(text: str) -> int:
    """How many characters a reader sees: marks, selectors and the parts of one emoji are not counted apart."""
    if not _MAY_COMBINE.search(text):
        return len(text)
    count = 0
    joined = flag_open = False
    for character in text:
        if character == "\u200d":
            joined = True
            continue
        if character == "\u200c" or "\U000e0020" <= character <= "\U000e007f" or _is_selector(character):
            continue
        if _is_mark(character) or "\U0001f3fb" <= character <= "\U0001f3ff":
            continue
        if "\U0001f1e6" <= character <= "\U0001f1ff":
            flag_open = not flag_open
            count += flag_open
        else:
            count += not joined
            flag_open = False
        joined = False
    # a text of marks alone still takes room
    return max(count, 1) if text else 0


def clean(text: str, *, max_length: int, multiline: bool, what: str) -> str:
    """`text` as it may be stored and shown. `what` names the field in a refusal; `max_length` counts as `length` does.

    Line ends become \\n (in one line: a space), other controls, escape sequences, zero-width characters and orphaned
    selectors are dropped, runs of combining marks are cut, spaces at the ends are removed. White space alone gives "".
    Raises `TextRefused` for NUL, broken or missing characters, direction overrides and isolates, text in which nothing
    can be seen, and text that is too long. Cleaning twice changes nothing.
    """
    if not isinstance(text, str):
        raise TypeError(f"text expected, got {type(text).__name__}")
    if len(text) > 40 * max_length + 100_000:
        raise TextRefused(f"{what}太长：有 {len(text)} 个字，最多 {max_length} 个字。请删减，或作为附件上传。")
    if not text or text.isspace():
        return ""
    _refuse_broken(text, what)
    cleaned = _drop_unseen(text)
    # a few characters come apart in NFC, so the marks are counted once more
    cleaned = _limit_marks(unicodedata.normalize("NFC", cleaned))
    if multiline:
        cleaned = _ODD_SPACES.sub(" ", cleaned)
        cleaned = "\n".join(line.rstrip() for line in cleaned.split("\n"))
        # U+3000 twice is how a Chinese paragraph begins, so it is kept at the start
        cleaned = _BLANK_LINES.sub("\n\n\n", cleaned).strip(" \t\n").rstrip()
    else:
        cleaned = _ANY_SPACES.sub(" ", cleaned).strip()
    if not _visible(cleaned):
        raise TextRefused(f"{what}里只有看不见的字符，请重新输入。")
    seen = length(cleaned)
    if seen > max_length:
        raise TextRefused(f"{what}有 {seen} 个字，最多 {max_length} 个字，请删减 {seen - max_length} 个字。")
    if len(cleaned) > CODE_POINTS_PER_CHARACTER * max_length:
        raise TextRefused(f"{what}里叠加的符号太多，请删去多余的表情或注音符号。")
    return cleaned


def one_line(text: str, *, max_length: int, what: str) -> str:
    """A title, a number, a remark: `clean` without line breaks."""
    return clean(text, max_length=max_length, multiline=False, what=what)


def paragraphs(text: str, *, max_length: int, what: str) -> str:
    """A body of text: `clean` that keeps line breaks and at most two blank lines in a row."""
    return clean(text, max_length=max_length, multiline=True, what=what)


def name(text: str, *, max_length: int = 60, what: str = "姓名") -> str:
    """The name of a person or a body: no spaces between Chinese characters (lists print 张　三), one middle dot."""
    return tidy_name(one_line(text, max_length=max_length, what=what))


def tidy_name(cleaned: str) -> str:
    """The same for a text that has been cleaned already."""
    return _HAN_SPACES.sub("", _NAME_DOTS.sub("·", cleaned))


def match_key(text: str) -> str:
    """A key under which spellings of one name meet: full- and half-width, radicals copied from a PDF, spaces, dots,
    brackets, case. For comparing in memory only: it is NFKC and must never be shown or stored as text.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        character for character in folded if character.isalnum() or unicodedata.category(character)[0] == "M"
    )


def doubts(text: str, *, what: str) -> list[str]:
    """What is allowed but should be looked at by a person when a list is taken in; sentences, possibly none."""
    found = []
    private = next((i for i, c in enumerate(text) if unicodedata.category(c) == "Co"), -1)
    if private >= 0:
        found.append(f"{what}{_place(text, private)}是旧系统的自造字，别的电脑上可能显示不出来，请核对。")
    foreign = re.search(r"[\u0370-\u03ff\u0400-\u04ff]", text)
    if foreign and re.search(rf"[A-Za-z{HAN}]", text):
        found.append(
            f"{what}{_place(text, foreign.start())}是希腊或俄文字母（{foreign[0]}），看起来像英文字母，请核对。"
        )
    radical = re.search(r"[\u2e80-\u2fdf]", text)
    if radical:
        found.append(
            f"{what}{_place(text, radical.start())}是部首符号（{radical[0]}），不是汉字，多半来自 PDF，请核对。"
        )
    return found


def decode(data: bytes, *, what: str) -> str:
    """Bytes sent by a program as text: UTF-8, with or without a byte order mark. Raises `TextRefused` otherwise.

    Strict: overlong forms, UTF-16 and GBK are refused by name, since a guess would store wrong characters for ever.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise TextRefused(f"{what}是 UTF-16 编码，请转成 UTF-8 再发送。")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextRefused(
            f"{what}第 {error.start + 1} 个字节起不是 UTF-8 编码（可能是 GBK），请转成 UTF-8 再发送。"
        ) from None


# ---------------------------------------------------------------- numbers and dates as offices write them

FIRST_DATE = date(1949, 1, 1)
LAST_DATE = date(2100, 12, 31)
LARGEST = 2_147_483_647
"""The largest number of an integer column."""

_FULL_WIDTH = {0xFF10 + n: str(n) for n in range(10)}
_MARKS = str.maketrans(
    {"／": "/", "．": ".", "－": "-", "—": "-", "–": "-", "−": "-", "。": ".", "号": "日", "○": "〇", "零": "〇"}
)
_WHOLE = re.compile(r"[0-9]{1,15}|[0-9]{1,3}(?:[,，][0-9]{3}){1,4}")
_WEEKDAY = re.compile(r"[（(]?(?:星期|周|礼拜)[一二三四五六日天][）)]?$")
_FULL_DATE = re.compile(r"([0-9]{4})(?:年([0-9]{1,2})月([0-9]{1,2})日?|([-/.])([0-9]{1,2})\4([0-9]{1,2}))")
_PACKED_DATE = re.compile(r"([12][0-9]{3})([0-9]{2})([0-9]{2})")
_SHORT_DATE = re.compile(r"([0-9]{1,2})(?:月([0-9]{1,2})日?|[-/]([0-9]{1,2}))")
_WITHOUT_DAY = re.compile(r"[0-9]{4}(?:年(?:[0-9]{1,2}月)?|[-/.][0-9]{1,2})?")
_SHORT_YEAR = re.compile(r"[0-9]{2}(?:年[0-9]{1,2}月[0-9]{1,2}日?|([-/.])[0-9]{1,2}\1[0-9]{1,2})")
_CHINESE_NUMBER = re.compile(r"[〇一二三四五六七八九十廿卅]+")
_CHINESE_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")}
DATE_FORMS = "请写成 2026-07-15 或 2026年7月15日"


def digits(text: str, *, what: str = "数字") -> str:
    """Full-width digits １２３ as 123, all else untouched. Raises `TextRefused` for the digits of other scripts.

    `int()` takes Arabic-Indic and mathematical digits too (bad input 36): a number that the next reader cannot read.
    """
    for index, character in enumerate(text):
        if character.isdecimal() and not character.isascii() and ord(character) not in _FULL_WIDTH:
            raise TextRefused(f"{what}{_place(text, index)}（{character}）不是常用的数字，请用 0 到 9 重新输入。")
    return text.translate(_FULL_WIDTH)


def parse_int(text: str, *, what: str, minimum: int = 0, maximum: int = LARGEST) -> int:
    """A whole number as typed: full-width or not, with or without thousands separators. Raises `TextRefused`."""
    tidy = "".join(digits(text, what=what).translate(_MARKS).split())
    negative = tidy.startswith("-") and minimum < 0
    if not _WHOLE.fullmatch(tidy.removeprefix("-") if negative else tidy):
        raise TextRefused(f"{what}请填写整数，只用数字，例如 12。")
    value = int(re.sub("[-,，]", "", tidy)) * (-1 if negative else 1)
    if not minimum <= value <= maximum:
        raise TextRefused(f"{what}请填写 {minimum} 到 {maximum} 之间的整数。")
    return value


def _chinese_number(match: re.Match[str]) -> str:
    """二〇二六 → 2026, 十五 → 15, 二十 → 20, 廿五 → 25; what is no number stays as it is."""
    written = match[0].replace("廿", "二十").replace("卅", "三十")
    if "十" not in written:
        return "".join(str(_CHINESE_DIGITS[character]) for character in written)
    tens, _, ones = written.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return match[0]
    return str((_CHINESE_DIGITS[tens] if tens else 1) * 10 + (_CHINESE_DIGITS[ones] if ones else 0))


def numbered(name: str) -> tuple[str, ...]:
    """A key that sorts 第二代表团 before 第十代表团, and 第2 before 第10: numbers count as numbers, words as they are written."""
    plain = _CHINESE_NUMBER.sub(_chinese_number, name.translate(_FULL_WIDTH))
    return tuple(f"{int(part):09d}" if part.isdecimal() else part for part in re.split(r"([0-9]{1,9})", plain))


def parse_date(
    text: str,
    *,
    what: str = "日期",
    default_year: int | None = None,
    earliest: date = FIRST_DATE,
    latest: date = LAST_DATE,
) -> date:
    """A date as offices write it: 2026-07-15, 2026/7/15, 2026.7.15, 20260715, 2026年7月15日, 二〇二六年七月十五日, in
    full-width digits too; 1月20日 or 1/20 where `default_year` is given. A weekday or 00:00 behind it is ignored.

    Raises `TextRefused` for everything else, for days that do not exist and for dates outside `earliest`–`latest`.
    1.20 is never taken for a day: a spreadsheet that read it as a number hands over 1.2.
    """
    tidy = "".join(digits(text, what=what).split()).translate(_MARKS)
    tidy = _WEEKDAY.sub("", tidy)
    tidy = _CHINESE_NUMBER.sub(_chinese_number, tidy)
    tidy = _timeless(tidy)
    if match := _FULL_DATE.fullmatch(tidy):
        year, month, day = match[1], match[2] or match[5], match[3] or match[6]
    elif match := _PACKED_DATE.fullmatch(tidy):
        year, month, day = match[1], match[2], match[3]
    elif (match := _SHORT_DATE.fullmatch(tidy)) and default_year is not None:
        year, month, day = str(default_year), match[1], match[2] or match[3]
    elif match:
        raise TextRefused(f"{what}没有写年份，{DATE_FORMS}。")
    elif _WITHOUT_DAY.fullmatch(tidy):
        raise TextRefused(f"{what}没有写到哪一天，{DATE_FORMS}。")
    elif _SHORT_YEAR.fullmatch(tidy):
        raise TextRefused(f"{what}的年份要写四位数，{DATE_FORMS}。")
    else:
        raise TextRefused(f"{what}看不懂，{DATE_FORMS}。")
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise TextRefused(f"{what}不存在：{int(year)}年没有{int(month)}月{int(day)}日，请核对。") from None
    if not earliest <= found <= latest:
        raise TextRefused(f"{what}请填写 {earliest.isoformat()} 到 {latest.isoformat()} 之间的日期。")
    return found


def _timeless(tidy: str) -> str:
    """Without the 00:00:00 that spreadsheets print behind a date; the space before it has gone already."""
    for length_of_date in (10, 9, 8):
        head, tail = tidy[:length_of_date], tidy[length_of_date:]
        if re.fullmatch(r"T?00?:00(?::00(?:\.0+)?)?", tail) and _FULL_DATE.fullmatch(head):
            return head
    return tidy


def in_order(start: date, end: date, *, what: str) -> None:
    """Raises `TextRefused` if `end` lies before `start` (bad input 50)."""
    if end < start:
        raise TextRefused(f"{what}的结束日期 {end.isoformat()} 早于开始日期 {start.isoformat()}，请核对。")
