"""Signing in: slips, passwords, delays, and what a stranger may learn (C01–C10)."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from huiyin.people import setup
from huiyin.people.models import Account, LoginSession, SlipCode
from tests.world import PASSWORD, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def sign_in(client: Client, username: str, password: str = PASSWORD) -> int:
    return client.post("/signin/", {"username": username, "password": password}).status_code


def test_a_person_with_one_seat_lands_on_its_desk(world: World) -> None:
    client = Client()
    assert sign_in(client, "linjiang-clerk") == 302
    assert client.get("/seats/")["Location"] == f"/s/{world.seats['clerk'].pk}/"


def test_a_wrong_password_and_an_unknown_account_are_answered_alike(world: World) -> None:
    pages = [
        Client().post("/signin/", {"username": name, "password": "wrong-wrong-wrong"}).content.decode()
        for name in ("linjiang-clerk", "nobody-here-at-all")
    ]
    masked = [page.replace("linjiang-clerk", "X").replace("nobody-here-at-all", "X") for page in pages]
    assert [p.count("账号或密码不对") for p in masked] == [2, 2] or masked[0].count("账号或密码不对") > 0
    assert len(masked[0]) == len(masked[1])


def test_a_stranger_cannot_lock_somebody_out_from_another_address(world: World) -> None:
    """C04: the lock is on account × address; the victim signs in from elsewhere."""
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    statuses = [sign_in(stranger, "linjiang-clerk", "wrong-wrong-wrong") for _ in range(8)]
    assert statuses[-1] == 429
    assert sign_in(Client(REMOTE_ADDR="198.51.100.7"), "linjiang-clerk") == 302


def test_the_delay_grows_with_each_run_of_failures(world: World) -> None:
    from axes.models import AccessAttempt
    from django.test import RequestFactory

    from huiyin.people.authentication import growing_delay

    request = RequestFactory().post("/signin/", {"username": "linjiang-clerk"})
    waits = []
    for failures in (5, 6, 7, 20):
        AccessAttempt.objects.update_or_create(
            username="linjiang-clerk",
            ip_address="127.0.0.1",
            user_agent="",
            defaults={"failures_since_start": failures, "get_data": "", "post_data": ""},
        )
        waits.append(growing_delay(request))
    assert waits == sorted(waits) and waits[0] < waits[-1]


def test_a_slip_works_once_and_leads_to_a_password_of_ones_own(world: World) -> None:
    with world.acting():
        slip = setup.make_slip(world.person("deputy"))
    client = Client()
    assert client.get(f"/slip/{slip.code}/").status_code == 200, "opening the QR code uses nothing up"
    assert client.post("/slip/", {"code": slip.code.lower()})["Location"] == "/password/"
    assert client.get(f"/s/{world.seats['deputy'].pk}/")["Location"].startswith("/password/")
    new = "清风明月本无价呀近水远山"
    assert client.post("/password/", {"password": new, "again": new}).status_code == 302
    again = Client().post("/slip/", {"code": slip.code})
    assert again.status_code == 200 and "用不了" in again.content.decode()
    assert sign_in(Client(), "linjiang-deputy", new) == 302


def test_only_the_digest_of_a_slip_is_kept(world: World) -> None:
    with world.acting():
        slip = setup.make_slip(world.person("deputy"))
    assert slip.code.replace("-", "") not in str(list(SlipCode.objects.values()))


def test_a_new_slip_voids_the_old_one(world: World) -> None:
    with world.acting():
        old = setup.make_slip(world.person("deputy"))
        setup.make_slip(world.person("deputy"))
    assert Client().post("/slip/", {"code": old.code}).status_code == 200


def test_sessions_end_when_the_account_closes(world: World) -> None:
    """C08: three devices, all signed out at once."""
    devices = [Client() for _ in range(3)]
    for device in devices:
        sign_in(device, "linjiang-clerk")
    with world.acting():
        setup.close_account(world.person("clerk"))
    for device in devices:
        assert device.get(f"/s/{world.seats['clerk'].pk}/")["Location"].startswith("/signin/")
    assert sign_in(Client(), "linjiang-clerk") == 200


def test_a_new_password_ends_the_sign_ins_on_other_devices(world: World) -> None:
    here, there = Client(), Client()
    sign_in(here, "linjiang-clerk")
    sign_in(there, "linjiang-clerk")
    new = "黄河之水天上来奔流到海不复回"
    here.post("/password/", {"present": PASSWORD, "password": new, "again": new})
    assert here.get("/seats/").status_code == 302
    assert there.get("/seats/")["Location"].startswith("/signin/")
    assert LoginSession.objects.filter(account__username="linjiang-clerk").count() == 1


def test_the_session_number_changes_at_sign_in(world: World) -> None:
    """C07: a session fixed beforehand is worth nothing afterwards."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "fixedfixedfixedfixedfixedfixed12"
    sign_in(client, "linjiang-clerk")
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != "fixedfixedfixedfixedfixedfixed12"


@pytest.mark.parametrize("weak", ["short", "password12345", "huiyin-huiyin-1", "人大代表人大代表人大代表", "linjiang-clerk-1"])
def test_weak_passwords_are_refused_with_a_reason(world: World, weak: str) -> None:
    client = Client()
    sign_in(client, "linjiang-clerk")
    page = client.post("/password/", {"present": PASSWORD, "password": weak, "again": weak})
    assert page.status_code == 200 and "aria-invalid" in page.content.decode()


def test_nobody_enters_as_somebody_in_a_congress_that_is_no_demo() -> None:
    world = make_world("real", is_demo=False)
    assert Client().post("/demo/", {"seat": world.seats["officer"].pk}).status_code == 404


def test_the_next_address_never_leads_to_another_host(world: World) -> None:
    client = Client()
    answer = client.post(
        "/signin/", {"username": "linjiang-clerk", "password": PASSWORD, "next": "https://evil.example/x"}
    )
    assert answer["Location"] == "/seats/"


def test_a_seat_of_somebody_else_is_not_found(world: World) -> None:
    client = Client()
    sign_in(client, "linjiang-clerk")
    assert client.get(f"/s/{world.seats['officer'].pk}/").status_code == 404
    assert client.get("/s/999999999999999999/").status_code == 404


def test_closed_names_are_never_used_again(world: World) -> None:
    from django.db import IntegrityError, transaction

    with world.acting():
        setup.close_account(world.person("clerk"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create_account("linjiang-clerk")
