"""Steps from a deputy's manuscript to a registered item: submitting, taking back, submitting again, registering, refusing.

What comes in is never dropped in silence: it is registered, given back with a reading, refused on a ground that is named
and explained, or withdrawn by those who raised it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huiyin.chain.catalogue import Guard, Relation, Right, Step, register
from huiyin.chain.clocks import HAND_OVER
from huiyin.chain.models import Event
from huiyin.chain.recounting import recounts
from huiyin.chain.refusals import AlreadyDone, StepRefused
from huiyin.chain.reminders import remind_of
from huiyin.chain.taking import Work, notice_words, tellers
from huiyin.foundation import clock
from huiyin.people.models import Congress, Role, Seat, Session
from huiyin.people.sitting import sitting
from huiyin.procedures.queries import procedure_of, version_on
from huiyin.procedures.schema import Procedure
from huiyin.procedures.values import LateMotion, Reader, Trigger
from huiyin.proposals import manuscripts, texts
from huiyin.proposals.by_reference import WHO_MAY_RAISE
from huiyin.proposals.checks import bears_secrecy_mark
from huiyin.proposals.manuscripts import composed, words_of
from huiyin.proposals.models import (
    Ask,
    Manuscript,
    Proposal,
    ProposalKind,
    ProposalState,
    Reading,
    Refusal,
    Side,
    Signer,
    TextVersion,
)
from huiyin.proposals.steps import LEDGER_OPEN, OFFICER, SECRETARIAT, index, next_number

S = ProposalState


@dataclass(frozen=True)
class Submission:
    """A manuscript as it is submitted: the text by its digest, and who stands behind it by number."""

    session_id: int
    side: str
    digest: str
    signers: tuple[int, ...]


@dataclass(frozen=True)
class Resubmission:
    digest: str
    signers: tuple[int, ...]


@dataclass(frozen=True)
class Acceptance:
    """What the office adds when it registers an item that was submitted."""

    category: str = ""
    is_key: bool = False
    printed_no: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Refusing:
    ground: str
    explained: str
    goes_to: str


def submission(manuscript: Manuscript, session: Session, side: str) -> Submission:
    standing = manuscripts.standing(manuscript)
    return Submission(session.pk, side, manuscript.digest, tuple(one.seat_id for one in standing))


def side_on(session: Session, on: Any) -> str:
    """大会期间 or 闭会期间: what comes in before the session closes is raised at it, also in the days before it opens."""
    closed = session.closes_on is not None and session.closes_on < on
    return Side.BETWEEN if closed else Side.SESSION


def threshold(procedure: Procedure, congress: Congress, kind: str) -> int:
    """How many must have signed: 地方组织法第二十二条第二款 for motions, one for a suggestion (代表法第二十四条、第三十六条)."""
    if kind == ProposalKind.MOTION:
        return procedure.signing.motion.at(congress.level).value or 1
    return procedure.signing.suggestion.value or 1


# -- what must hold ------------------------------------------------------------------------------------------------------


def _manuscript(thing: Any) -> Manuscript | None:
    """What the item was written as: in hand while it is submitted, from then on on record."""
    return manuscripts.manuscript_of(thing) if thing.pk else thing.written


def _procedure(thing: Any) -> Procedure:
    return procedure_of(thing.procedure_id or version_on(thing.congress_id, clock.today()).pk)


def _is_written(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    written = _manuscript(thing)
    if written is None:
        return texts.NO_MANUSCRIPT
    said = words_of(written).plain
    if not said.title:
        return texts.NO_TITLE
    if not said.matter:
        return texts.NO_GROUNDS if written.kind == ProposalKind.MOTION else texts.NO_MATTER
    if not said.asks:
        return texts.NO_PROPOSAL if written.kind == ProposalKind.MOTION else texts.NO_ASKS
    return None


def _not_secret(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    """Nothing secret is written on a platform of this kind (代表法第八条; 保守国家秘密法): it goes its own, off-line way."""
    written = _manuscript(thing)
    return texts.SECRET if written is not None and bears_secrecy_mark(words_of(written)) else None


def _as_read(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    """What is submitted is what was on the page: the digest that the page bore is the manuscript's still."""
    written = _manuscript(thing)
    return None if written is not None and facts.digest == written.digest else texts.TEXT_MOVED


