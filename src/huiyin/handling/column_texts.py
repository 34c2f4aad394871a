"""Words of the columns of a list: headings as on an office's paper ledger, and what stands in the cells."""

HEADINGS = {
    "number": "编号",
    "session": "会议",
    "kind": "种类",
    "title": "标题",
    "lead": "领衔代表",
    "signers": "联名人数",
    "delegation": "代表团",
    "category": "类别",
    "key": "重点",
    "unit": "承办单位",
    "mode": "承办方式",
    "others": "其他承办单位",
    "leader": "分管领导",
    "handler": "经办人",
    "handed": "交办日期",
    "received": "签收日期",
    "met": "见面沟通",
    "limit": "办理期限",
    "due": "现在到期",
    "state": "期限情况",
    "stage": "办理环节",
    "answered": "答复日期",
    "class": "答复分类",
}
LEDGER = "台账"
OWN_LEDGER = "本单位台账"
SESSION = "{term}届{number}次"
OTHER = "{body}（{mode}）"
NOT_HANDED_OVER = "待交办"
NO_LIMIT = "未设期限"
LATE = "逾期 {n} 天"
TODAY = "今天到期"
SOON = "临期，余 {n} 天"
IN_TIME = "正常，余 {n} 天"
ANSWERED = "已答复"
