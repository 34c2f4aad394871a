"""汇编 (W18): every item once, in every index it belongs to; made by the worker, kept a week, taken by the office that asked."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from huiyin.chain.models import Event
from huiyin.chain.taking import take
from huiyin.foundation import clock, file_owners, files
from huiyin.foundation.documents import typeset, word
from huiyin.foundation.documents.paper import Booklet, Entry, Index
from huiyin.foundation.models import Progress, StoredFile
from huiyin.people.models import Congress
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Reason
from huiyin.reports import booklets, made_files
from huiyin.reports.booklets import Wanted, compose
from tests.web.visiting import Visitor
from tests.world import World, make_world

TITLES = ("关于整治沿江大道违停的建议", "关于加装电梯的建议", "关于增设护栏的建议")


def filled(world: World) -> list[Proposal]:
    """Three items of two deputies, one handed over, one that is not to be published, one voided besides."""
    items = [
        world.register(TITLES[0], category="城建", cosigner_seat_ids=(world.seats["cosigner"].pk,)),
        world.register(TITLES[1], lead=world.seats["cosigner"].pk, category="城建"),
        world.register(TITLES[2]),
    ]
    world.hand_over(items[0], "unit", "school", mode="joint_lead")
    Proposal.objects.filter(pk=items[2].pk).update(wish_unpublished=True)
    take("proposal.void", world.register("作废的一件"), world.seats["officer"], Reason("登记重复了。"))
    return items


def composed(world: World, **more: bool) -> Booklet:
    wanted = Wanted(world.session.pk, "suggestion", ("pdf",), **more)
    ids = list(booklets.numbered(world.seats["officer"], world.session.pk, "suggestion").values_list("pk", flat=True))
    rows = booklets._read(world.congress.pk, ids)
    return compose(Congress.objects.get(pk=world.congress.pk), world.seats["officer"], wanted, rows)


def under(booklet: Booklet, place: int) -> dict[str, list[str]]:
    """Under which names of an index the titles stand."""
    return {name: [booklet.entries[n].title for n in places] for name, places in booklet.indexes[place].rows}


@pytest.mark.django_db
def test_each_item_stands_once_in_its_order_and_under_every_name_it_belongs_to() -> None:
    world = make_world()
    with world.acting():
        filled(world)
        made = composed(world, internal=True)
    assert [entry.title for entry in made.entries] == list(TITLES)
    assert under(made, 0) == {"李文静": [TITLES[0], TITLES[2]], "王秀兰": [TITLES[0], TITLES[1]]}
    assert under(made, 1) == {"第一代表团": list(TITLES)}
    assert under(made, 2) == {"区城市管理执法局": [TITLES[0]], "区教育局": [TITLES[0]], "（还没有交办）": list(TITLES[1:])}
    assert under(made, 3) == {"城建": list(TITLES[:2]), "（没有写类别）": [TITLES[2]]}
    assert ("领衔代表", "李文静（第一代表团）") in made.entries[0].facts and ("联名代表", "王秀兰") in made.entries[0].facts
    assert any("只供内部交办" in note for note in made.notes) and any("004号" in note for note in made.notes)


@pytest.mark.django_db
def test_what_a_deputy_wishes_not_to_be_published_is_left_out_and_counted() -> None:
    world = make_world()
    with world.acting():
        filled(world)
        made = composed(world)
    assert [entry.title for entry in made.entries] == list(TITLES[:2])
    assert any("不公开的 1 件没有收入" in note for note in made.notes)


@given(st.lists(st.lists(st.sampled_from("甲乙丙丁"), max_size=4), max_size=30))
def test_every_item_is_in_every_index_it_belongs_to_and_in_no_other(names: list[list[str]]) -> None:
    items = [Proposal(title=str(n)) for n in range(len(names))]
    index = booklets._index("索引", items, lambda item: names[int(item.title)], "没有")
    found = {(name, place) for name, places in index.rows for place in places}
    wanted = {(name, place) for place, given in enumerate(names) for name in given or ["没有"]}
    assert found == wanted and sum(len(places) for _, places in index.rows) == len(wanted)


# -- on paper ----------------------------------------------------------------------------------------------------------

TYPED = '#panic("x") [*粗*] $a_1$ \\ // <e0> @e1 "引号" {{ }} ＜b＞'


def printed() -> Booklet:
    entries = [Entry(f"{n:03d}号", f"关于第{n}件事的建议", [("领衔代表", "李文静")], [TYPED, "一、增设护栏。"]) for n in (1, 2, 3)]
    index = Index("索引一　按代表", [("李文静", [0, 2])])
    return Booklet("临江区人大", "代表建议汇编", "2026年5月19日", ["收入建议 3 件。"], entries, [index])


def test_the_pdf_says_what_was_typed_and_the_contents_and_indexes_name_the_right_pages() -> None:
    if typeset.missing():
        pytest.skip(typeset.missing())
    pages = ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(typeset.booklet_pdf(printed()))).pages]
    assert "代表建议汇编" in pages[0] and "目录" in pages[1]
    assert [n for n in range(2, 5) if f"关于第{n - 1}件事" in pages[n]] == [2, 3, 4]
    assert '#panic("x")' in pages[2] and "[*粗*]" in pages[2] and "@e1" in pages[2]
    assert "001号（1）" in pages[-1] and "003号（3）" in pages[-1] and "002号" not in pages[-1]


def test_a_sign_that_pdf_a_forbids_or_no_font_has_spoils_no_booklet() -> None:
    if typeset.missing():
        pytest.skip(typeset.missing())
    odd = Entry("001号", "关于\ufeff护栏的建议", [], ["甲\ufeff乙\U0001f600\ue000\u200b\u2028丙"])
    assert typeset.booklet_pdf(replace(printed(), entries=[odd], indexes=[])).startswith(b"%PDF-")


def test_what_failed_once_and_then_succeeded_says_no_more_that_it_failed(own_database: str) -> None:
    world = make_world()
    with world.acting():
        filled(world)
        progress = booklets.ask(world.seats["officer"], Wanted(world.session.pk, "suggestion", ("docx",)))
        said = progress.result | {"why": "没有做成"}
        Progress.objects.filter(pk=progress.pk).update(state=Progress.State.FAILED, result=said)
    booklets.make(world.congress.pk, progress.pk)
    page = Visitor(world, "officer").opens(f"papers/booklets/{progress.pk}/")
    assert "汇编好了" in page and "没有做成" not in page


def test_the_word_file_has_a_heading_for_each_item_and_index() -> None:
    document = Document(io.BytesIO(word.booklet_docx(printed())))
    headings = [one.text for one in document.paragraphs if one.style is not None and one.style.name == "Heading 1"]
    assert headings == ["001号　关于第1件事的建议", "002号　关于第2件事的建议", "003号　关于第3件事的建议", "索引一　按代表"]
    assert any(one.text == "李文静　001号、003号" for one in document.paragraphs)
    assert any(one.text == TYPED for one in document.paragraphs)


# -- the job and the pages ---------------------------------------------------------------------------------------------


def test_the_office_asks_the_worker_makes_and_only_that_office_takes_it(
    own_database: str, work_off_jobs: Callable[[], None]
) -> None:
    world = make_world()
    with world.acting():
        filled(world)
    officer = Visitor(world, "officer")
    assert "还没有做过汇编" in officer.opens("papers/booklets/")
    answer = officer.sends("papers/booklets/", session=world.session.pk, kind="suggestion", forms_wanted=["pdf", "docx"])
    assert answer.status_code == 302
    assert "0 / 12" in officer.opens(answer["Location"])
    work_off_jobs()
    page = officer.opens(answer["Location"])
    assert "汇编好了" in page and "代表建议汇编.pdf" in page and "代表建议汇编.docx" in page
    with world.acting():
        progress = Progress.objects.get(kind="booklet")
        assert (progress.state, progress.done, progress.total) == ("done", 12, 12)
        pdf = next(one for one in made_files.files_of(progress) if one.kind == "pdf")
        assert files.open_stored(pdf.digest).read(5) == b"%PDF-"
        assert file_owners.readable(world.seats["officer"], pdf.pk) == pdf
        for other in ("secretary", "clerk", "deputy", "dispatcher"):
            assert file_owners.readable(world.seats[other], pdf.pk) is None
        assert Event.objects.filter(step="session.booklet", thing_id=world.session.pk).count() == 1
    path = answer["Location"].partition(f"/s/{world.seats['officer'].pk}/")[2]
    assert Visitor(world, "secretary").asks(path).status_code == 404
    assert Visitor(world, "clerk").asks("papers/booklets/").status_code == 403
    # Nobody hangs a file of their own on a booklet.
    with world.acting():
        assert booklets.OWNER.why_closed(world.seats["officer"], progress.pk)


def test_after_a_week_it_is_gone_with_its_files(own_database: str, work_off_jobs: Callable[[], None]) -> None:
    world = make_world()
    with world.acting():
        filled(world)
    Visitor(world, "officer").sends("papers/booklets/", session=world.session.pk, kind="suggestion", forms_wanted=["docx"])
    work_off_jobs()
    assert booklets.clear_old() == 0
    with world.acting():
        long_ago = clock.now() - timedelta(days=8)
        Progress.objects.filter(kind="booklet").update(at=long_ago)
        StoredFile.objects.filter(owner_kind="booklet").update(at=long_ago)
    assert booklets.clear_old() == 1
    with world.acting():
        assert not StoredFile.objects.filter(owner_kind="booklet").exists()


@pytest.mark.django_db
def test_what_cannot_be_made_is_said_and_what_was_chosen_stays() -> None:
    world = make_world()
    officer = Visitor(world, "officer")
    wanted = {"session": world.session.pk, "kind": "motion", "forms_wanted": ["docx"]}
    page = officer.sends("papers/booklets/", **wanted).content.decode()
    assert "还没有登记编号的件" in page and re.search(r'value="motion"[^>]*checked', page)
    assert "请" in officer.sends("papers/booklets/", session="99999", kind="x").content.decode()


def test_without_chinese_fonts_the_page_says_what_to_install(
    own_database: str, work_off_jobs: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world()
    with world.acting():
        filled(world)
    monkeypatch.setattr(typeset.fonts, "has_fonts", lambda pattern: False)
    officer = Visitor(world, "officer")
    answer = officer.sends("papers/booklets/", session=world.session.pk, kind="suggestion", forms_wanted=["pdf"])
    work_off_jobs()
    assert "没有做成" in (page := officer.opens(answer["Location"])) and "fonts-noto-cjk" in page
