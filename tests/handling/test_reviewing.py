"""报审: the government office reviews letters and the leader in charge signs them off, where the procedure has it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from huiyin.chain.models import Clock, Event
from huiyin.chain.refusals import NotYours
from huiyin.chain.reminders import remind_all
from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.dispatch.hanging import hanging_on
from huiyin.dispatch.models import Assignment, Mode, Stage
from huiyin.dispatch.steps import Assigning, HandOver, Target
from huiyin.dispatch.taking_over import take_over
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.handling import casefiles, desks, drafting
from huiyin.handling.desk_filters import Filters
from huiyin.handling.desk_views import view_named
from huiyin.handling.drafting import LetterFields
from huiyin.handling.letters import Remark, letter_digest
from huiyin.handling.models import Letter, LetterVersion, Round
from huiyin.handling.story import tell
from huiyin.people import editing, setup
from huiyin.people.models import Seat
from tests.chain.cast import refusal
from tests.world import SEND_ANYHOW, World, make_world

HANDED_OVER = date(2026, 3, 2)
LAW = {"value": True, "source": "回音默认"}
REVIEW, SIGN_OFF = {"letter_review": LAW}, {"leader_sign_off": LAW}
FIELDS = LetterFields(title="关于第1号建议的答复", number="临联函〔2026〕1号", body="护栏和划线一起做。", signatory="郑海波")
CLERKS = {"unit": "clerk", "school": "stranger"}
HEADS = {"unit": "head", "school": "stranger_head"}


@pytest.fixture
def make(db: None) -> Callable[..., World]:
    def made(**roles: Any) -> World:
        with clock.frozen(HANDED_OVER):
            return make_world(answers={"roles": roles} if roles else None)

    return made


def up(world: World, on: date = date(2026, 4, 1)) -> Round:
    """An item of the government office, whose letter the unit's head has cleared."""
    with clock.frozen(HANDED_OVER):
        (row,) = world.by_the_office(world.register())
        round_ = world.receive(row)
        world.talk(round_)
        world.write(round_)
    with clock.frozen(on):
        take("letter.submit", round_, world.seats["clerk"])
        take("letter.clear", round_, world.seats["head"])
    return round_


def stands(round_: Round) -> tuple[str, str]:
    round_.refresh_from_db()
    row = Assignment.objects.get(pk=round_.assignment_id)
    return round_.state, row.stage


def moments() -> list[str]:
    return list(LetterVersion.objects.order_by("pk").values_list("moment", flat=True))


def told(world: World, who: str) -> list[str]:
    return list(Notice.objects.filter(seat_id=world.seats[who].pk).order_by("pk").values_list("text", flat=True))


def case_of(world: World, who: str, round_: Round) -> casefiles.CaseFile:
    file = casefiles.read_case(world.seats[who], round_.case_key)
    assert file is not None
    return file


def titles(world: World, who: str, round_: Round) -> list[str]:
    return [f"{line.title} {line.body}".strip() for line in tell(case_of(world, who, round_))]


# -- what the procedure has ----


def test_where_the_procedure_has_neither_the_heads_word_is_enough(make: Callable[..., World]) -> None:
    world = make()
    with world.acting():
        round_ = up(world)
        assert stands(round_) == ("cleared", Stage.CLEARED)
        take("letter.send", round_, world.seats["head"], SEND_ANYHOW)
        assert stands(round_) == ("answered", Stage.ANSWERED)
        assert not Event.objects.filter(step__in=("letter.pass_up", "letter.approve")).exists()


