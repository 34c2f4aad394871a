"""The bad texts, numbers and dates of security.md D, by their numbers. Bytes are sent as they are."""

from __future__ import annotations

import re

from tests.web.rich import RICH

TEXTS: dict[str, str | bytes] = {
    "1 NUL": "张\0三",
    "2 lone surrogate": "张\ud800三",
    "3 U+FFFE": "张\ufffe三",
    "4 overlong UTF-8": b"\xc0\xaf\xe0\x80\xaf",
    "5 GBK": "公平秤".encode("gbk"),
    "6 byte order mark": "\ufeff公平秤",
    "7 UTF-16": "公平秤".encode("utf-16"),
    "8 right-to-left override": "张\u202e三",
    "9 RLO in a file name": "报告\u202efdp.exe",
    "10 isolates": "张\u2066三",
    "11 zero width only": "\u200b\u200b",
    "12 joiner": "张\u200d三",
    "13 Hangul filler": "\u3164\u3164",
    "14 soft hyphen": "公\u00ad平秤",
    "15 rare": "𠮷野家〇·𪛖",
    "16 private use": "\ue5e5村",
    "17 look-alike": "Тест局",
    "18 compatibility": "⾦⼭㍻",
    "19 full-width tags": "＜script＞alert(1)＜/script＞",
    "20 combining marks": "三" + "\u0301" * 200,
    "21 long": "长" * 50_000,
    "22 line breaks": "第一行" + "\n" * 5_000 + "末行",
    "23 emoji family": "👨‍👩‍👧‍👦建议",
    "24 odd line ends": "一\t二\r三\x85四\u2028五",
    "25 ANSI": "\x1b[31m红\x1b[0m",
    "26 controls": "响\x07铃\x08退\x7f格\x9f",
    "27 percent": "%00%u0000",
    "28 templates": "{{7*7}} ${7*7} {% load static %}",
    "29 quote": "'; DROP TABLE proposals_proposal; --",
    "30 wildcards": "%_\\",
    "31 regex": "([a-z",
    "32 words": "建议 " * 3_000,
    "33 tsquery": "a & | ! <-> :* (",
    "34 spaces": "张\u2003\u2002\u00a0\u3000\u205f\u2009三",
    "35 full-width digits": "１２３",
    "36 Arabic digits": "٣٤",
    "37 9×30": "9" * 30,
    "38 minus nought": "-0",
    "39 NaN": "NaN",
    "40 infinite": "1e999",
    "41 hexadecimal": "0x10",
    "42 2^63": str(2**63),
    "43 5000 digits": "7" * 5_000,
    "44 first day": "0001-01-01",
    "45 last day": "9999-12-31",
    "46 no such day": "2026-02-30",
    "47 Chinese year": "二〇二六年",
    "48 offset": "2026-03-05T00:00:00+99:00",
    "49 summer time": "1988-04-17",
    "50 before the start": "1950-01-01",
}
# The others of 73–88 go through the places people write to, one after another (test_bad_rich_text.py).
TEXTS |= {name: RICH[name] for name in ("73 script", "85 unclosed", "87 Word paste")}

UNSAFE_IN_SQL = r"[\u0001-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
UNSAFE = re.compile(UNSAFE_IN_SQL.replace("\\u0001", "\\u0000"))
"""What no business text may hold after it was accepted; PostgreSQL cannot hold NUL at all."""
