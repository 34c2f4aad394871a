"""For whom a row of a unit's desk waits, and since when: what the views 等我动手, 等别人 and 办结以后 say beside each row.

Pieces of SQL for `handling.desks`, where `a` is an assignment. A deputy's evaluation
is never among what is looked at: to a unit an item that was evaluated waits since it was answered (architecture §6).
"""

from __future__ import annotations

from huiyin.people.models import Role, Seat

UNITS = (Role.UNIT_CLERK, Role.UNIT_HEAD)
# The headings whose rows say for whom they wait, and since when.
SAYING = ("等我动手", "等经办人", "等别人", "办结以后")
_NEWEST = """r.congress_id = a.congress_id and r.assignment_id = a.id and r.number = a.rounds_opened"""
_OPINIONS = """from dispatch_assignment o where o.congress_id = a.congress_id and o.proposal_id = a.proposal_id
    and o.mode = 'assist' and o.stage in ('waiting', 'assisting')"""
_SHOWN = f"""from handling_draftreply f join handling_round r on r.congress_id = f.congress_id and r.id = f.round_id
    where f.congress_id = a.congress_id and {_NEWEST} and f.word = '' and not f.withdrawn"""
# What narrows a view by more than the stage: an assisting unit has not given its opinion; a draft lies with the deputy.
ONLY = {
    "opinions": f"a.mode <> 'assist' and exists (select {_OPINIONS})",
    "shown": f"exists (select {_SHOWN})",
}
# Of those, the ones that ask about the seat itself and not about its unit: counted each time, because what they look at
# moves no item. A room further on hands them down (`to_a_seat`).
OF_SEAT: set[str] = set()

# Who acted last on the letter, or ended the assignment: from then on the next one is waited for. Undone ones count too:
# then it was put back in hand on that day.
_LAST = f"""(select e.happened_on from chain_event e where e.congress_id = a.congress_id and e.case_id = a.proposal_id
    and ((e.thing_kind = 'round' and e.step like 'letter.%%' and e.thing_id = (
      select r.id from handling_round r where {_NEWEST})) or (e.thing_kind = 'assignment' and e.thing_id = a.id))
    order by e.number desc limit 1)"""
_ANSWERED = f"(select r.answered_on from handling_round r where {_NEWEST})"
_SINCE = f"""case a.stage
    when 'waiting' then a.handed_over_on
    when 'handling' then case when a.to_mend then {_LAST}
      else greatest((select r.opened_on from handling_round r where {_NEWEST}), a.received_on) end
    when 'assisting' then a.received_on
    when 'opined' then (select max(p.given_on) from handling_opinion p
      where p.congress_id = a.congress_id and p.assignment_id = a.id and not p.withdrawn)
    when 'returning' then (select max(q.asked_on) from dispatch_returnrequest q
      where q.congress_id = a.congress_id and q.assignment_id = a.id and q.outcome = 'open')
    when 'answered' then {_ANSWERED}
    else {_LAST} end"""
_SINCE_OF = {
    "opinions": f"(select min(o.handed_over_on) {_OPINIONS})",
    "shown": f"(select max(f.offered_on) {_SHOWN})",
}


def since(seat: Seat, view: str, only: str) -> str:
    """The column that says from which day a row waits as it does now, in views that say it, to the people of units."""
    if seat.role not in UNITS or view not in SAYING:
        return "null::date"
    return _SINCE_OF.get(only, _SINCE)


def to_a_seat(only: str, sql: str) -> None:
    """Hand down what narrows a view to one seat: `a` is an assignment, `%(seat)s` the seat, `%(congress)s` its congress."""
    ONLY[only] = sql
    OF_SEAT.add(only)
