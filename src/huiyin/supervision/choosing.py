"""What a check looks at, as a person writes it: numbers of items, names of units, or the units that have most."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db.models import Count, QuerySet

from huiyin.dispatch.models import ANSWERING, GONE, Assignment
from huiyin.dispatch.queries import units
from huiyin.people.models import Body, Session
from huiyin.proposals.models import Proposal, ProposalKind
from huiyin.supervision.checks import MOST_ROWS, Looked

_PARTS = re.compile(r"[\s,，、;；]+")


def parts_of(written: str) -> list[str]:
    """What stands between blanks, commas and 顿号, each once."""
    return list(dict.fromkeys(part for part in _PARTS.split(written) if part))


def by_numbers(session: Session, numbers: Sequence[str]) -> tuple[list[Looked], list[str]]:
    """Suggestions of the session by their numbers, each with the units that answer it; and the numbers that are none of it."""
    wanted = {part: int(digits) for part in numbers if (digits := part.removesuffix("号")).isdecimal() and len(digits) < 7}
    items = Proposal.objects.filter(congress_id=session.congress_id, session=session, kind=ProposalKind.SUGGESTION)
    found = dict(items.filter(own_no__in=wanted.values()).values_list("own_no", "pk"))
    rows = _answering(session).filter(proposal_id__in=found.values()).order_by("proposal__own_no", "pk")
    looks = [Looked(body_id, case_id) for body_id, case_id in rows.values_list("body_id", "proposal_id")]
    handled = {one.case_id for one in looks}
    missing = [part for part in numbers if part not in wanted or found.get(wanted[part]) not in handled]
    return list(dict.fromkeys(looks)), missing


def by_names(congress_id: int, names: Sequence[str]) -> tuple[list[Looked], list[str]]:
    """Whole units by their names, long or short; and the names that nobody has."""
    known: dict[str, Body] = {}
    for body in units(congress_id):
        known[body.name] = known[body.label] = body
    return [Looked(known[name].pk) for name in names if name in known], [name for name in names if name not in known]


def heaviest(session: Session, many: int) -> list[Looked]:
    """The units with most suggestions of the session, each with all of these (办理大户)."""
    rows = _answering(session)
    counted = rows.values_list("body_id").annotate(n=Count("proposal_id", distinct=True)).order_by("-n", "body_id")
    bodies = [body_id for body_id, _ in counted[:many]]
    pairs = rows.filter(body_id__in=bodies).order_by("proposal__own_no", "pk").values_list("body_id", "proposal_id")
    looks = [Looked(body_id, case_id) for body_id, case_id in pairs[: MOST_ROWS + 1]]
    return sorted(dict.fromkeys(looks), key=lambda one: bodies.index(one.body_id))


def _answering(session: Session) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(congress_id=session.congress_id, proposal__session=session, mode__in=ANSWERING)
    return rows.filter(proposal__kind=ProposalKind.SUGGESTION).exclude(state__in=GONE)
