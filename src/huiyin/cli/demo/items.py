"""What the demo's items are about, and how far each one comes."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from importlib import resources

DATA = resources.files("huiyin.cli.demo") / "data"
# This year's session opened so many days ago, and the one before a year earlier; each sat for three days after.
OPENED = 168
YEAR = 364
SAT = 3
# What was handed over longer ago than this was raised at the session.
IN_SESSION = 84


@dataclass(frozen=True)
class Item:
    """One demo item: its place in the file, how far it comes, and how many days ago it was handed over.

    `other` is the second unit of the fates that have one: assisting, leading jointly, or the wrong one at first.
    """

    number: int
    title: str
    unit: str
    category: str
    problem: str
    wish: str
    fate: str
    age: int
    side: str
    other: str = ""

    @property
    def is_motion(self) -> bool:
        return self.title.endswith("的议案")


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((DATA / name).read_text(encoding="utf-8"))))


# fate → days since hand-over, in the order of the items' file: every list and every light has something to show.
FATES: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("reordered", (120,)),
    ("handling", (97, 94, 88, 84, 40, 22)),
    ("opinion", (44,)),
    ("redo", (50,)),
    ("joint", (32,)),
    ("long", (105,)),
    ("waiting", (93, 79, 9, 2)),
    ("returning", (7,)),
    ("disputed", (13,)),
    ("clearing", (86, 60, 45)),
    ("cleared", (70, 52)),
    ("answered", (85, 74, 66, 61, 58)),
    ("evaluated", (90, 82, 76)),
    ("unsatisfied", (89,)),
    ("reordered_answered", (140,)),
    ("concluded", (150, 148, 146, 144, 142, 139, 136, 133, 131, 128, 126, 124, 122)),
    ("set_aside", (160,)),
    ("separate", (35,)),
    ("assisted", (28,)),
    ("routing", (6, 5, 3, 1)),
    ("registered", (0, 0, 0)),
    ("voided", (20,)),
    ("concluded", (118, 112, 108, 105)),
)

LETTER = (
    "您提出的《{title}》收悉。经认真研究，现答复如下：\n"
    "一、关于您反映的问题。我们到现场看了三次。与居民、经营户都谈过。情况属实。\n"
    "二、关于您的建议。{wish}由{unit}牵头落实。\n"
    "三、以后的联系。每季度向您通报一次进展。欢迎随时到现场看。\n"
    "感谢您对我们工作的关心和支持。"
)


def this_year() -> list[Item]:
    fates = [(fate, age) for fate, ages in FATES for age in ages]
    return [
        _item(number, row, fate, age, "session" if age >= IN_SESSION else "between")
        for number, (row, (fate, age)) in enumerate(zip(rows("items.csv"), fates, strict=True))
    ]


def last_year() -> list[Item]:
    """Two in three were raised at the session and handed over in the fortnight after it, the others all through the year.

    What became of them stands in the file (经过), about as districts report it: nearly nine in ten satisfied at
    once, one in ten basically, a few unsatisfied and handled again, a few late.
    """
    made = []
    for number, row in enumerate(rows("items_last_year.csv"), start=1):
        fate, _, other = row["经过"].partition(":")
        between = number % 3 == 0
        age = YEAR + 136 - number * (YEAR - 36) // 117 if between else OPENED + YEAR - 9 - number % 5
        made.append(_item(number, row, fate, age, "between" if between else "session", other))
    return made


def _item(number: int, row: dict[str, str], fate: str, age: int, side: str, other: str = "") -> Item:
    title = row["标题"]
    if title.endswith("的议案"):
        side = "session"
    return Item(number, title, row["单位"], row["类别"], row["问题"], row["希望"], fate, age, side, other)
