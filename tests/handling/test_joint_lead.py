"""共同主办: several bodies agree first, then answer with one letter (Shanghai 13, 17)."""

from __future__ import annotations

import pytest

from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode, Stage
from huiyin.dispatch.steps import HandOver, Target
from huiyin.handling import drafting
from huiyin.handling.casefiles import read_case
from huiyin.handling.correcting import Following
from huiyin.handling.drafting import LetterFields
from huiyin.handling.models import Letter, LetterCopy, Round
from huiyin.handling.rounds import rules_of
from huiyin.handling.steps import Remark
from huiyin.handling.story import tell
from huiyin.proposals.models import Proposal
from tests.chain.cast import refusal
from tests.world import World

FIELDS = LetterFields(
    title="关于第1号建议的答复", number="临联函〔2026〕1号", body="现联合答复如下：护栏和划线一起做。",
    class_code="solved", signatory="郑海波、黄志远",
)  # fmt: skip
CLERK = {"unit": "clerk", "school": "stranger"}
HEAD = {"unit": "head", "school": "stranger_head"}


@pytest.fixture
def rounds(chongqing: World) -> dict[str, Round]:
    """城管局 and 教育局 lead jointly; both have received, the first has talked with the deputy and written."""
    world = chongqing
    with world.acting():
        proposal = world.register()
        targets = tuple(Target(world.bodies[name].pk, Mode.JOINT_LEAD) for name in CLERK)
        take("dispatch.hand_over", proposal, world.seats["officer"], HandOver(targets=targets))
        found = {}
        for name, row in zip(CLERK, Assignment.objects.order_by("pk"), strict=True):
            take("assignment.receive", row, world.seats[CLERK[name]])
            found[name] = world.round_of(row)
        world.talk(found["unit"])
        drafting.save_letter(found["unit"], FIELDS, 0)
    return found


def test_whoever_begins_it_there_is_one_letter_for_both(chongqing: World, rounds: dict[str, Round]) -> None:
    with chongqing.acting():
        one, other = rounds["unit"].letter, rounds["school"].letter
        assert one is not None and one == other
        saved = drafting.save_letter(rounds["school"], LetterFields(**{**FIELDS.__dict__, "title": "联合答复"}), 1)
        assert saved.pk == one.pk and Letter.objects.count() == 1


def test_it_goes_out_when_both_heads_have_cleared_it_and_both_have_answered(
    chongqing: World, rounds: dict[str, Round]
) -> None:
    world = chongqing
    with world.acting():
        take("letter.submit", rounds["unit"], world.seats["clerk"])
        take("letter.clear", rounds["unit"], world.seats["head"])
        assert "教育局 审签同意" in refusal("letter.send", rounds["unit"], world.seats["head"]).replace("区教育局", "教育局")
        # The talk of one is a talk of both: they visit together.
        take("letter.submit", rounds["school"], world.seats["stranger"])
        take("letter.clear", rounds["school"], world.seats["stranger_head"])
        take("letter.send", rounds["school"], world.seats["stranger_head"])
        for row in Assignment.objects.all():
            assert (row.stage, row.due_on) == (Stage.ANSWERED, None)
        assert set(Round.objects.values_list("state", flat=True)) == {"answered"}
        assert LetterCopy.objects.count() == 1


def test_the_sheet_bears_both_names(chongqing: World, rounds: dict[str, Round]) -> None:
    from huiyin.web.letters import paper

    with chongqing.acting():
        letter = rounds["school"].letter
        assert letter is not None
        sheet = paper(letter, rounds["school"].assignment, rules_of(rounds["school"]))
        assert sheet["sign_name"] == "区城市管理执法局、区教育局"
        assert sheet["body_name"].split("\n") == ["区城市管理执法局", "区教育局"]


def test_while_one_is_clearing_the_other_cannot_change_the_letter(chongqing: World, rounds: dict[str, Round]) -> None:
    with chongqing.acting():
        take("letter.submit", rounds["unit"], chongqing.seats["clerk"])
        with pytest.raises(StepRefused, match="城市管理执法局”正在审签"):
            drafting.save_letter(rounds["school"], FIELDS, 1)


def test_a_head_who_does_not_agree_sends_it_back_to_both(chongqing: World, rounds: dict[str, Round]) -> None:
    world = chongqing
    with world.acting():
        for name in CLERK:
            take("letter.submit", rounds[name], world.seats[CLERK[name]])
        take("letter.clear", rounds["unit"], world.seats["head"])
        take("letter.send_back", rounds["school"], world.seats["stranger_head"], Remark("划线不归教育局。"))
        assert set(Round.objects.values_list("state", flat=True)) == {"handling"}
        assert set(Assignment.objects.values_list("stage", "to_mend")) == {(Stage.HANDLING, True)}


def test_a_letter_nobody_opened_is_recalled_for_both(chongqing: World, rounds: dict[str, Round]) -> None:
    world = chongqing
    with world.acting():
        for name in CLERK:
            take("letter.submit", rounds[name], world.seats[CLERK[name]])
            take("letter.clear", rounds[name], world.seats[HEAD[name]])
        take("letter.send", rounds["unit"], world.seats["head"])
        take("letter.recall", rounds["unit"], world.seats["head"])
        assert set(Round.objects.values_list("state", flat=True)) == {"cleared"}
        assert not Assignment.objects.filter(due_on__isnull=True).exists()


@pytest.mark.parametrize(
    ("modes", "sentence"),
    [
        ((Mode.JOINT_LEAD,), "共同主办至少要两个单位"),
        ((Mode.JOINT_LEAD, Mode.LEAD), "只能选一种"),
        ((Mode.SEPARATE, Mode.JOINT_LEAD), "只能选一种"),
    ],
)
def test_joint_lead_is_two_bodies_or_more_and_nothing_else(chongqing: World, modes: tuple[str, ...], sentence: str) -> None:
    world = chongqing
    with world.acting():
        proposal: Proposal = world.register()
        bodies = [world.bodies["unit"], world.bodies["school"]]
        targets = tuple(Target(body.pk, mode) for body, mode in zip(bodies, modes, strict=False))
        assert sentence in refusal("dispatch.hand_over", proposal, world.seats["officer"], HandOver(targets=targets))


def test_of_one_letter_that_both_put_right_the_course_tells_who_said_what(
    chongqing: World, rounds: dict[str, Round]
) -> None:
    world = chongqing
    with world.acting():
        for name, round_ in rounds.items():
            take("letter.submit", round_, world.seats[CLERK[name]])
            take("letter.clear", round_, world.seats[HEAD[name]])
        take("letter.send", rounds["unit"], world.seats["head"])
        take("letter.follow_up", rounds["unit"], world.seats["head"], Following("期限应为六月。", "期限写错"))
        take("letter.follow_up", rounds["school"], world.seats["stranger_head"], Following("电话有变。", "电话换了"))
        for who in ("officer", "deputy"):
            file = read_case(world.seats[who], rounds["unit"].case_key)
            assert file is not None
            told = {line.body: line.title for line in tell(file) if "更正函" in line.title}
            assert set(told) == {"期限写错", "电话换了"}, who
            assert "教育局" in told["电话换了"] and "教育局" not in told["期限写错"], who
