"""Suggestions of units for waiting items of a congress: `suggesting.py` over its own bodies and its own history.

Only reads. A body that gave this item back and was let (a return that was accepted), or from which it was moved to another, is
not suggested for it again; one that gave back a like item is suggested for it less, and the reason says who took that in the end.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from huiyin.dispatch import texts
from huiyin.dispatch.models import ANSWERING, GONE, OPEN_STAGES, Assignment, Mode, ReturnRequest, Stage
from huiyin.dispatch.queries import NOT_UNITS
from huiyin.dispatch.suggesting import (
    ASSIST_SHARE,
    HISTORY_WEIGHT,
    OwnDuties,
    Past,
    Scored,
    Suggester,
    department_of,
    label,
)
from huiyin.foundation.segment import fold
from huiyin.people.models import Body, Role, Seat
from huiyin.proposals.models import Proposal, number_shown

HISTORY = 2_000
WISH, PLACE = 4.0, 1.0
SECOND_BODY = 0.6
"""Of several bodies of one department the one that had most items gets its points, any other this share of them."""
MOST, ASSISTS = 3, 2
_PAIR = ("proposal_id", "body_id")
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


def moved_on(congress_id: int) -> QuerySet[Assignment]:
    """Assignments whose body has the item no more because it gave it back, with consent, or because it was moved to another. One
    that became part of another body's in a merger is none of them."""
    returns = ReturnRequest.objects.filter(
        congress_id=congress_id, assignment_id=OuterRef("pk"), outcome=ReturnRequest.Outcome.ACCEPTED
    )
    after = Assignment.objects.filter(congress_id=congress_id, replaces_id=OuterRef("pk"))
    rows = Assignment.objects.filter(congress_id=congress_id, stage=Stage.REPLACED).exclude(mode=Mode.ROUTE)
    return rows.filter(Exists(returns) | Exists(after))


