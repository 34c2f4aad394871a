"""The roll of deputies (代表名册)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from huiyin.foundation.sheets import Cell
from huiyin.foundation.tables import Choice, Doubt, Field
from huiyin.foundation.text import match_key
from huiyin.foundation.written_dates import fold, number_of
from huiyin.people.lists.common import (
    LONGEST_NAME,
    OK,
    TWICE,
    Found,
    ListFile,
    counted,
    odd_letters,
    read_rows,
    short_text,
    telephone,
    tidy,
)  # fmt: skip


def _looks_delegation(value: str) -> bool:
    return bool(re.fullmatch(r".{1,20}(?:代表团|代表组|选区|街道|镇|乡)", fold(value)))


FIELDS = (
    Field("serial", "序号", ("序号", "序", "顺序号", "NO", "编号")),
    Field("name", "姓名", ("姓名", "代表姓名", "代表", "名字"), r"姓名$", anchor=True),
    Field("gender", "性别", ("性别",)),
    Field("birth", "出生年月", ("出生年月", "出生日期", "出生", "生日", "出生时间"), r"^出生"),
    Field("ethnicity", "民族", ("民族", "族别")),
    Field("party", "党派", ("党派", "政治面貌", "政治面目"), r"党派|政治面"),
    Field(
        "delegation",
        "代表团",
        ("代表团", "所在代表团", "代表团别", "团别", "选举单位", "选区", "所属代表团", "代表小组", "代表组"),
        r"代表团|选举单位|选区$|代表小?组$",
        _looks_delegation,
    ),
    Field(
        "work",
        "工作单位及职务",
        ("工作单位及职务", "工作单位", "单位及职务", "单位职务", "工作单位和职务", "职务", "现工作单位及职务"),
        r"工作单位|单位.{0,2}职务|^现?任?职务$",
    ),
    Field(
        "phone",
        "联系电话",
        ("联系电话", "电话", "手机", "手机号", "手机号码", "联系方式", "移动电话"),
        r"电话|手机|联系方式",
    ),
    Field("deputy_no", "代表证号", ("代表证号", "证号", "代表证编号", "代表证号码", "代表编号"), r"代表证|证号$"),
    Field("note", "备注", ("备注", "说明", "团内职务"), r"^备注"),
)
LABELS = {one.name: one.label for one in FIELDS}
GENDERS = {"男": "男", "女": "女", "m": "男", "f": "女", "男性": "男", "女性": "女"}
BIRTH = re.compile(r"([0-9]{4})(?:年|[-./])?([0-9]{1,2})(?:月|(?:[-./]|月)[0-9]{1,2}日?|[0-9]{2})?")


@dataclass(frozen=True)
class DeputyRow:
    """One deputy. `birth` is YYYY-MM where readable; `key` is name and delegation, in all spellings."""

    sheet: str
    row_no: int
    name: str = ""
    gender: str = ""
    birth: str = ""
    ethnicity: str = ""
    party: str = ""
    delegation: str = ""
    work_unit: str = ""
    phone: str = ""
    deputy_no: str = ""
    note: str = ""
    doubts: tuple[Doubt, ...] = ()
    mend: str = ""
    key: str = ""

    @property
    def is_repeat(self) -> bool:
        return any(doubt.default == "skip" for doubt in self.doubts)


def parse_deputies(data: bytes, name: str, columns: Mapping[str, int] | None = None) -> ListFile[DeputyRow]:
    """Deputies of a roll. Raises ListRefused when the file is no such roll."""
    listed: ListFile[DeputyRow] = ListFile(name)
    people: dict[str, DeputyRow] = {}
    numbers: dict[str, int] = {}
    for found in read_rows(listed, data, FIELDS, columns, "代表名册"):
        row = _row(found)
        if not row.mend:
            row = replace(row, doubts=row.doubts + _repeats(row, people, numbers))
            people.setdefault(match_key(row.name), row)
            numbers.setdefault(match_key(row.deputy_no), row.row_no)
        listed.rows.append(row)
    return listed


def _repeats(row: DeputyRow, people: dict[str, DeputyRow], numbers: dict[str, int]) -> tuple[Doubt, ...]:
    same = people.get(match_key(row.name))
    if same is not None:
        # namesakes are common: certificate and telephone tell best, then the delegation
        signs = ((row.deputy_no, same.deputy_no), (row.phone, same.phone), (row.delegation, same.delegation))
        known = [mine == theirs for mine, theirs in signs if mine and theirs]
        told_apart = bool(known) and not known[0]
        default = "both" if told_apart else "skip"
        said = "看起来是同名的两位代表，都登记" if told_apart else "看起来是同一位代表，只登记一次"
        return (Doubt("name_twice", "name", f"“{row.name}”和第 {same.row_no} 行同名，{said}。对吗？", default, TWICE),)
    number = match_key(row.deputy_no)
    if number and number in numbers:
        return (
            Doubt(
                "deputy_no_twice",
                "deputy_no",
                f"代表证号“{row.deputy_no}”和第 {numbers[number]} 行相同，请核对。",
                "keep",
                OK,
            ),
        )
    return ()


def _birth(cell: Cell) -> tuple[str, list[Doubt]]:
    if cell.date:
        return f"{cell.date.year}-{cell.date.month:02d}", []
    words = fold(cell.text)
    if not words:
        return "", []
    match = BIRTH.fullmatch(words)
    if match:
        year, month = int(match[1]), number_of(match[2]) or 0
        if 1900 <= year <= 2100 and 1 <= month <= 12:
            return dt.date(year, month, 1).isoformat()[:7], []
    return "", [Doubt("birth_unclear", "birth", f"出生年月“{cell.text[:20]}”看不懂，先空着。", "keep", OK, light=True)]


def _delegation(found: Found) -> str:
    told = tidy(found.view.text("delegation"))
    if told:
        return counted(told)
    for above in (found.section, found.sheet):
        if _looks_delegation(counted(above)):
            return counted(above)
    return ""


def _row(found: Found) -> DeputyRow:
    view = found.view
    name = tidy(view.text("name"))
    mend = ""
    if not re.search(r"[^\W\d_]", name):
        mend = "没有姓名，请补上后再传。"
    elif len(name) > LONGEST_NAME["person"]:
        mend = f"姓名有 {len(name)} 个字，最多 {LONGEST_NAME['person']} 个，请核对后再传。"
    phone, about_phone = telephone(view.cell("phone"), "phone", "联系电话")
    birth, about_birth = _birth(view.cell("birth"))
    work, about_work = short_text(view, "work", LONGEST_NAME["work"], "工作单位及职务")
    note, about_note = short_text(view, "note", LONGEST_NAME["note"], "备注")
    number = view.cell("deputy_no")
    doubts = (
        about_phone + about_birth + about_work + about_note + found.problems(LABELS) + odd_letters(name, "name", "姓名")
    )
    if number.problem == "digits_lost":
        doubts.append(
            Doubt(
                "deputy_no_digits_lost",
                "deputy_no",
                f"代表证号“{number.text[:40]}”后几位可能被表格软件改成了 0，请核对。",
                "keep",
                OK,
            )
        )
    gender = fold(view.text("gender")).lower()
    if gender and gender not in GENDERS:
        doubts.append(Doubt("gender_unclear", "gender", f"性别“{gender[:10]}”看不懂，先空着。", "keep", OK, light=True))
    delegation = _delegation(found)
    if not delegation:
        doubts.append(Doubt("delegation_missing", "delegation", "没有写代表团，先登记，之后再补。", "keep", OK))
    if re.search("[、,，;；]", name):
        names = (Choice("keep", "是一个人的名字"), Choice("change", "是几个人，我来分开"))
        doubts.append(Doubt("several_names", "name", f"“{name[:40]}”像是几个人写在一格里。", "keep", names))
    return DeputyRow(
        sheet=found.sheet,
        row_no=view.number,
        name=name[: LONGEST_NAME["person"]],
        gender=GENDERS.get(gender, ""),
        birth=birth,
        ethnicity=tidy(view.text("ethnicity"))[:20],
        party=tidy(view.text("party"))[:40],
        delegation=delegation[: LONGEST_NAME["unit"]],
        work_unit=work,
        phone=phone,
        deputy_no=number.text.strip()[:40],
        note=note,
        doubts=tuple(doubts),
        mend=mend,
        key=match_key(name + delegation),
    )
