"""A congress with an item in every state and one thing of every kind, and a browser for everybody in it.

What the golden table of addresses, the sentences and the bad inputs stand on. `walk` (in conftest.py) makes it once for
all tests; each runs in a transaction that is rolled back.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from huiyin.chain.models import Event
from huiyin.chain.taking import take
from huiyin.channel import writing as channel
from huiyin.dispatch import batches
from huiyin.dispatch import importing as ledgers
from huiyin.dispatch.models import Assignment, LedgerImport, Mode
from huiyin.dispatch.returning import ReturnAsked
from huiyin.dispatch.steps import HandOver, Target
from huiyin.evaluation.paper import SheetRead
from huiyin.foundation import arrivals, clock, drafts, file_owners, files, saved_views
from huiyin.foundation.models import Notice, StoredFile, WorkdayOverride
from huiyin.handling import drafting, feeds
from huiyin.handling.appointments import Chosen, Offer, OtherTimes
from huiyin.handling.assisting import OpinionGiven
from huiyin.handling.consulting import DeputyWord
from huiyin.handling.desk_filters import Filters
from huiyin.handling.models import Appointment, Contact, Opinion, Round
from huiyin.inside import notes
from huiyin.inside import tasks as inside
from huiyin.notices.models import Delivery
from huiyin.people import importing as lists
from huiyin.people import setup
from huiyin.people.models import BodyContact, Seat, Session
from huiyin.procedures.choosing import ALWAYS, choose_again, choose_profile
from huiyin.procedures.models import ProcedureVersion
from huiyin.proposals import manuscripts
from huiyin.proposals.models import Proposal
from huiyin.proposals.reading import Sheet
from huiyin.proposals.shares import Share
from huiyin.proposals.steps import Reason
from huiyin.reports import booklets, list_exports
from tests.proposals.writing import submit, written
from tests.support.papers import PAPERS, make_paper
from tests.web.walk_promises import make_promises
from tests.web.walk_supervision import make_supervised
from tests.world import World, login, make_world, with_second_officer, with_supervisors

DATA = Path(__file__).parents[1] / "data"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
HANDED_OVER, TODAY = date(2026, 3, 2), date(2026, 9, 1)
SIGNED_OUT = "signed-out"
SHARE_CODE = "the-share-of-an-answered-item"
HERE = (
    "deputy", "cosigner", "officer", "admin", "dispatcher", "clerk", "head", "stranger", "stranger_head", "leader", "chair",
    "secretary", "street_clerk", "team_clerk", "member", "committee_clerk", "supervisor", "party_supervisor",
)  # fmt: skip
ELSEWHERE = ("deputy", "officer", "admin", "clerk")
WRITTEN = ("submitted", "given back")
LIST_FILES = {"bodies": "units.xlsx", "deputies": "deputies.xlsx", "contacts": "contacts.xlsx"}


@dataclass
class Walk:
    """`cases`, `rows` and `rounds` by the state they are in; `things` are further ids by what they are."""

    world: World
    foreign: World
    seats: dict[str, Seat] = field(default_factory=dict)
    cases: dict[str, Proposal] = field(default_factory=dict)
    rows: dict[str, Assignment] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    things: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def client(self, who: str, **options: Any) -> Client:
        """A fresh browser in which `who` is signed in; an error of a page is its 500, as for a visitor."""
        made = Client(raise_request_exception=False, **options)
        if who != SIGNED_OUT:
            made.cookies[settings.SESSION_COOKIE_NAME] = self.key_of(who)
        return made

    def key_of(self, who: str) -> str:
        if who not in self.keys:
            self.keys[who] = login(self.seats[who])
        return self.keys[who]

    def at(self, who: str, path: str = "") -> str:
        return f"/s/{self.seats[who].pk}/{path}"

    def get(self, who: str, path: str = "", **query: Any) -> Any:
        return self.client(who).get(self.at(who, path), query)

    def post(self, who: str, path: str, **data: Any) -> Any:
        return self.client(who).post(self.at(who, path), data)

    @contextmanager
    def taken_back(self) -> Iterator[None]:
        """Whatever happens inside leaves no trace."""
        with transaction.atomic():
            yield
            transaction.set_rollback(True)


# -- making it ---------------------------------------------------------------------------------------------------------


def make_walk() -> Walk:
    with clock.frozen(HANDED_OVER):
        walk = Walk(with_supervisors(make_world()), make_world("lishan"))
        walk.seats = {who: walk.world.seats[who] for who in HERE}
        walk.seats |= {f"foreign_{who}": walk.foreign.seats[who] for who in ELSEWHERE}
        with walk.world.acting("deputy"):
            _make_items(walk)
            _make_written(walk)
        with walk.world.acting():
            _make_things(walk)
        with walk.foreign.acting():
            walk.things["foreign_case"] = walk.foreign.register("关于离山区古树保护的建议").pk
    return walk


def _make_items(walk: Walk) -> None:
    for state, reach in (STATES | REVIEWED).items():
        with _reviewing(walk.world) if state in REVIEWED else nullcontext():
            case = walk.world.register(
                f"关于{state}的建议", cosigner_seat_ids=(walk.seats["cosigner"].pk,), signer_count=2
            )
        walk.cases[state] = case
        reach(walk, state)
    for state, case in walk.cases.items():
        case.refresh_from_db()
        found = Assignment.objects.filter(congress=walk.world.congress, proposal=case).order_by("mode", "id")
        if found:
            walk.rows[state] = found[0]
        newest = Round.objects.filter(congress=walk.world.congress, assignment__proposal=case).order_by("-number")
        if newest:
            walk.rounds[state] = newest[0]


def _make_written(walk: Walk) -> None:
    """Manuscripts, one that the co-signer is asked to sign; items that were submitted and are read or given back."""
    world = walk.world
    begun = written(world)
    manuscripts.ask_to_sign(begun, [walk.seats["cosigner"]])
    walk.things |= {"manuscript": begun.pk, "open_manuscript": written(world, open_to_join=True).pk}
    prepared = manuscripts.begin(walk.seats["team_clerk"], lead=walk.seats["deputy"])
    walk.things["prepared_manuscript"] = prepared.pk
    for state in WRITTEN:
        made = written(world, title=f"关于{state}的建议")
        walk.cases[state] = submit(world, made)
        walk.things[f"{state}_manuscript"] = made.pk
    take("reading.advise", walk.cases["given back"], walk.seats["officer"], Sheet("revise", note="写上时间。"))
    for state in WRITTEN:
        walk.cases[state].refresh_from_db()


@contextmanager
def _reviewing(world: World) -> Iterator[None]:
    """What is registered inside keeps a procedure in which letters are reviewed and signed off."""
    before = ProcedureVersion.objects.filter(congress=world.congress).order_by("-number")[0]
    asked = {"value": True, "source": "回音默认"}
    roles = {"letter_review": asked, "leader_sign_off": asked}
    choose_profile(world.congress, "wuchang", answers={"roles": roles}, valid_from=ALWAYS)
    yield
    choose_again(before, valid_from=ALWAYS)


def _voided(walk: Walk, state: str) -> None:
    take("proposal.void", walk.cases[state], walk.seats["officer"], Reason("重复登记。"))


def _routed(walk: Walk, state: str) -> None:
    via = HandOver(via=walk.world.bodies["office"].pk)
    take("dispatch.hand_over", walk.cases[state], walk.seats["officer"], via)


def _waiting(walk: Walk, state: str) -> Assignment:
    (row,) = walk.world.by_the_office(walk.cases[state])
    return row


def _received(walk: Walk, state: str) -> Round:
    return walk.world.receive(_waiting(walk, state))


def _ready(walk: Walk, state: str) -> Round:
    round_ = _received(walk, state)
    walk.world.talk(round_)
    walk.world.write(round_)
    return round_


def _with_document(walk: Walk, state: str) -> Round:
    """The letter is the stamped document that was uploaded."""
    round_ = _ready(walk, state)
    stored = files.store(io.BytesIO(PDF), "答复函.pdf", limit=1 << 20, allowed=frozenset({files.Kind.PDF}))
    letter = drafting.attach_document(round_, stored)
    walk.things[f"file_{state}"] = letter.file_id
    return round_


def _upto(*codes: str, begin: Callable[[Walk, str], Round] = _ready) -> Callable[[Walk, str], Round]:
    seats = {
        "letter.submit": "clerk", "letter.clear": "head", "letter.review": "dispatcher", "letter.send": "head",
        "letter.open": "deputy",
    }  # fmt: skip

    def reach(walk: Walk, state: str) -> Round:
        round_ = begin(walk, state)
        for code in codes:
            take(code, round_, walk.seats[seats[code]])
        return round_

    return reach


def _promised(walk: Walk, state: str) -> Round:
    round_ = _ready(walk, state)
    walk.things["promise"] = walk.world.mark(round_).pk
    return round_


def _shown(walk: Walk, state: str) -> Round:
    """A draft lies with the deputy."""
    round_ = _ready(walk, state)
    take("draft.offer", round_, walk.seats["clerk"])
    return round_


def _disagreed(walk: Walk, state: str) -> None:
    no = DeputyWord("disagrees", "没有写完成时间。")
    take("draft.disagree", _shown(walk, state), walk.seats["deputy"], no)


SENT = ("letter.submit", "letter.clear", "letter.send")


def _graded(grade: str, then: Callable[[Walk, Round], Any] | None = None) -> Callable[[Walk, str], None]:
    def reach(walk: Walk, state: str) -> None:
        round_ = _upto(*SENT)(walk, state)
        walk.world.evaluate(round_, grade, "没有写完成时间。" if grade == "unsatisfied" else "")
        if then is not None:
            with walk.world.acting("officer"):
                then(walk, round_)

    return reach


def _returning(walk: Walk, state: str) -> None:
    take("assignment.ask_return", _waiting(walk, state), walk.seats["clerk"], ReturnAsked("归区教育局。"))


def _refused(walk: Walk, state: str) -> Assignment:
    row = _waiting(walk, state)
    take("assignment.ask_return", row, walk.seats["clerk"], ReturnAsked("归区教育局。"))
    take("assignment.refuse_return", row, walk.seats["dispatcher"], Reason("按三定方案归你局。"))
    return row


def _disputed(walk: Walk, state: str) -> None:
    take("assignment.dispute", _refused(walk, state), walk.seats["head"], Reason("三定方案写的是区教育局。"))


def _assisted(walk: Walk, state: str) -> Assignment:
    """城管局 leads, 教育局 assists, handed over directly; both have received."""
    bodies = walk.world.bodies
    targets = (Target(bodies["unit"].pk, Mode.LEAD), Target(bodies["school"].pk, Mode.ASSIST))
    take("dispatch.hand_over", walk.cases[state], walk.seats["officer"], HandOver(targets=targets))
    assist, lead = Assignment.objects.filter(proposal=walk.cases[state]).order_by("mode")
    take("assignment.receive", lead, walk.seats["clerk"])
    take("assignment.receive", assist, walk.seats["stranger"])
    return assist


def _opined(walk: Walk, state: str) -> None:
    """The opinion is the stamped document that was uploaded."""
    stored = files.store(io.BytesIO(PDF), "会办意见.pdf", limit=1 << 20, allowed=frozenset({files.Kind.PDF}))
    assist = _assisted(walk, state)
    take("opinion.give", assist, walk.seats["stranger"], OpinionGiven("没有意见。", stored))
    walk.things["file_opinion"] = Opinion.objects.get(assignment=assist).file_id


def _sheet(walk: Walk, state: str) -> Round:
    """A sheet of the deputy that one officer has entered."""
    round_ = _upto(*SENT, "letter.open")(walk, state)
    scan = files.store(io.BytesIO(PDF), "评价表.pdf", limit=1 << 20, allowed=frozenset({files.Kind.PDF}))
    facts = SheetRead({"overall": "unsatisfied"}, "没有写完成时间。", scan)
    with walk.world.acting("officer"):
        take("evaluation.enter_paper", round_, walk.seats["officer"], facts)
    return round_


def _on_paper(walk: Walk, state: str) -> None:
    """And that a second officer has read again."""
    round_ = _sheet(walk, state)
    seat = with_second_officer(walk.world).seats["second"]
    with walk.world.acting("second"):
        take("evaluation.confirm_paper", round_, seat)


STATES: dict[str, Callable[[Walk, str], Any]] = {
    "registered": lambda walk, state: None,
    "voided": _voided,
    "routed": _routed,
    "waiting": _waiting,
    "received": _received,
    "ready": _ready,
    "drafted": _with_document,
    "promised": _promised,
    "shown": _shown,
    "disagreed": _disagreed,
    "clearing": _upto("letter.submit"),
    "cleared": _upto("letter.submit", "letter.clear"),
    "answered": _upto(*SENT),
    "stamped": _upto(*SENT, begin=_with_document),
    "opened": _upto(*SENT, "letter.open"),
    "satisfied": _graded("satisfied"),
    "unsatisfied": _graded("unsatisfied"),
    "settled": _graded("satisfied", lambda walk, round_: walk.world.settle(round_)),
    "again": _graded("unsatisfied", lambda walk, round_: walk.world.order(round_)),
    "sheet": _sheet,
    "on_paper": _on_paper,
    "returning": _returning,
    "refused": _refused,
    "disputed": _disputed,
    "assisted": _assisted,
    "opined": _opined,
}


REVIEWED: dict[str, Callable[[Walk, str], Any]] = {
    "reviewing": _upto("letter.submit", "letter.clear"),
    "signing_off": _upto("letter.submit", "letter.clear", "letter.review", begin=_with_document),
}


def _make_meetings(walk: Walk) -> None:
    """Talks being arranged on items in hand: offered, moved by the deputy, agreed."""
    soon = datetime.combine(TODAY + timedelta(days=3), time(15), clock.SHANGHAI)
    with clock.frozen(TODAY - timedelta(days=1)):
        for state, then in (("ready", None), ("drafted", "counter"), ("clearing", "accept")):
            facts = Offer((soon, soon + timedelta(days=1)), "on_site", "三阳路口")
            take("appointment.offer", walk.rounds[state], walk.seats["clerk"], facts)
            made = Appointment.objects.get(congress=walk.world.congress, round=walk.rounds[state])
            if then is not None:
                answer = OtherTimes((soon,)) if then == "counter" else Chosen(soon)
                take(f"appointment.{then}", made, walk.seats["deputy"], answer)
            walk.things[f"{then or 'offer'} of a talk"] = made.pk
    walk.words["feed"] = feeds.make(walk.seats["clerk"])


def _make_things(walk: Walk) -> None:
    world, congress, things = walk.world, walk.world.congress, walk.things
    things["talk"] = Contact.objects.filter(congress=congress, round__assignment__proposal=walk.cases["ready"])[0].pk
    received = walk.rows["received"]
    things["message"] = channel.write(walk.seats["clerk"], received.proposal_id, "周三去现场看，请代表一起去。").pk
    inside.give(walk.seats["head"], [received.pk], inside.Giving("道路科", "周敏"))
    things["note"] = notes.add(walk.seats["clerk"], received, "和交警队说好周三一起去。").pk
    _make_meetings(walk)
    things |= make_promises(walk.rows["settled"], walk.seats)
    make_supervised(walk)
    things["motion_on_paper"] = world.register("关于旧城改造的议案", kind="motion").pk
    under_review = world.register("关于公共停车的议案", kind="motion")
    take("motion.put_in", under_review, world.seats["officer"])
    things["motion"] = under_review.pk
    events = Event.objects.filter(congress=congress, case_id=walk.cases["received"].pk, step="assignment.receive")
    things["event"] = events[0].pk
    things["batch"] = batches.begin(world.seats["officer"]).pk
    things["contact"] = BodyContact.objects.create(
        congress=congress, body=world.bodies["unit"], name="周敏", division="办公室", office_phone="027-5550 0262"
    ).pk
    things["local_day"] = WorkdayOverride.objects.create(
        congress=congress, on=date(2026, 12, 30), is_workday=False, name="建区纪念日", source="临江区政府办通知"
    ).pk
    things["body_without_work"] = setup.add_body(congress, "区民政局", "department").pk
    newcomer = setup.add_person(congress, "马晓东")
    things["newcomer"] = newcomer.pk
    term = setup.term_of(congress, 18)
    things["closed_session"] = Session.objects.create(
        congress=congress, term=term, number=4, ledger_closed_on=date(2026, 1, 5)
    ).pk
    things["newcomer_seat"] = setup.add_seat(newcomer, world.bodies["school"], "unit_clerk").pk
    for kind, name in LIST_FILES.items():
        with (DATA / "lists" / name).open("rb") as file:
            stored = files.store(file, name, limit=1 << 20, allowed=files.TABLES)
        things[f"list_{kind}"] = lists.keep_list(kind, congress, stored).pk
    _make_troubles(walk)
    things["ledger_preview"] = _ledger(walk, "two-row-groups.xlsx").pk
    done = _ledger(walk, "uncalculated.xlsx")
    ledgers.run_import(done, walk.seats["officer"])
    things["ledger_done"] = done.pk
    things["ledger_file"] = done.file_id
    drafts.keep(congress.pk, walk.seats["officer"].pk, "register", {"title": "写了一半的标题"})
    paper = make_paper(walk.seats["deputy"])
    things["paper"] = paper.pk
    things["paper_file"] = file_owners.attach(
        walk.seats["deputy"], PAPERS, paper.pk, io.BytesIO(PDF), "座谈记录.pdf", 1 << 20
    ).pk
    Share.objects.create(
        congress=walk.world.congress, proposal=walk.cases["answered"], seat=walk.seats["deputy"], code=SHARE_CODE,
        made_at=clock.now(),
    )  # fmt: skip
    things["arrival"] = arrivals.begin(walk.seats["deputy"], PAPERS, paper.pk, "照片.jpg", 1 << 20)[0].pk
    wanted = booklets.Wanted(world.session.pk, "suggestion", ("docx",))
    things["booklet"] = booklets.ask(walk.seats["officer"], wanted).pk
    sought = list_exports.Wanted("ledger", Filters(), ("number", "title"), "台账。")
    things["export"] = list_exports.ask(walk.seats["officer"], sought).pk
    officer = congress.pk, walk.seats["officer"].pk
    things["saved_view"] = saved_views.keep(*officer, "list", "全部台账", "session=all").pk
    things["removed_view"] = saved_views.keep(*officer, "desk", "删去的", "").pk
    saved_views.remove(*officer, things["removed_view"])
    other = StoredFile.objects.filter(congress=congress, owner_kind="list_bodies")
    things["list_file"] = other[0].pk


def _make_troubles(walk: Walk) -> None:
    """A text that was given up and a mail that will be tried again, both the clerk's."""
    seat = walk.seats["clerk"]
    told = Notice.objects.filter(congress=walk.world.congress, seat_id=seat.pk).order_by("pk")[0]
    common = {"congress": walk.world.congress, "notice": told, "seat": seat, "kind": "arrival", "timing": "at_once"}
    refused = Delivery.objects.create(
        **common, channel="sms", state="given_up", reason="refused", code="4", attempts=1, at=told.at, due_at=told.at
    )
    Delivery.objects.create(
        **common, channel="email", state="failed", reason="timeout", attempts=2, at=told.at, due_at=told.at
    )
    walk.things["delivery"] = refused.pk


