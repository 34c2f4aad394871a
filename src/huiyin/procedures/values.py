"""The words a procedure is written in: closed lists of what a rule may say, and small composite values.

Kept apart from `schema` (which rules exist) so that lower and upper rooms can name a choice without the whole schema.
Codes are stored in every kept procedure and in profiles: add, never rename.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """A value that is compared and stored as a whole; an unknown key is a spelling mistake, not an extension."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Level(StrEnum):
    """Level of a people's congress. A street is none: its committee is a body of the district (地方组织法第五十九条)."""

    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"


class Trigger(StrEnum):
    """The fact a limit counts from. The day itself is not counted."""

    SUBMITTED = "submitted"  # the congress's office has the deputy's suggestion
    SESSION_CLOSED = "session_closed"
    HANDED_OVER = "handed_over"  # 交办之日: the congress's hand-over, not the government's 分办 that follows it
    RECEIVED = "received"  # the handling unit has it
    RETURN_RECEIVED = "return_received"  # the office has the unit's return
    REDO_REQUESTED = "redo_requested"  # the lead unit asked an assisting unit for a new opinion
    ANSWERED = "answered"  # the deputy has the letter
    REHANDLING_ORDERED = "rehandling_ordered"  # the unit has the order to handle again
    PROMISE_REPORTED = "promise_reported"  # the deputy has the unit's account of its promises


class Consent(StrEnum):
    """What the long limit needs besides an item that is broad and difficult."""

    NONE = "none"
    CONSENT = "consent"  # of the body that handed over
    CONSENT_TELL = "consent_tell"  # consent, and the deputy is told


class HandOverBody(StrEnum):
    STANDING_COMMITTEE_OFFICE = "standing_committee_office"
    PRESIDIUM = "presidium"


class ReassignedClock(StrEnum):
    """What another unit's hand-over does to the reply clock. The age from the first hand-over is shown either way."""

    RESTART = "restart"
    KEEP = "keep"


class ContactDuty(StrEnum):
    """What must have happened before a letter may go out."""

    NONE = "none"
    CONTACT = "contact"
    FACE_TO_FACE = "face_to_face"


class Phase(StrEnum):
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class ContactForm(StrEnum):
    FACE_TO_FACE = "face_to_face"
    ON_SITE = "on_site"
    VISIT = "visit"
    PHONE = "phone"
    LETTER = "letter"


class Signatory(StrEnum):
    MAIN_HEAD = "main_head"  # 主要负责人
    A_HEAD = "a_head"  # 负责人, a deputy head included


class CopyTo(StrEnum):
    DEPUTIES_COMMITTEE = "deputies_committee"
    GOVERNMENT_OFFICE = "government_office"  # letters of the government's departments and lower governments only
    ELECTING_STANDING_COMMITTEE = "electing_standing_committee"


class ReplyTo(StrEnum):
    EACH_SIGNER = "each_signer"
    LEAD = "lead"
    LEAD_RELAYS = "lead_relays"  # each, or with the lead's consent the lead passes it on


class Evaluator(StrEnum):
    LEAD = "lead"
    EACH_SIGNER = "each_signer"


class Grade(StrEnum):
    SATISFIED = "satisfied"
    BASICALLY = "basically"
    UNSATISFIED = "unsatisfied"


class AskedAfter(StrEnum):
    """When a dimension is asked: with the reply letter, or once the unit reports on what it promised."""

    LETTER = "letter"
    PROMISE = "promise"


class ReturnedTo(StrEnum):
    DEPUTIES_COMMITTEE = "deputies_committee"
    HANDLING_UNIT = "handling_unit"


class NotReturned(StrEnum):
    """One member on purpose: no source knows “silence is satisfied”, and Huiyin must not offer it."""

    LEFT_OUT = "left_out"


class Ordering(StrEnum):
    """How an unsatisfied grade becomes an order to handle again. Either way the order is the office's."""

    TRIAGE = "triage"
    AUTO = "auto"


class StillUnsatisfied(StrEnum):
    CONVENE = "convene"  # the deputies' committee brings deputy and unit together
    EXPERTS = "experts"


class Reviewer(StrEnum):
    DEPUTIES_COMMITTEE = "deputies_committee"
    HANDLING_UNIT = "handling_unit"


class RefusedGoTo(StrEnum):
    """Where an item goes that is not taken as a suggestion; it is never dropped in silence."""

    RETURNED = "returned"
    REFERENCE = "reference"
    DEPUTY_LETTER = "deputy_letter"
    OTHER_PROCEDURE = "other_procedure"


class WithdrawUntil(StrEnum):
    """How long the deputies who raised an item may withdraw it."""

    HAND_OVER = "hand_over"
    CONCLUSION = "conclusion"


class LateMotion(StrEnum):
    """What becomes of a motion that comes in after the cut-off set by the presidium."""

    SUGGESTION = "suggestion"
    OUT_OF_SESSION = "out_of_session"


class Reader(StrEnum):
    """Who reads a draft at one tier: the street committee of the deputy, or the office that will register it."""

    STREET = "street"
    OFFICE = "office"


class Seen(StrEnum):
    """How much of a cited document was read when the profile was written."""

    FULL = "full"
    DIGEST = "digest"
    NAME_ONLY = "name_only"


Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_]+$")]
Label = Annotated[str, Field(min_length=1, max_length=60)]


class Named(Frozen):
    """An entry of a local list (a reading criterion, a ground, a dimension): code for rows, label as the document says."""

    code: Code
    label: Label


class ReadingTier(Named):
    reader: Reader = Reader.OFFICE


class GradeLevel(Frozen):
    code: Grade
    label: Label


class Dimension(Named):
    asked: AskedAfter = AskedAfter.LETTER


class LetterClass(Named):
    """One result class of reply letters. What it means differs from congress to congress: never compare codes across them.

    `counts_as_solved` feeds 办结率; the `requires_…` flags are what the clearing step asks for; `hint` tells the clerk
    what such a letter must say.
    """

    code: Annotated[str, Field(min_length=1, max_length=8, pattern=r"^[A-Za-z0-9_]+$")]
    counts_as_solved: bool = False
    requires_due_date: bool = False
    creates_commitment: bool = False
    requires_reason: bool = False
    requires_relay: bool = False
    hint: str = ""


class Document(Frozen):
    """A document that sources cite by its short name (the key in `Procedure.documents`)."""

    title: Label
    seen: Seen
    note: str = ""
