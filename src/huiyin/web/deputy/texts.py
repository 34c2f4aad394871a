"""Words of the deputies' pages that stand in code."""

from huiyin.evaluation.texts import GRADES

CHECKED = "谢谢，已记下这次沟通记得对。"
CORRECTED = "已把您说的不同之处记在这次沟通下面，承办单位会看到。"
NOT_LEAD = "联名的件由领衔代表一个人评价，您是联名代表，可以看答复，不能评价。有意见请告诉领衔代表。"
NOTHING_ASKED = "这一件的规程没有设评价项目，请打电话给代表工委。"
STILL_TO_COME = "这一件还没有答复，答复以后才能评价。"
SAY_WHAT = "请写一两句：和记录不同的是什么。"
CHOOSE = "还没有选{label}满意不满意。"
WHERE_NEEDED = "请勾一项或者写几个字，说说哪里不满意。"
WHERE = {
    "point": "没有答到点子上",
    "deadline": "没有写什么时候办成",
    "told": "办的和说的对不上",
}
GRADE_CHOICES = tuple(GRADES.items())

MORNING, NOON, AFTERNOON, EVENING = "上午好", "中午好", "下午好", "晚上好"

STATES = {
    "registered": "已登记，等交办",
    "voided": "已作废",
    "concluded": "已办结",
    "to_evaluate": "已答复，等您评价",
    "answered": "已答复",
    "evaluated": "您已评价，等办结",
    "handling": "正在办理",
}
LEFT, DUE_TODAY, OVERDUE = "还剩 {n} 天", "今天到期", "逾期 {n} 天"
STILL, LATE, DAYS = "还剩", "已逾期", "天"
HANDED_OVER, REORDERED = "交办", "要求重新办理"
ROUTING = "{body}正在分办"
WAITING = "{body}还没有签收"
HANDLING = "{body}正在办理"
AGAIN = "{body}正在第 {n} 次办理"
CLEARING = "{body}已拟好答复，正在审签"
REPLY_BY = "{on}前答复"
ANSWERED_BY = "{body}已答复"

STAGES = (("提", "提出"), ("交", "交办"), ("办", "办理"), ("督", "督办"), ("评", "代表评价"))
AGAIN_LABEL = "第 {n} 次办理"
PAPER_REJECTED = "已告诉代表工委。这次登记的评价不算了，您可以在这里自己评，或者请他们对照原件重新登记。"
