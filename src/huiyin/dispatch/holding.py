"""How much a body still has in hand: asked before it is ended, answered with a number and nothing of the cases."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q, QuerySet

from huiyin.dispatch.models import GONE, Assignment, AssignmentState
from huiyin.people.models import Body
from huiyin.proposals.models import ProposalState

OVER = (AssignmentState.CONCLUDED, AssignmentState.PASSED_ON, *GONE)
# Whoever passed an item on decides on returns and reviews letters until the item is concluded.
WATCHED = Q(state=AssignmentState.PASSED_ON, proposal__state=ProposalState.HANDED_OVER)


def held(body: Body) -> QuerySet[Assignment]:
    """Assignments of the body that are not over, and those it passed on to others who are not done yet."""
    return Assignment.objects.filter(~Q(state__in=OVER) | WATCHED, congress_id=body.congress_id, body=body)


# What rooms above know of besides: promises of items that are long concluded.
_also: list[Callable[[Body], int]] = []


def also_in_hand(count: Callable[[Body], int]) -> None:
    _also.append(count)


def in_hand(body: Body) -> int:
    """How many these are, with what rooms above count."""
    return held(body).count() + sum(count(body) for count in _also)
