"""The deputies' pages over HTTP, each right as a sentence: what waits, letters, talks, the sealed evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from huiyin.chain.models import Event
from huiyin.chain.taking import take
from huiyin.evaluation import sealed
from huiyin.evaluation.steps import Evaluation
from huiyin.foundation import clock
from huiyin.foundation.models import Draft, StoredFile
from huiyin.handling.models import Contact, LetterAnswer, LetterCopy, Round, RoundState
from huiyin.people import setup
from huiyin.people.models import BodyContact
from huiyin.proposals.models import Proposal
from tests.web.visiting import Visitor, everything, text_of
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
UNSATISFIED = {"grade_overall": "unsatisfied", "why": "断点怎么打通一个字没写。"}


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture(autouse=True)
def a_day_in_may() -> Iterator[None]:
    with clock.frozen(date(2026, 5, 19)):
        yield


def joint_case(world: World, title: str = "关于整治沿江大道违停的建议", **more: Any) -> Proposal:
    return world.register(title, cosigner_seat_ids=(world.seats["cosigner"].pk,), signer_count=2, **more)


def answered(world: World, title: str = "关于整治沿江大道违停的建议") -> Round:
    with world.acting():
        (row,) = world.by_the_office(joint_case(world, title))
        round_ = world.receive(row)
        world.answer(round_)
    return round_


def again(world: World, round_: Round) -> Round:
    with world.acting():
        return Round.objects.select_related("assignment__proposal").get(congress=world.congress, pk=round_.pk)


def events(world: World, step: str) -> int:
    with world.acting():
        return Event.objects.filter(congress=world.congress, step=step).count()


def evaluated(world: World, grade: str = "unsatisfied", reason: str = "断点怎么打通一个字没写。") -> Round:
    round_ = answered(world)
    with world.acting("deputy"):
        take("letter.open", round_, world.seats["deputy"])
        take("evaluation.give", round_, world.seats["deputy"], Evaluation({"overall": grade}, reason))
    return round_


# -- home --------------------------------------------------------------------------------------------------------------


def test_home_opens_with_what_waits_for_the_deputy(world: World) -> None:
    answered(world)
    page = text_of(Visitor(world, "deputy").opens())
    assert "李文静代表，上午好 有 2 件事 等您。" in page
    assert "请您评价" in page and "看答复并评价" in page and "请您核对" in page


def test_home_lists_led_and_co_signed_items_with_state_date_and_telephone(world: World) -> None:
    with world.acting():
        BodyContact.objects.create(
            congress=world.congress, body=world.bodies["unit"], name="周敏", office_phone="027-5550 0262"
        )
        (row,) = world.by_the_office(joint_case(world))
        world.receive(row)
    for who in ("deputy", "cosigner"):
        page = Visitor(world, who).opens()
        assert "关于整治沿江大道违停的建议" in page and "还剩 92 天" in page
        assert "区城市管理执法局正在办理，8月19日前答复。" in page
        assert 'href="tel:02755500262"' in page


def test_an_overdue_item_says_how_many_days(world: World) -> None:
    with clock.frozen(date(2026, 2, 10)), world.acting():
        world.by_the_office(joint_case(world))
    assert "逾期 8 天" in text_of(Visitor(world, "deputy").opens())


def test_a_deputy_without_items_is_told_how_they_come(world: World) -> None:
    page = text_of(Visitor(world, "deputy").opens())
    assert "您还没有领衔或者联名的建议。" in page and "点下面的“写建议”写第一件" in page


def test_a_long_list_goes_on_by_key(world: World) -> None:
    with world.acting():
        for n in range(32):
            world.register(f"第{n}件事")
    visitor = Visitor(world, "deputy")
    first = visitor.opens()
    assert "共 32 件" in text_of(first) and "第31件事" in first and "第1件事" not in first
    link = first[first.index("?before=") :].split('"')[0]
    assert "第1件事" in visitor.opens(link)


@pytest.mark.parametrize("before", ["x", "-1", "99999999999999999999", "１２", "0"])
def test_a_broken_place_in_the_list_is_no_trap(world: World, before: str) -> None:
    assert Visitor(world, "deputy").asks(f"?before={before}").status_code == 200


def test_home_asks_the_database_a_fixed_number_of_times(world: World, django_assert_max_num_queries: Any) -> None:
    with world.acting():
        for n in range(25):
            world.by_the_office(joint_case(world, f"第{n}件事"))
    visitor = Visitor(world, "deputy")
    with django_assert_max_num_queries(30):
        visitor.opens()


def test_an_ended_seat_goes_on_reading_and_evaluating_its_own_items(world: World) -> None:
    round_ = answered(world)
    with world.acting():
        setup.end_seat(world.seats["deputy"])
    visitor = Visitor(world, "deputy")
    assert "看答复并评价" in visitor.opens()
    assert visitor.sends(f"mine/letter/{round_.pk}/open/").status_code == 302
    confirm = visitor.fills(f"mine/evaluate/{round_.pk}/", grade_overall="satisfied")
    assert visitor.goes_on(confirm, stage="give").status_code == 302
    assert again(world, round_).state == RoundState.EVALUATED


# -- who sees what -----------------------------------------------------------------------------------------------------


def test_a_deputy_sees_only_own_items_and_others_are_not_found(world: World) -> None:
    with world.acting():
        (row,) = world.by_the_office(world.register())
        round_ = world.receive(row)
        world.answer(round_)
        contact = Contact.objects.get(congress=world.congress)
    stranger = Visitor(world, "cosigner")
    assert "整治沿江大道" not in stranger.opens()
    for path in (f"case/{round_.case_key}/", f"mine/letter/{round_.pk}/", f"mine/evaluate/{round_.pk}/"):
        assert stranger.asks(path).status_code == 404, path
    assert stranger.asks(f"mine/thanks/{round_.pk}/").status_code == 404
    assert stranger.sends(f"mine/letter/{round_.pk}/open/").status_code == 404
    assert stranger.sends(f"mine/contact/{contact.pk}/", word="right").status_code == 404


def test_a_deputy_of_another_congress_finds_nothing_by_guessing(world: World) -> None:
    round_ = answered(world)
    other = Visitor(make_world("malong"), "deputy")
    assert other.asks(f"mine/letter/{round_.pk}/").status_code == 404
    assert other.asks(f"/s/{world.seats['deputy'].pk}/").status_code == 404


def test_a_co_signer_reads_the_letter_but_may_not_evaluate(world: World) -> None:
    round_ = answered(world)
    visitor = Visitor(world, "cosigner")
    assert "请您看答复" in visitor.opens() and "请您评价" not in visitor.opens()
    answer = visitor.sends(f"mine/letter/{round_.pk}/open/")
    assert answer["Location"].endswith(f"mine/letter/{round_.pk}/")
    assert "已增设护栏" in visitor.opens(f"mine/letter/{round_.pk}/")
    for refused in (visitor.asks(f"mine/evaluate/{round_.pk}/"), visitor.sends(f"mine/evaluate/{round_.pk}/")):
        assert refused.status_code == 403
        assert "联名的件由领衔代表一个人评价" in text_of(refused)


def test_a_co_signer_is_not_told_that_the_lead_has_evaluated(world: World) -> None:
    round_ = evaluated(world)
    page = Visitor(world, "cosigner").opens(f"case/{round_.case_key}/")
    for word in ("已评价", "不满意", "断点怎么打通", "等您评价", "您的评价"):
        assert word not in page
    assert "记得对不对" in page, "the end of that question would tell of the evaluation"


@pytest.mark.parametrize("who", ["officer", "clerk", "head", "dispatcher", "admin"])
def test_nobody_but_a_deputy_may_open_letters_or_evaluate(world: World, who: str) -> None:
    round_ = answered(world)
    visitor = Visitor(world, who)
    assert visitor.asks(f"mine/evaluate/{round_.pk}/").status_code == 403
    given = visitor.sends(f"mine/evaluate/{round_.pk}/", stage="give", grade_overall="satisfied")
    assert given.status_code == 403 and "别的席位" in text_of(given)
    assert visitor.sends(f"mine/letter/{round_.pk}/open/").status_code == 403


def test_the_own_evaluation_is_shown_back_to_the_lead_deputy(world: World) -> None:
    round_ = evaluated(world)
    page = text_of(Visitor(world, "deputy").opens(f"case/{round_.case_key}/"))
    assert "您的评价" in page and "不满意" in page and "断点怎么打通一个字没写。" in page
    assert "您已评价，等办结" in text_of(Visitor(world, "deputy").opens())


# -- letters -----------------------------------------------------------------------------------------------------------


def test_looking_at_pages_changes_nothing(world: World) -> None:
    round_, other = answered(world), answered(world, "第二件")
    visitor = Visitor(world, "deputy")
    visitor.sends(f"mine/letter/{other.pk}/open/")
    before = everything(world)
    for path in (
        "",
        f"case/{round_.case_key}/",
        f"mine/letter/{round_.pk}/",
        f"mine/letter/{other.pk}/",
        f"mine/evaluate/{round_.pk}/",
        f"mine/evaluate/{other.pk}/",
        f"mine/thanks/{round_.pk}/",
    ):
        assert visitor.asks(path).status_code in (200, 302), path
    assert visitor.asks(f"mine/letter/{round_.pk}/open/").status_code == 405
    assert visitor.asks(f"mine/contact/{1}/").status_code == 405
    assert everything(world) == before


def test_a_letter_is_shown_only_after_it_was_opened(world: World) -> None:
    round_ = answered(world)
    visitor = Visitor(world, "deputy")
    for path in (f"mine/letter/{round_.pk}/", f"case/{round_.case_key}/", f"mine/evaluate/{round_.pk}/"):
        assert "已增设护栏" not in visitor.opens(path)
    visitor.sends(f"mine/letter/{round_.pk}/open/")
    for path in (f"mine/letter/{round_.pk}/", f"case/{round_.case_key}/", f"mine/evaluate/{round_.pk}/"):
        assert "已增设护栏" in visitor.opens(path)
    assert "临城管函〔2026〕19号" in visitor.opens(f"mine/letter/{round_.pk}/")


def test_opening_a_letter_twice_is_one_event(world: World) -> None:
    round_ = answered(world)
    visitor = Visitor(world, "deputy")
    for _ in range(3):
        answer = visitor.sends(f"mine/letter/{round_.pk}/open/", request_key="a" * 12)
        assert answer["Location"].endswith(f"mine/evaluate/{round_.pk}/")
    assert events(world, "letter.open") == 1
    with world.acting():
        assert LetterCopy.objects.filter(congress=world.congress, opened_at__isnull=False).count() == 1


def test_a_stamped_document_is_offered_as_a_file_with_its_text_if_it_has_any(world: World) -> None:
    with world.acting():
        (row,) = world.by_the_office(joint_case(world))
        round_ = world.receive(row)
        world.talk(round_)
        file = StoredFile.objects.create(
            congress=world.congress,
            digest="0" * 64,
            size=2048,
            kind="pdf",
            name="答复函（盖章）.pdf",
            owner_kind="letter",
        )
        letter = world.write(round_, file=file)
        letter.body = ""
        letter.save(update_fields=["body"])
        for step, who in (("letter.submit", "clerk"), ("letter.clear", "head"), ("letter.send", "head")):
            take(step, round_, world.seats[who])
    visitor = Visitor(world, "deputy")
    visitor.sends(f"mine/letter/{round_.pk}/open/")
    page = visitor.opens(f"mine/letter/{round_.pk}/")
    assert visitor.at(f"file/{file.pk}/") in page and "答复函（盖章）.pdf" in page and 'class="letter"' not in page


def test_letters_of_all_rounds_stay_readable(world: World) -> None:
    round_ = evaluated(world)
    with world.acting():
        second = world.order(again(world, round_))
        world.talk(second)
        letter = world.write(second)
        letter.body = "断点已经打通。"
        letter.save(update_fields=["body"])
        for step, who in (("letter.submit", "clerk"), ("letter.clear", "head"), ("letter.send", "head")):
            take(step, second, world.seats[who])
    visitor = Visitor(world, "deputy")
    visitor.sends(f"mine/letter/{second.pk}/open/")
    page = text_of(visitor.opens(f"case/{round_.case_key}/"))
    assert "第 1 次答复" in page and "第 2 次答复" in page and "已增设护栏" in page and "断点已经打通" in page
    assert "第 2 次办理" in page and "不满意" in page


# -- evaluating --------------------------------------------------------------------------------------------------------


def test_the_letter_is_read_before_it_is_evaluated(world: World) -> None:
    round_ = answered(world)
    visitor = Visitor(world, "deputy")
    page = visitor.opens(f"mine/evaluate/{round_.pk}/")
    assert "请先看区城市管理执法局的答复" in page and 'type="radio"' not in page
    refused = visitor.sends(f"mine/evaluate/{round_.pk}/", stage="give", **UNSATISFIED)
    assert refused.status_code == 200 and "请先看答复函，再作评价。" in text_of(refused)
    assert events(world, "evaluation.give") == 0


def ready(world: World) -> tuple[Visitor, Round, str]:
    round_ = answered(world)
    visitor = Visitor(world, "deputy")
    visitor.sends(f"mine/letter/{round_.pk}/open/")
    return visitor, round_, f"mine/evaluate/{round_.pk}/"


def test_the_page_says_who_will_not_see_the_answer(world: World) -> None:
    visitor, _, path = ready(world)
    page = text_of(visitor.opens(path))
    assert "承办单位、政府和联名代表都看不到您怎么评" in page and "代表工委看得到" in page


def test_nothing_is_given_before_it_was_repeated_and_confirmed(world: World) -> None:
    visitor, round_, path = ready(world)
    confirm = visitor.fills(path, where=["point", "deadline"], **UNSATISFIED)
    page = text_of(confirm)
    assert "交了以后不能改，也不能撤回。" in page and "不满意" in page and "没有答到点子上；没有写什么时候办成" in page
    assert again(world, round_).state == RoundState.ANSWERED
    back = visitor.goes_on(confirm, stage="edit")
    assert "断点怎么打通一个字没写。" in back.content.decode() and 'value="unsatisfied"' in back.content.decode()
    assert text_of(back).count("还有") == 0, "going back is no fault"
    given = visitor.goes_on(confirm, stage="give")
    assert given["Location"] == visitor.at(f"mine/thanks/{round_.pk}/")
    thanks = text_of(visitor.opens(f"mine/thanks/{round_.pk}/"))
    assert "评价已收到" in thanks and "用自己的话要求区城市管理执法局重新办理" in thanks
    with world.acting("officer"):
        (grade,) = sealed.read(world.seats["officer"].pk, "test", [round_.pk])
    assert grade.grade == "unsatisfied"
    assert grade.reason == "没有答到点子上；没有写什么时候办成\n断点怎么打通一个字没写。"


def test_unsatisfied_asks_where_and_keeps_the_choice(world: World) -> None:
    visitor, round_, path = ready(world)
    refused = visitor.fills(path, grade_overall="unsatisfied")
    page = refused.content.decode()
    assert "请勾一项或者写几个字，说说哪里不满意。" in page and "<title>错误：" in page
    assert 'value="unsatisfied"' in page.split("checked")[0][-300:]
    assert "这样交，对吗" in text_of(visitor.fills(path, grade_overall="unsatisfied", where="told"))


def test_no_choice_and_an_unknown_choice_are_asked_for_again(world: World) -> None:
    visitor, _, path = ready(world)
    assert "还没有选" in text_of(visitor.fills(path))
    assert "请重新选一个" in text_of(visitor.fills(path, grade_overall="excellent"))
    assert events(world, "evaluation.give") == 0


@pytest.mark.parametrize("why", ["坏\0字", "\ud800", "\u202e反着写", "字" * 2001], ids=["nul", "half", "bidi", "long"])
def test_what_cannot_be_kept_is_refused_without_losing_the_choice(world: World, why: str) -> None:
    """Bad inputs 1, 3, 8 and over-long text."""
    visitor, _, path = ready(world)
    body = f"grade_overall=unsatisfied&why={''.join(f'%{b:02X}' for b in why.encode('utf-8', 'surrogatepass'))}"
    answer = visitor.client.post(visitor.at(path), body, content_type="application/x-www-form-urlencoded")
    page = answer.content.decode()
    assert answer.status_code == 200 and "error-summary" in page and 'value="unsatisfied"' in page
    assert events(world, "evaluation.give") == 0


def test_an_evaluation_sent_twice_is_given_once_and_says_so_calmly(world: World) -> None:
    visitor, round_, path = ready(world)
    confirm = visitor.fills(path, grade_overall="basically")
    first, second = visitor.goes_on(confirm, stage="give"), visitor.goes_on(confirm, stage="give")
    assert first.status_code == 302 and second.status_code == 200 and "已经" in text_of(second)
    assert events(world, "evaluation.give") == 1
    assert visitor.asks(path)["Location"] == visitor.at(f"case/{round_.case_key}/")
    late = visitor.sends(path, grade_overall="unsatisfied")
    assert late.status_code == 302, "what was given is not asked for again"


def test_no_draft_no_message_and_no_event_keeps_a_grade(world: World) -> None:
    visitor, round_, path = ready(world)
    confirm = visitor.fills(path, **UNSATISFIED)
    given = visitor.goes_on(confirm, stage="give")
    assert "data-autosave" not in visitor.opens(f"case/{round_.case_key}/") and "data-autosave" not in text_of(confirm)
    assert not any("满意" in str(morsel) or "unsatisfied" in str(morsel) for morsel in given.cookies.values())
    with world.acting():
        assert not Draft.objects.filter(congress=world.congress).exists()
        newest = Event.objects.filter(congress=world.congress).order_by("-number")[0]
    assert newest.step == "evaluation.give" and "unsatisfied" not in str(vars(newest))


def test_each_dimension_of_the_cases_own_procedure_is_asked(world: World) -> None:
    asked = [{"code": "attitude", "label": "办理态度"}, {"code": "result", "label": "办理结果"}]
    answers = {"evaluation": {"dimensions": {"value": asked, "source": "回音默认"}}}
    other = make_world("malong", answers=answers)
    round_ = answered(other)
    visitor = Visitor(other, "deputy")
    visitor.sends(f"mine/letter/{round_.pk}/open/")
    path = f"mine/evaluate/{round_.pk}/"
    assert "还没有选“办理结果”" in text_of(visitor.fills(path, grade_attitude="satisfied"))
    confirm = visitor.fills(path, grade_attitude="satisfied", grade_result="basically")
    assert "办理态度 满意 办理结果 基本满意" in text_of(confirm)
    assert visitor.goes_on(confirm, stage="give").status_code == 302


# -- talks -------------------------------------------------------------------------------------------------------------


def the_talk(world: World) -> Contact:
    with world.acting():
        return Contact.objects.get(congress=world.congress)


def test_a_deputy_confirms_a_recorded_talk(world: World) -> None:
    answered(world)
    visitor = Visitor(world, "deputy")
    talk = the_talk(world)
    answer = visitor.sends(f"mine/contact/{talk.pk}/", word="right", request_key="k" * 12)
    assert answer.status_code == 302 and the_talk(world).confirmed_on == date(2026, 5, 19)
    assert the_talk(world).correction == "" and "请您核对" not in visitor.opens()


def test_a_deputy_says_what_was_different(world: World) -> None:
    round_ = answered(world)
    visitor = Visitor(world, "deputy")
    talk = the_talk(world)
    refused = visitor.sends(f"mine/contact/{talk.pk}/", word="wrong", correction="  ")
    assert refused.status_code == 200 and "请写一两句：和记录不同的是什么。" in text_of(refused)
    assert the_talk(world).confirmed_on is None
    visitor.sends(f"mine/contact/{talk.pk}/", word="wrong", correction="我说的是先修路灯。")
    assert the_talk(world).correction == "我说的是先修路灯。"
    assert "代表说明： 我说的是先修路灯。" in text_of(visitor.opens(f"case/{round_.case_key}/"))


def test_a_correction_that_cannot_be_kept_is_shown_again(world: World) -> None:
    answered(world)
    refused = Visitor(world, "deputy").sends(
        f"mine/contact/{the_talk(world).pk}/", word="wrong", correction="先\u202e修灯"
    )
    assert refused.status_code == 200 and "先\u202e修灯" in refused.content.decode()


# -- bad addresses -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["0", "999999999999999999", "9" * 19, "-1", "x", "１"])
def test_numbers_that_mean_nothing_are_not_found(world: World, number: str) -> None:
    visitor = Visitor(world, "deputy")
    for path in (f"mine/letter/{number}/", f"mine/evaluate/{number}/", f"mine/thanks/{number}/", f"case/{number}/"):
        assert visitor.asks(path).status_code == 404, path


def test_a_letter_not_sent_yet_cannot_be_opened_or_evaluated(world: World) -> None:
    with world.acting():
        (row,) = world.by_the_office(joint_case(world))
        round_ = world.receive(row)
        world.talk(round_)
        world.write(round_)
        assert LetterAnswer.objects.filter(congress=world.congress).exists()
    visitor = Visitor(world, "deputy")
    assert visitor.asks(f"mine/letter/{round_.pk}/").status_code == 404
    refused = visitor.asks(f"mine/evaluate/{round_.pk}/")
    assert refused.status_code == 403 and "答复以后才能评价" in text_of(refused)
    assert "已增设护栏" not in visitor.opens(f"case/{round_.case_key}/")
