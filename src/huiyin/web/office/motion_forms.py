"""What is filled in about motions: a committee's opinion, the presidium's decision, the vote, who leads; how asks are grouped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from huiyin.proposals.models import Ask, MotionLeader, MotionWord
from huiyin.proposals.motions import WAYS, Decision, Leading, Opinion
from huiyin.proposals.splitting import Advice
from huiyin.proposals.steps import Reason
from huiyin.web.fields import CleanDate, CleanLine, CleanName, CleanText
from huiyin.web.office import motion_texts as texts
from huiyin.web.plainforms import say_plainly
from huiyin.web.stepforms import StepForm

LONGEST = 4000
WAY_CHOICES = [(way.value, str(way.label)) for way in WAYS]
LISTED = {"list": "committees", "autocomplete": "off"}


class DecisionForm(StepForm):
    """主席团决定, and the vote: who, when; a committee or reasons where the step wants them."""

    by_whom = CleanLine(80, label="由谁决定", widget=forms.TextInput(attrs=LISTED), help_text="例如“主席团第三次会议”。")
    on = CleanDate(label="哪一天")
    committee = CleanLine(80, label="交哪个委员会", required=False, widget=forms.TextInput(attrs=LISTED))
    text = CleanText(LONGEST, label="说明", required=False, rows="low")

    def __init__(self, *args: Any, asks: texts.Asked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by_whom"].label = asks.by_whom
        self.fields["by_whom"].help_text = asks.by_whom_hint
        self.fields["text"].label, self.fields["text"].required = asks.text, asks.text_needed
        self.fields["text"].help_text = asks.text_hint
        if asks.committee:
            self.fields["committee"].required = True
        else:
            del self.fields["committee"]
        for field in self.fields.values():
            say_plainly(field, str(field.label))

    def facts(self) -> Decision:
        said = self.cleaned_data
        return Decision(said["by_whom"], said["on"], said["text"], said.get("committee", ""))


class OpinionForm(StepForm):
    outcome = forms.ChoiceField(label="建议怎么处理", widget=forms.RadioSelect, choices=WAY_CHOICES)
    by_whom = CleanLine(80, label="谁提出的意见", widget=forms.TextInput(attrs=LISTED), help_text="例如“议案审查委员会”。")
    on = CleanDate(label="哪一天")
    text = CleanText(LONGEST, label="意见内容", help_text="照抄书面意见，主席团和代表都会看到。")

    def __init__(self, *args: Any, in_committee: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if in_committee:
            # It lies with one already.
            self.fields["outcome"].choices = [one for one in WAY_CHOICES if one[0] != MotionWord.Outcome.COMMITTEE]  # type: ignore[attr-defined]

    def facts(self) -> Opinion:
        said = self.cleaned_data
        return Opinion(said["outcome"], said["by_whom"], said["on"], said["text"])


class LeadForm(StepForm):
    side = forms.ChoiceField(label="哪一侧", widget=forms.RadioSelect, choices=MotionLeader.LeadingSide.choices)
    name = CleanName(60, label="姓名")
    post = CleanLine(60, label="职务", required=False)
    from_on = CleanDate(label="从哪一天起")

    def facts(self) -> Leading:
        said = self.cleaned_data
        return Leading(said["side"], said["name"], said["post"], said["from_on"])


class ReconsiderForm(StepForm):
    reason = CleanText(1000, rows="low", label="原因", help_text="会记入案卷，代表会看到。例如代表提请复议、主席团同意。")

    def facts(self) -> Reason:
        return Reason(self.cleaned_data["reason"])


class BulkForm(StepForm):
    """One decision of the presidium on all the motions that are ticked."""

    way = forms.ChoiceField(label="主席团的决定", widget=forms.RadioSelect, choices=WAY_CHOICES)
    by_whom = CleanLine(80, label="由谁决定", widget=forms.TextInput(attrs=LISTED), help_text="例如“主席团第三次会议”。")
    on = CleanDate(label="哪一天")
    committee = CleanLine(
        80, label="交哪个委员会", required=False, widget=forms.TextInput(attrs=LISTED), help_text="先交委员会审议的才填。"
    )
    text = CleanText(
        LONGEST, label="理由、说明", required=False, rows="low", help_text="不作为议案的必填，每一件的代表都会看到。"
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": today})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("way") == MotionWord.Outcome.SUGGESTION and not said.get("text") and "text" not in self.errors:
            self.add_error("text", texts.WHY_NO_MOTION)
        if said.get("way") == MotionWord.Outcome.COMMITTEE and not said.get("committee") and "committee" not in self.errors:
            self.add_error("committee", texts.WHICH_COMMITTEE)
        return said

    def decision(self) -> Decision:
        said = self.cleaned_data
        committee = said["committee"] if said["way"] == MotionWord.Outcome.COMMITTEE else ""
        return Decision(said["by_whom"], said["on"], said["text"], committee)


class SplitForm(StepForm):
    """Which asks belong together: for each the number of the matter it is part of."""

    note = CleanText(1000, rows="low", label="为什么建议分开", help_text="代表会看到。例如“护栏和停车场是两件事，承办单位不同”。")

    def __init__(self, *args: Any, asks: Sequence[Ask], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks = tuple(asks)
        matters = [(str(n), texts.MATTER.format(n=n)) for n in range(1, min(len(self.asks), texts.MOST_MATTERS) + 1)]
        for ask in self.asks:
            field = forms.ChoiceField(label=ask.text, choices=matters, widget=forms.RadioSelect, initial="1")
            say_plainly(field, texts.ASK.format(n=ask.number))
            self.fields[f"ask_{ask.number}"] = field
        self.order_fields([*(f"ask_{ask.number}" for ask in self.asks), "note"])

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[f"ask_{ask.number}"] for ask in self.asks]

    def facts(self) -> Advice:
        groups: dict[str, list[int]] = {}
        for ask in self.asks:
            groups.setdefault(self.cleaned_data[f"ask_{ask.number}"], []).append(ask.number)
        return Advice(tuple(tuple(groups[matter]) for matter in sorted(groups)), self.cleaned_data["note"])
