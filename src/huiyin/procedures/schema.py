"""The rules of one congress as data: every value beside the article or document it comes from.

A blank value means *there is no such rule or clock here* (shown 未设定), never “some default applies”. Profiles (`profiles/*.toml`)
and the congress's own answers are merged in `loading`; what no local rule may undercut is in `floor`; Chinese names of every
path are in `texts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import Field, StrictBool, StrictInt, model_validator

from huiyin.foundation.workdays import Limit, Unit

from . import values as v

SCHEMA_VERSION = 1
"""Raised when a kept procedure of an older shape needs translating in `loading.from_stored`."""

HOUSE_DEFAULT = "回音默认"
"""The source of values no document gives but work cannot start without. Shown as such, so nobody takes it for law."""

T = TypeVar("T")


class Leaf(v.Frozen):
    """A rule with its source. Two kinds: `Sourced` holds any value, `LimitRule` holds a period of time."""

    source: str = ""
    note: str = ""

    @property
    def is_blank(self) -> bool:
        raise NotImplementedError

    @model_validator(mode="after")
    def _source_goes_with_value(self) -> Self:
        if self.is_blank and self.source:
            raise ValueError("写了出处，却没有写内容")
        if not self.is_blank and not self.source:
            raise ValueError("写了内容，却没有写出处")
        return self


class Sourced(Leaf, Generic[T]):
    """A value and the article it stands in; `value` is None where the congress's documents say nothing."""

    value: T | None = None

    @property
    def is_blank(self) -> bool:
        return self.value is None


class LimitRule(Leaf):
    """A period of time and the fact it counts from, or blank: no such clock."""

    amount: Annotated[StrictInt, Field(ge=1, le=1000)] | None = None
    unit: Unit | None = None
    trigger: v.Trigger | None = None

    @property
    def is_blank(self) -> bool:
        return self.amount is None

    @model_validator(mode="after")
    def _all_or_nothing(self) -> Self:
        if len({self.amount is None, self.unit is None, self.trigger is None}) > 1:
            raise ValueError("期限要写全：多少、什么单位、从哪天起算")
        return self

    def as_limit(self) -> Limit | None:
        """The limit as `foundation.workdays` counts it, or None where there is no such clock."""
        if self.amount is None or self.unit is None or self.trigger is None:
            return None
        return Limit(amount=self.amount, unit=self.unit, trigger=self.trigger.value, source=self.source)


class PerLevel(v.Frozen, Generic[T]):
    """A value the law sets level by level."""

    national: Sourced[T] = Sourced[T]()
    province: Sourced[T] = Sourced[T]()
    city: Sourced[T] = Sourced[T]()
    county: Sourced[T] = Sourced[T]()
    township: Sourced[T] = Sourced[T]()

    def at(self, level: v.Level | str) -> Sourced[T]:
        chosen: Sourced[T] = getattr(self, v.Level(level).value)
        return chosen


People = Annotated[StrictInt, Field(ge=1)]
Flag = Sourced[StrictBool]
Count = Sourced[Annotated[StrictInt, Field(ge=1, le=366)]]
Share = Sourced[Annotated[Fraction, Field(gt=0, le=1)]]
Month = Sourced[Annotated[StrictInt, Field(ge=1, le=12)]]
Quarter = Sourced[Annotated[StrictInt, Field(ge=1, le=4)]]
# Up to the 28th, so that every month has the day.
DayOfMonth = Sourced[Annotated[StrictInt, Field(ge=1, le=28)]]
Words = Sourced[v.Label]
NamedList = Sourced[tuple[v.Named, ...]]


class Limits(v.Frozen):
    """All clocks. The order is the order of a suggestion's life and of every list shown."""

    hand_over_out_of_session: LimitRule = LimitRule()
    return_window: LimitRule = LimitRule()
    reassign: LimitRule = LimitRule()
    first_contact: LimitRule = LimitRule()
    assist_opinion: LimitRule = LimitRule()
    assist_redo: LimitRule = LimitRule()
    reply: LimitRule = LimitRule()
    reply_long: LimitRule = LimitRule()
    evaluate: LimitRule = LimitRule()
    rehandle_reply: LimitRule = LimitRule()
    promise_evaluate: LimitRule = LimitRule()

    def named(self, name: str) -> LimitRule:
        """The rule called `name`.

        Raises `KeyError` for a name that is no limit.
        """
        if name not in type(self).model_fields:
            raise KeyError(name)
        rule: LimitRule = getattr(self, name)
        return rule

    def clocks(self) -> dict[str, LimitRule]:
        """The limits that are clocks here, by name."""
        return {name: self.named(name) for name in type(self).model_fields if not self.named(name).is_blank}


