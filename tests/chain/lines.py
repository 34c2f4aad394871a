"""The ways an item may go straight on, for the machine that then takes steps in any order (`test_any_order`)."""

from __future__ import annotations

from hypothesis import strategies as st

from huiyin.handling.drafting import LetterFields

JOINT = (("unit", "joint_lead"), ("school", "joint_lead"))
TARGETS = st.sampled_from(
    [
        (("unit", "lead"),),
        (("school", "lead"),),
        (("unit", "lead"), ("school", "assist")),
        (("unit", "separate"), ("school", "separate")),
        JOINT,
    ]
)
BEGINNINGS = ((("unit", "lead"),), (("unit", "lead"), ("school", "assist")))
STRAIGHT_ON = [
    ("dispatch.hand_over", "officer"),
    ("assignment.receive", "clerk"),
    ("contact.record", "clerk"),
    ("letter.submit", "clerk"),
    ("letter.clear", "head"),
    ("letter.send", "head"),
    ("letter.open", "deputy"),
    ("evaluation.give", "deputy"),
    ("rehandling.order", "officer"),
    ("contact.record", "clerk"),
    ("letter.submit", "clerk"),
]
# For which a letter must have been written.
OF_LETTERS = ("letter.submit", "draft.offer")
# Two bodies that lead jointly: who takes which step at which of them.
JOINTLY = [
    ("assignment.receive", "unit", "clerk"),
    ("assignment.receive", "school", "stranger"),
    ("contact.record", "unit", "clerk"),
    ("letter.submit", "unit", "clerk"),
    ("letter.submit", "school", "stranger"),
    ("letter.clear", "school", "stranger_head"),
    ("letter.clear", "unit", "head"),
    ("letter.review", "unit", "dispatcher"),
    ("letter.sign_off", "school", "leader"),
    ("letter.send", "school", "stranger_head"),
    ("letter.open", "unit", "deputy"),
]
LETTER = LetterFields(title="关于第1号建议的答复", number="临联函〔2026〕1号", body="现联合答复如下。", signatory="郑海波、黄志远")
# Where the letter was opened, it may go on by a sheet of paper: entered, and what became of it.
ENTERED = ("evaluation.enter_paper", "officer")
CONFIRMED = ("evaluation.confirm_paper", "second")
ON_PAPER = (
    (),
    (ENTERED,),
    (ENTERED, ("evaluation.drop_paper", "second")),
    (ENTERED, CONFIRMED),
    (ENTERED, CONFIRMED, ("evaluation.reject_paper", "deputy")),
)
# In the second congress letters are reviewed and signed off: there the government office passes the items on.
REVIEWED = [
    ("dispatch.hand_over", "officer"),
    ("dispatch.assign", "dispatcher"),
    *STRAIGHT_ON[1:5],
    ("letter.review", "dispatcher"),
    ("letter.sign_off", "leader"),
    *STRAIGHT_ON[5:],
]
# How far at first; the whole way comes first in the list, because that is what the first run of all draws.
LINES = {
    False: (STRAIGHT_ON, [11, 9, 8, 8, 7, 7, 7, 6, 5, 3, 1, 0, 0]),
    True: (REVIEWED, [14, 12, 11, 10, 10, 9, 8, 7, 6, 6, 4, 1, 0, 0]),
}
RULES_OF_REVIEW = {
    "letter_review": {"value": True, "source": "回音默认"},
    "leader_sign_off": {"value": True, "source": "回音默认"},
}
# Ways aside, from the hand-over on. Who decides on what comes back depends on who handed over.
HANDED, RULING = "whoever handed over", "the leader of that side"
TO_CLEARANCE = (*STRAIGHT_ON[1:5],)
# How far a talk has been arranged when the letter that ends it goes out, and is recalled.
TALKS_ARRANGED = (
    (("appointment.accept", "deputy"),),
    (("appointment.counter", "deputy"), ("appointment.agree", "clerk")),
    (("appointment.ask_call", "officer"), ("appointment.offer_anew", "head")),
    (("appointment.decline", "deputy"), ("appointment.offer", "head"), ("appointment.cancel", "second")),
)
ASIDE = (
    (("assignment.ask_return", "clerk"), ("assignment.refuse_return", HANDED), ("assignment.dispute", "head"),
     ("dispute.uphold", RULING)),
    (("assignment.ask_return", "clerk"), ("assignment.refuse_return", HANDED), ("assignment.dispute", "head"),
     ("dispute.reassign", RULING)),
    (("assignment.receive", "clerk"), ("long.ask", "clerk"), ("long.refuse", "officer")),
    (*TO_CLEARANCE, ("letter.decline", "dispatcher")),
    (*TO_CLEARANCE, ("letter.review", "dispatcher"), ("letter.decline", "leader")),
    (*STRAIGHT_ON[1:3], ("draft.offer", "clerk"), ("draft.disagree", "deputy"), ("draft.verify", "officer"),
     ("draft.offer", "clerk"), ("draft.agree", "deputy"), ("letter.submit", "clerk")),
    (*STRAIGHT_ON[1:3], ("draft.offer", "clerk"), ("draft.take_back", "clerk"), ("draft.offer", "clerk"),
     ("draft.note_word", "officer")),
    *((*STRAIGHT_ON[1:3], ("appointment.offer", "clerk"), *said, *STRAIGHT_ON[3:5], ("letter.review", "dispatcher"),
       ("letter.sign_off", "leader"), ("letter.send", "head"), ("letter.recall", "head")) for said in TALKS_ARRANGED),
    # To the sheet of paper that the deputy disowns: where nothing is reviewed, the two steps between are refused.
    (*TO_CLEARANCE, ("letter.review", "dispatcher"), ("letter.sign_off", "leader"), ("letter.send", "head"),
     ("letter.open", "deputy"), ENTERED, CONFIRMED, ("evaluation.reject_paper", "deputy")),
)  # fmt: skip
