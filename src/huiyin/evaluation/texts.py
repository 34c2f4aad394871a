"""Words of the room 评: refusals and notices. Nothing here may tell a unit what a deputy thought."""

GRADES = {"satisfied": "满意", "basically": "基本满意", "unsatisfied": "不满意"}
NOT_ALL = "还有一项没有选：{names}。"
UNKNOWN_GRADE = "请在满意、基本满意、不满意里选一项。"
REASON_NEEDED = "请写明哪里不满意，代表工委据此安排重新办理。"
DEMANDS_NEEDED = "请写明要求重新办理什么，承办单位看到的是这段话。"
READ_FIRST = "请先看答复函，再作评价。"
CLOSE_REASON = "这一件代表不满意。不重新办理、直接办结的，请写明原因。"
NO_WINDOW = "规程没有设评价期限，不会自动办结。"
NOT_OVERDUE = "评价期限还没有过（到{on}），请再等一等。"
LAPSED_LATE = "到期时系统未运行，事后补记"
NOTICES = {
    "evaluation.give": "{no}《{title}》代表已评价。",
    "rehandling.order": "{no}《{title}》要求重新办理，要求和期限在案卷里。",
}
EVALUATE_DUE = "{no}《{title}》的评价。您的评价只有代表工委看得到。"
NOT_REMINDED = "规程要求经催促仍不反馈的才能按未评价办结，还没有催够 {times} 次。系统到期前会自动提醒代表。"
