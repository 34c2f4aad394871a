"""分享: whoever has the link sees the public part without an account, as long as the deputy lets it stand."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import get_default_timezone

from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.proposals.models import Proposal
from huiyin.proposals.shares import Share
from huiyin.proposals.steps import Reason
from tests.web.visiting import Visitor, text_of
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
TITLE, BODY = "关于整治沿江大道违停的建议", "违停严重，请联系13812345678。居民身份证420106196001011234。希望增设护栏。"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def item(world: World) -> Proposal:
    with world.acting():
        return world.register(TITLE, body=BODY, cosigner_seat_ids=(world.seats["cosigner"].pk,), signer_count=2)


def page_of(item: Proposal) -> str:
    return f"mine/share/{item.pk}/"


def the_link(world: World, item: Proposal) -> str:
    with world.acting():
        return reverse("shared_item", args=[Share.objects.get(proposal=item, ended_at=None).link])


def test_without_an_account_one_sees_the_text_who_has_it_and_no_telephone(world: World, item: Proposal) -> None:
    deputy = Visitor(world, "deputy")
    assert TITLE in deputy.opens(page_of(item)), "the deputy sees beforehand what others will see"
    deputy.sends(page_of(item), word="on")
    with world.acting():
        world.by_the_office(item)
    answer = Client().get(the_link(world, item))
    said = text_of(answer.content.decode())
    assert answer.status_code == 200 and TITLE in said and "希望增设护栏" in said
    assert world.bodies["unit"].label in said and world.congress.name in answer.content.decode()
    assert "13812345678" not in said and "420106196001011234" not in said
    assert answer["X-Robots-Tag"] == "noindex"


def test_a_link_that_was_ended_leads_nowhere_and_a_new_one_is_another(world: World, item: Proposal) -> None:
    deputy = Visitor(world, "deputy")
    deputy.sends(page_of(item), word="on")
    deputy.sends(page_of(item), word="on")
    first = the_link(world, item)
    deputy.sends(page_of(item), word="off")
    assert Client().get(first).status_code == 404
    deputy.sends(page_of(item), word="on")
    second = the_link(world, item)
    assert second != first
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)


def test_only_the_leading_deputy_shares(world: World, item: Proposal) -> None:
    for who in ("cosigner", "officer", "clerk"):
        assert Visitor(world, who).asks(page_of(item)).status_code in (403, 404), who


def test_what_the_deputies_wish_unpublished_cannot_be_shared(world: World, item: Proposal) -> None:
    with world.acting():
        Proposal.objects.filter(pk=item.pk).update(wish_unpublished=True)
    deputy = Visitor(world, "deputy")
    assert deputy.asks(page_of(item)).status_code == 404
    assert "分享" not in deputy.opens(f"case/{item.pk}/")


def test_the_day_of_a_link_is_the_day_in_china(world: World, item: Proposal) -> None:
    """Half past midnight here is still yesterday in UTC."""
    deputy = Visitor(world, "deputy")
    with clock.frozen(datetime(2026, 5, 20, 0, 30, tzinfo=get_default_timezone())):
        deputy.sends(page_of(item), word="on")
    assert "5月20日开通" in deputy.opens(page_of(item))


def test_a_voided_item_is_not_shown_any_more(world: World, item: Proposal) -> None:
    Visitor(world, "deputy").sends(page_of(item), word="on")
    link = the_link(world, item)
    with world.acting():
        take("proposal.void", item, world.seats["officer"], Reason("重复登记。"))
    assert Client().get(link).status_code == 404
