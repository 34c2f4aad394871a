from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from huiyin.chain.models import Batch, Case
from huiyin.foundation.tenancy.models import TenantKey, TenantModel
from huiyin.people.models import Body, Seat, Session
from huiyin.procedures.models import ProcedureVersion
from huiyin.proposals.merged import MergedHandling as MergedHandling
from huiyin.proposals.merged import MergedItem as MergedItem

UNNUMBERED = "未编号"


class ProposalKind(models.TextChoices):
    MOTION = "motion", "议案"
    SUGGESTION = "suggestion", "建议"


class Side(models.TextChoices):
    SESSION = "session", "大会期间"
    BETWEEN = "between", "闭会期间"


class ProposalState(models.TextChoices):
    NEW = "new", "新建"
    SUBMITTED = "submitted", "阅看审核中"
    WITH_DEPUTY = "with_deputy", "请代表定稿"
    REFUSED = "refused", "不作为建议"
    # A motion on its way to the presidium's decision and the vote (地方组织法第二十二条); adopted, it is to be handed over.
    IN_REVIEW = "in_review", "议案审查中"
    IN_COMMITTEE = "in_committee", "专门委员会审议中"
    ON_AGENDA = "on_agenda", "已列入议程"
    NOT_ADOPTED = "not_adopted", "表决未通过"
    CONVERTED = "converted", "已转建议"
    REGISTERED = "registered", "待交办"
    HANDED_OVER = "handed_over", "办理中"
    CONCLUDED = "concluded", "已办结"
    VOIDED = "voided", "已作废"
    WITHDRAWN = "withdrawn", "已撤回"


# Submitted and not registered: no number yet, and in no ledger and no figure.
BEFORE_REGISTRATION = (ProposalState.SUBMITTED, ProposalState.WITH_DEPUTY)
# They keep their numbers, and are in no figure.
NOT_COUNTED = (ProposalState.VOIDED, ProposalState.WITHDRAWN)
# Motions before the vote.
UNDER_REVIEW = (ProposalState.IN_REVIEW, ProposalState.IN_COMMITTEE, ProposalState.ON_AGENDA)
# Motions that stay registered and counted, and will never be handed over.
MOTION_ENDED = (ProposalState.NOT_ADOPTED, ProposalState.CONVERTED)
# Whoever has it, nobody will handle it any more.
OVER = (
    ProposalState.CONCLUDED,
    ProposalState.VOIDED,
    ProposalState.REFUSED,
    ProposalState.WITHDRAWN,
    *MOTION_ENDED,
)


def number_shown(printed_no: str, own_no: int | None) -> str:
    """The number an item goes by: as its office printed it, else our own; none before it is registered."""
    return printed_no or (f"{own_no:03d}号" if own_no is not None else UNNUMBERED)


def signers_shown(lead_name: str, signer_count: int) -> str:
    """李文静等7人"""
    return f"{lead_name}等{signer_count}人" if signer_count > 1 else lead_name


