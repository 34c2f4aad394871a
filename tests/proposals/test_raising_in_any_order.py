"""Raising in any order, by anybody, against a plain model written down here once more: what must be possible and what not.

Thresholds (地方组织法第二十二条第二款), signatures bound to their text, numbers without gaps, nothing that was submitted
disappears (security B11), withdrawing with everybody's word (重庆建议条例第十二条), two readings (W2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from huiyin.chain.models import Event
from huiyin.chain.refusals import AlreadyDone, NotYours, StepRefused
from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.dispatch.queries import visible_to
from huiyin.people.models import Seat
from huiyin.proposals import manuscripts
from huiyin.proposals.manuscripts import Words, digest_of
from huiyin.proposals.models import Manuscript, Proposal, Signer, TextVersion
from huiyin.proposals.reading import Sheet
from huiyin.proposals.submitting import Acceptance, Refusing, Resubmission, Submission
from huiyin.proposals.withdrawing import Asking, Word
from tests.proposals.writing import MATTER, TITLE, deputies
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

LEADS = ("deputy", "cosigner")
OTHERS = tuple(f"d{n}" for n in range(9))
OFFICE = ("officer", "secretary", "street_clerk")
EVERYBODY = (*LEADS, *OTHERS, *OFFICE)
NEEDED = {"suggestion": 1, "motion": 10}
EMPTY = 0
TEXTS = {EMPTY: (), 1: ("校门东侧划临时接送区。",), 2: ("校门东侧划临时接送区。", "安排辅警疏导。"), 3: ("限时停车。",)}
GROUND = {"code": "case", "label": "涉及具体司法案件的"}
NEW, SUBMITTED, BACK = "new", "submitted", "with_deputy"
NUMBERED, REFUSED, WITHDRAWN = "numbered", "refused", "withdrawn"
# How a submitted paper may go on at first: straight, back to its lead and in again, or out of the house.
WAYS = (
    (("reading.pass", "street_clerk"), ("reading.pass", "officer"), ("proposal.accept", "secretary")),
    (("reading.advise", "street_clerk"), ("proposal.resubmit", "the lead")),
    (("withdrawal.ask", "the lead"), ("withdrawal.answer", OTHERS[0])),
)
OUTCOMES: Counter[tuple[str, str]] = Counter()
CHANCE = 3


# -- the plain model ---------------------------------------------------------------------------------------------------


@dataclass
class Hand:
    """One deputy's signature: under which text, and which was opened."""

    word: str = "asked"
    under: tuple[str, int] | None = None
    opened: tuple[str, int] | None = None


@dataclass
class Paper:
    """A manuscript, and the item it became."""

    lead: str
    kind: str
    pk: int
    text: int = EMPTY
    hands: dict[str, Hand] = field(default_factory=dict)
    state: str = NEW
    tier: str = "street"
    number: int | None = None
    # As submitted, each once more than the last only where it differs; and which of them somebody has read.
    texts: list[int] = field(default_factory=list)
    read: set[int] = field(default_factory=set)
    signers: set[str] = field(default_factory=set)
    asked: bool = False
    agreed: set[str] = field(default_factory=set)
    case: int = 0

    @property
    def now(self) -> tuple[str, int]:
        return self.kind, self.text

    @property
    def standing(self) -> set[str]:
        return {who for who, hand in self.hands.items() if hand.word == "signed" and hand.under == self.now}

    @property
    def behind(self) -> int:
        return len(self.standing | {self.lead})

    @property
    def unsaid(self) -> set[str]:
        """Whose word the withdrawal waits for: everybody's who signed, but for the one who asked."""
        return self.signers - self.agreed - {self.lead}


def _open(paper: Paper) -> bool:
    return paper.state in (NEW, BACK)


def _signable(paper: Paper) -> bool:
    return paper.state in (NEW, SUBMITTED, BACK)


def _complete(paper: Paper) -> bool:
    return paper.text != EMPTY and paper.behind >= NEEDED[paper.kind]


def _readers(paper: Paper) -> set[str]:
    return {"street": {"street_clerk"}, "district": {"officer", "secretary"}, "": set()}[paper.tier]


