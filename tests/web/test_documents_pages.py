"""Documents to download: who gets which, what they say, what is said where one cannot be made."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huiyin.chain.taking import take
from huiyin.foundation import clock
from tests.documents.reading import text
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
