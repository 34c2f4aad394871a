"""One row of a hand-over ledger, typed, with its doubts. A doubt is a question with a default, never a refusal."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from huiyin.foundation.tables import Choice, Doubt

KIND_CODES = ("kind_number_motion", "kind_number_suggestion", "kind_by_title", "kind_too_few_signers", "kind_by_place")
KEY_CODES = ("key_unclear", "key_by_remark")
DATES = ("due_on", "handed_over_on")
# what a corrected file may change: everything the office wrote about the item; neither where it stood in the file nor
# what this version of the reader makes of it (kind, side, assignments), else an update would make every row differ
FACTS = (
    "printed_no", "title", "lead_deputy", "cosigners", "signer_count", "delegation", "lead_units", "separate_units",
    "assist_units", "told", "category", "key_item", "remark", "due_text", "body", "handed_over_on", "leader_in_charge",
    "contact",
)  # fmt: skip


@dataclass(frozen=True)
class LedgerRow:
    """A row as the ledger tells it.

    `row_no` counts as the spreadsheet program does, from 1. `signer_count` is all signers with the lead (张三等3人 = 3;
    None where the table does not tell). `assignments` are (unit, mode) pairs following from the defaults of the
    doubts, modes as `dispatch.models.Mode`: lead, joint_lead, separate, assist; empty = waits for the dispatcher.
    `mend` is the reason why the row cannot be imported, or "". `key` finds the row again in a later file,
    `fingerprint` tells whether it has changed.
    """

    sheet: str
    row_no: int
    serial: str = ""
    printed_no: str = ""
    title: str = ""
    kind: str = "suggestion"
    side: str = "session"
    lead_deputy: str = ""
    lead_is_delegation: bool = False
    cosigners: tuple[str, ...] = ()
    signer_count: int | None = None
    delegation: str = ""
    lead_units: tuple[str, ...] = ()
    separate_units: tuple[str, ...] = ()
    assist_units: tuple[str, ...] = ()
    told_separate: bool = False
    told_joint: bool = False
    # the cells 议案或建议, 大会或闭会, 办理方式 as written
    told: tuple[str, ...] = ()
    assignments: tuple[tuple[str, str], ...] = ()
    category: str = ""
    key_item: bool = False
    remark: str = ""
    due_text: str = ""
    due_on: dt.date | None = None
    body: str = ""
    handed_over_on: dt.date | None = None
    leader_in_charge: str = ""
    contact: str = ""
    doubts: tuple[Doubt, ...] = ()
    mend: str = ""
    key: str = ""
    fingerprint: str = ""
    # the side and the section or sheet a number belongs to: 第3号 of the session is not 第3号 of the recess
    scope: str = field(default="", compare=False)

    @property
    def mode(self) -> str:
        """lead | joint_lead | separate: how the answering units stand, by the defaults; "" when nobody answers yet."""
        return next((mode for _, mode in self.assignments if mode != "assist"), "")

    @property
    def is_repeat(self) -> bool:
        """By the defaults this row is another row once more and is not registered again."""
        return any(doubt.default == "skip" for doubt in self.doubts)

    def default_of(self, code: str, answers: Mapping[str, str]) -> str:
        if code in answers:
            return answers[code]
        return next((doubt.default for doubt in self.doubts if doubt.code == code), "")

    def answered(self, answers: Mapping[str, str]) -> LedgerRow:
        """The row with some doubts (by code) answered: kind, side, key item and assignments follow."""
        changed: dict[str, Any] = {"assignments": assign(self, answers)}
        for code in KIND_CODES:
            if answers.get(code) in ("motion", "suggestion"):
                changed["kind"] = answers[code]
        if answers.get("side_by_number") in ("session", "between"):
            changed["side"] = answers["side_by_number"]
        for code in KEY_CODES:
            if code in answers:
                changed["key_item"] = answers[code] == "yes"
        return replace(self, **changed)

    def as_data(self) -> dict[str, Any]:
        """Plain values for a JSON column; `from_data` is the way back."""
        data = asdict(self)
        for name in DATES:
            data[name] = data[name].isoformat() if data[name] else None
        return json.loads(json.dumps(data))

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> LedgerRow:
        values = dict(data)
        for name in DATES:
            values[name] = dt.date.fromisoformat(values[name]) if values.get(name) else None
        for name in ("cosigners", "lead_units", "separate_units", "assist_units", "told"):
            values[name] = tuple(values[name])
        values["assignments"] = tuple((unit, mode) for unit, mode in values["assignments"])
        values["doubts"] = tuple(
            Doubt(**{**doubt, "choices": tuple(Choice(**choice) for choice in doubt["choices"])})
            for doubt in values["doubts"]
        )
        return cls(**values)


def assign(row: LedgerRow, answers: Mapping[str, str] | None = None) -> tuple[tuple[str, str], ...]:
    """Units and modes of a row. Who answers on its own is never guessed silently: see the doubts of `units`.

    Several leads without a word are separate: each then answers, and none is lost. Joint lead, where the units answer
    together, must be told (双主办).
    """
    answers = answers or {}
    leads, apart, assists = row.lead_units, row.separate_units, row.assist_units
    if not leads and not apart:
        if assists and row.default_of("only_assist", answers) == "first_leads":
            return ((assists[0], "lead"), *((unit, "assist") for unit in assists[1:]))
        return ()
    helping = tuple((unit, "assist") for unit in assists)
    if row.told_separate and assists and row.default_of("separate_or_assist", answers) == "separate":
        return tuple((unit, "separate") for unit in dict.fromkeys((*leads, *apart, *assists)))
    if apart:
        return tuple((unit, "separate") for unit in dict.fromkeys((*leads, *apart))) + helping
    if len(leads) == 1:
        alone = row.told_separate and not assists and row.default_of("separate_alone", answers) == "separate"
        return ((leads[0], "separate" if alone else "lead"), *helping)
    how = row.default_of("several_leads", answers) or ("joint" if row.told_joint else "separate")
    if how == "first_leads":
        return ((leads[0], "lead"), *((unit, "assist") for unit in leads[1:]), *helping)
    mode = "joint_lead" if how == "joint" else "separate"
    return (*((unit, mode) for unit in leads), *helping)


def fingerprint_of(row: LedgerRow) -> str:
    """sha256 over all facts; stable between machines and releases as long as the facts read the same."""
    facts = {name: getattr(row, name) for name in FACTS}
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def key_of(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
