"""Who may see and do what, as plain sentences over HTTP: the oracle beside the golden table of addresses (E.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from huiyin.chain.models import Event
from huiyin.evaluation import sealed
from huiyin.foundation import clock
from huiyin.handling.models import Round
from huiyin.people.models import Person, Seat
from huiyin.proposals.models import Proposal
from tests.web.walk import SIGNED_OUT, Walk

pytestmark = pytest.mark.django_db

KEY = "k" * 20


def status(answer: Any) -> int:
    found: int = answer.status_code
    return found


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def state_of(walk: Walk, state: str) -> str:
    with walk.world.acting():
        found: str = Round.objects.get(congress=walk.world.congress, pk=walk.rounds[state].pk).state
    return found


def events(walk: Walk) -> int:
    with walk.world.acting():
        return Event.objects.filter(congress=walk.world.congress).count()


# -- what is not seen is not there -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["stranger", "stranger_head"])
def test_a_stranger_unit_finds_neither_the_case_nor_its_letter_its_file_or_its_steps(walk: Walk, who: str) -> None:
    """Bad input 52."""
    case, round_, row = walk.cases["stamped"].pk, walk.rounds["stamped"].pk, walk.rows["waiting"].pk
    paths = [
        f"case/{case}/", f"peek/{case}/", f"reply/{round_}/", f"reply/{round_}/edit/", f"reply/{round_}/send/",
        f"reply/{round_}/back/", f"contact/{round_}/", f"file/{walk.things['file_stamped']}/",
        f"step/letter.clear/{round_}/", f"step/assignment.receive/{row}/",
    ]  # fmt: skip
    assert {path: status(walk.get(who, path)) for path in paths} == dict.fromkeys(paths, 404)


def test_a_stranger_unit_s_desk_and_search_hold_nothing_of_the_case(walk: Walk) -> None:
    for path in ("", "?view=all", f"search/?q={walk.cases['stamped'].title}"):
        answer = walk.client("stranger").get(walk.at("stranger", path))
        assert status(answer) == 200 and f"/case/{walk.cases['stamped'].pk}/" not in text(answer), path


@pytest.mark.parametrize("who", ["foreign_officer", "foreign_deputy", "foreign_clerk", "foreign_admin"])
def test_nobody_of_another_congress_finds_a_case_by_guessing_its_number(walk: Walk, who: str) -> None:
    """Bad input 51, C17: equal rights, equal addresses, another congress."""
    for case in walk.cases.values():
        assert status(walk.get(who, f"case/{case.pk}/")) == 404


def test_a_foreign_officer_s_search_stays_within_his_congress(walk: Walk) -> None:
    assert "/case/" in text(walk.get("officer", "search/", q="stamped的建议"))
    assert "/case/" not in text(walk.get("foreign_officer", "search/", q="stamped的建议"))


def test_a_foreign_officer_hands_over_voids_and_corrects_nothing_here(walk: Walk) -> None:
    case = walk.cases["registered"].pk
    before = events(walk)
    for act in ("hand-over", "void", "correct"):
        assert status(walk.post("foreign_officer", f"case/{case}/{act}/", reason="试", request_key=KEY)) == 404
    assert events(walk) == before


def test_the_congress_administrator_sees_no_case_no_letter_no_figure_and_no_search(walk: Walk) -> None:
    """C12: who keeps the accounts sees nothing of the business."""
    for case in walk.cases.values():
        assert status(walk.get("admin", f"case/{case.pk}/")) == 404
    assert status(walk.get("admin", f"reply/{walk.rounds['answered'].pk}/")) == 404
    for path in ("figures/", "settlement/", "register/", "ledgers/", "search/"):
        assert status(walk.get("admin", path)) == 403, path
    assert not any(case.title in text(walk.get("admin")) for case in walk.cases.values())


def test_nobody_but_the_administrator_enters_the_pages_of_setting_up(walk: Walk) -> None:
    for who in ("deputy", "officer", "dispatcher", "clerk", "head"):
        for path in ("setup/accounts/", "setup/deputies/", "setup/lists/deputies/download/", "setup/seats/"):
            assert status(walk.get(who, path)) == 403, (who, path)


def test_a_unit_not_yet_given_the_item_does_not_know_of_it(walk: Walk) -> None:
    for state in ("registered", "routed"):
        assert status(walk.get("clerk", f"case/{walk.cases[state].pk}/")) == 404


def test_a_deputy_reads_no_letter_that_has_not_been_sent(walk: Walk) -> None:
    for state in ("ready", "clearing", "cleared"):
        for who in ("deputy", "cosigner"):
            round_ = walk.rounds[state].pk
            assert status(walk.get(who, f"mine/letter/{round_}/")) == 404
            assert status(walk.get(who, f"reply/{round_}/")) == 404
            assert "已增设护栏" not in text(walk.get(who, f"case/{walk.cases[state].pk}/"))


def test_neither_the_committee_nor_the_government_office_reads_a_draft(walk: Walk) -> None:
    for who in ("officer", "dispatcher"):
        assert status(walk.get(who, f"reply/{walk.rounds['clearing'].pk}/")) == 404
        assert status(walk.get(who, f"file/{walk.things['file_drafted']}/")) == 404


def test_a_draft_kept_for_one_seat_is_no_other_seat_s(walk: Walk) -> None:
    assert "写了一半的标题" in text(walk.get("officer", "register/"))
    assert "写了一半的标题" not in text(walk.get("foreign_officer", "register/"))


def test_a_notice_of_one_seat_is_neither_read_nor_marked_by_another(walk: Walk) -> None:
    page = text(walk.get("clerk", "notices/"))
    assert walk.cases["settled"].title in page
    assert walk.cases["settled"].title not in text(walk.get("stranger", "notices/"))
    walk.post("stranger", "notices/", notice="1")
    assert text(walk.get("clerk", "notices/")).count("unread") == page.count("unread")


# -- what is seen and not one's own to do ------------------------------------------------------------------------------


def test_a_head_may_read_but_not_receive(walk: Walk) -> None:
    assert status(walk.get("head", f"case/{walk.cases['waiting'].pk}/")) == 200
    row = walk.rows["waiting"].pk
    assert status(walk.get("head", f"step/assignment.receive/{row}/")) == 403
    assert status(walk.post("head", f"step/assignment.receive/{row}/", request_key=KEY)) == 403
    assert status(walk.post("head", "receive/", pick=row)) == 403


def test_a_clerk_receives_only_what_is_his_unit_s_also_in_a_batch(walk: Walk) -> None:
    assert status(walk.post("stranger", "receive/", pick=walk.rows["waiting"].pk)) == 302
    with walk.world.acting():
        walk.rows["waiting"].refresh_from_db()
    assert walk.rows["waiting"].state == "handed_over"


def test_a_clerk_may_neither_clear_nor_send_nor_send_back(walk: Walk) -> None:
    clearing, cleared = walk.rounds["clearing"].pk, walk.rounds["cleared"].pk
    assert status(walk.post("clerk", f"step/letter.clear/{clearing}/", request_key=KEY)) == 403
    assert status(walk.post("clerk", f"reply/{clearing}/back/", remark="改", request_key=KEY)) == 403
    assert status(walk.post("clerk", f"reply/{cleared}/send/", request_key=KEY)) == 403
    assert (state_of(walk, "clearing"), state_of(walk, "cleared")) == ("clearing", "cleared")


def test_a_head_neither_writes_nor_submits_the_letter(walk: Walk) -> None:
    round_ = walk.rounds["ready"].pk
    assert status(walk.get("head", f"reply/{round_}/edit/")) == 403
    assert status(walk.post("head", f"reply/{round_}/save/", version=0, body="改写")) == 403
    assert status(walk.post("head", f"step/letter.submit/{round_}/", request_key=KEY)) == 403


@pytest.mark.parametrize("who", ["officer", "dispatcher", "deputy", "cosigner"])
def test_nobody_outside_the_unit_works_on_its_reply(walk: Walk, who: str) -> None:
    ready, clearing, cleared = (walk.rounds[state].pk for state in ("ready", "clearing", "cleared"))
    assert status(walk.post(who, f"contact/{ready}/", note="谈过了", request_key=KEY)) == 403
    assert status(walk.post(who, f"reply/{ready}/edit/", body="改写", version=0)) == 403
    assert status(walk.post(who, f"reply/{clearing}/back/", remark="改", request_key=KEY)) == 403
    assert status(walk.post(who, f"reply/{clearing}/back/")) == 403, "an empty form shows nothing either"
    assert status(walk.post(who, f"reply/{cleared}/send/", request_key=KEY)) == 403


def test_a_sent_letter_is_not_changed_by_its_own_unit(walk: Walk) -> None:
    round_ = walk.rounds["answered"].pk
    assert status(walk.get("clerk", f"reply/{round_}/edit/")) == 403
    assert status(walk.post("clerk", f"reply/{round_}/edit/", body="改写", version=0)) in (200, 403), (
        "shown again, not kept"
    )
    assert status(walk.post("clerk", f"reply/{round_}/save/", body="改写", version=0)) in (403, 409, 422)
    assert "改写" not in text(walk.get("clerk", f"reply/{round_}/"))


def test_only_the_government_office_assigns_what_was_passed_to_it(walk: Walk) -> None:
    row = walk.rows["routed"].pk
    for who in ("officer", "deputy"):
        assert status(walk.post(who, f"assign/{row}/", lead="区教育局", request_key=KEY)) == 403
        assert status(walk.post(who, f"assign/{row}/", lead="没有这个单位", request_key=KEY)) == 403
    assert status(walk.post("stranger", f"assign/{row}/", lead="区教育局", request_key=KEY)) == 404


def test_a_deputy_does_not_register_hand_over_settle_or_count(walk: Walk) -> None:
    case = walk.cases["registered"].pk
    for path in ("register/", f"case/{case}/hand-over/", f"case/{case}/void/", "settlement/", "figures/", "ledgers/"):
        assert (status(walk.get("deputy", path)), status(walk.post("deputy", path))) in ((403, 403), (403, 405)), path


# -- evaluations -------------------------------------------------------------------------------------------------------


def evaluation(walk: Walk, who: str, state: str = "opened", **more: Any) -> Any:
    data = {"grade_overall": "satisfied", "stage": "give", "request_key": KEY} | more
    return walk.post(who, f"mine/evaluate/{walk.rounds[state].pk}/", **data)


def test_a_co_signer_reads_the_letter_and_may_not_evaluate(walk: Walk) -> None:
    assert status(walk.get("cosigner", f"mine/letter/{walk.rounds['opened'].pk}/")) == 200
    assert status(walk.get("cosigner", f"mine/evaluate/{walk.rounds['opened'].pk}/")) == 403
    assert status(evaluation(walk, "cosigner")) == 403
    assert state_of(walk, "opened") == "answered"


@pytest.mark.parametrize("who", ["officer", "admin", "dispatcher", "clerk", "head", "stranger"])
def test_nobody_evaluates_for_a_deputy(walk: Walk, who: str) -> None:
    assert status(evaluation(walk, who)) == 403
    assert state_of(walk, "opened") == "answered"


def test_a_deputy_evaluates_once_and_reads_first(walk: Walk) -> None:
    assert status(evaluation(walk, "deputy", "answered")) in (200, 302)
    assert state_of(walk, "answered") == "answered"
    assert status(evaluation(walk, "deputy")) == 302
    assert state_of(walk, "opened") == "evaluated"
    assert status(evaluation(walk, "deputy", request_key="z" * 20, grade_overall="basically")) in (200, 302, 403)
    assert state_of(walk, "opened") == "evaluated"


def test_a_deputy_s_ended_seat_still_opens_his_case_and_evaluates(walk: Walk) -> None:
    with walk.world.acting():
        ended = clock.today() - timedelta(days=1)
        Seat.objects.filter(congress=walk.world.congress, pk=walk.seats["deputy"].pk).update(ended_on=ended)
    assert status(walk.get("deputy")) == 200
    assert status(walk.get("deputy", f"case/{walk.cases['opened'].pk}/")) == 200
    assert status(evaluation(walk, "deputy")) == 302
    assert state_of(walk, "opened") == "evaluated"


def test_an_ended_seat_of_an_office_is_not_found_any_more(walk: Walk) -> None:
    with walk.world.acting():
        Seat.objects.filter(congress=walk.world.congress, pk=walk.seats["clerk"].pk).update(ended_on=clock.today())
    assert status(walk.get("clerk")) == 404
    assert status(walk.post("clerk", "receive/", pick=walk.rows["waiting"].pk)) == 404


@pytest.mark.parametrize("who", ["clerk", "head", "dispatcher", "cosigner", "admin"])
def test_whether_and_how_a_deputy_evaluated_changes_no_page_of_anybody_else(walk: Walk, who: str) -> None:
    """W9: the pages of an answered and of an evaluated item differ in their numbers alone."""
    pages = []
    for state in ("opened", "satisfied", "unsatisfied"):
        answer = walk.get(who, f"case/{walk.cases[state].pk}/")
        page = text(answer).split("<main", 1)[-1]
        for word in ("不满意", "已评价", "没有写完成时间"):
            assert word not in page, (state, word)
        pages.append((status(answer), page.count("<li"), page.count("<button"), page.count("<a ")))
    assert pages[0] == pages[1] == pages[2]


def test_a_reason_given_to_the_committee_is_on_no_page_of_the_unit(walk: Walk) -> None:
    for who in ("clerk", "head", "dispatcher"):
        for state in ("unsatisfied", "again"):
            for path in (f"case/{walk.cases[state].pk}/", f"peek/{walk.cases[state].pk}/", "", "notices/"):
                assert "没有写完成时间" not in text(walk.get(who, path)), (who, path)


def test_the_sealed_grades_are_not_read_with_another_seat_s_session(walk: Walk) -> None:
    """The functions look at the login session, not at what the application says."""
    with walk.world.acting("clerk"):
        with pytest.raises(DatabaseError, match="not an officer"), transaction.atomic():
            sealed.read(walk.seats["officer"].pk, "settle", [walk.rounds["unsatisfied"].pk])


def test_only_the_officer_opens_the_settlement_and_sees_the_grade(walk: Walk) -> None:
    assert "没有写完成时间" in text(walk.get("officer", f"settlement/{walk.rounds['unsatisfied'].pk}/order/"))
    for who in ("head", "dispatcher", "deputy", "admin"):
        assert status(walk.get(who, f"settlement/{walk.rounds['unsatisfied'].pk}/order/")) == 403


# -- accounts and sessions ---------------------------------------------------------------------------------------------


def test_an_administrator_resets_nobody_of_another_congress(walk: Walk) -> None:
    victim = walk.foreign.seats["clerk"].person
    for act in ("reset", "close"):
        assert status(walk.post("admin", f"setup/accounts/{victim.pk}/{act}/")) == 404
    assert status(walk.get("foreign_clerk")) == 200


def test_an_administrator_neither_closes_nor_resets_himself(walk: Walk) -> None:
    own = walk.seats["admin"].person_id
    for act in ("reset", "close"):
        assert status(walk.post("admin", f"setup/accounts/{own}/{act}/")) == 302
    assert status(walk.get("admin")) == 200


def test_a_reset_signs_the_person_out_at_once(walk: Walk) -> None:
    """C08."""
    assert status(walk.get("clerk")) == 200
    assert status(walk.post("admin", f"setup/accounts/{walk.seats['clerk'].person_id}/reset/")) == 200
    assert status(walk.get("clerk")) == 302


def test_phones_are_masked_on_the_lists(walk: Walk) -> None:
    with walk.world.acting():
        person = Person.objects.get(congress=walk.world.congress, pk=walk.seats["deputy"].person_id)
        person.phone = "13971234567"
        person.save(update_fields=["phone"])
    for path in ("setup/deputies/", f"setup/deputies/{walk.seats['deputy'].pk}/", "setup/accounts/"):
        assert "13971234567" not in text(walk.get("admin", path)), path


def test_an_undo_belongs_to_whoever_took_the_step(walk: Walk) -> None:
    for who in ("head", "officer", "stranger", "foreign_clerk"):
        assert status(walk.post(who, f"undo/{walk.things['event']}/")) == 404
    assert status(walk.post("clerk", f"undo/{walk.things['event']}/")) == 302


def test_a_signed_out_visitor_is_led_to_signing_in_and_back(walk: Walk) -> None:
    from tests.world import PASSWORD

    wanted = walk.at("clerk", f"case/{walk.cases['received'].pk}/")
    browser = walk.client(SIGNED_OUT)
    led = browser.get(wanted)
    assert status(led) == 302 and led["Location"].startswith("/signin/?next=")
    sent = browser.post(
        "/signin/", {"username": "linjiang-clerk", "password": PASSWORD, "next": wanted}, REMOTE_ADDR="198.51.100.8"
    )
    assert (status(sent), sent["Location"]) == (302, wanted)
    assert status(browser.get(wanted)) == 200


def test_a_fragment_asked_for_by_a_signed_out_page_sends_the_whole_page_to_signing_in(walk: Walk) -> None:
    answer = walk.client(SIGNED_OUT).get(walk.at("clerk", "peek/1/"), HTTP_HX_REQUEST="true")
    assert status(answer) == 401 and answer["HX-Redirect"].startswith("/signin/")
    assert text(answer) == ""


def test_fields_nobody_offered_change_nothing(walk: Walk) -> None:
    """Bad input 60: state, seat, congress, signers sent along with a form."""
    extra = {"congress": "2", "state": "concluded", "seat_id": "1", "is_staff": "1", "evaluated_by": "1", "own_no": "9"}
    path = f"case/{walk.cases['registered'].pk}/void/"
    assert status(walk.post("officer", path, reason="重复", request_key=KEY, **extra)) == 302
    with walk.world.acting():
        case = Proposal.objects.get(congress=walk.world.congress, pk=walk.cases["registered"].pk)
    assert (case.state, case.congress_id, case.own_no) == (
        "voided",
        walk.world.congress.pk,
        walk.cases["registered"].own_no,
    )
