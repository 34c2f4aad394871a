"""Words of 督查 and of the problem list: refusals and notices."""

NEEDS_TITLE = "请选是哪一种督查，并写上名称，例如“2026年3月主任接待代表日”。"
NEEDS_ROWS = "还没有选单位或者件。请至少选一个。"
NEEDS_WORDS = "还没有写内容。请写一两句。"
CHECK_OVER = "这次督查已经结束或者取消，不能再改。"
NOT_LAGGING = "这一项没有认定为滞后，不用当面提醒。要提醒的，请先改检查情况。"
ROWS_LEFT = "还有 {n} 项没有检查。请记下检查情况，或者移出，再结束督查。"
BEGUN = "已经检查过一项，不能再取消。请把没有检查的移出，再结束督查。"
TOO_MANY = "一次督查最多 {most} 项。请分成几次。"
NOT_ITS_ITEM = "选的件里有不归这个单位办的。请刷新页面再选。"
NOT_DEPUTIES = "参加的代表里有人不是本级代表。请重新选。"
LATER_THAN_TODAY = "日期不能晚于今天。"
NO_ITEM = "这一项没有具体的件，不能记入承诺台账。请列入问题清单。"
PLACE_TO_COME = "地点另行通知"

NEEDS_PROBLEM = "请写明是什么问题。"
DUE_PAST = "整改期限不能早于今天。"
REPORT_NEEDED = "请写明怎么整改的。"
PROOF_NEEDED = "报整改要有证明。请上传照片或者文件；没有文件的，写明证明它的文号。"
WHY_NEEDED = "请写明为什么退回。"
CIRCULAR_NEEDED = "请写明督查通报的文号。"
CIRCULATED_ALREADY = "这个问题已经通报过。"
SINCE_FOUND = "列入问题清单"
SINCE_BACK = "退回继续整改"
RECTIFY_SOURCE = "问题清单的整改期限"
RECTIFY_DUE = "问题清单“{what}”还没有报整改。"
OVER = "这个问题已经核实，不能再放文件。"
PROOF_STAYS = "已经报上去的证明不能再改。"

NOTICES = {
    "check.plan": "{no}《{title}》定在{on}，{place}，请做好准备。",
    "check.change": "{no}《{title}》的安排有变化：{on}，{place}。",
    "check.close": "{no}《{title}》已经结束，情况和意见可以看了。",
    "check.call_off": "{no}《{title}》取消了，原因在页面上。",
    "check_row.self_check": "{no}《{title}》：单位报了“{what}”的自查情况。",
    "check_row.find": "{no}《{title}》：“{what}”的检查情况记下了。",
    "check_row.remind": "{no}《{title}》：“{what}”办理滞后，当面提醒。",
    "check_row.drop": "{no}《{title}》：“{what}”移出了这次督查。",
}
PROBLEM_NOTICES = {
    "problem.raise": "问题清单：“{what}”，请在 {due} 前整改并报证明。",
    "problem.report": "问题清单：{body}报了“{what}”的整改，等核实。",
    "problem.verify": "问题清单：“{what}”已核实。",
    "problem.send_back": "问题清单：“{what}”核实没有通过，继续整改。",
    "problem.circulate": "问题清单：“{what}”已由督查通报。",
    "problem.move": "问题清单：“{what}”由{body}接着整改。",
}
