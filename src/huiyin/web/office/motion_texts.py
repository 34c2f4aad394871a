"""Words of the pages about motions that stand in code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """A step about one motion as its page says it: heading, what follows, the verb, and what is asked."""

    title: str
    follows: str
    verb: str
    said: str
    by_whom: str = "由谁决定"
    by_whom_hint: str = "例如“主席团第三次会议”。"
    text: str = "说明"
    text_hint: str = "照抄决定里的话。可以空着。"
    text_needed: bool = False
    committee: bool = False


WHOLE = "例如“第五次会议第三次全体会议”。"
DECISIONS = {
    "motion.to_agenda": Asked(
        "主席团决定列入议程", "领衔、联名代表会收到通知。交付表决以前，经主席团同意代表可以撤回。", "登记这个决定", "已列入议程。"
    ),
    "motion.to_committee": Asked(
        "主席团决定先交专门委员会", "委员会提出是否列入议程的意见以后，再由主席团决定。", "登记这个决定", "已先交委员会审议。",
        committee=True,
    ),
    "motion.convert": Asked(
        "不作为议案，转为建议",
        "会登记一件新的建议：文字、要求和代表都不变，编号另起，期限从这件建议交办的那天算。议案的编号和原文都留着。",
        "转为建议",
        "已转为建议，代表会收到通知和理由。",
        text="理由",
        text_hint="书面告知代表的理由，写清楚。",
        text_needed=True,
    ),
    "motion.adopt": Asked(
        "大会表决通过", "通过以后明确两侧的领导，再交办。", "登记表决通过", "已登记表决通过，可以明确领导、交办。",
        by_whom="在哪一次会议表决", by_whom_hint=WHOLE,
    ),
    "motion.reject": Asked(
        "大会表决未通过", "这件议案不再办理，编号和原文都留着。", "登记表决未通过", "已登记表决没有通过。",
        by_whom="在哪一次会议表决", by_whom_hint=WHOLE,
    ),
    "motion.consent": Asked(
        "主席团同意撤回", "大会对这件议案的审议即行终止。", "登记同意撤回", "已登记主席团同意撤回，审议终止。"
    ),
    "motion.refuse_consent": Asked(
        "主席团不同意撤回", "议案继续审议，代表会收到通知和理由。", "登记不同意撤回", "已登记主席团不同意撤回。",
        text="理由", text_hint="代表会看到。", text_needed=True,
    ),
}  # fmt: skip
OPINE = Asked("登记审查意见", "意见供主席团决定时参考，不改变议案的状态。", "登记意见", "已登记审查意见。")
LEAD = Asked("明确办理的领导", "同一侧再登记一位，前一位到那一天为止，两位都留着。", "登记领导", "已登记办理的领导。")
RECONSIDER = Asked(
    "复议、更正决定",
    "原来的决定留在案卷里，注明原因；议案回到审查中。已转成建议、还没有交办的，那件建议作废，编号留着。",
    "重新审查",
    "已回到审查中。",
)
PUT_IN = Asked("送议案审查", "登记的议案进入审查，主席团决定以前不能交办。", "送议案审查", "已送议案审查。")
WHY_NO_MOTION = "不作为议案的，请写明理由，每一件的代表都会看到。"
WHICH_COMMITTEE = "请写先交哪个委员会审议。"
DECIDED = "已登记 {n} 件的决定。"
LEFT = "没有登记的：{left}"
LATER = "一次最多 50 件，还有 {n} 件请再登记一次。"
NOTHING_TICKED = "还没有选中任何一件议案。请先勾选，填的内容都在。"
MATTER, ASK, MOST_MATTERS = "第 {n} 件", "第 {n} 条归到哪一件", 6
SPLIT_ADVISED = "已把分开提的建议告诉领衔代表，由代表决定。"
