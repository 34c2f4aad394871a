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


@dataclass(frozen=True)
class Sheet:
    """What one officer read off a deputy's sheet, until a second has read the same."""

    entered_by: int
    grades: dict[str, str]
    reason: str


def enter_paper(seat_id: int, round_id: int, grades: dict[str, str], reason: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select sealed.enter_paper(%s, %s, %s::jsonb, %s)", [seat_id, round_id, json.dumps(grades), reason]
        )


def read_paper(seat_id: int, what: str, round_id: int) -> Sheet | None:
    """For an officer of the deputies' committee; the look itself is written down with `what`."""
    with connection.cursor() as cursor:
        cursor.execute("select entered_by, grades, reason from sealed.read_paper(%s, %s, %s)", [seat_id, what, round_id])
        row = cursor.fetchone()
    if row is None:
        return None
    grades = json.loads(row[1]) if isinstance(row[1], str) else row[1]
    return Sheet(row[0], grades, row[2])


def drop_paper(seat_id: int, round_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select sealed.drop_paper(%s, %s)", [seat_id, round_id])


def confirm_paper(seat_id: int, round_id: int) -> None:
    """What was entered becomes the deputy's evaluation; refused by the database to the person who entered it."""
    with connection.cursor() as cursor:
        cursor.execute("select sealed.confirm_paper(%s, %s)", [seat_id, round_id])


def reject_paper(seat_id: int, round_id: int) -> None:
    """For the deputy: what officers read off the sheet is not what was meant, and is as if never given."""
    with connection.cursor() as cursor:
        cursor.execute("select sealed.reject_paper(%s, %s)", [seat_id, round_id])


@dataclass(frozen=True)
class Tally:
    """满意度测评: how many deputies at a meeting were satisfied with the handling of a key item, basically, not."""

    satisfied: int
    basically: int
    unsatisfied: int

    @property
    def votes(self) -> int:
        return self.satisfied + self.basically + self.unsatisfied


def enter_tally(seat_id: int, item_id: int, tally: Tally) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select sealed.enter_tally(%s, %s, %s, %s, %s)",
            [seat_id, item_id, tally.satisfied, tally.basically, tally.unsatisfied],
        )


def tallies(seat_id: int, what: str, item_ids: list[int]) -> dict[int, Tally]:
    """Key item → its newest count, for an officer of the deputies' committee; the look itself is written down with `what`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select item_id, satisfied, basically, unsatisfied from sealed.read_tallies(%s, %s, %s::bigint[])",
            [seat_id, what, item_ids],
        )
        return {row[0]: Tally(*row[1:]) for row in cursor.fetchall()}