def _led(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    """Filed for the deputy by a clerk: then the deputy has confirmed this text. Of a delegation: discussed, and signed by
    a deputy of it (the head), in session only (重庆建议条例第八条第三款)."""
    written = _manuscript(thing)
    if written is None:
        return texts.NO_MANUSCRIPT
    signed = [one.seat_id for one in manuscripts.standing(written)]
    if written.delegation_id is not None:
        procedure = _procedure(thing)
        if not procedure.signing.delegation_may_suggest.value:
            return texts.NO_DELEGATIONS
        side = getattr(facts, "side", thing.side)
        if written.kind == ProposalKind.MOTION or side != Side.SESSION:
            return texts.DELEGATION_IN_SESSION
        return None if signed and written.discussed_on is not None else texts.DELEGATION_SIGNS
    if seat is not None and seat.pk == written.lead_id:
        return None
    return None if written.lead_id in signed else texts.LEAD_CONFIRMS


def stand_behind(manuscript: Manuscript) -> set[int]:
    """Whom a motion counts: who signed this text, and who leads, whose signature is the submitting."""
    return {one.seat_id for one in manuscripts.standing(manuscript)} | {manuscript.lead_id or 0} - {0}


def _enough(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    written = _manuscript(thing)
    if written is None or written.delegation_id is not None:
        return None
    congress = Congress.objects.get(pk=thing.congress_id)
    needed = threshold(_procedure(thing), congress, written.kind)
    signed = len(stand_behind(written))
    return None if signed >= needed else texts.TOO_FEW.format(needed=needed, signed=signed, more=needed - signed)


def _in_time(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    """Motions are raised at a session, until the hour the presidium set."""
    written = _manuscript(thing)
    if written is None or written.kind != ProposalKind.MOTION:
        return None
    session_id = getattr(facts, "session_id", None) or thing.session_id
    session = Session.objects.get(congress_id=thing.congress_id, pk=session_id)
    late = is_late(session, clock.now()) or getattr(facts, "side", thing.side) == Side.BETWEEN
    if not late or _procedure(thing).raising.late_motions.value is LateMotion.OUT_OF_SESSION:
        return None
    return texts.MOTION_LATE


def is_late(session: Session, now: datetime) -> bool:
    return session.motions_until is not None and now > session.motions_until


def _read_through(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    tier = _procedure(thing).reading.tier(thing.tier)
    return texts.STILL_READ.format(tier=tier.label) if tier is not None else None


def _not_read(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    rows = Reading.objects.filter(congress_id=thing.congress_id, proposal=thing, text=newest_text(thing))
    return texts.READ_ALREADY if rows.exists() else None


def _on_a_ground(thing: Any, seat: Seat | None, facts: Refusing) -> str | None:
    raising = _procedure(thing).raising
    grounds = {ground.code for ground in raising.refusal_grounds.value or ()}
    if not grounds:
        return texts.NO_GROUNDS_SET
    if facts.ground not in grounds:
        return texts.CHOOSE_GROUND
    exits = {str(one) for one in raising.refused_go_to.value or ("returned",)}
    if facts.goes_to not in exits:
        return texts.CHOOSE_EXIT
    return None if facts.explained.strip() else texts.EXPLAIN


IS_WRITTEN = Guard("is_written", "标题、问题和要求都写了", _is_written)
NOT_SECRET = Guard("not_secret", "没有国家秘密的标志", _not_secret)
AS_READ = Guard("as_read", "提交的就是看过的文字", _as_read)
LED = Guard("led", "领衔代表本人确认过；代表团的经全团讨论、有团长签字", _led)
ENOUGH = Guard("enough_signed", "签名的人数够法定人数", _enough)
IN_TIME = Guard("motion_in_time", "议案在截止时间以前", _in_time)
READ_THROUGH = Guard("read_through", "各级阅看都看过了", _read_through)
NOT_READ = Guard("not_read", "还没有人阅看过这份文字", _not_read)
ON_A_GROUND = Guard("on_a_ground", "写明规程里的哪一种情形、怎样说明、转到哪里", _on_a_ground)


# -- effects -------------------------------------------------------------------------------------------------------------


def _write(unit: Work, proposal: Proposal, manuscript: Manuscript, seat: Seat | None) -> None:
    """Take the manuscript's words over onto the item, and keep them as a text of their own."""
    said = words_of(manuscript).plain
    proposal.title, proposal.body = said.title, composed(manuscript.kind, said)
    proposal.text_digest = manuscript.digest
    proposal.place, proposal.wanted_body_id = manuscript.place, manuscript.wanted_body_id
    proposal.wish_unpublished = manuscript.wish_unpublished
    if proposal.pk is None:
        proposal.save(force_insert=True)
    else:
        proposal.save()
    keep_text(proposal, seat, said.title, said.matter, said.asks, manuscript.digest)
    Ask.objects.filter(congress_id=proposal.congress_id, proposal=proposal).delete()
    Ask.objects.bulk_create(
        Ask(congress_id=proposal.congress_id, proposal=proposal, number=n, text=ask)
        for n, ask in enumerate(said.asks, start=1)
    )


def keep_text(
    proposal: Proposal,
    seat: Seat | None,
    title: str,
    matter: str,
    asks: tuple[str, ...],
    digest: str,
    submitted: bool = True,
) -> TextVersion:
    """One more text of the item: as its deputies submitted it, or as a reader would have it."""
    rows = TextVersion.objects.filter(congress_id=proposal.congress_id, proposal=proposal)
    return TextVersion.objects.create(
        congress_id=proposal.congress_id, proposal=proposal, number=rows.count() + 1, title=title, matter=matter,
        asks=list(asks), digest=digest, submitted=submitted, seat=seat,
    )  # fmt: skip


def newest_text(proposal: Proposal) -> TextVersion:
    """The text as its deputies last submitted it."""
    rows = TextVersion.objects.filter(congress_id=proposal.congress_id, proposal=proposal, submitted=True)
    return rows.order_by("-number")[0]


def _sign(unit: Work, proposal: Proposal, manuscript: Manuscript, seat: Seat | None) -> None:
    """The signers of the item become those whose signature stands for its text; who does not, stays as withdrawn."""
    if seat is not None and seat.pk == manuscript.lead_id:
        manuscripts.opened(manuscript, seat)
        manuscripts.sign(manuscript, seat.pk, manuscript.digest)
    standing = manuscripts.standing(manuscript)
    rows = {one.seat_id: one for one in Signer.objects.filter(congress_id=unit.congress_id, proposal=proposal)}
    if manuscript.delegation_id is not None and None not in rows:
        rows[None] = Signer(
            congress_id=unit.congress_id, proposal=proposal, body_id=manuscript.delegation_id, is_lead=True
        )
        rows[None].order, rows[None].confirmed_on, rows[None].confirmed_how = 0, unit.on, "discussed"
        rows[None].save()
    ordered = sorted(standing, key=lambda one: (one.seat_id != manuscript.lead_id, one.order, one.pk))
    for order, one in enumerate(ordered, start=1):
        row = rows.get(one.seat_id) or Signer(congress_id=unit.congress_id, proposal=proposal, seat_id=one.seat_id)
        row.order, row.is_lead, row.withdrawn_on = order, one.seat_id == manuscript.lead_id, None
        row.confirmed_on, row.confirmed_how = unit.on, one.how
        row.save()
    gone = {seat_id for seat_id in rows if seat_id is not None} - {one.seat_id for one in standing}
    Signer.objects.filter(congress_id=unit.congress_id, proposal=proposal, seat_id__in=gone).update(
        withdrawn_on=unit.on
    )
    proposal.signer_count = max(len(standing), 1)
    proposal.lead_name = (
        manuscript.lead.person.name if manuscript.lead else manuscript.delegation.label if manuscript.delegation else ""
    )
    proposal.save(update_fields=["signer_count", "lead_name"])


def _submit(unit: Work, proposal: Proposal, seat: Seat | None, facts: Submission) -> None:
    rows = Manuscript.objects.select_for_update(no_key=True, of=("self",)).select_related("lead__person", "delegation")
    manuscript = rows.get(congress_id=unit.congress_id, pk=proposal.written.pk if proposal.written else 0)
    if manuscript.proposal_id is not None:
        sent = Event.objects.filter(
            congress_id=unit.congress_id, case_id=manuscript.proposal_id, step="proposal.submit"
        )
        raise AlreadyDone(sent[0])
    if facts.digest != manuscript.digest:
        raise StepRefused(texts.TEXT_MOVED)
    proposal.congress_id = unit.congress_id
    proposal.kind, proposal.side, proposal.session_id = manuscript.kind, facts.side, facts.session_id
    session = Session.objects.get(congress_id=unit.congress_id, pk=facts.session_id)
    if manuscript.kind == ProposalKind.MOTION and is_late(session, clock.now()):
        proposal.side = Side.BETWEEN
    proposal.procedure = version_on(unit.congress_id, unit.on)
    proposal.submitted_on = unit.on
    proposal.state = S.SUBMITTED
    proposal.tier = first_tier(proposal, manuscript)
    _write(unit, proposal, manuscript, seat)
    manuscript.proposal = proposal
    manuscript.join_code = ""
    manuscript.save(update_fields=["proposal", "join_code"])
    _sign(unit, proposal, manuscript, seat)
    index(proposal)
    rule = procedure_of(proposal.procedure_id).limits.hand_over_out_of_session
    if proposal.side == Side.BETWEEN and rule.trigger is Trigger.SUBMITTED:
        # It runs while the item is read and while the deputy revises it: no shipped rule lets it pause.
        unit.start_clock(HAND_OVER, proposal, rule.as_limit())


def street_of(manuscript: Manuscript) -> int | None:
    """The street committee that reads for the deputy who leads."""
    body = manuscript.lead.body if manuscript.lead else manuscript.delegation
    return body.street_id if body is not None else None


def tier_after(proposal: Proposal, manuscript: Manuscript, code: str) -> str:
    """The tier that reads next; a street tier is left out where the deputy's delegation has no street."""
    reading = procedure_of(proposal.procedure_id).reading
    following = reading.after(code)
    while (tier := reading.tier(following)) is not None:
        if tier.reader is not Reader.STREET or street_of(manuscript) is not None:
            return following
        following = reading.after(following)
    return ""


def first_tier(proposal: Proposal, manuscript: Manuscript) -> str:
    return tier_after(proposal, manuscript, "")


def _resubmit(unit: Work, proposal: Proposal, seat: Seat | None, facts: Resubmission) -> None:
    rows = Manuscript.objects.select_for_update(no_key=True, of=("self",)).select_related("lead__person", "delegation")
    manuscript = rows.get(congress_id=unit.congress_id, proposal=proposal)
    before = newest_text(proposal)
    reading = Reading.objects.filter(congress_id=unit.congress_id, proposal=proposal, decision="").exclude(
        result=Reading.Result.FIT
    )
    for one in reading.select_related("advised"):
        one.decision = (
            Reading.Decision.TAKEN
            if one.advised is not None and one.advised.digest == manuscript.digest
            else Reading.Decision.KEPT
            if before.digest == manuscript.digest
            else Reading.Decision.OWN
        )
        one.save(update_fields=["decision"])
    if before.digest != manuscript.digest:
        _write(unit, proposal, manuscript, seat)
    _sign(unit, proposal, manuscript, seat)
    index(proposal)


def _accept(unit: Work, proposal: Proposal, seat: Seat | None, facts: Acceptance) -> None:
    manuscript = manuscripts.manuscript_of(proposal)
    if manuscript is not None:
        _sign(unit, proposal, manuscript, None)
    for name in ("category", "is_key", "printed_no", "remark"):
        setattr(proposal, name, getattr(facts, name))
    proposal.own_no = next_number(proposal.session_id, unit.congress_id, proposal.kind)
    proposal.registered_on = unit.on
    proposal.save()
    index(proposal)
    if proposal.kind == ProposalKind.MOTION:
        unit.follow("motion.begin", proposal)


def _refuse(unit: Work, proposal: Proposal, seat: Seat | None, facts: Refusing) -> None:
    grounds = procedure_of(proposal.procedure_id).raising.refusal_grounds.value or ()
    Refusal.objects.create(
        congress_id=unit.congress_id,
        proposal=proposal,
        ground=facts.ground,
        ground_words=next(one.label for one in grounds if one.code == facts.ground),
        explained=facts.explained.strip(),
        goes_to=facts.goes_to,
        seat_id=seat.pk if seat is not None else 0,
        on=unit.on,
    )
    unit.stop_clock(HAND_OVER, proposal)


# -- who -----------------------------------------------------------------------------------------------------------------


def _writes(seat: Seat, thing: Any) -> bool:
    written = _manuscript(thing)
    return written is not None and manuscripts.of_seat(seat).filter(pk=written.pk).exists()


def receivers(thing: Any) -> list[int]:
    """Who takes in what is raised: in session the secretariat where there is one, else the deputies' committee."""
    secretariat = sitting(thing.congress_id, Role.SECRETARIAT) if thing.side == Side.SESSION else []
    return secretariat or sitting(thing.congress_id, Role.COMMITTEE_OFFICER)


def helpers(thing: Any) -> list[int]:
    written = manuscripts.manuscript_of(thing)
    return [written.helper_id] if written is not None and written.helper_id is not None else []


WRITER = Relation("writer", "本人（或本代表团）写的件", _writes)
WRITERS = (Right(Role.DEPUTY, WRITER), Right(Role.DELEGATION_CLERK, WRITER))
RECEIVERS = (OFFICER, SECRETARIAT)

tellers(receivers=receivers, helpers=helpers)
notice_words(texts.SUBMITTING_NOTICES)

register(
    Step(
        "proposal.submit",
        "提交",
        on="proposal",
        frm=frozenset({S.NEW}),
        to=S.SUBMITTED,
        by=WRITERS,
        guards=(LEDGER_OPEN, IS_WRITTEN, NOT_SECRET, AS_READ, LED, WHO_MAY_RAISE, ENOUGH, IN_TIME),
        effect=_submit,
        starts=frozenset({HAND_OVER}),
        tells=("signers", "receivers"),
        formal=True,
        source="代表法第二十四条、第三十六条；地方组织法第二十二条第二款",
    ),
    Step(
        "proposal.take_back",
        "撤回修改",
        on="proposal",
        frm=frozenset({S.SUBMITTED}),
        to=S.WITH_DEPUTY,
        by=WRITERS,
        guards=(NOT_READ,),
        tells=("receivers",),
    ),
    Step(
        "proposal.resubmit",
        "定稿再提交",
        on="proposal",
        frm=frozenset({S.WITH_DEPUTY}),
        to=S.SUBMITTED,
        by=WRITERS,
        guards=(LEDGER_OPEN, IS_WRITTEN, NOT_SECRET, AS_READ, LED, WHO_MAY_RAISE, ENOUGH, IN_TIME),
        effect=_resubmit,
        tells=("signers", "receivers"),
        formal=True,
    ),
    Step(
        "proposal.accept",
        "准予登记",
        on="proposal",
        frm=frozenset({S.SUBMITTED}),
        to=S.REGISTERED,
        by=RECEIVERS,
        guards=(LEDGER_OPEN, READ_THROUGH, ENOUGH),
        effect=_accept,
        tells=("signers", "helpers", "officers"),
        formal=True,
        source="代表法第二十四条、第三十六条",
    ),
    Step(
        "proposal.refuse",
        "不作为建议处理",
        on="proposal",
        frm=frozenset({S.SUBMITTED}),
        to=S.REFUSED,
        by=RECEIVERS,
        guards=(ON_A_GROUND,),
        effect=_refuse,
        stops=frozenset({HAND_OVER}),
        tells=("signers", "helpers"),
        formal=True,
    ),
)

NOT_HANDED_OVER = frozenset({S.SUBMITTED, S.WITH_DEPUTY, S.REGISTERED})
remind_of(HAND_OVER, "proposal", NOT_HANDED_OVER, texts.HAND_OVER_DUE, tells=("receivers",), late=("officers",))
recounts(HAND_OVER, "proposal", NOT_HANDED_OVER, lambda proposal: None, tells=())
