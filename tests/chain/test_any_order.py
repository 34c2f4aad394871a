"""Steps in any order, by anybody, in two congresses at once, against the plain model of `tests.chain.model`.

After every step: both chains verify, rows, stages, clocks and counts are what the model says, the stored state is what
replaying the events gives, and the grades are where they belong.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from io import BytesIO
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from huiyin.chain import events
from huiyin.chain.catalogue import catalogue
from huiyin.chain.models import Clock, Event, Head
from huiyin.chain.refusals import AlreadyDone, NotYours, StepRefused
from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.dispatch.models import Assignment, Mode
from huiyin.dispatch.returning import Reassigning, ReturnAsked
from huiyin.dispatch.steps import Assigning, HandOver, Target
from huiyin.evaluation import sealed
from huiyin.evaluation.paper import SheetRead
from huiyin.evaluation.steps import Evaluation, Order, Settlement
from huiyin.foundation import clock
from huiyin.foundation.filekinds import Kind
from huiyin.foundation.files import Stored, store
from huiyin.foundation.models import Notice
from huiyin.foundation.tenancy import acting
from huiyin.handling import desks, drafting
from huiyin.handling.assisting import OpinionGiven
from huiyin.handling.contacting import ContactRecord, ContactWord
from huiyin.handling.correcting import ContactCorrected, Following
from huiyin.handling.models import Contact, ContactForm, ContactStage, LetterCopy, Round
from huiyin.handling.serving import Serving
from huiyin.handling.steps import Remark
from huiyin.proposals.models import Proposal
from huiyin.proposals.signing import Signing
from huiyin.proposals.steps import Reason
from tests.chain import drafts, follows, keeping, lines, model, supervising
from tests.chain.beside import BESIDE, MODELS, SEATS, Beside
from tests.chain.lines import BEGINNINGS, JOINT, JOINTLY, LETTER, LINES, ON_PAPER, RULES_OF_REVIEW, STRAIGHT_ON, TARGETS
from tests.chain.things import Case, Thing
from tests.world import SEND_ANYHOW, World, login, make_world, with_second_officer

pytestmark = pytest.mark.django_db

OUTCOMES: Counter[tuple[str, str]] = Counter()
TALKS = count(1)
GRADES = st.sampled_from(["satisfied", "basically", "unsatisfied"])


class AnyOrder(Beside, RuleBasedStateMachine):
    """Two congresses, made once outside and put back after each run."""

    worlds: tuple[World, World]
    keys: dict[tuple[str, str], str]
    scan: Stored
    # How an item may begin; a short run has no time for ways aside.
    ways: tuple[str, ...] = ("straight", "straight", "straight", "jointly")

    def __init__(self) -> None:
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()
        # False while product and model are apart: an error in between must not be covered by a second one at the end.
        self.level = True
        self.begins_with = BEGINNINGS[0]
        self.cases: dict[str, list[Case]] = {world.congress.code: [] for world in self.worlds}

    def teardown(self) -> None:
        try:
            for world in self.worlds if self.level else ():
                self.all_is_as_the_model_says(world)
                with self.scope(world, "officer"):
                    assert verify(world.congress).breaches == []
                self.nobody_else_reads_grades(world)
        finally:
            transaction.set_rollback(True)
            self.around.__exit__(None, None, None)

    def scope(self, world: World, who: str) -> Any:
        return acting(world.congress.pk, session_key=self.keys[world.congress.code, who])

    def world_of(self, first: bool) -> World:
        return self.worlds[0 if first else 1]

    # -- steps -----------------------------------------------------------------------------------------------------

    @initialize(data=st.data())
    def two_items_somewhere_on_their_way(self, data: st.DataObject) -> None:
        """Each congress begins with an item that has gone some way straight on: blind steps alone would not get far."""
        for world in self.worlds:
            case = self.register(world)
            way = data.draw(st.sampled_from(self.ways), "way")
            if way != "straight":
                (self.go_aside if way == "aside" else self.go_on_jointly)(world, case, data)
                continue
            line, stops = LINES[case.reviewed]
            far = data.draw(st.sampled_from(stops), "how far")
            self.begins_with = data.draw(st.sampled_from(BEGINNINGS), "with whom")
            for code, who in line[:far]:
                self.attempt(world, self.thing_for(case, code), code, who, None if "dispatch" in code else data)
            opened = bool(far) and line[far - 1][0] == "letter.open"
            for code, who in data.draw(st.sampled_from(ON_PAPER), "on paper") if opened else ():
                self.attempt(world, self.thing_for(case, code), code, who, data)

    def go_aside(self, world: World, case: Case, data: st.DataObject) -> None:
        self.begins_with = BEGINNINGS[0]
        self.hand_over(world, case)
        handed, rules = ("dispatcher", "leader") if case.reviewed else ("officer", "chair")
        for code, name in data.draw(st.sampled_from(lines.ASIDE), "aside"):
            # What was offered in the wrong way is not there to be answered.
            if not any(code in model.ON[thing.kind] for thing in case.things):
                continue
            self.attempt(world, self.thing_for(case, code), code, {lines.HANDED: handed, lines.RULING: rules}.get(name, name), data)

    def hand_over(self, world: World, case: Case) -> None:
        self.attempt(world, case.thing, "dispatch.hand_over", "officer", None)
        if case.reviewed:
            self.attempt(world, case.rows[0], "dispatch.assign", "dispatcher", None)

    def go_on_jointly(self, world: World, case: Case, data: st.DataObject) -> None:
        self.begins_with = JOINT
        self.hand_over(world, case)
        far = data.draw(st.sampled_from([2, 4, 5, 6, 7, 8, 9, 10, 10, 11]), "how far jointly")
        for code, unit, who in JOINTLY[:far]:
            if who in ("dispatcher", "leader") and not case.reviewed:
                continue
            (row,) = (row for row in case.rows if row.unit == unit)
            self.attempt(world, row.rounds[-1] if code in model.ON["round"] else row, code, who, data)

    def register(self, world: World) -> Case:
        with self.scope(world, "officer"):
            row = world.register(cosigner_seat_ids=(world.seats["cosigner"].pk,), signer_count=2)
        case = Case(reviewed=world is self.worlds[1])
        case.thing.pk = row.pk
        case.acts.append("officer")
        self.cases[world.congress.code].append(case)
        return case

    def thing_for(self, case: Case, code: str) -> Thing:
        """Of the things of a case that the step is for, the newest whose state it fits, else the newest."""
        things = [thing for thing in case.things if code in model.ON[thing.kind]]
        fitting = [thing for thing in things if thing.state in model.RULES[code].frm]
        return (fitting or things)[-1]

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        world = self.worlds[data.draw(st.integers(0, 1), "congress")]
        what = ("turn",) * 6 + ("back", "any", "any", "new", "merge") * 2 + BESIDE + ("unmet",) * (12 if self.unmet else 0)
        match data.draw(st.sampled_from(what), "what"):
            case "turn":
                self.somebody_s_turn(world, data)
            case "back":
                self.a_step_back(world, data)
            case "any":
                thing = self.some_thing(world, data)
                code = data.draw(st.sampled_from(model.ON[thing.kind]), "step")
                self.attempt(world, thing, code, data.draw(st.sampled_from(SEATS), "seat"), data)
            case "merge":
                self.merge_two(world, data)
            case "unmet":
                self.what_never_came(world, data)
            case "new" if sum(map(len, self.cases.values())) < 5:
                case = self.register(world)
                if data.draw(st.integers(0, 3), "by mistake") == 0:
                    self.attempt(world, case.thing, "proposal.void", "officer", data)
            case beside if beside in BESIDE:
                self.something_beside(beside, world, data)

    def somebody_s_turn(self, world: World, data: st.DataObject) -> None:
        turns = [
            (thing, code, who)
            for case in self.cases[world.congress.code]
            for thing in reversed(case.things)
            for code in model.ON[thing.kind]
            if not model.RULES[code].undoes and code != "proposal.void"
            for who in sorted(model.RULES[code].who(thing))
            if model.may_go_on(thing, code, who)
        ]
        self.attempt_one_of(world, turns, data)

    def a_step_back(self, world: World, data: st.DataObject) -> None:
        backs = [
            (thing, code, step[1])
            for case in self.cases[world.congress.code]
            for thing in case.things
            for step in thing.standing
            for code in model.ON[thing.kind]
            if model.RULES[code].undoes == step[0]
        ]
        # Most of what was done cannot be taken back any more: every other time only what can.
        can = [one for one in backs if model.may_go_on(*one)]
        self.attempt_one_of(world, can if can and data.draw(st.booleans(), "surely") else backs, data)

    def attempt_one_of(self, world: World, choices: list[tuple[Thing, str, str]], data: st.DataObject) -> None:
        """First which step, then where: a step that is seldom possible would else hardly ever be taken."""
        if choices:
            code = data.draw(st.sampled_from(sorted({code for _, code, _ in choices})), "step")
            self.attempt(world, *data.draw(st.sampled_from([one for one in choices if one[1] == code]), "where"), data)

    def some_thing(self, world: World, data: st.DataObject) -> Thing:
        """First of which kind: where there is one appointment among twenty rows, its turn comes too."""
        things = [thing for case in self.cases[world.congress.code] for thing in case.things]
        kind = data.draw(st.sampled_from(sorted({thing.kind for thing in things})), "kind")
        return data.draw(st.sampled_from([thing for thing in things if thing.kind == kind]), "thing")  # type: ignore[no-any-return]

    def attempt(self, world: World, thing: Thing, code: str, who: str, data: st.DataObject | None) -> None:
        """Take the step in the product and in the model; without `data` a hand-over goes the straight way."""
        if code in lines.OF_LETTERS and thing.letter is None and data and data.draw(st.integers(0, 9), "written") < 9:
            self.write(world, thing)
        known, facts = self.facts(world, thing, code, data)
        before = len(thing.case.rows), [len(row.rounds) for row in thing.case.rows]
        self.level = False
        why = ""
        with self.scope(world, who):
            row = MODELS[thing.kind]._base_manager.get(pk=thing.pk)
            try:
                take(code, row, world.seats[who], facts)
                came = "done"
            except NotYours:
                came = "not yours"
            except StepRefused as refused:
                came, why = "refused", refused.sentence
            except AlreadyDone:
                came = "already"
        expected = model.outcome(thing, code, who, known)
        assert came == expected, f"{code} on {thing.kind} ({thing.state}) by {who}: {came}, expected {expected}. {why}"
        OUTCOMES[code, came] += 1
        if before != (len(thing.case.rows), [len(row.rounds) for row in thing.case.rows]):
            self.find_new_rows(world, thing.case)
        if came == "done":
            with self.scope(world, "officer"):
                self.find_new_appointments(thing.case)
            self.all_is_as_the_model_says(world)
        else:
            self.states(world)
        self.level = True

    def facts(self, world: World, thing: Thing, code: str, data: st.DataObject | None) -> tuple[Any, Any]:
        """(what the model needs of the facts, the facts)."""
        if code.startswith("appointment."):
            return self.of_appointment(world, thing, code, data)
        if code == "promise.change":
            return self.of_promise(data)
        if code in keeping.rules(model.Rule):
            return self.of_keeping(world, thing, code, data)
        if code in supervising.rules(model.Rule):
            return self.of_supervision(thing, code, data)
        if code == "dispatch.hand_over" and (
            data.draw(st.booleans(), "by the government office") if data else thing.case.reviewed
        ):
            return (("office", "route"),), HandOver(via=world.bodies["office"].pk)
        if code in ("dispatch.hand_over", "dispatch.assign"):
            pairs = data.draw(TARGETS, "targets") if data else self.begins_with
            targets = tuple(Target(world.bodies[unit].pk, mode) for unit, mode in pairs)
            return pairs, HandOver(targets=targets) if code == "dispatch.hand_over" else Assigning(targets)
        if code in ("assignment.accept_return", "assignment.replace", "dispute.reassign"):
            names = data.draw(st.sampled_from(["unit", "school", ""]), "instead") if data else "school"
            pairs = ((names, thing.mode),) if names and thing.mode != "route" else ()
            targets = tuple(Target(world.bodies[unit].pk, mode) for unit, mode in pairs)
            return pairs, Reassigning(targets, "交错了单位。")
        if code == "letter.send":
            anyhow = data.draw(st.booleans(), "without the opinion") if data else False
            return anyhow, SEND_ANYHOW if anyhow else None
        if code == "proposal.correct_signers":
            both = data.draw(st.booleans(), "with the co-signer") if data else False
            others = (world.seats["cosigner"].pk,) if both else ()
            return both, Signing(world.seats["deputy"].pk, others, "核对了纸质件。")
        if code == "contact.correct":
            talk = ContactRecord(ContactStage.BEFORE, ContactForm.PHONE, clock.today(), f"谈过了，第 {next(TALKS)} 次核对。")
            return None, ContactCorrected(self.talk_unsaid(world, thing), talk, "记错了。")
        if code == "letter.follow_up":
            return None, Following("文号写错了，应为21号。", "文号写错。")
        if code == "contact.record":
            of = self.appointment_talked_out_of(thing, data)
            talk = ContactRecord(ContactStage.DURING, ContactForm.VISIT, clock.today(), "谈过了。")
            return of, replace(talk, appointment_id=of.pk if of else None)
        if code == "letter.serve_on_paper":
            name = data.draw(st.sampled_from(["deputy", "cosigner"]), "served") if data else "deputy"
            return name, Serving(self.copy_of(world, thing, name), clock.today(), "hand")
        if code == "contact.confirm_by_phone":
            return None, ContactWord(self.talk_unsaid(world, thing))
        if code == "evaluation.enter_paper" and data:
            grade = data.draw(GRADES, "grade")
            return grade, SheetRead({"overall": grade}, "没写明。" if grade == "unsatisfied" else "", self.scan)
        if code == "evaluation.give" and data:
            grade = data.draw(GRADES, "grade")
            return grade, Evaluation({"overall": grade}, "没写明。" if grade == "unsatisfied" else "")
        if code == "evaluation.settle" and data:
            reason = data.draw(st.sampled_from(["", "代表同意。"]), "reason")
            return reason, Settlement(reason)
        if code == "assignment.ask_return":
            return None, ReturnAsked("不归本局。")
        if code in ("assignment.refuse_return", "assignment.dispute", "opinion.redo", "long.grant", "long.ask",
                    "long.refuse", "dispute.uphold"):  # fmt: skip
            return None, Reason("写明了原因。")
        if code == "opinion.give":
            return None, OpinionGiven("没有意见。")
        if code in ("letter.send_back", "letter.decline"):
            return None, Remark("再改")
        plain = {"proposal.void": Reason("重复"), "proposal.unmerge": Reason("另办"), "rehandling.order": Order("再办")}
        return None, (plain | drafts.FACTS).get(code)

    def copy_of(self, world: World, round_: Thing, name: str) -> int:
        with self.scope(world, "officer"):
            copies = LetterCopy.objects.filter(letter__answers__round=round_.pk, signer__seat=world.seats[name])
            return copies.values_list("pk", flat=True).first() or 0

    def talk_unsaid(self, world: World, round_: Thing) -> int:
        with self.scope(world, "officer"):
            talks = Contact.objects.filter(round=round_.pk, withdrawn=False, confirmed_on__isnull=True)
            return talks.values_list("pk", flat=True).first() or 0

    def write(self, world: World, round_: Thing) -> None:
        joint = round_.row is not None and round_.row.mode == "joint_lead"
        if joint and round_.state != "handling":
            return
        with self.scope(world, "clerk"):
            row = Round.objects.get(pk=round_.pk)
            if joint:
                drafting.save_letter(row, LETTER, 0)
            else:
                world.write(row)
        follows.write(round_)

    def find_new_rows(self, world: World, case: Case) -> None:
        """Give the model's new assignments and rounds the numbers of the rows they stand for."""
        with self.scope(world, "officer"):
            rows = list(Assignment.objects.filter(proposal_id=case.thing.pk).order_by("pk"))
            assert len(rows) == len(case.rows)
            for made, row in zip(case.rows, rows, strict=True):
                made.pk = row.pk
                rounds = list(Round.objects.filter(assignment=row).order_by("number"))
                assert len(rounds) == len(made.rounds)
                for one, round_ in zip(made.rounds, rounds, strict=True):
                    one.pk = round_.pk

    # -- what holds after every step -------------------------------------------------------------------------------

    def all_is_as_the_model_says(self, world: World) -> None:
        self.states(world)
        with self.scope(world, "officer"):
            cases = self.cases[world.congress.code]
            self.the_chain(world)
            self.counts(world, cases)
            self.desks_and_clocks(cases)
            self.kept_counts(world)
            self.grades(world, cases)

    def states(self, world: World) -> None:
        expected: dict[str, dict[int, str]] = {kind: {} for kind in MODELS}
        for thing in (thing for case in self.cases[world.congress.code] for thing in case.things):
            expected[thing.kind][thing.pk] = thing.state
        with self.scope(world, "officer"):
            for kind, rows in MODELS.items():
                assert dict(rows._base_manager.values_list("pk", "state")) == expected[kind]

    def the_chain(self, world: World) -> None:
        congress = world.congress.pk
        head = Head.objects.get(congress=congress)
        assert events.check(events.rows_of(congress), (head.number, head.digest)) is None
        replayed: dict[tuple[str, int], str] = defaultdict(lambda: "new")
        taken: Counter[tuple[str, int]] = Counter()
        for event in Event.objects.filter(congress=congress).order_by("number"):
            key = event.thing_kind, event.thing_id
            assert event.from_state == replayed[key], "each event begins where the one before ended"
            replayed[key] = event.to_state
            step = catalogue[event.step]
            taken[key] += 0 if step.creates or step.sealed else 1
        for kind, rows in MODELS.items():
            for pk, state, version in rows._base_manager.values_list("pk", "state", "version"):
                assert (state, version) == (replayed[kind, pk], taken[kind, pk])

    def counts(self, world: World, cases: list[Case]) -> None:
        found = Counter(Proposal.objects.filter(congress=world.congress).values_list("state", flat=True))
        assert found == Counter(case.thing.state for case in cases)
        numbers = sorted(Proposal.objects.filter(congress=world.congress).values_list("own_no", flat=True))
        assert numbers == list(range(1, len(cases) + 1))
        leads = Assignment.objects.filter(mode=Mode.LEAD).exclude(state__in=("recalled", "replaced"))
        assert not [many for many in Counter(leads.values_list("proposal_id", flat=True)).values() if many > 1]

    def desks_and_clocks(self, cases: list[Case]) -> None:
        rows = {row.pk: row for row in Assignment.objects.all()}
        clocks = Clock.objects.filter(stopped_on__isnull=True).exclude(thing_kind__in=("promise", "light"))
        running = {(made.thing_kind, made.thing_id, made.kind): made for made in clocks}
        shown = set()
        for made in (made for case in cases for made in case.rows):
            row = rows[made.pk]
            assert row.stage == model.stage_of(made), f"stage of {made.mode} in {made.state}"
            if not model.clock_runs(made):
                assert (row.due_on, row.amber_on, row.clock_kind, row.clock_from) == (None, None, "", None)
                continue
            key = ("assignment", made.pk) if made.mode == "route" else ("round", made.rounds[-1].pk)
            runs = running[*key, "reply"]
            shown.add(runs.pk)
            assert (row.due_on, row.amber_on, row.clock_from) == (runs.due_on, runs.amber_on, runs.started_on)
        assert {made.pk for made in running.values()} == shown, "no clock runs on what nobody's desk shows"

    def kept_counts(self, world: World) -> None:
        """Counts are kept under the head of the chain: no step may move an item without moving the head."""
        today = clock.today()
        for who in ("officer", "dispatcher", "clerk", "head", "leader"):
            seat = world.seats[who]
            fresh, _ = desks._count(seat.congress_id, seat.role, seat.body_id, today)
            # What a seat alone has (交给我的) is counted anew for each page.
            shown = desks.counts(seat, today)
            assert {view: shown[view] for view in fresh} == fresh, who

    def grades(self, world: World, cases: list[Case]) -> None:
        given = {thing.pk: thing.grade for case in cases for thing in case.things if thing.grade}
        found = sealed.read(world.seats["officer"].pk, "test")
        assert {grade.round_id: grade.grade for grade in found} == given
        undone = Event.objects.filter(congress=world.congress, step__in=[s.code for s in catalogue if s.undoes])
        if undone.exists():
            self.nothing_is_told_of_what_was_undone(world)

    def nothing_is_told_of_what_was_undone(self, world: World) -> None:
        standing: dict[tuple[str, str, int], list[int]] = defaultdict(list)
        gone: list[int] = []
        for event in Event.objects.filter(congress=world.congress).order_by("number"):
            step, thing = catalogue[event.step], (event.thing_kind, event.thing_id)
            if step.undoes:
                gone.append(standing[step.undoes, *thing].pop())
            else:
                standing[event.step, *thing].append(event.pk)
        assert not Notice.objects.filter(congress=world.congress, event_id__in=gone).exists()


