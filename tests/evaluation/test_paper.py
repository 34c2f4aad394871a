"""A deputy who uses paper: the letter served, the talk confirmed by telephone, the sheet read by two officers (B4, C16)."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, transaction

from huiyin.chain.models import Clock
from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.dispatch.models import Assignment
from huiyin.evaluation import mine, sealed
from huiyin.evaluation.models import PaperEvaluation
from huiyin.evaluation.paper import SheetRead, paper_of
from huiyin.evaluation.steps import Evaluation, asked_dimensions
from huiyin.foundation import clock
from huiyin.foundation.files import Stored, store
from huiyin.foundation.models import Notice, StoredFile
from huiyin.handling.contacting import ContactWord
from huiyin.handling.models import Contact, LetterCopy, Round
from huiyin.handling.serving import Serving, waiting_contacts, waiting_copies
from huiyin.people import setup
from huiyin.people.models import Role
from huiyin.reports.queries import figures
from huiyin.web.unit.replies import DOCUMENTS
from tests.web.pages import Browser, plain
from tests.world import World, make_world, with_second_officer

HANDED_OVER = date(2026, 3, 2)
ANSWERED = date(2026, 5, 11)
GRADES = {"overall": "basically"}
SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


@pytest.fixture
def world(db: None) -> World:
    return with_second_officer(make_world())


@pytest.fixture
def round_(world: World) -> Round:
    with clock.frozen(HANDED_OVER), world.acting():
        (row,) = world.by_the_office(world.register())
        made = world.receive(row)
    with clock.frozen(ANSWERED), world.acting():
        world.answer(made)
    return made


def scan() -> Stored:
    return store(SimpleUploadedFile("评价表.pdf", SCAN), "评价表.pdf", limit=1_000_000, allowed=DOCUMENTS)


def serve(world: World, round_: Round, on: date = ANSWERED + timedelta(days=2), who: str = "clerk") -> None:
    (copy,) = waiting_copies(round_)
    take("letter.serve_on_paper", round_, world.seats[who], Serving(copy.pk, on, "hand"))


def enter(world: World, round_: Round, who: str = "officer", grades: dict[str, str] | None = None) -> None:
    with world.acting(who):
        take("evaluation.enter_paper", round_, world.seats[who], SheetRead(grades or GRADES, "还差一段。", scan()))


def confirm(world: World, round_: Round, who: str = "second") -> None:
    with world.acting(who):
        take("evaluation.confirm_paper", round_, world.seats[who])


@pytest.fixture
def served(world: World, round_: Round) -> Round:
    with clock.frozen(ANSWERED + timedelta(days=3)), world.acting():
        serve(world, round_)
    return round_


def test_a_deputy_who_evaluates_online_meanwhile_is_not_asked_for_the_sheet_again(world: World, served: Round) -> None:
    with clock.frozen(ANSWERED + timedelta(days=4)):
        enter(world, served)
        with world.acting("deputy"):
            take("evaluation.give", served, world.seats["deputy"], Evaluation({"overall": "satisfied"}))
        with world.acting("second"):
            assert sealed.read_paper(world.seats["second"].pk, "look", served.pk) is None
            assert PaperEvaluation.objects.get().withdrawn_on == clock.today()
            (grade,) = sealed.read(world.seats["second"].pk, "look", [served.pk])
            assert grade.grade == "satisfied", "the deputy's own word, not what was read off the sheet"


def test_an_item_does_not_lapse_while_a_sheet_waits_for_its_second_reader(world: World, served: Round) -> None:
    with clock.frozen(ANSWERED + timedelta(days=4)):
        enter(world, served)
    with clock.frozen(ANSWERED + timedelta(days=400)), world.acting("officer"):
        with pytest.raises(StepRefused, match="还没有核对"):
            take("evaluation.set_aside", served, world.seats["officer"], None)
    with clock.frozen(ANSWERED + timedelta(days=401)):
        confirm(world, served)


# -- the letter, the talk ----------------------------------------------------------------------------------------------


def test_a_letter_served_on_paper_counts_as_read_and_says_when_and_how(world: World, round_: Round) -> None:
    with clock.frozen(ANSWERED + timedelta(days=3)), world.acting("deputy"):
        serve(world, round_)
        copy = LetterCopy.objects.get(congress=world.congress)
        assert (copy.on_paper, copy.served_on, copy.served_how) == (True, ANSWERED + timedelta(days=2), "hand")
        told = Notice.objects.filter(seat_id=world.seats["deputy"].pk).order_by("-pk")[0]
        assert "纸质件送达" in told.text
        with pytest.raises(StepRefused, match="不用再登记"):
            take("letter.serve_on_paper", round_, world.seats["officer"], Serving(copy.pk, ANSWERED, "post"))


def test_a_unit_does_not_learn_from_serving_whether_the_deputy_has_opened_the_letter(world: World, round_: Round) -> None:
    unit = Browser(world, "clerk")
    before = plain(unit.read(f"serve/{round_.pk}/")), plain(unit.read(f"case/{round_.case_key}/"))
    with world.acting("deputy"):
        take("letter.open", round_, world.seats["deputy"])
    after = plain(unit.read(f"serve/{round_.pk}/")), plain(unit.read(f"case/{round_.case_key}/"))
    assert [without_version(page) for page in before] == [without_version(page) for page in after]


def without_version(page: str) -> str:
    return re.sub(r'(name="version"[^>]*value=")[^"]*', r"\1", page)


@pytest.mark.parametrize(
    ("on", "how", "said"),
    [
        (ANSWERED - timedelta(days=1), "hand", "不能早于答复函发出的日期（2026年5月11日）"),
        (ANSWERED + timedelta(days=9), "hand", "不能晚于今天"),
        (ANSWERED, "pigeon", "请选一种送达方式"),
    ],
)
def test_a_service_on_an_impossible_day_or_by_no_way_is_refused(
    world: World, round_: Round, on: date, how: str, said: str
) -> None:
    with clock.frozen(ANSWERED + timedelta(days=3)), world.acting():
        (copy,) = waiting_copies(round_)
        with pytest.raises(StepRefused, match=said):
            take("letter.serve_on_paper", round_, world.seats["clerk"], Serving(copy.pk, on, how))


def test_another_unit_serves_nothing(world: World, round_: Round) -> None:
    with clock.frozen(ANSWERED + timedelta(days=3)), world.acting(), pytest.raises(NotYours):
        serve(world, round_, who="stranger")


def test_the_office_writes_down_what_the_deputy_says_on_the_telephone_and_the_deputy_is_told(
    world: World, round_: Round
) -> None:
    with clock.frozen(ANSWERED), world.acting():
        (talk,) = waiting_contacts(round_)
        word = ContactWord(talk.pk, "那天没有看现场。")
        with pytest.raises(NotYours):
            take("contact.confirm_by_phone", round_, world.seats["clerk"], word)
        take("contact.confirm_by_phone", round_, world.seats["officer"], word)
        talk = Contact.objects.get(pk=talk.pk)
        assert (talk.by_phone, talk.correction, talk.confirmed_on) == (True, "那天没有看现场。", ANSWERED)
        assert Notice.objects.filter(seat_id=world.seats["deputy"].pk, text__contains="电话里说的").exists()
        with pytest.raises(StepRefused, match="不用再记"):
            take("contact.confirm_by_phone", round_, world.seats["officer"], word)
    path = f"case/{round_.case_key}/"
    assert "代表在电话里说明：" in Browser(world, "deputy").read(path), "marked as what it is"
    assert "代表在电话里更正：“那天没有看现场。”" in Browser(world, "officer").read(path)


# -- the sheet ---------------------------------------------------------------------------------------------------------


def test_two_officers_make_an_evaluation_of_a_sheet_and_the_deputy_is_told(world: World, served: Round) -> None:
    with clock.frozen(ANSWERED + timedelta(days=5)):
        enter(world, served)
        with world.acting("officer"):
            assert sealed.read(world.seats["officer"].pk, "test") == [], "one reader makes no evaluation"
            served.refresh_from_db()
            assert served.state == "answered"
        confirm(world, served)
    with world.acting("officer"):
        served.refresh_from_db()
        assert served.state == "evaluated"
        (grade,) = sealed.read(world.seats["officer"].pk, "test")
        assert (grade.seat_id, grade.grade, grade.reason) == (world.seats["deputy"].pk, "basically", "还差一段。")
        assert not Clock.objects.filter(kind="evaluate", stopped_on__isnull=True).exists()
        told = Notice.objects.filter(seat_id=world.seats["deputy"].pk, text__contains="纸质评价表")
        assert told.count() == 1
        assert verify(world.congress).breaches == []
    with world.acting("deputy"):
        own = mine.own_evaluation(world.seats["deputy"], served)
        assert own is not None and own.reason == "还差一段。", "the deputy sees what was entered"


def test_whoever_entered_a_sheet_cannot_be_its_second_reader_on_any_seat(world: World, served: Round) -> None:
    enter(world, served)
    with world.acting("officer"):
        other_body = setup.add_body(world.congress, "人大街道工委", "street_committee")
        again = setup.add_seat(world.person("officer"), other_body, Role.COMMITTEE_OFFICER)
        for seat in (world.seats["officer"], again):
            with pytest.raises(StepRefused, match="由另一位工作人员核对"):
                take("evaluation.confirm_paper", served, seat)
            with pytest.raises(ProgrammingError, match="another person"), transaction.atomic():
                sealed.confirm_paper(seat.pk, served.pk)


@pytest.mark.parametrize("who", ["clerk", "deputy", "dispatcher", "admin", "leader"])
def test_nobody_but_officers_enters_or_confirms_or_reads_a_sheet(world: World, served: Round, who: str) -> None:
    seat = world.seats[who]
    with world.acting(who):
        with pytest.raises(NotYours):
            take("evaluation.enter_paper", served, seat, SheetRead(GRADES, "", scan()))
        for call in (
            lambda: sealed.enter_paper(seat.pk, served.pk, GRADES, ""),
            lambda: sealed.read_paper(seat.pk, "x", served.pk),
            lambda: sealed.confirm_paper(seat.pk, served.pk),
            lambda: sealed.drop_paper(seat.pk, served.pk),
            # The number of an officer's seat, in a login session that is not the officer's.
            lambda: sealed.enter_paper(world.seats["officer"].pk, served.pk, GRADES, ""),
        ):
            with pytest.raises(ProgrammingError, match="not an officer"), transaction.atomic():
                call()


def test_a_sheet_needs_its_scan_every_grade_and_a_letter_that_reached_the_deputy(world: World, round_: Round) -> None:
    officer = world.seats["officer"]
    with clock.frozen(ANSWERED + timedelta(days=3)), world.acting("officer"):
        with pytest.raises(StepRefused, match="先登记纸质送达"):
            take("evaluation.enter_paper", round_, officer, SheetRead(GRADES, "", scan()))
        serve(world, round_)
        with pytest.raises(StepRefused, match="扫描件"):
            take("evaluation.enter_paper", round_, officer, SheetRead(GRADES))
        with pytest.raises(StepRefused, match="还有一项没有选"):
            take("evaluation.enter_paper", round_, officer, SheetRead({}, "", scan()))
        with pytest.raises(StepRefused, match="哪里不满意"):
            take("evaluation.enter_paper", round_, officer, SheetRead({"overall": "unsatisfied"}, " ", scan()))
        assert not PaperEvaluation.objects.exists()


def test_a_sheet_taken_back_leaves_no_grade_and_may_be_entered_again(world: World, served: Round) -> None:
    enter(world, served)
    with world.acting("second"):
        with pytest.raises(StepRefused, match="先核对或撤回"):
            take("evaluation.enter_paper", served, world.seats["second"], SheetRead(GRADES, "", scan()))
        take("evaluation.drop_paper", served, world.seats["second"])
        assert sealed.read_paper(world.seats["second"].pk, "test", served.pk) is None
    enter(world, served, "second", {"overall": "satisfied"})
    confirm(world, served, "officer")
    with world.acting("officer"):
        assert [one.grade for one in sealed.read(world.seats["officer"].pk, "test")] == ["satisfied"]


def test_the_deputy_may_disown_what_was_read_off_the_sheet_and_then_evaluate(world: World, served: Round) -> None:
    with clock.frozen(ANSWERED + timedelta(days=5)):
        enter(world, served)
        confirm(world, served)
        with world.acting("deputy"):
            take("evaluation.reject_paper", served, world.seats["deputy"])
            served.refresh_from_db()
            assert served.state == "answered"
            assert mine.own_evaluation(world.seats["deputy"], served) is None
            take("evaluation.give", served, world.seats["deputy"], Evaluation({"overall": "satisfied"}))
    with world.acting("officer"):
        assert [one.grade for one in sealed.read(world.seats["officer"].pk, "test")] == ["satisfied"]
        assert Notice.objects.filter(seat_id=world.seats["second"].pk, text__contains="登记有误").exists()
        assert verify(world.congress).breaches == []


def test_the_time_for_the_evaluation_stops_with_the_second_reader_and_runs_on_when_the_sheet_is_disowned(
    db: None,
) -> None:
    """Chongqing 29: twenty workdays, counted on from where they stood."""
    world = with_second_officer(make_world(profile="chongqing"))
    with clock.frozen(HANDED_OVER), world.acting():
        world.hand_over(world.register(), "unit")
        round_ = world.receive(Assignment.objects.get())
    with clock.frozen(ANSWERED), world.acting():
        world.answer(round_, class_code="solved")
        due = Clock.objects.get(kind="evaluate").due_on
    with clock.frozen(ANSWERED + timedelta(days=5)):
        with world.acting():
            serve(world, round_)
        grades = {one.code: "satisfied" for one in asked_dimensions(round_)}
        enter(world, round_, grades=grades)
        confirm(world, round_)
        with world.acting("deputy"):
            assert Clock.objects.get(kind="evaluate").stopped_on == ANSWERED + timedelta(days=5)
            take("evaluation.reject_paper", round_, world.seats["deputy"])
            running = Clock.objects.get(kind="evaluate")
            assert (running.stopped_on, running.due_on) == (None, due)


def test_an_evaluation_given_by_the_deputy_cannot_be_disowned_as_paper(world: World, served: Round) -> None:
    with world.acting("deputy"):
        take("evaluation.give", served, world.seats["deputy"], Evaluation({"overall": "satisfied"}))
        with pytest.raises(StepRefused, match="不是按纸质评价表登记的"):
            take("evaluation.reject_paper", served, world.seats["deputy"])
        with pytest.raises(IntegrityError), transaction.atomic():
            sealed.reject_paper(world.seats["deputy"].pk, served.pk)


def test_paper_evaluations_are_counted_with_all_and_apart(world: World, served: Round) -> None:
    enter(world, served)
    confirm(world, served)
    with world.acting("officer"):
        sections = figures(world.congress, world.session, world.seats["officer"])
        (times,) = [section for section in sections if section.code == "times"]
        found = {one.indicator.code: one for one in times.lines[-1].figures}
        assert (found["on_paper"].numerator, found["on_paper"].denominator) == (1, 1)
        assert found["basically_times_first"].numerator == 1


def test_a_unit_cannot_tell_a_sheet_entered_or_confirmed_from_no_sheet(world: World, served: Round) -> None:
    """Threats B1, B2: byte for byte the same page before, after the first and after the second reader."""
    unit = Browser(world, "clerk")
    pages = [unit.read(f"case/{served.case_key}/")]
    enter(world, served)
    pages.append(unit.read(f"case/{served.case_key}/"))
    confirm(world, served)
    pages.append(unit.read(f"case/{served.case_key}/"))
    assert len({plain(page) for page in pages}) == 1


# -- pages ---------------------------------------------------------------------------------------------------------------


def test_the_pages_from_serving_to_the_second_reader_to_the_deputys_word(world: World, round_: Round) -> None:
    officer, second, deputy = Browser(world, "officer"), Browser(world, "second"), Browser(world, "deputy")
    case = f"case/{round_.case_key}/"
    assert "登记纸质送达" in officer.read(case) and "登记纸质评价" not in officer.read(case)
    with world.acting():
        (copy,) = waiting_copies(round_)
    assert "已登记送达" in officer.done(f"serve/{round_.pk}/", copy=str(copy.pk), on="2026-05-12", how="post")
    assert "登记纸质评价" in officer.read(case)
    assert "代表签名的评价表" in officer.send(f"paper/{round_.pk}/", grade_overall="basically").content.decode()
    with world.acting():
        assert not PaperEvaluation.objects.exists()
    file = SimpleUploadedFile("评价表.pdf", SCAN, "application/pdf")
    assert "请另一位工作人员" in officer.done(f"paper/{round_.pk}/", grade_overall="basically", reason="还差一段。", scan=file)
    own = officer.read(f"paper/{round_.pk}/check/")
    assert "登记的人不能自己核对" in own and "与原件一致" not in own
    check = second.read(f"paper/{round_.pk}/check/")
    assert "基本满意" in check and "还差一段。" in check and "陈立新" in check
    assert second.open(f"paper/{round_.pk}/scan/").content == SCAN
    assert "登记为代表的评价" in second.done(f"paper/{round_.pk}/check/")
    assert "登记得不对" in deputy.read(case)
    assert "基本满意" in deputy.read(f"mine/paper/{round_.pk}/")
    assert "不算了" in deputy.done(f"mine/paper/{round_.pk}/")
    with world.acting():
        assert paper_of(Round.objects.get(pk=round_.pk)) is None


@pytest.mark.parametrize("who", ["clerk", "head", "deputy", "cosigner", "dispatcher", "admin", "leader"])
def test_the_scan_is_for_officers_alone(world: World, served: Round, who: str) -> None:
    enter(world, served)
    with world.acting():
        file = StoredFile.objects.get(owner_kind="paper_evaluation")
    browser = Browser(world, who)
    assert browser.open(f"paper/{served.pk}/scan/").status_code in (403, 404)
    assert browser.open(f"file/{file.pk}/").status_code == 404
    assert Browser(world, "officer").open(f"file/{file.pk}/").status_code == 404, "looks at a scan are written down"
