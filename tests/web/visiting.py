"""A person at a browser without scripts: opens pages, sends their forms with the hidden fields they carry."""

from __future__ import annotations

import html as entities
import re
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from tests.world import World, login


class Visitor:
    """One seat's own login session. Paths are those behind `/s/<seat>/`."""

    def __init__(self, world: World, who: str) -> None:
        self.seat = world.seats[who]
        self.client = Client()
        self.client.cookies[settings.SESSION_COOKIE_NAME] = login(self.seat)

    def at(self, path: str = "") -> str:
        return path if path.startswith("/") else f"/s/{self.seat.pk}/{path}"

    def asks(self, path: str = "") -> Any:
        return self.client.get(self.at(path))

    def opens(self, path: str = "") -> str:
        """The page, which must be there."""
        answer = self.asks(path)
        assert answer.status_code == 200, (path, answer.status_code, text_of(answer)[:1500])
        return answer.content.decode()

    def sends(self, path: str, **data: Any) -> Any:
        return self.client.post(self.at(path), data)

    def fills(self, path: str, **data: Any) -> Any:
        """Open a page and send its form, hidden fields and all."""
        hidden = hidden_fields(self.opens(path))
        return self.sends(path, **(hidden | data))

    def goes_on(self, answer: Any, **data: Any) -> Any:
        """Send the form of the page that came back, as its button would."""
        return self.client.post(answer.wsgi_request.path, hidden_fields(answer.content.decode()) | data)


def hidden_fields(page: str) -> dict[str, Any]:
    """The hidden fields of the page's last form in `<main>`, several of one name as a list."""
    main = page[page.index("<main") : page.index("</main>")]
    form = main[main.rindex("<form") :]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name is None or name[1] == "csrfmiddlewaretoken":
            continue
        text = entities.unescape(value[1]) if value is not None else ""
        found[name[1]] = [*_list(found[name[1]]), text] if name[1] in found else text
    return found


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def text_of(answer: Any) -> str:
    """What a person reads on the page, in one line."""
    page = answer if isinstance(answer, str) else answer.content.decode()
    main = page[page.find("<main") : page.find("</main>")] if "<main" in page else page
    return " ".join(entities.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def everything(world: World) -> dict[str, Any]:
    """The newest event, and number and versions of all things steps move: what a GET must leave as it was."""
    tables = ("proposals_proposal", "dispatch_assignment", "handling_round")
    with world.acting(), connection.cursor() as cursor:
        cursor.execute("select coalesce(max(number), 0) from chain_event where congress_id = %s", [world.congress.pk])
        found: dict[str, Any] = {"events": cursor.fetchone()[0]}
        for table in tables:
            cursor.execute(f"select id, state, version from {table} order by id")
            found[table] = cursor.fetchall()
        cursor.execute("select id, opened_at from handling_lettercopy order by id")
        found["copies"] = cursor.fetchall()
        cursor.execute("select id, confirmed_on, correction from handling_contact order by id")
        found["contacts"] = cursor.fetchall()
    return found
