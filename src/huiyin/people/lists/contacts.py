"""The list of units' contact persons (单位联系人)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from huiyin.foundation.tables import Doubt, Field
from huiyin.foundation.text import match_key
from huiyin.people.lists.common import (
    LONGEST_NAME,
    MOBILE,
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

# the table often lists the unit's leader beside the contact, with a telephone that is not the contact's
LEADER = "领导|负责人"
FIELDS = (
    Field("serial", "序号", ("序号", "序", "顺序号", "NO", "编号")),
    Field(
        "unit",
        "单位",
        ("单位", "单位名称", "单位全称", "承办单位", "部门", "部门名称", "工作单位"),
        r"单位(?:名称|全称)?$",
    ),
    Field(
        "division", "科室", ("科室", "处室", "股室", "内设机构", "责任科室", "办公室", "承办科室"), r"(?:科|处|股)室$"
    ),
    Field(
        "name",
        "联系人",
        ("联系人", "姓名", "联络员", "经办人", "联系人姓名", "联络员姓名", "联系人员"),
        r"(?:联系人|联络员|经办人)(?:姓名)?$|姓名$",
        anchor=True,
        never=LEADER,
    ),
    Field("post", "职务", ("职务", "岗位", "职务岗位", "联系人职务"), r"职务$", never=LEADER),
    Field(
        "office_phone",
        "办公电话",
        ("办公电话", "座机", "固定电话", "单位电话", "办公室电话"),
        r"办公电话|座机|固定?话?电话",
        never=LEADER,
    ),
    Field(
        "mobile",
        "手机",
        ("手机", "手机号", "手机号码", "移动电话"),
        r"手机|移动电话",
        lambda value: bool(MOBILE.search(value)),
        never=LEADER,
    ),
    Field("phone", "联系电话", ("联系电话", "电话", "联系方式", "电话号码"), r"电话$|联系方式", never=LEADER),
    Field("leader", "分管领导", ("分管领导", "分管负责人", "负责人", "分管领导姓名"), r"(?:领导|负责人)(?:姓名)?$"),
    Field("note", "备注", ("备注", "说明"), r"^备注"),
)
LABELS = {one.name: one.label for one in FIELDS}


@dataclass(frozen=True)
class ContactRow:
    """One contact person of one unit. `unit_key` meets all spellings of the unit's name."""

    sheet: str
    row_no: int
    unit: str = ""
    division: str = ""
    name: str = ""
    post: str = ""
    office_phone: str = ""
    mobile: str = ""
    leader_in_charge: str = ""
    note: str = ""
    doubts: tuple[Doubt, ...] = ()
    mend: str = ""
    unit_key: str = ""
    key: str = ""

    @property
    def is_repeat(self) -> bool:
        return any(doubt.default == "skip" for doubt in self.doubts)


def parse_contacts(data: bytes, name: str, columns: Mapping[str, int] | None = None) -> ListFile[ContactRow]:
    """Contacts of a list; a unit's name merged over several rows counts for each. Raises ListRefused."""
    listed: ListFile[ContactRow] = ListFile(name)
    seen: dict[str, int] = {}
    above: tuple[str, str, str] = ("", "", "")
    for found in read_rows(listed, data, FIELDS, columns, "单位联系人名单"):
        unit = tidy(found.view.text("unit"))
        doubts: tuple[Doubt, ...] = ()
        if not unit and above[:2] == (found.sheet, found.section) and above[2]:
            # csv and copied tables have no merged cells left: an empty unit is that of the row above
            unit = above[2]
            doubts = (
                Doubt("unit_from_above", "unit", f"没有写单位，按上一行的“{unit}”登记，对吗？", "keep", OK, light=True),
            )
        elif not unit and found.section:
            unit = counted(found.section)
        above = (found.sheet, found.section, unit)
        row = _row(found, unit, doubts)
        if not row.mend:
            if row.key in seen:
                doubt = Doubt(
                    "contact_twice", "name", f"和第 {seen[row.key]} 行是同一个人，只登记一次。对吗？", "skip", TWICE
                )
                row = replace(row, doubts=(*row.doubts, doubt))
            seen.setdefault(row.key, row.row_no)
        listed.rows.append(row)
    return listed


def _row(found: Found, unit: str, doubts: tuple[Doubt, ...]) -> ContactRow:
    view = found.view
    name = tidy(view.text("name"))
    office, about_office = telephone(view.cell("office_phone"), "office_phone", "办公电话")
    mobile, about_mobile = telephone(view.cell("mobile"), "mobile", "手机")
    either, about_either = telephone(view.cell("phone"), "phone", "联系电话")
    for number in either.split():
        if MOBILE.fullmatch(number) and not mobile:
            mobile = number
        elif not office:
            office = number
        elif number not in (office, mobile):
            office = f"{office} {number}"[:40]
    division, about_division = short_text(view, "division", LONGEST_NAME["post"], "科室")
    post, about_post = short_text(view, "post", LONGEST_NAME["post"], "职务")
    note, about_note = short_text(view, "note", LONGEST_NAME["note"], "备注")
    asked = about_office + about_mobile + about_either + about_division + about_post + about_note
    asked += found.problems(LABELS) + odd_letters(name, "name", "联系人")
    mend = ""
    if not unit:
        mend = "没有单位名称，不知道是哪个单位的联系人。请补上后再传。"
    elif not re.search(r"[^\W\d_]", name):
        mend = "没有联系人姓名，请补上后再传。"
    elif len(name) > LONGEST_NAME["person"] or len(unit) > LONGEST_NAME["unit"]:
        mend = "姓名或单位名称太长，请核对后再传。"
    elif not office and not mobile:
        sentence = "没有留电话，代表联系不上。先登记，之后再补。"
        asked.append(Doubt("phone_missing", "mobile", sentence, "keep", OK))
    return ContactRow(
        sheet=found.sheet,
        row_no=view.number,
        unit=unit[: LONGEST_NAME["unit"]],
        division=division,
        name=name[: LONGEST_NAME["person"]],
        post=post,
        office_phone=office,
        mobile=mobile,
        leader_in_charge=tidy(view.text("leader"))[: LONGEST_NAME["post"]],
        note=note,
        doubts=doubts + tuple(asked),
        mend=mend,
        unit_key=match_key(unit),
        key=match_key(unit + name + division),
    )