class Proposing:
    """Reads the history of a congress once, then suggests for as many items as are wanted."""

    def __init__(self, congress_id: int) -> None:
        self.congress_id = congress_id
        self.bodies = _bodies(congress_id)
        self.of_department: dict[str, list[Body]] = defaultdict(list)
        past, self.handled, had, self.names = self._history()
        for body in sorted(self.bodies, key=lambda one: -had[one.pk]):
            self.of_department[_key(body.name, body.pk)].append(body)
        self.places = [(found[1], body) for body in self.bodies if (found := _PLACE.match(body.name))]
        self.suggester = Suggester(past)
        self.given_back: dict[int, set[int]] = defaultdict(set)
        for case, body in moved_on(congress_id).filter(mode__in=ANSWERING).order_by("-pk").values_list(*_PAIR)[:HISTORY]:
            if body not in self.handled.get(case, ()):
                self.given_back[case].add(body)
        names = {body.pk: body.name for body in self.bodies}
        self.own = OwnDuties({body.pk: body.duties for body in self.bodies}, names)

    def _history(self) -> tuple[list[Past], dict[int, set[int]], Counter[int], dict[int, str]]:
        """Items that were handed over, item → bodies that answer for it, how many each body had, and their names. What was
        returned or taken back is not among them."""
        rows = (
            Assignment.objects.filter(~Q(state__in=GONE), congress_id=self.congress_id, mode__in=ANSWERING)
            .order_by("-pk")
            .values_list("proposal_id", "proposal__printed_no", "proposal__own_no", "proposal__title", "body_id", "body__name")
        )
        handled: dict[int, set[int]] = defaultdict(set)
        titles: dict[int, tuple[str, str]] = {}
        keys: dict[int, list[str]] = defaultdict(list)
        had: Counter[int] = Counter()
        names: dict[int, str] = {}
        for case, printed, own, title, body, name in rows[:HISTORY]:
            handled[case].add(body)
            had[body] += 1
            names[body] = name
            titles[case] = (number_shown(printed, own), title)
            keys[case].append(_key(name, body))
        past = [Past(case, *titles[case], tuple(dict.fromkeys(keys[case]))) for case in titles]
        return past, handled, had, names

    def for_items(self, items: Sequence[Proposal]) -> dict[int, Suggestion]:
        returned: dict[int, set[int]] = defaultdict(set)
        for case, body in moved_on(self.congress_id).filter(proposal__in=items).values_list(*_PAIR):
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
        near = self.suggester.like(item.title, without=item.pk)
        for pk, (count, words) in self.own.points(item.title, item.body).items():
            points[pk] += count
            duty[pk] += count
            why[pk].append(_said(words, item.title, texts.BY_OWN_DUTY, texts.BY_OWN_TEXT))
        for scored in self.suggester.scored(item.title, item.body, near=near):
            for n, body in enumerate(self.of_department.get(scored.department, ())):
                share = SECOND_BODY if n else 1.0
                # For a unit whose duties the congress has written itself the product's words say nothing.
                usual = 0.0 if body.pk in self.own.words else scored.by_duty
                points[body.pk] += (scored.points - scored.by_duty + usual) * share
                duty[body.pk] += usual * share
                why[body.pk] += self._reasons(scored, body, item.title)
        for place, body in self.places:
            if place in item.title:
                points[body.pk] += PLACE
                duty[body.pk] += PLACE
                why[body.pk].append(texts.BY_PLACE.format(place=place))
        for share, past in near:
            for pk in self.given_back.get(past.key, set()) & set(points):
                points[pk] -= share * HISTORY_WEIGHT
                takers = "、".join(self.names[body] for body in sorted(self.handled[past.key]))
                why[pk].append(texts.BY_GIVEN_BACK.format(no=past.number, title=past.title, takers=takers))
        # Who has but reasons against it is named, with them, and leads nothing.
        order = sorted((pk for pk in points if why[pk]), key=lambda pk: -points[pk])
        free = [pk for pk in order if pk not in returned]
        found = [Suggested(known[pk], tuple(why[pk])) for pk in free]
        back = tuple(known[pk] for pk in returned if pk in known)
        if not found or points[found[0].body.pk] <= 0:
            return Suggestion(others=tuple(found[: MOST - 1]), returned=back)
        lead, rest = found[0], found[1:]
        placed = {body.pk for place, body in self.places if place in item.title}
        own = _key(lead.body.name, lead.body.pk)
        assists = [
            one
            for one in rest
            if points[one.body.pk] > 0
            and (
                one.body.pk in placed
                or (duty[one.body.pk] >= ASSIST_SHARE * points[lead.body.pk] and _key(one.body.name, one.body.pk) != own)
            )
        ][:ASSISTS]
        others = tuple(one for one in rest if one not in assists)[: MOST - 1]
        return Suggestion(lead, tuple(assists), others, back)

    def _reasons(self, scored: Scored, body: Body, title: str) -> list[str]:
        said = []
        name = label(scored.department) if not scored.department.startswith("body:") else body.label
        if scored.words and body.pk not in self.own.words:
            said.append(_said(scored.words, title, texts.BY_DUTY, texts.BY_TEXT, name))
        own = [past for past in scored.like if body.pk in self.handled[past.key]]
        if scored.like:
            one, sentence = (own[0], texts.BY_LIKE) if own else (scored.like[0], texts.BY_LIKE_DEPARTMENT)
            n = len(own) or len(scored.like)
            said.append(sentence.format(n=n, no=one.number, title=one.title, department=name))
        for past in own:
            if givers := "、".join(known.name for known in self.bodies if known.pk in self.given_back.get(past.key, ())):
                said.append(texts.BY_TAKEN.format(no=past.number, givers=givers))
                break
        return said


def _said(words: Sequence[str], title: str, in_title: str, in_text: str, department: str = "") -> str:
    """Which words were heard, in the title or, where it has none of them, in the text."""
    heard = in_title if any(word in fold(title) for word in words) else in_text
    return heard.format(words="".join(f"“{word}”" for word in words[:3]), department=department)
