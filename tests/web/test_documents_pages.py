"""Documents to download: who gets which, what they say, what is said where one cannot be made."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from huiyin.chain.models import Event
from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode
from huiyin.dispatch.steps import HandOver, Target
from huiyin.foundation import clock
from huiyin.foundation.doctor import documents
from huiyin.foundation.documents import fonts as installed
from huiyin.foundation.documents import pdf
from huiyin.handling import desks
from huiyin.handling.assisting import OpinionGiven
from huiyin.reports import worklists
from huiyin.web.documents import drawing
from tests.documents.reading import fonts, text
from tests.web.pages import HANDED_OVER, TODAY, Browser, answered, received
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world()
    with clock.frozen(TODAY):
        yield made


def got(browser: Browser, path: str) -> Any:
    answer = browser.open(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.content.decode(errors="replace")[:500])
    assert answer["Content-Disposition"].startswith("attachment;")
    return answer


def words(content: bytes) -> str:
    """What a .docx says, tables included."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "".join("".join([*(one.text for one in document.paragraphs), *cells]).split())


# -- letters -----------------------------------------------------------------------------------------------------------


def test_a_sent_letter_is_downloaded_by_who_may_read_it_and_by_nobody_else(world: World) -> None:
    _, _, round_ = answered(world)
    for who in ("clerk", "head", "officer", "dispatcher", "leader", "chair"):
        for form in ("pdf", "docx"):
            content = got(Browser(world, who), f"letter/{round_.pk}/{form}/").content
            said = text(content) if form == "pdf" else words(content)
            assert "临城管函〔2026〕19号" in said and "已增设护栏" in said and "草稿" not in said, (who, form)
    for who in ("stranger", "stranger_head", "admin"):
        assert Browser(world, who).open(f"letter/{round_.pk}/pdf/").status_code == 404, who


def test_a_deputy_downloads_the_letter_once_it_has_been_opened(world: World) -> None:
    _, _, round_ = answered(world)
    deputy = Browser(world, "deputy")
    first = deputy.open(f"letter/{round_.pk}/pdf/")
    assert first.status_code == 302 and first["Location"] == deputy.at(f"mine/letter/{round_.pk}/")
    deputy.send(f"mine/letter/{round_.pk}/open/")
    assert "已增设护栏" in text(got(deputy, f"letter/{round_.pk}/pdf/").content)
    assert f"letter/{round_.pk}/docx/" in deputy.read(f"mine/letter/{round_.pk}/")


def test_a_draft_is_its_unit_s_alone_and_says_that_it_is_one(world: World) -> None:
    _, _, round_ = received(world)
    with world.acting():
        world.write(round_)
    answer = got(Browser(world, "clerk"), f"letter/{round_.pk}/pdf/")
    assert "草稿" in text(answer.content) and "（发出时落日期）" in text(answer.content)
    assert "草稿" in unquote(answer["Content-Disposition"])
    for who in ("officer", "dispatcher", "deputy", "stranger"):
        assert Browser(world, who).open(f"letter/{round_.pk}/pdf/").status_code == 404, who


def test_the_page_of_the_letter_and_the_case_lead_to_its_files(world: World) -> None:
    case, _, round_ = answered(world)
    clerk = Browser(world, "clerk")
    for page in (f"reply/{round_.pk}/", f"case/{case.pk}/"):
        assert all(clerk.at(f"letter/{round_.pk}/{form}/") in clerk.read(page) for form in ("pdf", "docx")), page


def test_a_stamped_document_is_not_drawn_anew(world: World) -> None:
    _, _, round_ = received(world)
    clerk = Browser(world, "clerk")
    upload = SimpleUploadedFile("答复函.pdf", PDF, "application/pdf")
    clerk.done(f"reply/{round_.pk}/edit/", title="答复", body="", document=upload)
    with world.acting():
        world.talk(round_)
        for step, who in (("letter.submit", "clerk"), ("letter.clear", "head"), ("letter.send", "head")):
            take(step, round_, world.seats[who])
    assert clerk.open(f"letter/{round_.pk}/pdf/").status_code == 404
    assert f"letter/{round_.pk}/pdf/" not in clerk.read(f"reply/{round_.pk}/")


# -- lists -------------------------------------------------------------------------------------------------------------

LATE = date(2026, 9, 1)


@pytest.fixture
def two_units(world: World) -> World:
    """城管局 has 001号 (answered) and 002号; 教育局 has 003号, and assists with 004号."""
    with world.acting():
        titles = ("整治违停", "清运垃圾", "校门口秩序", "新建停车场")
        cases = [world.register(f"关于{title}的建议") for title in titles]
    with clock.frozen(HANDED_OVER), world.acting():
        (first,) = world.by_the_office(cases[0])
        world.answer(world.receive(first))
        world.by_the_office(cases[1])
        world.by_the_office(cases[2], "school")
        bodies = world.bodies
        targets = (Target(bodies["unit"].pk, Mode.LEAD), Target(bodies["school"].pk, Mode.ASSIST))
        take("dispatch.hand_over", cases[3], world.seats["officer"], HandOver(targets=targets))
    return world


