"""Word (.docx) through python-docx: for editing, signing and filing by hand. It needs nothing of the system."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from huiyin.foundation import clock
from huiyin.foundation.documents import texts
from huiyin.foundation.documents.paper import Booklet, Letter, Listing, Paragraph, Table, printable

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as Written

FANGSONG, SONG, HEI, KAI, TITLE = "仿宋", "宋体", "黑体", "楷体", "方正小标宋简体"
LATIN = "Times New Roman"
LEADING = 28.95
"""Points from line to line: 22 of them in the 225 mm of the type area (GB/T 9704-2012, 5.2.3)."""
SPACING = -5
"""Twentieths of a point between characters: 28 signs of 16 pt are 2 mm wider than the type area."""
RED = "C00000"


def letter_docx(letter: Letter) -> bytes:
    document = _document(letter.title)
    section = document.sections[0]
    _page(section, 210, 297, top=37, bottom=35, left=28, right=26)
    _page_numbers(document)
    if letter.draft:
        _draft_header(document)
    if letter.mark:
        _line(document, letter.mark, align="right")
    size = 24 if letter.issuers_are_long else 32
    for n, name in enumerate(letter.issuers):
        before = 0 if n else 22 * 72 / 25.4 - (LEADING if letter.mark else 0)
        _line(document, name, font=TITLE, size=size, bold=True, colour=RED, align="center", leading=0, before=before)
    _number_line(document, letter)
    _line(document, letter.title, font=TITLE, size=22, bold=True, align="center", leading=33, before=36, after=LEADING)
    if letter.salutation:
        _line(document, letter.salutation)
    for one in letter.text:
        _text(document, one)
    if letter.text:
        # The signature takes the end of the text along, never a page for itself.
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    for n, name in enumerate(letter.attachments, 1):
        _line(document, f"{'' if n > 1 else texts.ATTACHMENTS}{n}．{name}", indent=2)
    _signature(document, letter)
    if letter.contact:
        _line(document, f"（{letter.contact}）", indent=2)
    if letter.copies:
        _copies(document, f"{texts.COPIES_LABEL}{letter.copies}")
    return _written(document)


def listing_docx(listing: Listing) -> bytes:
    document = _document(listing.title)
    _page(document.sections[0], 297, 210, top=18, bottom=16, left=15, right=15)
    _footer(document.sections[0].footer.paragraphs[0], "center", "第 ", " 页", size=9)
    _line(document, listing.title, font=TITLE, size=18, bold=True, align="center", leading=0, after=4)
    _line(document, listing.said, font=SONG, size=10, leading=0, after=4)
    for note in listing.notes:
        _line(document, note, font=SONG, size=10, leading=0, after=2)
    if listing.table.rows:
        _table(document, listing.table, 267)
    else:
        _line(document, texts.NOTHING, font=SONG, size=11, leading=0)
    for line in listing.foot:
        _line(document, line, font=SONG, size=11, leading=0, before=14)
    return _written(document)


def booklet_docx(booklet: Booklet) -> bytes:
    """With real headings, so that Word itself finds its way in it and makes contents with its own page numbers."""
    document = _document(booklet.title)
    _page(document.sections[0], 210, 297, top=32, bottom=30, left=27, right=26)
    _footer(document.sections[0].footer.paragraphs[0], "center", "— ", " —", size=12)
    _line(document, booklet.place, font=TITLE, size=20, bold=True, align="center", leading=0, before=140, after=16)
    _line(document, booklet.title, font=TITLE, size=32, bold=True, align="center", leading=0)
    _line(document, booklet.said, align="center", leading=0, before=320)
    _line(document, texts.CONTENTS, font=TITLE, size=20, bold=True, align="center", leading=0, after=12, new_page=True)
    for note in booklet.notes:
        _line(document, note, size=12, leading=20)
    for entry in booklet.entries:
        _line(document, entry.heading, size=12, leading=20)
    for entry in booklet.entries:
        _heading(document, entry.heading)
        for label, said in entry.facts:
            _line(document, f"{label}：{said}", size=12, leading=20)
        _line(document, "", size=12, leading=10)
        for line in entry.lines:
            _line(document, line, size=14, leading=24, indent=2)
    for index in booklet.indexes:
        _heading(document, index.title)
        for name, places in index.rows:
            numbers = "、".join(booklet.entries[place].number for place in places)
            _line(document, f"{name}　{numbers}", size=12, leading=20)
    return _written(document)


def _heading(document: Document, text: str) -> None:
    """On a new page, in the style of a heading: what navigation and contents of Word go by."""
    written = document.add_paragraph(style="Heading 1")
    _shape(written, leading=0, after=10)
    _align(written, "center")
    written.paragraph_format.page_break_before = True
    _run(written, text, font=TITLE, size=18, bold=True, colour="000000")


# -- pieces of a letter ------------------------------------------------------------------------------------------------


def _number_line(document: Document, letter: Letter) -> None:
    """The number at the left, who signed it off at the right, a red line below."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm, Pt

    written = document.add_paragraph()
    _shape(written, leading=LEADING, before=LEADING, after=4)
    written.paragraph_format.left_indent = written.paragraph_format.right_indent = Pt(16)
    if letter.signed_by:
        written.paragraph_format.tab_stops.add_tab_stop(Mm(156) - Pt(16), WD_TAB_ALIGNMENT.RIGHT)
        _run(written, f"{letter.number}\t{texts.SIGNED_BY_LABEL}")
        _run(written, letter.signed_by, font=KAI)
    else:
        _align(written, "center")
        _run(written, letter.number)
    line = document.add_paragraph()
    _shape(line, leading=6)
    _border(line, top=("single", 12, RED))


