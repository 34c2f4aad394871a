"""The one matrix: kind of notice × channel → at once, in the daily digest, never.

Three layers, the nearer wins: what is shipped for a role, what the congress says for it, what a seat chose for itself.
Inside the product every notice is shown, always; the matrix is about mail and texts alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from huiyin.notices.kinds import FIXED, heard_by
from huiyin.notices.models import Channel, Kind, RoleTiming, SeatTiming, Timing
from huiyin.people.models import Role, Seat

Cell = tuple[str, str]
"""(kind, channel)"""

_EMAIL = dict.fromkeys(Kind, Timing.AT_ONCE) | {Kind.DEADLINE: Timing.DIGEST, Kind.COURSE: Timing.DIGEST}
# Officers hear of every letter and every late item of the whole congress.
_EMAIL_OF = {Role.COMMITTEE_OFFICER: {Kind.REPLY: Timing.DIGEST, Kind.OVERDUE: Timing.DIGEST}}
# A text costs money and rings in a pocket: only what starts or breaks a legal limit of one's own.
_SMS_OF: dict[str, tuple[Kind, ...]] = {
    Role.DEPUTY: (Kind.REPLY,),
    Role.DISPATCHER: (Kind.ARRIVAL, Kind.OVERDUE),
    Role.UNIT_CLERK: (Kind.ARRIVAL, Kind.OVERDUE),
    Role.UNIT_HEAD: (Kind.OVERDUE,),
}


def shipped(role: str, kind: str, channel: str) -> Timing:
    if kind in FIXED:
        return Timing.AT_ONCE
    if channel == Channel.SMS:
        return Timing.AT_ONCE if kind in _SMS_OF.get(role, ()) else Timing.NEVER
    return _EMAIL_OF.get(Role(role), {}).get(Kind(kind)) or _EMAIL[Kind(kind)]


def cells_of(role: str) -> list[tuple[Kind, Channel]]:
    """What may be chosen for a role."""
    return [(kind, channel) for kind in heard_by(role) if kind not in FIXED for channel in Channel]


class Matrix:
    """The layers of one congress in hand, for as many seats as are asked about at once."""

    def __init__(self, congress_id: int, seat_ids: Iterable[int] = ()) -> None:
        of_roles = RoleTiming.objects.filter(congress_id=congress_id)
        of_seats = SeatTiming.objects.filter(congress_id=congress_id, seat_id__in=list(seat_ids))
        self._roles = {(row.role, row.kind, row.channel): Timing(row.timing) for row in of_roles}
        self._seats = {(row.seat_id, row.kind, row.channel): Timing(row.timing) for row in of_seats}

    def of_role(self, role: str, kind: str, channel: str) -> Timing:
        return self._roles.get((role, kind, channel)) or shipped(role, kind, channel)

    def own(self, seat_id: int, kind: str, channel: str) -> Timing | None:
        return self._seats.get((seat_id, kind, channel))

    def of_seat(self, seat: Seat, kind: str, channel: str) -> Timing:
        if kind in FIXED:
            return Timing.AT_ONCE
        return self.own(seat.pk, kind, channel) or self.of_role(seat.role, kind, channel)


def set_role(congress_id: int, role: str, chosen: Mapping[Cell, str]) -> None:
    """Keep what a congress says for a role; what is as shipped is not kept, so that a later default reaches it."""
    rows = RoleTiming.objects.filter(congress_id=congress_id, role=role)
    for (kind, channel), timing in _allowed(role, chosen).items():
        cell = rows.filter(kind=kind, channel=channel)
        if timing == shipped(role, kind, channel):
            cell.delete()
        elif not cell.update(timing=timing):
            RoleTiming.objects.create(
                congress_id=congress_id, role=role, kind=kind, channel=channel, timing=Timing(timing)
            )


def set_seat(seat: Seat, chosen: Mapping[Cell, str]) -> None:
    """Keep what a seat chose for itself; "" follows the congress again."""
    rows = SeatTiming.objects.filter(congress_id=seat.congress_id, seat=seat)
    for (kind, channel), timing in _allowed(seat.role, chosen).items():
        cell = rows.filter(kind=kind, channel=channel)
        if not timing:
            cell.delete()
        elif not cell.update(timing=timing):
            SeatTiming.objects.create(
                congress_id=seat.congress_id, seat=seat, kind=kind, channel=channel, timing=Timing(timing)
            )


def _allowed(role: str, chosen: Mapping[Cell, str]) -> dict[Cell, str]:
    may: set[Cell] = {(kind.value, channel.value) for kind, channel in cells_of(role)}
    return {cell: timing for cell, timing in chosen.items() if cell in may}
