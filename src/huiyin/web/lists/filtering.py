"""The filters of a list: read from an address, written into one, and said in words with a way to remove each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

from huiyin.dispatch.models import Stage
from huiyin.foundation import text
from huiyin.foundation.row_ids import row_id
from huiyin.handling.desk_filters import Filters
from huiyin.web.lists import texts

NAMES = ("session", "mode", "unit", "stage", "delegation", "category", "key", "q")


def line(query: QueryDict, name: str) -> str:
    """One line of text from the address; what cannot be one narrows nothing."""
    try:
        return text.one_line(query.get(name, ""), max_length=60, what="搜索词")
    except text.TextRefused:
        return ""


def filters_of(query: QueryDict) -> Filters:
    """What an address asks for; what somebody made up narrows nothing."""
    mode, stage = query.get("mode", ""), query.get("stage", "")
    return Filters(
        mode=mode if mode in texts.MODES else "",
        delegation=row_id(query.get("delegation", "")),
        category=line(query, "category"),
        words=line(query, "q"),
        session=row_id(query.get("session", "")),
        unit=row_id(query.get("unit", "")),
        stage=stage if stage in Stage.values else "",
        key=query.get("key", "") == "1",
    )


def written(filters: Filters) -> dict[str, str]:
    """The filters as an address has them, each under its name."""
    given = {
        "session": filters.session, "mode": filters.mode, "unit": filters.unit, "stage": filters.stage,
        "delegation": filters.delegation, "category": filters.category, "key": "1" if filters.key else "",
        "q": filters.words,
    }  # fmt: skip
    return {name: str(value) for name, value in given.items() if value}


@dataclass(frozen=True)
class Known:
    """Names of what an address mentions by number."""

    sessions: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)
    delegations: Mapping[int, str] = field(default_factory=dict)


def words(filters: Filters, known: Known) -> dict[str, str]:
    """Each filter that is set, in words."""
    values = {
        "session": known.sessions.get(filters.session or 0, texts.GONE),
        "mode": texts.MODES.get(filters.mode, ""),
        "unit": known.units.get(filters.unit or 0, texts.GONE),
        "stage": str(Stage(filters.stage).label) if filters.stage else "",
        "delegation": known.delegations.get(filters.delegation or 0, texts.GONE),
        "category": filters.category,
        "key": "",
        "q": filters.words,
    }
    return {name: texts.CHIPS[name].format(value=values[name]) for name in written(filters)}


def chips(said: Mapping[str, str], address: Mapping[str, str], without: Mapping[str, str]) -> list[tuple[str, str]]:
    """(words, address without it) for each filter; `without` names what a filter leaves behind when it is removed."""
    out = []
    for name, label in said.items():
        rest = {key: value for key, value in address.items() if key != name}
        if name in without:
            rest[name] = without[name]
        out.append((label, "?" + urlencode(rest)))
    return out
