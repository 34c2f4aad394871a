"""The hourly anchor, and the hourly look at what falls due."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from huiyin.chain import anchors, reminders
from huiyin.people.models import Congress

log = logging.getLogger(__name__)


@app.periodic(cron="7 * * * *")
@app.task(name="chain.anchor", queueing_lock="chain.anchor")
def anchor(timestamp: int) -> None:
    """Write the head of every chain down. One that no longer fits its anchor must not keep the others from theirs."""
    for congress in Congress.objects.order_by("pk"):
        try:
            anchors.write_anchor(congress)
        except anchors.Broken as broken:
            log.error("chain of %s: %s", congress.code, broken)
    try:
        anchors.write_installation_anchor()
    except anchors.Broken as broken:
        log.error("chain of the installation: %s", broken)


@app.periodic(cron="3 * * * *")
@app.task(name="chain.remind", queueing_lock="chain.remind")
def remind(timestamp: int) -> None:
    """Hourly, because many office servers are switched off at night; each reminder is given once."""
    reminders.remind_all()
