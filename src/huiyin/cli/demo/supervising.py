"""督 in the demo: lights on items in hand, four key items, a reception day that was held and one to come, a problem list."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import Any

from huiyin.chain.taking import take, work
from huiyin.cli.demo.cast import Cast
from huiyin.dispatch.models import ANSWERING, Assignment, AssignmentState
from huiyin.handling.models import Round, RoundState
from huiyin.proposals.models import Proposal, Signer
from huiyin.supervision.checks import Finding, Held, Looked, Plan, Said, new_check
from huiyin.supervision.key_items import Doing, Leading, Putting, new_key_item
from huiyin.supervision.lights import Answering, Showing, new_light
from huiyin.supervision.models import Check, CheckRow
from huiyin.supervision.problems import Raising, Rectified, new_problem
from huiyin.supervision.thread_queries import proposed
from huiyin.supervision.threads import FROM, Like

LIGHTS = (
    ("red", "一个多月了，没有人来联系过。", ""),
    ("amber", "来看过一次，没有说什么时候动工。", ""),
    ("green", "办法和代表商量过，很清楚。", ""),
    ("red", "答应现场看，一直没有来。", "已约定本周五下午到现场，请代表一起去。"),
)
MATTERS = 4
LEADERS = (
    ("party", "周远", "区委常委"), ("congress", "何立群", "区人大常委会副主任"), ("government", "陈大川", "副区长"),
    ("committee", "城建环保工作委员会", ""),
)  # fmt: skip


def supervise(cast: Cast) -> None:
    """Once this year's items are where they are."""
    rows = Assignment.objects.filter(congress=cast.congress, mode__in=ANSWERING, state=AssignmentState.RECEIVED)
    handling = list(rows.filter(stage="handling").select_related("proposal", "body").order_by("pk")[:12])
    _lights(cast, handling)
    _key_items(cast)
    _checks(cast, handling)


def _take(cast: Cast, ago: int, code: str, thing: Any, seat: Any, facts: Any = None) -> None:
    with work(rehearsal=True) as unit:
        unit.take(code, thing, seat, facts, happened_on=cast.today - timedelta(days=ago))


def _lights(cast: Cast, handling: list[Assignment]) -> None:
    for row, (colour, word, answer) in zip(handling, LIGHTS, strict=False):
        round_ = Round.objects.filter(congress=cast.congress, assignment=row, state=RoundState.HANDLING).first()
        signer = Signer.objects.filter(congress=cast.congress, proposal=row.proposal, is_lead=True).select_related("seat").first()
        if round_ is None or signer is None or signer.seat is None:
            continue
        lead = signer.seat
        light = new_light(round_, lead)
        _take(cast, 3, "light.show", light, lead, Showing(colour, word))
        if answer:
            _take(cast, 1, "light.answer", light, cast.clerks[row.body_id], Answering(answer))


def _key_items(cast: Cast) -> None:
    marked = Proposal.objects.filter(congress=cast.congress, session=cast.session, is_key=True, own_no__isnull=False)
    for proposal, (kind, leader, post) in zip(marked.exclude(state="voided").order_by("pk"), LEADERS, strict=False):
        item = new_key_item(proposal)
        led = Leading(kind, leader, post, "区人大常委会主任会议", cast.today - timedelta(days=20))
        _take(cast, 20, "key_item.propose", item, cast.officer, Putting("群众反映集中，多年提出。"))
        _take(cast, 20, "key_item.choose", item, cast.officer, led)
        plan = Doing("plan", "先看现场，再开面商会，年底前报告主任会议。", cast.today - timedelta(days=20))
        _take(cast, 20, "key_item.note", item, cast.officer, plan)


def _checks(cast: Cast, handling: list[Assignment]) -> None:
    held = _planned(cast, handling[:6], "reception", "主任接待代表日", 10)
    rows = list(CheckRow.objects.filter(check_up=held).select_related(*CheckRow.READ_WITH).order_by("order"))
    _take(cast, 10, "check.hold", held, cast.officer, Held(cast.today - timedelta(days=10)))
    for number, row in enumerate(rows[:-1], 1):
        lags = number % 3 == 0
        found = "方案已经和代表见面，按时间表在办。" if not lags else "时间过半，还没有和代表见面。"
        _take(cast, 10, "check_row.find", row, cast.officer, Finding(found, lagging=lags))
        if lags:
            _take(cast, 10, "check_row.remind", row, cast.officer, Said("请一周内与代表见面，报时间表。"))
    for row, rectified in zip(rows, (True, False), strict=False):
        problem = new_problem(row)
        raising = Raising("没有写明完成时间和责任人。", cast.today + timedelta(days=12))
        _take(cast, 9, "problem.raise", problem, cast.officer, raising)
        if rectified:
            done = Rectified("时间表和责任人已经补上，发给代表。", "临城管函〔2026〕66号")
            _take(cast, 2, "problem.report", problem, cast.clerks[row.body_id], done)
    _planned(cast, handling[6:], "special", "上半年建议办理专项检查", 1)


def _planned(cast: Cast, rows: list[Assignment], kind: str, title: str, ago: int) -> Check:
    check = new_check(cast.congress.pk)
    looks = tuple(Looked(row.body_id, row.proposal_id) for row in rows)
    on = cast.today - timedelta(days=ago) if kind == "reception" else cast.today + timedelta(days=8)
    members = tuple(seat.pk for seat in cast.deputies[:4])
    plan = Plan(kind, title, on, "区人大三楼会议室", "何立群", looks=looks, member_seat_ids=members)
    _take(cast, ago, "check.plan", check, cast.officer, plan)
    return check


def recognise(cast: Cast) -> None:
    """Once last year's items are there: some of this year's are the same matter, as the committee has seen."""
    newest = Proposal.objects.filter(congress=cast.congress, session=cast.session, state__in=FROM).order_by("pk")
    found = ((item, proposed(cast.officer, item)[:2]) for item in newest)
    for item, like in islice(((item, like) for item, like in found if like), MATTERS):
        for one in like:
            take("thread.join", item, cast.officer, Like(one.proposal_id))
