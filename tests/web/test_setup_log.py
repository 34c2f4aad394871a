"""What an administrator does leaves an event for ever (C19–C21, threat B4), and the page 管理记录 tells it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from huiyin.chain.models import Event
from huiyin.chain.recording import ACTS, NO_CASE, record
from huiyin.chain.records import PAGE
from huiyin.foundation import clock
from huiyin.foundation.calendars import national_calendar
from huiyin.foundation.models import Notice
from huiyin.notices.matrix import cells_of
from huiyin.people import setup
from huiyin.people.models import Body, BodyContact, Person, Role, Session
from tests.web.examples import EXAMPLES
from tests.web.walk import Walk, routes

pytestmark = pytest.mark.django_db

Recipe = Callable[[Walk], tuple[tuple[Any, ...], dict[str, Any]]]
SOURCE = {"source": "临江区办理办法", "when": "start"}


def _raw_body(walk: Walk) -> Body:
    return setup.add_body(walk.world.congress, "区气象局", "other", confirmed=False)


def _raw_session(walk: Walk) -> int:
    walk.world.session.confirmed = False
    walk.world.session.save()
    return walk.world.session.pk


def _open_session(walk: Walk) -> int:
    return Session.objects.create(congress=walk.world.congress, term=walk.world.session.term, number=3).pk


def _raw_deputy(walk: Walk) -> int:
    person = walk.seats["deputy"].person
    person.confirmed = False
    person.save()
    return walk.seats["deputy"].pk


def _all_by_mail(walk: Walk) -> dict[str, str]:
    return {f"{kind}-{channel}": "at_once" if channel == "email" else "never" for kind, channel in cells_of("deputy")}


def _doubled(walk: Walk) -> dict[str, Any]:
    person = setup.add_person(walk.world.congress, walk.seats["deputy"].person.name)
    return {"double": person.pk, "sure": "1"}


def _free_day() -> dict[str, str]:
    on = national_calendar().add_workdays(clock.today(), 30)
    return {"days": f"{on} 放假 建区纪念日", "source": "临江区政府办通知", "sure": f"{on}-"}


def _list(kind: str) -> Recipe:
    return lambda walk: ((kind, walk.things[f"list_{kind}"]), {})


# For each address of set-up that takes a form: how it succeeds, and the act that is written then.
RECIPES: dict[tuple[str, str], Recipe] = {
    ("setup_congress", "congress.change"): lambda w: ((), {"name": "临江区人民代表大会", "short_name": "临江区人大"}),
    ("setup_profile", "procedure.choose"): lambda w: ((), {"profile": "base", "when": "start"}),
    ("setup_blank", "procedure.answer"): lambda w: (("raising.paper_needed",), SOURCE | {"value": "yes"}),
    ("setup_session_new", "session.add"): lambda w: ((), {"term": "18", "number": "6"}),
    ("setup_session", "session.change"): lambda w: ((w.world.session.pk,), {"term": "18", "number": "5"}),
    ("setup_session_open", "session.open"): lambda w: ((), {"term": "18", "number": "6", "sure": "1"}),
    ("setup_session_close", "session.close"): lambda w: ((_open_session(w),), {}),
    ("setup_session_reopen", "session.reopen"): lambda w: ((w.things["closed_session"],), {}),
    ("setup_confirm", "session.confirm"): lambda w: (("sessions",), {"pick": [_raw_session(w)]}),
    ("setup_confirm", "body.confirm"): lambda w: (("bodies",), {"pick": [_raw_body(w).pk]}),
    ("setup_confirm", "deputy.confirm"): lambda w: (("deputies",), {"pick": [_raw_deputy(w)]}),
    ("setup_body_new", "body.add"): lambda w: ((), {"name": "区水务局", "kind": "department"}),
    ("setup_body", "body.change"): lambda w: (
        (w.world.bodies["unit"].pk,),
        {"name": "区城管局", "kind": "department"},
    ),
    ("setup_body_duties", "body.duties"): lambda w: ((w.world.bodies["unit"].pk,), {"words": "垃圾、路灯"}),
    ("setup_body_end", "body.end"): lambda w: ((w.things["body_without_work"],), {}),
    ("setup_body_merge", "body.merge"): lambda w: (
        (w.things["body_without_work"],),
        {"successor": w.world.bodies["school"].pk, "sure": "1"},
    ),
    ("setup_body_split", "body.split"): lambda w: (
        (w.world.bodies["unit"].pk,),
        {"successor": w.things["body_without_work"], "pick": [w.cases["received"].pk]},
    ),
    ("setup_deputy_new", "deputy.add"): lambda w: ((), {"name": "张一鸣", "team": w.world.bodies["team"].pk}),
    ("setup_deputy", "deputy.change"): lambda w: (
        (w.seats["deputy"].pk,),
        {"name": "李文婧", "team": w.world.bodies["team"].pk, "phone": "13971240007"},
    ),
    ("setup_deputy_end", "deputy.end"): lambda w: ((w.seats["deputy"].pk,), {}),
    ("setup_person_merge", "person.merge"): lambda w: ((w.seats["deputy"].person_id,), _doubled(w)),
    ("setup_contact_new", "contact.add"): lambda w: ((), {"name": "王五", "body": w.world.bodies["unit"].pk}),
    ("setup_contact", "contact.change"): lambda w: (
        (w.things["contact"],),
        {"name": "周敏", "body": w.world.bodies["unit"].pk, "mobile": "18602710009"},
    ),
    ("setup_contact_end", "contact.end"): lambda w: ((w.things["contact"],), {}),
    ("setup_list_preview", "list.bodies"): _list("bodies"),
    ("setup_list_preview", "list.deputies"): _list("deputies"),
    ("setup_list_preview", "list.contacts"): _list("contacts"),
    ("setup_seat_new", "seat.open"): lambda w: ((), {"name": "赵六", "role": "unit_clerk"}),
    ("setup_seats_of_contacts", "seat.open"): lambda w: ((), _one_contact_without_a_seat(w)),
    ("setup_seat_end", "seat.end"): lambda w: ((w.seats["clerk"].pk,), {}),
    ("setup_slips", "slip.make"): lambda w: ((), {"pick": [w.things["newcomer"]], "request_key": "a" * 24}),
    ("setup_reset", "account.reset"): lambda w: ((w.seats["clerk"].person_id,), {"request_key": "b" * 24}),
    ("setup_close", "account.close"): lambda w: ((w.seats["clerk"].person_id,), {}),
    ("setup_days", "days.enter"): lambda w: ((), _free_day()),
    ("setup_days_restore", "days.restore"): lambda w: ((), {"pick": [w.things["local_day"]], "sure": "1"}),
    ("setup_notices", "notices.hours"): lambda w: (
        (),
        {"quiet_from": "21:00", "quiet_until": "8:00", "digest_at": "8:30"},
    ),
    ("setup_notices_role", "notices.matrix"): lambda w: (("deputy",), _all_by_mail(w)),
    ("setup_notices_failed", "notices.retry"): lambda w: ((), {"pick": [w.things["delivery"]]}),
}
QUERIES: dict[str, Callable[[Walk], str]] = {"setup_seat_new": lambda w: f"?body={w.world.bodies['school'].pk}"}
# Written by pages of the desks, not of set-up (`tests/reports/test_booklets.py`, `tests/web/test_lists.py`).
OF_THE_OFFICE = {"session.booklet", "list.export"}
# Takes a form and changes nothing of the congress: the file waits for the word on its preview.
NO_ACT = {"setup_list"}


def _one_contact_without_a_seat(walk: Walk) -> dict[str, Any]:
    BodyContact.objects.create(congress=walk.world.congress, body=walk.world.bodies["school"], name="钱七")
    return {}


def acts(walk: Walk) -> list[Event]:
    with walk.world.acting():
        return list(Event.objects.filter(congress=walk.world.congress, case_id=NO_CASE).order_by("number"))


def do(walk: Walk, name: str, act: str) -> HttpResponse:
    with walk.world.acting():
        args, data = RECIPES[name, act](walk)
        query = QUERIES[name](walk) if name in QUERIES else ""
    url = reverse(name, args=[walk.seats["admin"].pk, *args]) + query
    answer: Any = walk.client("admin").post(url, data)
    return answer


# -- nothing is forgotten ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "act"), sorted(RECIPES))
def test_each_form_of_set_up_that_succeeds_writes_exactly_one_event(walk: Walk, name: str, act: str) -> None:
    before = acts(walk)
    answer = do(walk, name, act)
    shown = name in ("setup_slips", "setup_reset")
    assert answer.status_code == (200 if shown else 302), answer.content.decode()[-2000:]
    written = acts(walk)[len(before) :]
    assert [(one.step, one.seat_id) for one in written] == [(act, walk.seats["admin"].pk)]
    page = walk.get("admin", "setup/log/").content.decode()
    assert ACTS[act].words in page and "何建国" in page and "已经不在了" not in page


def test_every_address_of_set_up_that_takes_a_form_is_in_the_table_above(walk: Walk) -> None:
    """C19: a new page without an event fails here: it needs its recipe, and the recipe needs its event."""
    known = {name for name, _ in RECIPES} | NO_ACT
    takes = set()
    for route in routes():
        if getattr(route.view, "door_roles", ()) != (Role.CONGRESS_ADMIN,):
            continue
        args = next(iter(EXAMPLES[route.name](walk).values()))
        url = reverse(route.name, args=[walk.seats["admin"].pk, *args])
        with walk.taken_back():
            if walk.client("admin").post(url).status_code != 405:
                takes.add(route.name)
    assert takes == known


def test_every_act_has_words_and_a_way_to_it(walk: Walk) -> None:
    assert {act for _, act in RECIPES} | OF_THE_OFFICE == set(ACTS)
    assert all(ACTS[code].words for code in ACTS)


def test_an_act_that_is_not_in_the_table_is_refused(walk: Walk) -> None:
    with walk.world.acting():
        for code, thing in (("body.paint", walk.world.bodies["unit"]), ("body.add", walk.seats["clerk"])):
            with pytest.raises(ValueError, match="is no act on"):
                record(code, thing, seat=None)


def test_a_form_that_changes_nothing_writes_nothing(walk: Walk) -> None:
    admin = walk.seats["admin"]
    for path, data in {
        "setup/confirm/bodies/": {},
        "setup/bodies/new/": {"name": ""},
        "setup/accounts/slips/": {"pick": [admin.person_id]},
        f"setup/accounts/{admin.person_id}/reset/": {},
        f"setup/seats/{admin.pk}/end/": {},
        f"setup/bodies/{walk.world.bodies['unit'].pk}/end/": {},
    }.items():
        walk.post("admin", path, **data)
    assert acts(walk) == []


def test_confirming_a_row_again_or_one_of_another_congress_writes_nothing(walk: Walk) -> None:
    with walk.world.acting():
        raw = _raw_body(walk)
    walk.post("admin", "setup/confirm/bodies/", pick=[raw.pk, walk.foreign.bodies["unit"].pk])
    walk.post("admin", "setup/confirm/bodies/", pick=[raw.pk])
    assert [one.thing_id for one in acts(walk)] == [raw.pk]


# -- the page ----------------------------------------------------------------------------------------------------------


def test_the_page_is_empty_at_first_and_is_reached_from_set_up(walk: Walk) -> None:
    assert "setup/log/" in walk.get("admin").content.decode()
    assert "还没有记录" in walk.get("admin", "setup/log/").content.decode()


def test_only_the_administrator_of_this_congress_reads_the_page(walk: Walk) -> None:
    do(walk, "setup_body_new", "body.add")
    for who in ("officer", "clerk", "dispatcher", "deputy"):
        assert walk.get(who, "setup/log/").status_code == 403
    assert "还没有记录" in walk.get("foreign_admin", "setup/log/").content.decode()


def test_the_page_says_who_did_what_to_whom_newest_first_and_names_no_item(walk: Walk) -> None:
    do(walk, "setup_body_new", "body.add")
    do(walk, "setup_reset", "account.reset")
    page = walk.get("admin", "setup/log/").content.decode()
    assert page.index("重置账号") < page.index("添加单位")
    assert "周敏（区城市管理执法局 承办单位经办人）" in page and "区水务局" in page
    assert all(case.title not in page for case in walk.cases.values())


def test_what_the_operators_command_did_is_told_as_such(walk: Walk) -> None:
    with walk.world.acting():
        record("list.bodies", walk.world.congress, seat=None, facts={"rows": 3})
    page = walk.get("admin", "setup/log/").content.decode()
    assert "运维命令" in page and "导入单位名单" in page


def test_one_click_for_many_people_is_one_line_with_all_their_names(walk: Walk) -> None:
    with walk.world.acting():
        people = [setup.add_person(walk.world.congress, f"新人{n}") for n in "一二三"]
        for person in people:
            setup.add_seat(person, walk.world.bodies["school"], "unit_clerk")
    walk.post("admin", "setup/accounts/slips/", pick=[person.pk for person in people])
    page = walk.get("admin", "setup/log/").content.decode()
    assert {one.thing_id for one in acts(walk)} == {person.pk for person in people} and len(acts(walk)) == 3
    assert page.count("制作登录单") == 1 and "（3 项）" in page
    assert all(person.name in page for person in people)


def test_older_lines_are_a_page_further(walk: Walk) -> None:
    with walk.world.acting():
        for n in range(PAGE + 2):
            record("body.add", setup.add_body(walk.world.congress, f"单位{n:03}", "other"), seat=walk.seats["admin"])
    first = walk.get("admin", "setup/log/").content.decode()
    assert "单位051" in first and "单位002" in first and "单位001" not in first
    before = acts(walk)[2].number
    assert f"?before={before}" in first and "看更早的" in first
    second = walk.get("admin", "setup/log/", before=before).content.decode()
    assert "单位001" in second and "单位002" not in second and "看更早的" not in second


@pytest.mark.parametrize("before", ["0", "-1", "x", "９９", "9" * 40, "%00"])
def test_an_odd_place_to_go_on_from_is_no_server_error(walk: Walk, before: str) -> None:
    assert walk.get("admin", "setup/log/", before=before).status_code == 200


# -- who is told (threat B4) -------------------------------------------------------------------------------------------


def told(walk: Walk, who: str) -> list[str]:
    with walk.world.acting():
        rows = Notice.objects.filter(congress=walk.world.congress, seat_id=walk.seats[who].pk, case_id__isnull=True)
        return list(rows.values_list("text", flat=True))


def test_whose_account_was_reset_is_told_so_on_the_next_page_and_the_event_stays(walk: Walk) -> None:
    """B4: an administrator resets a deputy's account to evaluate as the deputy."""
    deputy = walk.seats["deputy"]
    walk.post("admin", f"setup/accounts/{deputy.person_id}/reset/", request_key="c" * 24)
    sentence = "2026年9月1日，本级管理员重置了您的账号，旧密码已作废。不是您要求的，请告诉代表工委。"
    assert told(walk, "deputy") == [sentence]
    [event] = acts(walk)
    assert (event.step, event.thing_kind, event.thing_id) == ("account.reset", "person", deputy.person_id)
    with walk.world.acting():
        account = Person.objects.get(congress=walk.world.congress, pk=deputy.person_id).account
        assert account is not None
        account.must_set_password = False
        account.save()
    deputy.person.account = account
    walk.keys.pop("deputy", None)
    page = walk.get("deputy", "notices/").content.decode()
    assert sentence in page and 'href=""' not in page


def test_a_new_slip_tells_who_has_a_password_and_not_who_waits_for_the_first_one(walk: Walk) -> None:
    with walk.world.acting():
        newcomer = Person.objects.get(pk=walk.things["newcomer"])
        walk.seats["newcomer"] = newcomer.seats.get()  # type: ignore[attr-defined]
    walk.post("admin", "setup/accounts/slips/", pick=[newcomer.pk, walk.seats["clerk"].person_id])
    assert len(told(walk, "clerk")) == 1 and "本级管理员给您制作了新的登录单" in told(walk, "clerk")[0]
    assert told(walk, "newcomer") == []


def test_the_operators_command_is_named_in_the_notice_and_no_administrator(walk: Walk) -> None:
    with walk.world.acting():
        setup.reset_account(walk.seats["admin"].person)
        record("account.reset", walk.seats["admin"].person, seat=None)
    [sentence] = told(walk, "admin")
    assert "运维人员重置了您的账号" in sentence
