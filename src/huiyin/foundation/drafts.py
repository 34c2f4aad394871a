"""What a person has typed and not yet sent. A draft belongs to one seat and one key (`contact-17`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from huiyin.foundation import clock
from huiyin.foundation.models import Draft

LARGEST = 200_000
"""Characters of one draft, all fields together."""

FIELDS = 200
KEY_LENGTH = 60


class DraftTooLarge(Exception):
    """More than a draft may hold; the sender keeps it where it was typed."""


def keep(congress_id: int, seat_id: int, key: str, data: dict[str, Any]) -> datetime:
    """Keep the typed fields under `key`, in place of what was there. Returns when. Raises DraftTooLarge."""
    plain = {_storable(name): _plain(value) for name, value in data.items()}
    size = sum(len(name) + sum(map(len, [v] if isinstance(v, str) else v)) for name, v in plain.items())
    if len(plain) > FIELDS or size > LARGEST:
        raise DraftTooLarge
    Draft.objects.update_or_create(congress_id=congress_id, seat_id=seat_id, key=key, defaults={"data": plain})
    return clock.now()


def of(congress_id: int, seat_id: int, key: str) -> Draft | None:
    return Draft.objects.filter(congress_id=congress_id, seat_id=seat_id, key=key).first()


def drop(congress_id: int, seat_id: int, key: str) -> None:
    """The form was sent: what was kept would only come back as a ghost."""
    Draft.objects.filter(congress_id=congress_id, seat_id=seat_id, key=key).delete()


def _plain(value: Any) -> str | list[str]:
    if isinstance(value, list | tuple):
        return [_storable(str(one)) for one in value]
    return _storable("" if value is None else str(value))


def _storable(text: str) -> str:
    # jsonb holds neither NUL nor half a character; a draft is no place to refuse, the form will say it when it is sent
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
