"""What a seat may do on a case now, as buttons: from the catalogue, so that no page offers what the door would refuse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from huiyin.chain.catalogue import catalogue
from huiyin.chain.models import Thing
from huiyin.dispatch.models import AssignmentState
from huiyin.handling.casefiles import CaseFile, Depth
from huiyin.handling.checking import CHECKED
from huiyin.handling.models import Round, RoundState
from huiyin.handling.steps import ALL_AGREE
from huiyin.people.models import Seat
from huiyin.web.context import address
from huiyin.web.stepforms import refusal_of
from huiyin.web.unit import texts


@dataclass(frozen=True)
class Act:
    """One thing the seat may do now. `post` steps are taken at once; the others open a page first."""

    label: str
    url: str
    post: bool = False
    version: int | None = None
    key: str = ""
    quiet: bool = False


def acts(file: CaseFile) -> list[Act]:
    """Buttons of this seat; the first is the page's one primary button."""
    found: list[Act] = []
    for thing in _things(file):
        for step in catalogue.possible(thing, file.seat):
            found += act_of(step.code, thing, file)
    order = {label: place for place, label in enumerate(_ORDER)}
    return sorted(found, key=lambda act: (act.quiet, order.get(act.label, len(order))))


_ORDER = (
    "签收",
    "分办",
    "交办",
    "处理评价",
    "按意见修改",
    "审签答复函",
    "审核答复函",
    "签批答复函",
    "发出答复",
    "登记沟通",
    "写答复",
    "看一遍，送审签",
    "写会办意见",
    "同意退回，改交",
    "不同意退回",
    "维持原交办",
    "协调后改交",
)


def _things(file: CaseFile) -> Iterable[Thing]:
    yield file.case
    for part in file.parts:
        yield part.row
        # The newest handling only: older ones are history.
        if part.newest is not None and part.depth > Depth.NAMES:
            yield part.newest.round


# Steps with a page of their own: what the button says, the name of the page, and whether it is an everyday matter.
_PAGES = {
    "letter.clear": ("审签答复函", "reply", False),
    "letter.send": ("发出答复", "reply-send", False),
    # The letter itself stands on the case page, with the buttons that count below it.
    "letter.review": ("审核答复函", "reply", True),
    "letter.sign_off": ("签批答复函", "reply", True),
    "dispatch.assign": ("分办", "assign", False),
    "dispatch.hand_over": ("交办", "hand_over", False),
    "evaluation.settle": ("处理评价", "settlement", False),
    "evaluation.set_aside": ("代表未评价，办结", "set_aside", False),
    "opinion.give": ("写会办意见", "opinion", False),
    "letter.serve_on_paper": ("登记纸质送达", "serve", True),
    "appointment.offer": ("约代表见面", "appointment-offer", True),
    "contact.confirm_by_phone": ("代记代表核对意见", "phone-word", True),
    "evaluation.enter_paper": ("登记纸质评价", "paper-enter", True),
    "evaluation.confirm_paper": ("核对纸质评价", "paper-check", False),
    "evaluation.drop_paper": ("撤回纸质评价登记", "paper-check", True),
    "proposal.correct": ("更正登记", "correct", True),
    "proposal.correct_signers": ("更正代表", "signers", True),
    "contact.correct": ("更正沟通记录", "contact-correct", True),
    "letter.follow_up": ("发更正函", "follow-up", True),
    "proposal.void": ("作废", "void", True),
    "draft.verify": ("核实初步答复函", "draft-verify", False),
    "draft.note_word": ("代记代表对初步答复函的意见", "draft-word", True),
    "split.advise": ("建议分开提", "split", True),
    "proposal.merge": ("并案办理", "merge", True),
    # What is recorded about a motion has one page of its own.
    "motion.opine": ("登记意见、决定", "motion", False),
    "motion.adopt": ("登记表决", "motion", False),
    "motion.put_in": ("送议案审查", "motion", True),
    "motion.reconsider": ("复议、更正决定", "motion", True),
    "assignment.ask_return": ("申请退回", "return-ask", True),
}
# Steps whose guards say whether they are a matter now: their button is left out while they refuse.
_ONLY_IF_OPEN = frozenset(
    {"evaluation.set_aside", "assignment.dispute", "dispute.uphold", "dispute.reassign", "long.refuse", "long.ask",
     "long.grant", "assignment.ask_return", "assignment.replace", "opinion.chase", "letter.serve_on_paper",
     "contact.confirm_by_phone", "evaluation.enter_paper", "evaluation.confirm_paper", "evaluation.drop_paper",
     "letter.review", "letter.sign_off", "letter.decline", "split.advise", "proposal.merge", "proposal.unmerge",
     "motion.put_in", "motion.reconsider", "draft.offer", "draft.note_word", "draft.verify", "appointment.offer"}
)  # fmt: skip
# What these ask about is filled in on the step's own page.
_ASKED_ON_PAGE = frozenset({"has_reason", "replaced_fits", "suggests_another", "has_scan", "complete", "remark_given",
                              "asks_grouped", "fit_together"})


