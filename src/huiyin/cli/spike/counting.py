"""What the database holds after a rush: nothing lost, nothing twice, numbers without gaps. Each breach is a sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from huiyin.chain.models import Event
from huiyin.cli.spike.browsing import Browser
from huiyin.cli.spike.making import Made
from huiyin.cli.spike.rushing import Rush
from huiyin.foundation.tenancy import acting
from huiyin.people.models import Role, Seat
from huiyin.proposals.models import Manuscript, Proposal, ProposalState, Signer, TextVersion

RECEIPTS = 50


@dataclass
class Held:
    numbers: dict[str, Any] = field(default_factory=dict)
    breaches: list[str] = field(default_factory=list)

    def must(self, holds: bool, sentence: str) -> None:
        if not holds:
            self.breaches.append(sentence)


def count(made: Made, rush: Rush, port: int) -> Held:
    """Asked while the site still runs: receipts are looked at over HTTP."""
    held, congress = Held(), made.congress
    with acting(congress.pk):
        proposals = list(Proposal.objects.filter(congress=congress).defer("body").order_by("own_no", "pk"))
        manuscripts = dict(Manuscript.objects.filter(congress=congress).values_list("pk", "proposal_id"))
        submitted = Event.objects.filter(congress=congress, step="proposal.submit")
        keys = list(submitted.values_list("request_key", flat=True))
        texts = TextVersion.objects.filter(congress=congress)
        twice = texts.values("proposal").annotate(n=Count("pk")).filter(n__gt=1).count()
        signers = Signer.objects.filter(congress=congress, withdrawn_on__isnull=True).count()
        leads = dict(
            Signer.objects.filter(congress=congress, is_lead=True, seat__role=Role.DEPUTY).values_list(
                "proposal_id", "seat_id"
            )
        )
        deputies = Seat.objects.filter(congress=congress, role=Role.DEPUTY)
        delegations = deputies.values("body").distinct().count()
        held.numbers |= {"deputies": deputies.count(), "delegations": delegations, "texts": texts.count()}
    lost = [pk for pk in rush.said if manuscripts[pk] is None]
    cases = [case for case in manuscripts.values() if case is not None]
    states = Counter(one.state for one in proposals)
    given = [one.own_no for one in proposals if one.own_no is not None]
    held.numbers |= {
        "manuscripts": len(made.written),
        "said": len(rush.said),
        "submitted": len(proposals),
        "lost": len(lost),
        "double": len(proposals) - len(set(cases)),
        "events": len(keys),
        "registered": len(given),
        "signers": signers,
    }
    held.must(len(rush.said) == len(made.written), f"{len(made.written) - len(rush.said)} 件没有交成")
    held.must(not lost, f"{len(lost)} 件说交成了，库里没有")
    held.must(len(proposals) == len(set(cases)) == len(cases), "有的件交了两次")
    held.must(len(keys) == len(set(keys)) == len(proposals), "提交的事件和件数不等")
    held.must(held.numbers["texts"] == len(proposals) and not twice, "有的件留了两份文字")
    held.must(len({one.title for one in proposals}) == len(proposals), "有标题相同的件")
    held.must(given == list(range(1, len(given) + 1)), "编号有空缺或者重复")
    known = states[ProposalState.SUBMITTED] + states[ProposalState.REGISTERED]
    held.must(known == len(proposals), f"有的件在别的状态：{dict(states)}")
    _look_at_receipts(held, [one for one in proposals if one.own_no is not None], leads, made, port)
    return held


def _look_at_receipts(held: Held, registered: list[Proposal], leads: dict[int, int], made: Made, port: int) -> None:
    """Of some registered items the receipt, as their lead deputies see it."""
    keys = {one.seat_id: one.key for one in made.written}
    step = max(1, len(registered) // RECEIPTS)
    looked = 0
    for case in registered[::step]:
        seat = leads[case.pk]
        browser = Browser(port, keys[seat])
        page = browser.get(f"/s/{seat}/mine/receipt/{case.pk}/")
        browser.close()
        held.must(page.status == 200 and case.text_digest in page.page, f"{case.shown_no}没有回执（{page.status}）")
        looked += 1
    held.numbers["receipts"] = looked