class LongLimit(v.Frozen):
    """代表法第五十一条第二款 makes the six months a class of item, with no word of consent; local rules add consent."""

    consent: Sourced[v.Consent] = Sourced[v.Consent]()


class Signing(v.Frozen):
    motion: PerLevel[People] = PerLevel[People]()
    suggestion: Count = Count()
    delegation_may_suggest: Flag = Flag()
    cosigners_confirm: Flag = Flag()
    withdraw_until: Sourced[v.WithdrawUntil] = Sourced[v.WithdrawUntil]()
    withdraw_needs_all: Flag = Flag()


class Raising(v.Frozen):
    paper_needed: Flag = Flag()
    one_matter: Flag = Flag()
    refusal_grounds: NamedList = NamedList()
    refused_go_to: Sourced[tuple[v.RefusedGoTo, ...]] = Sourced[tuple[v.RefusedGoTo, ...]]()
    late_motions: Sourced[v.LateMotion] = Sourced[v.LateMotion]()
    by_reference: Flag = Flag()


class Reading(v.Frozen):
    """Reading of drafts before registration (阅看): advice to the deputy, who decides."""

    tiers: Sourced[tuple[v.ReadingTier, ...]] = Sourced[tuple[v.ReadingTier, ...]]()
    criteria: NamedList = NamedList()

    def tier(self, code: str) -> v.ReadingTier | None:
        return next((tier for tier in self.tiers.value or () if tier.code == code), None)

    def after(self, code: str) -> str:
        """The tier that reads next; "" when only the office that registers is left. `code` "" asks for the first."""
        codes = [tier.code for tier in self.tiers.value or ()]
        following = codes[codes.index(code) + 1 :] if code in codes else codes
        return following[0] if following else ""


class HandOver(v.Frozen):
    by: PerLevel[v.HandOverBody] = PerLevel[v.HandOverBody]()
    two_stage: Flag = Flag()
    reassigned_clock: Sourced[v.ReassignedClock] = Sourced[v.ReassignedClock]()


class Contact(v.Frozen):
    before_reply: Sourced[v.ContactDuty] = Sourced[v.ContactDuty]()
    meetings_owed: Sourced[tuple[v.Phase, ...]] = Sourced[tuple[v.Phase, ...]]()
    counts_as_meeting: Sourced[tuple[v.ContactForm, ...]] = Sourced[tuple[v.ContactForm, ...]]()
    face_to_face_floor: Share = Share()

    def is_meeting(self, form: v.ContactForm | str) -> bool:
        return v.ContactForm(form) in (self.counts_as_meeting.value or ())


class Letter(v.Frozen):
    classes: Sourced[tuple[v.LetterClass, ...]] = Sourced[tuple[v.LetterClass, ...]]()
    class_required: Flag = Flag()
    signatory: Sourced[v.Signatory] = Sourced[v.Signatory]()
    reply_to: Sourced[v.ReplyTo] = Sourced[v.ReplyTo]()
    copies: Sourced[tuple[v.CopyTo, ...]] = Sourced[tuple[v.CopyTo, ...]]()
    paper_too: Flag = Flag()
    encloses_receipt: Flag = Flag()
    stamped_document: Flag = Flag()
    draft_to_deputy: Flag = Flag()

    def class_of(self, code: str) -> v.LetterClass | None:
        return next((c for c in self.classes.value or () if c.code == code), None)


class Evaluation(v.Frozen):
    by: Sourced[v.Evaluator] = Sourced[v.Evaluator]()
    levels: Sourced[tuple[v.GradeLevel, ...]] = Sourced[tuple[v.GradeLevel, ...]]()
    dimensions: Sourced[tuple[v.Dimension, ...]] = Sourced[tuple[v.Dimension, ...]]()
    reason_for_unsatisfied: Flag = Flag()
    back_to_back: Flag = Flag()
    returned_to: Sourced[v.ReturnedTo] = Sourced[v.ReturnedTo]()
    not_returned: Sourced[v.NotReturned] = Sourced[v.NotReturned]()
    reminders_before_lapse: Count = Count()
    totals_from: Count = Count()

    def dimensions_asked(self, asked: v.AskedAfter) -> tuple[v.Dimension, ...]:
        return tuple(d for d in self.dimensions.value or () if d.asked is asked)


class QualityReview(v.Frozen):
    dimensions: NamedList = NamedList()
    tiers: NamedList = NamedList()
    form: Words = Words()