def _ledger(walk: Walk, name: str) -> LedgerImport:
    with (DATA / "ledgers" / name).open("rb") as file:
        read = ledgers.read_ledger(file, name)
        session = ledgers.session_for(walk.world.congress, read, None, None)
        return ledgers.open_import(
            walk.world.congress, file, name, read, session, HANDED_OVER, seat=walk.seats["officer"]
        )


# -- all addresses -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    view: Any

    @property
    def of_a_seat(self) -> bool:
        return self.pattern.startswith("s/")


def routes() -> list[Route]:
    """Every address the resolver knows, in its order."""

    def below(resolver: URLResolver, before: str) -> Iterator[Route]:
        for entry in resolver.url_patterns:
            pattern = before + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from below(entry, pattern)
            elif isinstance(entry, URLPattern):
                yield Route(entry.name or "", pattern, entry.callback)

    return list(below(get_resolver(), ""))


# -- what the database holds -------------------------------------------------------------------------------------------

# Signing in and being counted write here, reading pages must not.
_TABLES = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind = 'r' and has_table_privilege(c.oid, 'select') order by 1
"""


def digest() -> dict[str, tuple[int, str]]:
    """Per table its rows and a hash of all of them, over both congresses."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = [row[0] for row in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(
                f"select count(*), coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') "
                f'from "{table}" t'
            )
            found[table] = cursor.fetchone()
    return found