def test_where_it_has_review_the_letter_goes_out_after_the_office_has_passed_it(make: Callable[..., World]) -> None:
    world = make(**REVIEW)
    office, head, leader = (world.seats[who] for who in ("dispatcher", "head", "leader"))
    with world.acting():
        round_ = up(world)
        assert stands(round_) == ("reviewing", Stage.REVIEWING)
        assert "报审中" in refusal("letter.send", round_, head, SEND_ANYHOW)
        assert "等政府办审核" in refusal("letter.sign_off", round_, leader)
        take("letter.review", round_, office)
        assert stands(round_) == ("cleared", Stage.CLEARED)
        take("letter.send", round_, head, SEND_ANYHOW)
        assert moments() == ["submitted", "cleared", "reviewed", "sent"]
        reviewed = LetterVersion.objects.get(moment="reviewed")
        assert reviewed.seat_id == office.pk and verify(world.congress).breaches == []


def test_where_it_has_sign_off_alone_the_letter_goes_to_the_leader_at_once(make: Callable[..., World]) -> None:
    world = make(**SIGN_OFF)
    with world.acting():
        round_ = up(world)
        assert stands(round_) == ("reviewing", Stage.SIGNING_OFF)
        assert "等分管领导签批" in refusal("letter.review", round_, world.seats["dispatcher"])
        assert refusal("letter.decline", round_, world.seats["dispatcher"], Remark("改。"))
        take("letter.sign_off", round_, world.seats["leader"])
        assert stands(round_) == ("cleared", Stage.CLEARED)
        assert moments() == ["submitted", "cleared", "signed_off"]


def test_where_it_has_both_the_leader_signs_after_the_office(make: Callable[..., World]) -> None:
    world = make(**REVIEW, **SIGN_OFF)
    office, leader = world.seats["dispatcher"], world.seats["leader"]
    with world.acting():
        round_ = up(world)
        assert "等政府办审核" in refusal("letter.sign_off", round_, leader)
        assert "等政府办审核" in refusal("letter.decline", round_, leader, Remark("改。"))
        take("letter.review", round_, office)
        assert stands(round_) == ("reviewing", Stage.SIGNING_OFF)
        assert "等分管领导签批" in refusal("letter.review", round_, office)
        take("letter.sign_off", round_, leader)
        assert stands(round_) == ("cleared", Stage.CLEARED)
        steps = Event.objects.filter(thing_kind="round", thing_id=round_.pk, step__startswith="letter.")
        assert list(steps.order_by("number").values_list("step", "from_state", "to_state")) == [
            ("letter.submit", "handling", "clearing"),
            ("letter.clear", "clearing", "cleared"),
            ("letter.pass_up", "cleared", "reviewing"),
            ("letter.review", "reviewing", "reviewing"),
            ("letter.sign_off", "reviewing", "reviewing"),
            ("letter.approve", "reviewing", "cleared"),
        ]
        take("letter.send", round_, world.seats["head"], SEND_ANYHOW)
        take("letter.recall", round_, world.seats["head"])
        take("letter.send", round_, world.seats["head"], SEND_ANYHOW)
        assert verify(world.congress).breaches == []


def test_an_item_that_the_congress_handed_over_itself_is_not_the_offices_to_review(make: Callable[..., World]) -> None:
    world = make(**REVIEW, **SIGN_OFF)
    with world.acting():
        (row,) = world.hand_over(world.register())
        round_ = world.receive(row)
        world.answer(round_)
        assert stands(round_) == ("answered", Stage.ANSWERED)


@pytest.mark.parametrize("who", ["clerk", "head", "officer", "chair", "stranger_head", "deputy", "admin"])
def test_nobody_else_passes_or_declines_a_letter(make: Callable[..., World], who: str) -> None:
    world = make(**REVIEW, **SIGN_OFF)
    with world.acting():
        round_ = up(world)
        for code in ("letter.review", "letter.sign_off", "letter.decline"):
            with pytest.raises(NotYours):
                take(code, round_, world.seats[who], Remark("改。"))
        with pytest.raises(NotYours):
            take("letter.review", round_, world.seats["leader"])
        with pytest.raises(NotYours):
            take("letter.sign_off", round_, world.seats["dispatcher"])


# -- back to be mended ----


