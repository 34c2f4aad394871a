"""For each address by its name: the things it is tried with. A route that is missing here fails test_addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.web.walk import REVIEWED, SHARE_CODE, STATES, WRITTEN, Walk
from tests.web.walk_promises import WAYS
from tests.web.walk_supervision import SUPERVISION

Examples = dict[str, tuple[Any, ...]]

FAR = 999_999_999_999_999_999
"""A number no row has."""


def _none(walk: Walk) -> Examples:
    return {"": ()}


def _cases(*states: str) -> Callable[[Walk], Examples]:
    """Items in these states, one of another congress and one that does not exist."""

    def made(walk: Walk) -> Examples:
        own: Examples = {state: (walk.cases[state].pk,) for state in states}
        return own | {"of another congress": (walk.things["foreign_case"],), "of nobody": (FAR,)}

    return made


def _motions(*acts: str) -> Callable[[Walk], Examples]:
    """A motion under review, one that is to be handed over, and what is no motion; with each act of the page."""

    def made(walk: Walk) -> Examples:
        ids = {name: walk.things[name] for name in ("motion", "motion_on_paper")}
        ids |= {"a suggestion": walk.cases["registered"].pk, "of nobody": FAR}
        if not acts:
            return {label: (pk,) for label, pk in ids.items()}
        return {f"{act}, {label}": (pk, act.replace(" ", "-")) for act in acts for label, pk in ids.items()}

    return made


def _rounds(*states: str) -> Callable[[Walk], Examples]:
    def made(walk: Walk) -> Examples:
        return {state: (walk.rounds[state].pk,) for state in states} | {"of nobody": (FAR,)}

    return made


def _letters_as(*states: str) -> Callable[[Walk], Examples]:
    def made(walk: Walk) -> Examples:
        found: Examples = {f"{state}, {form}": (walk.rounds[state].pk, form) for state in states for form in ("docx",)}
        first = walk.rounds[states[0]].pk
        return found | {"a PDF": (first, "pdf"), "no such form": (first, "exe"), "of nobody": (FAR, "pdf")}

    return made


def _steps(walk: Walk) -> Examples:
    rows, rounds = walk.rows, walk.rounds
    return {
        "receive, waiting": ("assignment.receive", rows["waiting"].pk),
        "receive, received": ("assignment.receive", rows["received"].pk),
        "submit, ready": ("letter.submit", rounds["ready"].pk),
        "submit, received": ("letter.submit", rounds["received"].pk),
        "clear, clearing": ("letter.clear", rounds["clearing"].pk),
        "clear, answered": ("letter.clear", rounds["answered"].pk),
        "review, reviewing": ("letter.review", rounds["reviewing"].pk),
        "review, cleared": ("letter.review", rounds["cleared"].pk),
        "sign off, reviewing": ("letter.sign_off", rounds["reviewing"].pk),
        "sign off, signing off": ("letter.sign_off", rounds["signing_off"].pk),
        "a step with a page of its own": ("letter.send", rounds["cleared"].pk),
        "no step at all": ("no.such", rounds["cleared"].pk),
        "receive, of nobody": ("assignment.receive", FAR),
        "drop a return": ("assignment.drop_return", rows["returning"].pk),
        "chase an opinion": ("opinion.chase", rows["assisted"].pk),
    }


def _why(walk: Walk) -> Examples:
    rows = walk.rows
    return {
        "refuse a return": ("assignment.refuse_return", rows["returning"].pk),
        "dispute a refusal": ("assignment.dispute", rows["refused"].pk),
        "rule on a dispute": ("dispute.uphold", rows["disputed"].pk),
        "ask for another opinion": ("opinion.redo", rows["opined"].pk),
        "ask for more time": ("long.ask", rows["received"].pk),
        "grant more time": ("long.grant", rows["received"].pk),
        "refuse more time": ("long.refuse", rows["received"].pk),
        "a step without a reason": ("assignment.receive", rows["waiting"].pk),
        "of nobody": ("long.grant", FAR),
    }


def _moves(walk: Walk) -> Examples:
    rows = walk.rows
    return {
        "accept a return": ("assignment.accept_return", rows["returning"].pk),
        "a wrong unit": ("assignment.replace", rows["waiting"].pk),
        "what was to be passed on": ("assignment.replace", rows["routed"].pk),
        "rule on a dispute": ("dispute.reassign", rows["disputed"].pk),
        "no such step": ("assignment.receive", rows["waiting"].pk),
        "of nobody": ("assignment.replace", FAR),
    }


def _promises(walk: Walk) -> Examples:
    pk, of = walk.things["promise"], walk.rounds["promised"].pk
    return {"marked": (of, pk), "of another letter": (walk.rounds["ready"].pk, pk), "of nobody": (of, FAR)}
def _meetings(walk: Walk) -> Examples:
    things = walk.things
    return {
        "accept": (things["offer of a talk"], "accept"),
        "counter": (things["offer of a talk"], "counter"),
        "call": (things["offer of a talk"], "call"),
        "decline": (things["offer of a talk"], "decline"),
        "agree": (things["counter of a talk"], "agree"),
        "offer anew": (things["counter of a talk"], "anew"),
        "cancel": (things["accept of a talk"], "cancel"),
        "missed": (things["accept of a talk"], "miss"),
        "no such word": (things["accept of a talk"], "burn"),
        "of nobody": (FAR, "accept"),
    }


def _acts_of_promises(walk: Walk) -> Examples:
    things = walk.things
    of = {
        "running": ("report", "done", "ask", "slip", "drop", "name-day"),
        "no day": ("name-day", "slip", "drop"),
        "slip asked": ("grant-slip", "grant-drop", "refuse", "withdraw"),
        "drop asked": ("grant-drop",),
        "done": ("close", "send-back", "report"),
        "kept": ("reopen", "close"),
    }
    found: Examples = {f"{act}, {way}": (things[f"{way} promise"], act) for way, acts in of.items() for act in acts}
    return found | {"no such act": (things["running promise"], "burn"), "of nobody": (FAR, "report")}


def _rows(*states: str) -> Callable[[Walk], Examples]:
    def made(walk: Walk) -> Examples:
        return {state: (walk.rows[state].pk,) for state in states} | {"of nobody": (FAR,)}

    return made


def _things(*names: str) -> Callable[[Walk], Examples]:
    def made(walk: Walk) -> Examples:
        return {name: (walk.things[name],) for name in names} | {"of nobody": (FAR,)}

    return made


def _bodies(*names: str) -> Callable[[Walk], Examples]:
    def made(walk: Walk) -> Examples:
        return {name: (walk.world.bodies[name].pk,) for name in names} | {"of nobody": (FAR,)}

    return made


def _seats(*names: str) -> Callable[[Walk], Examples]:
    def made(walk: Walk) -> Examples:
        foreign = walk.foreign.seats[names[0]].pk
        own: Examples = {name: (walk.seats[name].pk,) for name in names}
        return own | {"of another congress": (foreign,)}

    return made


def _persons(*names: str) -> Callable[[Walk], Examples]:
    def made(walk: Walk) -> Examples:
        own: Examples = {name: (walk.seats[name].person_id,) for name in names}
        return own | {"newcomer": (walk.things["newcomer"],), "of nobody": (FAR,)}

    return made


def _words(*words: str) -> Callable[[Walk], Examples]:
    return lambda walk: {word: (word,) for word in words}


def _shared(walk: Walk) -> Examples:
    here, elsewhere = walk.world.congress.pk, walk.foreign.congress.pk
    return {
        "a link": (f"{here}-{SHARE_CODE}",), "no such link": (f"{here}-no-such-code",), "no number": (SHARE_CODE,),
        "in another congress": (f"{elsewhere}-{SHARE_CODE}",), "in none": (f"{FAR}-{SHARE_CODE}",),
    }  # fmt: skip


def _messages(walk: Walk) -> Examples:
    case, message = walk.cases["received"].pk, walk.things["message"]
    return {
        "take back": (case, message, "take-back"), "pin": (case, message, "pin"), "unpin": (case, message, "unpin"),
        "no such act": (case, message, "burn"), "of another item": (walk.cases["answered"].pk, message, "pin"),
        "of nobody": (case, FAR, "pin"),
    }  # fmt: skip


def _lists(walk: Walk) -> Examples:
    return {kind: (kind, walk.things[f"list_{kind}"]) for kind in ("bodies", "deputies", "contacts")} | {
        "another kind of list": ("deputies", walk.things["list_bodies"]),
        "no list": ("letters", walk.things["file_drafted"]),
        "a letter": ("bodies", walk.things["file_drafted"]),
    }


def _figures(walk: Walk) -> Examples:
    return {
        "registered": ("registered", "---", "numerator"),
        "one side": ("registered", "session-suggestion--", "denominator"),
        "times": ("satisfied_times_first", "---", "denominator"),
        "no such figure": ("grades-of-everybody", "---", "numerator"),
        "no such cut": ("registered", "'; drop", "numerator"),
        "no such part": ("registered", "---", "password"),
    }


def _figures_as(walk: Walk) -> Examples:
    word = {label: (*args, "docx") for label, args in _figures(walk).items()}
    return word | {
        "a PDF": ("registered", "---", "numerator", "pdf"),
        "no such form": ("registered", "---", "numerator", "exe"),
    }


def _hand_over_lists(walk: Walk) -> Examples:
    own: Examples = {name: (walk.world.bodies[name].pk, "docx") for name in ("unit", "school", "team")}
    foreign = walk.foreign.bodies["unit"].pk
    return own | {
        "of another congress": (foreign, "docx"),
        "no such form": (own["unit"][0], "exe"),
        "of nobody": (FAR, "pdf"),
    }


def _signatures(walk: Walk) -> Examples:
    seat = walk.seats["cosigner"].pk
    return {
        "asked": (walk.things["manuscript"], seat),
        "the lead": (walk.things["prepared_manuscript"], walk.seats["deputy"].pk),
        "not asked": (walk.things["open_manuscript"], seat),
        "of nobody": (FAR, seat),
    }


_MANUSCRIPTS = _things("manuscript", "prepared_manuscript", "submitted_manuscript", "given back_manuscript")
_FORMS = _words("docx", "xlsx", "pdf", "exe")
_LEDGERS = _things("ledger_preview", "ledger_done")

EXAMPLES: dict[str, Callable[[Walk], Examples]] = {
    # everybody's
    "front": _none,
    "signin": _none,
    "signout": _none,
    "slip": _none,
    "slip_code": _words("ABCD-EFGH-JKMN"),
    "password": _none,
    "seats": _none,
    "enter_as": _none,
    "elder": _none,
    "health": _none,
    "shared_item": _shared,
    "calendar": lambda walk: {
        "open": (walk.words["feed"],),
        "made up": (f"{walk.world.congress.pk}-made-up",),
        "of no congress": ("x-y",),
    },
    "styleguide": _none,
    # every seat's
    "home": _none,
    "notices": _none,
    "notice_settings": _none,
    "search": _none,
    "undo": _things("event"),
    "file": _things("file_drafted", "file_signing_off", "file_stamped", "file_opinion", "ledger_file", "list_file"),
    "draft": _words("register", "contact-1", "no key!"),
    "channels": _none,
    "channel": _cases("registered", "routed", "received", "answered", "opined"),
    "channel_message": _messages,
    "uploads": lambda walk: {"a paper": ("paper", walk.things["paper"]), "nobody's kind": ("nothing", 1)},
    "upload": _things("arrival"),
    "upload_remove": lambda walk: {"a paper": ("paper", walk.things["paper"], walk.things["paper_file"])},
    # motions, and what holds several matters
    "motions": _none,
    "motion": _motions(),
    "motion_act": _motions("opinion", "agenda", "convert", "lead", "no such act"),
    "split": _cases("registered", "received"),
    "merge": _cases("registered", "received", "answered"),
    "my_withdraw": _cases("registered", "received", "answered"),
    "my_split": _cases("registered", "received"),
    # units, the government office
    "case": _cases(*STATES, *REVIEWED, *WRITTEN),
    "peek": _cases("registered", "routed", "answered", "returning", "assisted", "reviewing"),
    "receive-batch": _none,
    "inside-give": _none,
    "inside-note": _rows("waiting", "received", "answered", "routed"),
    "step": _steps,
    "why": _why,
    "move": _moves,
    "return-ask": _rows("waiting", "received", "refused", "clearing"),
    "opinion": _rows("assisted", "opined", "waiting"),
    "contact": _rounds("received", "waiting", "answered", "settled"),
    "appointment-offer": _rounds("waiting", "received", "ready", "answered", "settled"),
    "appointment-word": _meetings,
    "appointment-ics": _things("offer of a talk", "accept of a talk"),
    "calendar-feed": _none,
    "phone-word": _rounds("received", "ready", "answered", "settled"),
    "contact-correct": _rounds("waiting", "received", "answered", "settled"),
    "follow-up": _rounds("ready", "answered", "settled"),
    "serve": _rounds("ready", "answered", "opened", "settled"),
    "assign": lambda walk: {"routed": (walk.rows["routed"].pk,), "waiting": (walk.rows["waiting"].pk,)},
    "reply": _rounds("received", "ready", "clearing", "reviewing", "signing_off", "answered", "again"),
    "reply-edit": _rounds("waiting", "received", "ready", "clearing", "reviewing", "answered"),
    "reply-save": _rounds("received", "answered"),
    "reply-back": _rounds("ready", "clearing", "reviewing", "answered"),
    "reply-decline": _rounds("clearing", "reviewing", "signing_off", "answered"),
    "reply-carry": _rounds("ready", "clearing"),
    "reply-together": lambda walk: {
        "submit": (walk.rounds["ready"].pk, "submit"),
        "clear": (walk.rounds["clearing"].pk, "clear"),
        "send": (walk.rounds["cleared"].pk, "send"),
        "no such act": (walk.rounds["ready"].pk, "burn"),
        "of nobody": (FAR, "send"),
    },
    "reply-send": _rounds("ready", "cleared", "answered"),
    "reply-check": _rounds("received", "ready", "clearing"),
    "promises": _rounds("received", "ready", "promised", "clearing"),
    "promise_ledger": _none,
    "promise_sheet": _none,
    "promise": _things(*(f"{way} promise" for way in WAYS), "promise"),
    "promise_act": _acts_of_promises,
    **SUPERVISION,
    "promise-mark": _rounds("received", "promised", "clearing"),
    "promise-change": _promises,
    "promise-unmark": _promises,
    "draft-word": _rounds("ready", "shown", "disagreed"),
    "draft-verify": _rounds("ready", "shown", "disagreed"),
    "my_draft": _rounds("ready", "shown", "disagreed"),
    # documents
    "letter_document": _letters_as("ready", "reviewing", "answered", "stamped", "opened"),
    "case_archive": _cases("registered", "ready", "satisfied", "opined"),
    "papers": _none,
    "booklets": _none,
    "booklet": _things("booklet"),
    "lists": _none,
    "list_columns": _none,
    "list_print": _none,
    "list_export": _none,
    "saved_views": _none,
    "saved_view": _things("saved_view"),
    "saved_view_restore": _things("removed_view"),
    "exports": _none,
    "export": _things("export"),
    "export_stop": _things("export"),
    "hand_over_list": _hand_over_lists,
    "overdue_list": _FORMS,
    "ledger_list": _FORMS,
    "box_list": lambda walk: {
        "1": (walk.world.session.pk, 1, "xlsx"),
        "no such box": (walk.world.session.pk, 99, "xlsx"),
        "no such form": (walk.world.session.pk, 1, "docx"),
        "of another congress": (walk.foreign.session.pk, 1, "xlsx"),
    },
    "figure_rows_document": _figures_as,
    # deputies
    "my_letter": _rounds("ready", "answered", "satisfied"),
    "my_letter_open": _rounds("ready", "answered", "satisfied"),
    "my_evaluate": _rounds("ready", "answered", "opened", "satisfied"),
    "my_thanks": _rounds("opened", "satisfied"),
    "my_paper": _rounds("opened", "satisfied", "sheet", "on_paper"),
    "my_contact": _things("talk"),
    # writing and signing
    "manuscripts": _none,
    "write_word": _none,
    "write": _MANUSCRIPTS,
    "write_keep": _MANUSCRIPTS,
    "write_likes": _MANUSCRIPTS,
    "write_kind": _MANUSCRIPTS,
    "write_advice": _MANUSCRIPTS,
    "write_delete": _MANUSCRIPTS,
    "write_preview": _MANUSCRIPTS,
    "signing": _MANUSCRIPTS,
    "signing_code": _MANUSCRIPTS,
    "signing_off": _signatures,
    "signing_confirmed": _signatures,
    "signing_slip": _signatures,
    "take_back": _cases("submitted", "given back", "registered"),
    "my_share": _cases("registered", "answered", "submitted"),
    "followed": _cases("registered", "answered", "submitted"),
    "ask_to_join": _things("open_manuscript", "manuscript"),
    "sign_join": _none,
    "sign": _MANUSCRIPTS,
    "receipt": _cases("registered", "answered", "voided"),
    "receipt_pdf": _cases("registered"),
    "receipt_text": _cases("registered"),
    # reading and registering
    "reading": _none,
    "reading_sheet": _cases("registered", "submitted", "given back"),
    "reading_refuse": _cases("registered", "submitted"),
    "registering": _none,
    "registering_counts": _none,
    "registering_batch": _none,
    "registering_case": _cases("registered", "submitted"),
    # the deputies' committee
    "ledgers": _none,
    "ledger": _LEDGERS,
    "ledger_columns": _LEDGERS,
    "ledger_run": _LEDGERS,
    "ledger_answers": _LEDGERS,
    "ledger_accept": _LEDGERS,
    "ledger_undo": _LEDGERS,
    "register": _none,
    "hand_over_table": _none,
    "hand_over_undo": _things("batch"),
    "hand_over": _cases("registered", "voided", "waiting"),
    "correct": _cases("registered", "answered", "settled"),
    "signers": _cases("registered", "answered", "settled"),
    "void": _cases("registered", "waiting"),
    "settlement": _none,
    "rehandle": _rounds("opened", "satisfied", "unsatisfied", "settled"),
    "close_over": _rounds("opened", "satisfied", "unsatisfied", "settled"),
    "set_aside": _rounds("opened", "satisfied", "ready"),
    "paper-enter": _rounds("answered", "opened", "sheet", "on_paper"),
    "paper-check": _rounds("opened", "sheet", "on_paper"),
    "paper-scan": _rounds("opened", "sheet", "on_paper"),
    "overview": _none,
    "overview_paper": lambda walk: {"pdf": ("pdf",), "no such form": ("exe",)},
    "figures": _none,
    "figures_xlsx": _none,
    "figure_rows": _figures,
    "figure_rows_xlsx": _figures,
    # setting up
    "setup_log": _none,
    "setup_congress": _none,
    "setup_profile": _none,
    "setup_compare": _none,
    "setup_blanks": _none,
    "setup_blank": _words("limits.return_window", "no.such"),
    "setup_terms": _none,
    "setup_session_new": _none,
    "setup_session_open": _none,
    "setup_session_close": lambda walk: {"own": (walk.world.session.pk,), "foreign": (walk.foreign.session.pk,)},
    "setup_session_reopen": lambda walk: {"own": (walk.things["closed_session"],), "foreign": (walk.foreign.session.pk,)},
    "setup_session": lambda walk: {"own": (walk.world.session.pk,), "foreign": (walk.foreign.session.pk,)},
    "setup_days": _none,
    "setup_days_restore": _none,
    "setup_confirm": _words("sessions", "bodies", "deputies", "grades"),
    "setup_bodies": _none,
    "setup_body_new": _none,
    "setup_body": _bodies("unit"),
    "setup_body_end": lambda walk: _bodies("unit")(walk) | {"idle": (walk.things["body_without_work"],)},
    "setup_body_merge": _bodies("unit", "team"),
    "setup_body_split": _bodies("unit", "team"),
    "setup_body_duties": _bodies("unit", "team"),
    "setup_deputies": _none,
    "setup_deputy_new": _none,
    "setup_deputy": _seats("deputy", "clerk"),
    "setup_deputy_end": _seats("deputy", "clerk"),
    "setup_person_merge": _persons("deputy", "clerk", "admin"),
    "setup_contacts": _none,
    "setup_contact_new": _none,
    "setup_contact": _things("contact"),
    "setup_contact_end": _things("contact"),
    "setup_list": _words("bodies", "deputies", "contacts", "letters"),
    "setup_list_download": _words("bodies", "deputies", "contacts", "letters"),
    "setup_list_preview": _lists,
    "setup_seats": _none,
    "setup_seat_new": _none,
    "setup_seats_of_contacts": _none,
    "setup_seat": _seats("clerk", "deputy", "admin"),
    "setup_seat_end": _seats("clerk", "deputy", "admin"),
    "setup_notices": _none,
    "setup_notices_role": _words("deputy", "congress_admin", "emperor"),
    "setup_notices_failed": _none,
    "setup_accounts": _none,
    "setup_slips": _none,
    "setup_reset": _persons("clerk", "admin"),
    "setup_close": _persons("clerk", "admin"),
}
