"""The set of titles, a congress that has them, and the figures: used by the tests and by `scripts/likeness`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from huiyin.chain.taking import take
from huiyin.foundation.likeness import core
from huiyin.foundation.search import find_cases
from huiyin.people.models import Seat, Session
from huiyin.proposals.likeness import Compared, compare
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Registration

HERE = Path(__file__).parent


def _lines(name: str) -> list[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _pairs(name: str) -> list[tuple[str, str]]:
    return [(one, other) for one, other in (line.split("|") for line in _lines(name))]


PAIRS, CHOSEN, UNSEEN = _pairs("pairs.txt"), _pairs("chosen.txt"), _pairs("unseen.txt")
OTHERS = _lines("others.txt")
TITLES = [*(title for pair in (*PAIRS, *CHOSEN, *UNSEEN) for title in pair), *OTHERS]

Method = Callable[[int, str, int], list[Compared]]


def register_all(titles: Iterable[str], session: Session, officer: Seat, lead: Seat) -> dict[str, int]:
    """Register each title by the step; title → item. Must run inside `acting`."""
    made = {}
    for title in titles:
        thing = Proposal(congress_id=session.congress_id)
        facts = Registration("suggestion", "session", session.pk, title, lead_seat_id=lead.pk)
        take("proposal.register", thing, officer, facts)
        made[title] = thing.pk
    return made


def plain_search(congress_id: int, title: str, but: int) -> list[Compared]:
    """What a deputy finds today who puts the title into the search field: all of its words, newest first."""
    return [Compared(pk, 0.0, False, True) for pk in find_cases(core(title)).ids if pk != but]


def like(congress_id: int, title: str, but: int) -> list[Compared]:
    return compare(congress_id, title, but=but)


@dataclass(frozen=True)
class Figures:
    """`precision`: of what is offered (five at most), how much is the other title of the pair. `noise`: items offered
    for a title that has no other, on average; `shown`: pairs of which the other is offered."""

    questions: int
    first: float
    five: float
    mrr: float
    precision: float
    shown: float
    noise: float
    candidates: float
    p50_ms: float
    p95_ms: float


def measure(
    method: Method, congress_id: int, ids: dict[str, int], pairs: list[tuple[str, str]], alone: list[str]
) -> Figures:
    """Ask by each title of the pairs for its other one, and by those that stand alone for nothing."""
    ranks, offered, right, noise, there, times = [], 0, 0, 0, 0, []
    questions = [(one, ids[other]) for pair in pairs for one, other in (pair, pair[::-1])]
    for title, wanted in [*questions, *((title, None) for title in alone)]:
        started = time.perf_counter()
        found = method(congress_id, title, ids[title])
        times.append((time.perf_counter() - started) * 1000)
        shown = [one.proposal_id for one in found if one.offered][:5]
        offered += len(shown)
        if wanted is None:
            noise += len(shown)
            continue
        right += wanted in shown
        place = next((place for place, one in enumerate(found, 1) if one.proposal_id == wanted), None)
        there += place is not None
        # What shares nothing stands among the candidates by chance, not by likeness.
        ranks.append(place if place is not None and (found[place - 1].score > 0 or method is plain_search) else None)
    number, times = len(ranks), sorted(times)
    return Figures(
        number,
        sum(rank == 1 for rank in ranks) / number,
        sum(rank is not None and rank <= 5 for rank in ranks) / number,
        sum(1 / rank for rank in ranks if rank) / number,
        right / offered if offered else 0.0,
        right / number,
        noise / len(alone) if alone else 0.0,
        there / number,
        statistics.median(times),
        times[int(len(times) * 0.95)],
    )
