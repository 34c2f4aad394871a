"""The one door through which anything changes its state.

A unit of work locks its cases in id order, re-checks every step under that lock, applies effects, moves clocks, queues
notices, and at its very end locks the congress's event-chain head once, numbers and hashes the events. Any other order
of locks deadlocks (feasibility.md, trap 8).
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from huiyin.chain import clocks
from huiyin.chain.catalogue import Step, catalogue
from huiyin.chain.events import Pending, append, facts_digest, lock_head
from huiyin.chain.models import Batch, Clock, Clocked, Event, Thing
from huiyin.chain.refusals import AlreadyDone, NotYours, StepRefused
from huiyin.chain.texts import GONE, NOT_YOURS, NOW_IS, PAGE_IS_OLD, TOO_EARLY, TOO_LATE_TO_UNDO, UNDO_OVER
from huiyin.foundation import clock as system_clock
from huiyin.foundation.calendars import calendar_of
from huiyin.foundation.notices import Telling, put, withdraw
from huiyin.foundation.tenancy import current_scope
from huiyin.foundation.workdays import Calendar, Limit
from huiyin.people.models import Congress, Seat

UNDO_MINUTES = 10
SLICE = 50

CASE_PATH = "/s/{seat}/case/%d/"

_tell: dict[str, Callable[[Any], list[int]]] = {}
_words: dict[str, str] = {}
_shut_out: set[str] = set()
_paths: dict[str, str] = {}
_said_with: dict[str, Callable[[Any], dict[str, str]]] = {}
# First number → table of the cases that have the numbers from there on.
_roots: dict[int, str] = {0: "proposals_proposal"}


def tellers(**who: Callable[[Any], list[int]]) -> None:
    """Rooms say which seats a name in `Step.tells` stands for: a function from the thing to seat numbers."""
    _tell.update(who)


def told_without_link(*audiences: str) -> None:
    """Audiences of `Step.tells` that may not open the case any more: their notice leads nowhere."""
    _shut_out.update(audiences)


def leads_to(kind: str, path: str) -> None:
    """Notices of this kind of thing lead to its own page and not to the case: `%d` stands for its number."""
    _paths[kind] = path


def root_of(table: str, first: int) -> None:
    """A room has cases of its own kind: their numbers begin at `first`, above those of the kind before, so that the order
    of all numbers is one order of locks."""
    _roots[first] = table


def teller_names() -> set[str]:
    return set(_tell)


def notice_words(words: dict[str, str]) -> None:
    """Rooms give the words of their notices: step → a sentence with {no}, {title} and {due}.

    Where one step tells several kinds of people, `step:audience` holds what is said to that audience.
    """
    _words.update(words)


def said_with(code: str, more: Callable[[Any], dict[str, str]]) -> None:
    """What the words of a step's notices name beyond {no}, {title} and {due}: a function from the thing."""
    _said_with[code] = more


def words_of(code: str, audience: str = "") -> str | None:
    return _words.get(f"{code}:{audience}", _words.get(code))


# Every step asks these; composing them anew each time took longer than the database needs to answer.
_LOCK = "select id from {table} where congress_id = %s and id = any(%s) order by id for no key update"
_REPEATED = "select id from chain_event where congress_id = %s and request_key = any(%s) limit 1"
_OLDER = """update {table} t set version = t.version + m.times
from (select unnest(%s::bigint[]) as id, unnest(%s::int[]) as times) m where t.congress_id = %s and t.id = m.id"""
_STATE = "update {table} set state = %s, version = %s where congress_id = %s and id = %s"


def _write_state(thing: Any) -> None:
    with connection.cursor() as cursor:
        statement = _STATE.format(table=connection.ops.quote_name(thing._meta.db_table))
        cursor.execute(statement, [str(thing.state), thing.version, thing.congress_id, thing.pk])
        if cursor.rowcount != 1:
            raise RuntimeError(f"{thing.KIND} {thing.pk} is not there")


