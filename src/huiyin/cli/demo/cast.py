"""Who acts in the demo: read from the lists, so that the worker finds the same people as the process that made them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from huiyin.cli.demo.items import OPENED
from huiyin.people.models import Body, BodyKind, Congress, LoginSession, Role, Seat, Session
from huiyin.people.signing_in import session_for


class Cast:
    """The people of the demo congress. Read inside `acting`; `end_logins` when the play is over."""

    def __init__(self, congress: Congress) -> None:
        self.congress = congress
        self.last_session, self.session = Session.objects.filter(congress=congress).order_by("number")
        assert self.session.opens_on is not None
        self.today: date = self.session.opens_on + timedelta(days=OPENED)
        bodies = list(Body.objects.filter(congress=congress))
        self.units: dict[str, Body] = {name: body for body in bodies for name in (body.name, body.short_name)}
        self.government = next(body for body in bodies if body.kind == BodyKind.GOVERNMENT_OFFICE)
        seats = list(Seat.objects.filter(congress=congress).select_related("person__account", "body").order_by("pk"))
        self.officer = next(seat for seat in seats if seat.role == Role.COMMITTEE_OFFICER)
        self.dispatcher = next(seat for seat in seats if seat.role == Role.DISPATCHER)
        self.deputies = [seat for seat in seats if seat.role == Role.DEPUTY]
        self.clerks = {seat.body_id: seat for seat in reversed(seats) if seat.role == Role.UNIT_CLERK}
        self.heads = {seat.body_id: seat for seat in seats if seat.role == Role.UNIT_HEAD}
        self._logins: dict[int, str] = {}

    def login(self, seat: Any) -> str:
        """A login session of the seat: the sealed functions accept an evaluation from nothing else."""
        if seat.pk not in self._logins:
            self._logins[seat.pk] = session_for(seat.person.account)
        return self._logins[seat.pk]

    def end_logins(self) -> None:
        """These and no others: somebody may have entered the demo meanwhile."""
        LoginSession.objects.filter(session_key__in=self._logins.values()).delete()
        self._logins.clear()
