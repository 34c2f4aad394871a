"""审核登记 over HTTP: numbers one by one and in bulk, live counts by delegation, the cut-off; the receipt; streets in set-up."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from huiyin.chain import anchors
from huiyin.chain.models import Event
from huiyin.chain.taking import take
from huiyin.foundation import clock, digests
from huiyin.foundation.documents import pdf
from huiyin.people import setup
from huiyin.procedures.choosing import ALWAYS, choose_profile
from huiyin.procedures.queries import procedure_of, version_on
from huiyin.proposals.models import Proposal, ProposalState
from huiyin.proposals.reading import Sheet
from huiyin.proposals.steps import Correcting, Reason
from huiyin.web.shared.cutting_off import cut_off, for_writers
from tests.web.visiting import Visitor, text_of
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
S = ProposalState
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def a_day_in_may() -> Iterator[None]:
    with clock.frozen(date(2026, 5, 19)):
        yield


@pytest.fixture
def world() -> World:
    """Malong's rules have nobody read before the office: what is submitted waits for its number at once."""
    made = make_world(profile="malong")
    return made


@pytest.fixture
def secretary(world: World) -> Visitor:
    return Visitor(world, "secretary")


def submitted(world: World, title: str = "关于整治沿江大道违停的建议", **more: Any) -> Proposal:
    with world.acting():
        return world.submit(title, **more)


def number(world: World, case: Proposal) -> int | None:
    with world.acting():
        case.refresh_from_db()
        return case.own_no


def registered(world: World, title: str = "关于整治沿江大道违停的建议", **more: Any) -> Proposal:
    case = submitted(world, title, **more)
    with world.acting():
        from huiyin.proposals.submitting import Acceptance

        take("proposal.accept", case, world.seats["officer"], Acceptance())
    return case


# -- one by one ----------------------------------------------------------------------------------------------------------


def test_an_item_gets_its_number_with_what_the_office_adds(world: World, secretary: Visitor) -> None:
    case = submitted(world, place="沿江大道")
    page = text_of(secretary.opens(f"registering/{case.pk}/"))
    assert "李文静" in page and "已确认现在的文字" in page and "增设护栏。" in page and "沿江大道" in page
    answer = secretary.fills(f"registering/{case.pk}/", category="城乡建设", printed_no="临人建〔2026〕1号", is_key="on")
    assert answer["Location"] == secretary.at(f"case/{case.pk}/") and number(world, case) == 1
    assert (case.category, case.printed_no, case.is_key, case.state) == ("城乡建设", "临人建〔2026〕1号", True, S.REGISTERED)
    assert "临人建〔2026〕1号" in text_of(secretary.opens(f"case/{case.pk}/"))


def test_a_printed_number_is_given_once_and_what_was_typed_stays(world: World, secretary: Visitor) -> None:
    first, second = submitted(world, "关于第一件事的建议"), submitted(world, "关于第二件事的建议")
    secretary.fills(f"registering/{first.pk}/", printed_no="7号")
    refused = secretary.fills(f"registering/{second.pk}/", printed_no="7号", remark="会上补充")
    assert "关于第一件事的建议" in text_of(refused) and "会上补充" in refused.content.decode()
    assert number(world, second) is None


def test_the_same_form_sent_twice_gives_one_number(world: World, secretary: Visitor) -> None:
    case = submitted(world)
    said = {"request_key": "k" * 20}
    assert secretary.sends(f"registering/{case.pk}/", **said).status_code == 302
    again = secretary.sends(f"registering/{case.pk}/", **said)
    assert again.status_code == 200 and "已经" in text_of(again) and number(world, case) == 1


def test_what_is_still_read_is_not_registered_and_says_where_it_lies() -> None:
    made = make_world("wuhan")
    with made.acting():
        made.reads_for_team()
    case = submitted(made)
    officer = Visitor(made, "officer")
    page = officer.asks(f"registering/{case.pk}/")
    assert page.status_code == 200 and "还在街道阅看" in text_of(page)
    assert "还在街道阅看" in text_of(officer.fills(f"registering/{case.pk}/"))
    assert number(made, case) is None


# -- in bulk -------------------------------------------------------------------------------------------------------------


def test_ticked_items_are_registered_in_the_order_they_came(world: World, secretary: Visitor) -> None:
    cases = [submitted(world, f"关于第{n}件事的建议") for n in range(1, 4)]
    page = secretary.opens("registering/")
    assert all(case.title in page for case in cases) and "待登记 · 3" in page
    answer = secretary.sends("registering/batch/", session=world.session.pk, pick=[cases[2].pk, cases[0].pk])
    assert answer.status_code == 302 and [number(world, case) for case in cases] == [1, None, 2]
    assert "已登记 2 件" in secretary.client.get(answer["Location"]).content.decode()
    assert "编到 002号" in text_of(secretary.opens("registering/"))


