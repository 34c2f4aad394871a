"""Bad inputs 1–50 (security.md D) in every box of every form: no 500, nothing typed is lost, nothing unsafe kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import connection
from django.urls import resolve, reverse

from huiyin.foundation import text
from tests.web.corpus import TEXTS, UNSAFE, UNSAFE_IN_SQL
from tests.web.examples import EXAMPLES
from tests.web.forms import Form, as_bytes, as_typed, forms_in, sent, tidy, values_shown
from tests.web.walk import SIGNED_OUT, Walk, routes

pytestmark = pytest.mark.django_db

# The deep run sends every text as everybody.
QUICK_PERSONAS = ("clerk", "deputy", "secretary")
PERSONAS = (
    SIGNED_OUT, "deputy", "officer", "dispatcher", "clerk", "head", "admin", "cosigner", "secretary", "team_clerk",
)  # fmt: skip
PER_FIELD = 1
"""Values tried in each box in an ordinary run; over all boxes every value has its turn. A deep run tries all."""

MUST_BE_TRIED = {
    SIGNED_OUT: {"signin", "slip"},
    "deputy": {
        "my_evaluate", "my_contact", "password", "write", "write_preview", "signing", "sign_join", "my_withdraw", "take_back",
    },
    "cosigner": {"sign", "sign_join"},
    "secretary": {"reading_sheet", "registering_case", "motion_act"},
    "team_clerk": {"manuscripts", "write_word", "write", "signing", "signing_confirmed"},
    "officer": {
        "register", "hand_over", "correct", "signers", "void", "rehandle", "close_over", "ledger_columns", "reading_sheet",
        "registering_case", "motion_act",
    },
    "dispatcher": {"assign"},
    "clerk": {"contact", "contact-correct", "reply-edit", "step"},
    "head": {"reply-back", "reply-send", "follow-up"},
    "admin": {
        "setup_congress", "setup_profile", "setup_blank", "setup_session", "setup_session_new", "setup_body",
        "setup_body_new", "setup_deputy", "setup_deputy_new", "setup_contact", "setup_contact_new", "setup_seat_new",
        "setup_days",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    page: str
    url: str
    route: str
    form: Form


_known: dict[tuple[str, str], list[Found]] = {}


def forms_of(walk: Walk, who: str, method: str) -> list[Found]:
    """Each form this person is shown anywhere, once per address it is sent to and set of boxes.

    Looked for once: the walk is the same for all tests of a session.
    """
    if (who, method) not in _known:
        found = list(_found(walk, who))
        for wanted in ("get", "post"):
            once: dict[Any, Found] = {}
            for one in found:
                if one.form.method == wanted and len(one.form.names) > (wanted == "post"):
                    once.setdefault((one.route, tuple(alike(one.form.names))), one)
            _known[who, wanted] = list(once.values())
    return _known[who, method]


def _found(walk: Walk, who: str) -> Iterator[Found]:
    client = walk.client(who)
    for page in pages_of(walk, who):
        answer = client.get(page)
        if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for form in forms_in(answer.content.decode()):
            url = urljoin(page, form.action)
            yield Found(page, url, resolve(urlsplit(url).path).url_name or "", form)


def alike(names: list[str]) -> list[str]:
    """One of each kind: of body_0, body_1, body_2 the first."""
    return list({re.sub("[0-9]+", "#", name): name for name in reversed(names)}.values())[::-1]


def pages_of(walk: Walk, who: str) -> Iterator[str]:
    for route in routes():
        if who == SIGNED_OUT and route.of_a_seat:
            continue
        if route.name == "styleguide":
            continue
        for args in EXAMPLES[route.name](walk).values():
            seat = (walk.seats[who].pk,) if route.of_a_seat else ()
            yield reverse(route.name, args=(*seat, *args))
    if who == "admin":
        yield walk.at(who, f"setup/seats/new/?body={walk.world.bodies['unit'].pk}")


class Trial:
    """One person's forms, each box in turn given a bad value; what went wrong is listed, not raised."""

    def __init__(self, walk: Walk, who: str) -> None:
        self.walk, self.who = walk, who
        self.wrong: list[str] = []
        self.turn = 0
        self.count = 0
        self.tables = columns_of_text()
        self.unsafe_before = self.unsafe()

    def unsafe(self) -> set[str]:
        with self.walk.world.acting(), connection.cursor() as cursor:
            cursor.execute(self.tables, [UNSAFE_IN_SQL] * self.tables.count("%s"))
            return {f"{table}: {n}" for table, n in cursor.fetchall() if n}

    def values(self, every: bool) -> dict[str, str | bytes]:
        if every:
            return TEXTS
        names = list(TEXTS)
        chosen = [names[(self.turn + n * len(names) // PER_FIELD) % len(names)] for n in range(PER_FIELD)]
        self.turn += 1
        return {name: TEXTS[name] for name in chosen}

    def run(self, every: bool, forms: list[Found] | None = None) -> None:
        """These forms, or all that this person is shown anywhere."""
        for found in forms_of(self.walk, self.who, "post") if forms is None else forms:
            for name in alike(found.form.names):
                if name == "csrfmiddlewaretoken":
                    continue
                for bad, value in self.values(every).items():
                    self.count += 1
                    with self.walk.taken_back():
                        problem = self.tried(found, name, value)
                    if problem:
                        self.wrong.append(f"{found.route} at {found.page}, {name} = {bad}: {problem}")

    def tried(self, found: Found, name: str, value: str | bytes) -> str:
        client = self.walk.client(self.who)
        data: dict[str, str | bytes] = {**found.form.filled(), name: value}
        data.pop("csrfmiddlewaretoken", None)
        answer = sent(client, found.url, data)
        if answer.status_code >= 500:
            return f"{answer.status_code}"
        if answer.status_code in (301, 302):
            return self.taken(client, answer, suspicious=bool(UNSAFE.search(as_typed(value))))
        page = answer.content.decode()
        if answer.headers.get("Content-Type", "").startswith("application/json"):
            return ""
        if not any("\u4e00" <= character <= "\u9fff" for character in page):
            return f"{answer.status_code} without a Chinese word"
        if answer.status_code == 200 and found.form.is_typed(name) and not found.form.is_secret(name):
            return self.lost(page, name, as_typed(value))
        return ""

    def lost(self, page: str, name: str, typed: str) -> str:
        shown = [tidy(one) for one in values_shown(page, name)]
        if not shown:
            # A page that repeats what was understood has no box any more; it says the words.
            return ""
        accepted = {tidy(typed), tidy(typed).strip(), *cleaned(typed)}
        return "" if accepted & set(shown) else f"what was typed is gone, the box says {shown[0][:40]!r}"

    def taken(self, client: Any, answer: Any, *, suspicious: bool) -> str:
        new = self.unsafe() - self.unsafe_before if suspicious else set()
        if new:
            return f"unsafe text was kept in {new}"
        target = answer["Location"]
        if target.startswith("/"):
            after = client.get(target)
            if after.status_code >= 500:
                return f"accepted, and {target} is a {after.status_code}"
        return ""


def cleaned(typed: str) -> set[str]:
    found = set()
    for multiline in (False, True):
        try:
            found.add(text.clean(typed, max_length=100_000, multiline=multiline, what="这一项"))
        except text.TextRefused:
            continue
    return found


def columns_of_text() -> str:
    """One query that counts, per column of business text, the rows holding a character nobody should be shown."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.columns where table_schema = 'public' "
            "and data_type in ('text', 'character varying', 'jsonb') "
            "and table_name ~ '^(people|proposals|dispatch|handling|promises|evaluation|chain|foundation|procedures)_' "
            "and table_name not in ('foundation_draft', 'foundation_searchentry', 'people_loginsession', "
            "'dispatch_ledgerrowresult') "
            "and has_column_privilege(table_schema || '.' || table_name, column_name, 'select')"
        )
        parts = [
            f'select \'{table}.{column}\', count(*) from "{table}" where "{column}"::text ~ %s'
            for table, column in cursor.fetchall()
        ]
    return " union all ".join(parts)


@pytest.mark.parametrize("who", QUICK_PERSONAS)
def test_a_bad_text_in_any_box_is_refused_in_words_and_shown_again(walk: Walk, who: str) -> None:
    trial = Trial(walk, who)
    trial.run(every=False)
    assert trial.wrong == [], f"of {trial.count}"


@pytest.mark.deep
@pytest.mark.parametrize("who", PERSONAS)
def test_every_bad_text_in_every_box_is_refused_in_words_and_shown_again(walk: Walk, who: str) -> None:
    trial = Trial(walk, who)
    trial.run(every=True)
    assert trial.wrong == [], f"of {trial.count}"


def test_every_form_of_the_site_is_tried(walk: Walk) -> None:
    missing = {}
    for who, wanted in MUST_BE_TRIED.items():
        found = {one.route for one in forms_of(walk, who, "post")}
        missing[who] = sorted(wanted - found)
    assert {who: names for who, names in missing.items() if names} == {}


def test_an_untouched_form_filled_in_sensibly_goes_through(walk: Walk) -> None:
    """The control of the trials above: their other boxes hold what would be accepted."""
    accepted = set()
    for who in ("officer", "clerk", "head", "dispatcher", "deputy", "admin"):
        for found in forms_of(walk, who, "post"):
            with walk.taken_back():
                answer = sent(walk.client(who), found.url, dict(found.form.filled()))
                if answer.status_code == 302:
                    accepted.add(found.route)
    assert {
        "register", "correct", "void", "rehandle", "close_over", "contact", "reply-edit", "reply-back", "reply-send",
        "my_contact", "setup_congress", "setup_body_new", "setup_deputy_new", "setup_contact_new",
    } - accepted == set()  # fmt: skip


def searched(walk: Walk, who: str, every: bool) -> list[str]:
    wrong = []
    client = walk.client(who)
    short = {name: value for name, value in TEXTS.items() if len(as_bytes(value)) <= 3_000}
    for turn, found in enumerate(forms_of(walk, who, "get")):
        for name in alike(found.form.names):
            for bad in list(short) if every else list(short)[turn % 7 :: 7]:
                data = {**found.form.filled(), name: as_typed(short[bad])}
                answer = client.get(found.url.partition("?")[0], data)
                if answer.status_code not in (200, 302, 400, 404):
                    wrong.append(f"{found.route} {name} = {bad}: {answer.status_code}")
    return wrong


@pytest.mark.parametrize("who", ["officer", "clerk", "deputy", "admin"])
def test_a_bad_text_in_a_search_box_or_filter_is_no_error(walk: Walk, who: str) -> None:
    assert searched(walk, who, every=False) == []


@pytest.mark.deep
@pytest.mark.parametrize("who", ["officer", "clerk", "deputy", "admin"])
def test_every_bad_text_in_every_search_box_and_filter_is_no_error(walk: Walk, who: str) -> None:
    assert searched(walk, who, every=True) == []
