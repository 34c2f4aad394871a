"""Which items are offered while a title is written, by the titles of this folder (what each file is, says its head)."""

from __future__ import annotations

import random

import pytest

from huiyin.chain.taking import take
from huiyin.foundation.likeness import Text
from huiyin.foundation.search import like_cases
from huiyin.proposals import jobs, meaning
from huiyin.proposals.doctor import like_items as checked
from huiyin.proposals.likeness import like_items
from huiyin.proposals.models import TitleVector
from huiyin.proposals.steps import Correcting, Reason
from tests.proposals.likeness.conftest import Library
from tests.proposals.likeness.measuring import CHOSEN, OTHERS, PAIRS, TITLES, UNSEEN, like, measure, plain_search
from tests.world import World, make_world

FULL_WIDTH = str.maketrans({n: n + 0xFEE0 for n in range(0x21, 0x7F)})
needs_the_extra = pytest.mark.skipif(not meaning.installed(), reason="huiyin[semantic] is not installed")


def near_copies(title: str, dice: random.Random) -> dict[str, str]:
    """The title as a hurried second writer has it. Digits stay: another number is another matter."""
    inside = dice.choice([n for n in range(3, len(title) - 4) if not title[n].isdigit()])
    return {
        "spaces": title[:inside] + "　" + title[inside:] + " ",
        "widths": title.translate(FULL_WIDTH),
        "no punctuation": "".join(c for c in title if c.isalnum()),
        "no frame": title.removeprefix("关于").removesuffix("的建议"),
        "another frame": title.removesuffix("建议") + "议案",
        "a stop": title + "。",
        "one character more": title[:inside] + "新" + title[inside:],
        "one character less": title[:inside] + title[inside + 1 :],
        "one character other": title[:inside] + "某" + title[inside + 1 :],
    }


def not_first(library: Library, titles: list[str], each: int) -> list[tuple[str, str]]:
    dice = random.Random(20260101)
    failed = []
    for title in titles:
        for how, copy in dice.sample(sorted(near_copies(title, dice).items()), each):
            found = like_items(library.world.congress, copy)
            if not found or found[0].proposal_id != library.ids[title] or not found[0].near_copy:
                failed.append((how, copy))
    return failed


def test_the_set_is_large_enough_and_no_title_stands_in_it_twice() -> None:
    assert len(PAIRS) >= 60 and len(TITLES) >= 600 and len(set(TITLES)) == len(TITLES)


def test_a_near_copy_of_any_title_is_first_and_said_to_be_one(library: Library) -> None:
    assert not_first(library, TITLES, 1) == []


@pytest.mark.deep
def test_every_kind_of_near_copy_of_every_title_is_first(library: Library) -> None:
    assert not_first(library, TITLES, 9) == []


def test_of_unseen_pairs_the_default_finds_a_part_where_plain_search_finds_none(library: Library) -> None:
    """The figure to quote, by pairs nothing was chosen by; measured 0.33 (0.09 of those in `chosen.txt`)."""
    congress = library.world.congress.pk
    assert measure(like, congress, library.ids, UNSEEN, []).five >= 0.27
    assert measure(plain_search, congress, library.ids, UNSEEN, []).five <= 0.05


def test_of_the_pairs_the_words_were_written_for_hardly_one_is_lost(library: Library) -> None:
    """Guards against breaking what works. It is no measure of recall: the table of words was written for these pairs."""
    found = measure(like, library.world.congress.pk, library.ids, PAIRS, OTHERS)
    assert found.five >= 0.88 and found.candidates >= 0.95, found
    assert found.noise <= 0.15 and found.precision >= 0.3, found


@pytest.mark.deep
@needs_the_extra
def test_with_the_extra_more_of_the_unseen_pairs_are_found_and_near_copies_stay_first(filled: Library) -> None:
    congress = filled.world.congress
    jobs.compute.func(congress_id=congress.pk)
    with filled.world.acting():
        assert not meaning.missing(congress.pk).exists()
        assert measure(like, congress.pk, filled.ids, UNSEEN, []).five >= 0.57
        assert measure(like, congress.pk, filled.ids, CHOSEN, []).five >= 0.5
        assert not_first(filled, TITLES, 1) == []


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(meaning, "installed", lambda: False)
    return make_world()


TITLE = "关于整治渡口河黑臭水体的建议"


def test_what_is_offered_says_enough_to_join_it_instead(world: World) -> None:
    with world.acting():
        item = world.register(TITLE, printed_no="第 7 号")
        (found,) = like_items(world.seats["deputy"], "整治 渡口河黑臭水体")
        assert (found.proposal_id, found.number, found.title, found.near_copy) == (item.pk, "第 7 号", TITLE, True)
        assert (found.lead_name, found.session, found.state) == ("李文静", "第 18 届第 5 次会议", "待交办")


def test_a_voided_item_and_the_item_itself_are_not_offered(world: World) -> None:
    with world.acting():
        voided, own = world.register(TITLE), world.register(TITLE)
        take("proposal.void", voided, world.seats["officer"], Reason("重复登记"))
        assert [one.proposal_id for one in like_items(world.congress, TITLE)] == [own.pk]
        assert like_items(world.congress, TITLE, but=own.pk) == []


def test_a_corrected_title_is_found_by_its_new_words_only(world: World) -> None:
    with world.acting():
        item = world.register(TITLE)
        facts = Correcting({"title": "关于改造文昌路排水管网的建议"}, "写错了标题")
        take("proposal.correct", item, world.seats["officer"], facts)
        assert like_items(world.congress, TITLE) == []
        assert [one.proposal_id for one in like_items(world.congress, "改造文昌路排水管网")] == [item.pk]


def test_another_congress_is_neither_asked_nor_found(world: World) -> None:
    other = make_world("lishan")
    with world.acting():
        world.register(TITLE)
    with other.acting():
        assert like_cases(Text(TITLE)) == [] and like_items(other.congress, TITLE) == []
        assert like_items(world.congress, TITLE) == [], "nor by naming it in the wrong scope"


@pytest.mark.parametrize(
    "title",
    [
        "",
        " 　",
        "。",
        "关于",
        "的建议",
        "建",
        "'",
        "a' | 'b",
        "\\",
        "!&|():*",
        "\0",
        "😀",
        "关于" * 900,
        "加强管理",
        "老" * 300,
    ],
)
def test_whatever_is_typed_gives_an_answer(world: World, title: str) -> None:
    with world.acting():
        world.register(TITLE)
        assert like_items(world.congress, title, title) == []


@needs_the_extra
def test_a_registered_item_gets_its_vector_from_the_job_and_a_corrected_one_a_new_one(own_database: str) -> None:
    meaning.forget()
    world = make_world()
    with world.acting():
        item = world.register("关于改善城区主干道照明的建议", body="")
        assert meaning.missing(world.congress.pk).count() == 1
    assert checked()[0] == "warn"
    jobs.compute.func(congress_id=world.congress.pk)
    assert checked()[0] == "ok"
    with world.acting():
        assert meaning.nearest(world.congress.pk, Text("更换昏暗路灯")).keys() == {item.pk}
        facts = Correcting({"title": TITLE}, "写错了标题")
        take("proposal.correct", item, world.seats["officer"], facts)
        assert list(meaning.missing(world.congress.pk)) == [item]
    jobs.compute.func(congress_id=world.congress.pk)
    with world.acting():
        assert TitleVector.objects.filter(proposal=item).count() == 1
        (cosine,) = meaning.nearest(world.congress.pk, Text(TITLE)).values()
        assert cosine > 0.99, "the memory has the new vector in the place of the old"
    meaning.forget()
