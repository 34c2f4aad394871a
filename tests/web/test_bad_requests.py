"""Bad inputs 51–72 (security.md D): ids, paging, orders, headers, verbs, bodies, and forms sent twice."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from huiyin.chain.models import Event
from huiyin.foundation.models import Draft
from huiyin.people.sessions import SessionStore
from tests.web.forms import forms_in, sent
from tests.web.walk import SIGNED_OUT, Walk

pytestmark = pytest.mark.django_db

KEY = "abcdefgh" * 3


def chinese(answer: Any) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in answer.content.decode())


def count(walk: Walk) -> int:
    with walk.world.acting():
        return Event.objects.filter(congress=walk.world.congress).count()


# -- numbers in addresses and queries ----------------------------------------------------------------------------------

BAD_IDS = (
    "-1", "0", "1.0", "1e9", "0x1", "１２", "٣", "9" * 18, "9" * 19, "9" * 300, "abc", "1%00", "1%2e%2e", "%F0%9F%98%80",
    "..", "1;drop", "null", "NaN",
)  # fmt: skip


@pytest.mark.parametrize("path", ["case/{}/", "reply/{}/edit/", "file/{}/", "peek/{}/", "settlement/{}/order/"])
def test_an_id_that_is_none_is_not_found(walk: Walk, path: str) -> None:
    """53, 54, 42."""
    for bad in BAD_IDS:
        answer = walk.client("officer").get(walk.at("officer", path.format(bad)))
        assert answer.status_code in (400, 404), bad
        assert chinese(answer), bad


def test_a_seat_number_that_is_none_is_not_found(walk: Walk) -> None:
    for bad in BAD_IDS:
        assert walk.client("officer").get(f"/s/{bad}/").status_code in (400, 404), bad


QUERIES = (
    "page=" + "9" * 21, "page=-1", "page=0", "page=１", "page=٣", "page=1e9", "page=", "per_page=1000000000",
    "after=" + "9" * 21, "after=-1", "after=x", "after=1,2,3", "after=2026-01-01", "after=%00", "before=" + "9" * 21,
    "order=password", "order=-id%27", "ordering=account__password", "sort=__class__", "password__startswith=a",
    "q__regex=(", "view=no-such", "view=__proto__", "mode=no-such", "delegation=" + "9" * 21, "delegation=-1",
    "category=" + "%E9%95%BF" * 300, "session=" + "9" * 21, "session=all", "session=-1", "side=%3Cscript%3E",
    "show=no-such", "kind=no-such", "role=superuser", "state=no-such", "team=" + "9" * 21, "body=" + "9" * 21,
    "q=a&q=b&page=1&page=2&page=x", "q[]=a", "q=%ED%A0%80", "q=%C0%AF", "q=%FF%FE", "next=//evil.example",
    "next=javascript:alert(1)", "&&&===&", "x" * 3_000 + "=1",
)  # fmt: skip


@pytest.mark.deep
@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("officer", ""), ("officer", "search/"), ("officer", "notices/"), ("officer", "settlement/"),
        ("officer", "figures/"), ("officer", "figures/registered/---/numerator/"), ("officer", "ledgers/{ledger}/"),
        ("clerk", ""), ("dispatcher", ""), ("deputy", ""), ("deputy", "search/"), ("admin", "setup/bodies/"),
        ("admin", "setup/deputies/"), ("admin", "setup/contacts/"), ("admin", "setup/contacts/new/"),
        ("admin", "setup/seats/"), ("admin", "setup/seats/new/"), ("admin", "setup/accounts/"),
    ],
)  # fmt: skip
def test_an_unknown_page_order_or_filter_is_no_error(walk: Walk, who: str, path: str) -> None:
    """55–59."""
    client = walk.client(who)
    wrong = {}
    for query in QUERIES:
        answer = client.get(walk.at(who, path.format(ledger=walk.things["ledger_done"])) + "?" + query)
        # The rows behind a figure lead back to the page, which says what it did not understand.
        back = answer.status_code == 302 and path.startswith("figures/") and "/figures/" in answer["Location"]
        if answer.status_code not in (200, 400, 404) and not back:
            wrong[query] = answer.status_code
    assert wrong == {}


@pytest.mark.parametrize(
    ("who", "path", "name"),
    [
        ("clerk", "receive/", "pick"), ("officer", "settlement/", "pick"), ("admin", "setup/confirm/bodies/", "pick"),
        ("admin", "setup/accounts/slips/", "pick"), ("officer", "ledgers/{ledger}/accept/", "row"),
        ("clerk", "notices/", "notice"), ("officer", "settlement/", "session"),
    ],
)  # fmt: skip
def test_ticked_numbers_that_are_none_or_somebody_else_s_do_nothing(walk: Walk, who: str, path: str, name: str) -> None:
    before = count(walk)
    url = walk.at(who, path.format(ledger=walk.things["ledger_done"]))
    for bad in (*BAD_IDS, "\0", "\ud800", "1,2,3", "999999999999"):
        if bad not in ("1%00", "0"):
            assert sent(walk.client(who), url, {name: bad}).status_code == 302, bad
    assert walk.client(who).post(url, {name: [str(n) for n in range(10**9, 10**9 + 1500)]}).status_code == 302
    assert count(walk) == before


def test_an_address_without_end_is_refused_in_words(walk: Walk) -> None:
    for url in ("/signin/?next=" + "a" * 100_000, "/" + "a" * 100_000, walk.at("clerk", "?q=" + "a" * 5_000)):
        answer = walk.client("clerk").get(url)
        assert answer.status_code == 400 and chinese(answer)


# -- bodies ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000, '{"a":' * 50_000, "{", "null", "[]", '"text"', "NaN", '{"a": NaN}', '{"a": 1e999}',
        '{"a": "\\ud800"}', '{"a": "\\u0000"}', '{"a": 1, "a": 2}', '{"a": ' + "7" * 5_000 + "}", '{"a": {"b": [1, {}]}}',
        '{"congress": 2, "seat_id": 1, "state": "concluded", "is_staff": true, "evaluated_by": 1}',
    ],
)  # fmt: skip
def test_a_draft_in_bad_json_is_refused_or_kept_as_text(walk: Walk, body: str) -> None:
    """60–62: the one door that takes JSON."""
    url = walk.at("clerk", "draft/contact-1/")
    answer = walk.client("clerk").generic("POST", url, body, "application/json")
    assert answer.status_code in (200, 400, 413)
    assert answer.status_code == 200 or "。" in json.loads(answer.content)["sentence"]
    with walk.world.acting():
        for row in Draft.objects.filter(congress=walk.world.congress, key="contact-1"):
            assert (row.seat_id, row.congress_id) == (walk.seats["clerk"].pk, walk.world.congress.pk)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/json", "application/xml", "multipart/form-data", "", "text/html; charset=gbk"]
)
def test_a_wrong_content_type_is_an_empty_form_not_an_error(walk: Walk, kind: str) -> None:
    """63."""
    path = f"case/{walk.cases['registered'].pk}/void/"
    answer = walk.client("officer").generic("POST", walk.at("officer", path), '{"reason": "试"}', kind)
    assert answer.status_code in (200, 400) and chinese(answer)


def test_ten_thousand_fields_are_refused_in_words(walk: Walk) -> None:
    """64."""
    data: dict[str, str | bytes] = {f"field_{n}": "1" for n in range(10_000)}
    for who, path in (("officer", "register/"), ("clerk", "receive/"), ("clerk", "draft/contact-1/")):
        answer = sent(walk.client(who), walk.at(who, path), data)
        assert answer.status_code == 400 and chinese(answer)


def test_four_megabytes_in_one_box_are_refused_in_words(walk: Walk) -> None:
    """21: ten megabytes in one line, and a text just within what a request may hold."""
    url = walk.at("officer", "register/")
    for size, status in ((10_000_000, (400, 413)), (1_000_000, (200,))):
        answer = sent(walk.client("officer"), url, {"title": "题", "body": "a" * size})
        assert answer.status_code in status and chinese(answer), size


def test_half_a_multipart_body_is_no_error(walk: Walk) -> None:
    """71, as far as it reaches the application; lengths and chunks are the server's (granian refuses TE with CL)."""
    head = "multipart/form-data; boundary=xx"
    for body in ("--xx", "--xx\r\nContent-Disposition: form-data; name=", "", "--xx--", "x" * 1_000):
        answer = walk.client("admin").generic("POST", walk.at("admin", "setup/lists/bodies/"), body, head)
        assert answer.status_code in (200, 400) and chinese(answer)