class Rehandling(v.Frozen):
    ordering: Sourced[v.Ordering] = Sourced[v.Ordering]()
    batch_day: DayOfMonth = DayOfMonth()
    still_unsatisfied: Sourced[v.StillUnsatisfied] = Sourced[v.StillUnsatisfied]()


class Ledgers(v.Frozen):
    promises: Flag = Flag()
    promise_tiers: NamedList = NamedList()
    promise_refresh_months: Count = Count()
    promise_report_quarter: Quarter = Quarter()
    between_session_tiers: NamedList = NamedList()
    between_session_months: Count = Count()


class Publication(v.Frozen):
    report_public: Flag = Flag()
    report_month: Month = Month()
    suggestion_reviewer: Sourced[v.Reviewer] = Sourced[v.Reviewer]()
    letter_reviewer: Sourced[v.Reviewer] = Sourced[v.Reviewer]()


class Roles(v.Frozen):
    """Offices that take part here; blank where no document names one, and then no seat of that kind is asked for."""

    secretariat: Flag = Flag()
    deputies_committee: Flag = Flag()
    street_committees: Flag = Flag()
    delegation_clerks: Flag = Flag()
    government_office: Flag = Flag()
    government_supervision: Flag = Flag()
    party_supervision: Flag = Flag()
    leader_in_charge: Flag = Flag()
    letter_review: Flag = Flag()
    leader_sign_off: Flag = Flag()


class Lights(v.Frozen):
    """When the amber light goes on: `days` and `share` of `foundation.workdays.amber_on`; and within how many workdays the red
    light of a deputy is answered."""

    amber_days: Count = Count()
    amber_share: Count = Count()
    answer_days: Count = Count()


class Wording(v.Frozen):
    """What this congress calls the handling modes (协办 here is 会办 elsewhere)."""

    lead: Words = Words()
    assist: Words = Words()
    separate: Words = Words()


class Procedure(v.Frozen):
    """The resolved rules of one congress: what a case keeps from its registration on.

    Paths (`limits.reply`, `letter.classes`) are stable: they are stored, shown side by side and named in refusals.
    """

    code: v.Code
    name: v.Label
    extends: v.Code | None = None
    about: str = ""
    documents: dict[str, v.Document] = Field(default_factory=dict)
    levels: Sourced[tuple[v.Level, ...]] = Sourced[tuple[v.Level, ...]]()
    limits: Limits = Limits()
    long_limit: LongLimit = LongLimit()
    signing: Signing = Signing()
    raising: Raising = Raising()
    reading: Reading = Reading()
    hand_over: HandOver = HandOver()
    contact: Contact = Contact()
    letter: Letter = Letter()
    evaluation: Evaluation = Evaluation()
    quality_review: QualityReview = QualityReview()
    rehandling: Rehandling = Rehandling()
    ledgers: Ledgers = Ledgers()
    publication: Publication = Publication()
    roles: Roles = Roles()
    lights: Lights = Lights()
    wording: Wording = Wording()

    def fits(self, level: v.Level | str) -> bool:
        """Whether a congress of `level` may work by this procedure."""
        return v.Level(level) in (self.levels.value or ())

    def leaves(self) -> Iterator[tuple[str, Leaf]]:
        """Every rule with its dotted path, in the order they are shown."""
        return _leaves(self, "")

    def leaf(self, path: str) -> Leaf:
        """The rule at `path`.

        Raises `KeyError` when there is no such rule.
        """
        for found, leaf in self.leaves():
            if found == path:
                return leaf
        raise KeyError(path)

    @model_validator(mode="after")
    def _sources_name_known_documents(self) -> Self:
        for path, leaf in self.leaves():
            for part in filter(None, leaf.source.split("；")):
                if part != HOUSE_DEFAULT and not any(part.startswith(short) for short in self.documents):
                    raise ValueError(f"{path} 的出处“{part}”没有列在文件清单里")
        return self

    @model_validator(mode="after")
    def _codes_are_unique(self) -> Self:
        for path, leaf in self.leaves():
            entries = getattr(leaf, "value", None)
            if isinstance(entries, tuple):
                codes = [getattr(entry, "code", entry) for entry in entries]
                if not codes:
                    raise ValueError(f"{path} 是空的列表；没有规定就整项不写")
                if len(codes) != len(set(codes)):
                    raise ValueError(f"{path} 里有重复的代号")
        return self


def _leaves(part: v.Frozen, prefix: str) -> Iterator[tuple[str, Leaf]]:
    for name in type(part).model_fields:
        child: Any = getattr(part, name)
        if isinstance(child, Leaf):
            yield prefix + name, child
        elif isinstance(child, v.Frozen):
            yield from _leaves(child, f"{prefix}{name}.")
