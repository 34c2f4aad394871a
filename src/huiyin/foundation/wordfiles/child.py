"""The reader that runs in a process of its own: a .docx on stdin, its paragraphs as JSON on stdout (security C34).

What a reader of the printed page sees: tracked changes as accepted, automatic numbers as typed, text boxes behind the paragraph
they are anchored in, notes at the end. Headers, footers, comments and the pinyin above characters are left out. This file is
started by path and imports nothing of huiyin.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from typing import Any

MEMORY = 768 << 20
PROCESSOR_SECONDS = 25
PARAGRAPHS = 5_000
CHARACTERS = 300_000
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
# Text that was taken out, that is code, or that stands above other text.
LEFT_OUT = frozenset(
    W + name for name in ("del", "moveFrom", "instrText", "delText", "rt", "rPr", "pPr", "sdtPr", "tblPr")
)
ONE_CHARACTER = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}
PICTURES = ("{http://schemas.openxmlformats.org/drawingml/2006/picture}pic", "{urn:schemas-microsoft-com:vml}imagedata")
BOX_TEXT = W + "txbxContent"


def fence() -> None:
    try:
        import resource
    except ImportError:  # Windows: only the parent's time limit holds there
        return
    for kind, limit in (("RLIMIT_AS", MEMORY), ("RLIMIT_CPU", PROCESSOR_SECONDS), ("RLIMIT_CORE", 0)):
        try:
            resource.setrlimit(getattr(resource, kind), (limit, limit))
        except (ValueError, OSError):  # a container may already set a tighter limit than ours
            continue


# ---------------------------------------------------------------- numbers

HAN = "零一二三四五六七八九"
FORMAL = "零壹贰叁肆伍陆柒捌玖"
# One way of counting by characters serves for all of these.
HAN_COUNTING = re.compile(
    "chineseCounting.*|taiwanese.*|japanese(?:Counting|DigitalTenThousand)|koreanDigital|ideographDigital"
)


def han(number: int) -> str:
    """1–999 as outlines count: 一, 十, 十一, 二十, 一百零五."""
    if not 0 < number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{HAN[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else HAN[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (HAN[ones] if ones else "")


def roman(number: int) -> str:
    words = ""
    for value, sign in zip(
        (100, 90, 50, 40, 10, 9, 5, 4, 1), ("c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"), strict=True
    ):
        words += sign * (number // value)
        number %= value
    return words


def written(number: int, form: str) -> str:
    if HAN_COUNTING.fullmatch(form):
        return han(number)
    if form in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return han(number).translate(str.maketrans(HAN + "十百", FORMAL + "拾佰"))
    if form.startswith("decimalEnclosedCircle") and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    if form in ("upperLetter", "lowerLetter") and 0 < number <= 26:
        return chr((65 if form == "upperLetter" else 97) + number - 1)
    if form in ("upperRoman", "lowerRoman") and 0 < number < 400:
        return roman(number).upper() if form == "upperRoman" else roman(number)
    return f"{number:02}" if form == "decimalZero" else str(number)


def value(element: Any, *path: str) -> str | None:
    """`w:val` of the element at the path below this one."""
    for name in path:
        element = element.find(W + name) if element is not None else None
    return None if element is None else element.get(W + "val")


class Numbering:
    """Automatic numbers, counted as Word does: lists of one abstract definition go on counting."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self.abstracts: dict[str, Any] = {}
        self.numbers: dict[str, Any] = {}
        self.styles = (
            {style.get(W + "styleId"): style for style in styles.findall(W + "style")} if styles is not None else {}
        )
        for element in numbering if numbering is not None else ():
            if element.tag == W + "abstractNum":
                self.abstracts[element.get(W + "abstractNumId")] = element
            elif element.tag == W + "num":
                self.numbers[element.get(W + "numId")] = element
        self.counts: dict[str, list[int | None]] = {}
        self.begun: set[tuple[str, int]] = set()

    def chain(self, style_id: str | None) -> Iterator[Any]:
        """A style and those it is based on."""
        for _ in range(20):
            style = self.styles.get(style_id)
            if style is None:
                return
            yield style
            style_id = value(style, "basedOn")

    def of(self, paragraph: Any) -> str:
        found = paragraph.find(f"{W}pPr/{W}numPr")
        number, level = value(found, "numId"), value(found, "ilvl")
        style_id = value(paragraph, "pPr", "pStyle")
        if number is None:
            for style in self.chain(style_id):
                number = value(style, "pPr", "numPr", "numId")
                if number is not None:
                    level = (
                        level or value(style, "pPr", "numPr", "ilvl") or self.level_of(number, style.get(W + "styleId"))
                    )
                    break
        if not number or number == "0" or number not in self.numbers:
            return ""
        at = int(level) if level and level.isdecimal() else 0
        return self.count(number, at) if at < 9 else ""

    def level_of(self, number: str, style_id: str) -> str:
        abstract = self.abstract(number)
        for one in abstract.findall(W + "lvl") if abstract is not None else ():
            if value(one, "pStyle") == style_id:
                return one.get(W + "ilvl") or "0"
        return "0"

    def abstract(self, number: str) -> Any:
        for _ in range(5):
            found = self.abstracts.get(value(self.numbers.get(number), "abstractNumId") or "")
            link = value(found, "numStyleLink")
            if link is None:
                return found
            number = value(self.styles.get(link), "pPr", "numPr", "numId") or ""
        return None

    def count(self, number: str, at: int) -> str:
        abstract = self.abstract(number)
        if abstract is None:
            return ""
        levels = {int(one.get(W + "ilvl")): one for one in abstract.findall(W + "lvl")}
        counts = self.counts.setdefault(abstract.get(W + "abstractNumId"), [None] * 9)
        for override in self.numbers[number].findall(W + "lvlOverride"):
            level, start = int(override.get(W + "ilvl")), value(override, "startOverride")
            own = override.find(W + "lvl")
            if own is not None:
                levels[level] = own
            if start is not None and (number, level) not in self.begun and level < 9:
                self.begun.add((number, level))
                counts[level] = int(start) - 1
        counts[at] = self.start(levels.get(at)) if counts[at] is None else counts[at] + 1  # type: ignore[operator]
        counts[at + 1 :] = [None] * (8 - at)
        return self.label(levels, counts, at)

    def start(self, level: Any) -> int:
        found = value(level, "start")
        return int(found) if found and found.isdecimal() else 1

    def label(self, levels: dict[int, Any], counts: list[int | None], at: int) -> str:
        level = levels.get(at)
        form, text = value(level, "numFmt") or "decimal", value(level, "lvlText") or ""
        if form in ("bullet", "none"):
            return ""
        plain = level is not None and level.find(W + "isLgl") is not None
        for n in range(9):
            if f"%{n + 1}" in text:
                number = counts[n] if counts[n] is not None else self.start(levels.get(n))
                own = "decimal" if plain else value(levels.get(n), "numFmt") or "decimal"
                text = text.replace(f"%{n + 1}", written(number, own))  # type: ignore[arg-type]
        return text


