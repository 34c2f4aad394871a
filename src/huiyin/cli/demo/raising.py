"""What deputies of the demo write now: manuscripts at every stage from the first line to the registering desk, and two motions.

Written and signed by the product's own functions, submitted and read by real steps, as everything in the demo.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from huiyin.chain.taking import work
from huiyin.cli.demo.cast import Cast
from huiyin.cli.demo.items import DATA, OPENED, Item
from huiyin.cli.demo.line import Line
from huiyin.people import setup
from huiyin.people.models import Body, BodyKind, Congress, Role, Seat
from huiyin.proposals import manuscripts
from huiyin.proposals.converting import suggestion_of
from huiyin.proposals.manuscripts import words_of
from huiyin.proposals.models import Manuscript, Proposal, Side
from huiyin.proposals.motions import Decision, Leading, Opinion
from huiyin.proposals.reading import Sheet
from huiyin.proposals.submitting import Acceptance, submission

FIT = Sheet("fit", {"form": True, "representative": True, "lawful": True, "policy": True, "focus": True})
DELEGATIONS = {"沿江代表团": "沿江街道", "文昌代表团": "文昌街道"}
REVIEWERS = "议案审查委员会"


def readers(congress: Congress) -> None:
    """The session's secretariat, and two streets that read what their delegations write, with a clerk each."""
    secretariat = setup.add_body(congress, "临江区人民代表大会会议秘书处", BodyKind.SECRETARIAT, short_name="大会秘书处")
    _seat("方晓云", secretariat, Role.SECRETARIAT)
    for (delegation, street), (reader, helper) in zip(
        DELEGATIONS.items(), (("秦玉兰", "余志强"), ("段永宁", "石佳")), strict=True
    ):
        committee = setup.add_body(
            congress, f"临江区人大{street}工作委员会", BodyKind.STREET_COMMITTEE, short_name=f"人大{street}工委"
        )
        _seat(reader, committee, Role.STREET_CLERK)
        team = Body.objects.get(congress=congress, name=delegation)
        team.street = committee
        team.save(update_fields=["street"])
        _seat(helper, team, Role.DELEGATION_CLERK)


def _seat(name: str, body: Body, role: str) -> Seat:
    return setup.add_seat(setup.add_person(body.congress, name), body, role)


