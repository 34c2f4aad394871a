"""Deputies' Word files as they come: headed or not, numbered by hand or by Word, in forms, with tracked changes; nothing lost."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from huiyin.foundation.filekinds import FileRefused
from huiyin.foundation.wordfiles.child import han, written
from huiyin.foundation.wordfiles.reading import WordParagraph
from huiyin.proposals.reading_word import WordText, read_word, sort_out

TITLE = "关于在粮道街小学门口设置临时接送区的建议"
PROBLEM = "粮道街小学每天 7:40 至 8:05 有约 600 名学生入校，家长车辆停满两侧车道。"
FACTS = "4 月以来我和 12 位家长、校保安座谈两次，现场数过三个早晨，每次堵车 20 分钟以上。"
FIRST = "校门东侧 60 米划临时接送区，限时停 3 分钟。"
SECOND = "上学日早上安排 2 名辅警疏导。"


def saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read(document: Document) -> WordText:
    return read_word(saved(document), "建议.docx")


def typed(*lines: str) -> Document:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return document


def numbering(document: Document, *levels: tuple[str, str]) -> int:
    """A list of Word's own: each level its form and its text; the number to refer to it by."""
    part = document.part.numbering_part.element
    number = 900 + len(part)
    body = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    part.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{body}</w:abstractNum>'))
    part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))
    return number


def numbered(document: Document, text: str, number: int, level: int = 0) -> None:
    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )


# -- shapes of real files ----------------------------------------------------------------------------------------------


def test_a_letter_with_two_headed_parts() -> None:
    found = read(
        typed(
            TITLE,
            "领衔代表：李文静",
            "一、存在的主要问题",
            PROBLEM,
            FACTS,
            "二、几点建议",
            f"（一）{FIRST}",
            f"（二）{SECOND}",
        )
    )
    assert (found.title, found.matter, found.asks) == (TITLE, f"{PROBLEM}\n{FACTS}", (FIRST, SECOND))
    assert found.rest == "领衔代表：李文静" and found.headings == ("一、存在的主要问题", "二、几点建议")


def test_a_motion_with_its_three_marks() -> None:
    found = read(
        typed(
            TITLE,
            "案由：" + PROBLEM,
            "案据：",
            FACTS,
            "方案：",
            "1. " + FIRST,
            "2. " + SECOND,
            "领衔代表：李文静",
            "2026年1月14日",
        )
    )
    assert (found.title, found.matter, found.asks) == (TITLE, f"{PROBLEM}\n{FACTS}", (FIRST, SECOND))
    assert found.rest == "领衔代表：李文静\n2026年1月14日"


def test_a_subject_that_is_a_title_is_the_title() -> None:
    found = read(typed("案由：" + TITLE, "案据：" + PROBLEM, "方案：" + FIRST))
    assert (found.title, found.matter, found.asks) == (TITLE, PROBLEM, (FIRST,))


def test_numbers_that_word_makes_itself() -> None:
    document = typed(TITLE)
    outline = numbering(
        document, ("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")
    )
    numbered(document, "存在的问题", outline)
    numbered(document, PROBLEM, outline, 1)
    numbered(document, FACTS, outline, 1)
    numbered(document, "建议", outline)
    numbered(document, FIRST, outline, 1)
    numbered(document, "先画线。", outline, 2)
    numbered(document, "再立牌。", outline, 2)
    numbered(document, SECOND, outline, 1)
    found = read(document)
    assert found.matter == f"（一）{PROBLEM}\n（二）{FACTS}"
    assert found.asks == (f"{FIRST}\n1.先画线。\n2.再立牌。", SECOND)
    assert found.headings == ("一、存在的问题", "二、建议")


def test_numbers_of_a_style() -> None:
    document = typed(TITLE, "具体建议如下：")
    for ask in (FIRST, SECOND):
        document.add_paragraph(ask, style="List Number")
    assert read(document).asks == (FIRST, SECOND)


