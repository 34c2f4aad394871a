"""Steps of the room 办: the opinion of an assisting unit (会办、协办), which goes to the lead unit and nobody else.

The lead unit alone answers the deputy and states the opinions in its letter (rules.md 5; Chongqing 20, Shandong 21); an
opinion that does not come is seen by all who handle the item, and chased (C17).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huiyin.chain.catalogue import Guard, Relation, Right, Step, register
from huiyin.chain.clocks import ASSIST, PROJECTED
from huiyin.chain.events import database_now
from huiyin.chain.models import Event
from huiyin.chain.recounting import recounts
from huiyin.chain.refusals import StepRefused
from huiyin.chain.reminders import remind_of
from huiyin.chain.taking import Work, notice_words, tellers
from huiyin.dispatch.models import ANSWERING, GONE, Assignment, AssignmentState, Mode, Stage
from huiyin.foundation.files import Stored
from huiyin.foundation.models import StoredFile
from huiyin.handling import texts
from huiyin.handling.models import Opinion, Round
from huiyin.people.models import Role, Seat
from huiyin.people.sitting import sitting
from huiyin.procedures.queries import procedure_of
from huiyin.proposals.steps import HAS_REASON, Reason

A = AssignmentState


@dataclass(frozen=True)
class OpinionGiven:
    """What the assisting unit says: a text, or the stamped document as it is."""

    body: str = ""
    file: Stored | None = None

    def for_event(self) -> dict[str, str]:
        return {"body": self.body, "file": self.file.digest if self.file is not None else ""}


def opinions(row: Assignment) -> Any:
    """The opinions of an assisting assignment that stand, oldest first."""
    rows = Opinion.objects.filter(congress_id=row.congress_id, assignment=row, withdrawn=False)
    return rows.select_related("file").order_by("number")


def opinions_missing(round_: Round) -> list[Assignment]:
    """Assisting units of the item that have not given their opinion."""
    rows = Assignment.objects.filter(
        congress_id=round_.congress_id, proposal_id=round_.assignment.proposal_id, mode=Mode.ASSIST
    )
    waiting = rows.filter(state__in=(A.HANDED_OVER, A.RECEIVED, A.RETURNING))
    return list(waiting.select_related("body").order_by("pk"))


# -- who -------------------------------------------------------------------------------------------------------------


def _assists(seat: Seat, thing: Any) -> bool:
    return thing.KIND == "assignment" and thing.mode == Mode.ASSIST and thing.body_id == seat.body_id


def _answers_the_same(seat: Seat, thing: Any) -> bool:
    if thing.KIND != "assignment" or thing.mode != Mode.ASSIST:
        return False
    rows = Assignment.objects.filter(
        congress_id=thing.congress_id, proposal_id=thing.proposal_id, body_id=seat.body_id, mode__in=ANSWERING
    )
    return rows.exclude(state__in=GONE).exists()


ASSISTING = Relation("assisting", "本单位会办的件", _assists)
ASSISTED = Relation(
    "an_assisting_one",
    "本级会办的件",
    lambda seat, thing: thing.congress_id == seat.congress_id and thing.mode == Mode.ASSIST,
)
LEADING = Relation("leading", "本单位主办、由别的单位会办的件", _answers_the_same)
ASSIST_RIGHTS = (Right(Role.UNIT_CLERK, ASSISTING), Right(Role.UNIT_HEAD, ASSISTING))
LEAD_RIGHTS = (Right(Role.UNIT_CLERK, LEADING), Right(Role.UNIT_HEAD, LEADING))


def _lead_units(row: Any) -> list[int]:
    rows = Assignment.objects.filter(
        congress_id=row.congress_id, proposal_id=row.proposal_id, mode__in=ANSWERING
    ).exclude(state__in=GONE)
    return sitting(row.congress_id, Role.UNIT_CLERK, bodies=rows.values_list("body_id", flat=True))


# -- guards and effects ----------------------------------------------------------------------------------------------


def _says_something(row: Any, seat: Seat | None, facts: OpinionGiven) -> str | None:
    return None if facts.body.strip() or facts.file is not None else texts.NO_OPINION


def _not_chased_today(row: Any, seat: Seat | None, facts: Any) -> str | None:
    last = (
        Event.objects.filter(congress_id=row.congress_id, case_id=row.proposal_id, step="opinion.chase")
        .filter(thing_id=row.pk)
        .order_by("-number")
        .first()
    )
    recent = last is not None and (database_now() - last.at).days < 1
    return texts.CHASED_TODAY if recent else None


def _give(unit: Work, row: Assignment, seat: Seat | None, facts: OpinionGiven) -> None:
    given = Opinion.objects.create(
        congress_id=unit.congress_id,
        assignment=row,
        number=Opinion.objects.filter(congress_id=unit.congress_id, assignment=row).count() + 1,
        body=facts.body,
        given_on=unit.on,
        seat_id=seat.pk if seat else None,
    )
    if facts.file is not None:
        given.file = StoredFile.objects.create(
            congress_id=unit.congress_id,
            digest=facts.file.digest,
            size=facts.file.size,
            kind=facts.file.kind.value,
            name=facts.file.name[:200],
            owner_kind="opinion",
            owner_id=given.pk,
        )
        given.save(update_fields=["file"])
    unit.stop_clock(ASSIST, row, onto=row)
    row.stage = Stage.OPINED
    row.save(update_fields=["stage", *PROJECTED])


def _withdraw(unit: Work, row: Assignment, seat: Seat | None, facts: Any) -> None:
    given = opinions(row).last()
    if given is None:
        raise StepRefused(texts.NO_OPINION)
    given.withdrawn = True
    given.save(update_fields=["withdrawn"])
    unit.resume_clock(ASSIST, row, onto=row)
    row.stage = Stage.ASSISTING
    row.save(update_fields=["stage", *PROJECTED])


def _redo(unit: Work, row: Assignment, seat: Seat | None, facts: Reason) -> None:
    given = opinions(row).last()
    if given is None:
        raise StepRefused(texts.NO_OPINION)
    given.redo_on, given.redo_reason = unit.on, facts.reason
    given.save(update_fields=["redo_on", "redo_reason"])
    unit.start_clock(ASSIST, row, procedure_of(row.proposal.procedure_id).limits.assist_redo.as_limit(), onto=row)
    row.stage = Stage.ASSISTING
    row.save(update_fields=["stage", *PROJECTED])


tellers(lead_units=_lead_units)
notice_words(texts.ASSIST_NOTICES)

register(
    Step(
        "opinion.give",
        "提出会办意见",
        on="assignment",
        frm=frozenset({A.RECEIVED}),
        to=A.OPINED,
        by=ASSIST_RIGHTS,
        guards=(Guard("says_something", "写了意见或上传了文件", _says_something),),
        effect=_give,
        stops=frozenset({ASSIST}),
        tells=("lead_units",),
        undone_by="opinion.withdraw",
        source="重庆市代表建议条例第二十条第一款",
    ),
    Step(
        "opinion.withdraw",
        "撤回会办意见",
        on="assignment",
        frm=frozenset({A.OPINED}),
        to=A.RECEIVED,
        by=ASSIST_RIGHTS,
        effect=_withdraw,
        starts=frozenset({ASSIST}),
        undoes="opinion.give",
    ),
    Step(
        "opinion.redo",
        "请会办单位重提意见",
        on="assignment",
        frm=frozenset({A.OPINED}),
        to=A.RECEIVED,
        by=LEAD_RIGHTS,
        guards=(HAS_REASON,),
        effect=_redo,
        starts=frozenset({ASSIST}),
        tells=("unit_clerks", "unit_heads"),
        source="重庆市代表建议条例第二十条第一款",
    ),
    Step(
        "opinion.chase",
        "催办会办意见",
        on="assignment",
        frm=frozenset({A.HANDED_OVER, A.RECEIVED}),
        to=None,
        by=(*LEAD_RIGHTS, Right(Role.COMMITTEE_OFFICER, ASSISTED)),
        guards=(Guard("not_chased_today", "一天之内没有催过", _not_chased_today),),
        tells=("unit_clerks", "unit_heads"),
    ),
)

WAITING = frozenset({A.HANDED_OVER, A.RECEIVED, A.RETURNING})
remind_of(
    ASSIST,
    "assignment",
    WAITING,
    texts.OPINION_DUE,
    tells=("unit_clerks", "unit_heads"),
    late=("lead_units",),
)
recounts(ASSIST, "assignment", WAITING, lambda row: row, tells=("unit_clerks",))
