"""Bad files 89–112 (security.md D) where deputies write: a manuscript from Word, and photos and papers beside it."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huiyin.foundation import file_owners
from huiyin.foundation.models import Draft
from huiyin.proposals import files
from huiyin.proposals.models import Manuscript
from tests.support.tus import Sender
from tests.web.forms import values_shown
from tests.web.test_bad_uploads import BAD_DOCUMENTS, NAMES, OLE, kept, zipped
from tests.web.visiting import text_of
from tests.web.walk import PDF, Walk

pytestmark = pytest.mark.django_db

BAD_WORDS = {bad: ("建议.docx", content) for bad, (_, content) in BAD_DOCUMENTS.items()} | {
    "of another kind": ("建议.pdf", PDF),
    "an old one": ("建议.doc", OLE),
    "no paragraphs": ("建议.docx", zipped("word/document.xml", b"<w:document/>")),
}


def word_file(*paragraphs: str) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    for one in paragraphs:
        document.add_paragraph(one)
    document.save(out)
    return out.getvalue()


def named(name: str, content: bytes) -> SimpleUploadedFile:
    file = SimpleUploadedFile("x", content)
    file.name = name
    return file


def send_word(walk: Walk, who: str, name: str, content: bytes, **data: Any) -> Any:
    return walk.client(who).post(walk.at(who, "write/word/"), {"word": named(name, content), **data}, follow=True)


def written(walk: Walk) -> int:
    with walk.world.acting():
        return Manuscript.objects.filter(congress=walk.world.congress).count()


@pytest.mark.parametrize("bad", BAD_WORDS)
@pytest.mark.parametrize("who", ["deputy", "team_clerk"])
def test_what_is_no_word_document_begins_no_manuscript_and_says_why(walk: Walk, who: str, bad: str) -> None:
    with walk.taken_back():
        before = written(walk), kept(walk)
        lead = {"lead": walk.seats["deputy"].pk} if who == "team_clerk" else {}
        answer = send_word(walk, who, *BAD_WORDS[bad], kind="suggestion", **lead)
        assert answer.status_code == 200, bad
        assert (written(walk), kept(walk)) == before, bad
        (said,) = answer.context["messages"]
        assert said.level_tag == "error" and str(said).endswith("。") and str(said) in answer.content.decode(), bad


@pytest.mark.parametrize("name", [f"{name}.docx" for name in NAMES])
def test_a_bad_name_of_a_word_file_is_no_error(walk: Walk, name: str) -> None:
    """109: the name is used for nothing but its ending."""
    with walk.taken_back():
        answer = send_word(walk, "deputy", name, word_file("关于增设公平秤的建议", "菜场没有公平秤。"))
        assert answer.status_code == 200
        assert "../" not in text_of(answer) and "<b>名单" not in answer.content.decode()


def test_unsafe_characters_of_a_word_file_do_not_reach_the_manuscript(walk: Walk) -> None:
    """8, 11, 13: what cannot be seen is marked or left out when the deputy's text is taken over."""
    with walk.taken_back():
        content = word_file(
            "关于\u202e增设\u200b公平秤的建议", "菜场\u2066没有公平秤。", "建议：", "一、增设\u3164公平秤。"
        )
        answer = send_word(walk, "deputy", "建议.docx", content)
        assert answer.status_code == 200
        with walk.world.acting():
            made = Manuscript.objects.filter(congress=walk.world.congress).order_by("-pk")[0]
            said = "".join((made.title, made.matter, *made.asks, made.place))
        assert "公平秤" in said and not set(said) & set("\u202e\u200b\u2066\u3164"), repr(said)


@pytest.mark.parametrize("bad", BAD_DOCUMENTS)
def test_a_bad_paper_beside_a_manuscript_is_refused_and_what_was_typed_is_kept(walk: Walk, bad: str) -> None:
    """A form sent without scripts."""
    pk = walk.things["manuscript"]
    with walk.taken_back():
        before = kept(walk)
        data = {"title": "关于校门的建议", "matter": "写了很久的情况。", "ask_1": "校门前限时停车。", "version": "1"}
        client = walk.client("deputy")
        answer = client.post(walk.at("deputy", f"write/{pk}/"), data | {"files": named(*BAD_DOCUMENTS[bad])})
        page = answer.content.decode()
        assert answer.status_code == 200 and kept(walk) == before, bad
        assert "写了很久的情况。" in values_shown(page, "matter") and "校门前限时停车。" in values_shown(page, "ask_1")
        assert "没有" in text_of(answer), bad
        with walk.world.acting():
            assert Manuscript.objects.get(congress=walk.world.congress, pk=pk).matter == "写了很久的情况。"


def sender_of(walk: Walk, who: str) -> Sender:
    """A client of its own; the walk's paper of this seat, of which there is one at a time, makes way."""
    Draft.objects.filter(congress=walk.world.congress, seat_id=walk.seats[who].pk).delete()
    return Sender(walk.seats[who])


@pytest.mark.parametrize("bad", BAD_DOCUMENTS)
def test_a_bad_paper_sent_in_pieces_is_refused_too(walk: Walk, bad: str) -> None:
    pk = walk.things["manuscript"]
    name, content = BAD_DOCUMENTS[bad]
    with walk.taken_back(), walk.world.acting():
        sender = sender_of(walk, "deputy")
        begun = sender.begin(content, name, url=f"/s/{walk.seats['deputy'].pk}/uploads/{files.KIND}/{pk}/")
        answer = sender.bring(begun["Location"], 0, content) if begun.status_code == 201 else begun
        assert answer.status_code in (400, 413, 422), (bad, answer.status_code)
        assert "\u3002" in answer.json()["sentence"]
        assert file_owners.files_of(walk.world.congress.pk, files.KIND, pk) == []


def test_nobody_hangs_a_paper_on_a_manuscript_that_is_not_theirs_or_was_submitted(walk: Walk) -> None:
    for who, thing in (("clerk", "manuscript"), ("cosigner", "manuscript"), ("deputy", "submitted_manuscript")):
        with walk.taken_back(), walk.world.acting():
            sender = sender_of(walk, who)
            url = f"/s/{walk.seats[who].pk}/uploads/{files.KIND}/{walk.things[thing]}/"
            assert sender.begin(PDF, url=url).status_code in (403, 404, 422), (who, thing)
