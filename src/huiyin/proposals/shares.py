"""分享: a link with which people who have no account see the public part of an item; its deputy makes it and ends it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Q

from huiyin.foundation import clock
from huiyin.foundation.logs import redacted
from huiyin.foundation.tenancy.models import TenantKey, TenantModel
from huiyin.people.models import Seat
from huiyin.proposals.following import handlers_of, stands
from huiyin.proposals.models import Proposal, Signer


class Share(TenantModel):
    """A link that was given out. Rows stay when a link is ended: it is known what stood open, from when until when."""

    proposal = TenantKey(Proposal)
    seat = TenantKey(Seat)
    # 128 bits by chance: the address is the key, and nobody comes to one by counting.
    code = models.CharField(max_length=32)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["congress", "code"], name="share_code_once"),
            models.UniqueConstraint(
                fields=["congress", "proposal"], name="one_open_share", condition=Q(ended_at__isnull=True)
            ),
        ]

    @property
    def link(self) -> str:
        """What stands in the address: whose fence to look behind, and the code."""
        return f"{self.congress_id}-{self.code}"


@dataclass(frozen=True)
class SharedPart:
    """What whoever has the link may see; identity and telephone numbers in the text are covered."""

    number: str
    title: str
    body: str
    congress: str
    demo: bool
    who: str
    state_words: str
    registered_on: date | None
    units: tuple[str, ...]


def may_share(seat: Seat, item: Proposal) -> bool:
    """Its leading deputy may, once it is registered and unless the deputies wished it unpublished."""
    leads = Signer.objects.filter(congress_id=seat.congress_id, seat=seat, proposal=item, is_lead=True)
    return _shown(item) and leads.filter(withdrawn_on__isnull=True).exists()


def _shown(item: Proposal) -> bool:
    return stands(item) and not item.wish_unpublished


def open_share(congress_id: int, case_id: int) -> Share | None:
    return Share.objects.filter(congress_id=congress_id, proposal_id=case_id, ended_at__isnull=True).first()


def share(seat: Seat, case_id: int) -> Share:
    """The open link of an item; a new one where there is none. Asking twice gives the same link."""
    made, _ = Share.objects.get_or_create(
        congress_id=seat.congress_id,
        proposal_id=case_id,
        ended_at=None,
        defaults={"seat": seat, "code": secrets.token_urlsafe(16), "made_at": clock.now()},
    )
    return made


def end(seat: Seat, case_id: int) -> None:
    rows = Share.objects.filter(congress_id=seat.congress_id, proposal_id=case_id, ended_at__isnull=True)
    rows.update(ended_at=clock.now())


def shared_by(congress_id: int, code: str) -> SharedPart | None:
    """What a link shows now. None for a link that was ended or never made, and for an item that is not shown any more:
    voided, withdrawn."""
    made = Share.objects.filter(congress_id=congress_id, code=code, ended_at__isnull=True)
    found = made.select_related("proposal__congress").first()
    return shared_part(found.proposal) if found is not None and _shown(found.proposal) else None


def shared_part(item: Proposal) -> SharedPart:
    return SharedPart(
        item.shown_no,
        redacted(item.title),
        redacted(item.body),
        item.congress.name,
        item.congress.is_demo,
        item.signers_line,
        item.state_words,
        item.registered_on,
        handlers_of(item.congress_id, item.pk),
    )
