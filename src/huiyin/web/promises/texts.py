"""Words of the ledger of promises and of a promise's own page."""

from __future__ import annotations

from typing import NamedTuple

from huiyin.promises import ledger


class Act(NamedTuple):
    """One act on its page: the step, title, what follows from it, the button, and what is said afterwards."""

    code: str
    title: str
    consequence: str
    verb: str
    said: str


# By the last part of the address.
ACTS = {
    "report": Act(
        "promise.report", "报进展", "问过进展的代表和代表工委会收到；看得到这一件的人都能看。报过以后不能改，可以再报。",
        "报进展", "进展已报。",
    ),
    "done": Act(
        "promise.report_done", "报完成", "代表工委和领衔代表会收到，看过证明以后销号或者退回。单位自己不能销号。",
        "报完成", "已报完成，等销号。",
    ),
    "close": Act(
        "promise.close", "销号", "看过证明，认定这项承诺已经落实。会通知落实的单位。", "销号", "已销号，已告诉落实的单位。",
    ),
    "send-back": Act(
        "promise.send_back", "退回落实", "证明不够，这项承诺继续落实，期限不变。会通知落实的单位。", "退回落实",
        "已退回，单位会看到原因。",
    ),
    "reopen": Act(
        "promise.reopen", "回头看，重新落实", "销号以后发现没有落实好，这项承诺重新落实，期限不变。会通知单位和领衔代表。",
        "重新落实", "已重新列入落实。",
    ),
    "ask": Act(
        "promise.ask", "问进展", "落实的单位会收到；单位下次报进展时会通知您。", "问进展", "已问，单位报进展时会通知您。",
    ),
    "slip": Act(
        "promise.ask_slip", "申请延期", "代表工委同意以后期限才变；原来的期限、新的期限和原因一直留在台账上，都会计数。",
        "申请延期", "已申请延期，等代表工委答复。",
    ),
    "drop": Act(
        "promise.ask_drop", "申请撤销承诺", "代表工委同意以后才撤销，代表会看到原因。没有同意以前照旧落实。",
        "申请撤销", "已申请撤销，等代表工委答复。",
    ),
    "withdraw": Act("promise.withdraw_leave", "收回申请", "申请收回，承诺照原来的期限落实。", "收回申请", "申请已收回。"),
    "grant-slip": Act(
        "promise.grant_slip", "准予延期", "期限改到申请的那天，会通知单位和代表。原来的期限一直留在台账上。", "准予延期",
        "已准予延期。",
    ),
    "grant-drop": Act(
        "promise.grant_drop", "准予撤销", "这项承诺不再落实，会通知单位和代表。台账上一直看得到，不能恢复。", "准予撤销",
        "承诺已撤销。",
    ),
    "refuse": Act(
        "promise.refuse_leave", "不同意", "承诺照原来的期限落实，单位会看到原因。", "不同意", "已答复不同意。",
    ),
    "name-day": Act(
        "promise.name_day", "定下期限", "从现在起按这一天算期限；以后要改到更晚，须在到期以前申请延期。", "定下期限",
        "期限已定。",
    ),
}  # fmt: skip
# Label and hint of what is written with an act.
WORDS = {
    "close": ("想说的话", "可以不写。例如“7月3日现场看过”。"),
    "send-back": ("为什么退回", "单位会看到，例如“照片上只装了东侧”。"),
    "reopen": ("为什么重新落实", "单位和领衔代表会看到。"),
    "ask": ("想问什么", "可以不写，例如“招标完成了吗”。"),
    "slip": ("为什么要延期", "代表工委和代表会看到，一直留在台账上。"),
    "drop": ("为什么撤销", "代表工委和代表会看到，一直留在台账上。"),
    "grant-slip": ("想说的话", "可以不写。"),
    "grant-drop": ("想说的话", "可以不写。"),
    "refuse": ("为什么不同意", "单位会看到。"),
}
REPORT_WORD = "做到哪一步"
REPORT_HINT = "一两句：做了什么、下一步什么时候做什么。代表会看到。"
DOCUMENT = "证明的文号"
DOCUMENT_HINT = "没有文件可传的，写文号，例如“临城管验〔2026〕8号”。"
PLACE = "照片在哪里拍的"
SEEN_ON = "哪天拍的"
DONE_ON = "哪一天办成的"
TO_ON = "延到哪一天"
DUE_ON = "到哪一天为止"

# The names of the lists, in the order of the choice.
LISTS = {
    ledger.OPEN: "没有了结的",
    ledger.OVERDUE: "到期没有兑现",
    ledger.SOON: "快到期的",
    ledger.REPORT: "该报进展没有报",
    ledger.LEAVE: "等答复的申请",
    ledger.DONE: "等销号的",
    ledger.KEPT: "已销号",
    ledger.LATE: "逾期才办成的",
    ledger.SLIPPED: "延过期的",
    ledger.DROPPED: "已撤销",
    ledger.ALL: "全部",
}
EMPTY = {
    ledger.OVERDUE: "没有到期没兑现的承诺。",
    ledger.SOON: "没有快到期的承诺。",
    ledger.REPORT: "进展都按时报了。",
    ledger.LEAVE: "没有等答复的申请。",
    ledger.DONE: "没有等销号的承诺。",
}
EMPTY_ELSE = "这里还没有承诺。答复函里标记的承诺，发出时自动记入台账。"
EMPTY_MINE = "还没有单位对您的建议作出承诺。答复函里有承诺的，送达以后会列在这里。"
STILL_OPEN, ALL_OVER = "还在落实的", "已经了结的"
TITLE = "承诺台账"
HEADINGS = (
    "序号", "编号", "建议", "落实单位", "负责人", "承诺事项", "承诺时限（原文）", "原期限", "现期限", "状态", "最近报进展",
    "办成日期", "销号日期", "来源", "作出日期",
)  # fmt: skip
SHEET_SAID = "{list}；{at:%Y-%m-%d %H:%M}制表"
NO_DAY = "没有说定"
STREET = "{name}（街道台账）"
TOO_MANY = "一次最多导出 {most} 行，这里有 {n} 行。请先按单位或者会议筛选。"
# What was said, by the step with which it was said.
SAID = {
    "promise.report": "报进展",
    "promise.report_done": "报完成",
    "promise.take_back_done": "撤回报完成",
    "promise.close": "销号",
    "promise.unclose": "撤回销号",
    "promise.send_back": "证明不够，退回",
    "promise.reopen": "回头看，重新落实",
    "promise.ask": "问进展",
    "promise.name_day": "定下期限",
    "promise.ask_slip": "申请延期",
    "promise.ask_drop": "申请撤销",
    "promise.withdraw_leave": "收回申请",
    "promise.refuse_leave": "不同意",
    "promise.grant_slip": "准予延期",
    "promise.grant_drop": "准予撤销",
}

MOVE_CLASS = "办成了，改答复的类别（更正函）"
