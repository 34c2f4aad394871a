from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from huiyin.chain.models import Thing
from huiyin.dispatch.models import Assignment
from huiyin.foundation.tenancy.models import TenantKey, TenantModel
from huiyin.handling.models import Round
from huiyin.people.models import Body, Seat
from huiyin.proposals.models import Proposal

if TYPE_CHECKING:
    from huiyin.chain.models import Case


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
