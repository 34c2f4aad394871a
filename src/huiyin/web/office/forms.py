"""What officers of the deputies' committee fill in: registering, putting right, voiding, handing over, deciding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.forms.utils import ErrorDict

from huiyin.dispatch.models import Mode
from huiyin.dispatch.steps import HandOver, Target
from huiyin.evaluation.texts import GRADES
from huiyin.foundation.uploads import refusal
from huiyin.people.models import Body, BodyKind, Congress, Session
from huiyin.procedures.schema import LimitRule
from huiyin.procedures.texts import say_limit
from huiyin.procedures.values import Dimension
from huiyin.proposals import queries
from huiyin.proposals.checks import secrecy_mark
from huiyin.proposals.models import Proposal, ProposalKind, Side
from huiyin.proposals.queries import DeputyChoice
from huiyin.proposals.signing import Signing
from huiyin.proposals.steps import Registration
from huiyin.web.fields import CleanLine, CleanText
from huiyin.web.naming import ByName
from huiyin.web.office import texts
from huiyin.web.plainforms import say_plainly
from huiyin.web.stepforms import StepForm

LONGEST_BODY = 20_000


def session_words(session: Session) -> str:
    return texts.SESSION.format(term=session.term.number, number=session.number)


class _Frozen(StepForm):
    """The fields that are frozen at registration, and put right afterwards by a step of their own."""

    title = CleanLine(300, label="标题", help_text="一件只说一件事，例如“关于……的建议”。")
    body = CleanText(LONGEST_BODY, label="正文", required=False, rows="tall", help_text="没有电子文本的可以先空着。")
    printed_no = CleanLine(
        60,
        label="编号",
        required=False,
        widget=forms.TextInput(attrs={"class": "short"}),
        help_text="照印好的写；没有印的不用填，系统自己编号。",
    )
    category = CleanLine(
        40, label="类别", required=False, widget=forms.TextInput(attrs={"list": "categories", "autocomplete": "off"})
    )
    is_key = forms.BooleanField(label="重点督办件", required=False)
    remark = CleanLine(300, label="备注", required=False)

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.congress = congress

    def _refuse_secret(self, name: str) -> str:
        written: str = self.cleaned_data[name]
        mark = secrecy_mark(written)
        if mark:
            raise forms.ValidationError(texts.SECRET.format(mark=mark))
        return written

    def clean_title(self) -> str:
        return self._refuse_secret("title")

    def clean_body(self) -> str:
        return self._refuse_secret("body")

    def _refuse_number(self, session: Session, but: int | None = None) -> None:
        other = queries.same_number(self.congress, session, self.cleaned_data.get("printed_no", ""), but)
        if other is not None:
            self.add_error("printed_no", texts.NUMBER_TAKEN.format(no=other.shown_no, title=other.title))


class _Signed(StepForm):
    """Who stands behind an item, written as on paper. `deputies` are those who may be meant."""

    lead = CleanLine(
        120,
        label="领衔代表",
        widget=forms.TextInput(attrs={"list": "deputies", "autocomplete": "off"}),
        help_text="写几个字会有提示，也可以直接写姓名。",
    )
    cosigners = CleanText(
        4000, label="联名代表", required=False, rows="low", help_text="用顿号分开，可以从纸质件上整段抄过来。"
    )

    def __init__(self, *args: Any, deputies: Sequence[DeputyChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deputies = deputies
        self.by_name = ByName(deputies)

    def clean_lead(self) -> DeputyChoice:
        return self.by_name.one(self.cleaned_data["lead"])

    def clean_cosigners(self) -> list[DeputyChoice]:
        return self.by_name.many(self.cleaned_data["cosigners"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        lead = cleaned.get("lead")
        if lead is not None and lead in (cleaned.get("cosigners") or ()):
            self.add_error("cosigners", texts.LEAD_AGAIN.format(name=lead.name))
        return cleaned


class RegisterForm(_Signed, _Frozen):
    kind = forms.ChoiceField(label="哪一种", choices=ProposalKind.choices[::-1], widget=forms.RadioSelect)
    session = forms.TypedChoiceField(label="哪一次会议", coerce=int)
    side = forms.ChoiceField(label="什么时候提的", choices=Side.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, sessions: Sequence[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = {session.pk: session for session in sessions}
        self.fields["session"].choices = [(s.pk, session_words(s)) for s in sessions]  # type: ignore[attr-defined]
        self.order_fields(
            [
                "kind",
                "session",
                "side",
                "title",
                "body",
                "lead",
                "cosigners",
                "printed_no",
                "category",
                "is_key",
                "remark",
            ]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        session = self.sessions.get(cleaned.get("session") or 0)
        if session is not None:
            self._refuse_number(session)
        return cleaned

    def facts(self) -> Registration:
        said = self.cleaned_data
        return Registration(
            kind=said["kind"],
            side=said["side"],
            session_id=said["session"],
            title=said["title"],
            body=said["body"],
            printed_no=said["printed_no"],
            category=said["category"],
            is_key=said["is_key"],
            remark=said["remark"],
            lead_seat_id=said["lead"].seat_id,
            cosigner_seat_ids=tuple(one.seat_id for one in said["cosigners"]),
            signer_count=1 + len(said["cosigners"]),
        )


class CorrectForm(_Frozen):
    """勘误: the same fields, and why."""

    reason = CleanLine(200, label="为什么更正", help_text="代表和承办单位会看到，例如“与纸质件核对，标题漏了两个字”。")

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, thing=proposal, **kwargs)
        self.proposal = proposal
        for name in self.changes_of:
            self.fields[name].initial = getattr(proposal, name)

    changes_of = ("title", "body", "printed_no", "category", "is_key", "remark")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._refuse_number(self.proposal.session, self.proposal.pk)
        return cleaned

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.changes_of}


class SignersForm(_Signed):
    """更正领衔、联名代表. `deputies` are the present ones and those who stand on the item now."""

    reason = CleanLine(200, label="为什么更正", help_text="代表和承办单位会看到，例如“同名，认错了人”。")

    def facts(self) -> Signing:
        said = self.cleaned_data
        cosigners = tuple(one.seat_id for one in said["cosigners"])
        return Signing(said["lead"].seat_id, cosigners, said["reason"])


class ReasonForm(StepForm):
    reason = CleanLine(200, label="原因", help_text="办理经过里会一直保留。")


class CloseForm(StepForm):
    """Closing over an “unsatisfied”: the reason is sealed with the grade."""

    reason = CleanText(2000, label="为什么不重新办理", rows="low", help_text="和评价一起封存，只有代表工委看得到。")


class OrderForm(StepForm):
    demands = CleanText(
        2000,
        label="要求重新办理什么",
        help_text="用代表工委自己的话写，逐条写清楚。承办单位看到的就是这段话。",
    )


class SheetForm(StepForm):
    """纸质评价: what the deputy's sheet says, and its scan. One question per dimension of the case's procedure."""

    scan = forms.FileField(label="代表签名的评价表")
    reason = CleanText(
        2000, label="代表在表上写的意见", required=False, rows="low", help_text="照抄原话。评为不满意的必填。"
    )

    def __init__(self, *args: Any, dimensions: Sequence[Dimension], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = settings.HUIYIN_UPLOAD_LIMIT
        self.fields["scan"].widget.attrs.update({"accept": ".pdf,.ofd,.jpg,.jpeg,.png", "data-limit": limit})
        self.fields["scan"].help_text = f"扫描件或照片，最多 {limit // 1024 // 1024} MB。只有代表工委看得到。"
        self.dimensions = tuple(dimensions)
        for dimension in self.dimensions:
            field = forms.ChoiceField(
                label=dimension.label, choices=tuple(GRADES.items()), widget=forms.RadioSelect
            )
            say_plainly(field, dimension.label)
            self.fields[f"grade_{dimension.code}"] = field
        self.order_fields(["scan", *(f"grade_{dimension.code}" for dimension in self.dimensions), "reason"])

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[f"grade_{dimension.code}"] for dimension in self.dimensions]

    @property
    def grades(self) -> dict[str, str]:
        return {dimension.code: self.cleaned_data[f"grade_{dimension.code}"] for dimension in self.dimensions}

    def clean_scan(self) -> Any:
        upload = self.cleaned_data["scan"]
        if sentence := refusal(upload):
            raise forms.ValidationError(sentence)
        return upload


# -- handing over ----------------------------------------------------------------------------------------------------

FIRST_ROWS, MOST_ROWS = 3, 15
VIA, DIRECT = "via", "direct"
KIND_GROUPS = (
    (
        "政府部门",
        (BodyKind.DEPARTMENT, BodyKind.LOWER_GOVERNMENT, BodyKind.GOVERNMENT_OFFICE, BodyKind.SUPERVISION_OFFICE),
    ),
    (
        "人大机构",
        (BodyKind.STANDING_COMMITTEE, BodyKind.DEPUTIES_COMMITTEE, BodyKind.COMMITTEE, BodyKind.STREET_COMMITTEE),
    ),
    ("法院、检察院", (BodyKind.COURT, BodyKind.PROCURATORATE)),
    ("其他", (BodyKind.PARTY_BODY, BodyKind.ENTERPRISE, BodyKind.OTHER)),
)


def unit_choices(units: Sequence[Body]) -> list[Any]:
    """Bodies by what they are, for a native list one can type into."""
    groups: list[Any] = [("", "（选单位）")]
    for label, kinds in KIND_GROUPS:
        mine = [(unit.pk, unit.name) for unit in units if unit.kind in kinds]
        groups += [(label, mine)] if mine else []
    return groups


class HandOverForm(StepForm):
    """Through the government office, or directly to units: one lead, or several with a part each, and who assists."""

    way = forms.ChoiceField(label="交给谁", widget=forms.RadioSelect)
    office = forms.TypedChoiceField(label="政府办公室", coerce=int, required=False)
    is_long = forms.BooleanField(label="涉及面广、处理难度大", required=False)
    rows = forms.CharField(required=False, max_length=2, widget=forms.HiddenInput)
    # Of the items that are handled together with this one those that still wait.
    also = forms.TypedMultipleChoiceField(
        label=texts.ALSO, coerce=int, required=False, widget=forms.CheckboxSelectMultiple, help_text=texts.ALSO_HINT
    )

    def __init__(
        self,
        *args: Any,
        units: Sequence[Body],
        modes: dict[str, str],
        long_limit: LimitRule,
        more: bool = False,
        beside: Sequence[Proposal] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.beside = tuple(beside)
        if beside:
            self.fields["also"].choices = [(one.pk, f"{one.shown_no}《{one.title}》") for one in beside]  # type: ignore[attr-defined]
            self.fields["also"].initial = [one.pk for one in beside]
        else:
            del self.fields["also"]
        if long_limit.is_blank:
            del self.fields["is_long"]
        else:
            said = texts.LONG_LIMIT.format(limit=say_limit(long_limit))
            self.fields["is_long"].help_text = said
        self.units = {unit.pk: unit for unit in units}
        self.modes = modes
        offices = [unit for unit in units if unit.kind == BodyKind.GOVERNMENT_OFFICE]
        self.count = min(self._count() + (1 if more else 0), MOST_ROWS)
        ways = [(DIRECT, "直接交给承办单位")]
        if offices:
            ways.insert(0, (VIA, "交政府办公室分办"))
        self.fields["way"].choices = ways  # type: ignore[attr-defined]
        self.fields["way"].initial = ways[0][0]
        self.fields["office"].choices = [(office.pk, office.name) for office in offices]  # type: ignore[attr-defined]
        self.fields["rows"].initial = self.count
        if self.is_bound:
            self.data: Any = self.data.copy()
            self.data["rows"] = str(self.count)
        choices = unit_choices(units)
        for n in range(self.count):
            self.fields[f"body_{n}"] = forms.TypedChoiceField(
                label=f"第 {n + 1} 行单位", choices=choices, coerce=int, required=False, empty_value=None
            )
            self.fields[f"mode_{n}"] = forms.ChoiceField(
                label=f"第 {n + 1} 行怎么办", choices=list(modes.items()), required=False,
                initial=Mode.LEAD if n == 0 else Mode.ASSIST,
            )  # fmt: skip
            self.fields[f"part_{n}"] = CleanLine(300, label=f"第 {n + 1} 行负责什么", required=False)
        for name, field in self.fields.items():
            if name.partition("_")[0] in ("body", "mode", "part"):
                say_plainly(field, str(field.label))

    def _count(self) -> int:
        given = str(self.data.get("rows", "")) if self.is_bound else ""
        count = int(given) if given.isascii() and given.isdecimal() and len(given) < 3 else FIRST_ROWS
        return min(max(count, FIRST_ROWS), MOST_ROWS)

    def without_faults(self) -> HandOverForm:
        """As typed so far: adding a row is no attempt to hand over, what is still empty is not yet a fault."""
        self._errors = ErrorDict()
        return self

    @property
    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [(self[f"body_{n}"], self[f"mode_{n}"], self[f"part_{n}"]) for n in range(self.count)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("way") == VIA:
            if not cleaned.get("office") and not self.errors.get("office"):
                self.add_error("office", texts.NO_OFFICE)
            return cleaned
        for n in range(self.count):
            body, part = cleaned.get(f"body_{n}"), cleaned.get(f"part_{n}")
            if body is None:
                if part and not self.errors.get(f"body_{n}"):
                    self.add_error(f"body_{n}", texts.CHOOSE_UNIT.format(n=n + 1))
            elif cleaned.get(f"mode_{n}") == Mode.SEPARATE and not part and not self.errors.get(f"part_{n}"):
                self.add_error(f"part_{n}", texts.PART_NEEDED.format(body=self.units[body].label))
        return cleaned

    def facts(self) -> HandOver:
        said = self.cleaned_data
        if said["way"] == VIA:
            return HandOver(via=said["office"], is_long=said.get("is_long", False))
        rows = range(self.count)
        return HandOver(
            is_long=said.get("is_long", False),
            targets=tuple(
                Target(said[f"body_{n}"], said[f"mode_{n}"] or Mode.LEAD, said[f"part_{n}"])
                for n in rows
                if said[f"body_{n}"] is not None
            )
        )

    def chosen_beside(self) -> list[Proposal]:
        chosen = self.cleaned_data.get("also", ())
        return [one for one in self.beside if one.pk in chosen]

    def told(self) -> list[tuple[str, str, str]]:
        """Unit, how, its part: what is about to happen, for the preview."""
        facts = self.facts()
        if facts.via is not None:
            return [(self.units[facts.via].name, str(Mode.ROUTE.label), "")]
        return [(self.units[t.body_id].name, self.modes[t.mode], t.part) for t in facts.targets]
