"""Which fonts the machine has, asked of fontconfig itself: the library that will choose them."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Sequence
from typing import Any

CHINESE = ":lang=zh-cn"
FANGSONG = ("FangSong_GB2312", "FangSong", "仿宋_GB2312", "仿宋", "STFangsong")
XIAOBIAOSONG = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK")

_found: set[str] = set()


class _FontSet(ctypes.Structure):
    _fields_ = [("nfont", ctypes.c_int), ("sfont", ctypes.c_int), ("fonts", ctypes.c_void_p)]


def has_family(families: Sequence[str]) -> bool:
    """Whether any of these families is installed."""
    return any(has_fonts(f":family={family}") for family in families)


def has_fonts(pattern: str) -> bool:
    """Whether a font fits the fontconfig pattern. What was found is remembered, what was not is looked for again.

    Raises OSError where fontconfig itself is missing.
    """
    if pattern not in _found and _count(pattern):
        _found.add(pattern)
    return pattern in _found


def _count(pattern: str) -> int:
    library = _library()
    # A configuration of its own: fonts that were installed since the process began are seen.
    configuration = library.FcInitLoadConfigAndFonts()
    parsed, names = library.FcNameParse(pattern.encode()), library.FcObjectSetCreate()
    fonts = library.FcFontList(configuration, parsed, names)
    try:
        return int(fonts.contents.nfont) if fonts else 0
    finally:
        if fonts:
            library.FcFontSetDestroy(fonts)
        library.FcObjectSetDestroy(names)
        library.FcPatternDestroy(parsed)
        library.FcConfigDestroy(configuration)


def _library() -> Any:
    library = ctypes.CDLL(ctypes.util.find_library("fontconfig") or "libfontconfig.so.1")
    pointer, nothing = ctypes.c_void_p, None
    for name, result, arguments in (
        ("FcInitLoadConfigAndFonts", pointer, []),
        ("FcNameParse", pointer, [ctypes.c_char_p]),
        ("FcObjectSetCreate", pointer, []),
        ("FcFontList", ctypes.POINTER(_FontSet), [pointer, pointer, pointer]),
        ("FcFontSetDestroy", nothing, [ctypes.POINTER(_FontSet)]),
        ("FcObjectSetDestroy", nothing, [pointer]),
        ("FcPatternDestroy", nothing, [pointer]),
        ("FcConfigDestroy", nothing, [pointer]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library
