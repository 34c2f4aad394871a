"""Words of the pages of 督: lights shown by deputies, key items."""

from __future__ import annotations

from typing import NamedTuple

from huiyin.supervision import queries

COLOURS = (("green", "绿灯：办得顺利"), ("amber", "黄灯：有点担心"), ("red", "红灯：没有动静，要单位说明"))
WORD = "一句话"
WORD_HINT = "承办单位和代表工委看得到，会留在案卷里。这不是评价，评价以前随时可以换。"
COLOUR = "亮什么灯"
ANSWER = "回应"
ANSWER_HINT = "写明现在到哪一步、下一步什么时候做什么。代表会看到。"
SHOWN = "灯亮了，单位已收到。"
ANSWERED = "已回应，代表会看到。"

LISTS = {
    queries.RED: "红灯，等单位回应",
    queries.AMBER: "黄灯",
    queries.GREEN: "绿灯",
    queries.ANSWERED: "单位已回应",
    queries.EVERY: "全部，包括熄灭的",
}
EMPTY = {queries.RED: "没有等回应的红灯。"}
EMPTY_ELSE = "这里还没有灯。代表在建议评价以前可以亮灯，写一句话。"

UNASSIGNED = "候选，还没有决定"


class Act(NamedTuple):
    """One act on a key item: the step, title, what follows from it, the button, and what is said afterwards."""

    code: str
    title: str
    consequence: str
    verb: str
    said: str


KEY_ACTS = {
    "choose": Act(
        "key_item.choose", "列为重点督办件", "写下主任会议的决定和领衔督办的人。会通知承办单位和代表。", "列为重点督办件",
        "已列为重点督办件。",
    ),
    "note": Act(
        "key_item.note", "记一次督办", "方案、实地督办、面商会、进展，都记在这一件上，看得到这一件的人都能看。", "记下", "已记下。"
    ),
    "report": Act(
        "key_item.report", "报告督办情况", "督办情况向主任会议报告以后记在这里。会通知承办单位和代表。", "记下报告", "已记下报告。"
    ),
    "change": Act("key_item.change", "改领衔督办", "写下新的领衔督办。会通知承办单位和代表。", "改领衔督办", "已改。"),
    "go-on": Act("key_item.go_on", "继续督办", "报告以后还要接着督办的，退回到督办中。", "继续督办", "继续督办。"),
    "tally": Act(
        "key_item.tally", "记满意度测评",
        "会上听取承办单位汇报以后，代表投票的票数。和评价一样密封，只有代表工委看得到；记错了再记一次，以新的为准。",
        "记下票数", "已记下票数。",
    ),
    "close": Act(
        "key_item.close", "督办结束", "督办情况已经报告、不用再督办的，从督办中结束。经过都留着。", "督办结束", "督办已结束。"
    ),
    "leave-out": Act("key_item.leave_out", "不列入", "从候选名单里去掉。以后可以重新提。", "不列入", "已从候选名单去掉。"),
}
PROPOSED = "已列入候选名单。"
GROUNDS = "为什么提为重点"
GROUNDS_HINT = "例如：群众反映集中；涉及面广；多年没有解决；列入年度重点工作。"
SUPERVISOR = "哪一类领导领衔"
LEADER = "谁领衔督办"
LEADER_HINT = "姓名，或者专门委员会的名称。"
POST = "职务"
COMMITTEE = "对口的委员会"
UNIT_LEADER = "承办方的领导"
UNIT_LEADER_HINT = "政府或者单位里领办这一件的领导，可以不填。"
DECIDED_AT = "哪次会议决定的"
DECIDED_AT_HINT = "例如“区十八届人大常委会第52次主任会议”。"
DECIDED_ON = "哪天决定的"
KIND = "做了什么"
WHAT = "经过和结果"
HAPPENED_ON = "哪一天"
PLACE = "地点"
PEOPLE = "哪些人参加"
NO_COMMITTEE = "没有对口的委员会"
SATISFIED, BASICALLY, UNSATISFIED = "满意几票", "基本满意几票", "不满意几票"
