"""并案: like items are handled together and may be answered in one text; each stays an item with all that is its own.

重庆建议条例第十三条: 内容相同或者相近的可以并案, deputies are told; 浙江办法第十八条、山东办法第二十条、海南办法第二十一条: what is
handled together is still answered to each deputy separately. So nothing is closed by merging: numbers, texts, signers,
assignments, clocks, letters and grades stay with each item, and every figure counts it as before (ADR 0014).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from huiyin.chain.catalogue import Guard, Step, register
from huiyin.chain.models import Event
from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import SLICE, Work, notice_words, said_with, tellers, told_without_link
from huiyin.chain.together import take_all
from huiyin.people.models import Seat
from huiyin.proposals import texts
from huiyin.proposals.models import MergedHandling, MergedItem, Proposal, ProposalState, Signer
from huiyin.proposals.steps import HAS_REASON, OFFICER, SECRETARIAT, when_voided
from huiyin.proposals.withdrawing import when_withdrawn

S = ProposalState
FROM = frozenset({S.REGISTERED, S.HANDED_OVER})
# An item that was voided, say, stands in its group's rows and counts in it no more.
STANDING = (S.REGISTERED, S.HANDED_OVER, S.CONCLUDED)
# What a batch takes at one time is what a group may hold: it is handed over and answered in one go.
MOST = SLICE
# A notice names so many of the others: its words must stay short.
NAMED = 12

_forbids: list[Callable[[int, Sequence[int]], str | None]] = []


def forbids_merging(says: Callable[[int, Sequence[int]], str | None]) -> None:
    """Rooms further on say (congress, items) when it is too late to merge these or to take them apart: a sentence, or None."""
    _forbids.append(says)


@dataclass(frozen=True)
class Merging:
    """The items that are put together, the one that leads (one of them, or of the group they join), and why."""

    items: tuple[int, ...]
    lead: int
    reason: str


@dataclass(frozen=True)
class Leaving:
    reason: str


@dataclass(frozen=True)
class Group:
    """A merged handling with the items that stand in it, in the order of their numbers: always two or more."""

    handling: MergedHandling
    items: tuple[Proposal, ...]

    @property
    def lead(self) -> Proposal:
        """主件: the first of those that are left, where the one that led stands no more."""
        return next((one for one in self.items if one.pk == self.handling.lead_id), self.items[0])

    def others(self, case_id: int) -> tuple[Proposal, ...]:
        return tuple(one for one in self.items if one.pk != case_id)


# -- reading -----------------------------------------------------------------------------------------------------------


def numbers_of(items: Iterable[Proposal], most: int = MOST) -> str:
    """第11、12、15号; printed numbers as they were printed. Beyond `most` they are only counted."""
    found = list(items)
    named = found[:most]
    if any(one.printed_no for one in named):
        said = "、".join(one.shown_no for one in named)
    else:
        said = texts.NUMBERS.format(numbers="、".join(str(one.own_no) for one in named)) if named else ""
    return texts.AND_MORE.format(said=said, n=len(found)) if len(found) > most else said


def group_of(congress_id: int, case_id: int) -> Group | None:
    """The merged handling that an item stands in; None where it is handled alone."""
    here = MergedItem.objects.filter(congress_id=congress_id, left_on__isnull=True)
    # Most items are handled alone, and it is asked for every letter.
    standing = list(here.filter(proposal_id=case_id).values_list("pk", flat=True))
    if not standing:
        return None
    row = here.select_related("handling").get(pk=standing[0])
    items = _items(congress_id, [one.proposal_id for one in here.filter(handling_id=row.handling_id)])
    return made_group(row.handling, items, case_id)


def waiting_beside(proposal: Proposal) -> list[Proposal]:
    """Of the items that are handled together with this one those that have not been handed over yet."""
    group = group_of(proposal.congress_id, proposal.pk)
    others = group.others(proposal.pk) if group is not None else ()
    return [one for one in others if one.state == S.REGISTERED]


def numbers_of_case(congress_id: int, case_id: int) -> str:
    """All numbers that an item is handled together with, its own among them; "" where it is alone."""
    group = group_of(congress_id, case_id)
    return numbers_of(group.items) if group is not None else ""


def made_group(handling: MergedHandling, items: Iterable[Proposal], case_id: int) -> Group | None:
    """Of the items in a merged handling those that stand, if that item is one of several; else None."""
    standing = tuple(sorted((one for one in items if one.state in STANDING), key=_place))
    inside = len(standing) > 1 and any(one.pk == case_id for one in standing)
    return Group(handling, standing) if inside else None


def merged_among(congress_id: int, case_ids: Iterable[int]) -> set[int]:
    """Which of these items are in a merged handling, for the mark in lists."""
    rows = MergedItem.objects.filter(
        congress_id=congress_id, left_on__isnull=True, proposal_id__in=list(case_ids), proposal__state__in=STANDING
    )
    return set(rows.values_list("proposal_id", flat=True))


def groups_among(congress_id: int, case_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """For lists: of each merged handling that one of these items is in all its items, each with the handling and the item that
    leads. Two queries, however many items are asked for."""
    here = MergedItem.objects.filter(congress_id=congress_id, left_on__isnull=True)
    of = here.filter(proposal_id__in=list(case_ids)).values_list("handling_id", flat=True)
    rows = here.filter(handling_id__in=list(of), proposal__state__in=STANDING)
    return {case: (handling, lead) for case, handling, lead in rows.values_list("proposal_id", "handling_id", "handling__lead_id")}


def _items(congress_id: int, ids: Iterable[int]) -> list[Proposal]:
    rows = Proposal.objects.filter(congress_id=congress_id, pk__in=list(ids)).defer("body")
    return sorted(rows, key=_place)


def _place(item: Proposal) -> tuple[int, int]:
    return item.own_no or 0, item.pk


def with_group(congress_id: int, ids: Iterable[int]) -> list[Proposal]:
    """These items and all that are handled together with one of them."""
    wanted = set(ids)
    for one in tuple(wanted):
        group = group_of(congress_id, one)
        wanted |= {item.pk for item in group.items} if group is not None else set()
    return _items(congress_id, wanted)


# -- what must hold ----------------------------------------------------------------------------------------------------


def fit(items: Sequence[Proposal]) -> str | None:
    """None where these items may be handled together, else the sentence that says why not."""
    if len(items) < 2:
        return texts.MERGE_TWO
    if len(items) > MOST:
        return texts.MERGE_MOST.format(most=MOST)
    for one in items:
        if one.own_no is None or one.state not in FROM:
            return texts.MERGE_STATE.format(no=one.shown_no, title=one.title, state=one.state_words)
    if len({one.kind for one in items}) > 1:
        return texts.MERGE_KINDS
    # Numbers begin anew in each session: a letter could not name two items No. 11.
    if len({(one.session_id, one.side) for one in items}) > 1:
        return texts.MERGE_SESSIONS
    return None


def _fits(thing: Any, seat: Seat | None, facts: Merging) -> str | None:
    if thing.pk not in facts.items:
        return texts.MERGE_TWO
    ids = {*facts.items, facts.lead}
    items = with_group(thing.congress_id, ids)
    if len(ids - {one.pk for one in items}):
        return texts.MERGE_UNKNOWN
    groups = {group.handling.pk for one in items if (group := group_of(thing.congress_id, one.pk)) is not None}
    if len(groups) > 1:
        return texts.MERGE_TWO_GROUPS
    leads = group_of(thing.congress_id, facts.lead)
    if facts.lead not in facts.items and (leads is None or leads.handling.lead_id != facts.lead):
        return texts.MERGE_LEAD
    return fit(items)


def _alone(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    group = group_of(thing.congress_id, thing.pk)
    if group is None:
        return None
    return texts.MERGED_ALREADY.format(no=thing.shown_no, others=numbers_of(group.others(thing.pk)))


def _merged(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if group_of(thing.congress_id, thing.pk) is not None else texts.NOT_MERGED


def _in_time(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    """No letter has gone out that would then name the wrong items."""
    joined = {*facts.items, facts.lead} if isinstance(facts, Merging) else set()
    ids = [one.pk for one in with_group(thing.congress_id, {thing.pk} | joined)]
    return next(filter(None, (says(thing.congress_id, ids) for says in _forbids)), None)


FITS = Guard("fit_together", "同一次会议、同一种件，都已登记、没有办结", _fits)
ALONE = Guard("handled_alone", "还没有并案", _alone)
MERGED = Guard("is_merged", "正在并案办理", _merged)
IN_TIME = Guard("nothing_answered", "并案的件都还没有发出答复", _in_time)


# -- effects -----------------------------------------------------------------------------------------------------------


def _merge(unit: Work, proposal: Proposal, seat: Seat | None, facts: Merging) -> None:
    ids = {*facts.items, facts.lead}
    here = MergedItem.objects.filter(congress_id=unit.congress_id, left_on__isnull=True)
    row = here.filter(proposal_id__in=ids).order_by("pk").first()
    if row is None:
        handling = MergedHandling.objects.create(congress_id=unit.congress_id, lead_id=facts.lead, on=unit.on)
    else:
        handling = _locked(unit, row.handling_id)
    here.filter(proposal=proposal).exclude(handling=handling).update(left_on=unit.on, left_why=texts.MERGE_LAST)
    if not here.filter(proposal=proposal).exists():
        MergedItem.objects.create(
            congress_id=unit.congress_id, handling=handling, proposal=proposal, joined_on=unit.on, reason=facts.reason
        )
    inside = list(here.filter(handling=handling).values_list("proposal_id", flat=True))
    together = [one for one in _items(unit.congress_id, {*ids, *inside}) if one.state in STANDING]
    if handling.lead_id not in {one.pk for one in together}:
        handling.lead_id = facts.lead
        handling.save(update_fields=["lead"])
    proposal.beside = [one for one in together if one.pk != proposal.pk]
    # Those that join with it have a step, and a notice, of their own.
    proposal.beside_told = [one for one in proposal.beside if one.pk not in facts.items]


def _locked(unit: Work, handling_id: int) -> MergedHandling:
    rows = MergedHandling.objects.select_for_update(no_key=True)
    return rows.get(congress_id=unit.congress_id, pk=handling_id)


def _unmerge(unit: Work, proposal: Proposal, seat: Seat | None, facts: Leaving) -> None:
    _leave(unit, proposal, facts.reason)


def _leave(unit: Work, proposal: Proposal, why: str) -> None:
    """The item goes on alone; of a group that has but one item left, that one does too."""
    here = MergedItem.objects.filter(congress_id=unit.congress_id, left_on__isnull=True)
    row = here.filter(proposal=proposal).first()
    if row is None:
        return
    handling = _locked(unit, row.handling_id)
    inside = here.filter(handling=handling)
    others = _items(unit.congress_id, inside.exclude(proposal=proposal).values_list("proposal_id", flat=True))
    proposal.beside = proposal.beside_told = [one for one in others if one.state in STANDING]
    inside.filter(proposal=proposal).update(left_on=unit.on, left_why=why)
    if len(proposal.beside_told) < 2:
        inside.update(left_on=unit.on, left_why=texts.MERGE_LAST)
    elif handling.lead_id == proposal.pk:
        handling.lead = proposal.beside_told[0]
        handling.save(update_fields=["lead"])


def _withdrawn(unit: Work, proposal: Proposal) -> None:
    _leave(unit, proposal, texts.MERGE_WITHDRAWN)


def _voided(unit: Work, proposal: Proposal) -> None:
    _leave(unit, proposal, texts.MERGE_VOIDED)


when_withdrawn(_withdrawn)
when_voided(_voided)


def beside_signers(thing: Any) -> list[int]:
    """Deputies of the items that stay together, or were together before this one came."""
    rows = Signer.objects.filter(
        congress_id=thing.congress_id, proposal__in=[one.pk for one in thing.beside_told], withdrawn_on__isnull=True
    )
    return [pk for pk in rows.values_list("seat_id", flat=True) if pk is not None]


tellers(beside_signers=beside_signers)
# They hear of an item that is not theirs to open.
told_without_link("beside_signers")
notice_words(texts.MERGING_NOTICES)
for _code in ("proposal.merge", "proposal.unmerge"):
    said_with(_code, lambda thing: {"others": numbers_of(thing.beside, NAMED)})

TOLD = ("signers", "beside_signers", "desks")
SOURCE = "重庆建议条例第十三条；浙江办法第十八条"

register(
    Step(
        "proposal.merge",
        "并案办理",
        on="proposal",
        frm=FROM,
        to=None,
        by=(OFFICER, SECRETARIAT),
        guards=(ALONE, FITS, IN_TIME, HAS_REASON),
        effect=_merge,
        tells=TOLD,
        source=SOURCE,
    ),
    Step(
        "proposal.unmerge",
        "不再并案",
        on="proposal",
        frm=FROM,
        to=None,
        by=(OFFICER, SECRETARIAT),
        guards=(MERGED, IN_TIME, HAS_REASON),
        effect=_unmerge,
        tells=TOLD,
        source=SOURCE,
    ),
)


# -- many at once ------------------------------------------------------------------------------------------------------


def joining(items: Sequence[Proposal]) -> tuple[list[Proposal], Group | None]:
    """Of these items the ones that are handled alone yet, and the group that the others are in."""
    group = next(filter(None, (group_of(one.congress_id, one.pk) for one in items)), None)
    inside = {one.pk for one in group.items} if group is not None else set()
    return [one for one in items if one.pk not in inside], group


def merge(seat: Seat, items: Sequence[Proposal], lead: int, reason: str, request_key: str | None = None) -> list[Event]:
    """Put these items together, those of a group there is included: one unit of work, a step on each that joins, all or
    none. Raises StepRefused (or AlreadyDone, NotYours)."""
    alone, group = joining(items)
    if not alone:
        raise StepRefused(texts.MERGED_ALREADY_ALL)
    facts = Merging(tuple(one.pk for one in alone), group.handling.lead_id if group is not None else lead, reason)
    everything = with_group(seat.congress_id, [one.pk for one in items])
    return take_all(seat, "proposal.merge", alone, facts, request_key, beside=[one.pk for one in everything])
