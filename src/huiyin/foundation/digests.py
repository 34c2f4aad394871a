"""SM3 digests (GM/T 0004-2012), plain and keyed, and the one byte form of a record that is digested.

hashlib's SM3 depends on how OpenSSL was built (some distributions leave it out), so `cryptography`, which brings its
own OpenSSL, stands behind it. Both give the same bytes; a test holds them together.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, Self

from cryptography.hazmat.primitives import hashes

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

HEX_LENGTH = 64


class Hasher(Protocol):
    """What both back ends have in common, also what `hmac` asks of a digest module."""

    @property
    def digest_size(self) -> int: ...
    @property
    def block_size(self) -> int: ...
    @property
    def name(self) -> str: ...
    def update(self, data: ReadableBuffer, /) -> None: ...
    def digest(self) -> bytes: ...
    def hexdigest(self) -> str: ...
    def copy(self) -> Self: ...


class CryptographySm3:
    """SM3 of `cryptography` in the shape of a hashlib object."""

    digest_size = 32
    block_size = 64
    name = "sm3"

    def __init__(self, data: bytes = b"", _state: hashes.Hash | None = None) -> None:
        self._state = _state if _state is not None else hashes.Hash(hashes.SM3())
        if data:
            self._state.update(memoryview(data))

    def update(self, data: ReadableBuffer, /) -> None:
        self._state.update(memoryview(data))

    def digest(self) -> bytes:
        # finalize() ends a state for good; hashlib's digest() may be asked again
        return self._state.copy().finalize()

    def hexdigest(self) -> str:
        return self.digest().hex()

    def copy(self) -> Self:
        return type(self)(_state=self._state.copy())


def _hashlib_sm3(data: bytes = b"") -> Hasher:
    return hashlib.new("sm3", data)


def _choose() -> Callable[..., Hasher]:
    try:
        _hashlib_sm3()
    except ValueError:
        return CryptographySm3
    return _hashlib_sm3


hasher: Callable[..., Hasher] = _choose()
"""A new SM3 state, to be fed in pieces (`hasher()`, `.update(…)`, `.hexdigest()`)."""


def sm3(data: bytes) -> str:
    """The SM3 digest as 64 hexadecimal characters."""
    return hasher(data).hexdigest()


def keyed(key: bytes, data: bytes) -> str:
    """HMAC-SM3 as 64 hexadecimal characters: only who holds the key can make or check it."""
    if not key:
        raise ValueError("a keyed digest needs a key")
    return hmac.new(key, data, hasher).hexdigest()


def same(a: str, b: str) -> bool:
    """Compares two digests in constant time."""
    return hmac.compare_digest(a.encode(), b.encode())


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("a moment without a time zone has no one form to digest")
        # the same moment must give the same bytes whatever zone the database driver answers in
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("keys of a record to digest are text")
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no one form to digest")


def canonical(record: Any) -> bytes:
    """The one byte form of a record: JSON in UTF-8, keys sorted, no spaces, dates in ISO form, moments in UTC.

    Raises `TypeError` for what has no single form: floats, sets, bytes, moments without a zone. Text is taken as it is,
    so it must have been through `text.clean` (NFC) before.
    """
    return json.dumps(
        _plain(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()
