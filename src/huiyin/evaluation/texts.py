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
    "evaluation.enter_paper": "{no}《{title}》登记了一份纸质评价，等另一位工作人员核对。",
    "evaluation.confirm_paper": "{no}《{title}》已按您的纸质评价表登记评价。如果与您的原意不符，请在这一件里说明。",
    "evaluation.reject_paper": "{no}《{title}》代表说纸质评价登记有误，请核对原件，重新登记。",
    "rehandling.order": "{no}《{title}》要求重新办理，要求和期限在案卷里。",
}
EVALUATE_DUE = "{no}《{title}》的评价。您的评价只有代表工委看得到。"
NOT_REMINDED = "规程要求经催促仍不反馈的才能按未评价办结，还没有催够 {times} 次。系统到期前会自动提醒代表。"
LEAD_HAS_SPOKEN = "领衔代表已经评价过这一件，评价是本人的意见，不能再换领衔代表。联名代表还可以更正。"
LEAD_ON_PAPER = "这一件登记了一份领衔代表的纸质评价，还在核对。请先撤回那一份，再换领衔代表。"
PAPER_THERE = "这一件已经登记了一份纸质评价，请先核对或撤回那一份。"
PAPER_WAITS = "这一件登记了一份纸质评价，还没有核对。请先核对或者撤回，再办结。"
NO_PAPER = "这一件没有等着核对的纸质评价。"
ANOTHER_OFFICER = "纸质评价要由另一位工作人员核对，登记的人不能自己核对。"
NOT_ON_PAPER = "这次评价不是按纸质评价表登记的。"
NO_SCAN = "请上传代表签名的评价表扫描件或照片。"
NOT_SERVED = "还没有登记答复函送达代表。用纸的代表，请承办单位或代表工委先登记纸质送达。"

NO_VOTES = "请填各有几票。三个数加起来至少一票，最多一万票。"
