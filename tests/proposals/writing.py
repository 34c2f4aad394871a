"""Manuscripts in plain calls: written, signed, submitted."""

from __future__ import annotations

from typing import Any

from huiyin.chain.models import Event
from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.people import setup
from huiyin.people.models import Role, Seat
from huiyin.proposals import manuscripts, submitting
from huiyin.proposals.models import Manuscript, Proposal
from tests.world import World

TITLE = "关于在粮道街小学门口设置临时接送区的建议"
MATTER = "粮道街小学每天7:40至8:05有约600名学生入校，家长车辆停满两侧车道，4月以来每次堵车20分钟以上。"
ASKS = ["校门东侧60米划临时接送区，限时停3分钟。", "上学日早上安排2名辅警疏导。"]


def written(world: World, who: str = "deputy", kind: str = "suggestion", **more: Any) -> Manuscript:
    said = {"title": TITLE, "matter": MATTER, "asks": list(ASKS)} | more
    made = manuscripts.begin(world.seats[who], kind)
    return manuscripts.keep(made, world.seats[who], None, said)


def deputies(world: World, count: int, body: str = "team") -> list[Seat]:
    """So many further deputies."""
    return [
        setup.add_seat(setup.add_person(world.congress, f"甲{number}"), world.bodies[body], Role.DEPUTY)
        for number in range(count)
    ]


def signed_by(manuscript: Manuscript, *seats: Seat) -> None:
    """Asked, opened and signed."""
    manuscripts.ask_to_sign(manuscript, seats)
    for seat in seats:
        manuscripts.opened(manuscript, seat)
        manuscripts.sign(manuscript, seat.pk, manuscript.digest)


def submit(world: World, manuscript: Manuscript, who: str = "deputy", **how: Any) -> Proposal:
    proposal = Proposal(congress=world.congress)
    proposal.written = manuscript
    side = submitting.side_on(world.session, clock.today())
    take("proposal.submit", proposal, world.seats[who], submitting.submission(manuscript, world.session, side), **how)
    manuscript.refresh_from_db()
    return proposal


def resubmit(world: World, proposal: Proposal, who: str = "deputy") -> Event:
    manuscript = manuscripts.manuscript_of(proposal)
    assert manuscript is not None
    facts = submitting.Resubmission(manuscript.digest, tuple(s.seat_id for s in manuscripts.standing(manuscript)))
    return take("proposal.resubmit", proposal, world.seats[who], facts)
