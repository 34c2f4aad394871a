"""答复函 as the letter component shows it (GB/T 9704 look): one sheet for all seats and for print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huiyin.dispatch.models import Assignment, Stage
from huiyin.foundation.filekinds import WORDS, Kind
from huiyin.foundation.files import human_size
from huiyin.foundation.models import StoredFile
from huiyin.handling import queries
from huiyin.handling.models import FollowUp, Letter
from huiyin.handling.points import printed
from huiyin.procedures.schema import Procedure
from huiyin.procedures.values import CopyTo, LetterClass
from huiyin.proposals import merging

_COPIES = {
    CopyTo.DEPUTIES_COMMITTEE: "人大常委会代表工作机构",
    CopyTo.GOVERNMENT_OFFICE: "政府办公室",
    CopyTo.ELECTING_STANDING_COMMITTEE: "选举单位的人大常委会",
}
LONGEST_SALUTATION = 60
MERGED = "（{numbers}并案办理）"


def paper(letter: Letter, row: Assignment, procedure: Procedure) -> dict[str, Any]:
    """Context of `components/letter.html`. The first line of the text is the salutation if it ends in a colon.

    Bodies that lead jointly sign one letter; the heading has a line for each (GB/T 9704 7.2.4).
    """
    names = [body.name for body in queries.bodies_of(letter, row)]
    first, _, rest = letter.body.strip().partition("\n")
    addressed = first.rstrip().endswith(("：", ":")) and len(first) <= LONGEST_SALUTATION
    # Once submitted it stands in the letter; until then it is what holds now.
    drawn_up = letter.sent_on is None and row.stage == Stage.HANDLING
    merged = merging.numbers_of_case(letter.congress_id, row.proposal_id) if drawn_up else letter.merged_numbers
    points = printed(row.proposal, letter.points)
    copies = [_COPIES[to] for to in procedure.letter.copies.value or ()]
    return {
        "body_name": "\n".join(names),
        "sign_name": "、".join(names),
        "number": letter.number,
        "signed_by": letter.signatory,
        "title": f"{letter.title}\n{MERGED.format(numbers=merged)}" if merged else letter.title,
        "salutation": first.strip() if addressed else "",
        "text": "\n".join(part for part in (rest if addressed else letter.body, points) if part),
        "signed_on": letter.sent_on,
        "class_mark": letter.class_code if is_mark(letter.class_code) else "",
        "copies": f"{'，'.join(copies)}。" if copies else "",
        "contact": letter.contact_line,
        "attachments": [],
    }


def follow_ups(
    letter: Letter, procedure: Procedure, found: Sequence[FollowUp] | None = None
) -> list[dict[str, Any]]:
    """更正函 of a letter for `components/follow_ups.html`, in their order: each says what it changes from what.

    `found`: those of the letter, where they have been read already.
    """
    shown = []
    code, contact = letter.class_code, letter.contact_line
    for one in queries.follow_ups_of(letter) if found is None else found:
        names = ("number", "body", "reason", "class_due_on", "class_reason", "contact_line", "sent_on")
        said: dict[str, Any] = {name: getattr(one, name) for name in names}
        if one.class_code:
            # The class may be the same with another day: then nothing is struck out.
            before = _class(procedure, code) if code != one.class_code else ""
            said |= {"class_words": _class(procedure, one.class_code), "class_before": before}
        if one.contact_line:
            said["contact_before"] = contact if contact != one.contact_line else ""
        code, contact = one.class_code or code, one.contact_line or contact
        shown.append(said)
    return shown


def _class(procedure: Procedure, code: str) -> str:
    chosen = procedure.letter.class_of(code)
    return class_words(chosen) if chosen is not None else code


def class_words(chosen: LetterClass) -> str:
    """A class as people say it: `B 类：正在解决`, or its label alone where the congress has no letters for them."""
    return f"{chosen.code} 类：{chosen.label}" if is_mark(chosen.code) else chosen.label


def is_mark(code: str) -> bool:
    """Whether a class code is a mark to be printed on the letter (A, B, C, D) and not just our own word for it."""
    return len(code) <= 2 and code.isupper()


def document(letter: Letter, url: str) -> list[dict[str, Any]]:
    """The stamped document for `components/files.html`; empty for a composed letter."""
    return file_shown(letter.file, url) if letter.file is not None else []


def file_shown(file: StoredFile | None, url: str) -> list[dict[str, Any]]:
    """A stored file for `components/files.html`; empty where there is none."""
    if file is None:
        return []
    kind = WORDS.get(Kind(file.kind), file.kind)
    return [{"name": file.name, "url": url, "size_words": f"{kind} · {human_size(file.size)}"}]
