"""What a message says: one notice or many, as a mail or as a text. From the rows of one seat, read at that moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.conf import settings

from huiyin.notices import texts
from huiyin.notices.gateways import Message, sms_sign
from huiyin.notices.models import Channel, Delivery, Kind, Timing
from huiyin.people.models import Seat

# Seventy characters of a Chinese text (UCS-2) are one; more are charged and shown as two.
SMS_LENGTH = 70
MOST_LINES = 100
PLACE_LENGTH = 16


def message_for(seat: Seat, channel: str, key: str, to: str, rows: Sequence[Delivery]) -> Message:
    """Of a seat with person, body and congress; rows with their notices."""
    if channel == Channel.SMS:
        return Message(key, to, sms_text(sms_sign(settings.HOME), seat.congress.short_name, [row.kind for row in rows]))
    return Message(key, to, _body(seat, rows), _subject(seat, rows))


def link(path: str) -> str:
    return f"{settings.SITE}{path}"


# -- mail ------------------------------------------------------------------------------------------------------------


def _subject(seat: Seat, rows: Sequence[Delivery]) -> str:
    """No title: subjects are shown on locked screens."""
    place = seat.congress.short_name
    if len(rows) == 1:
        return texts.SUBJECT_ONE.format(kind=Kind(rows[0].kind).label, place=place)
    daily = all(row.timing == Timing.DIGEST for row in rows)
    return (texts.SUBJECT_DIGEST if daily else texts.SUBJECT_MANY).format(count=len(rows), place=place)


def _body(seat: Seat, rows: Sequence[Delivery]) -> str:
    words = f"{seat.body.label} {seat.get_role_display()}{seat.acting_words}"
    intro = texts.INTRO_ONE if len(rows) == 1 else texts.INTRO_MANY
    parts = [
        texts.GREETING.format(name=seat.person.name),
        intro.format(place=seat.congress.short_name, count=len(rows), seat=words),
    ]
    for kind in Kind:
        lines = [_line(seat, row) for row in rows[:MOST_LINES] if row.kind == kind]
        if lines:
            parts.append("\n".join([texts.KIND_HEAD.format(kind=kind.label), *lines]))
    if len(rows) > MOST_LINES:
        parts.append(texts.MORE.format(count=len(rows) - MOST_LINES, link=link(_list_of(seat))))
    parts.append(texts.FOOT.format(link=link(f"{_list_of(seat)}settings/")))
    return "\n\n".join(parts) + "\n"


def _line(seat: Seat, row: Delivery) -> str:
    return texts.LINE.format(text=row.notice.text, link=link(row.notice.path or _list_of(seat)))


def _list_of(seat: Seat) -> str:
    return f"/s/{seat.pk}/notices/"


# -- texts -----------------------------------------------------------------------------------------------------------


def width(text: str) -> int:
    """Characters as a text message counts them: those beyond the basic plane are two."""
    return len(text.encode("utf-16-le")) // 2


def sms_text(sign: str, place: str, kinds: Sequence[str]) -> str:
    """How many notices of which kinds, in at most 70 characters; the kinds are left out where there are too many."""
    if width(place) > PLACE_LENGTH:
        place = f"{place[: PLACE_LENGTH // 2]}…"
    counted = Counter(kinds)
    parts = [
        texts.SMS_KIND.format(kind=texts.SHORT_KINDS[kind], count=counted[kind]) for kind in Kind if kind in counted
    ]
    said = texts.SMS_KINDS.format(kinds="，".join(parts))
    long = texts.SMS.format(sign=sign, place=place, count=len(kinds), kinds=said)
    return long if width(long) <= SMS_LENGTH else texts.SMS.format(sign=sign, place=place, count=len(kinds), kinds="")