@pytest.mark.parametrize(
    "sent", [{}, {"pick": ["x", "-1", "9" * 30]}, {"session": "none", "pick": ["1"]}, {"session": "9" * 30}]
)
def test_a_batch_of_nonsense_registers_nothing_and_goes_back(world: World, secretary: Visitor, sent: Any) -> None:
    case = submitted(world)
    assert secretary.sends("registering/batch/", **{"session": world.session.pk} | sent).status_code == 302
    assert number(world, case) is None


def test_voided_numbers_are_listed_with_their_reason(world: World, secretary: Visitor) -> None:
    case = registered(world)
    with world.acting():
        take("proposal.void", case, world.seats["officer"], Reason("同一件登记了两次。"))
    page = text_of(secretary.opens("registering/"))
    assert "作废、撤回 1 件" in page and "同一件登记了两次。" in page


# -- the session's last hour ---------------------------------------------------------------------------------------------


def test_the_last_hour_of_a_session_with_forty_delegations(
    world: World, secretary: Visitor, django_assert_max_num_queries: Any
) -> None:
    until = datetime(2026, 5, 19, 12, 0, tzinfo=SHANGHAI)
    with world.acting():
        for n in range(2, 41):
            setup.add_body(world.congress, f"第{n}代表团", "delegation")
        world.session.motions_until = until
        world.session.save(update_fields=["motions_until"])
    submitted(world)
    with clock.frozen(until - timedelta(minutes=59)):
        page = secretary.opens("registering/")
        assert len(re.findall(r'<th scope="row">[^<]*代表团', page)) == 40
        assert "离议案截止还有 59 分钟" in page and 'hx-trigger="every 30s"' in page
        with django_assert_max_num_queries(25):
            secretary.opens("registering/counts/")
    with clock.frozen(until + timedelta(minutes=1)):
        assert "议案截止时间已过" in secretary.opens("registering/counts/")


def test_the_counts_alone_say_what_came_since_without_moving_the_list(world: World, secretary: Visitor) -> None:
    page = secretary.opens("registering/")
    url = re.search(r'hx-get="([^"]+)"', page)
    assert url is not None and "件新的" not in page
    submitted(world)
    fragment = secretary.opens(url[1].replace("&amp;", "&"))
    assert "有 1 件新的，点这里看" in fragment and "<html" not in fragment and "关于整治" not in fragment
    assert url[1] in fragment, "the next question is about the same moment"


@pytest.mark.parametrize("query", ["seen=x", "seen=99999999999999999999", "session=x", "session=all", "after=x", "after=-1"])
def test_an_address_somebody_made_up_shows_the_page(world: World, secretary: Visitor, query: str) -> None:
    assert secretary.asks(f"registering/?{query}").status_code == 200
    assert secretary.asks(f"registering/counts/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=2, hours=3, minutes=4), "离议案截止还有 2 天 3 小时"),
        (timedelta(hours=1, minutes=23), "离议案截止还有 1 小时 23 分钟"),
        (timedelta(seconds=30), "离议案截止还有 0 分钟"),
        (timedelta(0), "议案截止时间已过"),
    ],
)
def test_the_countdown_is_the_servers(world: World, left: timedelta, said: str) -> None:
    now = datetime(2026, 5, 19, 9, 0, tzinfo=SHANGHAI)
    world.session.motions_until = now + left
    assert cut_off(world.session, now) == said
    world.session.motions_until = None
    assert cut_off(world.session, now) == ""


@pytest.mark.parametrize(
    ("minutes", "closed", "late", "said"),
    [
        (90, False, "suggestion", "离议案截止还有 1 小时 30 分钟"),
        (None, False, "suggestion", ""),
        (-1, False, "suggestion", "议案截止时间已过。写成建议，还可以提。"),
        (-1, True, "suggestion", "大会已经闭会，议案要到下次会议时提。建议全年都可以提。"),
        (-1, False, "out_of_session", "议案截止时间已过。现在提出的议案，按闭会期间的办法处理。"),
    ],
)
def test_who_writes_knows_until_when_motions_are_taken(minutes: int | None, closed: bool, late: str, said: str) -> None:
    made = make_world(answers={"raising": {"late_motions": {"value": late, "source": "回音默认"}}})
    now = clock.now()
    made.session.motions_until = now + timedelta(minutes=minutes) if minutes is not None else None
    made.session.closes_on = clock.today() - timedelta(days=1) if closed else None
    with made.acting():
        made.session.save(update_fields=["motions_until", "closes_on"])
        procedure = procedure_of(version_on(made.congress.pk, clock.today()).pk)
        assert for_writers(made.session, procedure, now) == said
    assert said[:6] in Visitor(made, "deputy").opens("write/")


# -- the receipt ---------------------------------------------------------------------------------------------------------