class Raising:
    """The manuscripts of the file, each as far as it comes."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        congress = cast.congress
        seats = Seat.objects.filter(congress=congress).select_related("person", "body")
        self.teams = {
            name: list(seats.filter(body__name=name, role=Role.DEPUTY).order_by("pk")) for name in DELEGATIONS
        }
        self.street_clerks = {seat.body_id: seat for seat in seats.filter(role=Role.STREET_CLERK)}
        self.helpers = {seat.body.name: seat for seat in seats.filter(role=Role.DELEGATION_CLERK)}
        self.secretary = seats.get(role=Role.SECRETARIAT)

    def play(self) -> None:
        for row in json.loads((DATA / "manuscripts.json").read_text(encoding="utf-8")):
            getattr(self, f"_{row['stage']}")(row)

    # -- writing -----------------------------------------------------------------------------------------------------

    def _write(self, row: dict[str, Any], by: Seat | None = None) -> Manuscript:
        lead = self._lead(row)
        begun = manuscripts.begin(by or lead, row.get("kind", "suggestion"), lead=lead if by else None)
        said: dict[str, Any] = {name: row[name] for name in ("title", "matter", "asks", "place") if name in row}
        return manuscripts.keep(begun, by or lead, None, said)

    def _lead(self, row: dict[str, Any]) -> Seat:
        return self.teams[row["team"]][row["lead"]]

    def _signed(self, manuscript: Manuscript, seats: Sequence[Seat]) -> None:
        manuscripts.ask_to_sign(manuscript, seats)
        for seat in seats:
            manuscripts.opened(manuscript, seat)
            manuscripts.sign(manuscript, seat.pk, manuscript.digest)

    def _begun(self, row: dict[str, Any]) -> None:
        self._write(row)

    def _signing(self, row: dict[str, Any]) -> None:
        """Two have signed, one has not answered, one does not sign."""
        manuscript, team = self._write(row), self.teams[row["team"]]
        others = [seat for seat in team if seat.pk != manuscript.lead_id]
        self._signed(manuscript, others[:2])
        manuscripts.ask_to_sign(manuscript, others[2:4])
        manuscripts.refuse_to_sign(manuscript, others[3], row["refused"])

    def _prepared(self, row: dict[str, Any]) -> None:
        """By the delegation's clerk, for a deputy who has not confirmed it yet."""
        self._write(row, self.helpers[row["team"]])

    # -- submitting and reading --------------------------------------------------------------------------------------

    def _submit(self, row: dict[str, Any], on: date, side: str = Side.BETWEEN, signed_by: Sequence[Seat] = ()) -> Any:
        manuscript = self._write(row)
        self._signed(manuscript, signed_by)
        proposal = Proposal(congress=self.cast.congress)
        proposal.written = manuscript
        with self._on(on) as take:
            take("proposal.submit", proposal, self._lead(row), submission(manuscript, self.cast.session, side))
        return Proposal.objects.get(congress=self.cast.congress, pk=proposal.pk)

    @contextmanager
    def _on(self, day: date) -> Any:
        with work(rehearsal=True) as unit:
            yield lambda code, thing, seat, facts=None: unit.take(code, thing, seat, facts, happened_on=day)

    def _before(self, days: int) -> date:
        return self.cast.today - timedelta(days=days)

    def _street(self, row: dict[str, Any]) -> Seat:
        street = self._lead(row).body.street_id
        assert street is not None
        return self.street_clerks[street]

    def _at_street(self, row: dict[str, Any]) -> Any:
        return self._submit(row, self._before(row["days"]))

    def _at_district(self, row: dict[str, Any]) -> Any:
        proposal = self._at_street(row)
        with self._on(self._before(row["days"] - 1)) as take:
            take("reading.pass", proposal, self._street(row), FIT)
        return Proposal.objects.get(congress=self.cast.congress, pk=proposal.pk)

    def _advised(self, row: dict[str, Any]) -> None:
        proposal = self._at_street(row)
        manuscript = manuscripts.manuscript_of(proposal)
        assert manuscript is not None
        said = words_of(manuscript)
        better = manuscripts.Words(said.title, row["better"], (*said.asks, row["and_asks"]))
        sheet = Sheet("revise", {"form": True, "focus": False}, row["note"], better)
        with self._on(self._before(row["days"] - 1)) as take:
            take("reading.advise", proposal, self._street(row), sheet)

    def _read_through(self, row: dict[str, Any]) -> None:
        proposal = self._at_district(row)
        with self._on(self._before(row["days"] - 2)) as take:
            take("reading.pass", proposal, self.cast.officer, FIT)

    # -- motions -----------------------------------------------------------------------------------------------------

    def _motion(self, row: dict[str, Any], *decided: tuple[str, Any]) -> Any:
        """Submitted on the session's second day with ten signatures, and decided on the day after."""
        assert self.cast.session.opens_on is not None
        second = self.cast.session.opens_on + timedelta(days=1)
        lead = self._lead(row)
        others = [seat for seat in self.cast.deputies if seat.pk != lead.pk]
        proposal = self._submit(row, second, Side.SESSION, others[:10])
        with self._on(second) as take:
            while proposal.tier:
                reader = self._street(row) if proposal.tier == "street" else self.cast.officer
                take("reading.pass", proposal, reader, FIT)
                proposal.refresh_from_db()
            take("proposal.accept", proposal, self.cast.officer, Acceptance(category=row["category"]))
        with self._on(second + timedelta(days=1)) as take:
            for code, facts in decided:
                proposal.refresh_from_db()
                take(code, proposal, self.secretary, facts)
        proposal.refresh_from_db()
        return proposal

    def _decision(self, row: dict[str, Any]) -> Decision:
        assert self.cast.session.opens_on is not None
        on = self.cast.session.opens_on + timedelta(days=2)
        return Decision("大会主席团第三次会议", on, row["decision"], row.get("committee", ""))

    def _opinion(self, row: dict[str, Any], outcome: str) -> Opinion:
        return Opinion(outcome, REVIEWERS, self._decision(row).on, row["opinion"])

    def _in_committee(self, row: dict[str, Any]) -> None:
        opinion = self._opinion(row, "committee")
        self._motion(row, ("motion.opine", opinion), ("motion.to_committee", self._decision(row)))

    def _converted(self, row: dict[str, Any]) -> None:
        opinion = self._opinion(row, "suggestion")
        motion = self._motion(row, ("motion.opine", opinion), ("motion.convert", self._decision(row)))
        self._handled(row, suggestion_of(motion), "long")

    def _adopted(self, row: dict[str, Any]) -> None:
        decision = self._decision(row)
        motion = self._motion(
            row,
            ("motion.opine", self._opinion(row, "agenda")),
            ("motion.to_agenda", decision),
            ("motion.adopt", Decision("第五次会议第三次全体会议", decision.on, row["decision"])),
        )
        with self._on(decision.on) as take:
            for side, name, post in row["leaders"]:
                take("motion.lead", motion, self.cast.officer, Leading(side, name, post, decision.on))
        self._handled(row, motion, "long")

    def _handled(self, row: dict[str, Any], proposal: Any, fate: str) -> None:
        """Handed over ten days after the session, as the items of the others were."""
        age = OPENED - 10
        item = Item(0, row["title"], row["unit"], row["category"], row["matter"], row["asks"][0], fate, age, Side.SESSION)
        Line(self.cast, item, self._lead(row), []).go_on(proposal)
