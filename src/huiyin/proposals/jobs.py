"""Jobs of the room 提: vectors of titles, where the extra `huiyin[semantic]` is installed."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app

from huiyin.foundation.jobs import job, later
from huiyin.foundation.tenancy import acting
from huiyin.proposals import meaning

AT_ONCE = 20


@job("proposals.vectors", congress=False)
def compute(congress_id: int) -> None:
    """All that are missing, in slices: stopped, it goes on where it was."""
    while True:
        with acting(congress_id):
            if not meaning.compute(congress_id, AT_ONCE):
                return


def ask_for_vectors(congress_id: int) -> None:
    """Within the step that registers or corrects an item: its vector follows."""
    if meaning.installed():
        word = f"proposals.vectors:{congress_id}"
        later(compute, once=word, one_by_one=word, congress_id=congress_id)


@app.periodic(cron="17 * * * *")
@app.task(name="proposals.look_for_missing_vectors", queueing_lock="proposals.look_for_missing_vectors")
def look(timestamp: int) -> None:
    """Hourly: what was registered before the extra was installed, or by a process without it."""
    if not meaning.installed():
        return
    with connection.cursor() as cursor:
        cursor.execute("select id from people_congress order by id")
        congresses = [row[0] for row in cursor.fetchall()]
    for congress_id in congresses:
        with acting(congress_id):
            if meaning.missing(congress_id).exists():
                ask_for_vectors(congress_id)