@pytest.mark.parametrize("who", ["dispatcher", "leader"])
def test_a_letter_that_is_declined_comes_again_all_the_way(make: Callable[..., World], who: str) -> None:
    world = make(**REVIEW, **SIGN_OFF)
    seats = world.seats
    with world.acting():
        round_ = up(world)
        if who == "leader":
            take("letter.review", round_, seats["dispatcher"])
        assert "写明" in refusal("letter.decline", round_, seats[who], Remark(" "))
        take("letter.decline", round_, seats[who], Remark("写明完成时间。"))
        assert stands(round_) == ("handling", Stage.HANDLING)
        assert Assignment.objects.get(pk=round_.assignment_id).to_mend
        (kept,) = case_of(world, "clerk", round_).answering[0].rounds[0].sent_back
        assert (kept.remark, kept.moment) == ("写明完成时间。", "declined")
        letter = Letter.objects.get()
        drafting.save_letter(round_, LetterFields(**FIELDS.__dict__ | {"body": "已经按要求补写。"}), letter.edit_no)
        take("letter.submit", round_, seats["clerk"])
        take("letter.withdraw", round_, seats["clerk"])
        assert Assignment.objects.get(pk=round_.assignment_id).to_mend, "taken back: it is to be mended as before"
        take("letter.submit", round_, seats["clerk"])
        take("letter.clear", round_, seats["head"])
        assert stands(round_) == ("reviewing", Stage.REVIEWING), "what the office passed before counts no more"
        take("letter.review", round_, seats["dispatcher"])
        take("letter.sign_off", round_, seats["leader"])
        take("letter.send", round_, seats["head"], SEND_ANYHOW)
        assert verify(world.congress).breaches == []


def test_the_office_may_take_back_what_it_passed_while_the_leader_has_not_spoken(make: Callable[..., World]) -> None:
    world = make(**REVIEW, **SIGN_OFF)
    with world.acting():
        round_ = up(world)
        take("letter.review", round_, world.seats["dispatcher"])
        take("letter.decline", round_, world.seats["dispatcher"], Remark("日期写错了。"))
        assert stands(round_) == ("handling", Stage.HANDLING)


def test_the_head_may_send_it_back_from_wherever_it_lies(make: Callable[..., World]) -> None:
    world = make(**REVIEW, **SIGN_OFF)
    with world.acting():
        round_ = up(world)
        take("letter.review", round_, world.seats["dispatcher"])
        take("letter.send_back", round_, world.seats["head"], Remark("先别报。"))
        assert stands(round_) == ("handling", Stage.HANDLING)


def test_a_letter_changed_behind_the_approval_needs_it_again(make: Callable[..., World]) -> None:
    world = make(**REVIEW)
    with world.acting():
        round_ = up(world)
        take("letter.review", round_, world.seats["dispatcher"])
        before = Letter.objects.get()
        Letter.objects.update(body="改成别的。")
        assert "审签后又改过" in refusal("letter.send", round_, world.seats["head"], SEND_ANYHOW)
        # The head's word for the other text is not the office's.
        changed = Letter.objects.get()
        LetterVersion.objects.create(
            congress=world.congress, letter=changed, number=4, moment="cleared", title=changed.title,
            body=changed.body, digest=letter_digest(changed),
        )  # fmt: skip
        assert "还没有经政府办审核" in refusal("letter.send", round_, world.seats["head"], SEND_ANYHOW)
        Letter.objects.update(body=before.body)
        assert "审签后又改过" in refusal("letter.send", round_, world.seats["head"], SEND_ANYHOW)
        take("letter.send_back", round_, world.seats["head"], Remark("照原样再走一遍。"))
        for code, who in (("submit", "clerk"), ("clear", "head"), ("review", "dispatcher"), ("send", "head")):
            take(f"letter.{code}", round_, world.seats[who], SEND_ANYHOW if code == "send" else None)


