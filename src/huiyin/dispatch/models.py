from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from huiyin.chain.models import Batch, Clocked, Thing
from huiyin.foundation.models import StoredFile
from huiyin.foundation.tenancy.models import TenantKey, TenantModel
from huiyin.people.models import Body, Session
from huiyin.proposals.models import Proposal

if TYPE_CHECKING:
    from huiyin.chain.models import Case


class Mode(models.TextChoices):
    ROUTE = "route", "交政府办分办"
    LEAD = "lead", "主办"
    JOINT_LEAD = "joint_lead", "共同主办"
    SEPARATE = "separate", "分办"
    ASSIST = "assist", "会办"


ANSWERING = (Mode.LEAD, Mode.JOINT_LEAD, Mode.SEPARATE)


class AssignmentState(models.TextChoices):
    NEW = "new", "新建"
    HANDED_OVER = "handed_over", "待签收"
    PASSED_ON = "passed_on", "已分办"
    RECEIVED = "received", "办理中"
    OPINED = "opined", "已提会办意见"
    RETURNING = "returning", "申请退回"
    REPLACED = "replaced", "已改交"
    CONCLUDED = "concluded", "已办结"
    RECALLED = "recalled", "已撤回"
    # Its deputies withdrew the item.
    TERMINATED = "terminated", "已终止"


# The body does not handle the item any more: its row counts nowhere, and the body may be given the item again (but not
# one that was withdrawn, which nobody is given again).
GONE = (AssignmentState.REPLACED, AssignmentState.RECALLED, AssignmentState.TERMINATED)


class Stage(models.TextChoices):
    """What a desk shows for an assignment: a projection of its own state and its newest round's."""

    ROUTING = "routing", "待分办"
    PASSED_ON = "passed_on", "已分办"
    WAITING = "waiting", "待签收"
    HANDLING = "handling", "待拟答复"
    ASSISTING = "assisting", "会办中"
    OPINED = "opined", "已提会办意见"
    RETURNING = "returning", "申请退回"
    CLEARING = "clearing", "领导审签中"
    REVIEWING = "reviewing", "报审中 · 政府办"
    SIGNING_OFF = "signing_off", "报审中 · 分管领导"
    CLEARED = "cleared", "待发出"
    ANSWERED = "answered", "已答复·待评价"
    CONCLUDED = "concluded", "已办结"
    REPLACED = "replaced", "已改交"
    RECALLED = "recalled", "已撤回"
    TERMINATED = "terminated", "已终止"


# Where a letter that its head has cleared lies before it may be sent.
REVIEW_STAGES = (Stage.REVIEWING, Stage.SIGNING_OFF)
OPEN_STAGES = (
    Stage.ROUTING,
    Stage.WAITING,
    Stage.HANDLING,
    Stage.ASSISTING,
    Stage.RETURNING,
    Stage.CLEARING,
    *REVIEW_STAGES,
    Stage.CLEARED,
)


class Assignment(Thing, Clocked):
    """承办: a proposal on a body's desk. `route` is the government office's stage one, left out of every count."""

    KIND = "assignment"
    KIND_WORDS = "承办"
    STATES = AssignmentState
    READ_WITH = ("proposal",)

    proposal = TenantKey(Proposal, related_name="assignments")
    body = TenantKey(Body)
    mode = models.CharField(max_length=12, choices=Mode.choices)
    part = models.CharField(max_length=300, default="", blank=True)
    parent = TenantKey("self", null=True)
    replaces = TenantKey("self", null=True)
    stage = models.CharField(max_length=12, choices=Stage.choices)
    handed_over_on = models.DateField()
    # The age of the item is always shown from here, whatever re-assignment does to the clock.
    first_handed_over_on = models.DateField()
    received_on = models.DateField(null=True)
    rounds_opened = models.PositiveSmallIntegerField(default=0)
    # A face-to-face meeting in the newest round has been recorded.
    met = models.BooleanField(default=False)
    # The head sent the newest round's letter back, and it has not been submitted again.
    to_mend = models.BooleanField(default=False)
    # 涉及面广、处理难度大: a class of item with a limit of its own (Deputies Law 51), not three months prolonged.
    is_long = models.BooleanField(default=False)
    leader_in_charge = models.CharField(max_length=60, default="", blank=True)
    handler = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints = [
            # The government office that passes an item on may be one of the units that handle it (C15).
            models.UniqueConstraint(
                fields=["congress", "proposal", "body"],
                name="live_assignment_once",
                condition=~Q(state__in=("recalled", "replaced")) & ~Q(mode="route"),
            ),
            models.UniqueConstraint(
                fields=["congress", "proposal"],
                name="one_live_route",
                condition=Q(mode="route") & ~Q(state__in=("recalled", "replaced")),
            ),
        ]
        indexes = [
            # A desk counts all its views: what it asks beyond the order lies in the index too.
            models.Index(
                fields=["congress", "body", "stage", "due_on", "id"],
                include=["mode", "amber_on", "met", "to_mend"],
                name="assignment_desk",
            ),
            models.Index(
                fields=["congress", "stage", "due_on", "id"], include=["mode", "amber_on"], name="assignment_all"
            ),
            models.Index(fields=["congress", "proposal"], name="assignment_of_case"),
            # What lies where, of all units at once: counted without reading a row (reports.queries.unit_stages).
            models.Index(
                fields=["congress", "body", "stage", "mode"],
                include=["proposal"],
                condition=~Q(mode="route") & ~Q(state__in=("recalled", "replaced", "terminated")),
                name="assignment_by_stage",
            ),
        ]

    @property
    def case(self) -> Case:
        return self.proposal

    @property
    def case_key(self) -> int:
        return self.proposal_id

    @property
    def is_answering(self) -> bool:
        return self.mode in ANSWERING