@dataclass(frozen=True)
class Note:
    """An automatic step that moves no state, to be taken with many others (`Work.note`); `on` is its legal date."""

    code: str
    thing: Any
    facts: Any
    on: date
    ground: str = ""


class Work:
    """One unit of work in the congress of the current scope. Made by `work()`, which commits it."""

    def __init__(self, congress_id: int, batch: Batch | None = None, rehearsal: bool = False) -> None:
        self.congress_id = congress_id
        self.batch = batch
        self.rehearsal = rehearsal
        self.today = system_clock.today()
        self.on = self.today
        self._locked: set[int] = set()
        self._pending: list[Pending] = []
        self._tellings: list[tuple[Pending, int, Telling, bool]] = []
        self._moved: set[tuple[str, str]] = set()
        self._following: list[tuple[str, Any]] = []

    # -- locks ---------------------------------------------------------------------------------------------------

    def lock(self, *case_ids: int) -> None:
        """Lock cases in id order. All cases of a unit of work are locked by one call, before its first step."""
        wanted = sorted(set(case_ids) - self._locked)
        if not wanted:
            return
        if self._locked and wanted[0] < max(self._locked):
            raise RuntimeError("cases must be locked in id order: lock all of them in one call")
        # The lock alone: the row is read again, fresh, by whoever asks.
        found: set[int] = set()
        floors = sorted(_roots)
        for floor, ceiling in zip(floors, [*floors[1:], sys.maxsize], strict=True):
            of_kind = [case_id for case_id in wanted if floor <= case_id < ceiling]
            if of_kind:
                with connection.cursor() as cursor:
                    cursor.execute(_LOCK.format(table=_roots[floor]), [self.congress_id, of_kind])
                    found |= {row[0] for row in cursor.fetchall()}
        if set(wanted) - found:
            raise StepRefused(GONE)
        self._locked |= found

    # -- steps ---------------------------------------------------------------------------------------------------

    def take(
        self,
        code: str,
        thing: Any,
        seat: Seat | None,
        facts: Any = None,
        *,
        happened_on: date | None = None,
        ground: str = "",
        request_key: str | None = None,
        version: int | None = None,
    ) -> Pending:
        """Take one step. Raises StepRefused, NotYours or AlreadyDone; then nothing of the unit of work is kept."""
        step = catalogue[code]
        if step.creates:
            state = "new"
        else:
            self.lock(thing.case_key)
            thing.read_again()
            state = thing.state
        # Under the lock: the same form sent twice at once waits here for the first to be written.
        self._refuse_repeat(request_key)
        undone = self._check(step, thing, seat, state, version)
        on = self._legal_date(step, happened_on, ground)
        for guard in step.guards:
            sentence = guard.check(thing, seat, facts)
            if sentence is not None:
                raise StepRefused(sentence)
        following = self._change(step, thing, seat, facts, state, on)
        if undone is not None:
            withdraw(self.congress_id, undone.pk)
        pending = self._event_of(step, thing, seat, state, facts, ground, on, request_key)
        self._pending.append(pending)
        self._queue_notices(step, thing, seat, pending, facts)
        for next_code, next_thing in following:
            self.take(next_code, next_thing, None, happened_on=on)
        return pending

    def note(self, notes: Sequence[Note]) -> None:
        """Take automatic steps that move no state and ask nothing, on things that were read under the locks of this unit. A
        sweep over thousands of clocks takes them so: each has its event and its notices, versions are written together.

        Raises RuntimeError for any other step. Whoever calls has seen to it that the state is one the step is taken from.
        """
        older: dict[str, Counter[int]] = defaultdict(Counter)
        for one in notes:
            step, thing = catalogue[one.code], one.thing
            if not step.automatic or step.to is not None or step.guards or step.effect is not None:
                raise RuntimeError(f"{step.code} is more than a note")
            if thing.case_key not in self._locked or thing.state not in step.frm:
                raise RuntimeError(f"{step.code}: {thing.KIND} {thing.pk} is not locked, or not in a state for it")
            if not step.sealed:
                thing.version += 1
                older[thing._meta.db_table][thing.pk] += 1
            on = self._legal_date(step, one.on, one.ground)
            pending = self._event_of(step, thing, None, thing.state, one.facts, one.ground, on)
            self._pending.append(pending)
            self._queue_notices(step, thing, None, pending, one.facts)
        for table, times in older.items():
            with connection.cursor() as cursor:
                statement = _OLDER.format(table=connection.ops.quote_name(table))
                cursor.execute(statement, [list(times), list(times.values()), self.congress_id])

    def _event_of(
        self, step: Step, thing: Any, seat: Seat | None, was: str, facts: Any, ground: str, on: date, key: str | None = None
    ) -> Pending:
        return Pending(
            step=step.code,
            thing_kind=thing.KIND,
            thing_id=thing.pk,
            case_id=thing.case_key,
            seat_id=seat.pk if seat is not None else None,
            from_state=was,
            to_state=thing.state,
            happened_on=on,
            late_ground=ground if on != self.today else "",
            request_key=key,
            batch_id=self.batch.pk if self.batch else None,
            facts_digest=facts_digest(step.code, thing.KIND, thing.pk, facts),
        )

    def follow(self, code: str, thing: Any) -> None:
        """Called by an effect: take this automatic step when the present one has been recorded. Where both are on the same
        thing, the event of the first would else tell of the state that the second left.
        """
        self._following.append((code, thing))

    def _change(
        self, step: Step, thing: Any, seat: Seat | None, facts: Any, state: str, on: date
    ) -> list[tuple[str, Any]]:
        """Move the state and apply the effect, for which `self.on` is the legal date of this step; what is to follow."""
        outer, self.on = self.on, on
        moved, self._moved = self._moved, set()
        waiting, self._following = self._following, []
        version, pending, tellings = thing.version, len(self._pending), len(self._tellings)
        try:
            if not step.creates:
                thing.state = step.to or state
                # A page's hidden version must not tell a unit that a deputy has evaluated.
                thing.version += 0 if step.sealed else 1
                _write_state(thing)
            if step.effect is not None:
                step.effect(self, thing, seat, facts)
        except (StepRefused, AlreadyDone):
            # The rows go back with the transaction or savepoint; what is in hand does not: the object that a page may
            # show again, and in a batch that goes on the events of steps which the effect had taken already.
            thing.state, thing.version = state, version
            self.on, self._moved, self._following = outer, moved, waiting
            del self._pending[pending:], self._tellings[tellings:]
            raise
        if step.creates:
            self._locked.add(thing.case_key)
        undeclared = self._moved - {("start", k) for k in step.starts} - {("stop", k) for k in step.stops}
        if undeclared:
            raise RuntimeError(f"{step.code} moves clocks it does not declare: {sorted(undeclared)}")
        following, self._following = self._following, waiting
        self.on, self._moved = outer, moved
        return following

    def _refuse_repeat(self, *request_keys: str | None) -> None:
        keys = [key for key in request_keys if key is not None]
        if not keys:
            return
        with connection.cursor() as cursor:
            cursor.execute(_REPEATED, [self.congress_id, keys])
            done = cursor.fetchone()
        if done is not None:
            raise AlreadyDone(Event.objects.get(congress_id=self.congress_id, pk=done[0]))

    def _check(self, step: Step, thing: Any, seat: Seat | None, state: str, version: int | None) -> Event | None:
        """Seat, state and version; for a counter-step also the window. Returns the event that is to be undone."""
        if seat is None:
            if not (step.automatic or step.operator):
                raise NotYours(NOT_YOURS.format(step=step.label))
        elif step.automatic or not step.permits(seat, thing):
            raise NotYours(NOT_YOURS.format(step=step.label))
        stale = version is not None and not step.creates and version != thing.version
        if state not in step.frm or stale:
            last = self._last_event(thing)
            if last is not None and last.step == step.code and (state not in step.frm or step.to is not None):
                raise AlreadyDone(last)
        # Before the state: a letter evaluated is refused in the same words as one that was only opened.
        undone = self._undoable(step, thing, seat) if step.undoes else None
        if state not in step.frm:
            raise StepRefused(NOW_IS.format(state=thing.state_words_for(seat), step=step.label))
        if stale and step.to is not None and self._moved_since(thing, version or 0):
            raise StepRefused(PAGE_IS_OLD)
        return undone

    def _events_of(self, thing: Any) -> QuerySet[Event]:
        of_case = Event.objects.filter(congress_id=self.congress_id, case_id=thing.case_key)
        return of_case.filter(thing_kind=thing.KIND, thing_id=thing.pk).order_by("-number")

    def _last_event(self, thing: Any) -> Event | None:
        return self._events_of(thing).first()

    def _moved_since(self, thing: Any, version: int) -> bool:
        """Whether the state has moved since `version`: talks and opened letters alone do not make a page old."""
        sealed = [step.code for step in catalogue if step.sealed]
        later = self._events_of(thing).exclude(step__in=sealed)[: max(thing.version - version, 0)]
        return any(event.from_state != event.to_state for event in later)

    def _undoable(self, step: Step, thing: Any, seat: Seat | None) -> Event:
        """Undo is for the same seat, for ten minutes, and until another seat has acted on the case."""
        undone = self._newest_not_undone(step, thing)
        if undone is None or seat is None or undone.seat_id != seat.pk:
            raise StepRefused(UNDO_OVER)
        later = Event.objects.filter(
            congress_id=self.congress_id, case_id=thing.case_key, number__gt=undone.number, seat_id__isnull=False
        )
        if later.exclude(seat_id=seat.pk).exists():
            raise StepRefused(TOO_LATE_TO_UNDO)
        if system_clock.now() - undone.at > timedelta(minutes=UNDO_MINUTES):
            raise StepRefused(UNDO_OVER)
        return undone

    def _newest_not_undone(self, step: Step, thing: Any) -> Event | None:
        """Steps and counter-steps pair like brackets: a second counter-step means the step before the undone one."""
        undone = 0
        for event in self._events_of(thing).filter(step__in=(step.code, step.undoes)):
            if event.step == step.code:
                undone += 1
            elif undone:
                undone -= 1
            else:
                return event
        return None

    def _legal_date(self, step: Step, happened_on: date | None, ground: str) -> date:
        if happened_on is None or happened_on == self.today:
            return self.today
        if happened_on > self.today and not self.rehearsal:
            raise StepRefused(TOO_EARLY)
        if not (step.backdatable or self.rehearsal):
            raise RuntimeError(f"{step.code} may not be dated back")
        if not (ground or step.automatic or self.rehearsal):
            raise RuntimeError(f"{step.code} is dated back without a ground")
        return happened_on

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Part of a batch that may fail by itself: after a StepRefused inside, nothing of the part is kept."""
        events, tellings = len(self._pending), len(self._tellings)
        try:
            with transaction.atomic():
                yield
        except (StepRefused, AlreadyDone):
            del self._pending[events:]
            del self._tellings[tellings:]
            self.on, self._moved, self._following = self.today, set(), []
            raise

    # -- clocks, used by effects ---------------------------------------------------------------------------------

    def start_clock(
        self, kind: str, thing: Thing, limit: Limit | None, onto: Clocked | None = None, since: date | None = None
    ) -> Clock | None:
        """Start a clock on the legal date of the step (or `since`); a blank limit means no such clock."""
        self._moved.add(("start", kind))
        started = clocks.start(kind, thing, limit, since or self.on, self._calendar) if limit is not None else None
        if onto is not None:
            clocks.project(started, onto)
        return started

    def start_clock_until(self, kind: str, thing: Thing, due: date, trigger: str, source: str) -> Clock:
        """Start a clock that ends on a named day."""
        self._moved.add(("start", kind))
        return clocks.start_until(kind, thing, due, self.on, self._calendar, trigger, source)

    @cached_property
    def _calendar(self) -> Calendar:
        """Read once for all the clocks of a unit of work: a batch starts hundreds."""
        return calendar_of(self.congress_id)

    def stop_clock(self, kind: str, thing: Thing, onto: Clocked | None = None) -> Clock | None:
        self._moved.add(("stop", kind))
        stopped = clocks.stop(kind, thing, self.on)
        if onto is not None:
            clocks.project(None, onto)
        return stopped

    def resume_clock(self, kind: str, thing: Thing, onto: Clocked | None = None) -> None:
        self._moved.add(("start", kind))
        resumed = clocks.resume(kind, thing)
        if onto is not None:
            clocks.project(resumed, onto)

    # -- notices -------------------------------------------------------------------------------------------------

    def _queue_notices(self, step: Step, thing: Any, seat: Seat | None, pending: Pending, facts: Any) -> None:
        told: set[int] = {seat.pk} if seat is not None else set()
        for audience in step.tells:
            for seat_id in _tell[audience](thing):
                if seat_id not in told:
                    told.add(seat_id)
                    telling = self._telling(step, thing, audience, facts)
                    self._tellings.append((pending, seat_id, telling, bool(step.undone_by)))

    def _telling(self, step: Step, thing: Any, audience: str, facts: Any) -> Telling:
        case: Any = thing.case
        due = getattr(facts, "due_on", None) or getattr(thing, "due_on", None)
        until = f"{due.year}年{due.month}月{due.day}日" if due else ""
        more = _said_with[step.code](thing) if step.code in _said_with else {}
        return Telling(
            (words_of(step.code, audience) or "").format(no=case.shown_no, title=case.title, due=until, **more),
            "" if audience in _shut_out else self._path(thing),
        )

    @staticmethod
    def _path(thing: Any) -> str:
        own = _paths.get(thing.KIND)
        path: str = own % thing.pk if own is not None else CASE_PATH % thing.case_key
        return path

    def commit(self) -> list[Event]:
        """Write events and notices. The head is the last row locked."""
        if not self._pending:
            return []
        head = lock_head(self.congress_id)
        # Creating steps have no lock before this one: the same form sent twice at once meets its twin here.
        self._refuse_repeat(*(item.request_key for item in self._pending if catalogue[item.step].creates))
        rows = append(head, self._pending)
        put(
            self.congress_id,
            [
                (seat_id, item.row.pk if item.row else None, item.case_id, telling, undoable)
                for item, seat_id, telling, undoable in self._tellings
            ],
            UNDO_MINUTES,
        )
        return rows


@contextmanager
def work(*case_ids: int, batch: Batch | None = None, rehearsal: bool | None = None) -> Iterator[Work]:
    """Open a unit of work in the current scope; on leaving it, the events are written, or nothing at all.

    `rehearsal` lets any step be dated back; it is refused outside demo congresses.
    """
    congress_id = current_scope().congress_id
    if rehearsal and not Congress.objects.get(pk=congress_id).is_demo:
        raise RuntimeError("only a demo congress may be rehearsed")
    with transaction.atomic():
        unit = Work(congress_id, batch=batch, rehearsal=bool(rehearsal))
        unit.lock(*case_ids)
        yield unit
        unit.commit()


def take(
    code: str,
    thing: Any,
    seat: Seat | None,
    facts: Any = None,
    *,
    happened_on: date | None = None,
    ground: str = "",
    request_key: str | None = None,
    version: int | None = None,
    rehearsal: bool = False,
) -> Event:
    """Take one step as one unit of work and return its event."""
    with work(rehearsal=rehearsal) as unit:
        pending = unit.take(
            code,
            thing,
            seat,
            facts,
            happened_on=happened_on,
            ground=ground,
            request_key=request_key,
            version=version,
        )
    if pending.row is None:
        raise RuntimeError("the unit of work wrote no event")
    return pending.row
