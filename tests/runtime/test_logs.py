"""Log lines that nobody can forge (C25) and that tell no number of a person (C26)."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from huiyin.foundation.logs import JsonLines


def line(message: str, *arguments: object, exc_info: object = None) -> str:
    record = logging.LogRecord("huiyin.test", logging.WARNING, __file__, 1, message, arguments, exc_info)  # type: ignore[arg-type]
    return JsonLines().format(record)


# Bad inputs 2, 8, 11, 14, 24, 25, 26: what a name or a header may hold when it is logged.
@pytest.mark.parametrize(
    "text",
    [
        "a\nb",
        "a\r\n{\"level\": \"INFO\"}",
        "\x1b[2J\x1b[31m",
        "\x9b31m",
        "\x7f",
        "\x85",
        "a\u2028b\u2029c",
        "\u202egnp.exe",
        "\u2066\u2067\u2068\u2069",
        "\u200b\u200e\u200f\ufeff",
        "\u00ad",
        "\ud800",
        "\U000e0041",
        "\x00",
    ],
)
def test_a_written_text_cannot_act_on_the_log(text: str) -> None:
    out = line("收到 %s", text)
    assert len(out.splitlines()) == 1
    assert out.isprintable()
    assert json.loads(out)["message"] == f"收到 {text}"
    out.encode("utf-8")


def test_rare_characters_and_their_variants_stay_readable() -> None:
    out = line("𠮷野 〇 · 葛󠄀")
    assert "𠮷野 〇 ·" in out


@pytest.mark.parametrize(
    "number",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+8613800138000",
        "+86 138 0013 8000",
        "１３８００１３８０００",
        "8613800138000",
        "027-85550262",
        "027－85550262",
        "(027) 8555026",
        "420102199001011234",
        "42010219900101123X",
    ],
)
def test_numbers_of_persons_are_left_out(number: str) -> None:
    out = line("Key (phone)=(%s) already exists，电话%s。", number, number)
    assert number not in out
    assert not any(part in out for part in ("0013", "8555", "19900101", "００１３"))
    assert out.count("〔") == 2


def test_numbers_of_cases_and_times_stay() -> None:
    for text in ("第 2026001 号", "2026-11-22 10:43:30.487", "1763778210487", "event 13800138000123", "0.0138001380"):
        assert text in line("%s", text)


def test_a_trace_is_one_line_and_redacted_too() -> None:
    try:
        raise ValueError("DETAIL: Key (phone)=(13800138000) already exists.\n下一行")
    except ValueError:
        out = line("坏了", exc_info=sys.exc_info())
    assert len(out.splitlines()) == 1
    told = json.loads(out)
    assert "ValueError" in told["trace"]
    assert "13800138000" not in out
    assert told["level"] == "WARNING"
