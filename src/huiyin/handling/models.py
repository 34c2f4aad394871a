from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from huiyin.chain.models import Thing
from huiyin.dispatch.models import Assignment
from huiyin.foundation import digests
from huiyin.foundation.models import StoredFile
from huiyin.foundation.tenancy.models import TenantKey, TenantModel
from huiyin.people.models import Role, Seat
from huiyin.proposals.models import Signer

if TYPE_CHECKING:
    from huiyin.chain.models import Case


class RoundState(models.TextChoices):
    NEW = "new", "新建"
    HANDLING = "handling", "待拟答复"
    CLEARING = "clearing", "领导审签中"
    REVIEWING = "reviewing", "报审中"
    CLEARED = "cleared", "待发出"
    ANSWERED = "answered", "已答复·待评价"
    EVALUATED = "evaluated", "已评价"
    CONCLUDED = "concluded", "已办结"
    LAPSED = "lapsed", "代表未评价"
    REORDERED = "reordered", "重新办理"
    RECALLED = "recalled", "已撤回"
    TERMINATED = "terminated", "已终止"


KNOW_OF_EVALUATIONS = (Role.COMMITTEE_OFFICER, Role.DEPUTY)


class Round(Thing):
    """The n-th handling of an assignment: contacts, letter, clocks and grades hang on it."""

    KIND = "round"
    KIND_WORDS = "一轮办理"
    STATES = RoundState
    READ_WITH = ("assignment__proposal",)

    assignment = TenantKey(Assignment, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    opened_on = models.DateField()
    answered_on = models.DateField(null=True)
    # Why the letter went out although an assisting unit had not given its opinion, or a meeting owed was not held.
    sent_without = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "assignment", "number"], name="round_once")]
        indexes = [models.Index(fields=["congress", "state", "id"], name="round_state")]

    @cached_property
    def letter(self) -> Letter | None:
        """The letter that answers this round, as it stood when the round was read: each step reads both again."""
        return Letter.objects.filter(congress_id=self.congress_id, answers__round=self).first()

    def read_again(self) -> None:
        super().read_again()
        self.__dict__.pop("letter", None)

    def state_words_for(self, seat: Seat | None) -> str:
        """Only the deputies' committee and deputies may know that a round has been evaluated (architecture §6)."""
        if self.state == RoundState.EVALUATED and (seat is None or seat.role not in KNOW_OF_EVALUATIONS):
            return str(RoundState.ANSWERED.label)
        return self.state_words

    @property
    def case(self) -> Case:
        return self.assignment.proposal

    @property
    def case_key(self) -> int:
        return self.assignment.proposal_id


class ContactForm(models.TextChoices):
    FACE_TO_FACE = "face_to_face", "当面座谈"
    ON_SITE = "on_site", "现场察看"
    VISIT = "visit", "登门走访"
    PHONE = "phone", "电话"
    LETTER = "letter", "书信、网络"


# Remote contact is listening, not meeting (rules.md 5.1): the two are counted apart.
FACE_TO_FACE = (ContactForm.FACE_TO_FACE, ContactForm.ON_SITE, ContactForm.VISIT)


class ContactStage(models.TextChoices):
    BEFORE = "before", "办前"
    DURING = "during", "办中"
    AFTER = "after", "办后"


class Contact(TenantModel):
    """A talk of the unit with the deputy (M8); the deputy may confirm or correct it."""

    round = TenantKey(Round, related_name="contacts")
    stage = models.CharField(max_length=8, choices=ContactStage.choices)
    form = models.CharField(max_length=14, choices=ContactForm.choices)
    happened_on = models.DateField()
    people = models.CharField(max_length=200, default="", blank=True)
    note = models.TextField()
    recorded_by_id = models.BigIntegerField(null=True)
    confirmed_on = models.DateField(null=True)
    # The deputy's word came by telephone to the deputies' committee, which wrote it down.
    by_phone = models.BooleanField(default=False)
    correction = models.TextField(default="", blank=True)
    withdrawn = models.BooleanField(default=False)

    @property
    def is_face_to_face(self) -> bool:
        return self.form in FACE_TO_FACE

    @property
    def fingerprint(self) -> str:
        """What the record says, in short: a word on it is a word on what was seen, not on what it says by now."""
        said = [self.stage, self.form, self.happened_on.isoformat(), self.people, self.note]
        return digests.sm3(digests.canonical(said))


class ContactCorrection(TenantModel):
    """What a recorded talk said before it was put right (勘误), the deputy's word of then included."""

    contact = TenantKey(Contact, related_name="corrections")
    stage = models.CharField(max_length=8, choices=ContactStage.choices)
    form = models.CharField(max_length=14, choices=ContactForm.choices)
    happened_on = models.DateField()
    people = models.CharField(max_length=200, default="", blank=True)
    note = models.TextField()
    word = models.TextField(default="", blank=True)
    reason = models.CharField(max_length=200)
    corrected_on = models.DateField()
    seat_id = models.BigIntegerField(null=True)