def test_every_signer_has_a_receipt_whose_digest_anybody_can_count_again(world: World) -> None:
    case = registered(world, signed_by=("cosigner",))
    with world.acting():
        event = Event.objects.get(case_id=case.pk, step="proposal.accept")
        case.refresh_from_db()
    for who in ("deputy", "cosigner"):
        deputy = Visitor(world, who)
        assert deputy.at(f"mine/receipt/{case.pk}/") in deputy.opens(f"case/{case.pk}/")
        page = text_of(deputy.opens(f"mine/receipt/{case.pk}/"))
        for part in ("001号", case.title, case.text_digest, event.digest, f"第 {event.number} 号", "还没有写到库外"):
            assert part in page, part
        sent = deputy.asks(f"mine/receipt/{case.pk}/text/")
        assert digests.sm3(sent.content) == case.text_digest
        assert "sm3" not in hashlib.algorithms_available or hashlib.new("sm3", sent.content).hexdigest() == case.text_digest


def test_the_receipt_names_the_anchor_that_covers_the_registration(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Anchors outlive the transaction of a test: these are kept beside it.
    monkeypatch.setattr(anchors, "folder", lambda: tmp_path)
    case = registered(world)
    anchor = anchors.write_anchor(world.congress)
    assert anchor is not None
    page = f"mine/receipt/{case.pk}/"
    assert anchor.digest in text_of(Visitor(world, "deputy").opens(page))
    anchors.path_of(world.congress.code).write_text("not an anchor\n")
    assert "现在读不出来" in text_of(Visitor(world, "deputy").opens(page))


def test_a_receipt_says_that_its_text_was_corrected(world: World) -> None:
    case = registered(world)
    with world.acting():
        take("proposal.correct", case, world.seats["officer"], Correcting({"title": "关于整治沿江大道停车的建议"}, "漏字"))
    page = text_of(Visitor(world, "deputy").opens(f"mine/receipt/{case.pk}/"))
    assert "摘要按更正后的文字" in page


def test_no_receipt_before_the_number_and_none_for_others(world: World) -> None:
    waiting, case = submitted(world, "关于还没登记的建议"), registered(world)
    assert Visitor(world, "deputy").asks(f"mine/receipt/{waiting.pk}/").status_code == 404
    for path in ("", "pdf/", "text/"):
        assert Visitor(world, "cosigner").asks(f"mine/receipt/{case.pk}/{path}").status_code == 404
        assert Visitor(world, "officer").asks(f"mine/receipt/{case.pk}/{path}").status_code == 403


@pytest.mark.skipif(bool(pdf.missing()), reason="no Pango or no Chinese fonts here")
def test_the_receipt_is_a_pdf_that_carries_the_bytes_of_its_digest(world: World) -> None:
    import io

    from pypdf import PdfReader

    case = registered(world)
    answer = Visitor(world, "deputy").asks(f"mine/receipt/{case.pk}/pdf/")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    with world.acting():
        case.refresh_from_db()
    assert case.text_digest in text and "登记回执" in text
    assert digests.sm3(reader.attachments["001号算摘要的原文.json"][0]) == case.text_digest


# -- set-up --------------------------------------------------------------------------------------------------------------


def test_a_delegation_is_given_the_street_that_reads_for_it(world: World) -> None:
    admin = Visitor(world, "admin")
    with world.acting():
        choose_profile(world.congress, "wuchang", valid_from=ALWAYS)
    assert "1 个代表团还没有选阅看的街道" in text_of(admin.opens())
    team, unit, street = (world.bodies[name] for name in ("team", "unit", "street"))
    assert "由哪个街道阅看" in admin.opens(f"setup/bodies/{team.pk}/")
    assert "由哪个街道阅看" not in admin.opens(f"setup/bodies/{unit.pk}/")
    said = {"name": team.name, "kind": team.kind, "street": street.pk}
    assert admin.fills(f"setup/bodies/{team.pk}/", **said).status_code == 302
    with world.acting():
        team.refresh_from_db()
    assert team.street_id == street.pk and "1 个选了街道" in text_of(admin.opens())
    stranger = admin.fills(f"setup/bodies/{team.pk}/", **said | {"street": unit.pk})
    assert stranger.status_code == 200 and "已经不在了" in text_of(stranger)


def test_where_no_street_reads_set_up_does_not_ask_for_one(world: World) -> None:
    assert "街道阅看" not in text_of(Visitor(world, "admin").opens())


def test_passed_items_wait_on_the_same_desk_for_officer_and_secretariat(world: World, secretary: Visitor) -> None:
    made = make_world("wuhan")
    with made.acting():
        case = made.submit()
        take("reading.pass", case, made.seats["officer"], Sheet("fit"))
    for who in ("officer", "secretary"):
        assert case.title in Visitor(made, who).opens("registering/")
        assert case.title in Visitor(made, who).opens("reading/?view=register")
