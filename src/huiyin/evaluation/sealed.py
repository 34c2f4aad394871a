"""The only way to grades: functions of the sealed schema, which look the person up from the login session."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db import connection

UNSATISFIED = "unsatisfied"


@dataclass(frozen=True)
class Grade:
    round_id: int
    seat_id: int
    dimension: str
    grade: str
    reason: str


def give(seat_id: int, round_id: int, grades: dict[str, str], reason: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select sealed.give(%s, %s, %s::jsonb, %s)", [seat_id, round_id, json.dumps(grades), reason]
        )


def mine(seat_id: int, round_id: int) -> tuple[dict[str, str], str]:
    """The deputy's own grades of a round, dimension → grade, and the reason; empty when none was given."""
    with connection.cursor() as cursor:
        cursor.execute("select dimension, grade, reason from sealed.mine(%s, %s)", [seat_id, round_id])
        rows = cursor.fetchall()
    return {row[0]: row[1] for row in rows}, rows[0][2] if rows else ""


def settle(seat_id: int, round_id: int, reason: str) -> None:
    """Keep the office's reason for closing a round; it tells the grade, so it lies with the grades."""
    with connection.cursor() as cursor:
        cursor.execute("select sealed.settle(%s, %s, %s)", [seat_id, round_id, reason])


def settlements(seat_id: int, what: str, round_ids: list[int] | None = None) -> dict[int, str]:
    """Round → reason given when it was closed, for an officer of the deputies' committee; the look is written down."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select round_id, reason from sealed.read_settlements(%s, %s, %s::bigint[])", [seat_id, what, round_ids]
        )
        return dict(cursor.fetchall())


def read(seat_id: int, what: str, round_ids: list[int] | None = None) -> list[Grade]:
    """Grades for an officer of the deputies' committee; the look itself is written down with `what`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select round_id, seat_id, dimension, grade, reason from sealed.read_grades(%s, %s, %s::bigint[])",
            [seat_id, what, round_ids],
        )
        return [Grade(*row) for row in cursor.fetchall()]
