"""Jobs of the room of reports."""

from __future__ import annotations

from procrastinate.contrib.django import app

from huiyin.foundation.jobs import job


@job("reports.booklet", congress=False)
def make_booklet(congress_id: int, progress_id: int) -> None:
    from huiyin.reports.booklets import make

    make(congress_id, progress_id)


@job("reports.list_export", congress=False)
def make_list_export(congress_id: int, progress_id: int) -> None:
    from huiyin.reports.list_exports import make

    make(congress_id, progress_id)


@app.periodic(cron="52 3 * * *")
@app.task(name="reports.clear_booklets", queueing_lock="reports.clear_booklets")
def clear_booklets(timestamp: int) -> None:
    """Remove booklets that are a week old."""
    from huiyin.reports.booklets import clear_old

    clear_old()


@app.periodic(cron="54 3 * * *")
@app.task(name="reports.clear_exports", queueing_lock="reports.clear_exports")
def clear_exports(timestamp: int) -> None:
    """Remove exported lists that are a week old."""
    from huiyin.reports import list_exports, made_files

    made_files.clear_old(list_exports.KIND)
