"""Lights, key items, checks and problems of the walked congress: one at every point of its way, and how their pages are tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from huiyin.chain.taking import take
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Reason
from huiyin.supervision.checks import Finding, Held, Looked, Plan, Said, new_check
from huiyin.supervision.key_items import Doing, Leading, Putting, new_key_item
from huiyin.supervision.lights import Answering, Showing, new_light
from huiyin.supervision.models import Check, CheckRow, Problem
from huiyin.supervision.problems import Raising, Rectified, new_problem
from huiyin.supervision.threads import Like

if TYPE_CHECKING:
    from tests.web.walk import Walk

DUE = date(2027, 3, 31)
LED = Leading("congress", "程永年", "副主任", "区十八届人大常委会第52次主任会议", date(2026, 3, 2))
FAR = 999_999_999_999_999_999


def make_supervised(walk: Walk) -> None:
    things, seats = walk.things, walk.seats
    for name, state, who, colour in (
        ("red light", "clearing", "deputy", "red"), ("amber light", "ready", "deputy", "amber"),
        ("answered light", "drafted", "deputy", "red"),
    ):  # fmt: skip
        light = new_light(walk.rounds[state], seats[who])
        take("light.show", light, seats[who], Showing(colour, "没有人来联系过。"))
        things[name] = light.pk
        if name == "answered light":
            take("light.answer", light, seats["clerk"], Answering("周五到现场。"))
    for name, state in (("candidate", "registered"), ("key item", "drafted"), ("reported key item", "ready")):
        item = new_key_item(Proposal.objects.get(pk=walk.cases[state].pk))
        take("key_item.propose", item, seats["officer"], Putting("群众反映集中。"))
        if name != "candidate":
            led = replace(LED, committee_id=walk.world.bodies["city"].pk)
            take("key_item.choose", item, seats["officer"], led)
        if name == "reported key item":
            take("key_item.report", item, seats["officer"], Doing("report", "已报告。", date(2026, 3, 2)))
        things[name] = item.pk
    for state in ("settled", "waiting"):
        take("thread.join", Proposal.objects.get(pk=walk.cases["answered"].pk), seats["officer"], Like(walk.cases[state].pk))
    things["planned check"] = _check(walk, "2026年3月主任接待代表日").pk
    check = _check(walk, "2026年上半年专项检查", "special")
    take("check.hold", check, seats["officer"], Held(date(2026, 3, 2)))
    rows = list(CheckRow.objects.filter(check_up=check).select_related(*CheckRow.READ_WITH).order_by("order"))
    take("check_row.self_check", rows[0], seats["clerk"], Said("方案报批了。"))
    take("check_row.find", rows[1], seats["officer"], Finding("没有动。", lagging=True))
    things |= {"held check": check.pk, "row to look at": rows[0].pk, "lagging row": rows[1].pk, "whole unit": rows[2].pk}
    for name in ("open problem", "rectified problem", "verified problem"):
        problem = new_problem(rows[1])
        take("problem.raise", problem, seats["officer"], Raising("路面塌陷没有修复。", DUE))
        if name != "open problem":
            take("problem.report", problem, seats["clerk"], Rectified("修好了。", "临城管验〔2026〕9号"))
        if name == "verified problem":
            take("problem.verify", Problem.objects.get(pk=problem.pk), seats["officer"], Reason(""))
        things[name] = problem.pk


def _check(walk: Walk, title: str, kind: str = "reception") -> Check:
    check = new_check(walk.world.congress.pk)
    body = walk.world.bodies["unit"].pk
    looks = (*(Looked(body, walk.cases[state].pk) for state in ("received", "ready")), Looked(body))
    plan = Plan(kind, title, date(2026, 3, 2), "三楼会议室", "李主任", looks=looks, member_seat_ids=(walk.seats["deputy"].pk,))
    take("check.plan", check, walk.seats["officer"], plan)
    return check


Examples = dict[str, tuple[Any, ...]]


def _of(*names: str) -> Callable[[Walk], Examples]:
    return lambda walk: {name: (walk.things[name],) for name in names} | {"of nobody": (FAR,)}


def _acts(acts: dict[str, tuple[str, ...]]) -> Callable[[Walk], Examples]:
    def made(walk: Walk) -> Examples:
        found = {f"{act}, {name}": (walk.things[name], act) for name, some in acts.items() for act in some}
        first = next(iter(acts))
        return found | {"no such act": (walk.things[first], "burn"), "of nobody": (FAR, acts[first][0])}

    return made


ROW_ACTS = ("find", "agree", "problem", "self-check", "comment", "remind", "drop")
SUPERVISION: dict[str, Callable[[Walk], Examples]] = {
    "lights": lambda walk: {"": ()},
    "light": _of("red light", "amber light", "answered light"),
    "light_up": lambda walk: {
        **{state: (walk.rounds[state].pk,) for state in ("received", "waiting", "answered", "settled")}, "of nobody": (FAR,),
    },
    "key_items": lambda walk: {"": ()},
    "key_item_propose": lambda walk: {
        "handed over": (walk.cases["answered"].pk,), "of another congress": (walk.things["foreign_case"],), "of nobody": (FAR,),
    },
    "key_item": _of("candidate", "key item", "reported key item"),
    "key_item_act": _acts(
        {
            "candidate": ("choose", "leave-out"), "key item": ("note", "report", "change", "tally"),
            "reported key item": ("go-on", "close"),
        }
    ),
    "checks": lambda walk: {"": ()},
    "check_plan": lambda walk: {"": ()},
    "check": _of("planned check", "held check"),
    "check_act": _acts({"planned check": ("hold", "change", "add", "call-off"), "held check": ("close", "add")}),
    "check_paper": lambda walk: {
        **{form: (walk.things["held check"], form) for form in ("docx", "xlsx")}, "of nobody": (FAR, "docx"),
        "no such form": (walk.things["held check"], "exe"),
    },
    "circular": lambda walk: {"docx": ("docx",), "no such form": ("exe",)},
    "check_row": _of("row to look at", "lagging row", "whole unit"),
    "check_row_act": _acts({"row to look at": ROW_ACTS, "lagging row": ("remind", "find"), "whole unit": ("agree", "problem")}),
    "threads": lambda walk: {"": ()},
    "thread": lambda walk: {
        "in a thread": (walk.cases["answered"].pk,), "in none": (walk.cases["received"].pk,),
        "of another congress": (walk.things["foreign_case"],), "of nobody": (FAR,),
    },
    "problems": lambda walk: {"": ()},
    "problem": _of("open problem", "rectified problem", "verified problem"),
    "problem_act": _acts({"open problem": ("report", "circulate"), "rectified problem": ("verify", "send-back")}),
}  # fmt: skip
