"""Proving that nothing was changed behind the steps: the chain itself, its anchors, and the rows against the chain.

A room adds a check of its own rows in its `verifying.py`, which `verify` finds:

    @also("编号")
    def numbers(congress_id: int) -> Iterator[str]: ...   # a sentence for each breach
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils.module_loading import autodiscover_modules

from huiyin.chain import anchors, events, installation, texts
from huiyin.chain.models import Head, Thing
from huiyin.chain.recording import NO_CASE
from huiyin.foundation import files
from huiyin.foundation.models import StoredFile
from huiyin.people.models import Congress

Check = Callable[[int], Iterator[str]]
_also: dict[str, Check] = {}
# A restored or ruined table could break every row; the first few say enough.
MOST = 20


@dataclass
class Findings:
    """What was looked at, and what is wrong; nothing wrong means verified."""

    events: int = 0
    anchors: int = 0
    breaches: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Remark:
    """Yielded by a check in place of a sentence: worth saying, and nothing wrong."""

    text: str


def also(name: str) -> Callable[[Callable[[int], Iterator[Any]]], Callable[[int], Iterator[Any]]]:
    """Register a further check of one congress's rows under a name for people."""

    def add(check: Callable[[int], Iterator[Any]]) -> Callable[[int], Iterator[Any]]:
        _also[name] = check
        return check

    return add


def verify(congress: Congress) -> Findings:
    """Verify one congress, in whose scope the caller is: best as the keeper, whom no policy hides rows from."""
    autodiscover_modules("verifying")
    found = Findings()
    head = Head.objects.filter(congress_id=congress.pk).values_list("number", "digest").first()
    watched = _Watched(events.rows_of(congress.pk), _anchors(congress.code, found))
    breach = events.check(watched, head or (0, events.FIRST))
    found.events = watched.number
    if breach is not None:
        found.breaches.append(breach)
    found.breaches += watched.misfits()
    if not found.breaches:
        found.breaches += _first(_rows_against_events(congress.pk, watched.newest))
    for check in _also.values():
        for said in _first(check(congress.pk)):
            if isinstance(said, Remark):
                found.remarks.append(said.text)
            else:
                found.breaches.append(said)
    return found


def verify_installation() -> Findings:
    """Verify the installation's own chain, outside any congress's scope."""
    found = Findings()
    watched = _Watched(installation.rows(), _anchors(anchors.INSTALLATION, found))
    breach = events.check(watched, None, installation.link)
    found.events = watched.number
    found.breaches += [breach] if breach is not None else []
    found.breaches += watched.misfits()
    return found


def _anchors(chain: str, found: Findings) -> list[anchors.Anchor]:
    try:
        read = anchors.read(chain)
    except anchors.Broken as broken:
        found.breaches.append(str(broken))
        return []
    found.anchors = len(read)
    return read


class _Watched:
    """Rows on their way to `events.check`, remembering what the anchors and the things are to be held against."""

    def __init__(self, rows: Iterator[dict[str, Any]], held: list[anchors.Anchor]) -> None:
        self._rows = rows
        self._held = {anchor.number: anchor for anchor in held}
        self._digests: dict[int, str] = {}
        self.number = 0
        self.newest: dict[tuple[str, int], tuple[str, str, int]] = {}

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self._rows:
            self.number = row["number"]
            if self.number in self._held:
                self._digests[self.number] = row["digest"]
            # Acts on the congress itself have no case and move no state: their rows are not things.
            if row.get("case_id", NO_CASE) != NO_CASE:
                key = row["thing_kind"], row["thing_id"]
                self.newest[key] = row["to_state"], row["step"], row["number"]
            yield row

    def misfits(self) -> list[str]:
        # What stands behind the first breach of the chain was not walked; its breach has been named.
        for _ in self:
            pass
        for number in sorted(self._held):
            sentence = anchors.misfit(self._held[number], self._digests.get(number), self.number)
            if sentence is not None:
                return [sentence]
        return []


def things() -> dict[str, type[Thing]]:
    """Kind → model of everything that steps move."""
    return {model.KIND: model for model in apps.get_models() if issubclass(model, Thing)}


def _rows_against_events(congress_id: int, newest: dict[tuple[str, int], tuple[str, str, int]]) -> Iterator[str]:
    left = dict(newest)
    for kind, model in things().items():
        words = model.KIND_WORDS
        for pk, state in model._default_manager.filter(congress_id=congress_id).values_list("pk", "state").iterator():
            known = left.pop((kind, pk), None)
            if known is None:
                yield texts.THING_UNKNOWN.format(kind=words, id=pk)
            elif known[0] != state:
                yield texts.STATE_DIFFERS.format(
                    kind=words, id=pk, state=_label(model, state), number=known[2], expected=_label(model, known[0])
                )
    models = things()
    for (kind, pk), (_, step, number) in left.items():
        yield texts.THING_MISSING.format(kind=models[kind].KIND_WORDS, id=pk, step=step, number=number)


@also("附件")
def _files(congress_id: int) -> Iterator[str]:
    for name, digest in StoredFile.objects.filter(congress_id=congress_id).values_list("name", "digest").iterator():
        if not files.intact(digest):
            yield texts.FILE_DAMAGED.format(name=name, digest=digest[:12])


def _label(model: type[Thing], state: str) -> str:
    return str(dict(model.STATES.choices).get(state, state))


def _first(said: Iterator[Any]) -> list[Any]:
    return [one for one, _ in zip(said, range(MOST), strict=False)]
