"""Pages of the unit's clerk and head and of the government office, over HTTP with real login sessions."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from huiyin.dispatch.models import Assignment, AssignmentState, Mode, Stage
from huiyin.dispatch.steps import HandOver
from huiyin.chain.taking import take
from huiyin.handling.models import Contact, Letter, LetterAnswer, Round, RoundState
from tests.world import World, login, make_world

pytestmark = pytest.mark.django_db


def client(world: World, who: str) -> Client:
    made = Client()
    made.cookies[settings.SESSION_COOKIE_NAME] = login(world.seats[who])
    return made


def at(world: World, who: str, path: str = "") -> str:
    return f"/s/{world.seats[who].pk}/{path}"


def field(html: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', html)
    assert found is not None, name
    return found.group(1)


class Walk:
    """A seat's browser without scripts: opens pages, sends their forms with the hidden fields they carry."""

    def __init__(self, world: World, who: str) -> None:
        self.world, self.who, self.client = world, who, client(world, who)

    def get(self, path: str = "") -> str:
        answer = self.client.get(at(self.world, self.who, path))
        assert answer.status_code == 200, (path, answer.status_code, answer.content.decode()[:2000])
        return answer.content.decode()

    def send(self, path: str, **data: Any) -> Any:
        return self.client.post(at(self.world, self.who, path), data)

    def fill(self, path: str, **data: Any) -> Any:
        html = self.get(path)
        hidden = {name: field(html, name) for name in ("request_key", "version") if f'name="{name}"' in html}
        return self.send(path, **hidden, **data)


@pytest.fixture
def world() -> World:
    return make_world()


def the_row(world: World) -> Assignment:
    with world.acting():
        return Assignment.objects.exclude(mode=Mode.ROUTE).get(congress=world.congress)


def the_round(world: World) -> Round:
    with world.acting():
        return Round.objects.filter(congress=world.congress).order_by("-number")[0]


def test_one_item_walks_the_line_through_the_pages_of_office_clerk_and_head(world: World) -> None:
    with world.acting():
        case = world.register(cosigner_seat_ids=(world.seats["cosigner"].pk,), signer_count=2)
        take("dispatch.hand_over", case, world.seats["officer"], HandOver(via=world.bodies["office"].pk))
        route = Assignment.objects.get(congress=world.congress, mode=Mode.ROUTE)
    office, clerk, head = Walk(world, "dispatcher"), Walk(world, "clerk"), Walk(world, "head")

    assert case.title in office.get()
    answer = office.fill(f"assign/{route.pk}/", lead="区城市管理执法局")
    assert answer.status_code == 302, answer.content.decode()
    assert "已分办" in office.get(f"case/{case.pk}/")

    row = the_row(world)
    assert "签收" in clerk.get("?view=waiting")
    answer = clerk.send(f"step/assignment.receive/{row.pk}/", request_key="a" * 20, version=row.version)
    assert answer.status_code == 302
    assert "登记沟通" in clerk.get(f"case/{case.pk}/")

    round_ = the_round(world)
    answer = clerk.fill(
        f"contact/{round_.pk}/", form="on_site", stage="during", happened_on=str(row.handed_over_on), note="看了现场。"
    )
    assert answer.status_code == 302, answer.content.decode()
    assert "看了现场。" in clerk.get(f"case/{case.pk}/")

    html = clerk.get(f"reply/{round_.pk}/edit/")
    assert "李文静代表：" in html
    answer = clerk.send(
        f"reply/{round_.pk}/edit/", version=0, title="答复", body="李文静代表：\n已增设护栏。", number="函1号",
        signatory="", contact_line="", do="preview",
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    assert "已增设护栏。" in clerk.get(f"reply/{round_.pk}/")
    assert clerk.fill(f"step/letter.submit/{round_.pk}/").status_code == 302

    assert case.title in head.get("?view=clearing")
    assert head.fill(f"reply/{round_.pk}/back/", remark="写明完成时间。").status_code == 302
    assert "写明完成时间。" in clerk.get(f"reply/{round_.pk}/edit/")
    assert "退回修改" in clerk.get("?view=sent-back")
    assert clerk.fill(f"step/letter.submit/{round_.pk}/").status_code == 302
    assert head.fill(f"step/letter.clear/{round_.pk}/").status_code == 302
    html = head.get(f"reply/{round_.pk}/send/")
    assert "李文静等 2 位代表会收到" in html and "发出答复函" in html
    assert head.fill(f"reply/{round_.pk}/send/").status_code == 302

    row = the_row(world)
    assert (row.stage, the_round(world).state) == (Stage.ANSWERED, RoundState.ANSWERED)
    assert "答复" in head.get(f"case/{case.pk}/") and "答复" in office.get(f"case/{case.pk}/")
