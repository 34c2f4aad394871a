"""沟通群: who takes part, what is written, taken back, put right, pinned; and who is told how often."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from huiyin.chain.models import Event
from huiyin.chain.taking import take
from huiyin.channel import files, queries, writing
from huiyin.channel.models import Message, Place
from huiyin.channel.standing import sitting_in, standing
from huiyin.channel.telling import tell
from huiyin.channel.writing import NotWritten
from huiyin.dispatch.models import Assignment, Mode
from huiyin.dispatch.returning import Reassigning
from huiyin.dispatch.steps import Assigning, HandOver, Target
from huiyin.foundation import clock, file_owners
from huiyin.foundation.models import Notice, StoredFile
from huiyin.handling.models import Contact, Round
from huiyin.proposals.models import Proposal
from huiyin.proposals.signing import Signing
from tests.world import World, make_world

NINE = datetime(2026, 3, 20, 9)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.frozen(NINE - timedelta(days=18)):
        made = make_world()
    with clock.frozen(NINE), made.acting():
        yield made


@pytest.fixture
def case(world: World) -> Proposal:
    """An item of two deputies: 城管局 leads, 教育局 assists, by the government office."""
    made = world.register(cosigner_seat_ids=(world.seats["cosigner"].pk,), signer_count=2)
    take("dispatch.hand_over", made, world.seats["officer"], HandOver(via=world.bodies["office"].pk))
    route = Assignment.objects.get(proposal=made, mode=Mode.ROUTE)
    targets = (Target(world.bodies["unit"].pk, Mode.LEAD), Target(world.bodies["school"].pk, Mode.ASSIST))
    take("dispatch.assign", route, world.seats["dispatcher"], Assigning(targets))
    return made


def say(world: World, who: str, case: Proposal, words: str = "下周三去现场看。", minutes: int = 0, **more: object) -> Message:
    with clock.frozen(NINE + timedelta(minutes=minutes)):
        return writing.write(world.seats[who], case.pk, words, **more)  # type: ignore[arg-type]


def read(world: World, who: str, case: Proposal) -> list[str]:
    here = standing(world.seats[who], case.pk)
    assert here is not None
    return [one.message.body for one in queries.page_of(here).rows]


IN = ("deputy", "cosigner", "clerk", "head", "stranger", "stranger_head", "officer", "dispatcher")
OUT = ("leader", "chair", "admin", "secretary", "street_clerk", "team_clerk")


def test_deputies_units_the_office_and_the_committee_take_part_and_nobody_else(world: World, case: Proposal) -> None:
    say(world, "clerk", case)
    assert set(sitting_in(case)) == {world.seats[who].pk for who in IN}
    for who in IN:
        assert read(world, who, case) == ["下周三去现场看。"], who
    for who in OUT:
        assert standing(world.seats[who], case.pk) is None, who
        with pytest.raises(Message.DoesNotExist):
            say(world, who, case)


def test_there_is_no_channel_before_a_unit_has_the_item(world: World) -> None:
    registered = world.register("关于还没有交办的建议")
    assert standing(world.seats["officer"], registered.pk) is None
    take("dispatch.hand_over", registered, world.seats["officer"], HandOver(via=world.bodies["office"].pk))
    assert standing(world.seats["officer"], registered.pk) is None
    assert standing(world.seats["officer"], 999_999_999) is None


def test_a_message_is_no_event_no_talk_and_moves_nothing(world: World, case: Proposal) -> None:
    row = Assignment.objects.get(proposal=case, mode=Mode.LEAD)
    before = Event.objects.count(), row.stage, row.due_on, row.met
    say(world, "clerk", case)
    row.refresh_from_db()
    assert (Event.objects.count(), row.stage, row.due_on, row.met) == before and not Contact.objects.exists()


def test_sent_twice_with_one_key_it_is_one_message(world: World, case: Proposal) -> None:
    first = say(world, "clerk", case, key="7:abcdefgh")
    assert say(world, "clerk", case, key="7:abcdefgh").pk == first.pk and Message.objects.count() == 1


def test_nothing_at_all_is_not_a_message(world: World, case: Proposal) -> None:
    with pytest.raises(NotWritten, match="还没有写内容"):
        say(world, "clerk", case, "")


# -- taking back, putting right, pinning ---------------------------------------------------------------------------------


def test_within_ten_minutes_an_author_takes_a_message_back_and_its_words_are_gone(world: World, case: Proposal) -> None:
    said = say(world, "clerk", case, "发错了群。")
    with pytest.raises(NotWritten, match="只有写这条消息的人"):
        writing.take_back(world.seats["head"], case.pk, said.pk)
    with clock.frozen(NINE + timedelta(minutes=10)):
        writing.take_back(world.seats["clerk"], case.pk, said.pk)
    said.refresh_from_db()
    assert said.body == "" and said.taken_back_at is not None
    with pytest.raises(NotWritten, match="已经撤回"):
        writing.take_back(world.seats["clerk"], case.pk, said.pk)


def test_afterwards_only_a_correction_stands_beside_it(world: World, case: Proposal) -> None:
    said, clerk = say(world, "clerk", case, "周三去。"), world.seats["clerk"]
    with pytest.raises(NotWritten, match="可以直接撤回"):
        say(world, "clerk", case, "周四去。", 5, corrects=said.pk)
    with clock.frozen(NINE + timedelta(minutes=11)), pytest.raises(NotWritten, match="不能再撤回"):
        writing.take_back(clerk, case.pk, said.pk)
    with pytest.raises(NotWritten, match="只有写这条消息的人"):
        say(world, "deputy", case, "周四去。", 11, corrects=said.pk)
    say(world, "clerk", case, "更正：周四去。", 11, corrects=said.pk)
    here = standing(world.seats["deputy"], case.pk)
    assert here is not None
    first = queries.page_of(here).rows[0]
    assert first.message.body == "周三去。" and [one.body for one in first.corrections] == ["更正：周四去。"]


def test_one_message_is_pinned_by_the_lead_units_clerk_or_the_committee(world: World, case: Proposal) -> None:
    one, two = say(world, "deputy", case, "情况一。"), say(world, "clerk", case, "情况二。")
    for who in ("deputy", "head", "stranger", "dispatcher"):
        with pytest.raises(NotWritten, match="置顶由"):
            writing.pin(world.seats[who], case.pk, one.pk, on=True)
    writing.pin(world.seats["clerk"], case.pk, one.pk, on=True)
    writing.pin(world.seats["officer"], case.pk, two.pk, on=True)
    assert list(Message.objects.filter(pinned_at__isnull=False)) == [two]
    writing.take_back(world.seats["clerk"], case.pk, two.pk)
    assert not Message.objects.filter(pinned_at__isnull=False).exists()
    writing.pin(world.seats["clerk"], case.pk, one.pk, on=True)
    writing.pin(world.seats["clerk"], case.pk, one.pk, on=False)
    assert not Message.objects.filter(pinned_at__isnull=False).exists()


# -- leaving -------------------------------------------------------------------------------------------------------------


def test_a_unit_that_was_replaced_reads_what_was_written_until_then(world: World, case: Proposal) -> None:
    say(world, "clerk", case, "我们先看看。")
    (row,) = Assignment.objects.filter(proposal=case, mode=Mode.ASSIST)
    take("assignment.replace", row, world.seats["dispatcher"], Reassigning((), "不用会办了。"))
    after = clock.now() + timedelta(days=400)
    with clock.frozen(after):
        writing.write(world.seats["clerk"], case.pk, "教育局不在群里了。")
    assert read(world, "stranger", case) == ["我们先看看。"]
    here = standing(world.seats["stranger"], case.pk)
    assert here is not None and not here.may_write
    with pytest.raises(NotWritten, match="已经不在这一件里"):
        say(world, "stranger", case)
    assert world.seats["stranger"].pk not in sitting_in(case)


def test_a_cosigner_who_withdrew_reads_what_was_written_until_then(world: World, case: Proposal) -> None:
    say(world, "clerk", case, "请两位代表来看现场。", -24 * 60)
    take("proposal.correct_signers", case, world.seats["officer"], Signing(world.seats["deputy"].pk, (), "录错了人"))
    with clock.frozen(clock.now() + timedelta(days=400)):
        writing.write(world.seats["clerk"], case.pk, "只说给李文静代表。")
    assert read(world, "cosigner", case) == ["请两位代表来看现场。"]
    assert read(world, "deputy", case)[-1] == "只说给李文静代表。"
    (line,) = queries.channels(world.seats["cosigner"])
    assert line.left and line.unread == 0 and line.last_at is None


def test_a_unit_that_comes_later_reads_what_was_said_before(world: World, case: Proposal) -> None:
    say(world, "deputy", case, "早晚高峰最堵。")
    row = Assignment.objects.get(proposal=case, mode=Mode.LEAD)
    other = Assignment.objects.get(proposal=case, mode=Mode.ASSIST)
    take("assignment.replace", other, world.seats["dispatcher"], Reassigning((), "不用会办了。"))
    school = Target(world.bodies["school"].pk, Mode.LEAD)
    take("assignment.replace", row, world.seats["dispatcher"], Reassigning((school,), "归教育局。"))
    assert read(world, "stranger", case) == ["早晚高峰最堵。"]


def test_of_an_item_that_its_deputies_withdrew_the_channel_is_only_read(world: World, case: Proposal) -> None:
    say(world, "deputy", case, "早晚高峰最堵。")
    Proposal.objects.filter(pk=case.pk).update(state="withdrawn")
    with pytest.raises(NotWritten, match="只能看"):
        say(world, "officer", case)


def test_of_a_concluded_item_people_may_go_on_talking(world: World, case: Proposal) -> None:
    Proposal.objects.filter(pk=case.pk).update(state="concluded")
    assert say(world, "deputy", case, "护栏装好了，谢谢。").pk


# -- being told ----------------------------------------------------------------------------------------------------------


def notices(world: World, who: str) -> list[str]:
    rows = Notice.objects.filter(seat_id=world.seats[who].pk, path__contains="/channel/")
    return list(rows.order_by("pk").values_list("text", flat=True))


def test_a_seat_is_told_once_an_hour_with_how_many_and_none_of_the_words(world: World, case: Proposal) -> None:
    say(world, "clerk", case, "第一条里有手机号。")
    say(world, "clerk", case, "第二条。", 5)
    say(world, "clerk", case, "第三条。", 30)
    (first,) = notices(world, "deputy")
    assert "1 条新消息" in first and "手机号" not in first and notices(world, "clerk") == []
    with clock.frozen(NINE + timedelta(minutes=61)):
        tell(case)
        tell(case)
    assert [text[-8:] for text in notices(world, "deputy")] == [first[-8:], " 2 条新消息。"]


def test_what_was_read_or_taken_back_is_not_told_afterwards(world: World, case: Proposal) -> None:
    say(world, "clerk", case, "第一条。")
    second = say(world, "clerk", case, "第二条。", 5)
    third = say(world, "clerk", case, "第三条。", 6)
    here = standing(world.seats["deputy"], case.pk)
    assert here is not None
    writing.read_up_to(here, second.pk)
    with clock.frozen(NINE + timedelta(minutes=7)):
        writing.take_back(world.seats["clerk"], case.pk, third.pk)
    with clock.frozen(NINE + timedelta(minutes=61)):
        tell(case)
    assert len(notices(world, "deputy")) == 1 and len(notices(world, "officer")) == 2


def test_unread_are_the_messages_of_others_since_one_looked(world: World, case: Proposal) -> None:
    one = say(world, "clerk", case, "第一条。")
    assert queries.unread(world.seats["clerk"], case.pk) == 0 and queries.unread(world.seats["deputy"], case.pk) == 1
    here = standing(world.seats["deputy"], case.pk)
    assert here is not None
    writing.read_up_to(here, one.pk)
    writing.read_up_to(here, 0)
    assert queries.unread(world.seats["deputy"], case.pk) == 0
    say(world, "deputy", case, "第二条。", 1)
    assert queries.unread(world.seats["clerk"], case.pk) == 1, "whoever writes has read what stands above"
    assert queries.unread(world.seats["deputy"], case.pk) == 0
    (line,) = queries.channels(world.seats["officer"])
    assert line.unread == 2 and not line.left


def test_pages_go_back_in_time_by_key(world: World, case: Proposal) -> None:
    for n in range(65):
        say(world, "clerk", case, f"第{n}条。", n)
    here = standing(world.seats["deputy"], case.pk)
    assert here is not None
    seen: list[str] = []
    before: int | None = None
    while True:
        page = queries.page_of(here, before)
        seen = [one.message.body for one in page.rows] + seen
        before = page.before
        if before is None:
            break
    assert seen == [f"第{n}条。" for n in range(65)]


# -- files ---------------------------------------------------------------------------------------------------------------


def test_files_lie_on_the_tray_until_the_message_goes_and_are_read_by_whoever_reads_it(world: World, case: Proposal) -> None:
    clerk = world.seats["clerk"]
    here = standing(clerk, case.pk)
    assert here is not None
    place = writing.place_of(here)
    stored = file_owners.attach(clerk, files.OF_TRAY, place.pk, io.BytesIO(PDF), "现场.pdf", 1_000_000)
    for who in ("deputy", "head", "officer"):
        assert file_owners.readable(world.seats[who], stored.pk) is None, f"{who}: not sent yet"
    said = say(world, "clerk", case, "")
    stored.refresh_from_db()
    assert (stored.owner_kind, stored.owner_id) == (files.KIND, said.pk)
    for who in IN:
        assert file_owners.readable(world.seats[who], stored.pk) is not None, who
    for who in OUT:
        assert file_owners.readable(world.seats[who], stored.pk) is None, who
    assert files.OF_MESSAGE.why_closed(clerk, said.pk)
    writing.take_back(clerk, case.pk, said.pk)
    assert not StoredFile.objects.filter(pk=stored.pk).exists()


def test_a_tray_is_its_seats_alone(world: World, case: Proposal) -> None:
    here = standing(world.seats["clerk"], case.pk)
    assert here is not None
    place = writing.place_of(here)
    assert file_owners.owner_for(world.seats["head"], files.TRAY, place.pk) is None
    assert file_owners.owner_for(world.seats["clerk"], files.TRAY, place.pk) is files.OF_TRAY
    assert Place.objects.count() == 1 and not Round.objects.filter(state="evaluated").exists()
