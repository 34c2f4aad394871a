"""Each limit of each shipped profile: amount, unit, trigger and article, and real dates counted with it.

The dates were counted by hand on the State Council's arrangements; how is written beside each. Off in 2026: 1–3 January,
15–23 February, 4–6 April, 1–5 May, 19–21 June, 25–27 September, 1–7 October; worked: Sunday 4 January, Saturdays
14 and 28 February, 9 May, Sunday 20 September, Saturday 10 October. 2027 is not announced: only its fixed holidays are known.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pytest

from huiyin.foundation.workdays import Calendar, Override, ReasonKind, due_on
from huiyin.procedures.loading import available_profiles, load_profile, overlay
from huiyin.procedures.schema import Procedure

CALENDAR = Calendar.from_seed()
REPLY_LAW = "代表法第五十一条第二款"

# (amount, unit, trigger, article), every limit the profiles set.
NATIONAL = {
    "reply": (3, "month", "handed_over", REPLY_LAW),
    "reply_long": (6, "month", "handed_over", REPLY_LAW),
}
CHONGQING = {
    "hand_over_out_of_session": (10, "workday", "submitted", "重庆建议条例第十三条第二款"),
    "return_window": (10, "workday", "handed_over", "重庆建议条例第十六条"),
    "reassign": (10, "workday", "return_received", "重庆建议条例第十六条"),
    "first_contact": (20, "workday", "received", "重庆建议条例第十八条"),
    "assist_opinion": (30, "workday", "handed_over", "重庆建议条例第二十条第一款"),
    "assist_redo": (5, "workday", "redo_requested", "重庆建议条例第二十条第一款"),
    "reply": (3, "month", "handed_over", f"{REPLY_LAW}；重庆建议条例第二十一条"),
    "reply_long": (6, "month", "handed_over", f"{REPLY_LAW}；重庆建议条例第二十一条"),
    "evaluate": (20, "workday", "answered", "重庆建议条例第二十七条第一款"),
    "rehandle_reply": (
        2,
        "month",
        "rehandling_ordered",
        "重庆建议条例第二十七条第二款；重庆代表法实施办法第四十七条第三款",
    ),
    "promise_evaluate": (20, "workday", "promise_reported", "重庆建议条例第二十八条第一款"),
}
ARTICLES = {
    "base": NATIONAL,
    "township": NATIONAL,
    "wuchang": NATIONAL,
    "jiangan": NATIONAL,
    "caidian": NATIONAL,
    "malong": NATIONAL,
    "chongqing": CHONGQING,
}


class Counted(NamedTuple):
    """A count done by hand: from the trigger's day to the last day, and what there is to it."""

    start: str
    ends: str
    why: frozenset[ReasonKind] = frozenset()
    provisional: bool = False


ROLLED, MADE_UP = frozenset({ReasonKind.ROLLED}), frozenset({ReasonKind.MAKE_UP})
MONTH_END = frozenset({ReasonKind.MONTH_END})
IN_2027 = frozenset({ReasonKind.PROVISIONAL})

