"""One door for every Word file whose text is wanted: bytes in, cleaned paragraphs out, or a refusal a person can act on."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huiyin.foundation import files
from huiyin.foundation.filekinds import FileRefused, Kind
from huiyin.foundation.text import TextRefused, paragraphs

SECONDS = 30
LONGEST = 100_000
BOX = "□"
TOO_LONG = "这个 Word 文件太长，读不下来。请只留下建议的正文，其余作为附件上传。"
UNREADABLE = "这个 Word 文件的格式不常见，读不出文字。请用 Word 或 WPS 打开它，另存为“Word 文档（.docx）”后再传。"
NOTHING = "这个 Word 文件里没有文字。如果内容是扫描的图片，请把它作为附件上传，文字在页面上写。"
PICTURES = "文中有 {count} 张图片没有读进来，需要的请另外作为照片上传。"
FOREIGN = "文中嵌了别的文件，那一部分没有读进来，请对照原文补上。"
UNKNOWN = "有 {count} 处字认不出来或看不见，显示为“□”，请对照原文改正。"
# What the cleaner refuses in a form, where a person can take it out; here it is marked, and the person told.
_REFUSED = re.compile("[\ud800-\udfff\ufffd\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069\0]")


@dataclass(frozen=True, slots=True)
class WordParagraph:
    """`label`: its automatic number as printed (（一）). `where`: its cell (table.row.column), "box", "note"; "" in the body."""

    text: str
    label: str = ""
    where: str = ""
    style: str = ""
    centred: bool = False

    @property
    def in_table(self) -> bool:
        return "." in self.where


@dataclass(frozen=True, slots=True)
class WordFile:
    """`notes` are sentences about what could not be read."""

    paragraphs: tuple[WordParagraph, ...]
    notes: tuple[str, ...] = ()


def read(data: bytes, name: str) -> WordFile:
    """Raises `FileRefused` for what is no .docx, is locked, damaged, too large, made to do harm, or holds no text."""
    files.examine(io.BytesIO(data), name, frozenset({Kind.DOCX}))
    answer = _ask_child(data)
    unknown = 0
    found: list[WordParagraph] = []
    for one in answer["paragraphs"]:
        text, marked = _cleaned(one["text"])
        unknown += marked
        if text:
            label = _cleaned(one["label"])[0].strip()
            found.append(WordParagraph(text, label, one["where"], one["style"], one["centred"]))
    if not found:
        raise FileRefused(NOTHING)
    notes = [PICTURES.format(count=answer["pictures"])] if answer["pictures"] else []
    notes += [FOREIGN] if answer["foreign"] else []
    notes += [UNKNOWN.format(count=unknown)] if unknown else []
    return WordFile(tuple(found), tuple(notes))


def _cleaned(written: str) -> tuple[str, int]:
    text, marked = _REFUSED.subn(BOX, written)
    try:
        return paragraphs(text, max_length=LONGEST, what="这一段"), marked
    except TextRefused:
        # nothing in it can be seen, or it is one endless paragraph
        if len(text) > LONGEST:
            raise FileRefused(TOO_LONG) from None
        return "", marked


def _ask_child(data: bytes) -> dict[str, Any]:
    command = [sys.executable, "-I", str(Path(__file__).with_name("child.py"))]
    environment = {key: value for key, value in os.environ.items() if key in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")}
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False, env=environment)
    except subprocess.TimeoutExpired as error:
        raise FileRefused(TOO_LONG) from error
    if done.returncode != 0:
        raise FileRefused(TOO_LONG)
    answer: dict[str, Any] = json.loads(done.stdout)
    if answer.get("error") == "MemoryError":
        raise FileRefused(TOO_LONG)
    if "error" in answer:
        raise FileRefused(UNREADABLE)
    return answer
