"""A thing for files to hang on, plainer than any room's: a person's kept draft, seen and changed by its seat."""

from __future__ import annotations

from huiyin.foundation.file_owners import FileOwner, Sitting
from huiyin.foundation.models import Draft

KIND = "paper"
CLOSED = "这份稿子已经提交，不能再加材料。要补充，请先撤回。"


def _of(seat: Sitting, draft_id: int) -> Draft | None:
    return Draft.objects.filter(congress_id=seat.congress_id, seat_id=seat.pk, pk=draft_id).first()


def _why_closed(seat: Sitting, draft_id: int) -> str:
    draft = _of(seat, draft_id)
    return CLOSED if draft is None or draft.data.get("handed_in") else ""


PAPERS = FileOwner(KIND, lambda seat, draft_id: _of(seat, draft_id) is not None, _why_closed, most=3)


def make_paper(seat: Sitting, key: str = "register") -> Draft:
    return Draft.objects.create(congress_id=seat.congress_id, seat_id=seat.pk, key=key)
