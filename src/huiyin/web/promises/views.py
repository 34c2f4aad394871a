"""承诺台账 and the page of one promise: what was promised, what was said about it, what may be done now."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.chain.catalogue import catalogue
from huiyin.chain.refusals import StepRefused
from huiyin.dispatch.queries import sees_item
from huiyin.foundation import clock, drafts
from huiyin.foundation.filekinds import CONTENT_TYPES, Kind
from huiyin.foundation.row_ids import row_id
from huiyin.foundation.sheets.writing import Value, write_sheet
from huiyin.handling.letters import class_now, letter_round
from huiyin.people.models import ONLOOKERS, OVERSEERS, Role, Seat
from huiyin.procedures.queries import procedure_of
from huiyin.promises import ledger as book
from huiyin.promises import queries, saying
from huiyin.promises.leave import open_leave
from huiyin.promises.ledger import Asked
from huiyin.promises.models import Promise, PromiseLeave, PromiseState, PromiseWord
from huiyin.proposals.queries import sessions
from huiyin.web import components
from huiyin.web.components import State
from huiyin.web.dates import day, days_left
from huiyin.web.door import Door, act, door
from huiyin.web.lists.filtering import line
from huiyin.web.office.forms import session_words
from huiyin.web.promises import texts
from huiyin.web.promises.forms import DayForm, DoneForm, LaterForm, NothingForm, ReportForm, WordForm
from huiyin.web.shared.attaching import attachments, shown, take_chosen
from huiyin.web.stepforms import StepForm, must_be_permitted, must_be_possible

READERS = (
    Role.COMMITTEE_OFFICER, *OVERSEERS, *ONLOOKERS, Role.UNIT_CLERK, Role.UNIT_HEAD, Role.DEPUTY, Role.STREET_CLERK,
)  # fmt: skip
MOST_ROWS = 5000
P = PromiseState


def light(promise: Promise, today: date) -> State:
    if promise.state in (P.KEPT, P.DROPPED):
        return "done"
    return "wait" if promise.state == P.DONE else components.state_of(promise.due_on, today, promise.amber_on)


def _lamp(promise: Promise, today: date, short: bool = False) -> tuple[State, str]:
    """The light and the word beside it; `short` where the day stands beside it anyway."""
    state = light(promise, today)
    if promise.state != P.RUNNING or promise.due_on is None:
        return state, promise.state_words
    left = days_left(promise.due_on, today)
    return state, left if short else f"{left}（{day(promise.due_on, today)}）"


# -- the ledger --------------------------------------------------------------------------------------------------------


def _asked(request: HttpRequest) -> Asked:
    given = request.GET
    key = given.get("list", book.OPEN)
    return Asked(
        key if key in texts.LISTS else book.OPEN,
        row_id(given.get("unit", "")),
        row_id(given.get("street", "")),
        row_id(given.get("session", "")),
        line(given, "q"),
    )


def _query(asked: Asked, **more: str) -> str:
    known = {"list": asked.key, "unit": asked.unit_id, "street": asked.street_id, "session": asked.session_id, "q": asked.words}
    return urlencode({key: value for key, value in (known | more).items() if value})


@require_safe
@door(*READERS)
def ledger(request: HttpRequest) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    asked, after = _asked(request), request.GET.get("after", "")
    if made.is_deputy:
        return _mine(request, made)
    page = book.page(made.seat, asked, made.today, after)
    whole = made.seat.role in (Role.COMMITTEE_OFFICER, Role.LEADER, *ONLOOKERS)
    case_of = made.seat.role not in (Role.UNIT_CLERK, Role.UNIT_HEAD)
    context = {
        "asked": asked,
        "rows": [(one, *_lamp(one, made.today, short=True)) for one in page.rows],
        "totals": page.totals,
        "lists": texts.LISTS.items(),
        "title": texts.LISTS[asked.key],
        "units": book.keepers(made.seat) if case_of else [],
        "streets": [(one.pk, texts.STREET.format(name=one.label)) for one in book.streets(made.congress.pk)] if whole else [],
        "sessions": [(one.pk, session_words(one)) for one in sessions(made.congress)],
        "empty": texts.EMPTY.get(asked.key, texts.EMPTY_ELSE),
        "query": _query(asked),
        "more_url": f"?{_query(asked, after=page.after)}" if page.after else "",
        "first_url": f"?{_query(asked)}" if after else "",
    }
    return TemplateResponse(request, "promises/ledger.html", context)


def _mine(request: HttpRequest, made: Door) -> HttpResponseBase:
    """What was promised to a deputy, for the phone: what still runs first."""
    rows = list(book.in_order(made.seat, Asked(book.ALL), made.today)[:MOST_ROWS])
    over = [one for one in rows if one.state in (P.KEPT, P.DROPPED)]
    parts = [(texts.STILL_OPEN, [one for one in rows if one not in over]), (texts.ALL_OVER, over)]
    context = {
        "parts": [(title, [(one, *_lamp(one, made.today)) for one in some]) for title, some in parts if some],
        "empty": texts.EMPTY_MINE,
    }
    return TemplateResponse(request, "promises/mine.html", context)


@require_safe
@door(*READERS)
def sheet(request: HttpRequest) -> HttpResponseBase:
    """The list as a spreadsheet in the columns of the paper ledger, both days of whatever slipped."""
    made: Door = request.door  # type: ignore[attr-defined]
    asked = _asked(request)
    rows = list(book.in_order(made.seat, asked, made.today)[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        messages.warning(request, texts.TOO_MANY.format(most=MOST_ROWS, n=f"{MOST_ROWS}+"))
        return HttpResponseRedirect(f"{reverse('promise_ledger', args=[made.seat.pk])}?{_query(asked)}")
    target = io.BytesIO()
    said = texts.SHEET_SAID.format(list=texts.LISTS[asked.key], at=clock.now().astimezone(clock.SHANGHAI))
    write_sheet(target, f"{made.place}{texts.TITLE}", texts.HEADINGS, _lines(rows), subtitle=said)
    answer = HttpResponse(target.getvalue(), content_type=CONTENT_TYPES[Kind.XLSX])
    answer["Content-Disposition"] = f'attachment; filename="promises-{made.today:%Y%m%d}.xlsx"'
    return answer


def _lines(rows: Sequence[Promise]) -> Iterator[Sequence[Value]]:
    for number, one in enumerate(rows, 1):
        case = one.assignment.proposal
        yield (
            number, case.shown_no, case.title, one.body.label, one.person, one.what, one.due_words, one.first_due_on, one.due_on,
            one.state_words, one.reported_on, one.done_on, one.closed_on, one.made_at or one.get_source_display(),
            one.promised_on,
        )  # fmt: skip


# -- one promise -------------------------------------------------------------------------------------------------------


def _promise(made: Door, promise_id: int) -> Promise:
    found = queries.promise_seen(made.seat, promise_id)
    if found is None:
        raise Http404
    return found


def _base(made: Door, promise: Promise) -> dict[str, Any]:
    case = promise.assignment.proposal
    return {
        "promise": promise,
        "case": case,
        # Whoever took over from a body that is gone keeps the promise without having had the item.
        "case_url": reverse("case", args=[made.seat.pk, case.pk]) if sees_item(made.seat, case.pk) else "",
        "ledger_url": reverse("promise_ledger", args=[made.seat.pk]),
        "lamp": _lamp(promise, made.today),
    }


@require_safe
@door(*READERS)
def promise(request: HttpRequest, promise_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    found = _promise(made, promise_id)
    words = list(PromiseWord.objects.filter(congress_id=made.congress.pk, promise=found).order_by("-number"))
    files = saying.files_by_word(words)
    seats = Seat.objects.filter(congress_id=made.congress.pk).select_related("person", "body")
    who = seats.in_bulk([one.seat_id for one in words if one.seat_id is not None])
    leaves = PromiseLeave.objects.filter(congress_id=made.congress.pk, promise=found)
    context = _base(made, found) | {
        "said": [
            (one, texts.SAID[one.step], who.get(one.seat_id or 0), [shown(made.seat, file) for file in files.get(one.pk, [])])
            for one in words
        ],
        "leaves": list(leaves.select_related("decided_by__person", "asked_by__person").order_by("-pk")),
        "acts": _acts(made, found),
    }
    return TemplateResponse(request, "promises/promise.html", context)


def _acts(made: Door, promise: Promise) -> list[tuple[str, str]]:
    """(title, address) of what this seat may do now, the nearest first; leave only as it stands."""
    leave = open_leave(promise)
    decide = {"slip": "promise.grant_slip", "drop": "promise.grant_drop"}
    hidden = set(decide.values()) - {decide[leave.kind]} if leave is not None else {*decide.values()}
    if leave is None:
        hidden |= {"promise.withdraw_leave", "promise.refuse_leave"}
    else:
        hidden |= {"promise.ask_slip", "promise.ask_drop"}
    if promise.due_on is None:
        hidden.add("promise.ask_slip")
    else:
        hidden.add("promise.name_day")
        if made.today > promise.due_on:
            hidden |= {"promise.ask_slip", "promise.ask_drop"}
    possible = {step.code for step in catalogue.possible(promise, made.seat)} - hidden
    asked = [
        (one.title, reverse("promise_act", args=[made.seat.pk, promise.pk, slug]))
        for slug, one in texts.ACTS.items()
        if one.code in possible
    ]
    return asked + _move_of_class(made, promise)


def _move_of_class(made: Door, promise: Promise) -> list[tuple[str, str]]:
    """What was in work has been done: the way to a letter that gives the answer its new class (B → A, rules.md §6)."""
    letter = promise.letter
    if promise.state != PromiseState.KEPT or letter is None:
        return []
    round_ = letter_round(letter)
    classes = procedure_of(round_.assignment.proposal.procedure_id).letter.classes.value or ()
    given = class_now(letter)
    unsolved = any(one.code == given and not one.counts_as_solved for one in classes)
    if not unsolved or all(step.code != "letter.follow_up" for step in catalogue.possible(round_, made.seat)):
        return []
    return [(texts.MOVE_CLASS, reverse("follow-up", args=[made.seat.pk, round_.pk]))]


@door(*READERS)
def act_on(request: HttpRequest, promise_id: int, act: str) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    promise = _promise(made, promise_id)
    asks = texts.ACTS.get(act)
    if asks is None:
        raise Http404
    posted = request.method == "POST"
    (must_be_permitted if posted else must_be_possible)(asks.code, promise, made.seat)
    proves = act in ("report", "done")
    refused = take_chosen(request, made.seat, saying.TRAY, promise.pk) if posted and proves else []
    key = f"promise-{promise.pk}-{act}"
    form = _form(request, made, promise, act, key)
    if posted and form.is_valid() and not refused:
        answer = _taken(request, promise, asks, form)
        if not isinstance(answer, StepRefused):
            drafts.drop(made.congress.pk, made.seat.pk, key)
            return answer
        form.refuse(answer)
    context = _base(made, promise) | {
        "form": form,
        "asks": asks,
        "leave": open_leave(promise) if act in ("grant-slip", "grant-drop", "refuse", "withdraw") else None,
        "draft_url": reverse("draft", args=[made.seat.pk, key]),
        "back_url": reverse("promise", args=[made.seat.pk, promise.pk]),
        "attached": attachments(made.seat, saying.TRAY, promise.pk, refused) if proves else None,
    }
    return TemplateResponse(request, "promises/act.html", context)


def _taken(request: HttpRequest, promise: Promise, asks: texts.Act, form: Any) -> HttpResponseBase | StepRefused:
    made: Door = request.door  # type: ignore[attr-defined]
    back = reverse("promise", args=[made.seat.pk, promise.pk])
    return act(request, asks.code, promise, form.facts(), back=back, said=asks.said)


def _form(request: HttpRequest, made: Door, promise: Promise, act: str, key: str) -> StepForm:
    data = request.POST if request.method == "POST" else None
    kept = drafts.of(made.congress.pk, made.seat.pk, key) if data is None else None
    start = kept.data if kept is not None else {}
    if act == "report":
        return ReportForm(data, initial=start, thing=promise)
    if act == "done":
        return DoneForm(data, initial=start, thing=promise)
    if act == "slip":
        return LaterForm(data, initial=start, thing=promise, asks=act)
    if act == "name-day":
        return DayForm(data, initial=start, thing=promise)
    if act == "withdraw":
        return NothingForm(data, thing=promise)
    return WordForm(data, initial=start, thing=promise, asks=act)