def test_the_number_may_be_filled_in_after_the_approval(make: Callable[..., World]) -> None:
    world = make(**REVIEW, **SIGN_OFF)
    with world.acting():
        with clock.frozen(HANDED_OVER):
            (row,) = world.by_the_office(world.register())
            round_ = world.receive(row)
            world.talk(round_)
            drafting.save_letter(round_, LetterFields(**FIELDS.__dict__ | {"number": ""}), 0)
        for code, who in (("submit", "clerk"), ("clear", "head"), ("review", "dispatcher"), ("sign_off", "leader")):
            take(f"letter.{code}", round_, world.seats[who])
        drafting.fill_number(round_, "临城管函〔2026〕19号", world.seats["head"])
        take("letter.send", round_, world.seats["head"], SEND_ANYHOW)
        assert stands(round_) == ("answered", Stage.ANSWERED)


# -- nothing gets stuck ----


@pytest.mark.parametrize(("who", "words"), [("dispatcher", "政府办交办人员"), ("leader", "分管领导")])
def test_without_a_seat_to_review_it_the_letter_does_not_leave_the_unit(
    make: Callable[..., World], who: str, words: str
) -> None:
    world = make(**REVIEW, **SIGN_OFF)
    with world.acting():
        with clock.frozen(HANDED_OVER):
            (row,) = world.by_the_office(world.register())
            round_ = world.receive(row)
            world.talk(round_)
            world.write(round_)
        take("letter.submit", round_, world.seats["clerk"])
        setup.end_seat(world.seats[who])
        said = refusal("letter.clear", round_, world.seats["head"])
        assert f"给“区政府办公室”开“{words}”席位" in said
        assert stands(round_) == ("clearing", Stage.CLEARING)
        setup.add_seat(setup.add_person(world.congress, "新来的"), world.bodies["office"], world.seats[who].role)
        take("letter.clear", round_, world.seats["head"])
        assert stands(round_)[0] == "reviewing"


def test_a_unit_merged_while_its_letter_is_reviewed_sends_it_in_the_end(make: Callable[..., World]) -> None:
    world = make(**REVIEW, **SIGN_OFF)
    with world.acting():
        round_ = up(world)
        with clock.frozen(date(2026, 4, 7)):
            editing.merge_body(world.bodies["unit"], world.bodies["school"])
            take_over(world.bodies["unit"], world.bodies["school"])
            assert stands(round_) == ("reviewing", Stage.REVIEWING)
            fresh = Round.objects.get(pk=round_.pk)
            take("letter.review", fresh, world.seats["dispatcher"])
            take("letter.sign_off", fresh, world.seats["leader"])
            head = Seat.objects.get(person=world.person("head"), ended_on__isnull=True)
            take("letter.send", fresh, head, SEND_ANYHOW)
        assert stands(round_) == ("answered", Stage.ANSWERED)
        assert verify(world.congress).breaches == []


def test_an_office_merged_while_it_has_letters_leaves_them_to_the_one_that_takes_over(make: Callable[..., World]) -> None:
    world = make(**REVIEW, **SIGN_OFF)
    with world.acting():
        other = setup.add_body(world.congress, "区政府综合办公室", "government_office")
        round_ = up(world)
        with clock.frozen(date(2026, 4, 7)):
            editing.merge_body(world.bodies["office"], other)
            take_over(world.bodies["office"], other)
            office, leader = (
                Seat.objects.get(person=world.person(who), ended_on__isnull=True) for who in ("dispatcher", "leader")
            )
            fresh = Round.objects.get(pk=round_.pk)
            assert casefiles.read_case(office, round_.case_key) is not None
            take("letter.review", fresh, office)
            take("letter.sign_off", fresh, leader)
        assert stands(round_) == ("cleared", Stage.CLEARED)


# -- joint lead ----


