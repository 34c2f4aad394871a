"""The columns a list can have: what each reads, and the words or the value in its cell.

A column is a few expressions over `a` (an assignment, or nothing where the item waits to be handed over), `p` (its
item) and `b` (the body of the assignment). Only the columns that were chosen are read. None of them tells whether a
deputy has evaluated, or what: that a handling was concluded is what desks show as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from huiyin.dispatch.models import Mode, Stage
from huiyin.handling import column_texts as texts
from huiyin.people.models import Role
from huiyin.proposals.models import ProposalKind, number_shown

Value = str | int | Decimal | bool | date | None


@dataclass(frozen=True)
class Column:
    """`sql`: the expressions; `read(today, *values)`: what stands in the cell. `wide` cells may break into lines."""

    key: str
    sql: tuple[str, ...]
    read: Callable[..., Value]
    wide: bool = False

    @property
    def heading(self) -> str:
        return texts.HEADINGS[self.key]


def _as_it_is(today: date, value: Value) -> Value:
    return value


def _session(today: date, found: Sequence[int] | None) -> str:
    return texts.SESSION.format(term=found[0], number=found[1]) if found else ""


def _mode(today: date, mode: str | None) -> str:
    return str(Mode(mode).label) if mode else ""


def _others(today: date, found: list[tuple[str, str]] | None) -> str:
    return "、".join(texts.OTHER.format(body=body, mode=Mode(mode).label) for body, mode in found or ())


def _stage(today: date, stage: str | None) -> str:
    return str(Stage(stage).label) if stage else texts.NOT_HANDED_OVER


def _state(today: date, stage: str | None, due_on: date | None, amber_on: date | None) -> str:
    """期限情况 in words, as the lamp beside the item shows it."""
    if not stage:
        return texts.NOT_HANDED_OVER
    if stage == Stage.ANSWERED:
        return texts.ANSWERED
    if stage in (Stage.CONCLUDED, Stage.OPINED):
        return str(Stage(stage).label)
    if due_on is None:
        return texts.NO_LIMIT
    left = (due_on - today).days
    if left <= 0:
        return texts.LATE.format(n=-left) if left else texts.TODAY
    return (texts.SOON if amber_on is not None and amber_on <= today else texts.IN_TIME).format(n=left)


_LABEL = "coalesce(nullif({0}.short_name, ''), {0}.name)"
_ROUNDS = "handling_round r where r.congress_id = a.congress_id and r.assignment_id = a.id"
_FIRST_ROUND = f"(select r.id from {_ROUNDS} order by r.number limit 1)"
_SESSION = """(select json_build_array(t.number, s.number) from people_session s
    join people_term t on t.congress_id = s.congress_id and t.id = s.term_id
    where s.congress_id = p.congress_id and s.id = p.session_id)"""
_DELEGATION = f"""(select {_LABEL.format("d")} from proposals_signer s
    left join people_seat t on t.congress_id = s.congress_id and t.id = s.seat_id
    join people_body d on d.congress_id = s.congress_id and d.id = coalesce(t.body_id, s.body_id)
    where s.congress_id = p.congress_id and s.proposal_id = p.id and s.is_lead)"""
_OTHERS = f"""(select json_agg(json_build_array({_LABEL.format("d")}, o.mode) order by o.id)
    from dispatch_assignment o join people_body d on d.congress_id = o.congress_id and d.id = o.body_id
    where o.congress_id = a.congress_id and o.proposal_id = a.proposal_id and o.id <> a.id and o.mode <> 'route'
    and o.state not in ('recalled', 'replaced', 'terminated'))"""
# Of the first handling, as on paper: an order to handle again has its own limit, which is the one that runs now.
_LIMIT = f"""(select c.due_on from chain_clock c
    where c.congress_id = a.congress_id and c.case_id = a.proposal_id
    and (c.kind = 'reply' and c.thing_kind = 'round' and c.thing_id = {_FIRST_ROUND}
      or c.kind = 'assist' and c.thing_kind = 'assignment' and c.thing_id = a.id)
    order by c.kind desc, c.id desc limit 1)"""
# What a letter that was sent says of itself, a letter that puts it right included.
_CLASS = f"""(select coalesce((select f.class_code from handling_followup f
      where f.congress_id = l.congress_id and f.letter_id = l.id and f.class_code <> '' order by f."order" desc limit 1),
      l.class_code)
    from handling_letteranswer n
    join handling_letter l on l.congress_id = n.congress_id and l.id = n.letter_id and l.sent_on is not null
    where n.congress_id = a.congress_id and n.round_id in (select r.id from {_ROUNDS})
    order by l.sent_on desc, l.id desc limit 1)"""

_ALL = (
    Column("number", ("p.printed_no", "p.own_no"), lambda today, printed, own: number_shown(printed, own)),
    Column("session", (_SESSION,), _session),
    Column("kind", ("p.kind",), lambda today, kind: str(ProposalKind(kind).label)),
    Column("title", ("p.title",), _as_it_is, wide=True),
    Column("lead", ("p.lead_name",), _as_it_is),
    Column("signers", ("p.signer_count",), _as_it_is),
    Column("delegation", (_DELEGATION,), _as_it_is),
    Column("category", ("p.category",), _as_it_is),
    Column("key", ("p.is_key",), lambda today, is_key: texts.HEADINGS["key"] if is_key else ""),
    Column("unit", (_LABEL.format("b"),), _as_it_is),
    Column("mode", ("a.mode",), _mode),
    Column("others", (_OTHERS,), _others, wide=True),
    Column("leader", ("a.leader_in_charge",), _as_it_is),
    Column("handler", ("a.handler",), _as_it_is),
    Column("handed", ("a.handed_over_on",), _as_it_is),
    Column("received", ("a.received_on",), _as_it_is),
    Column("met", ("a.met",), _as_it_is),
    Column("limit", (_LIMIT,), _as_it_is),
    Column("due", ("a.due_on",), _as_it_is),
    Column("state", ("a.stage", "a.due_on", "a.amber_on"), _state),
    Column("stage", ("a.stage",), _stage),
    Column("answered", (f"(select max(r.answered_on) from {_ROUNDS})",), _as_it_is),
    Column("class", (_CLASS,), _as_it_is),
)
COLUMNS = {column.key: column for column in _ALL}
# As on the offices' paper ledgers; a unit's own has no column for the unit.
_OFFICE = ("number", "title", "lead", "category", "unit", "mode", "handed", "limit", "state", "stage", "answered")
_UNIT = (
    "number", "title", "lead", "category", "mode", "others", "handed", "received", "met", "limit", "state", "stage",
    "answered",
)  # fmt: skip


# Who at a unit handles an item is the unit's own affair.
_OF_UNITS = {"handler"}


def offered(role: str) -> tuple[str, ...]:
    """The columns a seat of the role may choose among."""
    within = role in (Role.UNIT_CLERK, Role.UNIT_HEAD)
    return tuple(key for key in COLUMNS if within or key not in _OF_UNITS)


def usual(role: str) -> tuple[str, ...]:
    """The columns a seat of the role begins with."""
    return _UNIT if role in (Role.UNIT_CLERK, Role.UNIT_HEAD) else _OFFICE


def known(role: str, keys: Iterable[object]) -> tuple[str, ...]:
    """Those of the words that name columns a seat of the role may have, each once, in their order."""
    may = offered(role)
    return tuple(dict.fromkeys(key for key in keys if isinstance(key, str) and key in may))
