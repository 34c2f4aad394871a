"""Names of files as they are shown and downloaded (bad input 109 of security.md D), and sizes in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.foundation.files import Kind, display_name, human_size


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("../../x.pdf", Kind.PDF, "x.pdf"),
        (r"C:\Users\zhang\答复.docx", Kind.DOCX, "答复.docx"),
        ("CON", Kind.PDF, "_CON.pdf"),
        ("con.pdf", Kind.PDF, "_con.pdf"),
        ("LPT1 .docx", Kind.DOCX, "_LPT1.docx"),
        ("报告.pdf.exe", Kind.PDF, "报告.pdf"),
        ("报告.exe", Kind.DOCX, "报告.docx"),
        ("报告.", Kind.PDF, "报告.pdf"),
        ("报告 . . ", Kind.PDF, "报告.pdf"),
        ("gnp\u202e.报告.exe", Kind.PNG, "gnp.报告.png"),
        ("张\u200b三\n的\x00信.jpeg", Kind.JPG, "张三的信.jpg"),
        ("第1.2版.docx", Kind.DOCX, "第1.2版.docx"),
        ('a<b>:"c|?*.pdf', Kind.PDF, "a_b___c___.pdf"),
        ("", Kind.PDF, "未命名.pdf"),
        (".pdf", Kind.PDF, "未命名.pdf"),
        ("....", Kind.PDF, "未命名.pdf"),
        ("𠮷葛\U000e0100.pdf", Kind.PDF, "𠮷葛\U000e0100.pdf"),
        ("报告.exe", None, "报告.exe"),
        ("noextension", None, "noextension"),
    ],
)
def test_bad_input_109_a_name_is_shown_without_path_tricks_and_false_endings(
    name: str, kind: Kind | None, shown: str
) -> None:
    assert display_name(name, kind) == shown


def test_bad_input_109_a_name_of_three_hundred_characters_is_cut_and_keeps_its_ending() -> None:
    shown = display_name("长" * 300 + ".pdf", Kind.PDF)
    assert shown.endswith("长.pdf") and len(shown.encode()) <= 200


@given(st.text(max_size=300), st.sampled_from([*Kind, None]))
def test_every_name_can_be_a_file_name_anywhere(name: str, kind: Kind | None) -> None:
    shown = display_name(name, kind)
    assert shown
    assert not set(shown) & set('/\\<>:"|?*\0\r\n\u202e\u200b')
    assert len(shown.encode()) <= 210 and shown == shown.strip() and not shown.endswith(".")
    assert kind is None or shown.endswith(f".{kind}")
    assert display_name(shown, kind) == shown


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (800, "800 字节"),
        (12 << 10, "12 KB"),
        (4_718_592, "4.5 MB"),
        (300 << 20, "300 MB"),
        (50 << 20, "50 MB"),
        (3 << 29, "1.5 GB"),
    ],
)
def test_a_size_is_said_as_people_say_it(size: int, said: str) -> None:
    assert human_size(size) == said
