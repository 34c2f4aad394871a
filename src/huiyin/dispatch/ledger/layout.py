"""What a hand-over ledger's columns are called, and what its title lines say: term, session, date, 闭会.

The words are those found in ledgers of counties, districts and cities of several provinces.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from huiyin.foundation.tables import CONTENT, Columns, Field
from huiyin.foundation.written_dates import NUMERAL, dates_in, fold, number_of

UNIT_END = (
    r"(?:局|委|办|厅|部|院|署|处|所|站|队|中心|公司|集团|政府|办公室|委员会|工委|街道|镇|乡|联社|银行|学校|医院"
    r"|团委|妇联|总工会|联合会)"
)
PERSON = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff〇·•]{2,15}(?:等[0-9一二三四五六七八九十]*[人名位]?)?")


def _looks_title(text: str) -> bool:
    folded = fold(text)
    return folded.startswith("关于") or bool(re.search(r"的(?:建议|议案|意见|批评)(?:\(.*\))?$", folded))


def _looks_unit(text: str) -> bool:
    first = re.split(r"[、,，;；\n]", fold(text))[0]
    return len(first) <= 30 and bool(re.search(UNIT_END + r"(?:\(.*\))?$", first))


def _looks_delegation(text: str) -> bool:
    return bool(re.fullmatch(r".{1,20}(?:代表团|代表组|选区|小组|街道|镇|乡)", fold(text)))


def _looks_number(text: str) -> bool:
    return bool(re.fullmatch(r"(?:.{0,8}第)?[A-Za-z]{0,4}-?[0-9][0-9-]{0,12}号?(?:建议案?|议案)?", fold(text)))


def _looks_person(text: str) -> bool:
    if _looks_unit(text) or _looks_delegation(text) or len(text) > 60:
        return False
    return bool(PERSON.match(re.sub(r"[0-9\s]", "", text)))


def _looks_serial(text: str) -> bool:
    return bool(re.fullmatch("[0-9]{1,4}", fold(text)))


FIELDS: tuple[Field, ...] = (
    Field("serial", "序号", ("序号", "序", "顺序号", "顺号", "NO", "行号", "号序"), looks=_looks_serial),
    Field(
        "printed_no",
        "编号",
        (
            "编号",
            "案号",
            "件号",
            "建议号",
            "议案号",
            "建议编号",
            "议案编号",
            "建议案号",
            "提案号",
            "代表建议编号",
            "号",
        ),
        r"(?:建议|议案|案|件|意见|提案|建议意见)(?:编号|号码|序号|号)$",
        _looks_number,
    ),
    Field(
        "title",
        "标题",
        (
            "标题",
            "题目",
            "案由",
            "案题",
            "件名",
            "事由",
            "建议标题",
            "建议名称",
            "议案标题",
            "议案名称",
            "建议题目",
            "建议案由",
        ),
        r"(?:标题|题目|案由|案题|(?:建议|议案|意见|案|件)名称?)$",
        _looks_title,
        anchor=True,
    ),
    Field(
        "lead_deputy",
        "领衔代表",
        (
            "领衔代表",
            "领衔人",
            "提出人",
            "提议人",
            "建议人",
            "提案人",
            "代表姓名",
            "代表",
            "第一提议人",
            "领衔",
            "领衔代表姓名",
        ),
        r"(?:领衔|提出|提议|第一|首位|建议|议案|提交|主提)(?:者|人|代表)(?:姓名)?$|^(?:领衔|提出).*/?姓名$",
        _looks_person,
        never="电话|手机|职务|单位$|代表团$|代表证",
    ),
    Field(
        "cosigners",
        "附议代表",
        ("附议人", "附议代表", "联名代表", "联名人", "连名代表", "附署人", "其他代表"),
        r"(?:附议|联名|连名|附署|联署|共同提出)(?:人|者|代表)?(?:姓名|名单)?$",
        several="any",
    ),
    Field(
        "delegation",
        "代表团",
        ("代表团", "代表团别", "团别", "所在代表团", "所属代表团", "选举单位", "选区", "代表组", "所属代表组"),
        r"代表团|代表小?组$|选区$|选举单位",
        _looks_delegation,
    ),
    Field(
        "lead_units",
        "主办单位",
        (
            "主办单位",
            "主办",
            "承办单位",
            "牵头单位",
            "牵头",
            "承办",
            "主承办单位",
            "办理单位",
            "责任单位",
            "独办单位",
            "单办单位",
            "主独办单位",
            "独主办单位",
            "承办部门",
            "主办部门",
            "牵头部门",
            "答复单位",
            "主办牵头单位",
        ),
        r"(?:主办|牵头|主要承办|独办)",
        _looks_unit,
        several="same",
    ),
    Field("separate_units", "分办单位", ("分办单位", "分办", "分别办理单位"), r"^分办", several="any"),
    Field(
        "assist_units",
        "协办单位",
        (
            "协办单位",
            "协办",
            "会办单位",
            "会办",
            "配合单位",
            "配合",
            "会协办",
            "会协办单位",
            "参办单位",
            "协办部门",
            "配合部门",
            "协同单位",
        ),
        r"(?:协办|会办|配合|参办|协同办理)",
        several="any",
    ),
    Field(
        "mode",
        "办理方式",
        ("办理方式", "承办方式", "办理形式", "主分办", "主会办类型"),
        r"(?:办理|承办)(?:方式|形式|类型)$",
    ),
    Field("kind", "议案或建议", ("类型", "种类", "案别", "案件类型", "建议类型", "文种")),
    Field("side", "大会或闭会", ("届次", "会次", "会议", "提出时段", "提出时间", "大会闭会"), r"闭会|会议届次"),
    Field(
        "category",
        "类别",
        ("类别", "分类", "内容分类", "内容类别", "建议类别", "所属类别", "领域", "系统", "口"),
        r"(?:类别|分类|领域)$",
    ),
    Field(
        "key_item",
        "是否重点",
        ("重点", "是否重点", "重点建议", "重点督办", "是否重点督办", "重点件", "重点督办建议"),
        r"^(?:是否)?(?:为|列为)?重点",
    ),
    Field(
        "due_on",
        "办理时限",
        (
            "办理时限",
            "答复时限",
            "答复期限",
            "办理期限",
            "办结时限",
            "办结时间",
            "完成时限",
            "时限",
            "期限",
            "办复时限",
            "截止时间",
            "截止日期",
        ),
        r"(?:时限|期限|截止)|(?:办结|办复|答复|完成|要求.{0,4})(?:时间|日期)$",
    ),
    Field(
        "handed_over_on",
        "交办日期",
        ("交办时间", "交办日期", "转办时间", "转办日期", "分办时间"),
        r"(?:交办|转办)(?:时间|日期)$",
    ),
    Field(
        "leader_in_charge",
        "分管领导",
        ("分管领导", "责任领导", "包案领导", "领办领导", "督办领导", "领衔督办领导"),
        r"领导$",
    ),
    Field(
        "contact",
        "联系人及电话",
        ("联系电话", "联系人", "联系方式", "电话", "手机", "联系人及电话"),
        r"电话$|联系人|联系方式|手机",
    ),
    Field(
        "body", "内容", ("内容", "正文", "建议内容", "主要内容", "内容摘要", "具体内容", "议案内容"), r"内容$|摘要|正文"
    ),
    Field("remark", "备注", ("备注", "说明", "附注", "备考"), r"^备注"),
)
LABELS = {one.name: one.label for one in FIELDS}


def settle(columns: Columns) -> str:
    """Many offices write the title under 建议内容: then that column is the title. Returns a note or nothing."""
    if "title" in columns.mapping or "body" not in columns.mapping:
        return ""
    columns.mapping["title"] = columns.mapping.pop("body")
    columns.confidence["title"] = CONTENT + 0.1
    columns.confidence.pop("body", None)
    return f"没有“标题”一列，把“{columns.heading('title')}”当作标题。"


# ── title lines ──────────────────────────────────────────────────────────────────────────────────────────────────────

TERM = re.compile(rf"第?({NUMERAL})届")
SESSION = re.compile(rf"第?({NUMERAL})次(?:会议|大会|人代会|全会)")
TERM_SESSION_SHORT = re.compile(rf"({NUMERAL})届({NUMERAL})次")
CONGRESS = re.compile(
    r"^(?:关于)?(.{1,20}?(?:省|自治区|州|市|区|县|旗|镇|乡|盟))(?=第?(?:[0-9]|[一二三四五六七八九十])+届|人民代表大会|人大)"
)
LONGEST_LINE = 300
HANDED_OVER = re.compile(r"交办(?:时间|日期)?[:：]?")


@dataclass
class Heading:
    """What the title lines say; None where they do not. `handed_over_on` is the date the table bears."""

    lines: list[str] = field(default_factory=list)
    congress: str = ""
    term: int | None = None
    session: int | None = None
    between: bool = False
    motions: bool = False
    suggestions: bool = False
    handed_over_on: dt.date | None = None
    notes: list[str] = field(default_factory=list)

    def fill_from(self, other: Heading) -> None:
        """Take from a weaker source (sheet name, file name, another sheet) what is still open here."""
        self.motions, self.suggestions = self.motions or other.motions, self.suggestions or other.suggestions
        self.congress = self.congress or other.congress
        if self.term is None:
            self.term = other.term
        if self.session is None:
            self.session = other.session
        self.handed_over_on = self.handed_over_on or other.handed_over_on


def _small(words: str | None) -> int | None:
    number = number_of(words) if words else None
    return number if number is not None and 0 < number <= 60 else None


def read_heading(texts: Iterable[str]) -> Heading:
    """Term, session, 闭会, congress and hand-over date from title lines (or a sheet's or file's name)."""
    heading = Heading(lines=[text[:LONGEST_LINE] for text in texts if text])
    found_dates: list[tuple[bool, dt.date]] = []
    for line in heading.lines:
        folded = fold(line)
        short = TERM_SESSION_SHORT.search(folded)
        term, session = TERM.search(folded), SESSION.search(folded)
        if session and re.search("常委会|常务委员会", folded[: session.start()]):
            session = None  # a meeting of the standing committee is no session of the congress
        if heading.term is None:
            heading.term = _small(term[1]) if term else None
        if heading.session is None:
            heading.session = _small(session[1]) if session else _small(short[2]) if short else None
        mixed = re.search("[及和、与]闭会|闭会期间?[及和、与]", folded)
        heading.between = heading.between or ("闭会" in folded and not mixed)
        heading.motions = heading.motions or "议案" in folded.replace("建议案", "")
        heading.suggestions = heading.suggestions or "建议" in folded
        named = CONGRESS.match(folded)
        if named and not heading.congress:
            heading.congress = named[1]
        for found in dates_in(folded):
            if found.on is None:
                heading.notes.append(f"标题里的日期“{found.text}”不存在，没有采用。")
            else:
                told = bool(HANDED_OVER.search(folded[max(0, found.at - 8) : found.at]))
                found_dates.append((told, found.on))
    if found_dates:
        # a date introduced as 交办日期 beats the date of printing; else the last one written
        heading.handed_over_on = next((on for told, on in found_dates if told), found_dates[-1][1])
        if len({on for _, on in found_dates}) > 1:
            on = heading.handed_over_on
            heading.notes.append(f"标题里有几个日期，把 {on.year}年{on.month}月{on.day}日 当作交办日期。")
    return heading