class AppointmentState(models.TextChoices):
    NEW = "new", "新建"
    OFFERED = "offered", "等代表答复"
    COUNTERED = "countered", "代表另提了时间"
    CALLING = "calling", "代表请来电话"
    AGREED = "agreed", "已约定"
    MET = "met", "已见面"
    MISSED = "missed", "没有见成"
    DECLINED = "declined", "代表谢绝"
    CANCELLED = "cancelled", "已取消"
    CLOSED = "closed", "已结束"
    TAKEN_BACK = "taken_back", "已收回"


# Somebody still has to answer, or to come.
STANDING = (
    AppointmentState.OFFERED,
    AppointmentState.COUNTERED,
    AppointmentState.CALLING,
    AppointmentState.AGREED,
)
# A letter is no way to meet.
MEETING_FORMS = tuple((form.value, form.label) for form in ContactForm if form != ContactForm.LETTER)


class Appointment(Thing):
    """约见: a talk of the unit with the deputy that is being arranged. The talk itself is a `Contact`: only a recorded one
    satisfies the duty to talk before the answer (代表法第五十一条第二款), never an appointment."""

    KIND = "appointment"
    KIND_WORDS = "约见"
    STATES = AppointmentState
    READ_WITH = ("round__assignment__proposal",)

    round = TenantKey(Round, related_name="appointments")
    number = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=14, choices=MEETING_FORMS)
    place = models.CharField(max_length=120, default="", blank=True)
    people = models.CharField(max_length=200, default="", blank=True)
    minutes = models.PositiveSmallIntegerField(default=60)
    # The time last agreed. It stands while the state is `agreed`; later states keep it, so that a calendar can strike it out.
    starts_at = models.DateTimeField(null=True)
    agreed_on = models.DateField(null=True)
    # The agreed time of which both sides have been reminded.
    reminded_of = models.DateTimeField(null=True)
    contact = TenantKey(Contact, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["congress", "round", "number"], name="appointment_once"),
            models.UniqueConstraint(
                fields=["congress", "round"],
                name="one_standing_appointment",
                condition=Q(state__in=[state.value for state in STANDING]),
            ),
        ]
        indexes = [
            models.Index(fields=["congress", "starts_at"], name="appointment_agreed", condition=Q(state="agreed")),
        ]

    @property
    def assignment(self) -> Assignment:
        return self.round.assignment

    @property
    def stands(self) -> bool:
        return self.state in STANDING

    @property
    def case(self) -> Case:
        return self.round.assignment.proposal

    @property
    def case_key(self) -> int:
        return self.round.assignment.proposal_id


class Party(models.TextChoices):
    UNIT = "unit", "承办单位"
    DEPUTY = "deputy", "代表"
    HOUSE = "house", "系统"


class AppointmentWord(TenantModel):
    """What one side said about an appointment: times put forward, an answer, a reason. Written once, read by both for ever."""

    appointment = TenantKey(Appointment, related_name="words")
    number = models.PositiveSmallIntegerField()
    # The step with which it was said.
    step = models.CharField(max_length=40)
    side = models.CharField(max_length=6, choices=Party.choices)
    # The deputy's word came by telephone to the deputies' committee, which wrote it down.
    by_phone = models.BooleanField(default=False)
    # Moments in ISO form, Asia/Shanghai: those put forward, or the one agreed.
    times = models.JSONField(default=list)
    place = models.CharField(max_length=120, default="", blank=True)
    word = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    seat_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["congress", "appointment", "number"], name="appointment_word_once")
        ]

    @property
    def moments(self) -> list[datetime]:
        return [datetime.fromisoformat(one) for one in self.times]


class CalendarFeed(TenantModel):
    """日历订阅: a link with which a seat's own calendar program fetches what its unit owes by when.

    Only the digest of the code is kept; rows stay when a link is ended: it is known from when until when one stood open.
    """

    seat = TenantKey(Seat)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["congress", "digest"], name="feed_digest_once"),
            models.UniqueConstraint(
                fields=["congress", "seat"], name="one_open_feed", condition=Q(ended_at__isnull=True)
            ),
        ]


class Opinion(TenantModel):
    """会办意见: what an assisting unit tells the lead unit, which alone answers the deputy (rules.md 5)."""

    assignment = TenantKey(Assignment, related_name="opinions")
    number = models.PositiveSmallIntegerField()
    body = models.TextField(default="", blank=True)
    file = TenantKey(StoredFile, null=True)
    given_on = models.DateField()
    seat_id = models.BigIntegerField(null=True)
    # The lead unit asked for another one.
    redo_on = models.DateField(null=True)
    redo_reason = models.TextField(default="", blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "assignment", "number"], name="opinion_once")]


