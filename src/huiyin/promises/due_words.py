"""Chinese words for “by when”, as letters write them, and the day they mean.

年内、9月底前、三季度末、今冬明春、“十五五”期间、本届任期内、20个工作日内 are *dated*: counted from the letter's day, with the last
day on which the promise is still kept. 待资金到位后 is *conditional*, 尽快 is *vague*: neither has a day, and none is
invented for them. What is found is a proposal; a person confirms it (rules.md 8.1).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from huiyin.foundation.workdays import Calendar
from huiyin.foundation.written_dates import NUMERAL, number_of


class DueKind(StrEnum):
    DATED = "dated"
    CONDITIONAL = "conditional"
    VAGUE = "vague"


@dataclass(frozen=True)
class Due:
    """Words of a text that say by when, their place in it, and the last day they allow; None where they name no day."""

    words: str
    start: int
    end: int
    kind: DueKind
    on: date | None = None


@dataclass(frozen=True)
class Written:
    """What the words are read against: the letter's day, and where it is known the last day of the term of office."""

    on: date
    term_ends_on: date | None = None
    days_off: Calendar | None = None


def find_due(text: str, written: Written) -> list[Due]:
    """All such words of a text from left to right; of those that overlap the longest, then the first."""
    # 6 月底前 is written with blanks as often as without, and read without; each letter keeps its place in the text.
    places = [at for at, letter in enumerate(text) if letter not in _BLANKS]
    plain = "".join(text[at] for at in places).translate(_HALF_WIDTH)

    def due(match: re.Match[str], kind: DueKind, on: date | None = None) -> Due:
        start, end = places[match.start()], places[match.end() - 1] + 1
        return Due(text[start:end], start, end, kind, on)

    found = [
        due(match, DueKind.DATED, on)
        for pattern, read in _DATED
        for match in pattern.finditer(plain)
        if not _is_name(plain, match) and (on := read(match, written)) is not None
    ]
    for kind, pattern in ((DueKind.CONDITIONAL, _CONDITIONAL), (DueKind.VAGUE, _VAGUE)):
        found += [due(match, kind) for match in pattern.finditer(plain)]
    return _apart(found)


def _is_name(text: str, match: re.Match[str]) -> bool:
    """2026年城建计划, 2027年度预算, 2026年度审计项目: a year in the name of a paper says nothing of when."""
    return match[0].endswith(("年", "年度")) and _PAPER.match(text, match.end()) is not None


def _apart(found: list[Due]) -> list[Due]:
    taken: list[Due] = []
    covered = bytearray(max((due.end for due in found), default=0))
    for one in sorted(found, key=lambda due: (due.start - due.end, due.start)):
        if not any(covered[one.start : one.end]):
            covered[one.start : one.end] = b"\1" * (one.end - one.start)
            taken.append(one)
    return sorted(taken, key=lambda due: due.start)


# -- days --------------------------------------------------------------------------------------------------------------