COUNTED = {
    "reply": [
        # Monday 20 April
        Counted("2026-01-20", "2026-04-20"),
        # no 30 February: the last day, Thursday 29 February in a leap year, Friday 28 February in a common one
        Counted("2023-11-30", "2024-02-29", MONTH_END),
        Counted("2024-11-30", "2025-02-28", MONTH_END),
        # no 31 April: Thursday 30 April
        Counted("2026-01-31", "2026-04-30", MONTH_END),
        # 1 October is off until the 7th: Thursday the 8th
        Counted("2026-07-01", "2026-10-08", ROLLED),
        # Saturday 14 February is worked: it is the last day, nothing rolls
        Counted("2025-11-14", "2026-02-14", MADE_UP),
        # Wednesday 27 January 2027
        Counted("2026-10-27", "2027-01-27", IN_2027, True),
        # Friday 1 January 2027 is New Year's Day by the regulation itself; then a weekend; Monday the 4th
        Counted("2026-10-01", "2027-01-04", ROLLED | IN_2027, True),
    ],
    "reply_long": [
        Counted("2026-01-20", "2026-07-20"),
        # no 31 February: 29 February 2024, Friday 28 February 2025
        Counted("2023-08-31", "2024-02-29", MONTH_END),
        Counted("2024-08-31", "2025-02-28", MONTH_END),
        # the last of February 2026 is a Saturday, and worked
        Counted("2025-08-31", "2026-02-28", MONTH_END | MADE_UP),
        # 15 February 2026 begins the Spring Festival, off until Monday the 23rd
        Counted("2025-08-15", "2026-02-24", ROLLED),
        # 4 May 2026 lies in Labour Day, off until the 5th
        Counted("2025-11-04", "2026-05-06", ROLLED),
        # Wednesday 20 January 2027
        Counted("2026-07-20", "2027-01-20", IN_2027, True),
    ],
    "rehandle_reply": [
        Counted("2026-07-15", "2026-09-15"),
        # no 31 February
        Counted("2023-12-31", "2024-02-29", MONTH_END),
        Counted("2024-12-31", "2025-02-28", MONTH_END),
        # Friday 25 September is Mid-Autumn, off until Sunday: Monday the 28th
        Counted("2026-07-25", "2026-09-28", ROLLED),
        # Sunday 20 September is worked
        Counted("2026-07-20", "2026-09-20", MADE_UP),
        # 3 January 2027 is a Sunday: Monday the 4th
        Counted("2026-11-03", "2027-01-04", ROLLED | IN_2027, True),
    ],
    "hand_over_out_of_session": [
        # 22–24 September 3, 28–30 September 6, 8, 9 and Saturday 10 October 9, Monday the 12th 10
        Counted("2026-09-21", "2026-10-12", MADE_UP),
        # 22–25 December 4, 28–31 December 8, 4 and 5 January 10
        Counted("2026-12-21", "2027-01-05", IN_2027, True),
    ],
    "return_window": [
        # 10–13 February 4, Saturday 14 February 5, 24–27 February 9, Saturday 28 February 10
        Counted("2026-02-09", "2026-02-28", MADE_UP),
        # from the leap day: 1 March 1, 4–8 March 6, 11–14 March 10
        Counted("2024-02-29", "2024-03-14"),
        # 25 December 1, 28–31 December 5, 4–8 January 10
        Counted("2026-12-24", "2027-01-08", IN_2027, True),
    ],
    "reassign": [
        # 28–30 April 3, 6–8 May 6, Saturday 9 May 7, 11–13 May 10
        Counted("2026-04-27", "2026-05-13", MADE_UP),
        # 4–8 January 5, 11–15 January 10
        Counted("2026-12-31", "2027-01-15", IN_2027, True),
    ],
    "first_contact": [
        # 3–6 February 4, 9–13 February 9, Saturday the 14th 10, 24–27 February 14, Saturday the 28th 15, 2–6 March 20
        Counted("2026-02-02", "2026-03-06", MADE_UP),
        # 11 December 1, 14–18 December 6, 21–25 December 11, 28–31 December 15, 4–8 January 20
        Counted("2026-12-10", "2027-01-08", IN_2027, True),
    ],
    "assist_opinion": [
        # 2–6 February 5, 9–13 10, Saturday the 14th 11, 24–27 15, Saturday the 28th 16, 2–6 March 21, 9–13 26, 16–19 30
        Counted("2026-01-31", "2026-03-19", MADE_UP),
        # 2025: 16–19 September 4, 22–26 9, Sunday the 28th 10, 29–30 12, off to 8 October, 9–10 14, Saturday the 11th 15,
        # 13–17 20, 20–24 25, 27–31 30
        Counted("2025-09-15", "2025-10-31", MADE_UP),
        # 1–4 December 4, 7–11 9, 14–18 14, 21–25 19, 28–31 23, 4–8 January 28, 11 and 12 January 30
        Counted("2026-11-30", "2027-01-12", IN_2027, True),
    ],
    "assist_redo": [
        # Saturday 9 May 1, 11–14 May 5
        Counted("2026-05-08", "2026-05-14", MADE_UP),
        # 29–31 December 3, 4 and 5 January 5
        Counted("2026-12-28", "2027-01-05", IN_2027, True),
    ],
    "evaluate": [
        # 2–5 June 4, 8–12 9, 15–18 13, Dragon Boat on the 19th, 22–26 18, 29 and 30 20
        Counted("2026-06-01", "2026-06-30"),
        # 2025: 21–24 January 4, Sunday the 26th 5, the 27th 6, off to 4 February, 5–7 9, Saturday the 8th 10, 10–14 15,
        # 17–21 20
        Counted("2025-01-20", "2025-02-21", MADE_UP),
        # 8–11 December 4, 14–18 9, 21–25 14, 28–31 18, 4 and 5 January 20
        Counted("2026-12-07", "2027-01-05", IN_2027, True),
    ],
    "promise_evaluate": [
        # 14–18 September 5, Sunday the 20th 6, 21–24 10, 28–30 13, 8–9 October 15, Saturday the 10th 16, 12–15 20
        Counted("2026-09-11", "2026-10-15", MADE_UP),
        # 15–18 December 4, 21–25 9, 28–31 13, 4–8 January 18, 11 and 12 January 20
        Counted("2026-12-14", "2027-01-12", IN_2027, True),
    ],
}
EACH = [(profile, name, one) for profile, rules in ARTICLES.items() for name in rules for one in COUNTED[name]]


