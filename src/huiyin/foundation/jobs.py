"""Jobs: work left for the worker, queued in the same PostgreSQL and so in the same transaction as the step.

A room's jobs stand in its `jobs.py`, which web and worker import at start:

    @job("reports.export", retry=3)
    def export(congress_id: int, request_id: int) -> None: ...

    later(export, congress_id=congress.pk, request_id=request.pk)

When the transaction rolls back, the job was never there. A job runs at least once: it must bear being run again.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from datetime import datetime
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from huiyin.foundation.tenancy import acting

KEEP_FAILED_HOURS = 24 * 90
# A worker without a sign of life for this long is taken for dead; its jobs go back to the queue.
SILENT_SECONDS = 60
WORKERS = 4


def job(name: str, *, retry: int = 3, congress: bool = True) -> Callable[[Callable[..., Any]], Task[..., Any, Any]]:
    """Make a function a job under a name that stays (queued rows carry it).

    With `congress` (the default) its first argument is `congress_id` and it runs in one transaction of that congress.
    Long work that commits in slices opens them itself and says `congress=False`. A failed job is tried again after
    4, 16, 64 … seconds, `retry` times in all.
    """

    def made(function: Callable[..., Any]) -> Task[..., Any, Any]:
        @functools.wraps(function)
        def run(**facts: Any) -> Any:
            if not congress:
                return function(**facts)
            with acting(facts["congress_id"]):
                return function(**facts)

        strategy = RetryStrategy(max_attempts=retry, exponential_wait=4) if retry else False
        return app.task(name=name, retry=strategy)(run)

    return made


def later(
    task: Task[..., Any, Any],
    *,
    at: datetime | None = None,
    one_by_one: str | None = None,
    once: str | None = None,
    **facts: Any,
) -> int | None:
    """Queue a job within the current transaction and return its number.

    `at`: not before then. `one_by_one`: jobs with the same word never run side by side. `once`: when a job with the
    same word is already waiting, none is added and None is returned.
    """
    if once is None:
        return task.configure(schedule_at=at, lock=one_by_one).defer(**facts)
    # The queue's own refusal is an error that would break the caller's transaction; a savepoint takes it.
    from django.db import transaction
    from procrastinate.exceptions import AlreadyEnqueued

    try:
        with transaction.atomic():
            return task.configure(schedule_at=at, lock=one_by_one, queueing_lock=once).defer(**facts)
    except AlreadyEnqueued:
        return None


@app.periodic(cron="* * * * *")
@app.task(name="foundation.revive", queueing_lock="foundation.revive")
async def revive(timestamp: int) -> None:
    """Put the jobs of killed workers back: without this they would stay `doing` for ever."""
    for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        await app.job_manager.retry_job(stalled)


@app.periodic(cron="20 3 * * *")
@app.task(name="foundation.sweep", queueing_lock="foundation.sweep")
async def sweep(timestamp: int) -> None:
    """Forget failed and cancelled jobs after three months; until then `huiyin doctor` speaks of them."""
    await app.job_manager.delete_old_jobs(
        nb_hours=KEEP_FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.periodic(cron="41 * * * *")
@app.task(name="foundation.clear_arrivals", queueing_lock="foundation.clear_arrivals")
def clear_arrivals(timestamp: int) -> None:
    """Remove files that nobody went on sending, and what killed processes left half examined."""
    from huiyin.foundation import arrivals, clock, files

    arrivals.clear_expired(clock.now())
    files.clear_incoming(clock.now() - arrivals.TOLD)


def work(*, wait: bool = True) -> None:
    """Be the worker, until stopped by SIGTERM or SIGINT; with wait=False, until the queue is empty."""
    from django.db import connections
    from procrastinate.contrib.django.utils import connector_params
    from procrastinate.psycopg_connector import PsycopgConnector

    # Its own small pool: the default keeps four idle connections, each a server process of several MB.
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=WORKERS)
    with app.replace_connector(connector) as worker:
        worker.run_worker(
            name=f"huiyin-{os.getpid()}",
            concurrency=WORKERS,
            wait=wait,
            listen_notify=wait,
            # What was done shows in the room's own rows; two rows a minute of periodic jobs would only pile up.
            delete_jobs="successful",
            install_signal_handlers=wait,
            # The supervisor's patience is 5 seconds; what does not finish by then is revived by the next worker.
            shutdown_graceful_timeout=3,
            update_heartbeat_interval=10,
            stalled_worker_timeout=SILENT_SECONDS,
            fetch_job_polling_interval=5,
        )
    connections.close_all()
