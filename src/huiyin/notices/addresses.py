"""Where a seat is reached outside the product. Telephones and mail addresses of persons are encrypted at rest."""

from __future__ import annotations

import re
import unicodedata

from huiyin.notices.models import Channel
from huiyin.people.models import Person, Role, Seat

_MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")


def mobile(phone: str) -> str:
    """The eleven digits of a mainland mobile number, however it was written; "" for any other number."""
    found = _MOBILE.fullmatch(re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", phone)))
    return found[1] if found else ""


def address_of(person: Person, channel: str) -> str:
    """ "" where there is none: nobody is blamed for that, the message is skipped and counted."""
    return person.email if channel == Channel.EMAIL else mobile(person.phone)


def is_reachable(seat: Seat) -> bool:
    """Not for a seat that is over (an ended deputy still hears of its own items), nor for a closed account."""
    account = seat.person.account
    if account is not None and not account.is_active:
        return False
    return not seat.is_to_come and (not seat.is_over or seat.role == Role.DEPUTY)
