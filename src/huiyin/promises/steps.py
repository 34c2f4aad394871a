"""Steps of a promise, as far as the letter goes: marked and unmarked by the clerk who writes it, given when it is sent.

What becomes of it afterwards: `keeping`, `leave`, `moving`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from huiyin.chain.catalogue import Guard, Step, register
from huiyin.chain.clocks import REFRESH
from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import Work
from huiyin.handling.drafting import writable
from huiyin.handling.models import Letter
from huiyin.handling.rounds import CLERK
from huiyin.handling.steps import when_letter_recalled, when_letter_sent
from huiyin.people.models import Seat
from huiyin.promises import texts
from huiyin.promises.due_words import DueKind
from huiyin.promises.keeping import RUNS, rest, run
from huiyin.promises.models import OPEN, Promise, PromiseState

P = PromiseState


@dataclass(frozen=True)
class Promised:
    """What is promised. `due_words` as the letter has them, `due_on` the last day they allow (dated ones alone)."""

    what: str
    due_kind: str
    due_words: str = ""
    due_on: date | None = None
    quote: str = ""
    person: str = ""
    proof: str = ""
    depends_on: str = ""


# -- guards ----------------------------------------------------------------------------------------------------------


def _writable(promise: Any, seat: Seat | None, facts: Any) -> str | None:
    """Marks belong to the letter: they move while it may be written, and are cleared with it."""
    return writable(promise.letter)


def _complete(promise: Any, seat: Seat | None, facts: Promised) -> str | None:
    if not facts.what.strip():
        return texts.NO_WHAT
    if facts.due_kind == DueKind.DATED and facts.due_on is None:
        return texts.NEEDS_DAY
    if facts.due_kind == DueKind.CONDITIONAL and not facts.depends_on.strip():
        return texts.NEEDS_CONDITION
    return None


def _of_the_letter(promise: Any, seat: Seat | None, facts: Promised) -> str | None:
    """What is marked stands in the letter, and is marked once."""
    letter = promise.letter
    if not facts.quote:
        return None
    if facts.quote not in letter.body:
        return texts.NOT_IN_LETTER
    others = Promise.objects.filter(congress_id=letter.congress_id, letter=letter, state=P.MARKED, quote=facts.quote)
    return texts.ALREADY_MARKED if others.exclude(pk=promise.pk).exists() else None


WRITABLE = Guard("letter_writable", "答复函还没有送审签", _writable)
COMPLETE = Guard("promise_complete", "写明办什么、什么时候、有什么前提", _complete)
OF_LETTER = Guard("of_the_letter", "答复函里有这句话，没有重复标记", _of_the_letter)


# -- effects ---------------------------------------------------------------------------------------------------------


def _mark(unit: Work, promise: Promise, seat: Seat | None, facts: Promised) -> None:
    promise.state = P.MARKED
    promise.marked_on = unit.on
    _write(unit, promise, facts)
    promise.save(force_insert=True)


def _change(unit: Work, promise: Promise, seat: Seat | None, facts: Promised) -> None:
    _write(unit, promise, facts)
    promise.save(update_fields=list(asdict(facts)))


def _write(unit: Work, promise: Promise, facts: Promised) -> None:
    if facts.due_kind == DueKind.DATED and facts.due_on is not None and facts.due_on < unit.on:
        raise StepRefused(texts.DAY_PAST, "due_on")
    for name, value in asdict(facts).items():
        setattr(promise, name, value)
    if facts.due_kind != DueKind.DATED:
        promise.due_on = None


def _give(unit: Work, promise: Promise, seat: Seat | None, facts: Any) -> None:
    promise.promised_on = unit.on
    promise.first_due_on = promise.due_on
    promise.body_id = promise.assignment.body_id
    promise.save(update_fields=["promised_on", "first_due_on", "body"])
    run(unit, promise)


def _take_back(unit: Work, promise: Promise, seat: Seat | None, facts: Any) -> None:
    promise.promised_on = promise.first_due_on = promise.done_on = None
    promise.save(update_fields=["promised_on", "first_due_on", "done_on"])
    rest(unit, promise)


def _all_of(code: str, *states: str) -> Any:
    def then(unit: Work, letter: Letter) -> None:
        found = Promise.objects.filter(congress_id=letter.congress_id, letter=letter, state__in=states)
        # Most letters promise nothing: the rows with all that belongs to them are read where there are any.
        ids = list(found.values_list("pk", flat=True))
        if not ids:
            return
        for promise in found.filter(pk__in=ids).select_related(*Promise.READ_WITH).order_by("pk"):
            unit.take(code, promise, None, happened_on=unit.on)

    return then


when_letter_sent(_all_of("promise.give", P.MARKED))
when_letter_recalled(_all_of("promise.take_back", *OPEN))


def new_promise(letter: Letter, round_: Any) -> Promise:
    """A promise about to be marked in the letter of a round. Raises StepRefused where the round has another letter."""
    if round_.letter is None or round_.letter.pk != letter.pk:
        raise StepRefused(texts.NOT_IN_LETTER)
    row = round_.assignment
    return Promise(congress_id=letter.congress_id, assignment=row, body_id=row.body_id, letter=letter)


BY_REGULATION = "重庆市代表建议条例第二十二条第二项、第二十四条第一款"

register(
    Step(
        "promise.mark",
        "标记承诺",
        on="promise",
        frm=frozenset({P.NEW}),
        to=P.MARKED,
        by=(CLERK,),
        guards=(WRITABLE, COMPLETE, OF_LETTER),
        effect=_mark,
        source=BY_REGULATION,
    ),
    Step(
        "promise.change",
        "修改承诺",
        on="promise",
        frm=frozenset({P.MARKED}),
        to=None,
        by=(CLERK,),
        guards=(WRITABLE, COMPLETE, OF_LETTER),
        effect=_change,
    ),
    Step(
        "promise.unmark",
        "取消标记",
        on="promise",
        frm=frozenset({P.MARKED}),
        to=P.UNMARKED,
        by=(CLERK,),
        guards=(WRITABLE,),
    ),
    Step(
        "promise.give",
        "作出承诺",
        on="promise",
        frm=frozenset({P.MARKED}),
        to=P.RUNNING,
        automatic=True,
        effect=_give,
        starts=RUNS,
        stops=frozenset({REFRESH}),
        source=BY_REGULATION,
    ),
    Step(
        "promise.take_back",
        "答复撤回，承诺一并收回",
        on="promise",
        frm=frozenset(OPEN),
        to=P.MARKED,
        automatic=True,
        effect=_take_back,
        stops=RUNS,
    ),
)
