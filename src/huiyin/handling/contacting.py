"""Steps of the room 办: talking with the deputy, before, during and after the handling (M8, C10, C16)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from huiyin.chain.catalogue import Guard, Step, register
from huiyin.chain.clocks import FIRST_CONTACT
from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import Work
from huiyin.foundation import clock
from huiyin.handling import photos, texts
from huiyin.handling.models import FACE_TO_FACE, STANDING, Appointment, AppointmentState, Contact, Round
from huiyin.handling.rounds import AFTER, CLERK, DEPUTY_SIGNER, OPEN, RECEIVED, rules_of, siblings
from huiyin.people.models import Seat
from huiyin.procedures.schema import Procedure
from huiyin.procedures.values import ContactDuty, Phase


@dataclass(frozen=True)
class ContactRecord:
    stage: str
    form: str
    happened_on: date
    note: str
    people: str = ""
    # The appointment of this round out of which the talk came, if it was one.
    appointment_id: int | None = None


@dataclass(frozen=True)
class Closing:
    """Why the house ends an appointment, as a sentence for both sides, and the talk that ended it, where it was one."""

    why: str
    contact_id: int | None = None


_call_withdrawn: list[Callable[[Work, Appointment], None]] = []


def when_call_withdrawn(then: Callable[[Work, Appointment], None]) -> None:
    """`then(unit, appointment)` runs when the record of the call that ended an appointment is taken back."""
    _call_withdrawn.append(then)


@dataclass(frozen=True)
class ContactWord:
    """The deputy's word on a recorded contact: right as it is, or what was different. `seen`: the fingerprint of the
    record the deputy had before the eyes, empty where nobody can say."""

    contact_id: int
    correction: str = ""
    seen: str = ""


# -- what must hold --------------------------------------------------------------------------------------------------


def contacts_of(round_: Round) -> QuerySet[Contact]:
    """The talks of a round; bodies that lead jointly visit together, so a talk of one is a talk of all."""
    rounds = [round_, *siblings(round_)]
    return Contact.objects.filter(congress_id=round_.congress_id, round__in=rounds, withdrawn=False)


def _forms(rules: Procedure) -> list[str]:
    """The forms of contact that count as meeting the deputy, by the case's procedure."""
    return [form.value for form in rules.contact.counts_as_meeting.value or FACE_TO_FACE]


def _meetings(round_: Any) -> list[str]:
    return _forms(rules_of(round_))