def _is_offered(code: str, thing: Any, seat: Seat) -> bool:
    if code == "letter.send":
        # What else is missing the page of sending says, or asks for; the others' clearance is not this body's to give.
        return ALL_AGREE.check(thing, seat, None) is None
    if code not in _ONLY_IF_OPEN:
        return True
    guards = [guard for guard in catalogue[code].guards if guard.name not in _ASKED_ON_PAGE]
    return all(guard.check(thing, seat, None) is None for guard in guards)


def act_of(code: str, thing: Any, file: CaseFile) -> list[Act]:
    """What a possible step looks like on the page; steps that live on another page have none here."""
    seat = file.seat
    if not _is_offered(code, thing, seat):
        return []
    if code == "assignment.receive":
        return [Act("签收", reverse("step", args=[seat.pk, code, thing.pk]), post=True, version=thing.version)]
    if code == "contact.record":
        first = not thing.assignment.met and thing.state == RoundState.HANDLING
        if thing.assignment.state != AssignmentState.RECEIVED:
            return []
        return [Act("登记沟通", reverse("contact", args=[seat.pk, thing.pk]), key="l", quiet=not first)]
    if code == "contact.correct" and (thing.assignment.state != AssignmentState.RECEIVED or not _talks(thing, file)):
        return []
    if code == "letter.submit":
        return _letter_acts(thing, file)
    if code in texts.WHY:
        label = texts.WHY[code].label
        return [Act(label, reverse("why", args=[seat.pk, code, thing.pk]), quiet=texts.WHY[code].quiet)]
    if code in texts.MOVE:
        label, quiet = texts.MOVE[code]
        return [Act(label, reverse("move", args=[seat.pk, code, thing.pk]), quiet=quiet)]
    if code == "draft.offer" and thing.assignment.state != AssignmentState.RECEIVED:
        return []
    if code in texts.QUIET_SIMPLE:
        return [Act(texts.SIMPLE[code][2], reverse("step", args=[seat.pk, code, thing.pk]), quiet=True)]
    if code not in _PAGES:
        return []
    label, name, quiet = _PAGES[code]
    url = address(name, seat.pk, thing.pk) or address(name, seat.pk)
    return [Act(label, url, quiet=quiet)] if url else []


def _talks(round_: Any, file: CaseFile) -> bool:
    return any(made.contacts for part in file.parts for made in part.rounds if made.round.pk == round_.pk)


def _letter_acts(round_: Any, file: CaseFile) -> list[Act]:
    if round_.assignment.state != AssignmentState.RECEIVED:
        return []
    seat = file.seat
    made = next((m for p in file.parts for m in p.rounds if m.round.pk == round_.pk), None)
    label = "按意见修改" if made is not None and made.sent_back else "写答复"
    found = [Act(label, reverse("reply-edit", args=[seat.pk, round_.pk]), key="r")]
    if made is not None and made.letter is not None:
        found.append(Act("看一遍，送审签", reverse("reply", args=[seat.pk, round_.pk])))
    return found


def under_letter(round_: Round, seat: Seat) -> list[dict[str, Any]]:
    """Buttons under the sheet: label, address, whether it is taken at once, and what still stands in its way."""
    pages = {
        "letter.submit": ("送审签", "step"),
        "letter.clear": ("审签同意", "step"),
        "letter.review": ("审核通过", "step"),
        "letter.sign_off": ("签批同意", "step"),
        "letter.send": ("发出答复", "reply-send"),
        "letter.send_back": ("退回修改", "reply-back"),
        "letter.decline": ("退回单位修改", "reply-decline"),
    }
    found: list[dict[str, Any]] = []
    possible = {step.code for step in catalogue.possible(round_, seat)}
    for code, (label, name) in pages.items():
        if code in possible and _is_offered(code, round_, seat):
            args = [seat.pk, code, round_.pk] if name == "step" else [seat.pk, round_.pk]
            refused = refusal_of(code, round_, seat, None) if name == "step" else None
            if code == "letter.submit" and refused is not None and refused.sentence == CHECKED.check(round_, seat, None):
                # What the check names is looked at, and answered for, on a page of its own.
                found.append({"label": texts.CHECK_FIRST, "url": reverse("reply-check", args=[seat.pk, round_.pk])})
                continue
            found.append(
                {
                    "label": label,
                    "url": reverse(name, args=args),
                    "post": name == "step" and refused is None,
                    "blocked": refused.sentence if refused is not None else "",
                    "version": round_.version,
                }
            )
    if "letter.submit" in possible:
        found.append({"label": "修改", "url": reverse("reply-edit", args=[seat.pk, round_.pk])})
    return found