def _goes_in(paper: Paper, who: str) -> None:
    paper.hands[who].word, paper.hands[who].under, paper.hands[who].opened = "signed", paper.now, paper.now
    paper.state = SUBMITTED
    if not paper.texts or paper.texts[-1] != paper.text:
        paper.texts.append(paper.text)
    paper.signers = paper.standing


def _passes(paper: Paper, who: str) -> None:
    paper.read.add(len(paper.texts))
    paper.tier = {"street": "district", "district": ""}[paper.tier]


def _comes_back(paper: Paper, who: str) -> None:
    paper.read.add(len(paper.texts))
    paper.state = BACK


def _to(state: str) -> Callable[[Paper, str], None]:
    def then(paper: Paper, who: str) -> None:
        paper.state = state

    return then


def _numbered(paper: Paper, who: str) -> None:
    paper.state, paper.signers = NUMBERED, paper.standing


def _asks(paper: Paper, who: str) -> None:
    paper.asked, paper.agreed = True, set()
    _if_agreed(paper)


def _agrees(paper: Paper, who: str) -> None:
    paper.agreed.add(who)
    _if_agreed(paper)


def _if_agreed(paper: Paper) -> None:
    paper.state, paper.asked = (paper.state, True) if paper.unsaid else (WITHDRAWN, False)


def _goes_on(paper: Paper, who: str) -> None:
    paper.asked = False


def _waits_for(paper: Paper, who: str) -> bool:
    return paper.asked and who in paper.unsaid


@dataclass(frozen=True)
class Rule:
    """Who may; from which states; what must hold; what follows. With bad facts nothing is ever done."""

    who: Callable[[Paper], set[str]]
    frm: tuple[str, ...]
    holds: Callable[[Paper, str], bool] = lambda paper, who: True
    then: Callable[[Paper, str], None] = lambda paper, who: None


def lead(paper: Paper) -> set[str]:
    return {paper.lead}


def leads_item(paper: Paper) -> set[str]:
    return {paper.lead} & paper.signers


def office(paper: Paper) -> set[str]:
    return {"officer", "secretary"}


ALIVE = (SUBMITTED, BACK, NUMBERED)
RULES = {
    "proposal.submit": Rule(lead, (NEW,), lambda paper, who: _complete(paper), _goes_in),
    "proposal.take_back": Rule(lead, (SUBMITTED,), lambda paper, who: len(paper.texts) not in paper.read, _to(BACK)),
    "proposal.resubmit": Rule(lead, (BACK,), lambda paper, who: _complete(paper), _goes_in),
    "reading.pass": Rule(_readers, (SUBMITTED,), then=_passes),
    "reading.advise": Rule(_readers, (SUBMITTED,), then=_comes_back),
    "proposal.accept": Rule(
        office, (SUBMITTED,), lambda paper, who: not paper.tier and paper.behind >= NEEDED[paper.kind], _numbered
    ),
    "proposal.refuse": Rule(office, (SUBMITTED,), then=_to(REFUSED)),
    "withdrawal.ask": Rule(leads_item, ALIVE, lambda paper, who: not paper.asked, _asks),
    "withdrawal.answer": Rule(lambda paper: paper.signers, ALIVE, _waits_for, _agrees),
    "withdrawal.drop": Rule(leads_item, ALIVE, lambda paper, who: paper.asked, _goes_on),
}
# What somebody says no to, and steps in which nothing can be said wrongly.
NO = {"withdrawal.answer": _goes_on}
ALWAYS_GOOD = ("proposal.take_back", "proposal.accept", "withdrawal.drop", "withdrawal.answer")


def expected(paper: Paper, code: str, who: str, good: bool) -> str:
    made = RULES[code]
    if who not in made.who(paper):
        return "not yours"
    if paper.state not in made.frm or not made.holds(paper, who) or not (good or code in ALWAYS_GOOD):
        return "nothing"
    return "done"


# -- the product, step by step beside it -------------------------------------------------------------------------------


