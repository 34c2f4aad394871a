"""What calamine does not tell about an xlsx sheet: hidden rows, error cells, uncalculated formulas, number formats.

Without it a cell showing #REF! reads as empty, a number shown as 007 reads as 7, and nobody learns that a row was
hidden. Only what stands inside the limits of the reader is looked at, as a stream, so a sheet of a million styled
empty rows costs no memory.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

CHUNK = 1 << 16
MAX_STREAM = 96 << 20
BUILT_IN_FORMATS = {"1": "0"}
NUMERIC_FORMAT = re.compile(
    r'^(?P<before>(?:"[^"]*"|\\.|[^\W\d_]|-)*)(?P<digits>[#0]+)(?P<after>(?:"[^"]*"|\\.|[^\W\d_]|-)*)$'
)
ZERO_BASED = tuple[int, int]


@dataclass
class SheetFacts:
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[ZERO_BASED, str] = field(default_factory=dict)
    uncalculated: set[ZERO_BASED] = field(default_factory=set)
    formats: dict[ZERO_BASED, str] = field(default_factory=dict)


class _Enough(Exception):
    """The stream has passed the last row the reader wants."""


def _parse(stream: IO[bytes], parser: expat.XMLParserType) -> None:
    read = 0

    def refuse(*_: object) -> None:
        # a workbook has no document type; one that has is an entity attack
        raise ValueError("document type in a workbook part")

    parser.StartDoctypeDeclHandler = refuse
    while chunk := stream.read(CHUNK):
        read += len(chunk)
        if read > MAX_STREAM:
            raise _Enough
        try:
            parser.Parse(chunk, False)
        except (expat.ExpatError, LookupError) as error:  # LookupError: an encoding nobody knows
            raise ValueError(str(error)) from error


def _local(name: str) -> str:
    return name.rsplit(" ", 1)[-1]


def _elements(archive: zipfile.ZipFile, part: str, wanted: set[str]) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) in wanted:
            found.append((_local(name), {_local(key): value for key, value in attributes.items()}))

    parser.StartElementHandler = start
    with archive.open(part) as stream:
        _parse(stream, parser)
    return found


def _member(archive: zipfile.ZipFile, name: str) -> str | None:
    """Some programs write part names in another case than their relations."""
    wanted = name.lstrip("/").lower()
    return next((entry for entry in archive.namelist() if entry.lower() == wanted), None)


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → archive member."""
    relations = _member(archive, "xl/_rels/workbook.xml.rels")
    book = _member(archive, "xl/workbook.xml")
    if relations is None or book is None:
        return {}
    targets = {
        found["Id"]: posixpath.normpath(posixpath.join("/xl", found["Target"]))
        for _, found in _elements(archive, relations, {"Relationship"})
        if "Id" in found and "Target" in found
    }
    parts: dict[str, str] = {}
    for _, found in _elements(archive, book, {"sheet"}):
        member = _member(archive, targets.get(found.get("id", ""), "/"))
        if member:
            parts[found.get("name", "")] = member
    return parts


def number_formats(archive: zipfile.ZipFile) -> list[str]:
    """The number format of each cell style, in order of the style index."""
    part = _member(archive, "xl/styles.xml")
    if part is None:
        return []
    codes = dict(BUILT_IN_FORMATS)
    styles: list[str] = []
    depth_of_cell_styles = 0
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth_of_cell_styles
        local = _local(name)
        if local == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif local == "cellXfs":
            depth_of_cell_styles = 1
        elif local == "xf" and depth_of_cell_styles:
            styles.append(codes.get(attributes.get("numFmtId", "0"), ""))

    def end(name: str) -> None:
        nonlocal depth_of_cell_styles
        if _local(name) == "cellXfs":
            depth_of_cell_styles = 0

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    with archive.open(part) as stream:
        _parse(stream, parser)
    return styles


def _position(reference: str, row: int, column: int) -> ZERO_BASED:
    match = re.fullmatch(r"([A-Za-z]{1,3})([0-9]{1,7})", reference)
    if not match:
        return row, column
    index = 0
    for letter in match[1].upper():
        index = index * 26 + ord(letter) - 64
    return int(match[2]) - 1, index - 1


class _SheetReader:
    def __init__(self, styles: list[str], max_rows: int, max_columns: int) -> None:
        self.facts = SheetFacts()
        self.styles = styles
        self.max_rows = max_rows
        self.max_columns = max_columns
        self.row = -1
        self.column = -1
        self.cell: dict[str, str] | None = None
        self.formula = False
        self.value: list[str] = []
        self.collecting = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "c" and self.row >= 0:
            self.row, self.column = _position(attributes.get("r", ""), self.row, self.column + 1)
            self.cell, self.formula, self.value = attributes, False, []
        elif local in ("v", "t"):
            self.collecting = self.cell is not None
        elif local == "f":
            self.formula = True
        elif local == "row":
            given = attributes.get("r", "")
            self.row = int(given) - 1 if given.isdecimal() else self.row + 1
            self.column = -1
            if self.row >= self.max_rows:
                raise _Enough
            if attributes.get("hidden") in ("1", "true"):
                self.facts.hidden_rows.add(self.row)
        elif local == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if first.isdecimal() and last.isdecimal():
                self.facts.hidden_columns.update(range(int(first) - 1, min(int(last), self.max_columns)))

    def text(self, data: str) -> None:
        if self.collecting:
            self.value.append(data)

    def end(self, name: str) -> None:
        local = _local(name)
        if local in ("v", "t"):
            self.collecting = False
        elif local == "c" and self.cell is not None:
            self._close_cell(self.cell, "".join(self.value))
            self.cell = None

    def _close_cell(self, cell: dict[str, str], value: str) -> None:
        at = (self.row, self.column)
        if self.column >= self.max_columns:
            return
        kind = cell.get("t", "n")
        if kind == "e":
            self.facts.errors[at] = value or "#ERROR"
        elif self.formula and not value:
            # "str" with an empty value is a formula that honestly answers with nothing
            if kind != "str":
                self.facts.uncalculated.add(at)
        elif kind == "n" and value:
            style = cell.get("s", "")
            code = self.styles[int(style)] if style.isdecimal() and int(style) < len(self.styles) else ""
            if code and code not in ("General", "0", "@") and NUMERIC_FORMAT.match(code):
                self.facts.formats[at] = code


def facts_of(archive: zipfile.ZipFile, max_rows: int, max_columns: int) -> dict[str, SheetFacts]:
    """Facts per sheet name. Raises ValueError when a part is not the XML a workbook has."""
    styles = number_formats(archive)
    found: dict[str, SheetFacts] = {}
    for name, part in sheet_parts(archive).items():
        reader = _SheetReader(styles, max_rows, max_columns)
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = reader.start
        parser.EndElementHandler = reader.end
        parser.CharacterDataHandler = reader.text
        try:
            with archive.open(part) as stream:
                _parse(stream, parser)
        except _Enough:
            pass
        found[name] = reader.facts
    return found


def printed_number(whole: int, code: str) -> str | None:
    """The number as the sheet shows it for formats of literal text and zeros ("第"000"号"); else None."""
    match = NUMERIC_FORMAT.match(code)
    if not match or whole < 0:
        return None
    digits = str(whole).zfill(match["digits"].count("0"))
    return _literal(match["before"]) + digits + _literal(match["after"])


def _literal(text: str) -> str:
    return re.sub(r'"([^"]*)"|\\(.)', lambda found: found[1] if found[1] is not None else found[2], text)
