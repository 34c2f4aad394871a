"""Steps of the room 办: contacts with the deputy, the letter, its clearance, its sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from huiyin.chain.catalogue import Guard, Relation, Right, Step, register
from huiyin.chain.clocks import EVALUATE, PROJECTED, REPLY
from huiyin.chain.refusals import AlreadyDone, StepRefused
from huiyin.chain.taking import Work, notice_words
from huiyin.dispatch.models import Assignment, AssignmentState, Stage
from huiyin.dispatch.steps import OF_HANDLING_BODY, when_opened, when_recalled, when_unreceived
from huiyin.foundation import clock, digests
from huiyin.handling import texts
from huiyin.handling.models import FACE_TO_FACE, Contact, Letter, LetterCopy, LetterVersion, Round, RoundState
from huiyin.people.models import Role, Seat
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.schema import Procedure
from huiyin.procedures.values import ContactDuty
from huiyin.proposals.models import Signer
from huiyin.proposals.steps import SIGNER

R = RoundState
CLERK = Right(Role.UNIT_CLERK, OF_HANDLING_BODY)
HEAD = Right(Role.UNIT_HEAD, OF_HANDLING_BODY)
OPEN = frozenset({R.HANDLING, R.CLEARING, R.CLEARED})
# What the unit may still do must not differ between “answered” and “evaluated”: it would tell that a grade was given.
AFTER = frozenset({R.ANSWERED, R.EVALUATED})


@dataclass(frozen=True)
class ContactRecord:
    stage: str
    form: str
    happened_on: date
    note: str
    people: str = ""


@dataclass(frozen=True)
class ContactWord:
    """The deputy's word on a recorded contact: right as it is, or what was different."""

    contact_id: int
    correction: str = ""


@dataclass(frozen=True)
class Remark:
    remark: str


def letter_of(round_: Round) -> Letter | None:
    return Letter.objects.filter(congress_id=round_.congress_id, answers__round=round_).first()


def _procedure(round_: Round) -> Procedure:
    return procedure_of(round_.assignment.proposal.procedure_id)


# -- guards ----------------------------------------------------------------------------------------------------------