class Proposal(Case):
    """件: a motion or a suggestion of one congress. Its text is frozen at registration; corrections are steps."""

    KIND = "proposal"
    KIND_WORDS = "件"
    STATES = ProposalState

    kind = models.CharField(max_length=12, choices=ProposalKind.choices)
    side = models.CharField(max_length=8, choices=Side.choices)
    session = TenantKey(Session)
    title = models.CharField(max_length=300)
    body = models.TextField(default="", blank=True)
    text_digest = models.CharField(max_length=64)
    # The number as an office printed it, and our own, without gaps per session and kind (voided ones are listed). An item
    # that was submitted has none before it is registered.
    printed_no = models.CharField(max_length=60, default="", blank=True)
    own_no = models.PositiveIntegerField(null=True)
    # Of the item's written parts: where it is, whom the deputy would ask, whether its text is to stay unpublished.
    place = models.CharField(max_length=120, default="", blank=True)
    wanted_body = TenantKey(Body, null=True)
    wish_unpublished = models.BooleanField(default=False)
    submitted_on = models.DateField(null=True)
    # At whom the reading before registration has arrived: a tier of the procedure, empty at the office that registers.
    tier = models.CharField(max_length=40, default="", blank=True)
    category = models.CharField(max_length=40, default="", blank=True)
    is_key = models.BooleanField(default=False)
    remark = models.CharField(max_length=300, default="", blank=True)
    # Who leads, as written on the case's cover: kept as a projection so that lists need not join.
    lead_name = models.CharField(max_length=60, default="", blank=True)
    signer_count = models.PositiveSmallIntegerField(default=1)
    procedure = TenantKey(ProcedureVersion)
    registered_on = models.DateField(null=True)
    import_key = models.CharField(max_length=64, default="", blank=True)
    import_fingerprint = models.CharField(max_length=64, default="", blank=True)
    batch = TenantKey(Batch, null=True)
    void_reason = models.CharField(max_length=200, default="", blank=True)
    # Of a suggestion: the motion that it was, where the presidium decided that it is none.
    converted_from = TenantKey("self", null=True, related_name="converted_to")
    # Who stops standing behind the item by the step in hand: told by it. The rows alone do not say by which step they were
    # withdrawn, so it is not stored.
    gone: Sequence[Signer] = ()
    # Of the step in hand that merges it or ends that: the other items, and those of them whose deputies are to hear.
    beside: Sequence[Proposal] = ()
    beside_told: Sequence[Proposal] = ()
    # The manuscript that is about to be submitted as this item; from then on the row knows it.
    written: Manuscript | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["congress", "session", "kind", "own_no"], name="own_number_once"),
            models.UniqueConstraint(
                fields=["congress", "session", "import_key"],
                name="import_key_once",
                condition=~Q(import_key="") & ~Q(state="voided"),
            ),
            # A number comes with the day of registration; what has none was submitted. (That no state beyond lacks one is
            # for `verify`: a step's state is written before its effect.)
            models.CheckConstraint(
                condition=Q(own_no__isnull=False, registered_on__isnull=False)
                | Q(own_no__isnull=True, registered_on__isnull=True, submitted_on__isnull=False),
                name="numbered_when_registered",
            ),
        ]
        indexes = [
            models.Index(fields=["congress", "state", "-id"], include=["category"], name="proposal_list"),
            models.Index(fields=["congress", "session", "side", "state"], name="proposal_figures"),
        ]

    @property
    def shown_no(self) -> str:
        return number_shown(self.printed_no, self.own_no)

    @property
    def begun_on(self) -> date:
        """The day it came in: submitted, or registered where that was its first step."""
        begun = self.submitted_on or self.registered_on
        if begun is None:
            raise ValueError("an item is submitted or registered")
        return begun

    @property
    def signers_line(self) -> str:
        return signers_shown(self.lead_name, self.signer_count)


class Signer(TenantModel):
    """A deputy (or a delegation, where the procedure knows it) who stands behind a proposal."""

    proposal = TenantKey(Proposal, related_name="signers")
    seat = TenantKey(Seat, null=True)
    body = TenantKey(Body, null=True)
    order = models.PositiveSmallIntegerField()
    is_lead = models.BooleanField(default=False)
    confirmed_on = models.DateField(null=True)
    confirmed_how = models.CharField(max_length=12, default="", blank=True)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["congress", "proposal", "seat"], name="signer_once"),
            models.UniqueConstraint(fields=["congress", "proposal"], name="one_lead", condition=Q(is_lead=True)),
            models.CheckConstraint(
                condition=Q(seat__isnull=False) ^ Q(body__isnull=False), name="signer_is_seat_or_delegation"
            ),
        ]
        indexes = [models.Index(fields=["congress", "seat"], name="signer_seat")]


class Correction(TenantModel):
    """A frozen value put right: the old value stays visible (勘误)."""

    proposal = TenantKey(Proposal, related_name="corrections")
    field = models.CharField(max_length=20)
    old = models.TextField()
    new = models.TextField()
    reason = models.CharField(max_length=200)
    seat_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)


class Manuscript(TenantModel):
    """稿: what deputies write and sign before it is submitted, and put right when a reader asks for it.

    It is nobody's but its author's, its helper's and those who were invited to sign; until it is submitted it may be
    deleted, and nothing about it is an event. After that its text moves with the proposal: each submission is a `TextVersion`.
    """

    # Who leads: a deputy, or a delegation where the procedure knows collective suggestions.
    lead = TenantKey(Seat, null=True)
    delegation = TenantKey(Body, null=True)
    # A clerk of the delegation who prepares it for the deputy.
    helper = TenantKey(Seat, null=True)
    kind = models.CharField(max_length=12, choices=ProposalKind.choices, default=ProposalKind.SUGGESTION)
    title = models.CharField(max_length=300, default="", blank=True)
    # 什么问题; of a motion its grounds (案据).
    matter = models.TextField(default="", blank=True)
    # 希望怎么办, one ask a line; of a motion its proposal (方案).
    asks: Any = models.JSONField(default=list)
    place = models.CharField(max_length=120, default="", blank=True)
    wanted_body = TenantKey(Body, null=True)
    wish_unpublished = models.BooleanField(default=False)
    # Of a delegation's: the day on which the whole delegation discussed it (重庆建议条例第八条第三款).
    discussed_on = models.DateField(null=True)
    # Other deputies who write about the same are shown it, and may ask to sign.
    open_to_join = models.BooleanField(default=False)
    # By which it is joined in the hall; empty until asked for.
    join_code = models.CharField(max_length=12, default="", blank=True)
    digest = models.CharField(max_length=64, default="", blank=True)
    version = models.PositiveIntegerField(default=0)
    edited_by = TenantKey(Seat, null=True)
    edited_at = models.DateTimeField(auto_now=True)
    made_at = models.DateTimeField(auto_now_add=True)
    proposal = TenantKey(Proposal, null=True, related_name="manuscripts")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lead__isnull=False) ^ Q(delegation__isnull=False), name="manuscript_is_led_by_one"
            ),
            models.UniqueConstraint(
                fields=["congress", "join_code"], name="join_code_once", condition=~Q(join_code="")
            ),
            models.UniqueConstraint(
                fields=["congress", "proposal"], name="manuscript_of_proposal", condition=Q(proposal__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["congress", "lead"], name="manuscript_of_lead"),
            models.Index(fields=["congress", "helper"], name="manuscript_of_helper"),
        ]


