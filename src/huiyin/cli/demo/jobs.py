"""The demo's job: the session before this one, item by item, when the pages are up already."""

from __future__ import annotations

from huiyin.foundation.jobs import job


@job("demo.last_year", congress=False)
def load_last_year(congress_id: int) -> None:
    from huiyin.cli.demo.last_year import load

    load(congress_id)