def last_of_month(year: int, month: int) -> date | None:
    if not 1900 <= year <= 2100 or not 1 <= month <= 12:
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def _months_on(day: date, months: int) -> date | None:
    """The corresponding day, or the last of a shorter month (Civil Code 202)."""
    total = day.year * 12 + day.month - 1 + months
    last = last_of_month(total // 12, total % 12 + 1)
    return None if last is None else last.replace(day=min(day.day, last.day))


def _year(words: str | None, written: Written) -> int | None:
    """The year that 今年, 明年, 2027年 or 二〇二七年 names; None where no year is said."""
    if not words:
        return None
    bare = words.removesuffix("度")
    said = {"今年": 0, "本年": 0, "当年": 0, "年": 0, "明年": 1, "次年": 1, "来年": 1, "后年": 2}
    if bare in said:
        return written.on.year + said[bare]
    number = number_of(bare.removesuffix("年"))
    return number if number is not None and 1900 <= number <= 2100 else None


def _coming(written: Written, year: int | None, last: Callable[[int], date | None]) -> date | None:
    """The day in the year that was said; where none was, the next time it comes round."""
    if year is not None:
        return last(year)
    this = last(written.on.year)
    return this if this is not None and this >= written.on else last(written.on.year + 1)


# -- words -------------------------------------------------------------------------------------------------------------

_N = NUMERAL
_YEAR = r"(?P<year>今年度?|本年度?|当年度?|明年度?|次年|来年|后年|(?:20[0-9]{2}|二[〇零○][〇零○一二三四五六七八九]{2})年度?)"
_OF = rf"(?:{_YEAR}的?)?"
_BEFORE = r"(?:之?前|以前)"
_MONTH = rf"(?P<month>{_N})月份?"
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_FIVE_YEARS = {"十四五": 2025, "十五五": 2030, "十六五": 2035}
# 春节 of the years a promise may name; the first day of the first month.
_SPRING = {
    2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3),
    2031: (1, 23), 2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8),
}  # fmt: skip
_DRAGON_BOAT = {
    2024: (6, 10), 2025: (5, 31), 2026: (6, 19), 2027: (6, 9), 2028: (5, 28), 2029: (6, 16), 2030: (6, 5),
    2031: (6, 24), 2032: (6, 12), 2033: (6, 1), 2034: (6, 20), 2035: (6, 10),
}  # fmt: skip
_MID_AUTUMN = {
    2024: (9, 17), 2025: (10, 6), 2026: (9, 25), 2027: (9, 15), 2028: (10, 3), 2029: (9, 22), 2030: (9, 12),
    2031: (10, 1), 2032: (9, 19), 2033: (9, 8), 2034: (9, 27), 2035: (9, 16),
}  # fmt: skip
_LUNAR = {"春节": _SPRING, "端午": _DRAGON_BOAT, "中秋": _MID_AUTUMN}
_FEASTS = {
    "元旦": (1, 1), "植树节": (3, 12), "清明": (4, 5), "五一": (5, 1), "劳动节": (5, 1), "六一": (6, 1), "七一": (7, 1),
    "八一": (8, 1), "教师节": (9, 10), "十一": (10, 1), "国庆": (10, 1), "国庆节": (10, 1),
}  # fmt: skip
_BLANKS = " \t\u00a0\u3000"
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_PAPER = re.compile(
    r"度?[^，。；、\s]{0,8}?(?:预算|规划|方案|项目库|政策|条例|版|报告|要点)|度?[^，。；、\s]{2,8}?计划(?=[，。；、的中]|项目|$)"
)


def _full_day(match: re.Match[str], written: Written) -> date | None:
    month, number = number_of(match["month"]), number_of(match["day"])
    if month is None or number is None:
        return None

    def in_year(year: int) -> date | None:
        last = last_of_month(year, month)
        return last.replace(day=number) if last is not None and 1 <= number <= last.day else None

    return _coming(written, _year(match["year"], written), in_year)


def _month(match: re.Match[str], written: Written) -> date | None:
    """9月底前, 9月内, 9月: its last day. 9月上旬, 中旬: the tenth, the twentieth. 9月前: the last day of August."""
    month, part, before = number_of(match["month"]), match["part"] or "", match["before"]
    if month is None or not 1 <= month <= 12:
        return None

    def in_year(year: int) -> date | None:
        last = last_of_month(year, month)
        if last is None:
            return None
        if part in ("上旬", "初"):
            return last.replace(day=10)
        if part in ("中旬", "中"):
            return last.replace(day=20)
        return last.replace(day=1) - timedelta(days=1) if before and not part else last

    return _coming(written, _year(match["year"], written), in_year)


def _this_month(match: re.Match[str], written: Written) -> date | None:
    on = _months_on(written.on.replace(day=1), 1 if match[0].startswith("下") else 0)
    return last_of_month(on.year, on.month) if on is not None else None


def _year_end(match: re.Match[str], written: Written) -> date | None:
    year = _year(match["year"], written)
    return last_of_month(year, 12) if year is not None else None


def _this_year(match: re.Match[str], written: Written) -> date | None:
    return last_of_month(written.on.year, 12)


def _half(match: re.Match[str], written: Written) -> date | None:
    month = 6 if match["half"] == "上" else 12
    return _coming(written, _year(match["year"], written), lambda year: last_of_month(year, month))


def _quarter(match: re.Match[str], written: Written) -> date | None:
    quarter = _QUARTERS[match["quarter"]]
    month = 3 * (quarter - 1) if match["before"] and not match["part"] else 3 * quarter
    if month == 0:
        return _coming(written, _year(match["year"], written), lambda year: last_of_month(year - 1, 12))
    return _coming(written, _year(match["year"], written), lambda year: last_of_month(year, month))