# ---------------------------------------------------------------- text


class Reader:
    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.found: list[dict[str, Any]] = []
        self.pictures = self.tables = self.characters = 0
        self.foreign = False
        self.carried = ""

    def blocks(self, element: Any, where: str) -> None:
        for child in element:
            if child.tag == W + "p":
                self.paragraph(child, where)
            elif child.tag == W + "tbl":
                self.table(child)
            elif child.tag == W + "altChunk":
                self.foreign = True
            elif isinstance(child.tag, str) and child.tag not in LEFT_OUT:
                self.blocks(chosen(child), where)

    def table(self, table: Any) -> None:
        self.tables += 1
        number = self.tables
        rows = [row for row in table.iter(W + "tr") if next(row.iterancestors(W + "tbl")) is table]
        for r, row in enumerate(rows):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            cells = [cell for cell in row.iter(W + "tc") if next(cell.iterancestors(W + "tbl")) is table]
            for c, cell in enumerate(cells):
                self.blocks(cell, f"{number}.{r}.{c}")

    def paragraph(self, paragraph: Any, where: str) -> None:
        boxes: list[Any] = []
        text = self.carried + "".join(self.pieces(paragraph, boxes))
        # The end of this paragraph was deleted in tracked changes: it runs on into the next, and is not counted.
        joined = paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None
        self.carried = text if joined else ""
        if not joined:
            self.add(text, self.numbering.of(paragraph), where, paragraph)
        for box in boxes:
            kept, self.carried = self.carried, ""
            self.blocks(box, "box")
            self.carried = kept

    def add(self, text: str, label: str, where: str, paragraph: Any) -> None:
        if not text.strip():
            return
        self.characters += len(text)
        if self.characters > CHARACTERS or len(self.found) >= PARAGRAPHS:
            raise MemoryError
        style_id = value(paragraph, "pPr", "pStyle")
        chain = list(self.numbering.chain(style_id))
        align = value(paragraph, "pPr", "jc") or next((a for style in chain if (a := value(style, "pPr", "jc"))), "")
        name = (value(chain[0], "name") or "") if chain else ""
        self.found.append(
            {"text": text, "label": label, "where": where, "style": name.lower(), "centred": align == "center"}
        )

    def pieces(self, element: Any, boxes: list[Any]) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag == W + "t" or tag == MATH_TEXT:
                yield child.text or ""
            elif tag in ONE_CHARACTER:
                yield ONE_CHARACTER[tag]
            elif tag == W + "sym":
                yield symbol(child)
            elif tag in (W + "drawing", W + "pict", W + "object"):
                self.pictures += any(next(child.iter(kind), None) is not None for kind in PICTURES)
                boxes += [
                    box for box in child.iter(BOX_TEXT) if not any(up.tag == BOX_TEXT for up in inside(box, child))
                ]
            elif isinstance(tag, str) and tag not in LEFT_OUT:
                yield from self.pieces(chosen(child), boxes)


