"""From one session to the next, from one term to the next: a new ledger, who goes on as deputy, and the old ledger closed.

Items that are open go on as they are, under the rules and the numbers they have: closing a ledger closes no item.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from huiyin.foundation import clock
from huiyin.people import texts
from huiyin.people.models import Congress, Role, Seat, Session, Term
from huiyin.people.setup import SetupRefused, current_session, end_seat, term_of


@dataclass(frozen=True)
class Opening:
    """A session about to be opened. A new term begins with its first session."""

    term: int
    number: int
    opens_on: date | None = None
    closes_on: date | None = None


@dataclass(frozen=True)
class Opened:
    session: Session
    ended: list[Seat]
    carried: list[Seat]


def next_opening(congress: Congress) -> Opening:
    """What usually comes next: the following session of the same term."""
    current = _confirmed(congress)
    return Opening(current.term.number, current.number + 1) if current else Opening(1, 1)


def _confirmed(congress: Congress) -> Session | None:
    """The newest session that a person has confirmed: one that a ledger's heading named is still to be opened."""
    rows = Session.objects.filter(congress=congress, confirmed=True, term__confirmed=True).select_related("term")
    return rows.order_by("-term__number", "-number").first()


def leaving(congress: Congress, term: int) -> list[Seat]:
    """Deputies of earlier terms who are still seated: each goes on in the new term or goes."""
    seats = Seat.objects.filter(congress=congress, role=Role.DEPUTY, ended_on__isnull=True)
    seats = seats.exclude(term__number__gte=term).select_related("person", "body")
    return list(seats.order_by("body__sort_key", "person__sort_key", "id"))


def changes_term(congress: Congress, opening: Opening) -> bool:
    current = _confirmed(congress)
    return current is not None and opening.term > current.term.number


def refusal(congress: Congress, opening: Opening) -> str:
    """Why the session cannot be opened; empty if it can."""
    current = _confirmed(congress)
    if opening.opens_on and opening.closes_on and opening.closes_on < opening.opens_on:
        return texts.DATES_TURNED
    if current is None:
        return ""
    words = {"term": current.term.number, "number": current.number}
    if (opening.term, opening.number) <= (current.term.number, current.number):
        return texts.NOT_NEXT.format(**words)
    if changes_term(congress, opening) and (opening.opens_on is None or opening.opens_on > clock.today()):
        # A term runs until the first session of the next (Deputies Law 2): until then all keep their seats.
        return texts.TERM_NOT_OVER.format(term=current.term.number)
    return ""


def open_session(congress: Congress, opening: Opening, going_on: Iterable[int] = ()) -> Opened:
    """Make the session that new items belong to from now on. Raises SetupRefused.

    In a new term `going_on` names the seats of deputies elected again, which go on as they are, with their items; the
    others end, and still read and evaluate what they raised.
    """
    # Two administrators at once: the second sees what the first has done.
    Congress.objects.select_for_update(no_key=True).get(pk=congress.pk)
    if sentence := refusal(congress, opening):
        raise SetupRefused(sentence)
    new_term = changes_term(congress, opening)
    old = leaving(congress, opening.term) if new_term else []
    term = term_of(congress, opening.term)
    if new_term:
        Term.objects.filter(congress=congress, number__lt=opening.term, ends_on__isnull=True).update(
            ends_on=opening.opens_on
        )
        term.starts_on = opening.opens_on
    term.confirmed = True
    term.save(update_fields=["starts_on", "confirmed"])
    chosen = set(going_on)
    carried = [seat for seat in old if seat.pk in chosen]
    ended = [seat for seat in old if seat.pk not in chosen]
    Seat.objects.filter(congress=congress, pk__in=[seat.pk for seat in carried]).update(term=term)
    for seat in ended:
        end_seat(seat)
    session, _ = Session.objects.update_or_create(
        congress=congress,
        term=term,
        number=opening.number,
        defaults={"opens_on": opening.opens_on, "closes_on": opening.closes_on, "confirmed": True},
    )
    return Opened(session, ended, carried)


def close_ledger(session: Session, on: date | None = None) -> None:
    """From today on (or a day that has passed) the ledger is only read. Raises SetupRefused for the current session's."""
    current = current_session(session.congress)
    if current is not None and current.pk == session.pk:
        raise SetupRefused(texts.CURRENT_STAYS_OPEN)
    session.ledger_closed_on = session.ledger_closed_on or on or clock.today()
    session.save(update_fields=["ledger_closed_on"])


def reopen_ledger(session: Session) -> None:
    session.ledger_closed_on = None
    session.save(update_fields=["ledger_closed_on"])
