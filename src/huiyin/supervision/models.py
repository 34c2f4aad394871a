from __future__ import annotations

from django.db import models
from django.db.models import Q

from huiyin.chain.models import Case, Thing
from huiyin.dispatch.models import Assignment
from huiyin.foundation.tenancy.models import TenantKey, TenantModel
from huiyin.handling.models import Round
from huiyin.people.models import Body, Seat
from huiyin.promises.models import Promise
from huiyin.proposals.models import Proposal


class Colour(models.TextChoices):
    GREEN = "green", "绿灯"
    AMBER = "amber", "黄灯"
    RED = "red", "红灯"


class LightState(models.TextChoices):
    NEW = "new", "新建"
    SHOWN = "shown", "亮着"
    ANSWERED = "answered", "单位已回应"
    OVER = "over", "已熄灭"


class Light(Thing):
    """亮灯 (C12): how the handling goes in the eyes of a deputy who signed the item, with one sentence, before any grade.

    Each deputy has one light on a round at a time; the next puts the one before out, and all stay to be read. It is no grade and
    is shown openly, apart from the light of the limit. A red one asks the unit for an answer within the procedure's workdays.
    """

    KIND = "light"
    KIND_WORDS = "代表亮灯"
    STATES = LightState
    READ_WITH = ("round__assignment__proposal", "round__assignment__body", "seat__person")

    round = TenantKey(Round, related_name="lights")
    seat = TenantKey(Seat, related_name="+")
    colour = models.CharField(max_length=5, choices=Colour.choices)
    word = models.CharField(max_length=200)
    shown_on = models.DateField()
    # By when the procedure wants an answer: a projection of the clock.
    due_on = models.DateField(null=True)
    answer = models.TextField(default="", blank=True)
    answered_on = models.DateField(null=True)
    answered_by = TenantKey(Seat, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "round", "seat"], name="one_light_at_a_time", condition=Q(state__in=["shown", "answered"])
            ),
        ]
        indexes = [
            models.Index(fields=["congress", "round"], name="light_of_round"),
            models.Index(fields=["congress", "state", "colour", "shown_on"], name="light_shown"),
        ]

    @property
    def assignment(self) -> Assignment:
        return self.round.assignment

    @property
    def case(self) -> Case:
        return self.round.assignment.proposal

    @property
    def case_key(self) -> int:
        return self.round.assignment.proposal_id


class KeyState(models.TextChoices):
    NEW = "new", "新建"
    PROPOSED = "proposed", "候选"
    CHOSEN = "chosen", "重点督办中"
    REPORTED = "reported", "已报告督办情况"
    CLOSED = "closed", "督办结束"
    LEFT_OUT = "left_out", "未列入"


class Supervisor(models.TextChoices):
    """Who leads the supervision of a key item: not an office of the congress alone (rules §8; seed C5)."""

    PARTY = "party", "党委领导"
    CONGRESS = "congress", "人大常委会领导"
    GOVERNMENT = "government", "政府领导"
    SECRETARY = "secretary", "秘书长"
    COMMITTEE = "committee", "专门委员会"


class KeyItem(Thing):
    """重点督办件: put forward, chosen by the council of chairpersons, led by somebody by name, reported on (代表法第五十二条)."""

    KIND = "key_item"
    KIND_WORDS = "重点督办件"
    STATES = KeyState
    READ_WITH = ("proposal", "committee")

    proposal = TenantKey(Proposal, related_name="+")
    # Why it is put forward: major, concentrated, broad, a yearly priority (Shandong 14; Qingdao 21).
    grounds = models.CharField(max_length=300)
    proposed_on = models.DateField()
    # 第几次主任会议, as it is written.
    decided_at = models.CharField(max_length=120, default="", blank=True)
    decided_on = models.DateField(null=True)
    supervisor = models.CharField(max_length=10, choices=Supervisor.choices, default="", blank=True)
    leader = models.CharField(max_length=60, default="", blank=True)
    post = models.CharField(max_length=120, default="", blank=True)
    # 对口: the committee whose field it is.
    committee = TenantKey(Body, null=True, related_name="+")
    # Of the handling side: who leads there.
    unit_leader = models.CharField(max_length=120, default="", blank=True)
    reported_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "proposal"], name="key_item_once", condition=~Q(state="left_out")
            ),
        ]
        indexes = [models.Index(fields=["congress", "state", "supervisor"], name="key_item_list")]

    @property
    def case(self) -> Case:
        return self.proposal

    @property
    def case_key(self) -> int:
        return self.proposal_id