class Signature(TenantModel):
    """联名: one deputy asked to sign one manuscript, and the answer.

    A signature stands for the text whose digest it bears: when the text changes, it is asked for again.
    """

    class Word(models.TextChoices):
        ASKED = "asked", "已邀请"
        SIGNED = "signed", "已签名"
        REFUSED = "refused", "不签"
        WITHDRAWN = "withdrawn", "已退出"

    class How(models.TextChoices):
        ACCOUNT = "account", "本人在线确认"
        SLIP = "slip", "凭确认条"
        PAPER = "paper", "纸质签名"
        PHONE = "phone", "电话确认"

    manuscript = TenantKey(Manuscript, related_name="signatures")
    seat = TenantKey(Seat)
    order = models.PositiveSmallIntegerField()
    word = models.CharField(max_length=10, choices=Word.choices, default=Word.ASKED)
    how = models.CharField(max_length=8, choices=How.choices, default="", blank=True)
    # The texts that were opened and signed.
    opened_digest = models.CharField(max_length=64, default="", blank=True)
    signed_digest = models.CharField(max_length=64, default="", blank=True)
    # Who wrote it down, where it was not the deputy.
    taken_by = TenantKey(Seat, null=True)
    note = models.CharField(max_length=200, default="", blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "manuscript", "seat"], name="signature_once")]
        indexes = [models.Index(fields=["congress", "seat", "word"], name="signature_of_seat")]


class TextVersion(TenantModel):
    """A text of an item as it was submitted, or as a reader would have it. The newest submitted one is the item's."""

    proposal = TenantKey(Proposal, related_name="texts")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    matter = models.TextField(default="", blank=True)
    asks: Any = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    # False: proposed by a reader, and only words until the deputy takes them over.
    submitted = models.BooleanField(default=True)
    seat = TenantKey(Seat, null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "proposal", "number"], name="text_number_once")]


class Ask(TenantModel):
    """One numbered thing that an item asks for: a line the reply must answer. Frozen at registration."""

    proposal = TenantKey(Proposal, related_name="asks")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "proposal", "number"], name="ask_number_once")]


class Reading(TenantModel):
    """阅看: what one reader of one tier said of one text, by the criteria of the procedure; and what the deputy decided."""

    class Result(models.TextChoices):
        FIT = "fit", "可以提出"
        REVISE = "revise", "建议修改"
        WITHDRAW = "withdraw", "建议撤回"

    class Decision(models.TextChoices):
        TAKEN = "taken", "采纳修改稿"
        OWN = "own", "自己改过"
        KEPT = "kept", "坚持原文"

    proposal = TenantKey(Proposal, related_name="readings")
    tier = models.CharField(max_length=40, default="", blank=True)
    seat = TenantKey(Seat)
    text = TenantKey(TextVersion)
    # What the reader would have written instead.
    advised = TenantKey(TextVersion, null=True)
    result = models.CharField(max_length=10, choices=Result.choices)
    # Criterion → whether it is met; one left out was not looked at.
    marks: Any = models.JSONField(default=dict)
    note = models.TextField(default="", blank=True)
    decision = models.CharField(max_length=8, choices=Decision.choices, default="", blank=True)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)


class Refusal(TenantModel):
    """不作为建议处理: on which ground, how it was explained to the deputy, and where the matter goes instead."""

    proposal = TenantKey(Proposal, related_name="refusals")
    ground = models.CharField(max_length=40)
    ground_words = models.CharField(max_length=60)
    explained = models.TextField()
    goes_to = models.CharField(max_length=20)
    seat = TenantKey(Seat)
    on = models.DateField()