# -- headers and verbs -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["TRACE", "CONNECT", "PUT", "PATCH", "DELETE", "PROPFIND", "BREW", ""])
def test_an_unknown_verb_is_not_allowed(walk: Walk, verb: str) -> None:
    """70."""
    before = count(walk)
    answer = walk.client("officer").generic(verb, walk.at("officer", "register/"), "title=x")
    assert answer.status_code in (405, 400)
    assert count(walk) == before


def test_a_header_cannot_turn_one_verb_into_another(walk: Walk) -> None:
    """66: a GET stays a GET, whatever a header or a field says."""
    before = count(walk)
    path = walk.at("clerk", f"step/assignment.receive/{walk.rows['waiting'].pk}/")
    for name in ("HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_X_METHOD_OVERRIDE", "HTTP_X_HTTP_METHOD"):
        assert walk.client("clerk").get(path, {"_method": "POST"}, **{name: "POST"}).status_code == 200
    assert count(walk) == before


@pytest.mark.parametrize("host", ["evil.example", "a b", "[::1", "localhost.evil.example", "@evil", ""])
def test_a_foreign_host_is_refused(walk: Walk, host: str) -> None:
    """67: and its name is in no link."""
    answer = walk.client(SIGNED_OUT).get("/signin/", HTTP_HOST=host)
    assert answer.status_code in (200, 400) if host == "" else answer.status_code == 400
    assert "evil" not in answer.content.decode()


