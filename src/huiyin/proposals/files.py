"""Photos and papers of what deputies write: they hang on the manuscript, and go with the item when it is submitted."""

from __future__ import annotations

from collections.abc import Callable

from huiyin.foundation import file_owners
from huiyin.foundation.file_owners import FileOwner, Sitting
from huiyin.foundation.models import StoredFile
from huiyin.people.models import Seat
from huiyin.proposals import manuscripts, texts
from huiyin.proposals.models import Manuscript

KIND = "manuscript"
_see_items: list[Callable[[Seat, int], bool]] = []


def seen_by(says: Callable[[Seat, int], bool]) -> None:
    """A room further on says who sees an item: they see what was handed in with it."""
    _see_items.append(says)


def _of(seat: Sitting, manuscript_id: int) -> tuple[Seat, Manuscript] | None:
    sitting = Seat.objects.filter(congress_id=seat.congress_id, pk=seat.pk).first()
    rows = Manuscript.objects.filter(congress_id=seat.congress_id, pk=manuscript_id).select_related("proposal")
    found = rows.first()
    return (sitting, found) if sitting is not None and found is not None else None


def _may_read(seat: Sitting, manuscript_id: int) -> bool:
    found = _of(seat, manuscript_id)
    if found is None:
        return False
    sitting, manuscript = found
    item = manuscript.proposal_id
    return manuscripts.readable(sitting, manuscript) or (item is not None and any(sees(sitting, item) for sees in _see_items))


def _why_closed(seat: Sitting, manuscript_id: int) -> str:
    """Only who writes may add and remove; locked, so that nothing slips in while it is being submitted."""
    Manuscript.objects.select_for_update(no_key=True).filter(congress_id=seat.congress_id, pk=manuscript_id).first()
    found = _of(seat, manuscript_id)
    if found is None or not manuscripts.of_seat(found[0]).filter(pk=manuscript_id).exists():
        return texts.NOT_YOURS_TO_WRITE
    return "" if manuscripts.is_open(found[1]) else texts.NOT_OPEN


def files_of(manuscript: Manuscript | None) -> list[StoredFile]:
    return file_owners.files_of(manuscript.congress_id, KIND, manuscript.pk) if manuscript is not None else []


OF_MANUSCRIPT = FileOwner(KIND, _may_read, _why_closed)