def _winter(match: re.Match[str], written: Written) -> date | None:
    """今冬明春: to the end of the spring that follows this winter; written before April it is that of the same year."""
    year = written.on.year + (0 if written.on.month < 4 and "去冬" in match[0] else 1)
    return last_of_month(year, 3)


def _season(match: re.Match[str], written: Written) -> date | None:
    months = {"春": 3, "夏": 6, "秋": 9, "冬": 12}
    month = months[match["season"]] + 2 if match["season"] != "冬" else 12
    said = {"今": "今年", "明": "明年"}.get(match["when"] or "", match["when"])
    return _coming(written, _year(said, written), lambda year: last_of_month(year, month))


def _school(match: re.Match[str], written: Written) -> date | None:
    """秋季开学前, 暑假: to the end of August; 春季开学前, 寒假: of February. 下学期: the first of September, of March."""
    if match["next"]:
        autumn = 2 <= written.on.month <= 8
        return date(written.on.year + (0 if autumn or written.on.month == 1 else 1), 9 if autumn else 3, 1)
    spring = (match["term"] or match["holiday"] or "秋").startswith(("春", "寒"))
    return _coming(written, _year(match["year"], written), lambda year: last_of_month(year, 2 if spring else 8))


def _of_this_month(match: re.Match[str], written: Written) -> date | None:
    """本月25日前, 下月5日."""
    first = _months_on(written.on.replace(day=1), 1 if match["which"].startswith("下") else 0)
    last = last_of_month(first.year, first.month) if first is not None else None
    number = number_of(match["day"])
    return last.replace(day=number) if last is not None and number is not None and 1 <= number <= last.day else None


def _months(match: re.Match[str], written: Written) -> date | None:
    """3月至5月: to the end of the last."""
    month = number_of(match["last"])
    if month is None:
        return None
    return _coming(written, _year(match["year"], written), lambda year: last_of_month(year, month))


def _before_winter(match: re.Match[str], written: Written) -> date | None:
    """入冬前、供暖前: to the end of November."""
    return _coming(written, None, lambda year: last_of_month(year, 11))


def _five_years(match: re.Match[str], written: Written) -> date | None:
    year = _FIVE_YEARS[match["plan"]]
    return last_of_month(year - 3 if match["part"] == "前" else year, 12)


def _term(match: re.Match[str], written: Written) -> date | None:
    return written.term_ends_on


def _within(match: re.Match[str], written: Written) -> date | None:
    """N 天、日、周、月、年内, from the letter's day on; workdays by the calendar of days off."""
    amount = 0.5 if match["amount"] == "半" else number_of(match["amount"])
    unit = match["unit"]
    if not amount or amount > 1000:
        return None
    if unit in ("个工作日", "工作日"):
        if amount < 1:
            return None
        return written.days_off.add_workdays(written.on, int(amount)) if written.days_off else None
    if unit in ("天", "日"):
        return written.on + timedelta(days=int(amount)) if amount >= 1 else None
    if unit in ("周", "个星期", "星期"):
        return written.on + timedelta(days=int(amount * 7)) if amount >= 1 else None
    months = amount * 12 if unit == "年" else amount
    return written.on + timedelta(days=15) if months < 1 else _months_on(written.on, int(months))


def _feast(match: re.Match[str], written: Written) -> date | None:
    """国庆节前: the day before the feast, 植树节前后 the day itself; 春节、端午、中秋 by their tables."""

    def eve(year: int) -> date | None:
        lunar = _LUNAR.get(match["feast"])
        found = lunar.get(year) if lunar is not None else _FEASTS[match["feast"]]
        if found is None:
            return None
        return date(year, *found) - timedelta(days=0 if match["about"] else 1)

    return _coming(written, _year(match["year"], written), eve)


def _span(match: re.Match[str], written: Written) -> date | None:
    """2026—2028年, 2026年至2028年: to the end of the last."""
    year = number_of(match["last"])
    return last_of_month(year, 12) if year is not None else None


