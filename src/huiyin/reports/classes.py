"""Of which day the classes of letters are, and how many letters were given another one since (B → A; rules.md §6)."""

from __future__ import annotations

from datetime import date

from django.db import connection

from huiyin.people.models import Session
from huiyin.reports import texts
from huiyin.reports.items import Items

# Items with a letter whose class was changed until the day that counts, and after it.
_MOVED = """
select count(distinct a.proposal_id) filter (where f.sent_on <= coalesce(s.ledger_closed_on, %(today)s)),
  count(distinct a.proposal_id) filter (where f.sent_on > s.ledger_closed_on and f.sent_on <= %(today)s)
from handling_followup f
join handling_letteranswer l on l.congress_id = %(congress)s and l.letter_id = f.letter_id
join handling_round r on r.congress_id = %(congress)s and r.id = l.round_id
join dispatch_assignment a on a.congress_id = %(congress)s and a.id = r.assignment_id
join proposals_proposal p on p.congress_id = %(congress)s and p.id = a.proposal_id
join people_session s on s.congress_id = %(congress)s and s.id = p.session_id
where f.congress_id = %(congress)s and f.class_code <> '' and (%(session)s::bigint is null or p.session_id = %(session)s)
  and (%(body)s::bigint is null or a.body_id = %(body)s)"""


def said(items: Items) -> tuple[str, ...]:
    """Sentences beside a figure of classes: its day, and what was moved before and after it."""
    given = {"congress": items.congress_id, "session": items.session_id, "body": items.body_id, "today": items.today}
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, given)
        moved, later = cursor.fetchone()
    sentences = [texts.CLASSES_ON.format(on=_on(items))]
    if moved:
        sentences.append(texts.CLASSES_MOVED.format(n=moved))
    if later:
        sentences.append(texts.CLASSES_LATER.format(n=later))
    return ("".join(sentences),)


def _on(items: Items) -> str:
    closed: date | None = None
    if items.session_id is not None:
        closed = Session.objects.get(congress_id=items.congress_id, pk=items.session_id).ledger_closed_on
    day = items.today if closed is None else min(closed, items.today)
    return f"{day.year}年{day.month}月{day.day}日"