class Withdrawal(TenantModel):
    """撤回的请求: asked for in writing by the lead deputy; of a joint item by all who signed, where the procedure says so."""

    proposal = TenantKey(Proposal, related_name="withdrawals")
    reason = models.TextField()
    seat = TenantKey(Seat)
    on = models.DateField()
    done_on = models.DateField(null=True)
    dropped_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "proposal"],
                name="one_open_withdrawal",
                condition=Q(done_on__isnull=True, dropped_on__isnull=True),
            )
        ]


class WithdrawalWord(TenantModel):
    """Whether one who signed agrees that the item is withdrawn."""

    withdrawal = TenantKey(Withdrawal, related_name="words")
    signer = TenantKey(Signer)
    agrees = models.BooleanField()
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["congress", "withdrawal", "signer"], name="withdrawal_word_once")
        ]


class Following(TenantModel):
    """A deputy who keeps an eye on somebody else's item instead of raising a like one (“join instead”)."""

    proposal = TenantKey(Proposal, related_name="followings")
    seat = TenantKey(Seat)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "proposal", "seat"], name="following_once")]
        indexes = [models.Index(fields=["congress", "seat"], name="following_of_seat")]


class MotionWord(TenantModel):
    """What was said or decided of a motion, in the order in which it was recorded: by committees, presidium and vote."""

    class Kind(models.TextChoices):
        OPINION = "opinion", "审查意见"
        DECISION = "decision", "主席团决定"
        REPORT = "report", "专门委员会审议意见"
        VOTE = "vote", "大会表决"
        WITHDRAWAL = "withdrawal", "主席团对撤回的意见"

    class Outcome(models.TextChoices):
        AGENDA = "agenda", "列入议程"
        COMMITTEE = "committee", "先交专门委员会审议"
        SUGGESTION = "suggestion", "不作为议案，转为建议"
        ADOPTED = "adopted", "通过"
        NOT_ADOPTED = "not_adopted", "未通过"
        CONSENT = "consent", "同意撤回"
        NO_CONSENT = "no_consent", "不同意撤回"

    proposal = TenantKey(Proposal, related_name="motion_words")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    # Who said it, as it is called: 议案审查委员会, 主席团第三次会议.
    by_whom = models.CharField(max_length=80)
    text = models.TextField(default="", blank=True)
    # The committee that a motion goes to first.
    committee = models.CharField(max_length=80, default="", blank=True)
    on = models.DateField()
    seat = TenantKey(Seat, null=True)
    at = models.DateTimeField(auto_now_add=True)
    # Reconsidered, or recorded wrongly: it stays to be read, with the reason.
    lifted_on = models.DateField(null=True)
    lifted_why = models.TextField(default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["congress", "proposal"], name="motion_word_of")]


class MotionLeader(TenantModel):
    """Who leads the handling of an adopted motion, and who leads its supervision: one on either side at a time (W1)."""

    class LeadingSide(models.TextChoices):
        CONGRESS = "congress", "人大一侧督办"
        GOVERNMENT = "government", "政府一侧领办"

    proposal = TenantKey(Proposal, related_name="motion_leaders")
    side = models.CharField(max_length=12, choices=LeadingSide.choices)
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=60, default="", blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    seat = TenantKey(Seat, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "proposal", "side"], name="one_leader_a_side", condition=Q(to_on__isnull=True)
            )
        ]


class SplitAdvice(TenantModel):
    """分开提: a reader finds several matters in one item and says which asks belong together; the deputy decides."""

    class Answer(models.TextChoices):
        SPLIT = "split", "分开提，原件撤回"
        SPLIT_KEPT = "split_kept", "分开提，原件保留"
        KEPT = "kept", "不分开"

    proposal = TenantKey(Proposal, related_name="split_advices")
    # Numbers of asks, a list for each matter.
    groups: Any = models.JSONField(default=list)
    note = models.TextField()
    seat = TenantKey(Seat)
    on = models.DateField()
    answer = models.CharField(max_length=12, choices=Answer.choices, default="", blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "proposal"], name="one_open_split", condition=Q(answered_on__isnull=True)
            )
        ]


class TitleVector(TenantModel):
    """The meaning of an item's title and first lines in numbers, where the extra `huiyin[semantic]` computed it.

    `text_digest` is the item's when that was done; a corrected text is computed again.
    """

    proposal = TenantKey(Proposal)
    text_digest = models.CharField(max_length=64)
    model = models.CharField(max_length=40)
    # 384 numbers of four bytes, little-endian: no column type of an extension is needed.
    vector = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "proposal"], name="title_vector_once")]
