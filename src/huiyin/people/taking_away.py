"""Whole lists as tables to take away, in the office's own columns: what goes out can be uploaded again."""

from __future__ import annotations

from typing import Any

from huiyin.people import queries
from huiyin.people.models import Congress, Role

HEADINGS = {
    "bodies": ("序号", "单位名称", "简称", "类别", "分管领导", "备注"),
    "deputies": ("序号", "姓名", "性别", "代表团", "工作单位及职务", "联系电话", "代表证号"),
    "contacts": ("序号", "单位名称", "科室", "联系人", "职务", "办公电话", "手机", "分管领导", "备注"),
}


def as_table(kind: str, congress: Congress) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Headings and rows of a whole list, in the office's own columns: what goes out can be uploaded again."""
    rows: list[tuple[Any, ...]]
    if kind == "bodies":
        found = queries.find_bodies(congress, "", "", False, False)
        rows = [(r.name, r.short_name, r.get_kind_display(), r.leader_in_charge, r.note) for r in found]
    elif kind == "deputies":
        lines = [queries.seat_line(row) for row in queries.find_seats(congress, "", False).filter(role=Role.DEPUTY)]
        rows = [(r.name, r.gender, r.body, r.work_unit, r.phone, r.deputy_no) for r in lines]
    else:
        of_units = [queries.contact_line(row) for row in queries.find_contacts(congress, "")]
        rows = [
            (r.body, r.division, r.name, r.post, r.office_phone, r.mobile, r.leader_in_charge, r.note) for r in of_units
        ]
    return HEADINGS[kind], [(number, *row) for number, row in enumerate(rows, 1)]
