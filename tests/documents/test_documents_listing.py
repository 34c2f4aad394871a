"""Lists and files of papers: their pages, headings, and text nobody expected."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from huiyin.foundation.documents import paper, pdf, sheet, word
from tests.documents.reading import fonts, needs_libreoffice, pages, text, through_word
from tests.documents.test_documents_letter import LETTER, word_text

TITLE = "关于第{}号道路沿线全线增设非机动车专用道并同步加装护栏的建议"
COLUMNS = [paper.Column("序号"), paper.Column("标题", 6), paper.Column("承办单位", 3), paper.Column("签收人", 2)]


def listing(rows: int, **more: object) -> paper.Listing:
    found = [(str(n), TITLE.format(n), "区城市管理执法局", "") for n in range(1, rows + 1)]
    given = {"title": "签收单", "said": f"共 {rows} 件。", "foot": ("交办人（签字）：",)} | more
    return paper.Listing(table=paper.Table(COLUMNS, found), **given)  # type: ignore[arg-type]


@pytest.mark.deep
def test_a_list_lies_on_landscape_a4_with_its_headings_on_each_page() -> None:
    content = pdf.listing_pdf(listing(60))
    found = PdfReader(io.BytesIO(content)).pages
    assert len(found) > 2 and {tuple(round(float(side)) for side in page.mediabox[2:]) for page in found} == {(842, 595)}
    assert all("承办单位" in page and f"第{n}页，共{len(found)}页" in page for n, page in enumerate(pages(content), 1))
    assert all(TITLE.format(n) in text(content) for n in range(1, 61))
    assert "交办人（签字）" in pages(content)[-1] and all(fonts(content).values())


def test_the_word_list_has_the_same_rows_repeats_its_headings_and_tears_no_row() -> None:
    made = docx.Document(io.BytesIO(word.listing_docx(listing(60))))
    (table,) = made.tables
    assert [cell.text for cell in table.rows[0].cells] == [column.heading for column in COLUMNS]
    assert [cell.text for cell in table.rows[60].cells] == ["60", TITLE.format(60), "区城市管理执法局", ""]
    assert len(table._tbl.xpath(".//w:tblHeader")) == 1 and len(table._tbl.xpath(".//w:cantSplit")) == 61


@needs_libreoffice
@pytest.mark.deep
def test_the_word_list_prints_in_libreoffice_with_headings_on_each_page(tmp_path: Path) -> None:
    printed = through_word(word.listing_docx(listing(60)), tmp_path)
    assert len(pages(printed)) > 2 and all("承办单位" in page for page in pages(printed))
    assert all(TITLE.format(n) in text(printed) for n in range(1, 61))


@pytest.mark.parametrize(
    "odd", ["<b>&amp;]]></b>", "一\x00\x07二\x0b三\ufffe", "=1+1", "W" * 400, "第一行\n第二行", "", "  "]
)
def test_odd_values_stand_in_their_cells(odd: str) -> None:
    made = paper.Listing(odd or "清单", odd, paper.Table(COLUMNS, [("1", odd, odd, "末")]))
    written, printed = word_text(word.listing_docx(made)), text(pdf.listing_pdf(made))
    wanted = "".join(paper.printable(odd).split())
    assert wanted in written and wanted in printed and written.count("末") == printed.count("末") == 1
    assert sheet.listing_xlsx(made)[:2] == b"PK"


def test_an_empty_list_says_so() -> None:
    made = listing(0)
    assert "没有内容" in text(pdf.listing_pdf(made)) and "没有内容" in word_text(word.listing_docx(made))


def dossier(**more: object) -> paper.Dossier:
    sections = [
        paper.Section("建议原文", text=paper.paragraphs("沿江大道违停严重。\n" * 80)),
        paper.Section("答复函", letter=LETTER),
        paper.Section("事件", table=paper.Table(COLUMNS, [("1", "登记", "f" * 64, "")])),
    ]
    given = {"facts": [("编号", "001号")], "sections": sections, "notes": ["评价不在本卷内。"]} | more
    return paper.Dossier("001号 关于整治违停的建议", "办理案卷", **given)  # type: ignore[arg-type]


def test_a_dossier_has_a_cover_that_says_on_which_page_each_part_begins() -> None:
    content = pdf.dossier_pdf(dossier())
    cover, *rest = pages(content)
    assert "评价不在本卷内" in cover and pdf.dossier_pages(dossier()) == len(rest) + 1
    for title, mark in (("建议原文", "沿江大道"), ("答复函", "签发人"), ("事件", "f" * 30)):
        begins = next(n for n, page in enumerate(rest, 2) if mark in page)
        assert f"{title}." in cover and cover.split(f"{title}.")[1].lstrip(".").startswith(str(begins)), (title, cover)
    assert [str(one["/Title"]) for one in PdfReader(io.BytesIO(content)).outline] == ["建议原文", "答复函", "事件"]  # type: ignore[call-overload,index]


def test_files_lie_inside_a_dossier_byte_for_byte_whatever_they_are_called() -> None:
    files = [paper.Enclosure(name, name.encode()) for name in ("答复 终稿.pdf", "a&b<c>.png")]
    found = PdfReader(io.BytesIO(pdf.dossier_pdf(dossier(enclosures=files)))).attachments
    assert all(found[one.name] == [one.content] for one in files)
