"""Suggestions of units for waiting items of a congress: `suggesting.py` over its own bodies and its own history.

Only reads. A body that gave this item back and was let (a return that was accepted) is not suggested for it again.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from huiyin.dispatch import texts
from huiyin.dispatch.models import ANSWERING, GONE, OPEN_STAGES, Assignment, Mode, ReturnRequest
from huiyin.dispatch.queries import NOT_UNITS
from huiyin.dispatch.suggesting import ASSIST_SHARE, Past, Scored, Suggester, department_of, label
from huiyin.people.models import Body, Role, Seat
from huiyin.proposals.models import Proposal, number_shown

HISTORY = 2_000
WISH, PLACE = 4.0, 1.0
SECOND_BODY = 0.6
"""Of several bodies of one department the one that had most items gets its points, any other this share of them."""
MOST, ASSISTS = 3, 2
_PLACE = re.compile(r"(?:^.*(?:市|区|县))?(.{2,6}?)(?:街道|镇|乡)(?:办事处|人民政府|政府)?$")


@dataclass(frozen=True)
class Suggested:
    """A unit with the reasons in words."""

    body: Body
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """For one item: who should lead, who might assist, and who else comes into question."""

    lead: Suggested | None = None
    assists: tuple[Suggested, ...] = ()
    others: tuple[Suggested, ...] = ()
    returned: tuple[Body, ...] = ()


@dataclass(frozen=True)
class Load:
    """How many items a body has in hand, and how many officers handle them."""

    items: int = 0
    officers: int = 0

    @property
    def each(self) -> float | None:
        return round(self.items / self.officers, 1) if self.officers else None


def _bodies(congress_id: int) -> list[Body]:
    rows = Body.objects.filter(congress_id=congress_id, ends_on__isnull=True).exclude(kind__in=NOT_UNITS)
    return list(rows.order_by("sort_key", "id"))


def _key(name: str, body_id: int) -> str:
    """The department of a body; one of no known department is a department of its own."""
    return department_of(name) or f"body:{body_id}"


def loads(congress_id: int) -> dict[int, Load]:
    """Body → its load. What the government office has yet to pass on is nobody's load."""
    rows = Assignment.objects.filter(~Q(state__in=GONE), congress_id=congress_id, stage__in=OPEN_STAGES)
    items = dict(rows.exclude(mode=Mode.ROUTE).values_list("body_id").annotate(n=Count("pk")).order_by())
    seats = Seat.objects.filter(congress_id=congress_id, role=Role.UNIT_CLERK, ended_on__isnull=True)
    officers = dict(seats.values_list("body_id").annotate(n=Count("pk")).order_by())
    return {body: Load(items.get(body, 0), officers.get(body, 0)) for body in {*items, *officers}}


class Proposing:
    """Reads the history of a congress once, then suggests for as many items as are wanted."""

    def __init__(self, congress_id: int) -> None:
        self.congress_id = congress_id
        self.bodies = _bodies(congress_id)
        self.of_department: dict[str, list[Body]] = defaultdict(list)
        past, self.handled, had = self._history()
        for body in sorted(self.bodies, key=lambda one: -had[one.pk]):
            self.of_department[_key(body.name, body.pk)].append(body)
        self.places = [(found[1], body) for body in self.bodies if (found := _PLACE.match(body.name))]
        self.suggester = Suggester(past)

    def _history(self) -> tuple[list[Past], dict[int, set[int]], Counter[int]]:
        """Items that were handed over, item → bodies that answer for it, and how many each body had. What was returned or
        taken back is not among them."""
        rows = (
            Assignment.objects.filter(~Q(state__in=GONE), congress_id=self.congress_id, mode__in=ANSWERING)
            .order_by("-pk")
            .values_list("proposal_id", "proposal__printed_no", "proposal__own_no", "proposal__title", "body_id", "body__name")
        )
        handled: dict[int, set[int]] = defaultdict(set)
        titles: dict[int, tuple[str, str]] = {}
        keys: dict[int, list[str]] = defaultdict(list)
        had: Counter[int] = Counter()
        for case, printed, own, title, body, name in rows[:HISTORY]:
            handled[case].add(body)
            had[body] += 1
            titles[case] = (number_shown(printed, own), title)
            keys[case].append(_key(name, body))
        past = [Past(case, *titles[case], tuple(dict.fromkeys(keys[case]))) for case in titles]
        return past, handled, had

    def for_items(self, items: Sequence[Proposal]) -> dict[int, Suggestion]:
        rows = ReturnRequest.objects.filter(
            congress_id=self.congress_id, outcome=ReturnRequest.Outcome.ACCEPTED, assignment__proposal__in=items
        ).values_list("assignment__proposal_id", "assignment__body_id")
        returned: dict[int, set[int]] = defaultdict(set)
        for case, body in rows:
            returned[case].add(body)
        return {one.pk: self._for(one, returned[one.pk]) for one in items}

    def _for(self, item: Proposal, returned: set[int]) -> Suggestion:
        points: dict[int, float] = defaultdict(float)
        duty: dict[int, float] = defaultdict(float)
        why: dict[int, list[str]] = defaultdict(list)
        known = {body.pk: body for body in self.bodies}
        if item.wanted_body_id in known:
            points[item.wanted_body_id] += WISH
            why[item.wanted_body_id].append(texts.BY_WISH)
        for scored in self.suggester.scored(item.title, item.body, without=item.pk):
            for n, body in enumerate(self.of_department.get(scored.department, ())):
                share = SECOND_BODY if n else 1.0
                points[body.pk] += scored.points * share
                duty[body.pk] += scored.by_duty * share
                why[body.pk] += self._reasons(scored, body, item.title)
        for place, body in self.places:
            if place in item.title:
                points[body.pk] += PLACE
                duty[body.pk] += PLACE
                why[body.pk].append(texts.BY_PLACE.format(place=place))
        order = sorted(points, key=lambda pk: -points[pk])
        free = [pk for pk in order if pk not in returned]
        found = [Suggested(known[pk], tuple(why[pk])) for pk in free]
        if not found:
            return Suggestion(returned=tuple(known[pk] for pk in returned if pk in known))
        lead, rest = found[0], found[1:]
        placed = {body.pk for place, body in self.places if place in item.title}
        own = _key(lead.body.name, lead.body.pk)
        assists = [
            one
            for one in rest
            if one.body.pk in placed
            or (duty[one.body.pk] >= ASSIST_SHARE * points[lead.body.pk] and _key(one.body.name, one.body.pk) != own)
        ][:ASSISTS]
        others = tuple(one for one in rest if one not in assists)[: MOST - 1]
        return Suggestion(lead, tuple(assists), others, tuple(known[pk] for pk in returned if pk in known))

    def _reasons(self, scored: Scored, body: Body, title: str) -> list[str]:
        said = []
        name = label(scored.department) if not scored.department.startswith("body:") else body.label
        if scored.words:
            heard = texts.BY_DUTY if any(word in title for word in scored.words) else texts.BY_TEXT
            said.append(heard.format(words="".join(f"“{word}”" for word in scored.words[:3]), department=name))
        own = [past for past in scored.like if body.pk in self.handled[past.key]]
        if scored.like:
            one, sentence = (own[0], texts.BY_LIKE) if own else (scored.like[0], texts.BY_LIKE_DEPARTMENT)
            n = len(own) or len(scored.like)
            said.append(sentence.format(n=n, no=one.number, title=one.title, department=name))
        return said
