"""Database fields of ours: text encrypted in Python (telephones), and a tsvector built in Python."""

from __future__ import annotations

import base64
import os
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

from huiyin.foundation.home import Home

_MARK = "g1:"


@lru_cache(maxsize=4)
def _cipher(home: Home) -> AESGCM:
    secret = home.secret("fields").encode()
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=b"huiyin.fields").derive(secret))


def encrypt(text: str) -> str:
    nonce = os.urandom(12)
    sealed = _cipher(settings.HOME).encrypt(nonce, text.encode(), None)
    return _MARK + base64.b64encode(nonce + sealed).decode()


def decrypt(stored: str) -> str:
    raw = base64.b64decode(stored.removeprefix(_MARK))
    return _cipher(settings.HOME).decrypt(raw[:12], raw[12:], None).decode()


class EncryptedText(models.TextField):
    """Text that a dump of the database does not show (telephones: PIPL 51). It can be neither searched nor sorted."""

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(value) if value else ""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str:
        return decrypt(value) if value else ""


class TsVector(models.Field):
    """A tsvector written as its text literal, made by `foundation.segment`; no parser or locale of the server is involved."""

    def db_type(self, connection: Any) -> str:
        return "tsvector"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::tsvector"
