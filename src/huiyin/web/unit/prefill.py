"""What an editor opens with: a frame that need not be typed each time."""

from __future__ import annotations

import re
from typing import Any

from huiyin.handling.models import Round
from huiyin.handling.queries import contact_of
from huiyin.people.models import Seat
from huiyin.proposals.models import ProposalKind
from huiyin.web.unit import texts


def letter(seat: Seat, round_: Round) -> dict[str, Any]:
    """Title, frame addressed to the lead deputy, and whom to call."""
    case = round_.assignment.proposal
    kind = ProposalKind(case.kind).label
    no = case.shown_no.strip()
    number = f"第{no.removesuffix('号')}号" if re.fullmatch(r"[0-9０-９]+号?", no) else no
    salutation = f"{case.lead_name}代表：" if case.lead_name else "各位代表："
    return {
        "version": 0,
        "title": texts.LETTER_TITLE.format(no=number, kind=kind)[:300],
        "body": texts.PREFILLED.format(salutation=salutation, title=case.title),
        "contact_line": contact_line(seat),
    }


def contact_line(seat: Seat) -> str:
    """联系人：周敏，联系电话：027-5550 0262 — the unit's published contact, else the clerk without a number."""
    contact = contact_of(seat)
    if contact is None:
        return f"联系人：{seat.person.name}"
    phone = contact.office_phone or contact.mobile
    return f"联系人：{contact.name}" + (f"，联系电话：{phone}" if phone else "")
