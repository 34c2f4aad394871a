"""Jobs of the room 交."""

from __future__ import annotations

from huiyin.dispatch.importing import run_import
from huiyin.dispatch.models import LedgerImport
from huiyin.foundation.jobs import job
from huiyin.foundation.tenancy import acting
from huiyin.people.models import Seat


@job("dispatch.import_ledger", congress=False)
def import_ledger(congress_id: int, ledger_id: int, seat_id: int) -> None:
    """Import a previewed ledger. Run again after a stop, it goes on with the rows still waiting."""
    with acting(congress_id):
        made = LedgerImport.objects.select_related("congress", "session__term", "file", "batch").get(
            congress_id=congress_id, pk=ledger_id
        )
        seat = Seat.objects.select_related("person", "body").get(congress_id=congress_id, pk=seat_id)
    run_import(made, seat)
