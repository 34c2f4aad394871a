"""Makes the office lists in `lists/` out of the demo's rows, in the shapes offices keep them. Everything is invented.

The sums beside them (`*.expected.json`) are written by hand.
Run from the repository: `python tests/data/make_lists.py`.
"""

from __future__ import annotations

import csv
import datetime as dt
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

HERE = Path(__file__).parent / "lists"
DEMO = Path(__file__).parents[2] / "src" / "huiyin" / "cli" / "demo" / "data"


def demo(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def new_book(name: str) -> Any:
    book = xlsxwriter.Workbook(str(HERE / name))
    book.set_properties({"created": dt.datetime(2026, 1, 1), "title": "演示数据"})
    return book


def units() -> None:
    """No column for the kind: sections and names must tell it. One unit twice, one row without a name."""
    book = new_book("units.xlsx")
    sheet = book.add_worksheet("承办单位")
    sheet.merge_range("A1:E1", "临江区代表建议承办单位名单（演示数据）")
    sheet.write_row(1, 0, ["序号", "单位全称", "简 称", "分管\n领导", "备注"])
    row = 2
    for kind, group in groupby(demo("bodies.csv"), key=lambda body: body["类别"]):
        listed = list(group)
        sheet.merge_range(row, 0, row, 4, f"{kind}（{len(listed)}个）")
        row += 1
        for body in listed:
            sheet.write_row(row, 0, [int(body["序号"]), body["单位名称"], body["简称"], body["分管领导"], body["备注"]])
            row += 1
    sheet.write_row(row, 0, [31, "临江区 教育局", "区教育局", "", "写重了"])
    sheet.write_row(row + 1, 0, [32, "", "区无名局", "", "没有全称"])
    sheet.write_row(row + 2, 0, [33, "临江区某某指挥部", "", "", "看不出类别"])
    sheet.merge_range(row + 3, 0, row + 3, 1, "合计：33个")
    book.close()


def deputies() -> None:
    """Delegations as section lines, names spread with blanks, telephones as numbers, dates of several kinds."""
    book = new_book("deputies.xlsx")
    sheet = book.add_worksheet("代表名册")
    month = book.add_format({"num_format": "yyyy.mm"})
    sheet.merge_range("A1:I1", "临江区第十八届人民代表大会代表名册（演示数据）")
    header = ["序号", "姓　名", "性别", "出生年月", "民族", "党派", "工作单位及职务", "手机号码", "代表证号"]
    sheet.write_row(1, 0, header)
    row = 2
    for delegation, group in groupby(demo("deputies.csv"), key=lambda deputy: deputy["代表团"]):
        listed = list(group)
        sheet.merge_range(row, 0, row, 8, f"{delegation}（{len(listed)}人）")
        row += 1
        for number, person in enumerate(listed):
            name = person["姓名"]
            year, birth_month = (int(part) for part in person["出生年月"].split("-"))
            sheet.write(row, 0, int(person["序号"]))
            sheet.write(row, 1, "　".join(name) if len(name) == 2 else " ".join(name) if "·" not in name else name)
            sheet.write(row, 2, person["性别"])
            if number % 3 == 0:
                sheet.write_datetime(row, 3, dt.datetime(year, birth_month, 1), month)
            elif number % 3 == 1:
                sheet.write_string(row, 3, f"{year}年{birth_month}月")
            else:
                sheet.write_string(row, 3, f"{year}.{birth_month:02d}")
            sheet.write_row(row, 4, [person["民族"], person["党派"], person["工作单位及职务"]])
            sheet.write_number(row, 7, int(person["联系电话"]))
            sheet.write_string(row, 8, person["代表证号"])
            row += 1
    sheet.write_row(row, 0, [41, "方若兰", "女", "1982.03", "汉族", "", "重复的一行", "13800001001", "LJ18001"])
    sheet.write_row(row + 1, 0, [42, "", "男", "1970.01", "汉族", "", "没有姓名"])
    sheet.write_row(row + 2, 0, [43, "陆景和", "未知", "六十年代", "汉族", "", "同名的另一位", "1.38E+10", "LJ18099"])
    sheet.write_row(row + 3, 0, [44, "冯甲乙", "男", "1970.01", "汉族", "", "少一位的电话", "1380000109", "LJ18001"])
    book.close()


def contacts() -> None:
    """A leader's telephone beside the contact's, units merged over their contacts, then some rows copied in badly."""
    book = new_book("contacts.xlsx")
    sheet = book.add_worksheet("联络员")
    centre = book.add_format({"align": "center", "valign": "vcenter"})
    sheet.merge_range("A1:H1", "临江区各承办单位建议办理联系人名单（演示数据）", centre)
    sheet.merge_range("A2:A3", "单位", centre)
    sheet.merge_range("B2:C2", "分管领导", centre)
    sheet.merge_range("D2:G2", "联系人", centre)
    sheet.merge_range("H2:H3", "备注", centre)
    sheet.write_row(2, 1, ["姓名", "电话", "姓名", "职务", "办公电话", "手机"])
    row = 3
    for unit, group in groupby(demo("contacts.csv"), key=lambda contact: contact["单位"]):
        listed = list(group)
        if len(listed) > 1:
            sheet.merge_range(row, 0, row + len(listed) - 1, 0, unit, centre)
        else:
            sheet.write(row, 0, unit)
        sheet.write_row(row, 1, ["演示领导", "13800009999"])
        for contact in listed:
            sheet.write_row(row, 3, [contact["联系人"], contact["职务"], contact["办公电话"], contact["手机"]])
            row += 1
    sheet.write_row(row, 0, ["", "", "", "没写单位的人", "科员", "0999-5550999", ""])
    sheet.write_row(row + 1, 0, ["临江区档案馆", "", "", "", "", "55509999", ""])
    sheet.write_row(row + 2, 0, ["临江区档案馆", "", "", "没留电话的人", "科员"])
    sheet.write(row + 3, 0, "临江区气象局")
    sheet.write(row + 3, 3, "少了零的人")
    sheet.write_number(row + 3, 5, 9995550998)
    book.close()


if __name__ == "__main__":
    units()
    deputies()
    contacts()