def sheet_of(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_a_hand_over_list_has_the_items_of_its_unit_and_room_to_sign(two_units: World) -> None:
    world = two_units
    unit, school = world.bodies["unit"].pk, world.bodies["school"].pk
    officer = Browser(world, "officer")
    page = officer.read("papers/")
    for body in (unit, school):
        assert f"papers/hand-over/{body}/pdf/" in page
    said = text(got(officer, f"papers/hand-over/{school}/pdf/").content)
    assert "区教育局" in said and "共2件" in said and "主办1件、会办1件" in said
    assert "校门口秩序" in said and "新建停车场" in said and "清运垃圾" not in said
    assert all(heading in said for heading in ("签收人", "签收日期", "交办人（签字）", "签收单位（盖章）"))
    assert said == text(got(Browser(world, "stranger"), f"papers/hand-over/{school}/pdf/").content)
    written = words(got(officer, f"papers/hand-over/{school}/docx/").content)
    assert "校门口秩序" in written and "交办人（签字）" in written and "2026.3.2" in written


def test_a_unit_gets_no_list_of_another_unit_and_an_office_those_it_passed_on(two_units: World) -> None:
    world = two_units
    unit, school = world.bodies["unit"].pk, world.bodies["school"].pk
    assert Browser(world, "clerk").open(f"papers/hand-over/{school}/pdf/").status_code == 404
    assert Browser(world, "stranger").open(f"papers/hand-over/{unit}/docx/").status_code == 404
    assert f"papers/hand-over/{school}/" not in Browser(world, "clerk").read("papers/")
    for who in ("deputy", "admin"):
        assert Browser(world, who).open("papers/").status_code == 403
    passed_on = words(got(Browser(world, "dispatcher"), f"papers/hand-over/{school}/docx/").content)
    assert "校门口秩序" in passed_on and "新建停车场" not in passed_on, "004号 was not handed over by the office"


def test_the_overdue_list_holds_what_the_desk_counts_as_late(two_units: World) -> None:
    world = two_units
    with clock.frozen(LATE):
        with world.acting():
            late = {who: desks.counts(world.seats[who], LATE)["red"] for who in ("officer", "dispatcher", "clerk")}
            assisting = Assignment.objects.filter(congress=world.congress, mode=Mode.ASSIST, due_on__lt=LATE).count()
        assert late == {"officer": 3, "dispatcher": 2, "clerk": 2}
        for who, counted in late.items():
            rows = sheet_of(got(Browser(world, who), "papers/overdue/xlsx/").content)[3:]
            assert len(rows) == counted + (assisting if who == "officer" else 0), (who, rows)
        said = text(got(Browser(world, "officer"), "papers/overdue/pdf/").content)
        assert "清运垃圾" in said and "整治违停" not in said, "what has been answered is not late"
        assert "清运垃圾" in words(got(Browser(world, "clerk"), "papers/overdue/docx/").content)
        assert "清运垃圾" not in words(got(Browser(world, "stranger"), "papers/overdue/docx/").content)


def test_nothing_late_is_said_in_words(world: World) -> None:
    said = text(got(Browser(world, "officer"), "papers/overdue/pdf/").content)
    assert "没有逾期的件" in said


def test_the_ledger_is_the_same_on_paper_in_word_and_as_a_sheet(two_units: World) -> None:
    officer = Browser(two_units, "officer")
    pdf_text = text(got(officer, "papers/ledger/pdf/").content)
    word_text = words(got(officer, "papers/ledger/docx/").content)
    rows = sheet_of(got(officer, "papers/ledger/xlsx/").content)
    assert len(rows) == 2 + 1 + 5, "title, what it is, headings, five pieces"
    for row in rows[3:]:
        for cell in row:
            plain = "".join(str(cell).split())
            assert plain in pdf_text and plain in word_text, cell
    assert "共5个承办件" in pdf_text


def test_a_list_too_long_for_paper_leads_to_the_export_before_a_row_is_read(
    two_units: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklists, "MOST", 1)
    officer = Browser(two_units, "officer")
    for name, view in (("ledger", ""), ("overdue", "red")):
        with clock.frozen(LATE):
            answer = officer.client.get(officer.at(f"papers/{name}/xlsx/"), follow=True)
        assert "纸面清单最多 1 行" in answer.content.decode() and "导出" in answer.content.decode()
        address, _ = answer.redirect_chain[0]
        assert address.split("?")[0] == officer.at("lists/") and f"view={view}" in address + "&view="


def test_rows_are_told_in_parts_that_make_one_list(two_units: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seat = two_units.seats["officer"]
    with two_units.acting():
        whole = worklists.ledger(seat, None)
        monkeypatch.setattr(worklists, "_AT_ONCE", 2)
        assert worklists.ledger(seat, None) == whole
        assert sum(piece.answered_on is not None for piece in whole) == 1
        assert [piece.first_due_on is None for piece in whole].count(True) == 1, "the assisting unit had no limit"


def test_the_cases_behind_a_figure_are_to_be_had_on_paper(two_units: World) -> None:
    officer = Browser(two_units, "officer")
    page = officer.read("figures/registered/---/numerator/")
    assert "figures/registered/---/numerator/document/pdf/" in page
    for form, read in (("pdf", text), ("docx", words)):
        said = read(got(officer, f"figures/registered/---/numerator/document/{form}/").content)
        assert "关于校门口秩序的建议" in said and "4件" in said


# -- archives ----------------------------------------------------------------------------------------------------------


def archive_of(world: World, who: str, case_id: int) -> bytes:
    content: bytes = got(Browser(world, who), f"case/{case_id}/archive/").content
    return content


def test_an_archive_holds_the_case_from_its_text_to_its_events(world: World) -> None:
    case, _, _ = answered(world)
    said = text(archive_of(world, "officer", case.pk))
    with world.acting():
        events = list(Event.objects.filter(congress=world.congress, case_id=case.pk))
    parts = (case.title, "沿江大道早晚高峰违停严重", "李文静", "王秀兰", "区城市管理执法局", "代表同意先清理再设护栏",
             "已增设护栏", "临城管函〔2026〕19号", "这一件还没有办结")  # fmt: skip
    assert [part for part in parts if part not in said] == []
    assert [event.number for event in events if event.digest not in said] == []


def test_an_archive_is_pdf_a_3_with_its_fonts_and_the_files_of_the_case_inside(world: World) -> None:
    case, _, round_ = received(world)
    clerk = Browser(world, "clerk")
    upload = SimpleUploadedFile("答复函 终稿.pdf", PDF, "application/pdf")
    clerk.done(f"reply/{round_.pk}/edit/", title="答复", body="", document=upload)
    before = PdfReader(io.BytesIO(archive_of(world, "clerk", case.pk)))
    assert before.attachments == {}, "a draft is no paper of the case"
    with world.acting():
        world.talk(round_)
        for step, who in (("letter.submit", "clerk"), ("letter.clear", "head"), ("letter.send", "head")):
            take(step, round_, world.seats[who])
    content = archive_of(world, "officer", case.pk)
    found = PdfReader(io.BytesIO(content))
    assert found.attachments["答复函 终稿.pdf"] == [PDF]
    root: Any = found.trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"part(=\"|>)3", metadata) and re.search(r"conformance(=\"|>)U", metadata), metadata
    assert all(fonts(content).values()) and "在本卷内" in text(content)


@pytest.mark.parametrize("grade", ["satisfied", "unsatisfied"])
def test_no_archive_tells_a_grade_and_no_unit_s_archive_tells_of_an_evaluation(world: World, grade: str) -> None:
    """Article by article: the seal of ADR 0004 holds for files as for pages."""
    case, _, round_ = answered(world)
    with world.acting("deputy"):
        world.evaluate(round_, grade, "没有写明完成时间这一条请补上")
    for who in ("officer", "chair", "clerk", "head", "dispatcher", "leader"):
        said = text(archive_of(world, who, case.pk))
        assert "没有写明完成时间" not in said and "不满意" not in said and "基本满意" not in said, who
        assert said.count("满意") == 0, who
        knows = who == "officer"
        assert ("已评价" in said) is knows and ("不得转给承办单位" in said) is knows, who


def test_to_a_unit_a_settled_case_and_one_that_lapsed_have_the_same_archive(world: World) -> None:
    """Neither word, nor hour, nor link tells which it was."""
    case, _, round_ = answered(world)
    other, _, second = answered(world)
    with world.acting("deputy"):
        world.evaluate(round_, "satisfied")
    with world.acting("officer"):
        world.settle(round_)
        take("evaluation.set_aside", second, world.seats["officer"])
    ends = []
    for one in (case, other):
        said = text(archive_of(world, "clerk", one.pk))
        with world.acting():
            events = Event.objects.filter(congress=world.congress, case_id=one.pk, step__startswith="evaluation.")
            hidden = [event.digest for event in events]
        assert hidden and not any(digest in said for digest in hidden)
        assert "评价" not in said.replace("代表评价的等次和理由依法密封", "").replace("说出代表有没有评价", "")
        ends.append(said.count("办结"))
    assert ends[0] == ends[1]


def test_an_archive_has_no_opinion_for_whoever_may_not_read_it_and_none_at_all_for_strangers(two_units: World) -> None:
    world = two_units
    with world.acting():
        assist = Assignment.objects.get(congress=world.congress, mode=Mode.ASSIST)
        take("assignment.receive", assist, world.seats["stranger"])
        take("opinion.give", assist, world.seats["stranger"], OpinionGiven("停车场用地要先征求规划部门意见。"))
    for who, reads in (("clerk", True), ("officer", True), ("stranger", True)):
        assert ("先征求规划部门意见" in text(archive_of(world, who, assist.proposal_id))) is reads, who
    assert Browser(world, "dispatcher").open(f"case/{assist.proposal_id}/archive/").status_code == 404
    for who in ("deputy", "admin"):
        assert Browser(world, who).open(f"case/{assist.proposal_id}/archive/").status_code == 403


def test_the_box_list_counts_the_pages_each_archive_has(world: World) -> None:
    case, _, round_ = answered(world)
    with world.acting("deputy"):
        world.evaluate(round_)
    officer = Browser(world, "officer")
    assert "还没有办结的件" in officer.read("papers/")
    with world.acting("officer"):
        world.settle(round_)
    pages = len(PdfReader(io.BytesIO(archive_of(world, "officer", case.pk))).pages)
    boxes = f"papers/box/{world.session.pk}"
    assert f"{boxes}/1/xlsx/" in officer.read("papers/")
    (row,) = sheet_of(got(officer, f"{boxes}/1/xlsx/").content)[3:]
    assert row[1:3] == [case.shown_no, case.title] and row[6] == str(pages)
    assert f"共1盒，{pages}页" in text(got(officer, f"{boxes}/1/pdf/").content)
    assert officer.open(f"{boxes}/2/pdf/").status_code == 404
    assert Browser(world, "clerk").open(f"{boxes}/1/pdf/").status_code == 403


# -- where a PDF cannot be made ------------------------------------------------------------------------------------------


def test_without_chinese_fonts_the_page_says_what_to_install_and_word_still_works(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """fontconfig is given a machine that has no fonts at all."""
    _, _, round_ = answered(world)
    (tmp_path / "fonts.conf").write_text(f"<fontconfig><dir>{tmp_path}</dir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    monkeypatch.setattr(installed, "_found", set())
    clerk = Browser(world, "clerk")
    answer = clerk.open(f"letter/{round_.pk}/pdf/")
    said = answer.content.decode()
    assert answer.status_code == 503 and "apt install fonts-noto-cjk" in said
    assert clerk.at(f"letter/{round_.pk}/docx/") in said and clerk.at(f"reply/{round_.pk}/") in said
    assert "已增设护栏" in words(got(clerk, f"letter/{round_.pk}/docx/").content)
    assert documents()[0] == "warn" and "fonts-noto-cjk" in documents()[1]


def test_without_pango_it_says_so_too() -> None:
    """In a process of its own in which no library of that name can be opened."""
    script = """
import cffi, ctypes
opened = cffi.FFI.dlopen
def dlopen(self, name, *more):
    if name and "pango" in name:
        raise OSError(f"cannot load library {name}")
    return opened(self, name, *more)
cffi.FFI.dlopen = dlopen
from huiyin.foundation.documents import pdf
print(pdf.missing())
"""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment)
    assert "apt install libpango-1.0-0" in done.stdout, done.stderr


def test_the_site_starts_without_the_libraries_of_documents() -> None:
    script = "import django, sys; django.setup(); import huiyin.web.urls; print({'weasyprint', 'docx'} & set(sys.modules))"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment)
    assert done.stdout.strip() == "set()", done.stderr


def test_documents_are_drawn_when_the_transaction_of_the_door_is_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, round_ = answered(world)
    depths: list[int] = []
    drawn = pdf.letter_pdf
    outside = len(connection.savepoint_ids)

    def note(letter: Any) -> bytes:
        depths.append(len(connection.savepoint_ids))
        return drawn(letter)

    monkeypatch.setattr(pdf, "letter_pdf", note)
    got(Browser(world, "clerk"), f"letter/{round_.pk}/pdf/")
    assert depths == [outside]


def test_a_list_too_long_for_pdf_is_pointed_to_a_spreadsheet(two_units: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_ROWS", 3)
    officer = Browser(two_units, "officer")
    said = officer.read("papers/ledger/pdf/")
    assert "这份清单有 5 行，PDF 最多 3 行" in said and "papers/ledger/xlsx/" in said
    assert "新建停车场" in words(got(officer, "papers/ledger/docx/").content)
