"""初步答复函 in the plain model (C3): offered, agreed to or not, verified. Nothing moves; here nobody's procedure demands it."""

from __future__ import annotations

from typing import Any

from huiyin.handling.consulting import DeputyWord, Verified
from tests.chain.things import Thing

FACTS = {
    "draft.disagree": DeputyWord("disagrees", "没有写完成时间。"),
    "draft.note_word": DeputyWord("agrees"),
    "draft.verify": Verified("again", "请补上完成时间。"),
}


def newest(thing: Thing) -> str:
    """What became of the newest draft of the letter, as far as those who share it still have the item; "" without one."""
    if thing.letter is None:
        return ""
    shown = [state for of, state in thing.letter.drafts if of is thing or of in thing.sharing]
    return shown[-1] if shown else ""


def may_offer(thing: Thing, who: str, facts: Any) -> bool:
    received = thing.row is not None and thing.row.state == "received"
    return received and thing.letter is not None and newest(thing) != "open"


def offered(thing: Thing, who: str, facts: Any) -> None:
    assert thing.letter is not None
    thing.letter.drafts.append((thing, "open"))


def became(state: str) -> Any:
    def then(thing: Thing, who: str, facts: Any) -> None:
        assert thing.letter is not None
        at = _place(thing)
        thing.letter.drafts[at] = (thing.letter.drafts[at][0], state)

    return then


def taken_back(thing: Thing, who: str, facts: Any) -> None:
    assert thing.letter is not None
    del thing.letter.drafts[_place(thing)]


def _place(thing: Thing) -> int:
    assert thing.letter is not None
    shared = [at for at, (of, _) in enumerate(thing.letter.drafts) if of is thing or of in thing.sharing]
    return shared[-1]