def test_every_shipped_profile_is_in_the_table():
    assert set(ARTICLES) == set(available_profiles())


@pytest.mark.parametrize("profile", ARTICLES)
def test_the_clocks_are_exactly_those_the_articles_give(profile):
    clocks = load_profile(profile).limits.clocks()
    assert {n: (r.amount, r.unit, r.trigger, r.source) for n, r in clocks.items()} == ARTICLES[profile]


@pytest.mark.parametrize(("profile", "name", "one"), EACH, ids=lambda x: x.start if isinstance(x, Counted) else x)
def test_each_limit_ends_on_the_day_counted_by_hand_and_says_why(profile: str, name: str, one: Counted) -> None:
    amount, unit, trigger, article = ARTICLES[profile][name]
    limit = load_profile(profile).limits.named(name).as_limit()
    assert limit is not None
    assert (limit.amount, limit.unit, limit.trigger, limit.source) == (amount, unit, trigger, article)
    due = due_on(limit, date.fromisoformat(one.start), CALENDAR)
    assert (due.on.isoformat(), due.provisional) == (one.ends, one.provisional)
    kinds = {reason.kind for reason in due.reasons}
    assert kinds & {ReasonKind.ROLLED, ReasonKind.MAKE_UP, ReasonKind.MONTH_END, ReasonKind.PROVISIONAL} == one.why
    assert due.reasons[0].law == article and due.reasons[1].word == trigger


@pytest.mark.parametrize("name", CHONGQING)
def test_the_dates_reach_every_trap_of_their_unit(name: str) -> None:
    """Month limits: both kinds of February, a holiday at the end, a worked weekend. Workdays: a worked weekend inside."""
    _, unit, _, _ = CHONGQING[name]
    reached = frozenset().union(*(one.why for one in COUNTED[name]))
    assert reached >= IN_2027 | MADE_UP
    if unit == "month":
        assert reached >= ROLLED | MONTH_END
        assert {"2024-02-29", "2025-02-28"} <= {one.ends for one in COUNTED[name]}


def test_the_last_day_of_a_count_into_2027_moves_when_its_calendar_is_announced():
    """An invented arrangement: Saturday 9 January worked, so the ten workdays end a day earlier, and for good."""
    limit = load_profile("chongqing").limits.reassign.as_limit()
    assert limit is not None
    announced = [Override(date(2027, 1, 1), False, "元旦", "试"), Override(date(2027, 1, 9), True, "元旦", "试")]
    before = due_on(limit, date(2026, 12, 31), CALENDAR)
    after = due_on(limit, date(2026, 12, 31), Calendar.from_seed(announced=announced))
    assert (before.on, before.provisional) == (date(2027, 1, 15), True)
    assert (after.on, after.provisional) == (date(2027, 1, 14), False)


def one_month(procedure: Procedure) -> Procedure:
    """No shipped profile has a limit of one month; a district's own answer may."""
    documents = procedure.model_dump(mode="json")["documents"] | {"本区办法": {"title": "本区办法", "seen": "full"}}
    rule = {"amount": 1, "unit": "month", "trigger": "rehandling_ordered", "source": "本区办法第九条"}
    return overlay(procedure, {"documents": documents, "limits": {"rehandle_reply": rule}})


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        # 29 February 2024 is a Thursday; 28 February 2025 a Friday; 28 February 2026 a Saturday that is worked
        ("2024-01-31", "2024-02-29"),
        ("2025-01-31", "2025-02-28"),
        ("2026-01-31", "2026-02-28"),
        # 30 April 2026, the day before Labour Day; 31 May 2025 is Dragon Boat, off until Monday 2 June
        ("2026-03-31", "2026-04-30"),
        ("2025-04-30", "2025-05-30"),
        ("2025-05-01", "2025-06-03"),
    ],
)
def test_one_month_from_the_end_of_a_month_ends_with_the_next(start: str, ends: str) -> None:
    limit = one_month(load_profile("wuchang")).limits.rehandle_reply.as_limit()
    assert limit is not None
    assert due_on(limit, date.fromisoformat(start), CALENDAR).on.isoformat() == ends


@pytest.mark.parametrize("profile", sorted(set(ARTICLES) - {"chongqing"}))
def test_what_no_article_gives_starts_no_clock(profile: str) -> None:
    for name in set(CHONGQING) - set(NATIONAL):
        assert load_profile(profile).limits.named(name).as_limit() is None, name
