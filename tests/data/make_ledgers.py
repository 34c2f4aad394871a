"""Makes the nasty hand-over ledgers in `ledgers/`. Everything in them is invented.

The sums beside them (`*.expected.json`) are written by hand from the rows below, never from what the reader says.
Run from the repository: `python tests/data/make_ledgers.py`; the same XlsxWriter gives the same bytes. Two are not
made here: handover-ledger.xlsx, real items with invented deputies, and old-format.xls, saved once in the old format.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

HERE = Path(__file__).parent / "ledgers"
MADE = dt.datetime(2026, 1, 1)


class Book:
    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(str(path))
        self.book.set_properties({"created": MADE, "title": "演示数据"})
        self.centre = self.book.add_format({"align": "center", "valign": "vcenter", "text_wrap": True})

    def sheet(self, name: str) -> Any:
        return self.book.add_worksheet(name)

    def shown_as(self, code: str) -> Any:
        return self.book.add_format({"num_format": code})

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.book.close()


def two_row_groups(path: Path) -> None:
    """Two header rows with other words, groups, sections, a repeated header, merged items, hidden row, sub-totals."""
    with Book(path) as made:
        sheet, centre = made.sheet("交办总表"), made.centre
        day = made.shown_as("yyyy/m/d")

        def header(row: int) -> None:
            for column, words in (
                (0, "顺号"),
                (1, "案 号"),
                (2, "案由"),
                (8, "办理方式"),
                (9, "答复期限"),
                (10, "重点\n督办"),
                (11, "备注"),
            ):
                sheet.merge_range(row, column, row + 1, column, words, centre)
            sheet.merge_range(row, 3, row, 5, "提出代表", centre)
            sheet.merge_range(row, 6, row, 7, "办理单位", centre)
            for column, words in ((3, "姓名"), (4, "所在代表团"), (5, "联系电话"), (6, "牵头"), (7, "配合")):
                sheet.write(row + 1, column, words, centre)

        sheet.merge_range("A1:L1", "临山县第十九届人民代表大会第二次会议代表议案、建议交办表", centre)
        sheet.merge_range("A2:L2", "交办日期：二〇二六年二月三日    打印日期：2026年2月10日", centre)
        header(2)
        for column in range(12):
            sheet.write(4, column, f"（{column + 1}）", centre)
        sheet.merge_range("A6:L6", "一、议案（2件）")
        sheet.write_row(6, 0, [1, "议1", "关于加快县城防洪排涝工程建设的议案", "演示王五等12人"])
        sheet.merge_range("E7:E8", "第一代表团", centre)
        sheet.write_row(6, 5, [13800000001, "县水利局", "", "单办"])
        sheet.write_datetime(6, 9, dt.datetime(2026, 6, 30), day)
        sheet.write(6, 10, "√")
        sheet.write_row(7, 0, [2, "议2", "关于整治农村黑臭水体的建议", "演示赵六、演示钱七"])
        sheet.write_row(7, 5, ["13800000002", "县生态环境局", "县农业农村局", "主协办", "上半年"])
        sheet.merge_range("A9:C9", "小计：2件")
        sheet.merge_range("A10:L10", "二、建议、批评和意见（4件）")
        sheet.write_row(
            10,
            0,
            [
                3,
                1,
                "关于增加乡镇寄宿制学校床位的建议",
                "演示孙八",
                "第二代表团",
                "",
                "1.县教育局\n2.县财政局",
                "",
                "分办",
                "九月底前",
            ],
        )
        sheet.write_row(
            11,
            0,
            [
                4,
                2,
                "关于修缮古县衙的\n建议",
                "演示李九、演示周十等5人",
                "第二代表团",
                "",
                "县文化和\n旅游局",
                "",
                "单办",
                "3月底前",
            ],
        )
        sheet.set_row(11, None, None, {"hidden": True})
        for column, value in enumerate((5, 3, "关于规范电动自行车停放充电的建议", "演示吴一", "第三代表团")):
            sheet.merge_range(12, column, 13, column, value, centre)
        sheet.merge_range("G13:G14", "县住房和城乡建设局", centre)
        sheet.write("H13", "县公安局")
        sheet.write("H14", "县消防救援大队")
        header(14)
        sheet.write_row(
            16,
            0,
            [
                6,
                4,
                "关于推进村级便民服务的建议",
                "第三代表团",
                "第三代表团",
                "",
                "各镇人民政府",
                "县政务服务局等",
                "",
                "三个月内",
            ],
        )
        sheet.merge_range("A19:B19", "合 计")
        sheet.write("C19", "6件")
        sheet.merge_range("A20:L20", "注：1.请各单位于收到之日起三个月内答复代表。")
        sheet.merge_range("A21:L21", "制表人：演示甲　审核人：演示乙")


def several_sheets(path: Path) -> None:
    """Each sheet has its own header and order, the same numbers on three; one is no table, one is hidden."""
    with Book(path) as made:
        first = made.sheet("大会建议")
        first.merge_range("A1:G1", "江口市第七届人民代表大会第三次会议建议交办表")
        first.write_row(1, 0, ["编号", "建议名称", "领衔人", "团别", "主办", "会办", "分类"])
        first.write_row(2, 0, [1, "关于优化公交线路的建议", "演示甲", "城东代表团", "市交通运输局", "市公安局", "交通"])
        first.write_row(3, 0, [2, "关于建设口袋公园的建议", "演示乙", "城西代表团", "市园林局", "", "城建"])
        first.write_row(4, 0, [3, "关于扶持社区食堂的建议", "演示丙", "城西代表团", "市民政局,市商务局", "", "民政"])
        second = made.sheet("闭会建议")
        second.write_row(0, 0, ["承办单位", "标题", "提出人", "编号"])
        second.write_row(1, 0, ["主办：市水务局；协办：市财政局、市城管委", "关于老旧供水管网改造的建议", "演示丁", 1])
        second.write_row(2, 0, ["市教育局（牵头）、市卫生健康委（配合）", "关于配备校医的建议", "演示戊", 2])
        third = made.sheet("议案")
        third.write_row(0, 0, ["编号", "标题", "领衔代表", "联名代表", "承办单位"])
        third.write_row(1, 0, [1, "关于制定市养犬管理办法", "演示己", "演示庚、演示辛、演示壬等14人", "市公安局"])
        made.sheet("填表说明").write_column(0, 0, ["本表由代表工委填写。", "有疑问请联系演示电话。"])
        hidden = made.sheet("字典")
        hidden.write_row(0, 0, ["编号", "标题", "承办单位"])
        hidden.write_row(1, 0, [99, "关于不该读进来的建议", "市甲局"])
        hidden.hide()


def gbk_semicolons(path: Path) -> None:
    """csv as a Chinese spreadsheet on a foreign Windows writes it."""
    lines = [
        "临江县第十八届人民代表大会第五次会议代表建议交办表;;;;;;;",
        "序号;建议号;建议标题;提出人;承办单位;;办理时限;联系电话",
        ";;;;主办单位;会办单位;;",
        "1;第０１２号;关于支持农产品“出村进城”，发展冷链的建议;演示 甲;县商务局;"
        "县农业农村局、县供销社;2026/7/15;13800000003",
        '2;="007";"关于整治国道325线,确保行车安全的建议";演示乙等三人;县交通运输局;;6月30日前;1.38E+10',
        '3;第13号;"关于落实“双减”政策\n的建议";阿依·演示;县教体局;;年底前;027-85550001',
        ";;;;;;;",
        "4;第14号;;演示丁;县财政局;;;",
        "5;第13号;关于增设夜间急诊的建议;演示戊;县卫健局;县医保局，等;二季度末;",
        "6;;关于保护𠮷祥古渡的建议;演示己;无;;;",
        "合计;5件;;;;;;",
    ]
    path.write_bytes("\r\n".join(lines).encode("gb18030"))


def formulas(path: Path) -> None:
    """Formulas with and without a result, errors, links, number formats, dates of several kinds, odd digits."""
    with Book(path) as made:
        sheet = made.sheet("Sheet1")
        zeros, wrapped, day = made.shown_as("000"), made.shown_as('"第"0000"号"'), made.shown_as('yyyy"年"m"月"d"日"')
        sheet.write_row(
            0, 0,
            ["序号", "编号", "标题", "领衔代表", "主办单位", "协办单位", "是否重点", "答复时限", "联系电话", "交办时间",
             "备注"],
        )  # fmt: skip
        for row in range(1, 11):
            sheet.write_formula(row, 0, "=ROW()-1", None, row)
        handed = dt.datetime(2026, 3, 2)
        for row, title in enumerate(
            [
                "关于编号补零的建议", "关于编号带字的建议", "=cmd|'/c calc'!A1 关于公式开头的建议",
                "关于编号变日期的建议", "关于链接标题的建议", None, None, "关于单位出错的建议",
                "关于全角数字１２３的建议", "－关于全角减号的建议",
            ],
            start=1,
        ):  # fmt: skip
            if title:
                sheet.write_string(row, 2, title)
            sheet.write_string(row, 3, "演示甲")
            if row != 8:
                sheet.write_string(row, 4, "市甲局")
            sheet.write_datetime(row, 9, handed, day)
        sheet.write_number(1, 1, 7, zeros)
        sheet.write_number(2, 1, 37, wrapped)
        sheet.write_number(3, 1, 37.0)
        sheet.write_datetime(4, 1, dt.datetime(2026, 3, 1), made.shown_as("m-d"))
        sheet.write_formula(5, 1, '=HYPERLINK("http://example.invalid/5","第5号")', None, "第5号")
        sheet.write_formula(6, 2, "=Sheet9!C6", None, "#REF!")
        sheet.write_formula(8, 4, "=VLOOKUP(A9,Z:Z,1,0)", None, "#N/A")
        sheet.write_number(8, 1, 320102199001011234)
        sheet.write_string(9, 1, "第１２３号")
        sheet.write_string(10, 1, "第٣号")
        sheet.write_datetime(1, 7, dt.datetime(2026, 7, 15), day)
        sheet.write_number(2, 7, 46218)
        sheet.write_string(3, 7, "2026年2月30日")
        sheet.write_string(4, 7, "2025年12月31日")
        sheet.write_string(5, 7, "十月中旬")
        sheet.write_number(1, 8, 13800000000)
        sheet.write_string(2, 8, "1.38E+10")
        for row, word in ((1, "是"), (2, "重点督办"), (3, "待定"), (4, "否"), (5, "★")):
            sheet.write_string(row, 6, word)
        sheet.write_string(4, 10, "省人大重点督办")
        sheet.write_string(9, 10, "重点督办建议")
        sheet.write_string(10, 5, "有关单位")


def uncalculated(path: Path) -> None:
    """A title that is a formula no program has calculated yet, as libraries write it."""
    import zipfile

    plain = path.with_suffix(".plain.xlsx")
    with Book(plain) as made:
        sheet = made.sheet("交办表")
        sheet.write_row(0, 0, ["序号", "标题", "承办单位"])
        sheet.write_row(1, 0, [1, "关于一件好事的建议", "区甲局"])
        sheet.write_number(2, 0, 2)
        sheet.write_formula(2, 1, '="关于"&A3&"的建议"', None, "@@")
        sheet.write_string(2, 2, "区乙局")
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                assert b' t="str"' in data
                data = data.replace(b' t="str"', b"").replace(b"<v>@@</v>", b"")
            new.writestr(entry, data)
    plain.unlink()


def half_bad(path: Path) -> None:
    """5,000 rows; every second one has no title."""
    with Book(path) as made:
        sheet = made.sheet("交办表")
        sheet.write_row(0, 0, ["序号", "编号", "标题", "领衔代表", "承办单位"])
        for row in range(1, 5001):
            sheet.write_row(
                row, 0, [row, f"第{row}号", f"关于第{row}个路口的建议" if row % 2 else "", "演示甲", "区交通运输局"]
            )


def corrected(path: Path) -> None:
    """The real ledger again: three rows corrected (serial 2, 5, 14), one added, the order of two rows changed."""
    rows = CalamineWorkbook.from_path(str(HERE / "handover-ledger.xlsx")).get_sheet_by_index(0).to_python()
    by_serial = {row[0]: row for row in rows}
    by_serial[2.0][5] = "舒城县水务局"
    by_serial[5.0][2] = "关于科学合理设置交通信号灯的建议"
    by_serial[14.0][5] = "市住房和城乡建设局"
    at = next(index for index, row in enumerate(rows) if row[0] == 30.0)
    rows[at], rows[at + 1] = rows[at + 1], rows[at]
    rows.insert(
        len(rows) - 1,
        [55, "第68号", "关于新增一件建议的建议", "示例代表55", "第2代表团", "区财政局", "", "财政", "", ""],
    )
    with Book(path) as made:
        sheet = made.sheet("交办表")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


FILES = {
    "two-row-groups.xlsx": two_row_groups,
    "several-sheets.xlsx": several_sheets,
    "gbk-semicolons.csv": gbk_semicolons,
    "formulas.xlsx": formulas,
    "uncalculated.xlsx": uncalculated,
    "half-bad-5000.xlsx": half_bad,
    "handover-corrected.xlsx": corrected,
}

if __name__ == "__main__":
    for name, make in FILES.items():
        make(HERE / name)
