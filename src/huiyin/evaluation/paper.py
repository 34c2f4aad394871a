"""纸质评价: one officer enters what a deputy's sheet says, with its scan; a second reads the same; the deputy is told.

Nobody evaluates in a deputy's stead (threat B4): the sheet is the deputy's own, two people answer for reading it, and
the deputy may say that it was read wrongly. Such evaluations are counted apart.
"""

from __future__ import annotations

from typing import Any

from huiyin.chain.catalogue import Guard, Right, Step, register
from huiyin.chain.clocks import EVALUATE
from huiyin.chain.taking import Work
from huiyin.evaluation import sealed, texts
from huiyin.evaluation.models import PaperEvaluation
from huiyin.evaluation.steps import COMPLETE, Evaluation
from huiyin.foundation.files import Stored
from huiyin.foundation.models import StoredFile
from huiyin.handling.letters import letter_digest
from huiyin.handling.models import LetterCopy, Round, RoundState
from huiyin.people.models import Role, Seat
from huiyin.proposals.steps import LEAD_SIGNER, OFFICER

R = RoundState
OWNER = "paper_evaluation"


class SheetRead(Evaluation):
    """What was read off a sheet, and its scan. The event digests the letter and the scan, never the grades."""

    def __init__(self, grades: dict[str, str], reason: str = "", scan: Stored | None = None) -> None:
        super().__init__(grades, reason)
        self.scan = scan

    def for_event(self) -> dict[str, str]:
        return super().for_event() | {"scan": self.scan.digest if self.scan else ""}


def paper_of(round_: Any) -> PaperEvaluation | None:
    """The sheet that stands for the evaluation of a round, or waits for its second reader."""
    rows = PaperEvaluation.objects.filter(congress_id=round_.congress_id, round_id=round_.pk, withdrawn_on__isnull=True)
    return rows.select_related("scan").first()


# -- guards ----------------------------------------------------------------------------------------------------------


def _reached_the_deputy(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    copies = LetterCopy.objects.filter(congress_id=round_.congress_id, letter=round_.letter, opened_at__isnull=False)
    return None if copies.filter(signer__is_lead=True).exists() else texts.NOT_SERVED


def _has_scan(round_: Any, seat: Seat | None, facts: SheetRead | None) -> str | None:
    return None if facts is not None and facts.scan is not None else texts.NO_SCAN


def _not_entered(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    return texts.PAPER_THERE if paper_of(round_) is not None else None


def _entered(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if paper_of(round_) is not None else texts.NO_PAPER


def _by_another_person(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    paper = paper_of(round_)
    if paper is None or seat is None:
        return texts.NO_PAPER
    entered_by = Seat.objects.get(congress_id=round_.congress_id, pk=paper.entered_by_id)
    return texts.ANOTHER_OFFICER if entered_by.person_id == seat.person_id else None


def _on_paper(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    paper = paper_of(round_)
    return None if paper is not None and paper.confirmed_on is not None else texts.NOT_ON_PAPER


# -- effects ---------------------------------------------------------------------------------------------------------


def _enter(unit: Work, round_: Round, seat: Seat | None, facts: SheetRead) -> None:
    if seat is None or facts.scan is None:
        raise RuntimeError("a sheet is entered by an officer, with its scan")
    facts.letter_digest = letter_digest(round_.letter) if round_.letter is not None else ""
    sealed.enter_paper(seat.pk, round_.pk, facts.grades, facts.reason)
    scan = StoredFile.objects.create(
        congress_id=unit.congress_id,
        digest=facts.scan.digest,
        size=facts.scan.size,
        kind=facts.scan.kind.value,
        name=facts.scan.name[:200],
        owner_kind=OWNER,
        owner_id=round_.pk,
    )
    PaperEvaluation.objects.create(
        congress_id=unit.congress_id, round=round_, scan=scan, entered_on=unit.on, entered_by_id=seat.pk
    )


def _withdraw(unit: Work, round_: Round) -> None:
    paper = paper_of(round_)
    if paper is None:
        raise RuntimeError("the guards have seen a sheet")
    paper.withdrawn_on = unit.on
    paper.save(update_fields=["withdrawn_on"])


def _drop(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    if seat is None:
        raise RuntimeError("a sheet is taken back by an officer")
    sealed.drop_paper(seat.pk, round_.pk)
    _withdraw(unit, round_)


def _confirm(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    paper = paper_of(round_)
    if seat is None or paper is None:
        raise RuntimeError("a sheet is read again by an officer")
    sealed.confirm_paper(seat.pk, round_.pk)
    paper.confirmed_on, paper.confirmed_by_id = unit.on, seat.pk
    paper.save(update_fields=["confirmed_on", "confirmed_by_id"])
    unit.stop_clock(EVALUATE, round_)


def _reject(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    if seat is None:
        raise RuntimeError("a sheet is disowned by its deputy")
    sealed.reject_paper(seat.pk, round_.pk)
    _withdraw(unit, round_)
    unit.resume_clock(EVALUATE, round_)


register(
    Step(
        "evaluation.enter_paper",
        "登记纸质评价",
        on="round",
        frm=frozenset({R.ANSWERED}),
        to=None,
        by=(OFFICER,),
        guards=(
            Guard("reached_the_deputy", "答复函已送达代表", _reached_the_deputy),
            Guard("not_entered", "没有等着核对的纸质评价", _not_entered),
            Guard("has_scan", "附有代表签名的评价表", _has_scan),
            COMPLETE,
        ),
        effect=_enter,
        tells=("officers",),
        sealed=True,
    ),
    Step(
        "evaluation.drop_paper",
        "撤回纸质评价登记",
        on="round",
        frm=frozenset({R.ANSWERED}),
        to=None,
        by=(OFFICER,),
        guards=(Guard("entered", "有等着核对的纸质评价", _entered),),
        effect=_drop,
        sealed=True,
    ),
    Step(
        "evaluation.confirm_paper",
        "核对纸质评价",
        on="round",
        frm=frozenset({R.ANSWERED}),
        to=R.EVALUATED,
        by=(OFFICER,),
        guards=(Guard("by_another_person", "由另一位工作人员核对", _by_another_person),),
        effect=_confirm,
        stops=frozenset({EVALUATE}),
        tells=("lead",),
        sealed=True,
        formal=True,
    ),
    Step(
        "evaluation.reject_paper",
        "纸质评价登记有误",
        on="round",
        frm=frozenset({R.EVALUATED}),
        to=R.ANSWERED,
        by=(Right(Role.DEPUTY, LEAD_SIGNER),),
        guards=(Guard("on_paper", "评价是按纸质评价表登记的", _on_paper),),
        effect=_reject,
        starts=frozenset({EVALUATE}),
        tells=("officers",),
        sealed=True,
        formal=True,
    ),
)
