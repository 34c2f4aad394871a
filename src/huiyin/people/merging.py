"""One person who stands twice in the lists (重复的人): one record is kept, the seats of the other go to it.

What each seat did stays with that seat. Where both records sit in the same place, the doubled seat ends; what its
deputy signed is carried over by the room that knows the items (`proposals.doubles`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huiyin.people import setup, texts
from huiyin.people.models import Person, Role, Seat
from huiyin.people.setup import SetupRefused

# What the kept record takes over where it has nothing of its own.
FILLED = ("gender", "deputy_no", "work_unit", "phone", "email")


@dataclass(frozen=True)
class Doubled:
    """`moving`: seats that go to the kept record. `paired`: two seats of one place, (the one that stays, the one that ends);
    a seat held only until a day, as by somebody acting, never outlasts one without an end."""

    moving: list[Seat]
    paired: list[tuple[Seat, Seat]]


def refusal(kept: Person, doubled: Person, by: Seat) -> str | None:
    """Why the two may not be made one; None where they may. Nobody merges a record with their own: whoever keeps the
    lists must not come into another person's seat by it (threat B4)."""
    if kept.pk == doubled.pk:
        return texts.SAME_PERSON
    if by.person_id in (kept.pk, doubled.pk):
        return texts.OWN_PERSON
    if kept.name != doubled.name:
        return texts.NAMES_DIFFER.format(kept=kept.name, doubled=doubled.name)
    return None


def plan(kept: Person, doubled: Person) -> Doubled:
    """What becomes of the seats of `doubled`. Writes nothing."""
    rows = Seat.objects.filter(congress_id=kept.congress_id).select_related("person", "body")
    there = list(rows.filter(person=kept, ended_on__isnull=True).order_by("pk"))
    found = Doubled([], [])
    for seat in rows.filter(person=doubled).order_by("pk"):
        twin = next((one for one in there if _same_place(one, seat)), None) if seat.ended_on is None else None
        if twin is None:
            found.moving.append(seat)
        elif _until(seat) > _until(twin):
            found.paired.append((seat, twin))
            there[there.index(twin)] = seat
        else:
            found.paired.append((twin, seat))
    return found


def _until(seat: Seat) -> date:
    return seat.to_on or date.max


def _same_place(kept: Seat, doubled: Seat) -> bool:
    """A deputy is one of the congress, whatever delegation the second record was put in."""
    if kept.role != doubled.role:
        return False
    return kept.role == Role.DEPUTY or kept.body_id == doubled.body_id


def merge(kept: Person, doubled: Person, by: Seat) -> Doubled:
    """Make one record of two. All seats of `doubled` belong to `kept` afterwards, the paired ones ended; `kept` signs
    in with its own account, or with that of `doubled` where it has none. Raises SetupRefused."""
    sentence = refusal(kept, doubled, by)
    if sentence is not None:
        raise SetupRefused(sentence)
    found = plan(kept, doubled)
    for _, seat in found.paired:
        setup.end_seat(seat)
    # The database knows one living seat of a person in a place: those that end have ended by now.
    for seat in (*found.moving, *(one for pair in found.paired for one in pair if one.person_id == doubled.pk)):
        seat.person = kept
        seat.save(update_fields=["person"])
    for name in FILLED:
        if not getattr(kept, name):
            setattr(kept, name, getattr(doubled, name))
    if kept.account is not None and doubled.account is not None:
        # Whoever is signed in by the account that has no seat any more finds out at once.
        setup.end_sign_ins(doubled.account)
    kept.account, doubled.account = kept.account or doubled.account, None
    doubled.merged_into = kept
    doubled.save(update_fields=["account", "merged_into"])
    kept.save(update_fields=[*FILLED, "account"])
    return found


def doubles_of(person: Person) -> list[Person]:
    """Other living records of the same name, by their number."""
    rows = Person.objects.filter(congress_id=person.congress_id, name=person.name, merged_into__isnull=True)
    return list(rows.exclude(pk=person.pk).prefetch_related("seats__body").order_by("pk"))