class ReturnRequest(TenantModel):
    """退回: a body says the item is not its own; who handed it over decides, and a refusal may go to a leader once."""

    class Outcome(models.TextChoices):
        OPEN = "open", "待定"
        ACCEPTED = "accepted", "同意退回"
        REFUSED = "refused", "不同意退回"
        DROPPED = "dropped", "单位收回申请"

    assignment = TenantKey(Assignment, related_name="returns")
    reason = models.TextField()
    suggested = TenantKey(Body, null=True)
    asked_on = models.DateField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.OPEN)
    decided_on = models.DateField(null=True)
    answer = models.TextField(default="", blank=True)
    # The body must go on handling (Qingdao 19), but may put the refusal before a leader once.
    disputed_on = models.DateField(null=True)
    dispute = models.TextField(default="", blank=True)
    ruled_on = models.DateField(null=True)
    ruling = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "assignment"], name="one_open_return", condition=Q(outcome="open")
            )
        ]
        indexes = [models.Index(fields=["congress", "assignment"], name="return_of_assignment")]


class TakeOver(TenantModel):
    """An open item that went to another body because its own was merged into that one."""

    assignment = TenantKey(Assignment, related_name="take_overs")
    from_body = TenantKey(Body)
    to_body = TenantKey(Body)
    on = models.DateField()


class LongRequest(TenantModel):
    """延长: a body asks that its item be counted among the broad and difficult ones."""

    class Outcome(models.TextChoices):
        OPEN = "open", "待定"
        GRANTED = "granted", "同意"
        REFUSED = "refused", "不同意"

    assignment = TenantKey(Assignment, related_name="long_requests")
    reason = models.TextField()
    asked_on = models.DateField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.OPEN)
    decided_on = models.DateField(null=True)
    answer = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "assignment"], name="one_open_long_request", condition=Q(outcome="open")
            )
        ]


class LedgerImport(TenantModel):
    """One uploaded hand-over ledger: the file, how its columns were read, what came of each row."""

    class State(models.TextChoices):
        PREVIEW = "preview", "待确认"
        RUNNING = "running", "导入中"
        DONE = "done", "已导入"
        UNDONE = "undone", "已撤销"

    file = TenantKey(StoredFile)
    session = TenantKey(Session)
    batch = TenantKey(Batch, null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PREVIEW)
    handed_over_on = models.DateField()
    create_missing = models.BooleanField(default=True)
    columns = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    progress_id = models.BigIntegerField(null=True)
    seat_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)


class LedgerRowResult(TenantModel):
    """What became of one row of a ledger, so that a row to mend is never lost and a question can still be answered."""

    class Outcome(models.TextChoices):
        PREVIEW = "preview", "预览"
        IMPORTED = "imported", "已导入"
        ALREADY_THERE = "already_there", "已有"
        DIFFERS = "differs", "有改动"
        TO_MEND = "to_mend", "待修正"

    ledger = TenantKey(LedgerImport, related_name="rows")
    sheet = models.CharField(max_length=60)
    row_no = models.PositiveIntegerField()
    outcome = models.CharField(max_length=14, choices=Outcome.choices)
    proposal = TenantKey(Proposal, null=True)
    data = models.JSONField()
    reason = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["congress", "ledger", "outcome"], name="ledger_rows")]


class LedgerQuestion(TenantModel):
    """A doubt about a row: asked with a default that has been taken, to be confirmed or changed by a person."""

    row = TenantKey(LedgerRowResult, related_name="questions")
    code = models.CharField(max_length=40)
    field = models.CharField(max_length=20)
    sentence = models.CharField(max_length=300)
    default = models.CharField(max_length=300, default="", blank=True)
    answer = models.CharField(max_length=300, default="", blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["congress", "row"], name="ledger_question_open", condition=Q(answered_at__isnull=True))
        ]
