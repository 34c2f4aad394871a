"""Photos and papers of what deputies write: they hang on the manuscript, and go with the item when it is submitted."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

from huiyin.foundation import file_owners
from huiyin.foundation.columns import columns
from huiyin.foundation.file_owners import FileOwner, Sitting
from huiyin.foundation.models import StoredFile
from huiyin.people.models import Seat
from huiyin.proposals import manuscripts, texts
from huiyin.proposals.models import Manuscript, Proposal

KIND = "manuscript"
# Every case page asks it.
_HANDED_IN = """
select {columns} from foundation_storedfile f
where f.congress_id = %(congress)s and f.owner_kind = %(kind)s and f.owner_id = coalesce(
  (select m.id from proposals_manuscript m where m.congress_id = %(congress)s and m.proposal_id = %(case)s),
  (select m.id from proposals_manuscript m where m.congress_id = %(congress)s and m.proposal_id = %(motion)s))
order by f.id"""
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
    if manuscripts.readable(sitting, manuscript):
        return True
    item = manuscript.proposal_id
    if item is None:
        return False
    # A suggestion that was a motion has what was handed in with the motion.
    became = Proposal.objects.filter(congress_id=seat.congress_id, converted_from_id=item).values_list("pk", flat=True)
    return any(sees(sitting, one) for one in (item, *became) for sees in _see_items)


def _why_closed(seat: Sitting, manuscript_id: int) -> str:
    """Only who writes may add and remove; locked, so that nothing slips in while it is being submitted."""
    Manuscript.objects.select_for_update(no_key=True).filter(congress_id=seat.congress_id, pk=manuscript_id).first()
    found = _of(seat, manuscript_id)
    if found is None or not manuscripts.of_seat(found[0]).filter(pk=manuscript_id).exists():
        return texts.NOT_YOURS_TO_WRITE
    return "" if manuscripts.is_open(found[1]) else texts.NOT_OPEN


def files_of(manuscript: Manuscript | None) -> list[StoredFile]:
    return file_owners.files_of(manuscript.congress_id, KIND, manuscript.pk) if manuscript is not None else []


def files_with(proposal: Proposal) -> list[StoredFile]:
    """What was handed in with an item; with a suggestion that was a motion, what was handed in with the motion."""
    given = columns(StoredFile, "f")
    values = {"congress": proposal.congress_id, "case": proposal.pk, "motion": proposal.converted_from_id, "kind": KIND}
    with connection.cursor() as cursor:
        cursor.execute(_HANDED_IN.format(columns=given.sql), values)
        return [given.made(row) for row in cursor.fetchall()]


def copy(source: Manuscript, to: Manuscript) -> None:
    """Hang the same files on another manuscript: the content lies once under its digest."""
    for one in files_of(source):
        StoredFile.objects.create(
            congress_id=to.congress_id, digest=one.digest, size=one.size, kind=one.kind, name=one.name,
            owner_kind=KIND, owner_id=to.pk,
        )  # fmt: skip


OF_MANUSCRIPT = FileOwner(KIND, _may_read, _why_closed)
