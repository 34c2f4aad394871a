"""Words of the pages of checks and of the problem list."""

from __future__ import annotations

from typing import NamedTuple

from huiyin.supervision import check_queries


class Act(NamedTuple):
    """One act on its page: the step, title, what follows from it, the button, and what is said afterwards."""

    code: str
    title: str
    consequence: str
    verb: str
    said: str


CHECK_ACTS = {
    "hold": Act("check.hold", "开始", "从这一天起逐项记检查情况。", "开始", "已开始。"),
    "change": Act("check.change", "改安排", "会通知被检查的单位和参加的代表。", "改安排", "安排已改，已通知。"),
    "close": Act(
        "check.close", "结束", "每一项都记下检查情况以后结束。会通知单位和代表。结束以后不能再改。", "结束督查", "督查已结束。"
    ),
    "add": Act("check.add", "添加", "加上还要看的件、单位，或者还要请的代表。", "添加", "已添加。"),
    "call-off": Act("check.call_off", "取消", "会通知单位和代表，写明原因。", "取消督查", "已取消，已通知。"),
}
ROW_ACTS = {
    "find": Act("check_row.find", "记检查情况", "看到了什么、办到哪一步。单位会看到。", "记下", "已记下。"),
    "agree": Act(
        "promise.agree", "记下承诺", "单位当场答应的，记入承诺台账，到期提醒，报证明才销号。", "记入承诺台账", "已记入承诺台账。"
    ),
    "problem": Act(
        "problem.raise", "列入问题清单", "单位在期限以前整改并报证明，由代表工委核实。", "列入问题清单", "已列入问题清单。"
    ),
    "self-check": Act(
        "check_row.self_check", "报自查情况", "代表工委和参加的代表看得到。检查以前可以再报。", "报自查", "自查情况已报。"
    ),
    "comment": Act("check_row.comment", "写评议", "写在这一项下面，单位看得到，不能再改。", "写下", "已写下。"),
    "remind": Act("check_row.remind", "记一次当面提醒", "会通知单位的经办人和负责人。", "记下提醒", "已记下，已通知单位。"),
    "drop": Act("check_row.drop", "移出", "这一项不检查了。会通知单位。", "移出", "已移出。"),
}
PROBLEM_ACTS = {
    "report": Act("problem.report", "报整改", "代表工委会收到，核实以后才算整改好。", "报整改", "已报整改，等核实。"),
    "verify": Act("problem.verify", "核实通过", "看过证明或者现场，认定已经整改。会通知单位。", "核实通过", "已核实。"),
    "send-back": Act("problem.send_back", "退回整改", "没有整改好，单位接着整改，期限不变。", "退回整改", "已退回。"),
    "circulate": Act("problem.circulate", "记督查通报", "政府督查室发出通报以后，把文号记在这里。", "记下通报", "已记下通报。"),
}
PLAN = "安排督查"
PLANNED = "已安排，已通知单位和代表。"

KIND = "哪一种督查"
TITLE = "名称"
TITLE_HINT = "例如“2026年4月主任接待代表日”。"
ON = "哪一天"
PLACE = "地点"
CHAIR = "主持人"
PEOPLE = "还有谁参加"
PEOPLE_HINT = "委员会、政府办、督查室等，写姓名或者单位。"
SESSION = "哪次会议的建议"
NUMBERS = "看哪些件"
NUMBERS_HINT = "写建议编号，用空格或者顿号隔开，例如“12、15、30”。每件带上答复它的单位。"
HEAVIEST = "件最多的几个单位"
HEAVIEST_HINT = "办理大户：填几个，就把件最多的几个单位的件逐件列上。"
UNITS = "整个看哪些单位"
UNITS_HINT = "写单位名称，用顿号隔开。"
DEPUTIES = "请哪些代表参加"
DEPUTIES_HINT = "写姓名，用顿号隔开。"
NO_SUCH_NUMBER = "这次会议里没有交给单位办的件：{names}。请核对编号。"
NO_SUCH_UNIT = "没有这些单位：{names}。请照单位名册写。"
NEEDS_SOMETHING = "还没有选要看的件或者单位。"
HELD_ON = "哪天开始的"
COMMENT = "综合评议"
WHY = "原因"
WORD = "写什么"
FINDING = "检查情况"
LAGGING = "办理滞后，要当面提醒"
SAID_BY = "谁的意见"
SAID_BY_HINT = "替代表记的，写代表姓名；自己看到的不用填。"
WORD_KIND = "记什么"
WORD_KINDS = (("comment", "代表评议"), ("visit", "实地察看"))
WHAT = "是什么问题"
DUE_ON = "哪天以前整改"
HOW = "怎么整改的"
DOCUMENT = "证明的文号"
DOCUMENT_HINT = "没有文件可传的，写文号。"
NUMBER = "通报文号"
PROMISED = "答应办什么"
PROMISED_DUE = "到哪一天为止"
PROMISED_DUE_HINT = "没有说定的可以不填。"
PROMISED_WORDS = "时限的原话"
PERSON = "谁负责"
PROOF = "拿什么证明"

PROBLEM_LISTS = {
    check_queries.OPEN: "没有了结的",
    check_queries.OVERDUE: "到期没有整改",
    check_queries.WAITING: "等核实",
    check_queries.VERIFIED: "已核实",
    check_queries.EVERY: "全部",
}
EMPTY = {check_queries.OVERDUE: "没有到期没整改的问题。", check_queries.WAITING: "没有等核实的问题。"}
EMPTY_ELSE = "这里还没有问题。督查时发现的问题，在那一项里列入问题清单。"
SAID = {
    "problem.report": "报整改",
    "problem.verify": "核实通过",
    "problem.send_back": "退回整改",
    "problem.circulate": "督查通报",
}

WHOLE_UNIT = "（整个单位）"
LAGS = "滞后"
BRIEF_TITLE = "{place}督查简报：{title}"
BRIEF_SAID = "{on}；地点：{place}；主持：{chair}；共 {rows} 项。"
BRIEF_PROBLEM = "{what}（{on}前整改）"
BRIEF_COLUMNS = (("序号", 0.6), ("编号", 1), ("件", 3), ("单位", 1.6), ("检查情况", 3.4), ("滞后", 0.8), ("列入问题清单", 2.6))
CIRCULAR_TITLE = "{place}督查通报：没有了结的问题"
CIRCULAR_SAID = "截至{on}，没有了结的问题 {rows} 个，按期限排列。"
CIRCULAR_COLUMNS = (
    ("序号", 0.6), ("问题", 3.6), ("整改单位", 1.6), ("来源", 2), ("期限", 1.2), ("情况", 1.4), ("通报文号", 1.4),
)  # fmt: skip
CIRCULAR_FOOT = "通报单位（盖章）：　　　　　　　　　　　　　　文号：　　　　　　　　　　　　日期："
OVERDUE = "逾期 {days} 天"