class KeyWord(TenantModel):
    """What was done to supervise a key item: its plan, a visit, a talk with both sides, how it goes, the report. For ever."""

    class Kind(models.TextChoices):
        PLAN = "plan", "督办方案"
        VISIT = "visit", "实地督办"
        TALK = "talk", "面商会"
        PROGRESS = "progress", "办理进展"
        REPORT = "report", "督办报告"
        DECISION = "decision", "主任会议决定"

    item = TenantKey(KeyItem, related_name="words")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    word = models.TextField()
    happened_on = models.DateField()
    place = models.CharField(max_length=120, default="", blank=True)
    people = models.CharField(max_length=200, default="", blank=True)
    on = models.DateField()
    seat_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "item", "number"], name="key_word_once")]


class CheckKind(models.TextChoices):
    """One mechanism, many names (seeds W3, W4, C6, M6, M7)."""

    RECEPTION = "reception", "主任接待代表日"
    HEAVY = "heavy", "办理大户座谈会"
    HALFWAY = "halfway", "中期督查"
    LATER = "later", "后期督查"
    SPECIAL = "special", "专项检查"
    JOINT = "joint", "联合督办组"
    ON_SITE = "on_site", "现场督办"


class CheckState(models.TextChoices):
    NEW = "new", "新建"
    PLANNED = "planned", "已安排"
    HELD = "held", "进行中"
    CLOSED = "closed", "已结束"
    CALLED_OFF = "called_off", "已取消"


# Where numbers of checks begin: above those of all items, so that both are roots of one chain and are locked in one order.
FIRST_CHECK = 10**12


class Check(Case):
    """督查: somebody goes and looks, or sits down with units and deputies: who chairs, when, which units and items.

    It is the root of its own rows and problems; its items stay the roots of theirs.
    """

    KIND = "check"
    KIND_WORDS = "督查"
    STATES = CheckState

    kind = models.CharField(max_length=9, choices=CheckKind.choices)
    title = models.CharField(max_length=120)
    on = models.DateField()
    place = models.CharField(max_length=120, default="", blank=True)
    chair = models.CharField(max_length=120, default="", blank=True)
    people = models.CharField(max_length=500, default="", blank=True)
    held_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    # 综合评议: what the committee says of it all.
    comment = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk__gte=FIRST_CHECK), name="check_number_above_items")]
        indexes = [models.Index(fields=["congress", "kind", "on"], name="check_list")]

    @property
    def shown_no(self) -> str:
        return CheckKind(self.kind).label


class CheckMember(TenantModel):
    """A deputy who takes part and may comment; others stand by name in `Check.people`."""

    check_up = TenantKey(Check, related_name="members")
    seat = TenantKey(Seat, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "check_up", "seat"], name="check_member_once")]


class RowState(models.TextChoices):
    NEW = "new", "新建"
    LISTED = "listed", "待检查"
    SELF_CHECKED = "self_checked", "单位已自查"
    FOUND = "found", "已检查"
    SETTLED = "settled", "已了结"
    DROPPED = "dropped", "已移出"