def test_a_forwarded_host_is_not_believed(walk: Walk) -> None:
    answer = walk.client("admin").post(
        walk.at("admin", f"setup/accounts/{walk.seats['clerk'].person_id}/reset/"), HTTP_X_FORWARDED_HOST="evil.example"
    )
    assert answer.status_code == 200 and "evil.example" not in answer.content.decode()


@pytest.mark.parametrize(
    "addresses", ["1.2.3.4, 5.6.7.8, 127.0.0.1", "unknown", "::ffff:1.2.3.4", "'; drop", "a" * 5_000, "1.2.3.4:80"]
)
def test_a_list_of_forwarded_addresses_is_no_error_and_lifts_no_lock(walk: Walk, addresses: str) -> None:
    """68: who tries passwords does not escape the delay by inventing addresses."""
    client = walk.client(SIGNED_OUT)
    given = {"username": "linjiang-stranger", "password": "wrong-wrong-wrong"}
    statuses = [
        client.post("/signin/", given, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}, {addresses}", REMOTE_ADDR="203.0.113.77")
        .status_code
        for n in range(7)
    ]  # fmt: skip
    assert statuses[0] == 200 and statuses[-1] == 429


def test_huge_headers_and_cookies_are_no_error(walk: Walk) -> None:
    """69: what a server in front lets through."""
    client = walk.client("clerk")
    for more in (
        {"HTTP_USER_AGENT": "a" * 100_000},
        {"HTTP_REFERER": "b" * 100_000},
        {"HTTP_ACCEPT_LANGUAGE": "c," * 50_000},
    ):
        assert client.get(walk.at("clerk"), **more).status_code == 200
        bad = {"username": "linjiang-nobody", "password": "wrong-wrong-wrong"}
        assert walk.client(SIGNED_OUT).post("/signin/", bad, REMOTE_ADDR="203.0.113.9", **more).status_code == 200
    for name, value in (("elder", "x" * 100_000), ("messages", "x" * 100_000), ("huiyin-csrf", "x" * 100_000)):
        client.cookies[name] = value
        assert client.get(walk.at("clerk")).status_code == 200, name


