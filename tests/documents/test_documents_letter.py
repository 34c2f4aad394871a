"""A letter on paper: what GB/T 9704 measures, and text nobody expected."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from huiyin.foundation.documents import paper, pdf, word
from tests.documents.reading import fonts, lines, needs_libreoffice, pages, text, through_word

REAL = """您提出的关于整治沿江大道违停的建议收悉。感谢您对城市管理工作的关心和支持。经研究，现答复如下：
一、关于增设护栏
我局会同交警大队于三月九日到现场踏勘，逐段清点停车位和护栏缺口，共清理长期占道车辆四十七辆，在学校路口至码头路口之间
（一）分段设置。早晚高峰违停集中的三段先行增设护栏，其余路段视整治情况再定。
二、关于停车泊位
沿线现有公共泊位二百一十六个，夜间缺口较大。我局已商请区国资公司开放两处闲置场地，预计新增泊位一百二十个。
三、下一步打算
我局将继续会同有关部门加强巡查，每季度向您通报一次进展。"""
LETTER = paper.Letter(
    issuers=("区城市管理执法局",),
    number="临城管函〔2026〕19号",
    title="关于区十八届人大五次会议第1号建议的答复",
    text=paper.paragraphs(REAL),
    signers=("区城市管理执法局",),
    signed_on="2026年3月16日",
    signed_by="郑海波",
    mark="A",
    salutation="李文静代表：",
    contact="联系人：周敏，电话：027-5550 0262",
    copies="人大常委会代表工作机构，政府办公室。",
)
PARTS = ("区城市管理执法局", "临城管函〔2026〕19号", "签发人：郑海波", LETTER.title, "李文静代表：", "一、关于增设护栏",
         "每季度向您通报一次进展。", "2026年3月16日", "（联系人：周敏，电话：027-55500262）",
         "抄送：人大常委会代表工作机构，政府办公室。")  # fmt: skip
# No punctuation: how many signs stand on a line is then decided by the type area alone.
SOLID = dataclasses.replace(LETTER, text=paper.paragraphs("江" * 1900))


def measured(content: bytes) -> tuple[list[list[tuple[float, str]]], list[int]]:
    """The lines of the text alone on each page, and the lengths of its full lines: page numbers lie below."""
    body = [[(height, line) for height, line in page if "江" in line] for page in lines(content)]
    return body, [len(line.strip()) for page in body for _, line in page]


def test_a_page_holds_22_lines_of_28_signs_28_95_points_apart() -> None:
    """GB/T 9704-2012, 5.2.3: measured in the finished PDF, on a letter of 1,900 signs."""
    body, lengths = measured(pdf.letter_pdf(SOLID))
    assert [len(page) for page in body[1:-1]] == [22] * (len(body) - 2) and len(body) >= 3
    assert lengths[0] == 26 and set(lengths[1:-1]) == {28}, "the first line is indented by two signs"
    heights = [height for height, _ in body[1]]
    steps = {round(above - below, 1) for above, below in zip(heights, heights[1:], strict=False)}
    assert steps <= {28.9, 29.0}, steps


def test_the_type_area_keeps_the_margins_of_the_standard() -> None:
    """37 mm above, 28 mm at the left, 156 × 225 mm inside: where the first and last signs of a full page stand."""
    page = PdfReader(io.BytesIO(pdf.letter_pdf(SOLID))).pages[1]
    assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
    places: list[tuple[float, float]] = []

    def note(piece: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if "江" in piece:
            places.append((cm[4] + tm[4] * cm[0], cm[5] + tm[5] * cm[3]))

    page.extract_text(visitor_text=note)
    millimetre = 72 / 25.4
    assert min(x for x, _ in places) == pytest.approx(28 * millimetre, abs=0.5)
    top, bottom = 842 - 37 * millimetre, 35 * millimetre
    assert top - 28.95 < max(y for _, y in places) < top
    assert bottom < min(y for _, y in places) < bottom + 28.95


def test_every_font_is_embedded_and_the_file_is_pdf_a() -> None:
    content = pdf.letter_pdf(LETTER)
    found = fonts(content)
    assert found and all(found.values()), found
    metadata = PdfReader(io.BytesIO(content)).trailer["/Root"]["/Metadata"].get_object().get_data()  # type: ignore[index]
    assert b"pdfaid:part" in metadata.replace(b"pdfaid:part=", b"pdfaid:part") and b"2" in metadata
    assert "/OutputIntents" in PdfReader(io.BytesIO(content)).trailer["/Root"]  # type: ignore[operator]


def test_the_pdf_says_all_that_the_letter_says_and_numbers_its_pages() -> None:
    content = pdf.letter_pdf(LETTER)
    said = text(content)
    assert [part for part in PARTS if "".join(part.split()) not in said] == []
    assert [f"—{n}—" in page for n, page in enumerate(pages(content), 1)] == [True] * len(pages(content))
    assert "草稿" not in said


@pytest.mark.parametrize("signs", [1960, 2000, 2040, 2160])
def test_the_signature_never_has_a_page_for_itself_nor_have_the_copies(signs: int) -> None:
    (*_, last) = lines(pdf.letter_pdf(dataclasses.replace(LETTER, text=paper.paragraphs("江" * signs))))
    said = "".join(line for _, line in last)
    assert "江" in said and "2026年3月16日" in said and "抄送" in said


def test_copies_stand_at_the_foot_of_the_last_page() -> None:
    (*_, last) = lines(pdf.letter_pdf(LETTER))
    foot = [(height, line) for height, line in last if "抄送" in line]
    assert foot and foot[0][0] < 35 * 72 / 25.4 + 30


def test_two_units_stand_at_the_head_and_sign_one_below_the_other() -> None:
    names = ("区城市管理执法局", "区教育局")
    joint = dataclasses.replace(LETTER, issuers=names, signers=names)
    for content in (pdf.letter_pdf(joint), word.letter_docx(joint)):
        said = text(content) if content[:4] == b"%PDF" else word_text(content)
        assert said.count("区教育局") == 2 and said.count("区城市管理执法局") == 2


def test_a_draft_is_marked_on_every_page() -> None:
    draft = dataclasses.replace(SOLID, draft=True)
    assert all("草稿" in page for page in pages(pdf.letter_pdf(draft)))
    section = docx.Document(io.BytesIO(word.letter_docx(draft))).sections[0]
    assert "草稿" in section.header.paragraphs[0].text and "草稿" in section.even_page_header.paragraphs[0].text


def word_text(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "".join("".join([*(one.text for one in document.paragraphs), *cells]).split())


def test_the_word_file_says_the_same_and_is_set_for_the_same_page() -> None:
    content = word.letter_docx(LETTER)
    said = word_text(content)
    assert [part for part in PARTS if "".join(part.split()) not in said] == []
    section = docx.Document(io.BytesIO(content)).sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides if side is not None] == [37, 35, 28, 26]


@needs_libreoffice
@pytest.mark.deep
def test_the_word_file_prints_in_libreoffice_with_22_lines_of_28_signs(tmp_path: Path) -> None:
    body, lengths = measured(through_word(word.letter_docx(SOLID), tmp_path))
    assert [len(page) for page in body[1:-1]] == [22] * (len(body) - 2) and set(lengths[1:-1]) == {28}
    printed = through_word(word.letter_docx(LETTER), tmp_path)
    assert [part for part in PARTS if "".join(part.split()) not in text(printed)] == []
    assert len(pages(printed)) == len(pages(pdf.letter_pdf(LETTER)))


ODD = {
    "a title without end": {"title": "关于" + "进一步加强和改进" * 40 + "的答复"},
    "emoji": {"title": "关于🚲停放的答复", "text": paper.paragraphs("共享单车🚲🚶‍♀️👍🏽乱停。")},
    "markup": {"title": "<b>&amp;\"'</b>", "text": paper.paragraphs("<script>alert(1)</script>&nbsp;{{ 7 }}{% x %}")},
    "controls": {"title": "甲\x00\x07\x1b乙", "text": paper.paragraphs("一\x0b二\x0c三\ufffe\x9f")},
    "nothing": {"text": [], "salutation": "", "contact": "", "copies": "", "signed_by": "", "mark": "", "title": ""},
    "a word without end": {"text": paper.paragraphs("W" * 3000)},
    "rare signs": {"text": paper.paragraphs("𠮷野家𬱖，䶮，ཨོཾ་མ་ཎི，ئۇيغۇر")},
}


@pytest.mark.parametrize("what", ODD)
def test_odd_text_makes_a_document_all_the_same(what: str) -> None:
    odd = dataclasses.replace(LETTER, **ODD[what])
    printed, written = pdf.letter_pdf(odd), word.letter_docx(odd)
    assert all(fonts(printed).values())
    # Where the machine has no font for a sign a box is drawn, and pypdf cannot read the text around it.
    for said in (word_text(written), *([] if what in ("emoji", "rare signs") else [text(printed)])):
        assert [one.text for one in odd.text if "".join(one.text.split())[:200] not in said] == []
        assert "临城管函〔2026〕19号" in said


def test_markup_in_a_text_is_text_and_opens_nothing() -> None:
    trap = "<img src='file:///etc/passwd'><link rel=attachment href='file:///etc/passwd'><style>*{color:red}</style>"
    content = pdf.letter_pdf(dataclasses.replace(LETTER, text=paper.paragraphs(trap)))
    assert "file:///etc/passwd" in text(content) and "root:" not in text(content)
    assert PdfReader(io.BytesIO(content)).attachments == {}
