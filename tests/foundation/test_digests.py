"""SM3 against the vectors of the standard, and one byte form for one record."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.foundation import digests
from huiyin.foundation.digests import CryptographySm3, canonical, hasher, keyed, same, sm3

# GM/T 0004-2012 appendix A, examples 1 and 2
VECTORS = [
    (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
]


@pytest.mark.parametrize(("message", "digest"), VECTORS)
def test_the_vectors_of_the_standard_come_out(message: bytes, digest: str) -> None:
    assert sm3(message) == digest
    assert CryptographySm3(message).hexdigest() == digest


@given(st.binary(max_size=300), st.binary(max_size=300), st.binary(min_size=1, max_size=100))
def test_both_back_ends_agree_fed_whole_or_in_pieces(first: bytes, second: bytes, key: bytes) -> None:
    whole, pieces = hasher(first + second), CryptographySm3()
    pieces.update(first)
    assert pieces.copy().hexdigest() == pieces.hexdigest() == sm3(first)
    pieces.update(second)
    assert pieces.digest() == whole.digest()
    assert hmac.new(key, first, CryptographySm3).hexdigest() == keyed(key, first)


def test_without_sm3_in_openssl_the_other_back_end_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(name: str, data: bytes = b"") -> None:
        raise ValueError(f"unsupported hash type {name}")

    monkeypatch.setattr(hashlib, "new", unsupported)
    assert digests._choose() is CryptographySm3


def test_a_keyed_digest_follows_the_definition_of_hmac() -> None:
    key, message = b"k" * 20, "件件有答复".encode()
    block = key.ljust(64, b"\0")
    inner = bytes.fromhex(sm3(bytes(b ^ 0x36 for b in block) + message))
    assert keyed(key, message) == sm3(bytes(b ^ 0x5C for b in block) + inner)
    assert not same(keyed(b"another", message), keyed(key, message))


def test_an_empty_key_is_refused() -> None:
    with pytest.raises(ValueError, match="key"):
        keyed(b"", b"x")


class Grade(StrEnum):
    SATISFIED = "satisfied"


def test_one_record_has_one_byte_form() -> None:
    moment = datetime(2026, 1, 20, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    record = {
        "n": 3,
        "b": [True, None, ("附", 0)],
        "on": date(2026, 1, 20),
        "at": moment,
        "g": Grade.SATISFIED,
        "u": uuid.UUID(int=1),
    }
    assert (
        canonical(record)
        == (
            '{"at":"2026-01-20T01:30:00.000000+00:00","b":[true,null,["附",0]],"g":"satisfied","n":3,'
            '"on":"2026-01-20","u":"00000000-0000-0000-0000-000000000001"}'
        ).encode()
    )
    assert canonical(dict(reversed(record.items()))) == canonical(record)
    assert canonical({"at": moment.astimezone(UTC)}) == canonical({"at": moment})


@pytest.mark.parametrize("value", [1.5, float("nan"), {1, 2}, b"x", datetime(2026, 1, 1), {1: "x"}, object()])
def test_what_has_no_single_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical({"value": value})


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4, alphabet="甲乙ab"), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=4, alphabet="甲乙ab"), plain, max_size=5))
def test_the_order_in_which_a_record_was_built_does_not_matter(record: dict[str, object]) -> None:
    assert canonical(record) == canonical(dict(reversed(record.items())))