class Letter(TenantModel):
    """答复函: composed here, or the stamped document as it is. A sent letter never changes; a new one corrects it."""

    title = models.CharField(max_length=300)
    number = models.CharField(max_length=60, default="", blank=True)
    body = models.TextField(default="", blank=True)
    class_code = models.CharField(max_length=8, default="", blank=True)
    class_due_on = models.DateField(null=True)
    class_reason = models.TextField(default="", blank=True)
    # 逐条答复, as `handling.points` reads them.
    points: Any = models.JSONField(default=list)
    signatory = models.CharField(max_length=60, default="", blank=True)
    contact_line = models.CharField(max_length=120, default="", blank=True)
    file = TenantKey(StoredFile, null=True)
    # 并案答复: the numbers that its head names, as they were when it was submitted; empty where the item is alone.
    merged_numbers = models.TextField(default="", blank=True)
    sent_on = models.DateField(null=True)
    saved_at = models.DateTimeField(auto_now=True)
    edit_no = models.PositiveIntegerField(default=0)

    @property
    def is_stamped_document(self) -> bool:
        return self.file_id is not None


class FollowUp(TenantModel):
    """更正函: what a unit says after a letter was sent, to put it right. The letter stays as the deputy read it.

    An empty class or telephone line leaves that of the letter as it is; what is filled in holds from `sent_on`.
    """

    letter = TenantKey(Letter, related_name="follow_ups")
    order = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=60, default="", blank=True)
    body = models.TextField()
    reason = models.CharField(max_length=200)
    class_code = models.CharField(max_length=8, default="", blank=True)
    class_due_on = models.DateField(null=True)
    class_reason = models.TextField(default="", blank=True)
    contact_line = models.CharField(max_length=120, default="", blank=True)
    sent_on = models.DateField()
    seat_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "letter", "order"], name="follow_up_once")]


class LetterAnswer(TenantModel):
    """Which rounds a letter answers: one, or several (joint lead, merged items)."""

    letter = TenantKey(Letter, related_name="answers")
    round = TenantKey(Round, related_name="answers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "round"], name="one_letter_a_round")]


class LetterVersion(TenantModel):
    """The letter as it stood when it was submitted, cleared, reviewed, signed off or sent, or came back."""

    letter = TenantKey(Letter, related_name="versions")
    number = models.PositiveSmallIntegerField()
    moment = models.CharField(max_length=12)
    title = models.CharField(max_length=300)
    body = models.TextField(default="", blank=True)
    class_code = models.CharField(max_length=8, default="", blank=True)
    points: Any = models.JSONField(default=list)
    file = TenantKey(StoredFile, null=True)
    digest = models.CharField(max_length=64)
    seat_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)
    remark = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "letter", "number"], name="letter_version_once")]


class DraftWord(models.TextChoices):
    AGREES = "agrees", "同意"
    DISAGREES = "disagrees", "不同意"


class DraftOutcome(models.TextChoices):
    AGAIN = "again", "再沟通、再办理"
    MAY_ANSWER = "may_answer", "可以正式答复"


class DraftReply(TenantModel):
    """初步答复函: a letter shown to the deputy before it is submitted, what the deputy said of it, and what the deputies'
    committee made of a disagreement (C3). One row for each time it was shown."""

    round = TenantKey(Round, related_name="drafts")
    number = models.PositiveSmallIntegerField()
    version = TenantKey(LetterVersion)
    offered_on = models.DateField()
    seat_id = models.BigIntegerField(null=True)
    word = models.CharField(max_length=10, choices=DraftWord.choices, default="", blank=True)
    reason = models.TextField(default="", blank=True)
    word_on = models.DateField(null=True)
    # The deputy's word came by telephone to the deputies' committee, which wrote it down.
    by_phone = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, choices=DraftOutcome.choices, default="", blank=True)
    # With whom the committee verified, and what was found.
    verified_with = models.CharField(max_length=200, default="", blank=True)
    verified = models.TextField(default="", blank=True)
    verified_on = models.DateField(null=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "round", "number"], name="draft_reply_once")]


class ServedHow(models.TextChoices):
    HAND = "hand", "当面送达"
    POST = "post", "邮寄送达"
    PROXY = "proxy", "他人代收"


class LetterCopy(TenantModel):
    """The copy of a letter for one signer: each is answered (Chongqing 23, Shanghai 20)."""

    letter = TenantKey(Letter, related_name="copies")
    signer = TenantKey(Signer)
    sent_on = models.DateField()
    opened_at = models.DateTimeField(null=True)
    # Served as a sheet of paper, and how: whoever has it in hand need not open it here.
    on_paper = models.BooleanField(default=False)
    served_on = models.DateField(null=True)
    served_how = models.CharField(max_length=6, choices=ServedHow.choices, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "letter", "signer"], name="one_copy_a_signer")]
        indexes = [
            models.Index(fields=["congress", "signer"], name="copy_of_signer", condition=Q(opened_at__isnull=True))
        ]
