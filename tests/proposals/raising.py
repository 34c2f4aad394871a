"""Items that come the whole way, as deputies raise them: written, signed, submitted, registered."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from huiyin.chain.taking import take
from huiyin.foundation import file_owners
from huiyin.people import setup
from huiyin.people.models import Role, Seat
from huiyin.proposals import manuscripts
from huiyin.proposals.files import OF_MANUSCRIPT
from huiyin.proposals.models import Manuscript, Proposal, Side, Signature
from huiyin.proposals.submitting import Acceptance, submission
from tests.foundation.test_files import png
from tests.world import World

ASKS = ("增设人行护栏。", "早晚高峰定点巡查。", "建一处公共停车场。")


def add_deputies(world: World, count: int) -> list[Seat]:
    """Further deputies of the first delegation, without accounts."""
    team, term = world.bodies["team"], world.session.term
    return [
        setup.add_seat(setup.add_person(world.congress, f"代表{n}号"), team, Role.DEPUTY, term=term) for n in range(count)
    ]


def written(
    world: World, kind: str = "suggestion", cosigners: Sequence[Seat] = (), asks: Sequence[str] = ASKS, **more: Any
) -> Manuscript:
    """A manuscript of the lead deputy that everybody has signed."""
    lead = world.seats["deputy"]
    title = more.pop("title", "关于整治沿江大道违停的议案" if kind == "motion" else "关于整治沿江大道违停的建议")
    draft = manuscripts.begin(lead, kind)
    draft = manuscripts.keep(
        draft, lead, None, {"title": title, "matter": "沿江大道早晚高峰违停严重。", "asks": list(asks), **more}
    )
    for seat in cosigners:
        manuscripts.ask_to_sign(draft, [seat])
        manuscripts.sign(draft, seat.pk, draft.digest, how=Signature.How.PAPER)
    return draft


def with_photo(draft: Manuscript) -> Manuscript:
    """With a photo hung on it by who writes."""
    assert draft.lead is not None
    file_owners.attach(draft.lead, OF_MANUSCRIPT, draft.pk, BytesIO(png()), "堵车照片.png", 1 << 20)
    return draft


def submitted(world: World, draft: Manuscript, side: str = Side.SESSION) -> Proposal:
    thing = Proposal(congress=world.congress)
    thing.written = draft
    take("proposal.submit", thing, world.seats["deputy"], submission(draft, world.session, side))
    return thing


def accepted(world: World, proposal: Proposal, **more: Any) -> Proposal:
    take("proposal.accept", proposal, world.seats["officer"], Acceptance(**more))
    proposal.refresh_from_db()
    return proposal


def motion(world: World, deputies: Sequence[Seat], **more: Any) -> Proposal:
    """A registered motion of the lead deputy and these others: it is under review."""
    return accepted(world, submitted(world, with_photo(written(world, "motion", deputies, **more))))