def _text(document: Document, one: Paragraph) -> None:
    written = document.add_paragraph()
    _shape(written, leading=LEADING, indent=2)
    _align(written, "both")
    if one.head:
        _run(written, one.head, font=HEI if one.level == 1 else KAI)
    _run(written, one.text)


def _signature(document: Document, letter: Letter) -> None:
    """The names over the date, the date four characters from the right (GB/T 9704-2012, 7.3.5.1)."""
    from docx.shared import Pt

    lines = [*letter.signers, letter.signed_on]
    width = max(map(_wide, lines)) * 16
    for n, line in enumerate(lines):
        written = document.add_paragraph()
        _shape(written, leading=LEADING, before=0 if n else 2 * LEADING)
        written.paragraph_format.right_indent = Pt(64 + (width - _wide(line) * 16) / 2)
        written.paragraph_format.keep_together = written.paragraph_format.keep_with_next = True
        _align(written, "right")
        _run(written, line)


def _wide(text: str) -> float:
    """Its width in characters of the type; a Latin letter or a figure takes half of one."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def _copies(document: Document, text: str) -> None:
    """版记 at the foot of the type area of the last page: a frame, which Word and WPS keep there."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    written = document.add_paragraph()
    _shape(written, leading=24)
    written.paragraph_format.left_indent, written.paragraph_format.first_line_indent = Pt(56), Pt(-42)
    _run(written, text, size=14)
    _border(written, top=("single", 8, "auto"), bottom=("single", 8, "auto"))
    frame = OxmlElement("w:framePr")
    across = round(156 / 25.4 * 1440)
    for name, value in (("w", across), ("wrap", "around"), ("hAnchor", "margin"), ("vAnchor", "margin"),
                        ("xAlign", "left"), ("yAlign", "bottom")):  # fmt: skip
        frame.set(qn(f"w:{name}"), str(value))
    written._p.get_or_add_pPr().insert(0, frame)


def _draft_header(document: Document) -> None:
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        written = header.paragraphs[0]
        _align(written, "center")
        _run(written, texts.DRAFT_HEADER, font=HEI, size=14, colour="808080")


def _page_numbers(document: Document) -> None:
    """— 1 — in 4 号 宋体, at the outer side of each page."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    _footer(section.footer.paragraphs[0], "right", "— ", " —", size=14, aside=14)
    _footer(section.even_page_footer.paragraphs[0], "left", "— ", " —", size=14, aside=14)


# -- pieces of any document ------------------------------------------------------------------------------------------


def _document(title: str) -> Document:
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(16)
    properties = style.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), FANGSONG)
    # Punctuation is drawn as on the mainland only in text that is said to be.
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)
    core = document.core_properties
    core.title, core.author, core.comments = printable(title)[:255], "", ""
    core.created = core.modified = clock.now().replace(tzinfo=None)
    return document


def _written(document: Document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _page(section: Any, width: int, height: int, *, top: int, bottom: int, left: int, right: int) -> None:
    """Sizes in millimetres."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section.page_width, section.page_height = Mm(width), Mm(height)
    section.orientation = WD_ORIENT.LANDSCAPE if width > height else WD_ORIENT.PORTRAIT
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    # The page number stands 7 mm below the type area of a letter.
    section.header_distance, section.footer_distance = Mm(min(top, 20)), Mm(23 if bottom > 30 else 8)


