"""What the tests of the committee's pages start from: cases answered, evaluated, and how they stand afterwards."""

from __future__ import annotations

from huiyin.chain.taking import take
from huiyin.evaluation.steps import Evaluation
from huiyin.handling.models import Round
from huiyin.proposals.models import Proposal
from tests.world import World, make_world

OTHERS = ("deputy", "clerk", "head", "dispatcher", "admin")


def only_case(world: World) -> Proposal:
    with world.acting():
        return Proposal.objects.get(congress=world.congress)


def count(world: World) -> int:
    with world.acting():
        return Proposal.objects.filter(congress=world.congress).count()


def answered(world: World, title: str = "关于整治沿江大道违停的建议") -> Round:
    with world.acting():
        (row,) = world.by_the_office(world.register(title))
        round_ = world.receive(row)
        world.answer(round_)
    return round_


def answered_in_chongqing(title: str) -> tuple[World, Round]:
    """Where the procedure sets the time to evaluate and to handle again, and wants a class of answer."""
    world = make_world("chongqing", profile="chongqing")
    with world.acting():
        (row,) = world.by_the_office(world.register(title))
        round_ = world.receive(row)
        world.talk(round_)
        world.write(round_, class_code="solved")
        for step, who in (("letter.submit", "clerk"), ("letter.clear", "head"), ("letter.send", "head")):
            take(step, round_, world.seats[who])
    return world, round_


def evaluated(world: World, grade: str, title: str, reason: str = "") -> Round:
    round_ = answered(world, title)
    with world.acting("deputy"):
        take("letter.open", round_, world.seats["deputy"])
        take("evaluation.give", round_, world.seats["deputy"], Evaluation({"overall": grade}, reason))
    return round_


def state(world: World, round_: Round) -> str:
    with world.acting():
        return Round.objects.get(congress=world.congress, pk=round_.pk).state
