"""What the address of a list asks for: which rows, narrowed by what, in which columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from huiyin.dispatch import queries as dispatch
from huiyin.foundation import saved_views
from huiyin.foundation.models import SavedView
from huiyin.handling import desks, tables
from huiyin.handling.columns import known, usual
from huiyin.handling.desk_filters import Filters
from huiyin.handling.desk_views import View
from huiyin.people.models import Role, Seat, Session
from huiyin.proposals.queries import sessions
from huiyin.reports.list_exports import Wanted
from huiyin.web.door import Door
from huiyin.web.lists import filtering, texts
from huiyin.web.lists.filtering import Known
from huiyin.web.office.forms import session_words

UNITS = (Role.UNIT_CLERK, Role.UNIT_HEAD)
LONGEST_COLUMNS = 400


@dataclass(frozen=True)
class Asked:
    """`columns` are those of the address, else those the seat has kept, else the usual ones; `named` says that the
    address has them. A ledger whose address names no session is of the newest."""

    made: Door
    view: View
    filters: Filters
    columns: tuple[str, ...]
    named: bool
    sessions: list[Session]
    after: str

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        made: Door = request.door  # type: ignore[attr-defined]
        query, seat = request.GET, made.seat
        view = tables.view_named(seat, query.get("view", ""))
        filters = filtering.filters_of(query)
        every = sessions(made.congress)
        if view.key == tables.LEDGER.key and query.get("session") != "all" and filters.session is None and every:
            filters = replace(filters, session=every[0].pk)
        given = known(seat.role, query.get("cols", "")[:LONGEST_COLUMNS].split(","))
        columns = given or known(seat.role, saved_views.columns_of(seat.congress_id, seat.pk)) or usual(seat.role)
        return cls(made, view, filters, columns, bool(given), every, query.get("after", "")[:60])

    @cached_property
    def address(self) -> dict[str, str]:
        """The address of this list, without the place in it, as it would be written today."""
        out = {} if self.view.key == tables.LEDGER.key else {"view": self.view.key}
        out |= filtering.written(self.filters)
        if self.view.key == tables.LEDGER.key and self.filters.session is None:
            out["session"] = "all"
        return out | ({"cols": ",".join(self.columns)} if self.named else {})

    @property
    def query(self) -> str:
        return urlencode(self.address)

    def url(self, name: str = "lists", *args: object, **more: str) -> str:
        query = urlencode(self.address | more)
        return reverse(name, args=[self.made.seat.pk, *args]) + (f"?{query}" if query else "")

    @cached_property
    def known(self) -> Known:
        seat = self.made.seat
        bodies = [] if seat.role in UNITS else dispatch.units(seat.congress_id)
        named = {one.pk: session_words(one) for one in self.sessions}
        return Known(named, {one.pk: one.label for one in bodies}, dict(self.around.delegations))

    @cached_property
    def around(self) -> desks.Frame:
        return desks.frame(self.made.seat, self.made.today)

    @property
    def categories(self) -> list[str]:
        chosen = self.filters.category
        found = self.around.categories
        return [*found, chosen] if chosen and chosen not in found else found

    @cached_property
    def words(self) -> dict[str, str]:
        return filtering.words(self.filters, self.known)

    @property
    def chips(self) -> list[tuple[str, str]]:
        ledger = self.view.key == tables.LEDGER.key
        return filtering.chips(self.words, self.address, {"session": "all"} if ledger else {})

    @property
    def said(self) -> str:
        """The filters in one sentence, for the head of a file and of a printed page."""
        parts = [self.view.label, *self.words.values()]
        if self.filters.session is None:
            parts.insert(1, texts.ALL_SESSIONS)
        if self.filters.words and self.is_cut:
            parts.append(texts.WORDS_CUT.format(words=self.filters.words, n=desks.MOST))
        return texts.AND.join(parts) + "。"

    @cached_property
    def is_cut(self) -> bool:
        """More cases hold the words than are looked at."""
        cases = desks.found_by_words(self.made.seat, self.filters)
        return cases is not None and len(cases) >= desks.MOST

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.view.key, self.filters, self.columns, self.said)


def saved_links(seat: Seat, views: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Names of saved views with their addresses."""
    homes = {SavedView.Place.DESK: reverse("home", args=[seat.pk]), SavedView.Place.LIST: reverse("lists", args=[seat.pk])}
    return [(name, homes[SavedView.Place(place)] + (f"?{query}" if query else "")) for name, place, query in views]