_DATED: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Written], date | None]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"{_OF}(?P<month>{_N})月(?P<day>{_N})[日号]{_BEFORE}?", _full_day),
        (rf"{_OF}{_MONTH}(?P<part>底|末|下旬|中旬|上旬|初|中|内)?(?P<before>{_BEFORE})?", _month),
        (rf"(?:本月|这个月|当月|下月|下个月|月)(?:底|末|内){_BEFORE}?|(?:本月|下月|下个月)", _this_month),
        (rf"{_YEAR}?(?:年?底|年?末|岁末|全年|年内|内|之内|以内){_BEFORE}?", _year_end),
        (rf"(?:年内|年底|年末|今年内|全年){_BEFORE}?", _this_year),
        (
            r"(?P<year>今年|本年度?)(?=(?:将|拟|计划|再|完成|建成|新增|安排|实施|启动|力争|确保)(?!了))",
            _year_end,
        ),
        (rf"(?P<year>(?:20[0-9]{{2}}|二[〇零○][〇零○一二三四五六七八九]{{2}})年|明年|后年)(?!{_N}月)", _year_end),
        (rf"{_OF}(?P<half>[上下])半年(?:内|底|末)?{_BEFORE}?", _half),
        (rf"{_OF}第?(?P<quarter>[一二三四1-4])季度(?P<part>末|底|内|中)?(?P<before>{_BEFORE})?", _quarter),
        (rf"(?:今冬明春|去冬今春|今年冬天?到?明年春天?)(?:期间|农闲时节)?{_BEFORE}?", _winter),
        (rf"(?P<when>[今明]|20[0-9]{{2}})年?(?P<season>[春夏秋冬])(?:季|天)?(?!明春|开学){_BEFORE}?", _season),
        (
            rf"{_OF}(?:(?P<term>[春秋]季?学?期?)?开学(?:{_BEFORE}|时)|(?P<holiday>[暑寒]假)(?:期间|结束前)?|(?P<next>下学期)(?:起|开始)?)",
            _school,
        ),
        (rf"(?P<which>本月|这个月|当月|下月|下个月)(?P<day>{_N})[日号]{_BEFORE}?", _of_this_month),
        (rf"{_OF}{_N}月?(?:份|初|底)?(?:至|到|—|–|-|～|~)(?P<last>{_N})月(?:份|底)?(?:期间)?", _months),
        (rf"(?:入冬|供暖季?|采暖季?)(?:来临)?{_BEFORE}", _before_winter),
        (r"[“\"「]?(?P<plan>十[四五六]五)[”\"」]?(?:规划|时期)?(?P<part>期间|时期|期末|末期?|末|期内|内)", _five_years),
        (r"本届(?:人大|政府|区?委)?(?:任期|班子|政府)?(?:以?内|之内|期内|任期内|期满前|结束前)", _term),
        (
            rf"(?P<amount>{_N}|半)个?(?P<unit>个工作日|工作日|天|日|个月|月|周|个星期|星期|年)(?:时间|左右)?(?:以内|之内|内|左右|时间)",
            _within,
        ),
        (
            rf"{_OF}(?P<feast>元旦|春节|植树节|清明|端午|中秋|五一|六一|七一|八一|十一|劳动节|教师节|国庆节|国庆)节?"
            rf"(?:(?P<about>前后)|{_BEFORE})",
            _feast,
        ),
        (rf"(?:20[0-9]{{2}})年?(?:—|–|-|～|~|至|到)(?P<last>20[0-9]{{2}})年(?:底|末)?{_BEFORE}?", _span),
    )
)
_CONDITIONAL = re.compile(
    r"(?:[^，。；、：:（）()]{0,16}?(?:答复|批准|批复|同意|通过|完成|到位|落实|一致|统一|明确|确定|审定|下达|结束|竣工|移交|更新|具备|成熟)"
    r"|审定)(?:以后|之后|后)(?!的)"
    r"|结合[^，。；、]{1,24}?(?:编制|修编|改造|建设|更新|修订)"
    r"|(?:待|俟|等到?|视|结合|根据|取决于)[^，。；、]{1,24}?(?:(?:情况|进度|安排|到位|成熟)?(?:以后|之后|后|时)|情况|进度|安排|到位|成熟)"
    r"|[^，。；、]{0,12}?(?:条件成熟|条件具备|条件允许|资金到位|资金落实|批复|获批|立项|规划调整|征收完成|争取到[^，。；]{0,8}资金)"
    r"(?:后|以后|之后|时|的?情况下)"
    r"|在[^，。；、]{1,20}?的?前提下"
)
_VAGUE = re.compile(
    r"尽快|尽早|早日|抓紧|适时|择机|近期|近日|不久|下一步|下阶段|今后|逐步|分步|分期分批|分批|远期|中远期|长期|持续|进一步|及时|"
    r"条件允许时|有条件时|加快"
)
