"""What is typed while writing and signing: the manuscript, whom to invite, how a deputy confirmed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from huiyin.foundation.row_ids import row_id
from huiyin.people.models import Body
from huiyin.proposals.checks import secrecy_mark
from huiyin.proposals.manuscripts import MOST_ASKS, Words
from huiyin.proposals.models import Manuscript, ProposalKind, Signature
from huiyin.proposals.queries import DeputyChoice
from huiyin.proposals.texts import SECRET
from huiyin.web.deputy import texts
from huiyin.web.fields import CleanDate, CleanLine, CleanText
from huiyin.web.naming import ByName
from huiyin.web.plainforms import PlainForm, say_plainly
from huiyin.web.stepforms import StepForm

FIRST_ASKS = 3
_ASK = re.compile(r"ask_([1-9][0-9]?)")


class ManuscriptForm(PlainForm):
    """One matter, three boxes. Nothing is required here: what is missing is said when it is submitted."""

    title = CleanText(200, label="标题", required=False, rows="low", column=300, help_text="一件建议只说一件事。")
    matter = CleanText(
        20000, label="什么问题", required=False, help_text="在哪里、影响谁、您怎么了解到的。"
    )
    place = CleanLine(120, label="在哪里", required=False, help_text="路名、社区、单位门口都行。")
    wanted_body = forms.TypedChoiceField(
        label="希望哪个单位办", required=False, coerce=int, empty_value=None, help_text="交办时必须考虑您的意见。"
    )
    discussed_on = CleanDate(label="全团讨论的日子", required=False)
    wish_unpublished = forms.BooleanField(label="希望不公开", required=False)
    open_to_join = forms.BooleanField(label="写同一件事的代表可以看到、来联名", required=False)
    version = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    def __init__(self, *args: Any, manuscript: Manuscript, bodies: Sequence[Body], more: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.manuscript = manuscript
        motion = manuscript.kind == ProposalKind.MOTION
        if motion:
            for name, (label, hint) in texts.MOTION_LABELS.items():
                self.fields[name].label, self.fields[name].help_text = label, hint
            del self.fields["wish_unpublished"]
        if manuscript.delegation_id is None:
            del self.fields["discussed_on"]
        choices = [("", texts.ANY_BODY), *((body.pk, body.label) for body in bodies)]
        self.fields["wanted_body"].choices = choices  # type: ignore[attr-defined]
        kept = list(manuscript.asks)
        sent = [int(found[1]) for name in self.data if (found := _ASK.fullmatch(str(name)))]
        count = min(max(len(kept) + 1, FIRST_ASKS, *sent, 0) + more, MOST_ASKS)
        for number in range(1, count + 1):
            label = (texts.PROPOSAL_LABEL if motion else texts.ASK_LABEL).format(n=number)
            field = CleanText(2000, label=label, required=False, rows="low")
            say_plainly(field, label)
            self.fields[f"ask_{number}"] = field
        for name in ("title", "matter", *(one for one in self.fields if _ASK.fullmatch(one))):
            self.fields[name].wanted_later = True  # type: ignore[attr-defined]
        for name in ("title", "matter", "place", "wish_unpublished", "open_to_join", "discussed_on"):
            if name in self.fields:
                self.fields[name].initial = getattr(manuscript, name)
        self.fields["wanted_body"].initial = manuscript.wanted_body_id or ""
        self.fields["version"].initial = manuscript.version
        for number, ask in enumerate(kept, start=1):
            self.fields[f"ask_{number}"].initial = ask

    @property
    def asks(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if _ASK.fullmatch(name)]

    @property
    def may_have_more(self) -> bool:
        return len(self.asks) < MOST_ASKS

    def clean_title(self) -> str:
        return " ".join(str(self.cleaned_data["title"]).split())

    @property
    def secret(self) -> bool:
        """A mark of a state secret stands in it: then none of it is kept."""
        return any(secrecy_mark(str(value)) for value in self.data.values())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in [one for one in cleaned if secrecy_mark(str(cleaned[one]))]:
            self.add_error(name, SECRET)
        cleaned["version"] = row_id(str(cleaned.get("version") or ""))
        return cleaned

    def changes(self) -> dict[str, Any]:
        """The manuscript's fields as typed. Boxes with faults, and boxes that were not sent, stay as they were."""
        said: dict[str, Any] = {}
        for name in ("title", "matter", "place", "discussed_on", "wish_unpublished", "open_to_join"):
            if name in self.cleaned_data and name in self.fields:
                said[name] = self.cleaned_data[name]
        if "wanted_body" in self.cleaned_data:
            said["wanted_body_id"] = self.cleaned_data["wanted_body"]
        names = [name for name in self.fields if _ASK.fullmatch(name)]
        if not any(name in self.errors for name in names) and any(name in self.data for name in names):
            said["asks"] = [one for name in names if (one := str(self.cleaned_data.get(name, "")).strip())]
        return said

    def words(self) -> Words:
        said = self.changes()
        return Words(said.get("title", ""), said.get("matter", ""), tuple(said.get("asks", ())))


class InviteForm(PlainForm):
    """邀请联名: names as people write them, one or many."""

    who = CleanText(4000, label="请谁联名", rows="low", help_text="写姓名，几个人用顿号隔开；同名的带上代表团。")

    def __init__(self, *args: Any, deputies: Sequence[DeputyChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_name = ByName(deputies)

    def clean_who(self) -> list[DeputyChoice]:
        return self.by_name.many(self.cleaned_data["who"])


class CodeForm(PlainForm):
    code = CleanLine(20, label="联名码", help_text="领衔代表那里有 8 位数字。")


class ConfirmedForm(PlainForm):
    """代为登记确认: how the deputy said yes to this text."""

    HOW = Signature.How
    how = forms.ChoiceField(
        label="代表怎样确认的",
        choices=[(HOW.SLIP, HOW.SLIP.label), (HOW.PAPER, HOW.PAPER.label), (HOW.PHONE, HOW.PHONE.label)],
        widget=forms.RadioSelect,
    )
    slip = CleanLine(12, label="确认条上的 6 位数字", required=False, help_text="凭确认条的要填；文字改过，旧的条就对不上了。")
    note = CleanLine(200, label="说明", required=False, help_text="例如：电话是谁打的、纸质件存在哪里。")
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class SignForm(PlainForm):
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    note = CleanLine(200, label="想说的话", required=False, help_text="不签的，可以告诉领衔代表为什么。")


class SubmitForm(StepForm):
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