def _talked(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    """No letter without the contact the procedure demands (DBF 51: contact before the reply; C16)."""
    duty = rules_of(round_).contact.before_reply.value
    if duty is None or duty is ContactDuty.NONE:
        return None
    contacts = contacts_of(round_)
    if duty is ContactDuty.FACE_TO_FACE:
        return None if contacts.filter(form__in=_meetings(round_)).exists() else texts.NOT_MET
    return None if contacts.exists() else texts.NOT_TALKED


def meetings_missing(round_: Round) -> list[str]:
    """Which of the meetings owed before the answer (办前、办中) were not held; those of a first handling only."""
    owed = rules_of(round_).contact.meetings_owed.value or ()
    if round_.number > 1 or not owed:
        return []
    held = set(contacts_of(round_).filter(form__in=_meetings(round_)).values_list("stage", flat=True))
    return [phase.value for phase in owed if phase is not Phase.AFTER and phase.value not in held]


def after_meeting_owed(rules: Procedure, round_: Round, talks: Iterable[Contact]) -> bool:
    """Whether the meeting after the answer (办后见面) is owed and has not been held; `talks` are those of the round."""
    owed = rules.contact.meetings_owed.value or ()
    if Phase.AFTER not in owed or round_.number > 1 or round_.state not in AFTER:
        return False
    return not any(talk.stage == Phase.AFTER.value and talk.form in _forms(rules) for talk in talks)


def contact_dates(round_: Any, seat: Seat | None, facts: ContactRecord) -> str | None:
    """Why a talk cannot have been on that day, or says nothing; None where it is in order."""
    if facts.happened_on > clock.today():
        return texts.CONTACT_LATER
    handed = round_.assignment.handed_over_on
    if facts.happened_on < handed:
        return texts.CONTACT_EARLY.format(on=f"{handed.year}年{handed.month}月{handed.day}日")
    return None if facts.note.strip() else texts.NO_NOTE


TALKED = Guard("talked_with_deputy", "已按规程与代表沟通", _talked)


# -- effects ---------------------------------------------------------------------------------------------------------


def _record(unit: Work, round_: Round, seat: Seat | None, facts: ContactRecord) -> None:
    contact = Contact.objects.create(
        congress_id=unit.congress_id,
        round=round_,
        stage=facts.stage,
        form=facts.form,
        happened_on=facts.happened_on,
        people=facts.people,
        note=facts.note,
        recorded_by_id=seat.pk if seat else None,
    )
    for one in (round_, *siblings(round_)):
        unit.stop_clock(FIRST_CONTACT, one)
    project_met(round_)
    photos.hang(contact)
    _meet(unit, round_, contact, facts)


def _meet(unit: Work, round_: Round, contact: Contact, facts: ContactRecord) -> None:
    """The appointment out of which the talk came is kept; of items handled together only one has it."""
    if facts.appointment_id is None:
        return
    rows = Appointment.objects.filter(congress_id=unit.congress_id, round=round_, pk=facts.appointment_id)
    kept = rows.first()
    if kept is None:
        return
    if kept.state == AppointmentState.CALLING:
        unit.take("appointment.close", kept, None, Closing(texts.TALKED_ON_THE_PHONE, contact.pk), happened_on=unit.on)
    elif kept.state == AppointmentState.AGREED:
        unit.take("appointment.meet", kept, None, contact.pk, happened_on=unit.on)
    else:
        raise StepRefused(texts.APPOINTMENT_MOVED.format(state=kept.state_words))


def project_met(round_: Round) -> None:
    """Show on the desk's row whether the deputy was met in this round."""
    row = round_.assignment
    row.met = Contact.objects.filter(
        congress_id=round_.congress_id, round=round_, withdrawn=False, form__in=_meetings(round_)
    ).exists()
    row.save(update_fields=["met"])


def _withdraw(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    mine = Contact.objects.filter(congress_id=unit.congress_id, round=round_, withdrawn=False)
    contact = mine.filter(recorded_by_id=seat.pk if seat else None).order_by("-pk").first()
    if contact is None:
        raise StepRefused(texts.NOT_THAT_CONTACT)
    # The deputy has been told of the correction: there is nothing any more to take back unseen.
    if contact.corrections.exists():
        raise StepRefused(texts.TALK_WAS_CORRECTED)
    contact.withdrawn = True
    contact.save(update_fields=["withdrawn"])
    photos.take_down(contact)
    _not_met(unit, contact)
    for one in () if contacts_of(round_).exists() else (round_, *siblings(round_)):
        unit.resume_clock(FIRST_CONTACT, one)
    project_met(round_)


def _not_met(unit: Work, contact: Contact) -> None:
    """The appointment out of which a talk came stands again when the record of the talk is taken back."""
    kept = Appointment.objects.filter(congress_id=unit.congress_id, contact=contact).first()
    if kept is None:
        return
    others = Appointment.objects.filter(congress_id=unit.congress_id, round_id=kept.round_id, state__in=STANDING)
    if others.exists():
        raise StepRefused(texts.APPOINTED_SINCE)
    if kept.state == AppointmentState.MET:
        unit.take("appointment.reopen", kept, None, happened_on=unit.on)
        return
    for then in _call_withdrawn:
        then(unit, kept)


def _confirm(unit: Work, round_: Round, seat: Seat | None, facts: ContactWord) -> None:
    confirm(unit, round_, facts)


def confirm(unit: Work, round_: Round, facts: ContactWord, *, by_phone: bool = False) -> None:
    contact = Contact.objects.filter(
        congress_id=unit.congress_id, round=round_, pk=facts.contact_id, withdrawn=False
    ).first()
    if contact is None:
        raise StepRefused(texts.NOT_THAT_CONTACT)
    if facts.seen not in ("", contact.fingerprint):
        raise StepRefused(texts.TALK_CHANGED)
    contact.confirmed_on = unit.on
    contact.correction = facts.correction
    contact.by_phone = by_phone
    contact.save(update_fields=["confirmed_on", "correction", "by_phone"])


register(
    Step(
        "contact.record",
        "登记沟通",
        on="round",
        frm=OPEN | AFTER,
        to=None,
        by=(CLERK,),
        guards=(RECEIVED, Guard("contact_dates", "沟通日期在交办之后、今天以前", contact_dates)),
        effect=_record,
        stops=frozenset({FIRST_CONTACT}),
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
        effect=_withdraw,
        starts=frozenset({FIRST_CONTACT}),
        undoes="contact.record",
    ),
    Step(
        "contact.confirm",
        "核对沟通记录",
        on="round",
        frm=OPEN | AFTER,
        to=None,
        by=(DEPUTY_SIGNER,),
        effect=_confirm,
    ),
)