class CheckRow(Thing):
    """One unit in a check, with one of its items or as a whole: its own report, what deputies said, what was found."""

    KIND = "check_row"
    KIND_WORDS = "督查的一项"
    STATES = RowState
    READ_WITH = ("check_up", "body", "proposal")

    check_up = TenantKey(Check, related_name="rows")
    body = TenantKey(Body, related_name="+")
    proposal = TenantKey(Proposal, null=True, related_name="+")
    order = models.PositiveSmallIntegerField()
    self_check = models.TextField(default="", blank=True)
    self_checked_on = models.DateField(null=True)
    finding = models.TextField(default="", blank=True)
    found_on = models.DateField(null=True)
    lagging = models.BooleanField(default=False)
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "check_up", "body", "proposal"],
                name="check_row_once",
                condition=~Q(state="dropped"),
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["congress", "body", "state"], name="check_row_of_body")]

    @property
    def case(self) -> Case:
        return self.check_up

    @property
    def case_key(self) -> int:
        return self.check_up_id


class CheckWord(TenantModel):
    """What was said or seen at one row: a deputy's comment, a visit, a reminder in person. For ever."""

    class Kind(models.TextChoices):
        COMMENT = "comment", "代表评议"
        VISIT = "visit", "实地察看"
        REMINDER = "reminder", "当面提醒"

    row = TenantKey(CheckRow, related_name="words")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    # Whose word it is, where somebody else wrote it down.
    said_by = models.CharField(max_length=60, default="", blank=True)
    word = models.TextField()
    on = models.DateField()
    seat_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "row", "number"], name="check_word_once")]


class CheckPromise(TenantModel):
    """A promise that was made at one row of a check (the ledger of promises keeps it)."""

    row = TenantKey(CheckRow, related_name="promises")
    promise = TenantKey(Promise, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "promise"], name="check_promise_once")]


class ProblemState(models.TextChoices):
    NEW = "new", "新建"
    OPEN = "open", "整改中"
    RECTIFIED = "rectified", "已报整改·待核实"
    VERIFIED = "verified", "已核实"


class Problem(Thing):
    """问题清单: what was found wrong, who puts it right by when, with what proof; verified by the committee, never by the unit."""

    KIND = "problem"
    KIND_WORDS = "清单问题"
    STATES = ProblemState
    READ_WITH = ("row__check_up", "row__proposal", "body")

    row = TenantKey(CheckRow, related_name="problems")
    # Whoever puts it right now: after a merger another than the unit that was checked.
    body = TenantKey(Body, related_name="+")
    number = models.PositiveSmallIntegerField()
    what = models.TextField()
    found_on = models.DateField()
    due_on = models.DateField()
    amber_on = models.DateField(null=True)
    # 督查通报, by the government's supervision office.
    circular_no = models.CharField(max_length=60, default="", blank=True)
    circulated_on = models.DateField(null=True)
    rectified_on = models.DateField(null=True)
    verified_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "row", "number"], name="problem_once")]
        indexes = [models.Index(fields=["congress", "state", "due_on"], name="problem_due")]

    @property
    def case(self) -> Case:
        return self.row.check_up

    @property
    def case_key(self) -> int:
        return self.row.check_up_id


class ProblemWord(TenantModel):
    """What was said of a problem: the unit's report with its proof, why it was refused, the circular. Files hang on it."""

    problem = TenantKey(Problem, related_name="words")
    number = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=40)
    word = models.TextField(default="", blank=True)
    document = models.CharField(max_length=120, default="", blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    seat_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "problem", "number"], name="problem_word_once")]


class Thread(TenantModel):
    """同一事项: one matter that is raised again and again, in one session after another (C9); `title` is that of its first item."""

    title = models.CharField(max_length=300)
    begun_on = models.DateField()


class ThreadItem(TenantModel):
    """An item that a person said is of this matter; whoever takes it out says why. Of one matter at a time."""

    thread = TenantKey(Thread, related_name="items")
    proposal = TenantKey(Proposal, related_name="+")
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    left_why = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "proposal"], name="in_one_thread", condition=Q(left_on__isnull=True)
            )
        ]
        indexes = [models.Index(fields=["congress", "thread"], name="items_of_thread")]


class ThreadApart(TenantModel):
    """Two items that look alike and are not one matter, as a person said: they are not proposed again."""

    one = TenantKey(Proposal, related_name="+")
    other = TenantKey(Proposal, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "one", "other"], name="apart_once")]