def inside(element: Any, top: Any) -> Iterator[Any]:
    for up in element.iterancestors():
        if up is top:
            return
        yield up


def chosen(element: Any) -> Any:
    """Of a thing written twice, for newer and older programs, the newer."""
    if element.tag != MC + "AlternateContent":
        return element
    for name in ("Choice", "Fallback"):
        found = element.find(MC + name)
        if found is not None and len(found):
            return found
    return element


def symbol(element: Any) -> str:
    """A character of a symbol font; those live in the private area and mean nothing without their font."""
    code = int(element.get(W + "char") or "0", 16)
    return "□" if code == 0 or 0xF000 <= code <= 0xF0FF else chr(code)


def read(data: bytes) -> dict[str, Any]:
    import docx
    from docx.opc.constants import RELATIONSHIP_TYPE as KIND
    from docx.oxml.parser import parse_xml

    document = docx.Document(io.BytesIO(data))

    def part(kind: str) -> Any:
        found = [one.target_part for one in document.part.rels.values() if one.reltype == kind and not one.is_external]
        return parse_xml(found[0].blob) if found else None

    reader = Reader(Numbering(part(KIND.NUMBERING), part(KIND.STYLES)))
    reader.blocks(document.element.body, "")
    if reader.carried:
        reader.add(reader.carried, "", "", document.element.body)
    for kind in (KIND.FOOTNOTES, KIND.ENDNOTES):
        for note in part(kind) if part(kind) is not None else ():
            if note.get(W + "type") in (None, "normal"):
                reader.blocks(note, "note")
    return {"paragraphs": reader.found, "pictures": reader.pictures, "foreign": reader.foreign}


def main() -> int:
    fence()
    try:
        answer = read(sys.stdin.buffer.read())
    except Exception as error:  # whatever it is, the parent turns its kind into a sentence
        answer = {"error": type(error).__name__}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
