"""The pages of 勘误: signers, talks, letters, persons with two records. What was typed survives a refusal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.handling.correcting import Following
from huiyin.handling.models import Contact, FollowUp
from huiyin.handling.rounds import rules_of
from huiyin.people import setup
from huiyin.people.models import Role, Seat
from huiyin.proposals.models import Signer
from huiyin.web import letters
from tests.web.pages import HANDED_OVER, Browser
from tests.world import SEND_ANYHOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        yield make_world()


@pytest.fixture
def namesake(world: World) -> Seat:
    with world.acting():
        team = setup.add_body(world.congress, "第二代表团", "delegation")
        return setup.add_seat(setup.add_person(world.congress, "李文静"), team, Role.DEPUTY, term=world.session.term)


def test_the_officer_puts_the_lead_right_and_the_page_says_what_was(world: World, namesake: Seat) -> None:
    with world.acting():
        case = world.register()
    officer = Browser(world, "officer")
    path = f"case/{case.pk}/signers/"
    assert "李文静（第一代表团）" in officer.read(path)
    doubtful = officer.send(path, lead="李文静", cosigners="王秀兰", reason="同名").content.decode()
    assert "第二代表团" in doubtful and 'value="李文静"' in doubtful and "王秀兰" in doubtful
    officer.done(path, lead="李文静（第二代表团）", cosigners="王秀兰", reason="同名，认错了人")
    page = officer.read(f"case/{case.pk}/")
    assert "同名，认错了人" in page and "李文静（第一代表团）" in page and "勘误：领衔代表、联名代表" in page
    with world.acting():
        assert Signer.objects.filter(withdrawn_on__isnull=True).count() == 2
    assert Browser(world, "deputy").open(f"case/{case.pk}/").status_code == 404


def test_only_officers_put_signers_right(world: World) -> None:
    with world.acting():
        case = world.register()
        world.hand_over(case)
    for who in ("clerk", "head", "deputy"):
        assert Browser(world, who).open(f"case/{case.pk}/signers/").status_code == 403, who


def test_a_talk_is_put_right_on_a_page_that_comes_filled(world: World) -> None:
    with world.acting():
        round_ = world.receive(world.hand_over(world.register())[0])
        world.talk(round_)
        talk = Contact.objects.get()
    clerk = Browser(world, "clerk")
    assert "更正沟通记录" in clerk.read(f"case/{round_.case_key}/")
    path = f"contact/{round_.pk}/correct/"
    assert "代表同意先清理再设护栏。" in clerk.read(path)
    typed = {"form": "phone", "stage": "during", "happened_on": talk.happened_on.isoformat(), "note": "在电话里谈的。"}
    refused = clerk.send(path, **typed, people="", reason="").content.decode()
    assert "还没有填为什么更正" in refused and "在电话里谈的。" in refused
    clerk.done(path, **typed, people="", reason="不是见面")
    page = clerk.read(f"case/{round_.case_key}/")
    assert "原记录：" in page and "代表同意先清理再设护栏。" in page and "在电话里谈的。" in page
    deputy = Browser(world, "deputy").read(f"case/{round_.case_key}/")
    assert "在电话里谈的。" in deputy and "记得对不对" in deputy


def test_before_there_is_a_talk_nothing_of_it_can_be_put_right(world: World) -> None:
    with world.acting():
        round_ = world.receive(world.hand_over(world.register())[0])
        case_id = round_.case_key
    clerk = Browser(world, "clerk")
    assert "更正沟通记录" not in clerk.read(f"case/{case_id}/")
    assert clerk.open(f"contact/{round_.pk}/correct/").status_code == 404


def test_a_follow_up_stands_above_the_letter_for_everybody_who_reads_it(world: World) -> None:
    with world.acting():
        round_ = world.receive(world.hand_over(world.register())[0])
        world.answer(round_)
        take("letter.open", round_, world.seats["deputy"])
    head = Browser(world, "head")
    path = f"reply/{round_.pk}/follow-up/"
    refused = head.send(path, reason="", body="护栏应为 6 月底前完成。", number="", contact_line="").content.decode()
    assert "护栏应为 6 月底前完成。" in refused and "还没有填为什么更正" in refused
    head.done(path, reason="期限写错", body="护栏应为 6 月底前完成。", number="临城管函〔2026〕23号", contact_line="周敏 027-1")
    with world.acting():
        assert FollowUp.objects.get().contact_line == "周敏 027-1"
    for who, where in (("head", f"reply/{round_.pk}/"), ("officer", f"reply/{round_.pk}/"),
                       ("deputy", f"mine/letter/{round_.pk}/"), ("deputy", f"case/{round_.case_key}/")):  # fmt: skip
        page = Browser(world, who).read(where)
        assert "护栏应为 6 月底前完成。" in page and "已增设护栏" in page and "期限写错" in page, (who, where)
    assert Browser(world, "clerk").open(path).status_code == 403
    assert Browser(world, "deputy").open(path).status_code == 403


def test_two_records_of_one_deputy_become_one_after_a_look_at_what_will_happen(world: World, namesake: Seat) -> None:
    with world.acting():
        world.register("甲", lead=namesake.pk)
    admin = Browser(world, "admin")
    kept = world.seats["deputy"]
    assert "合并重复的人" in admin.read(f"setup/deputies/{kept.pk}/")
    path = f"setup/people/{kept.person_id}/merge/"
    assert "第二代表团" in admin.read(path)
    shown = admin.send(path, double=str(namesake.person_id)).content.decode()
    assert "1 件提案转到保留的席位" in shown and "合并后不能撤回" in shown
    admin.done(path, double=str(namesake.person_id), sure="1")
    assert "甲" in Browser(world, "deputy").read("")
    assert "没有别的同名记录" in admin.read(path)
    assert admin.open(f"setup/people/{namesake.person_id}/merge/").status_code == 404


def test_a_class_given_again_with_another_day_strikes_nothing_out() -> None:
    with clock.frozen(HANDED_OVER):
        world = make_world("yuzhong", profile="chongqing")
    with clock.frozen(HANDED_OVER), world.acting():
        round_ = world.receive(world.hand_over(world.register())[0])
        world.talk(round_)
        world.write(round_, "in_work", class_due_on=HANDED_OVER)
        world.mark(round_)
        for code, who in (("letter.submit", "clerk"), ("letter.clear", "head")):
            take(code, round_, world.seats[who])
        take("letter.send", round_, world.seats["head"], SEND_ANYHOW)
        letter, rules = round_.letter, rules_of(round_)
        assert letter is not None
        head = world.seats["head"]
        for code in ("in_work", "solved"):
            take("letter.follow_up", round_, head, Following("改。", "错", class_code=code, class_due_on=HANDED_OVER))
        assert [one["class_before"] for one in letters.follow_ups(letter, rules)] == ["", "正在研究解决"]
