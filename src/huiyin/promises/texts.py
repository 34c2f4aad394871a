"""Words of the room 诺: refusals, and what the check of a letter names."""

NO_WHAT = "还没有写承诺办什么。"
NOT_IN_LETTER = "答复函里没有这句话。请先保存答复函，再标记。"
ALREADY_MARKED = "这句话已经标记为承诺。"
NEEDS_DAY = "写了期限的承诺，要填到哪一天为止。"
NEEDS_CONDITION = "有前提的承诺，要写明前提是什么。"
DAY_PAST = "承诺的期限不能早于今天。"
UNMARKED = "这句话像是承诺（{due}），还没有标记。"
SENTENCE_GONE = "标记的承诺“{what}”所在的句子，答复函里已经没有了。请把这句话写回去，或者修改、取消这个标记。"
NONE_MARKED = "“{label}”要记入承诺台账，还没有标记承诺事项。请标记办什么、什么时候办成、谁负责。"

DUE_KINDS = {"dated": "有期限", "conditional": "有前提", "vague": "没有说定时间"}

SAY_WHAT = "还没有写进展。请写一两句：做了什么，做到哪一步。"
SAY_WHY = "请写明原因。"
NO_PROOF = "报完成要有证明。请上传照片或者文件；没有文件的，写明证明它的文号。"
NO_DONE_ON = "请填哪一天办成的。"
DONE_EARLY = "办成的日期不能早于作出承诺的那天（{on:%Y-%m-%d}）。"
DONE_LATER = "办成的日期不能晚于今天。还没有办成的，请报进展。"
HAS_A_DAY = "这项承诺已经有期限。要改到更晚的日期，请在到期以前申请延期。"
OVER = "这项承诺已经了结，不能再放文件。"
PROOF_STAYS = "已经报上去的证明不能再改。要补充的，请再报一次进展。"
LEAVE_TOO_LATE = "已经过了承诺的期限（{on:%Y-%m-%d}），不能再申请延期或者撤销。请抓紧落实，办成以后报完成。"
LEAVE_WAITS = "已经有一份申请在等答复。要改的，请先收回那一份。"
NO_DAY_TO_SLIP = "这项承诺没有期限，不用申请延期。"
NO_NEW_DAY = "请填延到哪一天。"
NOT_LATER = "新的期限要晚于原来的期限（{on:%Y-%m-%d}）。"
NEW_DAY_PAST = "申请的新期限已经过了，不能再准予延期。请不同意这份申请，写明原因。"
NOBODY_ASKED = {"slip": "单位没有申请延期。", "drop": "单位没有申请撤销。"}
NO_LEAVE_WAITS = "没有等答复的申请。"
NAMED_DAY = "定在 {on:%Y-%m-%d} 以前办成。"

# What clocks count from, and the ground they name.
SINCE_PROMISE = "作出承诺"
SINCE_REPORT = "作出承诺或者上次报进展"
SINCE_LEAVE = "准予延期"
SOURCE = "承诺的期限；重庆市代表建议条例第二十四条"
LEAVE_SOURCE = "准予延期的新期限"

NOTICES = {
    "promise.agree": "{no}《{title}》：{body}的承诺“{what}”已经登记入台账。",
    "promise.report": "您问过的承诺有了进展：{body}“{what}”（{no}《{title}》）。",
    "promise.report_done": "{body}报告承诺“{what}”已经办成，请看证明，销号或者退回（{no}《{title}》）。",
    "promise.close": "承诺“{what}”已经销号（{body}，{no}《{title}》）。",
    "promise.send_back": "承诺“{what}”的证明不够，退回继续落实，请看原因（{no}《{title}》）。",
    "promise.reopen": "回头看时发现承诺“{what}”没有落实好，要重新落实（{body}，{no}《{title}》）。",
    "promise.ask": "有人问承诺“{what}”的进展，请报一次（{no}《{title}》）。",
    "promise.name_day": "{body}给承诺“{what}”定下了期限 {due}（{no}《{title}》）。",
}
LEAVE_NOTICES = {
    "promise.ask_slip": "{body}申请把承诺“{what}”延期，请答复（{no}《{title}》）。",
    "promise.ask_drop": "{body}申请撤销承诺“{what}”，请答复（{no}《{title}》）。",
    "promise.grant_slip": "{body}的承诺“{what}”准予延期到 {due}，原来的期限和原因都在案卷里（{no}《{title}》）。",
    "promise.grant_drop": "{body}的承诺“{what}”准予撤销，原因在案卷里（{no}《{title}》）。",
    "promise.refuse_leave": "不同意延期或者撤销承诺“{what}”，请按原来的期限落实（{no}《{title}》）。",
}
MOVE_NOTICES = {"promise.move": "承诺“{what}”改由{body}继续落实，期限不变（{no}《{title}》）。"}
PROMISE_DUE = "承诺“{what}”（{body}，{no}《{title}》）。"
REFRESH_DUE = "该报承诺“{what}”的进展了（{body}，{no}《{title}》）。"