class Raising(RuleBasedStateMachine):
    """One congress, made once outside and put back after each run."""

    world: World
    seats: dict[str, Seat]

    def __init__(self) -> None:
        super().__init__()
        self.around, self.inside = transaction.atomic(), self.world.acting()
        self.around.__enter__()
        self.inside.__enter__()
        self.papers: list[Paper] = []
        self.numbers: Counter[str] = Counter()
        self.level = True

    def teardown(self) -> None:
        try:
            if self.level:
                assert verify(self.world.congress).breaches == []
        finally:
            self.inside.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.around.__exit__(None, None, None)

    # -- writing and signing ----------------------------------------------------------------------------------------

    @initialize(data=st.data())
    def two_papers_somewhere_on_their_way(self, data: st.DataObject) -> None:
        for kind in ("suggestion", "motion"):
            paper = self.begin(kind, data.draw(st.sampled_from(LEADS)))
            self.write(paper, 1)
            count = data.draw(st.sampled_from((9, 8))) if kind == "motion" else data.draw(st.integers(0, 2))
            for who in OTHERS[:count]:
                self.ask(paper, who)
                self.open(paper, who)
                self.sign(paper, who, good=True)
            way = (("proposal.submit", "the lead"), *WAYS[data.draw(st.sampled_from((0, 0, 1, 2)), "way")])
            for code, who in way[: data.draw(st.sampled_from((4, 3, 2, 1, 0)), "how far")]:
                self.step(paper, code, paper.lead if who == "the lead" else who, good=True)

    @rule(kind=st.sampled_from(list(NEEDED)), who=st.sampled_from(LEADS))
    def somebody_begins(self, kind: str, who: str) -> None:
        self.begin(kind, who)

    def begin(self, kind: str, who: str) -> Paper:
        made = manuscripts.begin(self.seats[who], kind)
        made = manuscripts.keep(made, self.seats[who], None, {"title": TITLE, "matter": MATTER})
        paper = Paper(who, kind, made.pk, hands={who: Hand()})
        self.papers.append(paper)
        return paper

    @rule(data=st.data(), text=st.sampled_from(list(TEXTS)))
    def somebody_writes(self, data: st.DataObject, text: int) -> None:
        self.write(self.some(data), text)

    @rule(data=st.data(), who=st.sampled_from((*LEADS, *OTHERS)), good=st.booleans())
    def somebody_is_asked_opens_and_signs(self, data: st.DataObject, who: str, good: bool) -> None:
        paper = self.some(data)
        for act in data.draw(st.lists(st.sampled_from(("ask", "open", "sign")), max_size=3)):
            self.sign(paper, who, good) if act == "sign" else getattr(self, act)(paper, who)

    @rule(data=st.data(), who=st.sampled_from((*LEADS, *OTHERS)))
    def somebody_takes_the_name_back(self, data: st.DataObject, who: str) -> None:
        paper = self.some(data)
        hand = paper.hands.get(who)
        done = self.tried("refuse_to_sign", manuscripts.refuse_to_sign, self.row(paper), self.seats[who])
        assert (done == "done") is (hand is not None and who != paper.lead and _signable(paper))
        if done == "done" and hand is not None:
            hand.word = "withdrawn" if hand.word == "signed" else "refused"

    @precondition(lambda self: len(self.papers) > 2)
    @rule(data=st.data())
    def somebody_throws_it_away(self, data: st.DataObject) -> None:
        """Only what was never submitted can be thrown away (B11)."""
        paper = self.some(data)
        done = self.tried("delete", manuscripts.delete, self.row(paper))
        assert (done == "done") is (paper.state == NEW)
        if done == "done":
            self.papers.remove(paper)

    def write(self, paper: Paper, text: int) -> None:
        lead, said = self.seats[paper.lead], {"asks": list(TEXTS[text])}
        done = self.tried("write", manuscripts.keep, self.row(paper), lead, None, said)
        assert (done == "done") is _open(paper), "open for writing until it is submitted, and when it came back"
        if done == "done":
            paper.text = text

    def ask(self, paper: Paper, who: str) -> None:
        manuscripts.ask_to_sign(self.row(paper), [self.seats[who]])
        hand = paper.hands.setdefault(who, Hand())
        if hand.word in ("refused", "withdrawn"):
            hand.word = "asked"

    def open(self, paper: Paper, who: str) -> None:
        manuscripts.opened(self.row(paper), self.seats[who])
        if who in paper.hands:
            paper.hands[who].opened = paper.now

    def sign(self, paper: Paper, who: str, good: bool) -> None:
        digest = self.digest(paper) if good else "0" * 64
        done = self.tried("sign", manuscripts.sign, self.row(paper), self.seats[who].pk, digest)
        hand = paper.hands.get(who)
        assert (done == "done") is (good and hand is not None and _signable(paper) and hand.opened == paper.now)
        if done == "done" and hand is not None:
            hand.word, hand.under = "signed", paper.now

    # -- steps ------------------------------------------------------------------------------------------------------

    @rule(data=st.data(), code=st.sampled_from(list(RULES)), who=st.sampled_from(EVERYBODY), good=st.booleans())
    def anybody_tries_anything(self, data: st.DataObject, code: str, who: str, good: bool) -> None:
        self.step(self.some(data), code, who, good)

    @rule(data=st.data(), must=st.sampled_from(("done", "done", "nothing", "not yours")))
    def somebody_does_what_can_be_done_or_what_cannot(self, data: st.DataObject, must: str) -> None:
        # A step, then who and where: drawn from all at once, those that many may not take would crowd out the others.
        code = data.draw(st.sampled_from(list(RULES)))
        found = [
            (nth, who)
            for nth, paper in enumerate(self.papers)
            for who in EVERYBODY
            if (paper.case or code == "proposal.submit") and expected(paper, code, who, True) == must
        ]
        if found:
            nth, who = data.draw(st.sampled_from(found))
            self.step(self.papers[nth], code, who, data.draw(st.sampled_from((True, True, False))))

    def step(self, paper: Paper, code: str, who: str, good: bool) -> None:
        if not paper.case and code != "proposal.submit":
            return
        must = expected(paper, code, who, good)
        thing = self.thing(paper, code)
        facts = self.facts(paper, code, good)
        self.level = False
        came = self.tried(code, take, code, thing, self.seats[who], facts)
        assert came == must, f"{who} {code} on {paper}: {came}, and the model says {must}"
        self.level = True
        if came == "done":
            paper.case = thing.pk
            (RULES[code].then if good or code not in NO else NO[code])(paper, who)
            if code == "proposal.accept":
                self.numbers[paper.kind] += 1
                paper.number = self.numbers[paper.kind]

    def tried(self, what: str, act: Callable[..., Any], *args: Any) -> str:
        try:
            with transaction.atomic():
                act(*args)
        except NotYours:
            came = "not yours"
        except (StepRefused, AlreadyDone):
            came = "nothing"
        else:
            came = "done"
        OUTCOMES[what, came] += 1
        return came

    def thing(self, paper: Paper, code: str) -> Proposal:
        if code != "proposal.submit":
            return Proposal.objects.get(congress=self.world.congress, pk=paper.case)
        thing = Proposal(congress=self.world.congress)
        thing.written = self.row(paper)
        return thing

    def facts(self, paper: Paper, code: str, good: bool) -> Any:
        digest = self.digest(paper) if good else digest_of(paper.kind, Words("别的", "别的", ("别的",)))
        return {
            "proposal.submit": Submission(self.world.session.pk, "session", digest, ()),
            "proposal.resubmit": Resubmission(digest, ()),
            "reading.pass": Sheet("fit" if good else "revise", {"form": True}),
            "reading.advise": Sheet("revise", {"form": False}, "写上时间。" if good else " "),
            "proposal.accept": Acceptance(),
            "proposal.refuse": Refusing(GROUND["code"] if good else "because", "已向代表说明。", "returned"),
            "withdrawal.ask": Asking("已经办好了。" if good else " "),
            "withdrawal.answer": Word(good),
        }.get(code)

    def some(self, data: st.DataObject) -> Paper:
        if not self.papers:
            return self.begin("suggestion", LEADS[0])
        return self.papers[data.draw(st.integers(0, len(self.papers) - 1), "paper")]

    def row(self, paper: Paper) -> Manuscript:
        return Manuscript.objects.select_related("proposal", "lead__person").get(congress=self.world.congress, pk=paper.pk)

    @staticmethod
    def digest(paper: Paper) -> str:
        return digest_of(paper.kind, Words(TITLE, MATTER, TEXTS[paper.text]))

    # -- what must always be so -------------------------------------------------------------------------------------

    @invariant()
    def all_is_as_the_model_says(self) -> None:
        congress, names = self.world.congress, {seat.pk: who for who, seat in self.seats.items()}
        items = {one.pk: one for one in Proposal.objects.filter(congress=congress)}
        raised = [paper for paper in self.papers if paper.case]
        submitted = Event.objects.filter(congress=congress, step="proposal.submit").count()
        states = Counter(self.state(one) for one in items.values())
        assert submitted == len(items) == len(raised) == sum(states.values()), "nothing submitted disappears (B11)"
        assert states == Counter(paper.state for paper in raised)
        for paper in self.papers:
            rows = manuscripts.signatures_of(self.row(paper))
            stand = {names[one.seat_id] for one in rows if manuscripts.stands(one, self.row(paper))}
            assert stand == paper.standing, "a signature stands for one text"
        for paper in raised:
            item = items[paper.case]
            assert (item.tier, item.own_no) == (paper.tier, paper.number)
            texts = TextVersion.objects.filter(congress=congress, proposal=item, submitted=True).order_by("number")
            assert [tuple(one.asks) for one in texts] == [TEXTS[text] for text in paper.texts], "each text is kept"
            signed = Signer.objects.filter(congress=congress, proposal=item, withdrawn_on__isnull=True)
            assert {names[one.seat_id or 0] for one in signed} == paper.signers
            assert visible_to(self.seats[paper.lead]).filter(pk=item.pk).exists(), "its deputy sees it"
        for kind in NEEDED:
            given = sorted(one.own_no for one in items.values() if one.kind == kind and one.own_no is not None)
            assert given == list(range(1, self.numbers[kind] + 1)), "numbers without gaps"

    @staticmethod
    def state(item: Proposal) -> str:
        return NUMBERED if item.state in ("registered", "in_review") else str(item.state)


