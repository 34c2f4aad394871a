"""Words of the pages of units, the government office and the deputies' committee that stand in code."""

PEEK_HINT = "选中一件，这里看要点。"

DESK_SUMS = {
    "red": "先办这些：补登记沟通，把答复送审签。",
    "amber": "快到期了。",
    "waiting": "签收后登记沟通、拟答复；期限从交办那天起算。",
    "unmet": "答复前要和代表当面沟通一次，登记在这里。",
    "drafting": "写好答复，或者上传盖章的正式文件，再送审签。",
    "sent-back": "退回的意见在案卷里，改好后再送审签。",
    "clearing": "答复函在审签，退回了会到“退回修改”。",
    "cleared": "审签过的答复函，发出后不能再改。",
    "answered": "答复已经发出，等代表评价。",
    "concluded": "已经办完的件。",
    "routing": "分给承办单位后，期限仍从人大交办那天起算。",
    "passed-on": "分办出去的件，各单位办到哪里。",
    "registered": "登记好了、还没有交办的件。",
    "evaluated": "代表已经评价，等代表工委决定办结还是重新办理。",
    "assisting": "配合主办单位办理，意见交给主办单位。",
}
DESK_SUMS_HEAD = {
    "clearing": "经办人写好的答复函，等您审签。",
    "cleared": "审签过的答复函，等您发出。",
    "waiting": "经办人签收以后才能办。",
    "drafting": "经办人在写的答复。",
}
EMPTY = {
    "red": "没有逾期的件。",
    "amber": "没有临期的件。",
    "waiting": "没有待签收的件。新交办的件会出现在这里，也会发通知。",
    "sent-back": "没有退回修改的答复函。",
    "registered": "没有待交办的件。登记一件，或者导入交办表。",
    "evaluated": "没有待处理的评价。代表评价后会出现在这里。",
    "routing": "没有待分办的件。人大交办后会出现在这里，也会发通知。",
}
NOTHING_HERE = "这里现在没有件。"
NOTHING_FITS = "没有符合这些条件的件。去掉一个条件再看。"

NEXT_CLERK = {
    "waiting": "签收",
    "handling": "拟写答复",
    "assisting": "会办",
    "clearing": "等领导审签",
    "cleared": "等发出",
    "answered": "等代表评价",
    "concluded": "已办结",
}
NEXT_HEAD = {
    "waiting": "等经办人签收",
    "handling": "等经办人拟答复",
    "assisting": "会办",
    "clearing": "审签答复函",
    "cleared": "发出答复",
    "answered": "等代表评价",
    "concluded": "已办结",
}
NEXT_OFFICE = {
    "routing": "分办",
    "passed_on": "看单位办理",
    "waiting": "等单位签收",
    "handling": "单位办理中",
    "assisting": "会办",
    "clearing": "单位审签中",
    "cleared": "等单位发出",
    "answered": "等代表评价",
    "concluded": "已办结",
}
NEXT_OFFICER = NEXT_OFFICE | {"routing": "等政府办分办"}
MET_TIMES = "这次办理已见面沟通 {n} 次"
MET_NEVER = "这次办理还没有见面沟通"
MET = "已见面沟通"
NOT_MET = "尚未见面沟通"
CAME_BACK = "退回修改"
TALK = "登记沟通"
MEND = "按意见修改"
AGAIN = "第 {n} 次办理"
JUDGE = "处理评价"
HAND_OVER = "交办"

BATCH_DONE = "签收了 {done} 件。"
BATCH_LEFT = "{left} 件没有签收：{why}"
BATCH_NONE = "还没有选中要签收的件。在每一行左边打勾，再按“批量签收”。"
BATCH_TOO_MANY = "一次最多签收 {most} 件，其余 {rest} 件没有动，请再选一次。"
ALREADY_RECEIVED = "{no} 已经签收过"

# Steps that need nothing typed: what the page asks before, and what follows from it.
SIMPLE = {
    "assignment.receive": ("签收这一件？", "签收后登记沟通、拟答复。期限从交办那天起算，不因签收改变。", "签收"),
    "letter.submit": ("把答复函送审签？", "送审后不能再改。负责人会收到通知；要改可以撤回送审。", "送审签"),
    "letter.clear": ("同意这份答复函？", "同意后由负责人发出，在发出以前代表看不到。", "审签同意"),
}
SAID = {
    "assignment.receive": "已签收。接下来登记沟通、拟答复。",
    "letter.submit": "已送审签，负责人会收到通知。",
    "letter.clear": "已审签同意，可以发出了。",
    "letter.send_back": "已退回修改，经办人会看到您的意见。",
    "contact.record": "已登记沟通，代表会收到通知来核对。",
    "dispatch.assign": "已分办，承办单位会收到通知。",
    "letter.send": "答复函已发出。",
}
NO_LIMIT = "本级规程没有设这次办理的期限。"
SEND_QUESTION = "发出这份答复函？"
SEND_TO_MANY = "{lead}等 {count} 位代表会收到。"
SEND_TO_ONE = "{lead}代表会收到。"
SEND_TO_NOBODY = "这件没有登记代表的席位，发出后只留在案卷里，请另送纸质答复。"
SEND_CLOCK = "代表评价从明天起算，{amount}{unit}内完成。"
SEND_NO_CLOCK = "本级规程没有设评价期限。"
SEND_KEPT = "10 分钟内、代表还没有打开以前可以撤回；之后只能另发一份更正。"
SEND_VERB = "发出答复函"
UNITS = {"day": " 日", "workday": " 个工作日", "month": " 个月"}

LETTER_SAVED = "已保存。"
LETTER_SAVED_WITH_FILE = "已保存，盖章文件“{name}”已收下。"
FILE_REMOVED = "已改为在这里写答复。上传的文件不再使用。"
PREFILLED = "{salutation}\n您提出的《{title}》收悉。经研究，现答复如下：\n\n\n感谢您对我们工作的关心和支持。"
LETTER_TITLE = "关于{no}{kind}的答复"
NO_UNIT = "没有叫“{name}”的单位。请从列表里选，或者写全称。"
SEVERAL_UNITS = "“{name}”可能是{names}，请写全称。"
ONE_PART = "几家分办至少要两个单位；只有一家的，请填在“主办单位”。"

NO_SUCH_STEP = "这一步不在这里办。"
