"""往年类似的件: beside the editor of a letter, like items that the seat may read and the letters that answered them.

Links, no copying: what was promised then is not promised now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from huiyin.dispatch.queries import visible_to
from huiyin.handling import queries
from huiyin.handling.models import Round
from huiyin.people.models import Seat
from huiyin.proposals import likeness
from huiyin.web.dates import day

# So many candidates are asked for, because most of a congress's items are other units'.
ASKED = 30
MOST = 5


@dataclass(frozen=True)
class LikeLetter:
    words: str
    url: str


@dataclass(frozen=True)
class LikeBeside:
    title: str
    said: str
    url: str
    letters: Sequence[LikeLetter]


def beside_letter(seat: Seat, round_: Round) -> list[LikeBeside]:
    case = round_.assignment.proposal
    found = likeness.like_items(seat, case.title, case.body, but=case.pk, most=ASKED)
    seen = set(visible_to(seat).filter(pk__in=[one.proposal_id for one in found]).values_list("pk", flat=True))
    mine = [one for one in found if one.proposal_id in seen][:MOST]
    letters: dict[int, list[LikeLetter]] = {}
    for row, letter in queries.sent_letters(seat, [one.proposal_id for one in mine]):
        words = f"{row.assignment.body.label}{day(letter.sent_on)}的答复函{f'（{letter.number}）' if letter.number else ''}"
        url = reverse("reply", args=[seat.pk, row.pk])
        letters.setdefault(row.assignment.proposal_id, []).append(LikeLetter(words, url))
    return [
        LikeBeside(
            one.title,
            f"{one.number} · {one.lead_name} · {one.session} · {one.state}",
            reverse("case", args=[seat.pk, one.proposal_id]),
            letters.get(one.proposal_id, []),
        )
        for one in mine
    ]
