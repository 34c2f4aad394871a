"""The seat somebody enters on, with what every page says of it."""

from __future__ import annotations

import functools
from datetime import datetime

from django.db import connection

from huiyin.foundation.columns import Columns, columns
from huiyin.people.models import Body, Congress, Person, Seat


def seat_at_door(congress_id: int, seat_id: int, now: datetime) -> tuple[Seat, int]:
    """The seat with its person, body and congress, and how many notices it has not read at `now`. The congress must be
    named already. Raises Seat.DoesNotExist."""
    sql, parts = _question()
    with connection.cursor() as cursor:
        cursor.execute(sql, {"congress": congress_id, "seat": seat_id, "now": now})
        row = cursor.fetchone()
    if row is None:
        raise Seat.DoesNotExist
    made, at = [], 0
    for part in parts:
        made.append(part.made(row[at : at + len(part.names)]))
        at += len(part.names)
    seat, seat.person, seat.body, seat.congress = made
    return seat, row[-1]


@functools.cache
def _question() -> tuple[str, tuple[Columns, ...]]:
    parts = (columns(Seat, "s"), columns(Person, "p"), columns(Body, "b"), columns(Congress, "c"))
    return (
        f"""select {", ".join(part.sql for part in parts)},
          (select count(*) from foundation_notice n where n.congress_id = s.congress_id and n.seat_id = s.id
           and n.read_at is null and n.deliver_at <= %(now)s)
        from people_seat s
        join people_person p on p.congress_id = s.congress_id and p.id = s.person_id
        join people_body b on b.congress_id = s.congress_id and b.id = s.body_id
        join people_congress c on c.id = s.congress_id
        where s.congress_id = %(congress)s and s.id = %(seat)s""",
        parts,
    )


def seat_after_merger(congress_id: int, seat_id: int, account_id: int) -> Seat | None:
    """The living seat that the account's ended one became when its body was merged into another, and that into a third,
    if any. In the congress's scope."""
    old = Seat.objects.filter(
        congress_id=congress_id, pk=seat_id, person__account_id=account_id, ended_on__isnull=False
    )
    row = old.select_related("body").first()
    body_id = row.body.successor_id if row is not None else None
    seen: set[int] = set()
    while row is not None and body_id is not None and body_id not in seen:
        seen.add(body_id)
        living = Seat.objects.filter(congress_id=congress_id, person_id=row.person_id, body_id=body_id, role=row.role)
        found = living.filter(ended_on__isnull=True).select_related("body").first()
        if found is not None:
            return found
        next_body = Body.objects.filter(congress_id=congress_id, pk=body_id).first()
        body_id = next_body.successor_id if next_body is not None else None
    return None
