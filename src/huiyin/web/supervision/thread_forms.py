"""What is filled in where the committee says what is one matter with an item."""

from __future__ import annotations

from typing import Any

from django.forms import TypedChoiceField

from huiyin.people.models import Seat
from huiyin.proposals.models import Proposal
from huiyin.proposals.queries import sessions
from huiyin.proposals.steps import Reason
from huiyin.supervision.threads import Like
from huiyin.web.fields import CleanLine, CleanNumber
from huiyin.web.office.forms import session_words
from huiyin.web.stepforms import StepForm
from huiyin.web.supervision import thread_texts as texts

MOST_NUMBER = 99_999


class LeaveForm(StepForm):
    """不再列为同一事项."""

    reason = CleanLine(200, label=texts.WHY)

    def facts(self) -> Reason:
        return Reason(self.cleaned_data["reason"])


class AddForm(StepForm):
    """An item that does not look like it, by its session and number."""

    session = TypedChoiceField(label=texts.SESSION, coerce=int)
    number = CleanNumber(minimum=1, maximum=MOST_NUMBER, label=texts.NUMBER)

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.congress_id = seat.congress_id
        choices = [(one.pk, session_words(one)) for one in sessions(seat.congress)]
        self.fields["session"].choices = choices  # type: ignore[attr-defined]

    def facts(self) -> Like:
        """Of suggestions and motions that bear the number the suggestion; 0 where there is none, which the step refuses."""
        given = self.cleaned_data
        rows = Proposal.objects.filter(congress_id=self.congress_id, session_id=given["session"], own_no=given["number"])
        return Like(rows.order_by("-kind").values_list("pk", flat=True).first() or 0)