def _line(
    document: Document, text: str, *, font: str = FANGSONG, size: float = 16, bold: bool = False, colour: str = "",
    align: str = "", leading: float = LEADING, before: float = 0, after: float = 0, indent: int = 0,
    new_page: bool = False,
) -> None:  # fmt: skip
    written = document.add_paragraph()
    if new_page:
        written.paragraph_format.page_break_before = True
    _shape(written, leading=leading, before=before, after=after, indent=indent)
    if align:
        _align(written, align)
    _run(written, text, font=font, size=size, bold=bold, colour=colour)


def _shape(written: Written, *, leading: float, before: float = 0, after: float = 0, indent: int = 0) -> None:
    """Distances in points; `leading` 0 leaves it to the type. `indent` in characters of 16 pt."""
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Pt

    form = written.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.widow_control = False
    if leading:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(leading)
    if indent:
        form.first_line_indent = Pt(16 * indent)


def _align(written: Written, how: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    sides = WD_ALIGN_PARAGRAPH
    written.alignment = {"left": sides.LEFT, "right": sides.RIGHT, "center": sides.CENTER, "both": sides.JUSTIFY}[how]


def _run(
    written: Written, text: str, *, font: str = FANGSONG, size: float = 16, bold: bool = False, colour: str = ""
) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    run = written.add_run(printable(text))
    run.font.name, run.font.size, run.font.bold = LATIN, Pt(size), bold or None
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    properties = run._r.get_or_add_rPr()
    # Without it Word would write Chinese in the type of the Latin letters.
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if size == 16:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(SPACING))
        properties.append(spacing)


def _border(written: Written, **sides: tuple[str, int, str]) -> None:
    """Lines at sides of a paragraph: kind, eighths of a point, colour."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        if side in sides:
            kind, width, colour = sides[side]
            line = OxmlElement(f"w:{side}")
            for name, value in (("val", kind), ("sz", str(width)), ("space", "1"), ("color", colour)):
                line.set(qn(f"w:{name}"), value)
            borders.append(line)
    properties = written._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _footer(written: Written, align: str, before: str, after: str, *, size: float, aside: float = 0) -> None:
    """A page number between two pieces of text."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    _align(written, align)
    written.paragraph_format.left_indent = Pt(aside if align == "left" else 0)
    written.paragraph_format.right_indent = Pt(aside if align == "right" else 0)
    _run(written, before, font=SONG, size=size)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    written._p.append(field)
    _run(written, "1", font=SONG, size=size)
    field.append(written.runs[-1]._r)
    _run(written, after, font=SONG, size=size)


def _table(document: Document, table: Table, across: float) -> None:
    """`across` in millimetres. The heading row is repeated on each page, and no row is torn in two.

    Written as XML: put together cell by cell, a thousand rows took a quarter of a minute.
    """
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    widths = [round(across / 25.4 * 1440 * share / 100) for share in table.widths]
    rows = [_row([column.heading for column in table.columns], widths, heading=True)]
    rows += [_row(values, widths) for values in table.rows]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    xml = (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")


def _row(values: Sequence[str], widths: Sequence[int], *, heading: bool = False) -> str:
    shape = '<w:jc w:val="center"/>' if heading else ""
    font = HEI if heading else SONG
    type_ = f'<w:rPr><w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{font}"/><w:sz w:val="20"/></w:rPr>'
    cells = (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:spacing w:before="20" w:after="20"/>'
        f"{shape}</w:pPr><w:r>{type_}{_lines(value)}</w:r></w:p></w:tc>"
        for value, width in zip(values, widths, strict=True)
    )
    repeated = "<w:tblHeader/>" if heading else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def _lines(value: str) -> str:
    pieces = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in printable(value).split("\n"))
    return "<w:br/>".join(pieces)
