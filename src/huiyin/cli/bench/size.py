"""How much is loaded."""

from __future__ import annotations

import re
from dataclasses import dataclass

EACH = 100_000
MOST = 1_000_000
_SIZE = re.compile(r"([0-9]{1,7})([km]?)")


@dataclass(frozen=True)
class Size:
    """So many congresses of so many cases each."""

    congresses: int
    cases: int

    @classmethod
    def read(cls, text: str) -> Size:
        """`100k` is one congress of 100,000 cases, `1m` ten of them. Raises ValueError for what is no such size."""
        found = _SIZE.fullmatch(text.strip().lower())
        if found is None:
            raise ValueError(text)
        whole = int(found[1]) * {"": 1, "k": 1_000, "m": 1_000_000}[found[2]]
        if not 100 <= whole <= MOST or (whole > EACH and whole % EACH):
            raise ValueError(text)
        return cls(max(1, whole // EACH), min(whole, EACH))

    @property
    def whole(self) -> int:
        return self.congresses * self.cases

    @property
    def name(self) -> str:
        for letter, many in (("m", 1_000_000), ("k", 1_000)):
            if self.whole % many == 0:
                return f"{self.whole // many}{letter}"
        return str(self.whole)