QUICK = settings(
    max_examples=8,
    stateful_step_count=20,
    deadline=None,
    # A red test must be red again tomorrow; the deep profile looks further each time.
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
MOST_RUNS = 5
# Three of a hundred outcomes may stay away by chance.
CHANCE = len(model.RULES) * 2 * 3 // 100
DEEP = settings(
    QUICK,
    max_examples=30,
    stateful_step_count=60,
    derandomize=False,
    print_blob=True,
    phases=[Phase.generate, Phase.shrink],
)


@pytest.fixture
def machine() -> type[AnyOrder]:
    # Where consent is asked for, a unit may ask for the long limit.
    asks = {"long_limit": {"consent": {"value": "consent", "source": "回音默认"}}}
    linjiang, lishan = make_world("linjiang", answers=asks), make_world("lishan", answers=asks | {"roles": RULES_OF_REVIEW})
    AnyOrder.worlds = with_second_officer(linjiang), with_second_officer(lishan)
    AnyOrder.scan = store(BytesIO(b"%PDF-1.7\n%%EOF"), "评价表.pdf", limit=1 << 20, allowed=frozenset({Kind.PDF}))
    AnyOrder.keys = {(world.congress.code, who): login(world.seats[who]) for world in AnyOrder.worlds for who in SEATS}
    return AnyOrder


def test_steps_in_any_order_do_what_the_plain_model_says(machine: type[AnyOrder]) -> None:
    OUTCOMES.clear()
    run_state_machine_as_test(machine, settings=QUICK)
    done = {code for code, came in OUTCOMES if came == "done"}
    assert not {code for code, _ in STRAIGHT_ON} - done, "the machine must get as far as the deputy's word and the order"


@pytest.mark.deep
def test_steps_in_any_order_do_what_the_plain_model_says_for_a_long_time(machine: type[AnyOrder]) -> None:
    OUTCOMES.clear()
    machine.ways = (*machine.ways, "aside", "aside")
    # Chance decides what comes: on until nearly each was taken, and refused to somebody. A machine that is stuck misses a dozen.
    for _ in range(MOST_RUNS):
        run_state_machine_as_test(machine, settings=DEEP)
        machine.unmet = frozenset(not_met())
        if len(machine.unmet) <= CHANCE:
            break
    assert len(not_met()) <= CHANCE, not_met()


def not_met() -> set[tuple[str, str]]:
    never = {("appointment.miss", "done")}
    return {(code, came) for code in model.RULES for came in ("done", "not yours")} - set(OUTCOMES) - never
