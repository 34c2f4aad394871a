"""How much a body still has in hand: asked before it is ended, answered with a number and nothing of the cases."""

from __future__ import annotations

from huiyin.dispatch.models import GONE, Assignment, AssignmentState
from huiyin.people.models import Body

OVER = (AssignmentState.CONCLUDED, AssignmentState.PASSED_ON, *GONE)


def in_hand(body: Body) -> int:
    """Assignments of the body that are not over."""
    return Assignment.objects.filter(congress_id=body.congress_id, body=body).exclude(state__in=OVER).count()
