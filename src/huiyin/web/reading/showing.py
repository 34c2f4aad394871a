"""What pages before the registration show of an item: its texts word by word, its readings, who has signed what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from huiyin.chain.catalogue import catalogue
from huiyin.chain.models import Clock
from huiyin.dispatch.queries import visible_to
from huiyin.foundation.workdays import explain
from huiyin.handling import casefiles
from huiyin.people.models import Role, Seat
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.schema import Procedure
from huiyin.proposals import files, likeness, lookout, manuscripts
from huiyin.proposals.manuscripts import composed, words_of
from huiyin.proposals.models import Proposal, ProposalState, Reading, Refusal, Side, Signature, TextVersion
from huiyin.supervision.thread_queries import times_raised
from huiyin.web.components import state_of
from huiyin.web.dates import day
from huiyin.web.reading import texts
from huiyin.web.reading.forms import exit_words
from huiyin.web.shared import attaching
from huiyin.web.wordwise import revised


@dataclass(frozen=True)
class VersionShown:
    """One text. `against` is what it changed of the text it came from, none of the first."""

    heading: str
    title: str | SafeString
    body: str | SafeString
    changed: bool


@dataclass(frozen=True)
class ReadingShown:
    tier: str
    who: str
    on: date
    result: str
    decision: str
    note: str
    marks: list[tuple[str, str]]
    advised: VersionShown | None


@dataclass(frozen=True)
class SignerShown:
    name: str
    delegation: str
    is_lead: bool
    words: str
    stands: bool


@dataclass
class Act:
    label: str
    url: str
    quiet: bool = False


@dataclass
class ItemShown:
    """An item that has no number yet, as those who read and register it see it."""

    case: Proposal
    text: TextVersion
    asks: list[str]
    wanted: str
    files: list[dict[str, Any]]
    versions: list[VersionShown]
    readings: list[ReadingShown]
    signers: list[SignerShown]
    refusal: Refusal | None
    refusal_exit: str
    tier: str
    acts: list[Act] = field(default_factory=list)
    next_words: str = ""


def item(seat: Seat, case: Proposal) -> ItemShown:
    procedure = procedure_of(case.procedure_id)
    rows = TextVersion.objects.filter(congress_id=case.congress_id, proposal=case).order_by("number")
    versions = list(rows)
    text = next(one for one in reversed(versions) if one.submitted)
    refusal = Refusal.objects.filter(congress_id=case.congress_id, proposal=case).order_by("-pk").first()
    wanted = case.wanted_body
    tier = procedure.reading.tier(case.tier)
    shown = ItemShown(
        case=case,
        text=text,
        asks=list(text.asks),
        wanted=wanted.name if wanted is not None else "",
        files=[attaching.shown(seat, one) for one in files.files_with(case)],
        versions=_versions(case, versions),
        readings=_readings(case, procedure, {one.pk: one for one in versions}),
        signers=_signers(case),
        refusal=refusal,
        refusal_exit=exit_words(refusal.goes_to) if refusal is not None else "",
        tier=tier.label if tier is not None else texts.OFFICE,
    )
    shown.acts = _acts(seat, case, procedure)
    shown.next_words = _next(seat, case, shown)
    return shown


def _body(case: Proposal, text: TextVersion) -> str:
    return composed(case.kind, words_of(text))


def _versions(case: Proposal, rows: list[TextVersion]) -> list[VersionShown]:
    """The texts as they were submitted, the newest first, each against the one before."""
    made: list[VersionShown] = []
    before: TextVersion | None = None
    for one in rows:
        if one.submitted:
            heading = texts.SUBMITTED_TEXT.format(n=len(made) + 1, on=day(one.at))
            made.append(_version(case, heading, one, before))
            before = one
    return made[::-1]


def _version(case: Proposal, heading: str, text: TextVersion, before: TextVersion | None) -> VersionShown:
    if before is None:
        return VersionShown(heading, text.title, _body(case, text), False)
    return VersionShown(
        heading, revised(before.title, text.title), revised(_body(case, before), _body(case, text)), True
    )


def _readings(case: Proposal, procedure: Procedure, versions: dict[int, TextVersion]) -> list[ReadingShown]:
    rows = Reading.objects.filter(congress_id=case.congress_id, proposal=case).order_by("-pk")
    labels = {one.code: one.label for one in procedure.reading.criteria.value or ()}
    made = []
    for one in rows.select_related("seat__body"):
        tier = procedure.reading.tier(one.tier)
        advised = versions.get(one.advised_id or 0)
        heading = texts.ADVISED_TEXT.format(on=day(one.on))
        made.append(
            ReadingShown(
                tier=tier.label if tier is not None else "",
                who=one.seat.body.label,
                on=one.on,
                result=texts.RESULTS[one.result],
                decision=texts.DECISIONS[one.decision] if one.result != Reading.Result.FIT else "",
                note=one.note,
                marks=[(labels.get(code, code), texts.MARK_WORDS[met]) for code, met in one.marks.items()],
                advised=_version(case, heading, advised, versions[one.text_id]) if advised is not None else None,
            )
        )
    return made


def _signers(case: Proposal) -> list[SignerShown]:
    """Everybody who was asked, with whether the signature is under the text as it stands."""
    written = manuscripts.manuscript_of(case)
    if written is None:
        return []
    made = []
    for one in manuscripts.signatures_of(written):
        stands = manuscripts.stands(one, written)
        before = one.word == Signature.Word.SIGNED
        words = texts.SIGNED if stands else texts.SIGNED_BEFORE if before else _word(one)
        made.append(
            SignerShown(one.seat.person.name, one.seat.body.label, one.seat_id == written.lead_id, words, stands)
        )
    return made


def _word(signature: Signature) -> str:
    asked = signature.word == Signature.Word.ASKED
    return texts.ASKED if asked else str(Signature.Word(signature.word).label)


def _acts(seat: Seat, case: Proposal, procedure: Procedure) -> list[Act]:
    may = {step.code for step in catalogue.possible(case, seat)}
    found = []
    if "reading.pass" in may:
        found.append(Act("阅看", reverse("reading_sheet", args=[seat.pk, case.pk])))
    if "proposal.accept" in may and not case.tier:
        found.append(Act("审核登记", reverse("registering_case", args=[seat.pk, case.pk])))
    if "proposal.refuse" in may and procedure.raising.refusal_grounds.value:
        found.append(Act("不作为建议处理", reverse("reading_refuse", args=[seat.pk, case.pk]), quiet=True))
    return found


def _next(seat: Seat, case: Proposal, shown: ItemShown) -> str:
    if case.state == ProposalState.WITH_DEPUTY:
        return texts.NEXT_WORDS["deputy"]
    if case.state in (ProposalState.REFUSED, ProposalState.WITHDRAWN):
        return texts.NEXT_WORDS[case.state]
    if any(act.url == reverse("reading_sheet", args=[seat.pk, case.pk]) for act in shown.acts):
        return texts.NEXT_WORDS["read"]
    if case.tier:
        return texts.NEXT_WORDS["reading"].format(tier=shown.tier)
    office = seat.role in (Role.COMMITTEE_OFFICER, Role.SECRETARIAT)
    return texts.NEXT_WORDS["register" if office else "waiting"]


# -- the clock -----------------------------------------------------------------------------------------------------------


def clock_of(case: Proposal, today: date) -> dict[str, Any]:
    """交办期限 as the panel of a case shows it: it runs from the submission of what was raised between sessions."""
    running = lookout.running(case.congress_id, [case.pk])
    if not running:
        over = case.state in (ProposalState.REFUSED, ProposalState.WITHDRAWN)
        words = texts.STOPPED if over else texts.SESSION_NO_CLOCK if case.side == Side.SESSION else texts.NO_CLOCK
        return {"state": "wait", "words": words, "due_on": None, "title": "交办期限"}
    return panel(running[0], today)


def panel(clock: Clock, today: date) -> dict[str, Any]:
    state = state_of(clock.due_on, today, clock.amber_on)
    left = (clock.due_on - today).days
    before, big, after = ("", "今天", "到期") if left == 0 else ("还剩" if left > 0 else "已逾期", str(abs(left)), "天")
    reached = casefiles.reached([clock], clock.congress_id)
    return {
        "title": "交办期限",
        "state": state,
        "words": {"red": "红灯 · 逾期", "amber": "黄灯 · 临期", "green": "绿灯 · 正常"}[state],
        "start_on": clock.started_on,
        "start_word": "提交",
        "due_on": clock.due_on,
        "big_before": before,
        "big": big,
        "big_after": after,
        "explained": explain(reached[clock.pk]),
        "source": clock.source,
    }


# -- like items ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Like:
    words: str
    url: str


def like_items(seat: Seat, case: Proposal) -> list[Like]:
    """Registered items that say much the same, for the reader beside the text."""
    found = likeness.like_items(seat, case.title, case.body, but=case.pk)
    ids = [one.proposal_id for one in found]
    seen = set(visible_to(seat).filter(pk__in=ids).values_list("pk", flat=True))
    times = times_raised(seat.congress_id, ids)
    return [
        Like(
            f"{one.number}《{one.title}》{one.lead_name}"
            + (texts.TIMES_RAISED.format(n=times[one.proposal_id]) if one.proposal_id in times else ""),
            reverse("case", args=[seat.pk, one.proposal_id]) if one.proposal_id in seen else "",
        )
        for one in found
    ]
