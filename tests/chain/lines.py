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
LINES = {
    False: (STRAIGHT_ON, [0, 0, 1, 3, 5, 6, 7, 7, 7, 8, 8, 9, 11]),
    True: (REVIEWED, [0, 0, 1, 4, 6, 6, 7, 8, 9, 10, 10, 11, 12, 14]),
}
RULES_OF_REVIEW = {
    "letter_review": {"value": True, "source": "回音默认"},
    "leader_sign_off": {"value": True, "source": "回音默认"},
}
