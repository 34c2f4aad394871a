"""Bad inputs 73–88 (security.md D), rich text, through the addresses people write to: an appointment, what a unit keeps for
itself, the channel, the letter with its points, its draft before the deputy, its review, until the letter is opened.

Never a 500; what is refused is shown again as it was typed; and in no page, PDF, Word file, spreadsheet or calendar that shows
it afterwards is there anything to act upon.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huiyin.channel.models import Message
from huiyin.foundation import clock
from huiyin.foundation.models import StoredFile
from huiyin.handling.models import Appointment, Contact, Letter, LetterVersion
from huiyin.inside.models import InsideNote, InsideTask
from tests.handling.meeting import NOW, at
from tests.web.forms import tidy, values_shown
from tests.web.pages import HANDED_OVER, Browser, received
from tests.web.rich import (
    HARMLESS,
    RICH,
    active_in,
    active_in_calendar,
    active_in_office_file,
    active_in_pdf,
)
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
ASKED = {"value": True, "source": "回音默认"}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TWO_ASKS = "沿江大道违停严重。建议：\n一、增设护栏。\n二、早晚高峰安排专人值守。"
PEOPLE = ("clerk", "head", "deputy", "cosigner", "officer", "dispatcher")
BAD = pytest.mark.parametrize("typed", RICH.values(), ids=RICH.keys())
# The whole line takes seconds for each: in an ordinary run what scripts, what swallows a page and what Word leaves behind.
QUICK = ("73 script", "85 unclosed", "87 Word paste")
BAD_ON_THE_LINE = pytest.mark.parametrize(
    "typed", [pytest.param(words, id=name, marks=() if name in QUICK else pytest.mark.deep) for name, words in RICH.items()]
)


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world(answers={"roles": {"letter_review": ASKED}, "letter": {"draft_to_deputy": ASKED}})
    with clock.frozen(NOW):
        yield made


def hidden_in(page: str) -> dict[str, str]:
    found = ((name, re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)) for name in ("request_key", "version"))
    return {name: value[1] for name, value in found if value is not None}


@dataclass
class Typing:
    """People at their pages, each of whom types the same bad text wherever there is a box for words."""

    world: World
    typed: str
    taken: list[str] = field(default_factory=list)
    browsers: dict[str, Browser] = field(default_factory=dict)

    def __getitem__(self, who: str) -> Browser:
        return self.browsers.setdefault(who, Browser(self.world, who))

    def types(self, who: str, path: str, *boxes: str, on: str = "", **sound: Any) -> None:
        """The text in each of these boxes at once; where that is refused, it is shown again, and sound words go instead.
        `on`: the page that has the form, where it is not the one it is sent to."""
        one = self[who]
        page = one.read(on or path)
        hidden = hidden_in(page)
        answer = one.send(path, **hidden | sound | dict.fromkeys(boxes, self.typed))
        if answer.status_code == 302:
            self.taken += [f"{path} {box}" for box in boxes]
            return
        page = answer.content.decode()
        assert answer.status_code == 200 and "错误：" in page, (path, answer.status_code)
        assert active_in(page) == [], path
        for box in boxes:
            assert tidy(self.typed) in [tidy(value) for value in values_shown(page, box)], (path, box, "what was typed is gone")
        # A line too long, a name with signs of no name: where the box says so, sound words go instead.
        wrong = {box for box in boxes if re.search(rf'<(?:input|textarea)[^>]*name="{box}"[^>]*aria-invalid="true"', page)}
        assert wrong, (path, "refused, and no box says why")
        fits = {box: HARMLESS if box in wrong else self.typed for box in boxes}
        hidden = hidden_in(page)
        answer = one.send(path, **hidden | sound | fits | ({"person": "张伟"} if "person" in wrong else {}))
        assert answer.status_code == 302, (path, answer.content.decode()[-4000:])
        self.taken += [f"{path} {box}" for box in boxes if box not in wrong]

    def presses(self, who: str, path: str, **data: Any) -> None:
        answer = self[who].fill(path, **data)
        assert answer.status_code == 302, (path, answer.content.decode()[-4000:])


def walked(world: World, typed: str) -> tuple[Typing, Any, Any]:
    """The line from the offer of a time to the opened letter, with the text in every box on the way."""
    case, row, round_ = received(world, body=TWO_ASKS)
    hands = Typing(world, typed)
    hands.types(
        "clerk", f"appointment/offer/{round_.pk}/", "place", "people", "word",
        on_1="2026-03-12", at_1="15:00", form="on_site", minutes="60",
    )  # fmt: skip
    with world.acting():
        offered = Appointment.objects.get()
    hands.types("deputy", f"appointment/{offered.pk}/counter/", "word", on_1="2026-03-13", at_1="10:00")
    hands.presses("clerk", f"appointment/{offered.pk}/agree/", at=at(13, 10).isoformat(timespec="minutes"))
    entry = hands["deputy"].open(f"appointment/{offered.pk}/calendar/").content.decode()
    assert active_in_calendar(entry) == [] and entry.count("BEGIN:VEVENT") == 1
    hands.types("clerk", f"inside/give/?pick={row.pk}", "division", "person", "note", go="1", pick=row.pk)
    hands.types("clerk", f"inside/{row.pk}/note/", "text")
    with clock.frozen(at(14)):
        hands.types("clerk", f"contact/{round_.pk}/", "people", "note", form="on_site", stage="during", happened_on="2026-03-13")
    with world.acting():
        talk = Contact.objects.get()
    hands.types("deputy", f"mine/contact/{talk.pk}/", "correction", on=f"case/{case.pk}/", word="wrong")
    named = SimpleUploadedFile(f"{typed[:150]}.pdf", PDF, "application/pdf")
    hands.types("deputy", f"channel/{case.pk}/", "body")
    sent = hands["clerk"].fill(f"channel/{case.pk}/", body=typed[:5000], files=named)
    assert sent.status_code == 302, sent.content.decode()[-3000:]
    with world.acting():
        newest = Message.objects.order_by("-pk")[0]
    assert hands["clerk"].send(f"channel/{case.pk}/{newest.pk}/pin/").status_code == 302
    edit = f"reply/{round_.pk}/edit/"
    points = ("point-1-said", "point-2-said")
    hands.types(
        "clerk", edit, "title", "number", "body", "signatory", "contact_line", *points,
        **{"point-1-outcome": "adopted", "point-2-outcome": "cannot"},
    )  # fmt: skip
    _saved_by_itself(hands, edit, typed)
    hands.presses("clerk", f"step/draft.offer/{round_.pk}/")
    hands.types("deputy", f"mine/draft/{round_.pk}/", "reason", word="disagrees")
    hands.types("officer", f"reply/{round_.pk}/draft/verify/", "verified", "verified_with", outcome="may_answer")
    hands.types(
        "clerk", f"reply/{round_.pk}/promises/mark/", "what", "person",
        on=f"reply/{round_.pk}/promises/", due_kind="dated", due_on="2026-09-30",
    )  # fmt: skip
    checked = hands["clerk"].read(f"reply/{round_.pk}/check/")
    assert active_in(checked) == []
    # Without anything to say why, the page has a button alone.
    submit = ("despite",) if 'name="despite"' in checked else ()
    hands.types("clerk", f"reply/{round_.pk}/check/", *submit)
    hands.types("head", f"reply/{round_.pk}/back/", "remark")
    hands.types("clerk", f"reply/{round_.pk}/check/", *submit)
    hands.presses("head", f"step/letter.clear/{round_.pk}/")
    hands.types("dispatcher", f"reply/{round_.pk}/decline/", "remark")
    hands.types("clerk", f"reply/{round_.pk}/check/", *submit)
    hands.presses("head", f"step/letter.clear/{round_.pk}/")
    hands.presses("dispatcher", f"step/letter.review/{round_.pk}/")
    return hands, case, round_


def _saved_by_itself(hands: Typing, edit: str, typed: str) -> None:
    """What js/autosave.js sends while one types: kept, or refused in words; and the editor as it stands when opened again."""
    page = hands["clerk"].read(edit)
    assert active_in(page) == []
    kept = {name: values_shown(page, name)[0] for name in ("title", "body", "number", "point-1-said", "point-1-outcome")}
    saved = hands["clerk"].send(edit.replace("/edit/", "/save/"), **kept | hidden_in(page) | {"contact_line": typed})
    assert saved.status_code in (200, 422), saved.status_code
    assert saved.status_code == 200 or "contact_line" in saved.json()["errors"]


def shown_on(case: Any, round_: Any) -> dict[str, tuple[str, ...]]:
    """Who reads it where, before and after it is sent; a page that is not theirs is a 404."""
    staff = ("", "?view=all", f"case/{case.pk}/", f"peek/{case.pk}/", f"reply/{round_.pk}/", "lists/", "notices/", "channels/",
             f"channel/{case.pk}/", "search/?q=增设护栏")  # fmt: skip
    own = (*staff, f"reply/{round_.pk}/edit/", f"reply/{round_.pk}/promises/", f"contact/{round_.pk}/")
    mine = ("", f"case/{case.pk}/", f"channel/{case.pk}/", "channels/", "notices/", f"mine/letter/{round_.pk}/",
            f"mine/draft/{round_.pk}/")  # fmt: skip
    return {"clerk": own, "head": own, "deputy": mine, "cosigner": mine, "officer": staff, "dispatcher": staff}


@BAD_ON_THE_LINE
def test_rich_text_stays_plain_text_wherever_it_is_written_and_shown(world: World, typed: str) -> None:
    hands, case, round_ = walked(world, typed)
    _feed(hands)
    read = 0
    for sent in (False, True):
        if sent:
            hands.presses("head", f"reply/{round_.pk}/send/")
            assert hands["deputy"].send(f"mine/letter/{round_.pk}/open/").status_code == 302
        for who, paths in shown_on(case, round_).items():
            for path in paths:
                answer = hands[who].open(path)
                assert answer.status_code in (200, 302, 403, 404, 409), (who, path, answer.status_code)
                assert active_in(answer.content.decode()) == [], (who, path)
                read += answer.status_code == 200
    assert read > 60, "pages are read, not refusals"
    _kept(world, typed)
    _files(world, hands, case, round_)


def _kept(world: World, typed: str) -> None:
    """What was taken stands in the rows as it was typed, sign by sign."""
    if len(typed) > 300:
        return
    said = tidy(typed).strip()
    with world.acting():
        letter, talk = Letter.objects.get(), Contact.objects.get()
        rows = [letter.body, letter.title, letter.points[0]["said"], talk.note, talk.correction]
        rows += [Message.objects.order_by("pk")[0].body, InsideNote.objects.get().text, InsideTask.objects.get().note]
        rows += [*LetterVersion.objects.exclude(remark="").values_list("remark", flat=True)]
    assert [one for one in rows if one != said] == []


def _feed(hands: Typing) -> None:
    page = hands["clerk"].send("calendar/", word="on").content.decode()
    address = re.search(r"/calendar/\d+-[\w-]+\.ics", page)
    assert address is not None
    feed = hands["clerk"].client.get(address[0]).content.decode()
    assert active_in_calendar(feed) == [] and feed.count("BEGIN:VEVENT") == feed.count("END:VEVENT") >= 1


def _files(world: World, hands: Typing, case: Any, round_: Any) -> None:
    """The letter as PDF and Word, the archive of the case, the list as a spreadsheet; and the file from the channel."""
    with world.acting():
        body, stored = Letter.objects.get().body, StoredFile.objects.get(owner_kind="channel")
    for path in (f"letter/{round_.pk}/pdf/", f"case/{case.pk}/archive/"):
        drawn = hands["clerk"].open(path)
        assert drawn.status_code == 200 and active_in_pdf(drawn.content) == [], path
    word = hands["clerk"].open(f"letter/{round_.pk}/docx/").content
    assert active_in_office_file(word) == []
    printed = "".join("".join(one.text for one in docx.Document(io.BytesIO(word)).paragraphs).split())
    assert "".join(body.split()) in printed, "the letter says what was typed, as words"
    table = hands["clerk"].send("lists/export/")
    assert table["Content-Type"].endswith("sheet") and active_in_office_file(table.content) == []
    given = hands["deputy"].open(f"file/{stored.pk}/")
    assert given.status_code == 200 and given["Content-Disposition"].startswith("attachment;")
    assert "\n" not in given["Content-Disposition"] and "<" not in given["Content-Disposition"]


@BAD
def test_what_is_looked_for_in_a_page_is_found_where_somebody_forgot_to_escape(typed: str) -> None:
    """The control: each of the texts, put into a page as it is, is seen to act."""
    page = f"<!doctype html><html lang=zh-CN><head></head><body><p>{typed}</p></body></html>"
    assert active_in(page.replace(typed, "甲")) == []
    assert active_in(page), typed[:60]
