"""The look at evaluations that did not come. It asks what is due and not done, so missed nights heal.

Hourly, because many office servers are switched off at night; a date that has passed stays passed.
"""

from __future__ import annotations

import logging
from datetime import date

from django.db import connection
from procrastinate.contrib.django import app

from huiyin.chain.clocks import EVALUATE
from huiyin.chain.models import Clock
from huiyin.chain.refusals import AlreadyDone, StepRefused
from huiyin.chain.taking import take
from huiyin.evaluation import texts
from huiyin.evaluation.steps import lapses_on, reminders_asked
from huiyin.foundation import clock
from huiyin.foundation.jobs import job
from huiyin.foundation.tenancy import acting
from huiyin.handling.models import Round, RoundState

log = logging.getLogger("huiyin.evaluation")


def due_and_not_done(congress_id: int, today: date) -> list[tuple[int, date]]:
    """Answered rounds whose time for evaluating is over: (round, last day), the oldest first."""
    over = Clock.objects.filter(
        congress_id=congress_id, kind=EVALUATE, thing_kind=Round.KIND, stopped_on__isnull=True, due_on__lt=today
    )
    last_days = dict(over.order_by("due_on", "pk").values_list("thing_id", "due_on"))
    answered = set(
        Round.objects.filter(congress_id=congress_id, pk__in=list(last_days), state=RoundState.ANSWERED).values_list(
            "pk", flat=True
        )
    )
    return [(round_id, day) for round_id, day in last_days.items() if round_id in answered]


def lapse_all(today: date | None = None) -> int:
    """Conclude, in every congress, what its deputy has not evaluated in time; returns how many.

    Each item is a transaction of its own, dated the first day on which it could lapse: one that cannot be concluded, or that the
    deputy evaluates at this very moment, does not hold up the others.
    """
    on = today or clock.today()
    with connection.cursor() as cursor:
        cursor.execute("select id from people_congress order by id")
        congresses = [row[0] for row in cursor.fetchall()]
    done = 0
    for congress_id in congresses:
        with acting(congress_id):
            waiting = due_and_not_done(congress_id, on)
        for round_id, _ in waiting:
            done += _lapse(congress_id, round_id)
    return done


def _lapse(congress_id: int, round_id: int) -> int:
    try:
        with acting(congress_id):
            round_ = Round.objects.select_related("assignment__proposal").get(congress_id=congress_id, pk=round_id)
            running = Clock.objects.filter(
                congress_id=congress_id, kind=EVALUATE, thing_kind=Round.KIND, thing_id=round_id, stopped_on=None
            ).first()
            on = lapses_on(running, reminders_asked(round_)) if running is not None else None
            take("evaluation.lapse", round_, None, happened_on=on, ground=texts.LAPSED_LATE)
    except (AlreadyDone, StepRefused) as refused:
        log.info("round %s of congress %s was not lapsed: %s", round_id, congress_id, refused)
        return 0
    return 1


@app.periodic(cron="10 * * * *")
@job("evaluation.lapse", congress=False)
def lapse(timestamp: int) -> None:
    lapse_all()
