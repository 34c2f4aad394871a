"""Words of the room 督: refusals and notices."""

LIGHT_NEEDS_WORD = "请写一句话：办得怎么样，希望单位怎么做。"
LIGHT_TOO_LATE = "这一轮办理已经评价过，不能再亮灯。"
LIGHT_ROUND_OVER = "这一轮办理已经结束，不能再亮灯。"
ANSWER_NEEDED = "还没有写回应。请写明情况和下一步怎么做。"
SINCE_LIGHT = "代表亮红灯"
LIGHT_DUE = "代表对{no}《{title}》亮了红灯，还没有回应。"

NEEDS_GROUNDS = "请写明为什么提为重点督办件。"
KEY_ALREADY = "这一件已经在重点督办的名单里。"
NEEDS_DECISION = "请写明是哪次会议决定的。"
NEEDS_LEADER = "请写明由谁领衔督办。"
NEEDS_WORDS = "请写明做了什么。"
NOT_YET = "日期不能晚于今天。"
WHAT_DECISION = "{at}决定列为重点督办件，由{leader}领衔督办。"
WHAT_TAKEN_BACK = "撤回了列为重点督办件的登记。"
WHAT_CHANGE = "领衔督办改为{leader}。"

THREAD_NO_OTHER = "没有这一件，或者它已经作废、撤回。请核对编号。"
THREAD_ALREADY = "这两件已经列为同一事项。"
THREAD_NONE = "这一件没有列入任何同一事项。"
THREAD_APART_ALREADY = "这两件已经记为不是同一事项。"
THREAD_MOVED = "两个事项并成了一个。"
THREAD_LAST = "同一事项里只剩这一件。"
THREAD_GONE = "这一件作废或者撤回了。"

# In the course of a case.
SHOWED = "{deputy}代表亮{colour}"
ANSWERED = "{body} 回应亮灯"
COURSE = {
    "key_item.choose": "列为重点督办件，{leader}领衔督办",
    "key_item.change": "改由{leader}领衔督办",
    "key_item.report": "报告督办情况",
    "key_item.close": "重点督办结束",
}
COURSE_OF_PROMISES = {
    "promise.agree": "{body} 当场作出承诺",
    "promise.report": "{body} 报承诺进展",
    "promise.report_done": "{body} 报承诺完成",
    "promise.send_back": "承诺的证明不够，退回",
    "promise.close": "承诺销号",
    "promise.reopen": "承诺重新落实",
    "promise.grant_slip": "准予承诺延期",
    "promise.grant_drop": "准予撤销承诺",
}

NOTICES = {
    "light.show": "{no}《{title}》：{deputy}代表亮了{colour}：“{word}”",
    "light.answer": "{no}《{title}》：{body}回应了您亮的{colour}。",
    "key_item.choose": "{no}《{title}》已列为重点督办件，由{leader}领衔督办。",
    "key_item.change": "{no}《{title}》的领衔督办改为{leader}。",
    "key_item.report": "{no}《{title}》的督办情况已经报告。",
}
