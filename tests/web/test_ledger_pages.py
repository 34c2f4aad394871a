"""The page of a ledger import while the job runs. The import itself: tests/dispatch; in a browser: tests/browser."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from huiyin.dispatch import importing
from huiyin.dispatch.models import LedgerImport
from huiyin.foundation.models import Progress
from tests.web.visiting import Visitor
from tests.world import make_world

pytestmark = pytest.mark.django_db
LEDGER = Path(__file__).parents[1] / "data" / "ledgers" / "handover-ledger.xlsx"


def test_only_the_progress_is_asked_for_again_and_again_and_the_page_comes_anew_at_the_end() -> None:
    """Asking for the whole page every two seconds would take the focus from whoever reads it."""
    world = make_world()
    officer = Visitor(world, "officer")
    with LEDGER.open("rb") as file, world.acting():
        read = importing.read_ledger(file, LEDGER.name)
        session = importing.session_for(world.congress, read, None, None)
        made = importing.open_import(world.congress, file, LEDGER.name, read, session, date(2026, 1, 20))
        progress = Progress.objects.create(congress=world.congress, kind="ledger", total=54, done=12)
        made.progress_id, made.state = progress.pk, LedgerImport.State.RUNNING
        made.save()
    path = f"ledgers/{made.pk}/"
    page = officer.opens(path)
    assert 'hx-trigger="every 2s" hx-select="#progress" hx-swap="outerHTML"' in page
    assert "12 / 54" in page
    asked = officer.client.get(officer.at(path), headers={"HX-Request": "true"})
    assert asked.status_code == 200 and 'id="progress"' in asked.content.decode()
    with world.acting():
        importing.run_import(LedgerImport.objects.get(pk=made.pk), world.seats["officer"])
    asked = officer.client.get(officer.at(path), headers={"HX-Request": "true"})
    assert (asked.status_code, asked.headers["HX-Refresh"], asked.content) == (204, "true", b"")
    assert "12 / 54" not in officer.opens(path)
