"""Bad inputs 1–50 (security.md D) in forms that the walk's items do not show: dividing an item, refusing it, answering a
withdrawal, registering many, signing with a word, the reading of a street; and in what is kept while one types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import resolve

from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.people.models import Seat
from huiyin.procedures.choosing import ALWAYS, choose_profile
from huiyin.proposals import manuscripts
from huiyin.proposals.models import Signature
from huiyin.proposals.motions import Decision
from huiyin.proposals.reading import Sheet
from huiyin.proposals.splitting import Advice
from huiyin.proposals.withdrawing import Asking
from tests.proposals.writing import submit, written
from tests.web.corpus import TEXTS
from tests.web.forms import forms_in, sent
from tests.web.test_bad_inputs import Found, Trial
from tests.web.walk import Walk

pytestmark = pytest.mark.django_db
FIT = Sheet("fit")
SOME_OR_ALL = pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.deep)], ids=["some", "all"])
BOXES = ("title", "matter", "ask_1", "ask_2", "ask_20", "place", "wanted_body", "version", "wish_unpublished")


@pytest.fixture
def further(walk: Walk) -> Iterator[dict[str, tuple[str, str]]]:
    """Items further on their way; form (of several at one address: which) → who is shown it and where. All is taken back."""
    with walk.taken_back():
        with walk.world.acting():
            pages = _made(walk)
        yield pages


def _made(walk: Walk) -> dict[str, tuple[str, str]]:
    world, seats = walk.world, walk.seats
    choose_profile(world.congress, "wuchang", answers={"raising": {"refusal_grounds": GROUNDS}}, valid_from=ALWAYS)
    signed = written(world, title="关于联名的建议")
    _signs(signed, seats["cosigner"])
    through = submit(world, signed)
    take("reading.pass", through, seats["officer"], FIT)
    through.refresh_from_db()
    several = submit(world, written(world, title="关于几件事的建议"))
    divided = submit(world, written(world, title="关于已建议分开的建议"))
    take("split.advise", divided, seats["officer"], Advice(((1,), (2,)), "两件事。"))
    asked = written(world, title="关于要撤回的建议")
    _signs(asked, seats["cosigner"])
    leaving = submit(world, asked)
    take("withdrawal.ask", leaving, seats["deputy"], Asking("已经办好了。"))
    opened = written(world, title="关于看过全文的建议")
    manuscripts.ask_to_sign(opened, [seats["cosigner"]])
    manuscripts.opened(opened, seats["cosigner"])
    world.reads_for_team()
    at_street = submit(world, written(world, title="关于街道阅看的建议"))
    return {
        "registering_batch": ("secretary", f"registering/?session={world.session.pk}"),
        "registering_case": ("secretary", f"registering/{through.pk}/"),
        "reading_sheet": ("street_clerk", f"reading/{at_street.pk}/"),
        "reading_refuse": ("secretary", f"reading/{several.pk}/refuse/"),
        "split": ("officer", f"case/{several.pk}/split/"),
        "my_split": ("deputy", f"mine/split/{divided.pk}/"),
        "my_withdraw": ("cosigner", f"mine/withdraw/{leaving.pk}/"),
        "sign": ("cosigner", f"sign/{opened.pk}/"),
        **{f"motion_act: {act}": ("secretary", f"motions/{pk}/{act}/") for act, pk in _motions(walk).items()},
        "ask_to_join": ("cosigner", f"join/{walk.things['open_manuscript']}/"),
        "write_delete": ("deputy", f"write/{walk.things['manuscript']}/delete/"),
        "manuscripts": ("deputy", "write/"),
    }


def _motions(walk: Walk) -> dict[str, int]:
    """Each act of the page of a motion, and a motion on which it may be taken."""
    world, today = walk.world, clock.today()
    made = {}
    for name in ("on the agenda", "voted down"):
        motion = world.register(f"关于{len(made)}号公共停车的议案", kind="motion")
        for code, facts in (("put_in", None), ("to_agenda", Decision("主席团第三次会议", today))):
            take(f"motion.{code}", motion, walk.seats["secretary"], facts)
        made[name] = motion
    take("motion.reject", made["voted down"], walk.seats["secretary"], Decision("第二次全体会议", today))
    under_review = dict.fromkeys(("opinion", "committee", "agenda", "convert"), walk.things["motion"])
    voted = dict.fromkeys(("adopt", "reject"), made["on the agenda"].pk)
    return under_review | voted | {"reconsider": made["voted down"].pk}


GROUNDS = {"value": [{"code": "case", "label": "涉及具体司法案件的"}], "source": "回音默认"}


def _signs(manuscript: Any, seat: Seat) -> None:
    manuscripts.ask_to_sign(manuscript, [seat])
    manuscripts.opened(manuscript, seat)
    manuscripts.sign(manuscript, seat.pk, manuscript.digest)


def shown_at(walk: Walk, route: str, who: str, path: str) -> list[Found]:
    """The forms of that page that are sent to this route."""
    page = walk.at(who, path)
    answer = walk.client(who).get(page)
    assert answer.status_code == 200, (route, answer.status_code)
    found = []
    for form in forms_in(answer.content.decode()):
        url = urljoin(page, form.action)
        if form.method == "post" and resolve(urlsplit(url).path).url_name == route:
            found.append(Found(page, url, route, form))
    assert found, f"{route} is not on {path}"
    return found


@SOME_OR_ALL
def test_a_bad_text_in_any_box_of_these_forms_is_refused_in_words_and_shown_again(
    walk: Walk, further: dict[str, tuple[str, str]], every: bool
) -> None:
    tried, wrong = 0, []
    for name, (who, path) in further.items():
        route, trial = name.partition(":")[0], Trial(walk, who)
        trial.run(every, shown_at(walk, route, who, path))
        tried += trial.count
        wrong += trial.wrong
    assert wrong == [], f"of {tried}"
    assert tried > 40 * (len(TEXTS) if every else 1), "boxes are met, not pages without any"


@SOME_OR_ALL
def test_a_word_that_is_none_of_the_buttons_is_no_error(
    walk: Walk, further: dict[str, tuple[str, str]], every: bool
) -> None:
    """Which button was pressed is a text like any other: signing, withdrawing, dividing, reading."""
    for turn, route in enumerate(("sign", "my_withdraw", "my_split", "reading_sheet", "split")):
        who, path = further[route]
        for found in shown_at(walk, route, who, path):
            for name in ("word", "step", "answer", "result", "group_1", "to", "next"):
                for value in some(turn, every).values():
                    with walk.taken_back():
                        data = {**found.form.filled(), name: value}
                        answer = sent(walk.client(who), found.url, data)
                    assert answer.status_code in (200, 302, 400, 403), (route, name, value)


def some(turn: int, every: bool) -> dict[str, str | bytes]:
    """Every ninth of the bad texts, beginning with another one each time; or all."""
    return TEXTS if every else dict(list(TEXTS.items())[turn % 9 :: 9])


@SOME_OR_ALL
@pytest.mark.parametrize("name", BOXES)
def test_what_is_kept_while_one_types_is_kept_clean_or_refused_in_words(walk: Walk, name: str, every: bool) -> None:
    """1–50 on the address that `js/autosave.js` sends to: whatever comes, an answer in words, and nothing unsafe is kept."""
    pk = walk.things["manuscript"]
    found = shown_at(walk, "write", "deputy", f"write/{pk}/")[0]
    trial, client = Trial(walk, "deputy"), walk.client("deputy")
    with walk.taken_back():
        for bad, value in some(BOXES.index(name), every).items():
            data = {**found.form.filled(), "version": "", name: value}
            answer = sent(client, walk.at("deputy", f"write/{pk}/keep/"), data)
            assert answer.status_code in (200, 400, 409, 422), (bad, answer.status_code)
            words = answer.json().get("sentence", "")
            assert answer.status_code == 200 or any("\u4e00" <= one <= "\u9fff" for one in words), bad
            assert sent(client, walk.at("deputy", f"write/{pk}/likes/"), data).status_code == 200, bad
        assert trial.unsafe() == trial.unsafe_before


@SOME_OR_ALL
def test_a_code_or_a_digest_of_any_kind_finds_nothing_and_breaks_nothing(walk: Walk, every: bool) -> None:
    """Joining by code, a slip's six digits, and the digest that binds a signature to its text."""
    pk, seat = walk.things["prepared_manuscript"], walk.seats["deputy"].pk
    for bad, value in some(0, every).items():
        for who, path, data in (
            ("cosigner", "sign/", {"code": value}),
            ("cosigner", f"sign/{walk.things['manuscript']}/", {"word": "sign", "digest": value}),
            ("deputy", f"write/{walk.things['manuscript']}/preview/", {"digest": value}),
            ("team_clerk", f"write/{pk}/signing/{seat}/confirmed/", {"how": "slip", "slip": value, "digest": value}),
        ):
            with walk.taken_back():
                answer = sent(walk.client(who), walk.at(who, path), data)
                assert answer.status_code in (200, 302, 400), (path, bad, answer.status_code)
                with walk.world.acting():
                    signed = Signature.objects.filter(
                        congress=walk.world.congress, word="signed", manuscript__proposal=None
                    )
                    assert not signed.exists(), (path, bad)
