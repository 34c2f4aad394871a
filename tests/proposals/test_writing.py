"""Writing and signing: what stands under a text, who may touch it, and that nothing typed is lost (issue C)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from huiyin.chain.models import Event
from huiyin.chain.refusals import AlreadyDone, NotYours, StepRefused
from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.people import setup
from huiyin.people.models import Role
from huiyin.proposals import manuscripts, texts
from huiyin.proposals.models import Manuscript, Proposal, Signature, Signer
from huiyin.proposals.submitting import submission
from tests.chain.cast import add_seat, refusal
from tests.proposals.writing import ASKS, TITLE, deputies, resubmit, signed_by, submit, written
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
W = Signature.Word


@pytest.fixture
def world() -> Iterator[World]:
    made = make_world()
    with made.acting():
        yield made


# -- writing -------------------------------------------------------------------------------------------------------------


def test_what_is_not_submitted_is_no_event_and_can_be_thrown_away(world: World) -> None:
    made = written(world)
    signed_by(made, world.seats["cosigner"])
    manuscripts.delete(made)
    assert not Event.objects.exists() and not Manuscript.objects.exists() and not Signature.objects.exists()


def test_nobody_but_the_author_finds_a_manuscript_and_only_those_asked_may_read_it(world: World) -> None:
    made = written(world)
    for who in ("cosigner", "officer", "clerk", "team_clerk", "secretary", "street_clerk", "admin"):
        assert not manuscripts.of_seat(world.seats[who]).exists()
        assert not manuscripts.readable(world.seats[who], made)
    manuscripts.ask_to_sign(made, [world.seats["cosigner"]])
    assert manuscripts.readable(world.seats["cosigner"], made)
    assert not manuscripts.of_seat(world.seats["cosigner"]).exists()


def test_two_hands_at_once_do_not_overwrite_each_other(world: World) -> None:
    made = written(world)
    manuscripts.keep(made, world.seats["deputy"], made.version, {"title": "甲"})
    with pytest.raises(manuscripts.Stale) as stale:
        manuscripts.keep(made, world.seats["deputy"], made.version, {"title": "乙"})
    assert stale.value.theirs.title == "甲"


def test_what_was_typed_already_is_kept_again_without_a_clash(world: World) -> None:
    made = written(world)
    now = manuscripts.keep(made, world.seats["deputy"], made.version, {"title": "甲"})
    assert manuscripts.keep(made, world.seats["deputy"], made.version, {"title": "甲"}).version == now.version


def test_asks_are_numbered_as_chinese_lists_are(world: World) -> None:
    said = manuscripts.Words(TITLE, "内容", tuple(f"第{n}件" for n in range(1, 13)))
    text = manuscripts.composed("suggestion", said)
    assert "建议：\n一、第1件\n二、第2件" in text and "\n十、第10件\n十一、第11件\n十二、第12件" in text


# -- signing -------------------------------------------------------------------------------------------------------------


def test_a_text_must_have_been_opened_before_it_is_signed(world: World) -> None:
    """重庆建议条例第八条第二款: 应当确认内容能够真实表达自己的意愿."""
    made, seat = written(world), world.seats["cosigner"]
    manuscripts.ask_to_sign(made, [seat])
    with pytest.raises(StepRefused, match="先打开全文"):
        manuscripts.sign(made, seat.pk, made.digest)
    manuscripts.opened(made, seat)
    manuscripts.sign(made, seat.pk, made.digest)
    assert [one.seat_id for one in manuscripts.standing(made)] == [seat.pk]


def test_a_changed_text_asks_again_and_the_same_text_once_more_does_not(world: World) -> None:
    made, seat = written(world), world.seats["cosigner"]
    signed_by(made, seat)
    changed = manuscripts.keep(made, world.seats["deputy"], None, {"asks": ["只剩一条。"]})
    assert not manuscripts.standing(changed) and manuscripts.waiting_for(seat)[0].again
    back = manuscripts.keep(made, world.seats["deputy"], None, {"asks": ASKS})
    assert [one.seat_id for one in manuscripts.standing(back)] == [seat.pk] and not manuscripts.waiting_for(seat)


def test_nobody_signs_a_text_other_than_the_one_that_was_on_the_page(world: World) -> None:
    made, seat = written(world), world.seats["cosigner"]
    manuscripts.ask_to_sign(made, [seat])
    manuscripts.opened(made, seat)
    read = made.digest
    changed = manuscripts.keep(made, world.seats["deputy"], None, {"matter": "换了一件事。"})
    with pytest.raises(StepRefused, match="文字刚刚改过"):
        manuscripts.sign(changed, seat.pk, read)


def test_nobody_signs_uninvited_and_who_refused_may_be_asked_again(world: World) -> None:
    made, seat = written(world), world.seats["cosigner"]
    with pytest.raises(StepRefused):
        manuscripts.sign(made, seat.pk, made.digest)
    manuscripts.ask_to_sign(made, [seat])
    manuscripts.refuse_to_sign(made, seat, "不熟悉。")
    assert manuscripts.ask_to_sign(made, [seat]) and manuscripts.waiting_for(seat)


def test_the_code_of_the_hall_leads_to_the_text_until_it_is_submitted(world: World) -> None:
    made, seat = written(world), world.seats["cosigner"]
    code = manuscripts.open_for_joining(made)
    assert manuscripts.join(seat, f"{code[:4]} {code[4:]}") == made
    assert manuscripts.join(seat, "") is None and manuscripts.join(seat, "00000000") is None
    submit(world, made)
    assert manuscripts.join(seat, code) is None


def test_a_slip_fits_one_deputy_and_one_text(world: World) -> None:
    made = written(world)
    code = manuscripts.slip_code(made, world.seats["deputy"].pk)
    assert manuscripts.fits_slip(made, world.seats["deputy"].pk, f" {code[:3]} {code[3:]} ")
    assert not manuscripts.fits_slip(made, world.seats["cosigner"].pk, code)
    changed = manuscripts.keep(made, world.seats["deputy"], None, {"title": "关于别的事的建议"})
    assert not manuscripts.fits_slip(changed, world.seats["deputy"].pk, code)


# -- submitting ----------------------------------------------------------------------------------------------------------


def test_a_submitted_item_has_its_text_its_asks_and_its_signers_and_no_number_yet(world: World) -> None:
    made = written(world)
    signed_by(made, world.seats["cosigner"])
    item = submit(world, made)
    assert (item.own_no, item.registered_on, item.shown_no) == (None, None, "未编号")
    assert [ask.text for ask in item.asks.order_by("number")] == ASKS
    assert list(item.signers.order_by("order").values_list("seat_id", "is_lead", "confirmed_how")) == [
        (world.seats["deputy"].pk, True, "account"),
        (world.seats["cosigner"].pk, False, "account"),
    ]
    assert item.text_digest == made.digest and item.signer_count == 2 and item.lead_name == "李文静"


def test_the_same_manuscript_submitted_twice_is_one_item(world: World) -> None:
    made = written(world)
    submit(world, made, request_key="a-key-of-a-form")
    for key in ("a-key-of-a-form", "the-key-of-another-form"):
        with pytest.raises(AlreadyDone):
            submit(world, Manuscript.objects.get(), request_key=key)
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize(
    ("missing", "said"),
    [({"title": " "}, texts.NO_TITLE), ({"matter": ""}, texts.NO_MATTER), ({"asks": [" "]}, texts.NO_ASKS)],
)
def test_a_suggestion_without_title_matter_or_ask_is_not_submitted(world: World, missing: dict[str, object], said: str) -> None:
    made = written(world, **missing)
    with pytest.raises(StepRefused, match=said):
        submit(world, made)


@pytest.mark.parametrize(("level", "needed"), [("county", 10), ("township", 5), ("city", 10), ("province", 10)])
def test_a_motion_needs_as_many_deputies_as_the_law_says(level: str, needed: int) -> None:
    """地方组织法第二十二条第二款: 县级以上十人以上，乡镇五人以上."""
    world = make_world(profile="township" if level == "township" else "base")
    with world.acting():
        type(world.congress).objects.filter(pk=world.congress.pk).update(level=level)
        made = written(world, kind="motion")
        signed_by(made, *deputies(world, needed - 2))
        with pytest.raises(StepRefused, match=f"要 {needed} 名以上代表联名，现在 {needed - 1} 名，还差 1 名"):
            submit(world, made)
        signed_by(made, world.seats["cosigner"])
        assert submit(world, made).signer_count == needed


def test_one_deputy_is_enough_for_a_suggestion(world: World) -> None:
    """代表法第二十四条、第三十六条."""
    assert submit(world, written(world)).signer_count == 1


def test_a_clerk_files_only_what_the_deputy_has_confirmed(world: World) -> None:
    clerk = world.seats["team_clerk"]
    made = manuscripts.begin(clerk, lead=world.seats["deputy"])
    made = manuscripts.keep(made, clerk, None, {"title": TITLE, "matter": "很堵。", "asks": ASKS})
    with pytest.raises(StepRefused, match="还没有确认这份文字"):
        submit(world, made, "team_clerk")
    manuscripts.sign(made, world.seats["deputy"].pk, made.digest, how=Signature.How.PHONE, by=clerk)
    item = submit(world, made, "team_clerk")
    assert Signer.objects.get(proposal=item).confirmed_how == "phone"


def test_a_clerk_of_another_delegation_files_nothing_for_this_one(world: World) -> None:
    other = setup.add_body(world.congress, "第二代表团", "delegation")
    stranger = add_seat(world, "other_clerk", "钱远", other, Role.DELEGATION_CLERK)
    with pytest.raises(StepRefused):
        manuscripts.begin(stranger, lead=world.seats["deputy"])
    with pytest.raises(NotYours):
        submit(world, written(world), "other_clerk")


def test_a_delegation_raises_a_suggestion_where_its_rules_know_that_and_only_in_session() -> None:
    """重庆建议条例第八条第三款: 经全团代表充分讨论，并由代表团团长签字后，在会议期间提出."""
    world = make_world(profile="chongqing")
    with world.acting():
        clerk, head = world.seats["team_clerk"], world.seats["cosigner"]
        made = manuscripts.begin(clerk, collective=True)
        made = manuscripts.keep(made, clerk, None, {"title": TITLE, "matter": "很堵。", "asks": ASKS})
        with pytest.raises(StepRefused, match="要经全团讨论、由团长签字"):
            submit(world, made, "team_clerk")
        manuscripts.ask_to_sign(made, [head])
        manuscripts.sign(made, head.pk, made.digest, how=Signature.How.PAPER, by=clerk)
        made = manuscripts.keep(made, clerk, None, {"discussed_on": clock.today()})
        item = submit(world, Manuscript.objects.get(), "team_clerk")
        assert item.lead_name == "第一代表团" and Signer.objects.get(proposal=item, is_lead=True).body == world.bodies["team"]
        between = submission(made, world.session, "between")
        other = Proposal(congress=world.congress)
        other.written = manuscripts.begin(clerk, collective=True)
        assert refusal("proposal.submit", other, clerk, between)


def test_elsewhere_a_delegation_raises_nothing(world: World) -> None:
    clerk = world.seats["team_clerk"]
    made = manuscripts.begin(clerk, collective=True)
    made = manuscripts.keep(made, clerk, None, {"title": TITLE, "matter": "很堵。", "asks": ASKS})
    with pytest.raises(StepRefused, match="没有规定代表团可以提建议"):
        submit(world, made, "team_clerk")


def test_what_bears_a_mark_of_secrecy_goes_its_own_way(world: World) -> None:
    """代表法第八条: 保守国家秘密."""
    with pytest.raises(StepRefused, match="涉密内容不能在这里写"):
        submit(world, written(world, matter="机密★1年：某工程的部署。"))
    assert submit(world, written(world, matter="保守商业秘密的做法还不够。")).pk


def test_a_signature_for_an_older_text_is_not_carried_into_the_item(world: World) -> None:
    made = written(world)
    signed_by(made, world.seats["cosigner"])
    made = manuscripts.keep(made, world.seats["deputy"], None, {"title": "关于改过的事的建议"})
    item = submit(world, made)
    assert item.signer_count == 1
    signed_by(Manuscript.objects.get(), world.seats["cosigner"])
    take("proposal.take_back", item, world.seats["deputy"])
    resubmit(world, item)
    assert Signer.objects.filter(proposal=item, withdrawn_on__isnull=True).count() == 2