def test_the_form_of_a_congress_in_a_table() -> None:
    document = typed("武昌区第十六届人民代表大会第五次会议", "代 表 建 议")
    rows = (
        ("标　题", TITLE), ("领衔代表", "李文静"), ("联系电话", "13800138000"), ("附议代表", ""), ("类　别", "建议"),
        ("地点", "粮道街小学门口"), ("案　由", PROBLEM), ("具体建议", f"1、{FIRST}"),
    )  # fmt: skip
    table = document.add_table(len(rows), 2)
    for row, (label, value) in zip(table.rows, rows, strict=True):
        row.cells[0].text, row.cells[1].text = label, value
    table.rows[-1].cells[1].add_paragraph(f"2、{SECOND}")
    found = read(document)
    assert (found.title, found.matter, found.asks, found.place) == (TITLE, PROBLEM, (FIRST, SECOND), "粮道街小学门口")
    assert found.rest.split("\n")[:2] == ["武昌区第十六届人民代表大会第五次会议", "代 表 建 议"]
    assert "13800138000" in found.rest and found.rest.endswith("类　别\n建议")


def test_a_table_of_figures_stays_in_the_matter_row_by_row() -> None:
    document = typed(TITLE, "一、问题", PROBLEM)
    table = document.add_table(2, 3)
    for n, words in enumerate(("时段", "车辆", "堵车分钟", "7:40", "213", "22")):
        table.cell(n // 3, n % 3).text = words
    document.add_paragraph("二、建议")
    document.add_paragraph(FIRST)
    assert read(document).matter.split("\n") == [PROBLEM, "时段　车辆　堵车分钟", "7:40　213　22"]


def test_no_part_is_marked_but_a_sentence_leads_over() -> None:
    found = read(typed(TITLE, PROBLEM, FACTS + "为此，建议：", "一是" + FIRST, "二是" + SECOND, "以上建议，请予考虑。"))
    assert (found.matter, found.asks) == (f"{PROBLEM}\n{FACTS}为此，建议：", (FIRST, SECOND))
    assert found.rest == "以上建议，请予考虑。"


def test_no_part_is_marked_and_the_asks_begin_with_a_verb() -> None:
    found = read(typed(TITLE, PROBLEM, "为此，建议区教育局会同交警" + FIRST, "建议" + SECOND))
    assert (found.matter, found.asks) == (PROBLEM, ("为此，建议区教育局会同交警" + FIRST, "建议" + SECOND))


def test_each_ask_is_called_one() -> None:
    found = read(typed(TITLE, PROBLEM, "建议一：" + FIRST, "先画线。", "建议二：" + SECOND))
    assert (found.matter, found.asks) == (PROBLEM, (f"{FIRST}\n先画线。", SECOND))


def test_the_asks_are_written_in_one_paragraph() -> None:
    found = read(typed(TITLE, "问题：" + PROBLEM, "建议：一、校门东侧划临时接送区；二、早上安排辅警；三、错峰入校。"))
    assert found.asks == ("校门东侧划临时接送区；", "早上安排辅警；", "错峰入校。")


def test_a_title_over_two_lines_below_the_head_of_the_form() -> None:
    document = typed("武汉市人民代表大会", "关于在粮道街小学门口", "设置临时接送区的建议", "提出人：李文静", PROBLEM)
    found = read(document)
    assert (found.title, found.matter) == (TITLE, PROBLEM)
    assert found.rest == "武汉市人民代表大会\n提出人：李文静"


def test_a_centred_title_of_another_kind() -> None:
    document = docx.Document()
    document.add_heading("粮道街小学门口该有接送区了", 0)
    document.add_paragraph(PROBLEM)
    assert (read(document).title, read(document).matter) == ("粮道街小学门口该有接送区了", PROBLEM)


def test_headings_inside_the_asks_are_asks() -> None:
    """“解决…问题” and “…方案” are what is asked for, not a new part."""
    found = read(typed(TITLE, "现状：" + PROBLEM, "建议：", "一、解决停车问题", FIRST, "二、制定整治方案", SECOND))
    assert found.asks == (f"解决停车问题\n{FIRST}", f"制定整治方案\n{SECOND}")
    assert found.matter == PROBLEM


def test_what_hangs_on_behind_stays_in_the_rest() -> None:
    found = read(
        typed(
            TITLE,
            "问题：" + PROBLEM,
            "建议：" + FIRST,
            "附件：",
            "1. 车流统计表",
            "2. 座谈记录",
            "二〇二六年一月十四日",
        )
    )
    assert found.asks == (FIRST,)
    assert found.rest.split("\n") == ["附件：", "1. 车流统计表", "2. 座谈记录", "二〇二六年一月十四日"]


def change(xml: str) -> Callable[[Document], None]:
    return lambda document: document.element.body.insert(1, parse_xml(xml.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))


def run(text: str, tag: str = "t") -> str:
    return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def test_tracked_changes_are_read_as_accepted() -> None:
    document = typed(TITLE, SECOND)
    about = 'w:id="1" w:author="李"'
    change(
        f"<w:p>{run('每天堵车')}<w:del {about}>{run('十', 'delText')}</w:del><w:ins {about}>{run('二十')}</w:ins>{run('分钟，')}"
        f"<w:moveFrom {about}>{run('搬走的')}</w:moveFrom></w:p>"
    )(document)
    first = document.paragraphs[1]._p.get_or_add_pPr()
    first.append(parse_xml(f"<w:rPr {nsdecls('w')}><w:del {about}/></w:rPr>"))
    assert read(document).matter == "每天堵车二十分钟，" + SECOND


def test_links_fields_and_controls_are_text_and_their_codes_are_not() -> None:
    document = typed(TITLE)
    change(
        f'<w:p><w:hyperlink w:anchor="x">{run("连接里的字，")}</w:hyperlink>'
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{run(" HYPERLINK ", "instrText")}'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("域里的字，")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        f"<w:sdt><w:sdtContent>{run('控件里的字。')}</w:sdtContent></w:sdt></w:p>"
    )(document)
    assert read(document).matter == "连接里的字，域里的字，控件里的字。"


BOX = (
    '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" {w}>'
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)


def test_a_text_box_is_read_once() -> None:
    document = typed(TITLE, PROBLEM)
    box = f"<w:txbxContent><w:p>{run('框里的话。')}</w:p></w:txbxContent>"
    document.element.body.insert(2, parse_xml(BOX.format(w=nsdecls("w"), box=box)))
    assert read(document).matter == f"{PROBLEM}\n框里的话。"


def test_pictures_are_counted_and_the_person_is_told() -> None:
    from tests.foundation.test_files import png

    document = typed(TITLE, PROBLEM)
    document.add_picture(io.BytesIO(png(8, 8)))
    assert read(document).notes == ("文中有 1 张图片没有读进来，需要的请另外作为照片上传。",)


def test_what_cannot_be_seen_is_marked_and_the_person_is_told() -> None:
    found = read(typed(TITLE, "堵车\u202e十分钟。", "\u200b"))
    assert found.matter == "堵车□十分钟。" and "有 1 处字认不出来" in found.notes[0]


# -- files that are none -----------------------------------------------------------------------------------------------


def packed(**members: str) -> bytes:
    source, out = zipfile.ZipFile(io.BytesIO(saved(typed(TITLE)))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            made.writestr(name, members.get(name.replace("/", "_").replace(".", "_"), source.read(name)))
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
W = nsdecls("w")
ONE = f"<w:p>{run('字')}</w:p>"


def whole(body: str) -> str:
    return f"<w:document {W}><w:body>{body}</w:body></w:document>"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("建议.docx", b"", "空的"),
        ("建议.doc", OLE, "另存为 .docx"),
        ("建议.wps", OLE, "另存为 .docx"),
        ("建议.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "设了打开密码"),
        ("建议.docx", saved(typed(TITLE))[:9000], "损坏"),
        ("建议.pdf", b"%PDF-1.7", "这里不能传这种文件。可以传Word（.docx）。"),
        ("建议.docx", saved(typed()), "没有文字"),
        ("建议.docx", packed(word_document_xml=f"<w:document {W}><w:body><w:p>"), "格式不常见"),
        ("建议.docx", packed(word_document_xml=f"<!DOCTYPE x [<!ENTITY a 'b'>]><w:document {W}/>"), "内部结构不正常"),
        ("建议.docx", packed(word_document_xml=f"<w:document {W}><w:body>" + f"<w:p>{run('字' * 60)}</w:p>" * 6000), "不常见"),
        ("建议.docx", packed(word_document_xml=whole(ONE * 6000)), "太长"),
        ("建议.docx", packed(word_document_xml=whole("<w:sdt>" * 3000 + "</w:sdt>" * 3000)), "不常见"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_in_words(name: str, data: bytes, words: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_word(data, name)
    assert words in refused.value.sentence


# -- nothing is lost ---------------------------------------------------------------------------------------------------

HEADS = [
    "一、存在的问题",
    "二、建议",
    "案由：",
    "案据：",
    "方案：",
    "建议：",
    "三、保障措施",
    "附件：",
    "领衔代表：李文静",
    "地点：校门口",
    "（一）原因",
]
MARKS = ["", "一、", "二、", "（一）", "（二）", "1. ", "2、", "（1）", "①", "一是", "其次，", "为此，建议", "标题："]
WORDS = st.text(
    "的一是在不了有和人这中大为上个国我以要时来用们生到作地于出就分对成会可主发年动同工也能下过",
    min_size=1,
    max_size=30,
)
LINES = st.one_of(
    st.sampled_from([*HEADS, TITLE, "关于在粮道街", "2026年1月14日", "武昌区第十六届人民代表大会第五次会议", "建议"]),
    st.builds(lambda mark, words, end: mark + words + end, st.sampled_from(MARKS), WORDS, st.sampled_from("。；：，")),
)
PLACES = st.sampled_from(["", "", "", "box", "note", "1.0.0", "1.0.1", "1.1.0", "1.1.1", "2.0.0"])
PARAGRAPHS = st.lists(st.builds(WordParagraph, LINES, where=PLACES, centred=st.booleans()), min_size=1, max_size=14)
NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|第.[、，,：:]|[（(][一二三四五六七八九十0-9]+[）)]|[0-9]+[、.．]|[①-⑳]|.是[，,：:]?|其.[，,、：:])\s*"
)


def all_of(found: WordText) -> str:
    parts = (found.title, found.matter, *found.asks, found.place, found.rest, *found.headings)
    return re.sub(r"\s", "", "｜".join(parts))


@settings(max_examples=400)
@given(PARAGRAPHS)
def test_no_word_of_a_document_is_lost(paragraphs: list[WordParagraph]) -> None:
    """Every character that is no outline number is in some field as often as it was typed."""
    held = all_of(sort_out(paragraphs))
    for one in paragraphs:
        bare = re.sub(r"\s", "", NUMBER.sub("", one.text))
        for part in filter(None, re.split(r"(?<=[：:；;。])", bare)):
            assert NUMBER.sub("", part) in held, (part, held)


@settings(max_examples=10, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=10))
def test_no_word_is_lost_on_the_way_through_a_real_file(lines: list[str]) -> None:
    held = all_of(read(typed(*lines)))
    for line in lines:
        for part in filter(None, re.split(r"(?<=[：:；;。])", re.sub(r"\s", "", NUMBER.sub("", line)))):
            assert NUMBER.sub("", part) in held


@pytest.mark.parametrize(
    ("number", "form", "words"),
    [
        (10, "chineseCounting", "十"),
        (11, "chineseCountingThousand", "十一"),
        (20, "japaneseCounting", "二十"),
        (105, "chineseCounting", "一百零五"),
        (1000, "chineseCounting", "1000"),
        (12, "chineseLegalSimplified", "拾贰"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (4, "upperRoman", "IV"),
        (2, "lowerLetter", "b"),
        (7, "decimalZero", "07"),
        (5, "unheard of", "5"),
    ],
)
def test_numbers_are_written_as_word_prints_them(number: int, form: str, words: Any) -> None:
    assert written(number, form) == words


def test_han_numbers_up_to_a_thousand_are_all_different() -> None:
    assert len({han(number) for number in range(1, 1000)}) == 999
