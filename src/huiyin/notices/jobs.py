"""Every minute: what is new is planned, what is due is sent, each congress by itself."""

from __future__ import annotations

import logging

from django.db import connection
from procrastinate.contrib.django import app

from huiyin.foundation import clock
from huiyin.foundation.jobs import job, later
from huiyin.foundation.tenancy import acting
from huiyin.notices import planning, sending
from huiyin.notices.models import Channel

log = logging.getLogger("huiyin.notices")


@app.periodic(cron="* * * * *")
@app.task(name="notices.look", queueing_lock="notices.look")
def look(timestamp: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select id from people_congress order by id")
        congresses = [row[0] for row in cursor.fetchall()]
    for congress_id in congresses:
        try:
            look_at(congress_id)
        except Exception:
            # One congress's trouble must not keep the others from their mail; the next minute tries it again.
            log.exception("notices of congress %s", congress_id)


def look_at(congress_id: int) -> None:
    """Plan, and queue the sending of what is due."""
    planning.plan(congress_id)
    with acting(congress_id):
        for channel in Channel:
            if sending.due(congress_id, channel, clock.now()).exists():
                word = f"notices.send:{congress_id}:{channel}"
                # One at a time over all congresses: a slow gateway holds one worker's place, never all of them.
                later(send, once=word, one_by_one=f"notices.send:{channel}", congress_id=congress_id, channel=channel)


@job("notices.send", congress=False, retry=0)
def send(congress_id: int, channel: str) -> None:
    """Failing inside is marked on the rows; the look of the next minute goes on with what is left."""
    sending.send_due(congress_id, Channel(channel))