def _received(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if round_.assignment.state == AssignmentState.RECEIVED else texts.NOT_RECEIVED


def _has_letter(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    letter = letter_of(round_)
    return None if letter is not None and (letter.body.strip() or letter.file_id) else texts.NO_LETTER


def _talked(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    """No letter without the contact the procedure demands (DBF 51: contact before the reply; C16)."""
    duty = _procedure(round_).contact.before_reply.value
    if duty is None or duty is ContactDuty.NONE:
        return None
    contacts = Contact.objects.filter(congress_id=round_.congress_id, round=round_, withdrawn=False)
    if duty is ContactDuty.FACE_TO_FACE:
        return None if contacts.filter(form__in=_meetings(round_)).exists() else texts.NOT_MET
    return None if contacts.exists() else texts.NOT_TALKED


def _meetings(round_: Any) -> list[str]:
    """The forms of contact that count as meeting the deputy, by the case's procedure."""
    return [form.value for form in _procedure(round_).contact.counts_as_meeting.value or FACE_TO_FACE]


def _as_cleared(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    """What goes out is what the head cleared; only the number may be filled in between."""
    letter = letter_of(round_)
    if letter is None:
        return None
    cleared = LetterVersion.objects.filter(congress_id=round_.congress_id, letter=letter, moment="cleared")
    newest = cleared.order_by("-number").first()
    same = newest is not None and newest.digest in (letter_digest(letter), letter_digest(letter, number=""))
    return None if same else texts.CHANGED_SINCE_CLEARED


def _class_has_what_it_requires(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    rules = _procedure(round_).letter
    letter = letter_of(round_)
    if not rules.classes.value or letter is None:
        return None
    if not letter.class_code:
        return texts.NO_CLASS if rules.class_required.value else None
    chosen = rules.class_of(letter.class_code)
    if chosen is None:
        return texts.UNKNOWN_CLASS.format(code=letter.class_code)
    if chosen.requires_due_date and letter.class_due_on is None:
        return texts.CLASS_NEEDS_DATE.format(label=chosen.label)
    if chosen.requires_reason and not letter.class_reason.strip():
        return texts.CLASS_NEEDS_REASON.format(label=chosen.label)
    return None


def _formal_parts(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    letter = letter_of(round_)
    if letter is None or letter.is_stamped_document:
        return None
    if not letter.number.strip():
        return texts.NO_NUMBER
    return None if letter.signatory.strip() else texts.NO_SIGNATORY


def _contact_dates(round_: Any, seat: Seat | None, facts: ContactRecord) -> str | None:
    if facts.happened_on > clock.today():
        return texts.CONTACT_LATER
    handed = round_.assignment.handed_over_on
    if facts.happened_on < handed:
        return texts.CONTACT_EARLY.format(on=f"{handed.year}年{handed.month}月{handed.day}日")
    return None if facts.note.strip() else texts.NO_NOTE


def _remark_given(round_: Any, seat: Seat | None, facts: Remark) -> str | None:
    return None if facts.remark.strip() else texts.SEND_BACK_REASON


def _is_recipient(seat: Seat, round_: Any) -> bool:
    return SIGNER.holds(seat, round_)


RECEIVED = Guard("received", "已签收", _received)
HAS_LETTER = Guard("has_letter", "已写答复函或上传正式文件", _has_letter)
TALKED = Guard("talked_with_deputy", "已按规程与代表沟通", _talked)
CLASS_COMPLETE = Guard("class_has_what_it_requires", "类别要求的内容齐全", _class_has_what_it_requires)
AS_CLEARED = Guard("as_cleared", "与审签的是同一稿", _as_cleared)
FORMAL_PARTS = Guard("formal_parts", "有发文字号和签发人", _formal_parts)
RECIPIENT = Relation("recipient", "答复函的收件代表", _is_recipient)
DEPUTY_SIGNER = Right(Role.DEPUTY, RECIPIENT)


# -- effects ---------------------------------------------------------------------------------------------------------


def _stage(unit: Work, round_: Round, stage: Stage, **more: Any) -> None:
    row = round_.assignment
    row.stage = stage
    for name, value in more.items():
        setattr(row, name, value)
    row.save(update_fields=["stage", *more, *PROJECTED])


def open_round(unit: Work, row: Assignment, limit: Any, since: date) -> Round:
    round_ = Round(congress_id=unit.congress.pk, assignment=row, number=row.rounds_opened + 1, opened_on=unit.on)
    unit.take("round.open", round_, None, {"since": since, "limit": limit}, happened_on=unit.on)
    return round_


def _open_first(unit: Work, row: Assignment) -> None:
    open_round(unit, row, procedure_of(row.proposal.procedure_id).limits.reply.as_limit(), row.first_handed_over_on)


def _round_open(unit: Work, round_: Round, seat: Seat | None, facts: dict[str, Any]) -> None:
    round_.state = R.HANDLING
    round_.save(force_insert=True)
    row = round_.assignment
    row.rounds_opened = round_.number
    row.met = False
    unit.start_clock(REPLY, round_, facts["limit"], onto=row, since=facts["since"])
    row.save(update_fields=["rounds_opened", "met", *PROJECTED])


def _recall_rounds(unit: Work, row: Assignment) -> None:
    for round_ in Round.objects.filter(congress_id=unit.congress.pk, assignment=row):
        unit.take("round.recall", round_, None, happened_on=unit.on)


def _nothing_begun(unit: Work, row: Assignment) -> None:
    """A receipt may be taken back while nothing hangs on it: no talk, no letter under way."""
    rounds = Round.objects.filter(congress_id=unit.congress.pk, assignment=row).exclude(state=R.RECALLED)
    talks = Contact.objects.filter(congress_id=unit.congress.pk, round__in=rounds, withdrawn=False)
    if rounds.exclude(state=R.HANDLING).exists() or talks.exists():
        raise StepRefused(texts.WORK_BEGUN)


def _round_recall(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    unit.stop_clock(REPLY, round_)


def _record_contact(unit: Work, round_: Round, seat: Seat | None, facts: ContactRecord) -> None:
    Contact.objects.create(
        congress_id=unit.congress.pk,
        round=round_,
        stage=facts.stage,
        form=facts.form,
        happened_on=facts.happened_on,
        people=facts.people,
        note=facts.note,
        recorded_by_id=seat.pk if seat else None,
    )
    _project_met(round_)


def _project_met(round_: Round) -> None:
    row = round_.assignment
    row.met = Contact.objects.filter(
        congress_id=round_.congress_id, round=round_, withdrawn=False, form__in=_meetings(round_)
    ).exists()
    row.save(update_fields=["met"])


def _withdraw_contact(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    mine = Contact.objects.filter(congress_id=unit.congress.pk, round=round_, withdrawn=False)
    contact = mine.filter(recorded_by_id=seat.pk if seat else None).order_by("-pk").first()
    if contact is None:
        raise StepRefused(texts.NOT_THAT_CONTACT)
    contact.withdrawn = True
    contact.save(update_fields=["withdrawn"])
    _project_met(round_)


def _confirm_contact(unit: Work, round_: Round, seat: Seat | None, facts: ContactWord) -> None:
    contact = Contact.objects.filter(
        congress_id=unit.congress.pk, round=round_, pk=facts.contact_id, withdrawn=False
    ).first()
    if contact is None:
        raise StepRefused(texts.NOT_THAT_CONTACT)
    contact.confirmed_on = unit.on
    contact.correction = facts.correction
    contact.save(update_fields=["confirmed_on", "correction"])


def keep_version(unit: Work, letter: Letter, moment: str, seat: Seat | None, remark: str = "") -> None:
    LetterVersion.objects.create(
        congress_id=unit.congress.pk,
        letter=letter,
        number=LetterVersion.objects.filter(congress_id=unit.congress.pk, letter=letter).count() + 1,
        moment=moment,
        title=letter.title,
        body=letter.body,
        class_code=letter.class_code,
        file=letter.file,
        digest=letter_digest(letter),
        seat_id=seat.pk if seat else None,
        remark=remark,
    )


def letter_digest(letter: Letter, *, number: str | None = None) -> str:
    """SM3 of all that a letter says; with `number`, as if it bore that number."""
    names = ("title", "number", "body", "class_code", "class_due_on", "class_reason", "signatory", "contact_line")
    values = {name: getattr(letter, name) for name in names}
    if number is not None:
        values["number"] = number
    return digests.sm3(digests.canonical(values | {"file": letter.file.digest if letter.file else ""}))


def _the_letter(round_: Round) -> Letter:
    letter = letter_of(round_)
    if letter is None:
        raise StepRefused(texts.NO_LETTER)
    return letter


def _submit(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    keep_version(unit, _the_letter(round_), "submitted", seat)
    _stage(unit, round_, Stage.CLEARING, to_mend=False)


def _withdraw_letter(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    before = LetterVersion.objects.filter(congress_id=round_.congress_id, letter=_the_letter(round_))
    last = before.exclude(moment="submitted").order_by("-number").first()
    _stage(unit, round_, Stage.HANDLING, to_mend=last is not None and last.moment == "sent_back")


def _send_back(unit: Work, round_: Round, seat: Seat | None, facts: Remark) -> None:
    keep_version(unit, _the_letter(round_), "sent_back", seat, facts.remark)
    _stage(unit, round_, Stage.HANDLING, to_mend=True)


def _clear(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    letter = _the_letter(round_)
    if not letter.signatory and seat is not None:
        letter.signatory = seat.person.name
        letter.save(update_fields=["signatory"])
    keep_version(unit, letter, "cleared", seat)
    _stage(unit, round_, Stage.CLEARED)


def _send(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    letter = _the_letter(round_)
    letter.sent_on = unit.on
    letter.save(update_fields=["sent_on"])
    keep_version(unit, letter, "sent", seat)
    signers = Signer.objects.filter(
        congress_id=unit.congress.pk, proposal_id=round_.case_key, withdrawn_on__isnull=True
    )
    LetterCopy.objects.bulk_create(
        [LetterCopy(congress_id=unit.congress.pk, letter=letter, signer=s, sent_on=unit.on) for s in signers]
    )
    round_.answered_on = unit.on
    round_.save(update_fields=["answered_on"])
    unit.stop_clock(REPLY, round_, onto=round_.assignment)
    unit.start_clock(EVALUATE, round_, _procedure(round_).limits.evaluate.as_limit())
    _stage(unit, round_, Stage.ANSWERED)


def _recall_letter(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    letter = _the_letter(round_)
    LetterCopy.objects.filter(congress_id=unit.congress.pk, letter=letter).delete()
    letter.sent_on = None
    letter.save(update_fields=["sent_on"])
    round_.answered_on = None
    round_.save(update_fields=["answered_on"])
    unit.stop_clock(EVALUATE, round_)
    unit.resume_clock(REPLY, round_, onto=round_.assignment)
    _stage(unit, round_, Stage.CLEARED)


def _open_letter(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    copies = LetterCopy.objects.filter(congress_id=unit.congress.pk, letter=_the_letter(round_))
    copy = copies.filter(signer__seat_id=seat.pk).first() if seat is not None else None
    if copy is None:
        raise StepRefused(texts.NO_COPY)
    if copy.opened_at is not None:
        # The first opening counts; a step for every look would fill the chain.
        raise AlreadyDone(None)
    copy.opened_at = clock.now()
    copy.save(update_fields=["opened_at"])


when_opened(_open_first)
when_recalled(_recall_rounds)
when_unreceived(_nothing_begun)
notice_words(texts.NOTICES)

register(
    Step(
        "round.open",
        "开始办理",
        on="round",
        frm=frozenset({R.NEW}),
        to=R.HANDLING,
        automatic=True,
        backdatable=True,
        effect=_round_open,
        starts=frozenset({REPLY}),
    ),
    Step(
        "round.recall",
        "停止办理",
        on="round",
        frm=frozenset({R.HANDLING}),
        to=R.RECALLED,
        automatic=True,
        backdatable=True,
        effect=_round_recall,
        stops=frozenset({REPLY}),
    ),
    Step(
        "contact.record",
        "登记沟通",
        on="round",
        frm=OPEN | AFTER,
        to=None,
        by=(CLERK,),
        guards=(RECEIVED, Guard("contact_dates", "沟通日期在交办之后、今天以前", _contact_dates)),
        effect=_record_contact,
        tells=("signers",),
        undone_by="contact.withdraw",
        source="代表法第五十一条第二款",
    ),
    Step(
        "contact.withdraw",
        "撤销沟通记录",
        on="round",
        frm=OPEN | AFTER,
        to=None,
        by=(CLERK,),
        effect=_withdraw_contact,
        undoes="contact.record",
    ),
    Step(
        "contact.confirm",
        "核对沟通记录",
        on="round",
        frm=OPEN | AFTER,
        to=None,
        by=(DEPUTY_SIGNER,),
        effect=_confirm_contact,
    ),
    Step(
        "letter.submit",
        "送审签",
        on="round",
        frm=frozenset({R.HANDLING}),
        to=R.CLEARING,
        by=(CLERK,),
        guards=(RECEIVED, HAS_LETTER, TALKED, CLASS_COMPLETE),
        effect=_submit,
        tells=("unit_heads",),
        undone_by="letter.withdraw",
    ),
    Step(
        "letter.withdraw",
        "撤回送审",
        on="round",
        frm=frozenset({R.CLEARING}),
        to=R.HANDLING,
        by=(CLERK,),
        effect=_withdraw_letter,
        undoes="letter.submit",
    ),
    Step(
        "letter.send_back",
        "退回修改",
        on="round",
        frm=frozenset({R.CLEARING, R.CLEARED}),
        to=R.HANDLING,
        by=(HEAD,),
        guards=(Guard("remark_given", "写明退回原因", _remark_given),),
        effect=_send_back,
        tells=("unit_clerks",),
    ),
    Step(
        "letter.clear",
        "审签同意",
        on="round",
        frm=frozenset({R.CLEARING}),
        to=R.CLEARED,
        by=(HEAD,),
        guards=(HAS_LETTER, CLASS_COMPLETE),
        effect=_clear,
        tells=("unit_clerks",),
    ),
    Step(
        "letter.send",
        "发出答复",
        on="round",
        frm=frozenset({R.CLEARED}),
        to=R.ANSWERED,
        by=(HEAD,),
        guards=(HAS_LETTER, TALKED, CLASS_COMPLETE, FORMAL_PARTS, AS_CLEARED),
        effect=_send,
        starts=frozenset({EVALUATE}),
        stops=frozenset({REPLY}),
        tells=("lead", "signers", "officers"),
        undone_by="letter.recall",
        formal=True,
        source="代表法第五十一条第二款",
    ),
    Step(
        "letter.recall",
        "撤回答复",
        on="round",
        frm=frozenset({R.ANSWERED}),
        to=R.CLEARED,
        by=(HEAD,),
        effect=_recall_letter,
        starts=frozenset({REPLY}),
        stops=frozenset({EVALUATE}),
        undoes="letter.send",
    ),
    Step(
        "letter.open",
        "查看答复",
        on="round",
        frm=AFTER | {R.CONCLUDED, R.LAPSED, R.REORDERED},
        to=None,
        by=(DEPUTY_SIGNER,),
        effect=_open_letter,
    ),
)
