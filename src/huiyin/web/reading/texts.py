"""Words of the reader's desk, of registering and of what lies before it, that stand in code."""

VIEWS = {
    "read": ("等我动手", "待阅看"),
    "register": ("等我动手", "待登记"),
    "street": ("等别人", "街道在看"),
    "deputy": ("等别人", "请代表定稿"),
    "seen": ("看过以后", "本单位看过的"),
    "refused": ("看过以后", "不作为建议"),
}
SUMS = {
    "read": "先来的在前。看过就到下一级，或者到登记。",
    "register": "各级都看过了，核对签名、给编号。",
    "street": "街道在看，看过以后到这里。",
    "deputy": "意见已经给代表，改不改由代表定；定稿后会再来。",
    "seen": "本单位写过阅看意见的件，最近的在前。",
    "refused": "写明情形、说明过、有去向的件；材料都留着。",
}
EMPTY = {
    "read": "没有等着阅看的件。代表提交后会出现在这里，也会发通知。",
    "register": "没有等着登记的件。各级看过以后会出现在这里。",
    "street": "没有街道在看的件。",
    "deputy": "没有退给代表定稿的件。",
    "seen": "本单位还没有看过件。",
    "refused": "没有不作为建议处理的件。",
}
NO_STREET = "本街道还没有联系的代表团。请本级管理员在“设置”里给代表团选上阅看的街道，代表提交的件才会到这里。"

NEXT = {"read": "阅看", "register": "审核登记", "street": "等街道阅看", "deputy": "等代表定稿"}
TODAY = "今天来的"
WAITED = "等了 {days} 天"
RESULTS = {"fit": "可以提出", "revise": "建议修改", "withdraw": "建议撤回"}
DECISIONS = {"taken": "代表照改了", "own": "代表自己改过", "kept": "代表坚持原文", "": "等代表定"}
OFFICE = "审核登记"

MARKS = (("met", "合"), ("not", "不合"), ("", "没有看"))
MARK_WORDS = {True: "合", False: "不合"}
NOTHING_REVISED = "结论是“建议修改”，还没有写怎么改。请在下面写意见，或者直接在文字上改。"
REVISED_BUT_FIT = "文字改动过，结论却不是“建议修改”。请选“建议修改”，或者把文字改回原样。"
TEXT_MOVED = "代表在您打开这一页以后又改了文字，新的文字在上面。您写的都在，请对照新的文字看过再交。"
PASSED = "已看过《{title}》，转到下一级。"
PASSED_LAST = "已看过《{title}》，转到审核登记。"
ADVISED = "意见已经发给代表。《{title}》改不改由代表定。"
REFUSED = "《{title}》不作为建议处理，代表会收到通知和说明。"

ACCEPTED = "已登记《{title}》，编号已经给出，代表会收到通知。"
BATCH_NONE = "还没有选中任何一件。请先勾选，再登记。"
BATCH_DONE = "已登记 {done} 件。"
BATCH_LEFT = "{left} 件没有登记：{why}。"
BATCH_TOO_MANY = "一次最多登记 {most} 件，还有 {rest} 件等着下一次。"

SIGNED = "已确认现在的文字"
SIGNED_BEFORE = "签的是改动以前的文字，要重新确认"
ASKED = "已邀请，没有回音"
SUBMITTED_TEXT = "第 {n} 稿，{on}提交"
ADVISED_TEXT = "阅看建议稿，{on}"
NEXT_WORDS = {
    "read": "请阅看，写明结论；改不改由代表定。",
    "reading": "在{tier}，看过以后到下一级。",
    "register": "各级都看过了。核对签名，登记编号。",
    "waiting": "各级都看过了，等登记编号。",
    "deputy": "意见已经给代表，等代表定稿。",
    "refused": "没有作为建议处理。",
    "withdrawn": "代表已撤回。",
}
NO_CLOCK = "规程没有设闭会期间的交办期限"
SESSION_NO_CLOCK = "大会期间的件在会后统一交办，不计时"
STOPPED = "已停止"
TIMES_RAISED = "（同一事项提过 {n} 次）"
