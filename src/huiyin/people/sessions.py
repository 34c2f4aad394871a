"""Login sessions in the database, each with its account and the account's seats: one question for every page."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection

from huiyin.foundation.columns import Columns, columns


class OwnSeat(NamedTuple):
    """A seat of the account behind a login session, before any congress is named."""

    seat_id: int
    congress_id: int


class SessionStore(DatabaseStore):
    """`account` (None: nobody, or closed) and `seats` are those of the moment when the session was read."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.account: Any = None
        self.seats: list[OwnSeat] = []

    @classmethod
    def get_model_class(cls) -> Any:
        from huiyin.people.models import LoginSession

        return LoginSession

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.account_id = int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None
        return row

    def load(self) -> dict[str, Any]:
        rows = _rows(self.session_key or "")
        if not rows:
            # As Django does: a key that is not in the database is never taken over from the browser.
            self._session_key = None
            return {}
        data, *account = rows[0][:-2]
        # The key of the account is the first of its columns; without an active account all of them are empty.
        self.account = _of_account().made(account) if account[0] is not None else None
        self.seats = [OwnSeat(*row[-2:]) for row in rows if row[-1] is not None]
        return self.decode(data)


def _of_account() -> Columns[Any]:
    from huiyin.people.models import Account

    return columns(Account, "a")


@functools.cache
def _question() -> str:
    return f"""select l.session_data, {_of_account().sql}, s.seat_id, s.congress_id
        from people_loginsession l
        left join people_account a on a.id = l.account_id and a.is_active
        left join lateral huiyin_my_seats(l.session_key) s on true
        where l.session_key = %s and l.expire_date > now() order by s.congress_id, s.seat_id"""


def _rows(key: str) -> list[tuple[Any, ...]]:
    # A cookie may hold anything, even what no text of the database can; keys are made of letters and digits.
    if not (key.isascii() and key.isalnum()):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_question(), [key])
        return list(cursor.fetchall())
