"""Workdays and legal limits, pure: no clock, no database. Callers give the calendar's extra rows and every date.

Counting follows 民法典 第二百条至第二百零三条, applied by analogy: no source fixes it for deputies' suggestions.
"""

from huiyin.foundation.workdays.calendar import FIRST_YEAR, LAST_YEAR, Calendar, Override
from huiyin.foundation.workdays.limits import Due, Limit, Reason, ReasonKind, Unit, amber_on, due_on, fixed_target
from huiyin.foundation.workdays.texts import NOT_ANNOUNCED, explain

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "NOT_ANNOUNCED",
    "Calendar",
    "Due",
    "Limit",
    "Override",
    "Reason",
    "ReasonKind",
    "Unit",
    "amber_on",
    "due_on",
    "explain",
    "fixed_target",
]