def joint(world: World) -> dict[str, Round]:
    """城管局 and 教育局 lead jointly for the government office; one letter, submitted by both."""
    with clock.frozen(HANDED_OVER):
        proposal = world.register()
        take("dispatch.hand_over", proposal, world.seats["officer"], HandOver(via=world.bodies["office"].pk))
        route = Assignment.objects.get(mode=Mode.ROUTE)
        targets = tuple(Target(world.bodies[name].pk, Mode.JOINT_LEAD) for name in CLERKS)
        take("dispatch.assign", route, world.seats["dispatcher"], Assigning(targets))
        found = {}
        for name, row in zip(CLERKS, Assignment.objects.filter(parent=route).order_by("pk"), strict=True):
            take("assignment.receive", row, world.seats[CLERKS[name]])
            found[name] = world.round_of(row)
        world.talk(found["unit"])
        drafting.save_letter(found["unit"], FIELDS, 0)
        for name, round_ in found.items():
            take("letter.submit", round_, world.seats[CLERKS[name]])
    return found


def states() -> set[str]:
    return set(Round.objects.values_list("state", flat=True))


def test_a_letter_of_two_units_goes_up_when_both_heads_have_cleared_it_and_is_passed_once(
    make: Callable[..., World],
) -> None:
    world = make(**REVIEW, **SIGN_OFF)
    seats = world.seats
    with world.acting():
        rounds = joint(world)
        take("letter.clear", rounds["unit"], seats["head"])
        assert stands(rounds["unit"]) == ("cleared", Stage.CLEARED)
        assert "教育局 审签同意" in refusal("letter.send", rounds["unit"], seats["head"])
        take("letter.clear", rounds["school"], seats["stranger_head"])
        assert states() == {"reviewing"}
        assert sum("等您这里审核" in text for text in told(world, "dispatcher")) == 1, "told once of one letter"
        take("letter.review", rounds["school"], seats["dispatcher"])
        assert {stands(one)[1] for one in rounds.values()} == {Stage.SIGNING_OFF}
        take("letter.sign_off", rounds["unit"], seats["leader"])
        assert states() == {"cleared"}
        take("letter.send", rounds["unit"], seats["head"])
        assert states() == {"answered"}
        assert verify(world.congress).breaches == []


def test_a_letter_of_two_units_that_is_declined_goes_back_to_both(make: Callable[..., World]) -> None:
    world = make(**REVIEW)
    with world.acting():
        rounds = joint(world)
        for name in HEADS:
            take("letter.clear", rounds[name], world.seats[HEADS[name]])
        take("letter.decline", rounds["unit"], world.seats["dispatcher"], Remark("两家口径不一致。"))
        assert states() == {"handling"}
        assert set(Assignment.objects.exclude(mode="route").values_list("stage", "to_mend")) == {(Stage.HANDLING, True)}
        assert any("退回修改" in text for text in told(world, "stranger"))
        assert verify(world.congress).breaches == []


# -- clocks, desks, who reads ----


def test_the_reply_clock_runs_on_and_whoever_has_the_letter_is_reminded_too(make: Callable[..., World]) -> None:
    world = make(**REVIEW, **SIGN_OFF)
    with world.acting():
        round_ = up(world)
        row = Assignment.objects.get(pk=round_.assignment_id)
        assert row.due_on == date(2026, 6, 2) and Clock.objects.get(kind="reply", thing_kind="round").stopped_on is None
    with clock.frozen(date(2026, 6, 2)):
        remind_all()
    with world.acting():
        assert any("今天到期" in text for text in told(world, "dispatcher"))
        assert not any("今天到期" in text for text in told(world, "leader"))
        take("letter.review", round_, world.seats["dispatcher"])
    with clock.frozen(date(2026, 6, 3)):
        remind_all()
    with world.acting():
        assert any("已经逾期" in text for text in told(world, "leader"))


