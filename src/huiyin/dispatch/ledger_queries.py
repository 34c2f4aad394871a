"""Reading for the pages of a ledger import: rows with their doubts, counts by outcome, what may still be done."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, QuerySet

from huiyin.dispatch.importing import differences
from huiyin.dispatch.models import LedgerImport, LedgerQuestion, LedgerRowResult
from huiyin.foundation.models import Progress
from huiyin.proposals.texts import FIELD_WORDS

PAGE = 200
Outcome = LedgerRowResult.Outcome


@dataclass(frozen=True)
class Question:
    pk: int
    sentence: str
    chosen: str
    choices: list[tuple[str, str]]
    answered: bool


@dataclass(frozen=True)
class Line:
    pk: int
    row_no: int
    title: str
    number: str
    lead: str
    units: str
    outcome: str
    words: str
    reason: str
    case_id: int | None
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


SHOWS = {"all": "全部", "ask": "有疑问", "mend": "待修正", "differs": "有改动"}


def lines(made: LedgerImport, show: str, after: int) -> list[Line]:
    """At most a page of rows beyond row `after`, by what is asked to be seen."""
    rows = LedgerRowResult.objects.filter(congress_id=made.congress_id, ledger=made, pk__gt=after)
    if show == "ask":
        asked = LedgerQuestion.objects.filter(
            congress_id=made.congress_id, row_id=OuterRef("pk"), answered_at__isnull=True
        )
        rows = rows.filter(Exists(asked))
    elif show in ("mend", "differs"):
        rows = rows.filter(outcome={"mend": Outcome.TO_MEND, "differs": Outcome.DIFFERS}[show])
    found = rows.order_by("pk").select_related("proposal").prefetch_related("questions")[:PAGE]
    return [_line(row) for row in found]


def _line(row: LedgerRowResult) -> Line:
    data = row.data
    choices = {
        doubt["code"]: [(choice["value"], choice["words"]) for choice in doubt["choices"]] for doubt in data["doubts"]
    }
    changes = (
        [(FIELD_WORDS.get(name, name), old, new) for name, (old, new) in differences(row).items()]
        if row.outcome == Outcome.DIFFERS
        else []
    )
    count = data.get("signer_count") or 1
    return Line(
        pk=row.pk,
        row_no=row.row_no,
        title=data["title"],
        number=data["printed_no"],
        lead=data["lead_deputy"] + (f"等{count}人" if count > 1 else ""),
        units="、".join(name for name, _ in data["assignments"]),
        outcome=row.outcome,
        words=str(Outcome(row.outcome).label) if row.outcome != Outcome.PREVIEW else "将导入",
        reason=row.reason,
        case_id=row.proposal_id,
        changes=changes,
        questions=[
            Question(q.pk, q.sentence, q.answer or q.default, choices.get(q.code, []), q.answered_at is not None)
            for q in row.questions.all()
        ],
    )


def outcome_counts(made: LedgerImport) -> dict[str, int]:
    rows = LedgerRowResult.objects.filter(congress_id=made.congress_id, ledger=made)
    return dict(rows.values_list("outcome").annotate(n=Count("pk")).order_by())


def imports_of(congress_id: int) -> QuerySet[LedgerImport]:
    return (
        LedgerImport.objects.filter(congress_id=congress_id)
        .select_related("file", "session__term", "batch")
        .order_by("-pk")
    )


def progress_of(made: LedgerImport) -> Progress | None:
    if made.progress_id is None:
        return None
    return Progress.objects.filter(congress_id=made.congress_id, pk=made.progress_id).first()
