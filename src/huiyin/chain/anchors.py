"""Anchors: heads of the event chains written down outside the database, in HUIYIN_HOME/anchors.

A chain alone cannot show that its tail was cut off, or that all of it was written anew: only heads held elsewhere do.
The directory is meant to be copied away (to another machine, the office's inbox, the weekly print); the time between
two anchors is the window in which somebody who owns the database server could change the newest events unseen.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from huiyin.chain import texts
from huiyin.chain.models import Event, Head, InstallationEvent
from huiyin.foundation import clock
from huiyin.foundation.tenancy import acting
from huiyin.people.models import Congress

# No congress can be called so: a dot is not allowed in a code.
INSTALLATION = "installation.chain"


class Broken(Exception):
    """The chain no longer holds what an anchor says it held; the message names the event."""


@dataclass(frozen=True)
class Anchor:
    """The head of a chain at one moment. `at` is the newest event's, `anchored_at` when it was written down."""

    chain: str
    number: int
    digest: str
    at: str
    anchored_at: str


def folder() -> Path:
    return settings.HOME.path("anchors")


def path_of(chain: str) -> Path:
    return folder() / f"{chain}.jsonl"


def read(chain: str) -> list[Anchor]:
    """All anchors of a chain, oldest first. Raises Broken when a line of the file cannot be read."""
    path = path_of(chain)
    if not path.exists():
        return []
    anchors = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            anchors.append(Anchor(**json.loads(line)))
        except (ValueError, TypeError) as error:
            raise Broken(texts.ANCHOR_UNREADABLE.format(path=path.name, line=number)) from error
    return anchors


def write_anchor(congress: Congress) -> Anchor | None:
    """Write the congress's head down, if it has moved since the last anchor. Runs outside any congress's scope.

    Raises Broken, and writes nothing, when the last anchor no longer fits the chain.
    """
    with acting(congress.pk):
        head = Head.objects.filter(congress_id=congress.pk).first()
        found = (head.number, head.digest, head.at.isoformat() if head.at else "") if head is not None else None
        last = _last(congress.code)
        if last is not None:
            at_anchor = Event.objects.filter(congress_id=congress.pk, number=last.number)
            _must_fit(last, at_anchor.values_list("digest", flat=True).first(), found[0] if found else 0)
    return _append(congress.code, last, found)


def write_installation_anchor() -> Anchor | None:
    """The same for the installation's own chain."""
    newest = InstallationEvent.objects.order_by("-number").first()
    found = (newest.number, newest.digest, newest.at.isoformat()) if newest is not None else None
    last = _last(INSTALLATION)
    if last is not None:
        at_anchor = InstallationEvent.objects.filter(number=last.number)
        _must_fit(last, at_anchor.values_list("digest", flat=True).first(), found[0] if found else 0)
    return _append(INSTALLATION, last, found)


def _last(chain: str) -> Anchor | None:
    anchors = read(chain)
    return anchors[-1] if anchors else None


def _must_fit(anchor: Anchor, digest: str | None, number: int) -> None:
    sentence = misfit(anchor, digest, number)
    if sentence is not None:
        raise Broken(sentence)


def misfit(anchor: Anchor, digest: str | None, number: int) -> str | None:
    """What is wrong between an anchor and a chain with `digest` at the anchor's number and `number` as its last."""
    if number < anchor.number:
        return texts.TAIL_CUT.format(at=anchor.anchored_at[:16], anchored=anchor.number, number=number)
    if digest != anchor.digest:
        return texts.REWRITTEN.format(at=anchor.anchored_at[:16], anchored=anchor.number)
    return None


def _append(chain: str, last: Anchor | None, found: tuple[int, str, str] | None) -> Anchor | None:
    if found is None or found[0] == 0 or (last is not None and last.number == found[0]):
        return None
    anchor = Anchor(chain, *found, anchored_at=clock.now().isoformat(timespec="seconds"))
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    line = json.dumps(asdict(anchor), ensure_ascii=False, separators=(",", ":")) + "\n"
    # One write to the end of the file: the hourly job and an operator may do it at the same time.
    file = os.open(path_of(chain), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, line.encode())
        os.fsync(file)
    finally:
        os.close(file)
    return anchor
