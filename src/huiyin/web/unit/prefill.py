"""What an editor opens with: a frame that need not be typed each time."""

from __future__ import annotations

import re
from typing import Any

from huiyin.handling.models import Round
from huiyin.handling.queries import contact_of
from huiyin.people.models import Seat
from huiyin.proposals.models import Proposal, ProposalKind, Side
from huiyin.web.unit import texts


def letter(seat: Seat, round_: Round) -> dict[str, Any]:
    """Title, frame addressed to the lead deputy, and whom to call."""
    case = round_.assignment.proposal
    kind = ProposalKind(case.kind).label
    no = case.shown_no.strip()
    number = f"{_meeting(case)}第{no.removesuffix('号')}号" if re.fullmatch(r"[0-9０-９]+号?", no) else no
    salutation = f"{case.lead_name}代表：" if case.lead_name else "各位代表："
    return {
        "version": 0,
        # An office's own number often says the kind itself: 闭会期间代表建议第134号.
        "title": texts.LETTER_TITLE.format(no=number, kind="" if kind in number else kind)[:300],
        "body": texts.PREFILLED.format(salutation=salutation, title=case.title),
        "contact_line": contact_line(seat),
    }


def _meeting(case: Proposal) -> str:
    """十八届人大五次会议, as titles of letters say it; nothing for items raised between sessions."""
    if case.side != Side.SESSION:
        return ""
    session = case.session
    return f"{_chinese(session.term.number)}届人大{_chinese(session.number)}次会议"


def _chinese(number: int) -> str:
    """1–99 as they stand in a heading: 五, 十, 十八, 二十一."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    digits = ("", *"一二三四五六七八九")
    return f"{digits[tens] if tens > 1 else ''}{'十' if tens else ''}{digits[ones]}"


def contact_line(seat: Seat) -> str:
    """联系人：周敏，联系电话：027-5550 0262 — the unit's published contact, else the clerk without a number."""
    contact = contact_of(seat)
    if contact is None:
        return f"联系人：{seat.person.name}"
    phone = contact.office_phone or contact.mobile
    return f"联系人：{contact.name}" + (f"，联系电话：{phone}" if phone else "")