def test_a_forged_session_is_signed_out(walk: Walk) -> None:
    for key in ("x" * 32, "x" * 100_000, "'; drop", "../../etc", "\xe9" * 32):
        client = walk.client(SIGNED_OUT)
        client.cookies["huiyin"] = key
        assert client.get(walk.at("clerk")).status_code == 302


# -- sending twice -----------------------------------------------------------------------------------------------------


def filled(walk: Walk, who: str, path: str, **more: str) -> tuple[str, dict[str, str | bytes]]:
    url = walk.at(who, path)
    page = walk.client(who).get(url).content.decode()
    form = next(form for form in forms_in(page) if form.method == "post" and "request_key" in form.names)
    data: dict[str, str | bytes] = {**form.filled(), **more}
    data.pop("csrfmiddlewaretoken", None)
    return (form.action if form.action.startswith("/") else url), data


STEP_PAGES = [
    ("officer", "case/{registered}/void/", {}),
    ("officer", "case/{registered}/correct/", {"title": "更正后的标题"}),
    ("officer", "case/{registered}/signers/", {"lead": "王秀兰", "cosigners": "", "reason": "认错了人"}),
    ("head", "reply/{answered}/follow-up/", {"body": "第二条有错字。", "reason": "错字"}),
    ("officer", "case/{registered}/hand-over/", {"way": "via", "stage": "take"}),
    ("officer", "register/", {"title": "双击登记的建议"}),
    ("dispatcher", "assign/{routed}/", {"lead": "区教育局"}),
    ("clerk", "step/assignment.receive/{waiting}/", {}),
    ("clerk", "contact/{received}/", {"note": "谈过了。", "happened_on": "2026-03-05"}),
    ("clerk", "step/letter.submit/{ready}/", {}),
    ("head", "step/letter.clear/{clearing}/", {}),
    ("head", "reply/{clearing}/back/", {}),
    ("head", "reply/{cleared}/send/", {}),
    ("deputy", "mine/evaluate/{opened}/", {"grade_overall": "satisfied", "stage": "give"}),
    ("officer", "settlement/{unsatisfied}/order/", {}),
    ("officer", "settlement/{unsatisfied}/close/", {}),
]


def path_of(walk: Walk, pattern: str) -> str:
    ids = {state: round_.pk for state, round_ in walk.rounds.items()}
    if pattern.startswith("case/"):
        ids = {state: case.pk for state, case in walk.cases.items()}
    elif pattern.startswith(("assign/", "step/assignment")):
        ids = {state: row.pk for state, row in walk.rows.items()}
    return pattern.format(**ids)


@pytest.mark.parametrize(("who", "pattern", "more"), STEP_PAGES, ids=[pattern for _, pattern, _ in STEP_PAGES])
def test_a_form_sent_twice_takes_its_step_once_and_says_so_calmly(
    walk: Walk, who: str, pattern: str, more: dict[str, str]
) -> None:
    """72: a double click, and the same key with another body."""
    url, data = filled(walk, who, path_of(walk, pattern), **more)
    before = count(walk)
    first = sent(walk.client(who), url, data)
    assert first.status_code == 302, first.content.decode()[:3000]
    taken = count(walk)
    assert taken > before
    for again in (data, data | {"reason": "另一个原因", "note": "另一段话", "remark": "另一处", "title": "另一个标题"}):
        second = sent(walk.client(who), url, again)
        assert second.status_code in (200, 302), "the second click is no fault of anybody"
        assert count(walk) == taken


@pytest.mark.parametrize("key", ["abcdefgh\0ijk", "abcdefgh\ud800", "件件有答复事事有回音", "x" * 5000, "' or 1=1 -- "])
def test_a_made_up_session_is_nobody_s(walk: Walk, key: str) -> None:
    """61. A cookie may hold anything: a quoted one even NUL, which no text of the database can."""
    store = SessionStore(key)
    assert store.load() == {}
    assert store.session_key is None
    octal = "".join(c if c.isalnum() and c.isascii() else f"\\{b:03o}" for c in key for b in c.encode("utf-8", "replace"))
    answer = Client(headers={"cookie": f'huiyin="{octal}"'}).get("/seats/")
    assert answer.status_code == 302