QUICK = settings(
    max_examples=5,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
DEEP = settings(
    QUICK,
    max_examples=12,
    stateful_step_count=40,
    derandomize=False,
    print_blob=True,
    phases=[Phase.generate, Phase.shrink],
)


@pytest.fixture
def machine() -> type[Raising]:
    asked = {"raising": {"refusal_grounds": {"value": [GROUND], "source": "回音默认"}}}
    world = make_world(answers=asked)
    with world.acting():
        world.reads_for_team()
        others = deputies(world, len(OTHERS))
    Raising.world = world
    Raising.seats = {who: world.seats[who] for who in (*LEADS, *OFFICE)} | dict(zip(OTHERS, others, strict=True))
    return Raising


def test_raising_in_any_order_does_what_the_plain_model_says(machine: type[Raising]) -> None:
    OUTCOMES.clear()
    run_state_machine_as_test(machine, settings=QUICK)
    assert {"proposal.submit", "reading.pass", "proposal.accept"} <= {code for code, came in OUTCOMES if came == "done"}


@pytest.mark.deep
def test_raising_in_any_order_does_what_the_plain_model_says_for_a_long_time(machine: type[Raising]) -> None:
    OUTCOMES.clear()
    left, wanted = 4, {(code, came) for code in RULES for came in ("done", "nothing", "not yours")}
    # Chance decides what is met: a few times at most. A machine that is stuck misses a dozen.
    while len(wanted - set(OUTCOMES)) > CHANCE and (left := left - 1):
        run_state_machine_as_test(machine, settings=DEEP)
    assert len(wanted - set(OUTCOMES)) <= CHANCE, wanted - set(OUTCOMES)
