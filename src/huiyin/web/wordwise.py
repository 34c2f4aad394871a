"""A revision as people read it: what was taken out struck through, what was put in underlined, both named for readers of
screens. Neither depends on colour."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString

from huiyin.foundation.wordwise import Piece, compare

_MARKED = {
    "same": "{}",
    "out": '<del><span class="vh">（删：</span>{}<span class="vh">）</span></del>',
    "in": '<ins><span class="vh">（增：</span>{}<span class="vh">）</span></ins>',
}


def revised(old: str, new: str) -> SafeString:
    """`new` against `old`, word by word, line breaks kept."""
    return SafeString("".join(_shown(piece) for piece in compare(old, new)))


def _shown(piece: Piece) -> str:
    # A mark may not span paragraphs on the page, and a line break that was put in is nothing to underline.
    lines = piece.text.split("\n")
    mark = _MARKED[piece.kind]
    return "<br>".join(mark.format(escape(line)) if line.strip() else escape(line) for line in lines)
