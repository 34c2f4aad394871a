"""Pages of the deputies' committee over HTTP: registering, handing over, putting right, settling, counting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from huiyin.foundation import clock, drafts
from huiyin.handling.models import RoundState
from huiyin.people import setup
from huiyin.people.models import Role
from huiyin.proposals.models import Signer
from tests.web.office import OTHERS, count, evaluated, only_case, state
from tests.web.visiting import Visitor, everything, text_of
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture(autouse=True)
def a_day_in_may() -> Iterator[None]:
    with clock.frozen(date(2026, 5, 19)):
        yield


@pytest.fixture
def officer(world: World) -> Visitor:
    return Visitor(world, "officer")


def filled(world: World, **more: Any) -> dict[str, Any]:
    said = {
        "kind": "suggestion",
        "side": "session",
        "session": world.session.pk,
        "title": "关于在双井社区加装电梯的建议",
        "body": "六层楼没有电梯，\n老人下不来楼。",
        "lead": "李文静",
        "cosigners": "王秀兰",
        "printed_no": "临人建〔2026〕088号",
        "category": "城乡建设",
    }
    return said | more


# -- who may -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", OTHERS)
def test_only_an_officer_of_the_deputies_committee_opens_these_pages(world: World, who: str) -> None:
    round_ = evaluated(world, "unsatisfied", "一件", "没写期限。")
    visitor = Visitor(world, who)
    for path in (
        "register/",
        f"case/{round_.case_key}/hand-over/",
        f"case/{round_.case_key}/correct/",
        f"case/{round_.case_key}/void/",
        "settlement/",
        f"settlement/{round_.pk}/order/",
        f"settlement/{round_.pk}/close/",
        "figures/",
        "figures/registered/---/numerator/",
    ):
        refused = visitor.asks(path)
        assert refused.status_code == 403, path
        assert "别的席位" in text_of(refused) and "没写期限" not in refused.content.decode()
    assert visitor.sends(f"settlement/{round_.pk}/set-aside/").status_code == 403
    assert visitor.sends("settlement/", pick=[round_.pk]).status_code == 403
    assert state(world, round_) == RoundState.EVALUATED


def test_an_ended_officer_reads_no_grades(world: World, officer: Visitor) -> None:
    round_ = evaluated(world, "unsatisfied", "一件", "没写期限。")
    with world.acting():
        setup.end_seat(world.seats["officer"])
    for path in ("settlement/", f"settlement/{round_.pk}/order/"):
        answer = officer.asks(path)
        assert answer.status_code in (403, 404) and "没写期限" not in answer.content.decode()


def test_another_congress_finds_nothing_by_guessing(world: World) -> None:
    round_ = evaluated(world, "unsatisfied", "一件", "没写期限。")
    other = Visitor(make_world("malong"), "officer")
    for path in (
        f"case/{round_.case_key}/hand-over/",
        f"settlement/{round_.pk}/order/",
        f"case/{round_.case_key}/void/",
    ):
        assert other.asks(path).status_code == 404, path
    assert "没写期限" not in other.opens("settlement/")
    assert other.sends(f"settlement/{round_.pk}/set-aside/").status_code == 404
    other.sends("settlement/", pick=[round_.pk])
    assert state(world, round_) == RoundState.EVALUATED


def test_looking_at_pages_changes_nothing(world: World, officer: Visitor) -> None:
    round_ = evaluated(world, "unsatisfied", "一件", "没写期限。")
    with world.acting():
        case = world.register("另一件")
    before = everything(world)
    for path in (
        "register/",
        f"case/{case.pk}/hand-over/",
        f"case/{case.pk}/correct/",
        f"case/{case.pk}/void/",
        "settlement/",
        f"settlement/{round_.pk}/order/",
        f"settlement/{round_.pk}/close/",
        "figures/",
        "figures/registered/---/numerator/",
    ):
        assert officer.asks(path).status_code == 200, path
    assert officer.asks(f"settlement/{round_.pk}/set-aside/").status_code == 405
    assert everything(world) == before


# -- registering -------------------------------------------------------------------------------------------------------


def test_an_item_is_registered_with_its_signers_and_opens_as_a_case(world: World, officer: Visitor) -> None:
    answer = officer.fills("register/", **filled(world))
    case = only_case(world)
    assert answer["Location"] == officer.at(f"case/{case.pk}/")
    assert (case.title, case.printed_no, case.signer_count) == (
        "关于在双井社区加装电梯的建议",
        "临人建〔2026〕088号",
        2,
    )
    assert case.body == "六层楼没有电梯，\n老人下不来楼。"
    with world.acting():
        signers = Signer.objects.filter(congress=world.congress).order_by("order").values_list("seat_id", "is_lead")
        assert list(signers) == [(world.seats["deputy"].pk, True), (world.seats["cosigner"].pk, False)]


def test_registering_twice_with_one_form_makes_one_item_and_says_so_calmly(world: World, officer: Visitor) -> None:
    said = filled(world, request_key="k" * 20)
    assert officer.sends("register/", **said).status_code == 302
    again = officer.sends("register/", **said | {"printed_no": ""})
    assert again.status_code == 200 and "已经" in text_of(again)
    assert officer.at(f"case/{only_case(world).pk}/") in again.content.decode()
    assert count(world) == 1


def test_after_one_item_the_next_form_is_empty(world: World, officer: Visitor) -> None:
    answer = officer.fills("register/", **filled(world), again="1")
    assert answer["Location"] == officer.at("register/")
    assert "关于在双井社区加装电梯的建议" not in officer.opens("register/").split("<main")[1].split('id="toasts"')[0]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "还没有填标题"),
        ({"lead": ""}, "还没有填领衔代表"),
        ({"lead": "诸葛亮"}, "代表名册里没有“诸葛亮”"),
        ({"cosigners": "王秀兰、司马懿"}, "代表名册里没有“司马懿”"),
        ({"cosigners": "王秀兰、李文静"}, "“李文静”已经是领衔代表"),
        ({"cosigners": "王秀兰，王秀兰"}, "“王秀兰”写了两次"),
        ({"kind": "motto"}, "请重新选一个"),
        ({"session": "999999"}, "请重新选一个"),
        ({"title": "机密★关于某事的建议"}, "不能进本系统"),
        ({"body": "秘密★6个月\n正文"}, "线下渠道"),
        ({"title": "很" * 301}, "最多 300 个字"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_stays(
    world: World, officer: Visitor, wrong: dict[str, Any], sentence: str
) -> None:
    said = filled(world, **wrong)
    refused = officer.fills("register/", **said)
    page = refused.content.decode()
    assert refused.status_code == 200 and sentence in text_of(refused)
    for name in ("title", "lead", "cosigners", "printed_no", "category"):
        assert said[name] in page, name
    assert "老人下不来楼。" in page or "正文" in page
    assert count(world) == 0


@pytest.mark.parametrize("text", ["坏\0字", "\ud800", "\u202e反着写"], ids=["nul", "half", "bidi"])
@pytest.mark.parametrize("name", ["title", "body", "lead", "cosigners", "printed_no", "category", "remark"])
def test_unstorable_text_is_refused_in_every_field(world: World, officer: Visitor, name: str, text: str) -> None:
    said = filled(world, **{name: text})
    pairs = "&".join(
        f"{key}={''.join(f'%{b:02X}' for b in str(value).encode('utf-8', 'surrogatepass'))}"
        for key, value in said.items()
    )
    answer = officer.client.post(officer.at("register/"), pairs, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200 and "error-summary" in answer.content.decode()
    assert count(world) == 0


def test_two_deputies_of_one_name_are_told_apart_by_delegation(world: World, officer: Visitor) -> None:
    with world.acting():
        second = setup.add_body(world.congress, "第二代表团", "delegation")
        namesake = setup.add_seat(setup.add_person(world.congress, "李文静"), second, Role.DEPUTY)
    refused = officer.fills("register/", **filled(world))
    assert "有 2 位叫“李文静”的代表" in text_of(refused) and "李文静（第二代表团）" in text_of(refused)
    officer.fills("register/", **filled(world, lead="李文静(第二代表团)"))
    with world.acting():
        assert Signer.objects.get(congress=world.congress, is_lead=True).seat_id == namesake.pk


def test_names_copied_from_paper_are_understood(world: World, officer: Visitor) -> None:
    with world.acting():
        team = world.bodies["team"]
        for name in ("张三", "买买提·艾力", "欧阳修"):
            setup.add_seat(setup.add_person(world.congress, name), team, Role.DEPUTY)
    officer.fills("register/", **filled(world, cosigners="王秀兰 张　三；买买提•艾力\n欧阳修、"))
    assert only_case(world).signer_count == 5


def test_a_printed_number_is_not_given_twice_in_one_session(world: World, officer: Visitor) -> None:
    officer.fills("register/", **filled(world))
    refused = officer.fills("register/", **filled(world, title="另一件"))
    assert "已经有 临人建〔2026〕088号" in text_of(refused) and count(world) == 1
    assert officer.fills("register/", **filled(world, title="另一件", printed_no="")).status_code == 302


def test_a_draft_comes_back_and_goes_when_it_was_sent(world: World, officer: Visitor) -> None:
    kept = officer.client.post(officer.at("draft/register/"), filled(world, title="写到一半的标题"))
    assert kept.status_code == 200
    assert "写到一半的标题" in officer.opens("register/")
    assert "写到一半的标题" not in Visitor(make_world("malong"), "officer").opens("register/")
    officer.sends("register/", discard="1")
    assert "写到一半的标题" not in officer.opens("register/")
    officer.client.post(officer.at("draft/register/"), filled(world))
    officer.fills("register/", **filled(world))
    with world.acting():
        assert drafts.of(world.congress.pk, world.seats["officer"].pk, "register") is None


def test_without_a_session_the_page_says_what_to_set_up_first() -> None:
    from huiyin.foundation.tenancy import acting
    from huiyin.people.models import Account

    congress = setup.new_congress("empty", "空区人民代表大会", "county")
    with acting(congress.pk):
        body = setup.add_body(congress, "代表工作委员会", "deputies_committee")
        person = setup.add_person(congress, "陈立新")
        person.account = Account.objects.create(username="empty-officer")
        person.save(update_fields=["account"])
        seat = setup.add_seat(person, body, Role.COMMITTEE_OFFICER)
    bare = World(congress, None, {}, {"officer": seat})  # type: ignore[arg-type]
    visitor = Visitor(bare, "officer")
    assert "还不能登记" in text_of(visitor.opens("register/"))
    assert visitor.asks("settlement/").status_code == 200 and visitor.asks("figures/").status_code == 200