def test_the_letters_lie_in_the_queue_of_whom_they_wait_for_oldest_due_first(make: Callable[..., World]) -> None:
    world = make(**REVIEW, **SIGN_OFF)
    today = date(2026, 4, 2)
    with world.acting():
        later = up(world)
        Assignment.objects.filter(pk=later.assignment_id).update(due_on=date(2026, 7, 1))
        sooner = up(world)

        def queue(who: str, key: str) -> list[int]:
            seat = world.seats[who]
            found = desks.desk(seat, today, view_named(seat.role, key), Filters())
            assert found.counts[key] == len(found.rows)
            return [row.case_id for row in found.rows]

        assert queue("dispatcher", "reviewing") == [sooner.case_key, later.case_key]
        assert queue("leader", "signing-off") == queue("chair", "signing-off") == []
        assert queue("clerk", "in-review") == queue("head", "in-review") == [sooner.case_key, later.case_key]
        take("letter.review", sooner, world.seats["dispatcher"])
        assert queue("dispatcher", "reviewing") == [later.case_key]
        assert queue("leader", "signing-off") == [sooner.case_key]
        assert queue("chair", "signing-off") == []
        assert len(queue("clerk", "in-review")) == 2


def test_the_draft_is_read_by_those_who_review_it_only_while_they_do(make: Callable[..., World]) -> None:
    world = make(**REVIEW)

    def reads(who: str) -> bool:
        return case_of(world, who, round_).answering[0].rounds[0].letter is not None

    with world.acting():
        with clock.frozen(HANDED_OVER):
            (row,) = world.by_the_office(world.register())
            round_ = world.receive(row)
            world.talk(round_)
            world.write(round_)
        assert not reads("dispatcher")
        take("letter.submit", round_, world.seats["clerk"])
        assert not reads("dispatcher")
        take("letter.clear", round_, world.seats["head"])
        assert reads("dispatcher") and reads("clerk")
        assert not (reads("leader") or reads("officer") or reads("chair") or reads("deputy"))
        take("letter.decline", round_, world.seats["dispatcher"], Remark("写明完成时间。"))
        assert not reads("dispatcher")


def test_the_course_tells_units_office_and_committee_who_passed_it_and_deputies_nothing(make: Callable[..., World]) -> None:
    world = make(**REVIEW, **SIGN_OFF)
    with world.acting():
        round_ = up(world)
        take("letter.decline", round_, world.seats["dispatcher"], Remark("写明完成时间。"))
        take("letter.submit", round_, world.seats["clerk"])
        take("letter.clear", round_, world.seats["head"])
        take("letter.review", round_, world.seats["dispatcher"])
        take("letter.sign_off", round_, world.seats["leader"])
        for who in ("clerk", "head", "dispatcher", "leader", "officer"):
            said = titles(world, who, round_)
            assert any("审核通过" in line for line in said) and any("签批同意" in line for line in said), who
        for who in ("clerk", "dispatcher"):
            assert any("退回单位修改" in line and "“写明完成时间。”" in line for line in titles(world, who, round_))
        assert not any("审核" in line or "签批" in line or "退回" in line for line in titles(world, "deputy", round_))
        assert told(world, "clerk")[-1].endswith("已审核、签批通过，可以发出。")
        assert not any("审核" in text or "签批" in text for who in ("deputy", "officer") for text in told(world, who))


def test_a_letter_under_review_hangs_on_the_seat_that_has_it(make: Callable[..., World]) -> None:
    """Whoever ends a reviewer's seat is told what lies there."""
    world = make(**REVIEW, **SIGN_OFF)

    def lie() -> dict[str, list[str]]:
        return {who: [one.no for one in hanging_on(world.seats[who]).waiting] for who in ("dispatcher", "leader")}

    with world.acting():
        round_ = up(world)
        assert lie() == {"dispatcher": ["001号"], "leader": []}
        take("letter.review", round_, world.seats["dispatcher"])
        assert lie() == {"dispatcher": [], "leader": ["001号"]}
        take("letter.sign_off", round_, world.seats["leader"])
        assert lie() == {"dispatcher": [], "leader": []}
