"""Proof that a problem was put right: files on the tray of the problem until they are reported, then on that report."""

from __future__ import annotations

from django.db.models import QuerySet

from huiyin.foundation import file_owners
from huiyin.foundation.file_owners import FileOwner, Sitting
from huiyin.foundation.filekinds import Kind
from huiyin.foundation.models import StoredFile
from huiyin.people.models import Role, Seat
from huiyin.supervision import check_texts as texts
from huiyin.supervision.check_queries import problems_for
from huiyin.supervision.models import Problem, ProblemState, ProblemWord

PROOF, TRAY = "problem-proof", "problem-tray"
TAKEN = frozenset({Kind.JPG, Kind.PNG, Kind.PDF, Kind.OFD, Kind.DOCX, Kind.XLSX})
MOST = 12


def on_tray(problem: Problem) -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(congress_id=problem.congress_id, owner_kind=TRAY, owner_id=problem.pk)


def hang(word: ProblemWord) -> None:
    """What lies on the tray of the problem belongs to this report from now on."""
    on_tray(word.problem).update(owner_kind=PROOF, owner_id=word.pk)


def files_of(word: ProblemWord) -> QuerySet[StoredFile]:
    rows = StoredFile.objects.filter(congress_id=word.congress_id, owner_kind=PROOF, owner_id=word.pk)
    return rows.order_by("pk")


def _seat(seat: Sitting) -> Seat | None:
    return Seat.objects.select_related("body").filter(congress_id=seat.congress_id, pk=seat.pk).first()


def _reads(seat: Sitting, word_id: int) -> bool:
    reader = _seat(seat)
    words = ProblemWord.objects.filter(congress_id=seat.congress_id, pk=word_id)
    return reader is not None and words.filter(problem__in=problems_for(reader)).exists()


def _kept_by(seat: Sitting, problem_id: int) -> Problem | None:
    keeper = _seat(seat)
    if keeper is None or keeper.role not in (Role.UNIT_CLERK, Role.UNIT_HEAD):
        return None
    return Problem.objects.filter(congress_id=seat.congress_id, pk=problem_id, body_id=keeper.body_id).first()


def _why_closed(seat: Sitting, problem_id: int) -> str:
    found = _kept_by(seat, problem_id)
    return "" if found is not None and found.state == ProblemState.OPEN else texts.OVER


def register() -> None:
    file_owners.register(FileOwner(PROOF, _reads, lambda seat, word_id: texts.PROOF_STAYS, TAKEN, MOST))
    tray = FileOwner(TRAY, lambda seat, problem_id: _kept_by(seat, problem_id) is not None, _why_closed, TAKEN, MOST)
    file_owners.register(tray)
