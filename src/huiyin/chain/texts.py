"""Words of the chain's refusals and of the tables made from the catalogue."""

NOT_YOURS = "您现在的席位不能“{step}”。如果确应由您办理，请切换席位，或请本级管理员核对席位。"
NOW_IS = "这件事项现在是“{state}”，不能“{step}”。页面可能是旧的，请刷新再看。"
PAGE_IS_OLD = "您打开页面之后，这件事项又有了变化。请刷新，看过现在的内容再办。"
GONE = "这件事项找不到了，可能已被撤销。请回到案头刷新再看。"
LEFT_ONE = "{no}：{why}"
DONE_BEFORE = "已经办过了。"
TOO_EARLY = "日期不能晚于今天，请改为实际发生的日期。"
UNDO_OVER = "已过可以撤销的时间（10 分钟），或者不是您本人办理的。需要更正的，请按规程另行办理。"
TOO_LATE_TO_UNDO = "对方已经查看或办理，不能再撤销。需要更正的，请按规程另行办理。"

# Whose desk hears of a step: the names rooms give in `tellers`, in words for the rights table.
AUDIENCES = {
    "signers": "领衔和联名代表",
    "former_signers": "更正后不再是领衔、联名的代表",
    "beside_signers": "并案其他件的领衔和联名代表",
    "lead": "领衔代表",
    "officers": "代表工委",
    "desks": "收到件的政府办、承办单位经办人",
    "unit_clerks": "承办单位经办人",
    "unit_heads": "承办单位负责人",
    "lead_units": "主办单位经办人",
    "handers": "交办、分办的一方",
    "new_desks": "改交后的承办单位经办人",
    "leaders": "分管领导",
    "dispatchers": "政府办交办人员",
    "overseers": "审核、签批这类答复函的政府办和分管领导",
    "reviewers": "等其审核的政府办、等其签批的分管领导",
    "receivers": "受理的大会秘书处或代表工委",
    "readers": "轮到阅看的一方",
    "helpers": "代为起草的代表团工作人员",
    "consenters": "提请主席团同意撤回的一方",
    "ended_desks": "终止办理的政府办、承办单位",
    "keeper_clerks": "落实承诺的单位经办人",
    "keeper_heads": "落实承诺的单位负责人",
    "promise_askers": "问过进展的一方",
    "above": "分办的政府办、督查室和分管领导",
    "key_leads": "领衔督办的主任会议成员、对口的委员会",
    "light_shower": "亮灯的代表",
    "checked_clerks": "被检查单位经办人",
    "checked_heads": "被检查单位负责人",
    "check_members": "参加督查的代表",
    "problem_clerks": "整改单位经办人",
    "problem_heads": "整改单位负责人",
}

RECOUNT_LABEL = "按新的放假安排改{kind}"
RECOUNTED = "{{no}}《{{title}}》的{kind}按公布的放假安排改为 {{due}}。"
REMINDER_LABELS = {"soon": "临期提醒", "due": "到期提醒", "late": "逾期提醒", "long": "逾期十天报告"}
REMINDED = {"soon": "快到期了（{due}）：", "due": "今天到期（{due}）：", "late": "已经逾期（{due} 到期）：",
            "long": "逾期十天还没有办（{due} 到期）："}
REMINDED_LATE = "当天系统未运行，事后补发"

EVENT_MISSING = "第 {number} 号事件缺失（之后的一条是第 {next} 号）。"
LINK_BROKEN = "第 {number} 号事件的前一环对不上：它或前面的事件被改动、换过次序。"
EVENT_EDITED = "第 {number} 号事件（{step}）的内容被改动过。"
TIME_FELL = "第 {number} 号事件的时间早于前一条。"
HEAD_DIFFERS = "链尾对不上：链头记到第 {head} 号，事件只到第 {number} 号。"
TAIL_CUT = "链尾被截断：{at} 的锚点记到第 {anchored} 号，现在只到第 {number} 号。"
REWRITTEN = "第 {anchored} 号事件与 {at} 的锚点不符：这一条或它前面的事件被整段改写过。"
ANCHOR_UNREADABLE = "锚点文件 {path} 第 {line} 行读不懂，请用另存的副本核对。"
THING_MISSING = "{kind} {id} 的行不见了，事件链里最后是“{step}”（第 {number} 号）。"
THING_UNKNOWN = "{kind} {id} 不是由环节产生的：事件链里没有它。"
STATE_DIFFERS = "{kind} {id} 的状态被改动过：库里是“{state}”，按事件链（第 {number} 号）应是“{expected}”。"
FILE_DAMAGED = "附件“{name}”（{digest}…）不在了，或者内容被改动过。请从备份取回。"

# What is done to a congress itself, in the words of the page 管理记录.
ACTS = {
    "congress.change": "修改本级的名称和电话",
    "procedure.choose": "选定办理规程",
    "procedure.answer": "填写规程里的一项",
    "session.add": "添加会议",
    "session.change": "修改会议",
    "session.confirm": "确认会议",
    "session.open": "打开新的会议",
    "session.close": "台账结账",
    "session.reopen": "重新打开台账",
    "session.booklet": "编印汇编",
    "list.export": "导出台账",
    "body.add": "添加单位",
    "body.change": "修改单位",
    "body.duties": "改单位的职责词",
    "body.confirm": "确认单位",
    "body.end": "撤销单位",
    "body.merge": "并入其他单位",
    "body.split": "把职能划给其他单位",
    "deputy.add": "添加代表",
    "deputy.change": "修改代表",
    "deputy.confirm": "确认代表",
    "deputy.end": "终止代表席位",
    "contact.add": "添加联系人",
    "contact.change": "修改联系人",
    "contact.end": "撤下联系人",
    "list.bodies": "导入单位名单",
    "list.deputies": "导入代表名册",
    "list.contacts": "导入单位联系人名单",
    "seat.open": "开席位",
    "seat.end": "终止席位",
    "slip.make": "制作登录单",
    "account.reset": "重置账号",
    "person.merge": "合并重复的人",
    "account.close": "停用账号",
    "days.enter": "录入本地放假和调休",
    "days.restore": "本地放假和调休改回全国的安排",
    "notices.hours": "修改通知的时间",
    "notices.matrix": "修改各席位怎样通知",
    "notices.retry": "没有发成的通知再发一次",
}
ACT_NOTICES = {
    "slip.make": "{day}，{by}给您制作了新的登录单。不是您要求的，请告诉代表工委。",
    "person.merge": "{day}，{by}把您的两条重复记录合成了一条，以后用现在的账号登录。不是这样的，请告诉代表工委。",
    "account.reset": "{day}，{by}重置了您的账号，旧密码已作废。不是您要求的，请告诉代表工委。",
}
BY_ADMINISTRATOR = "本级管理员"
BY_OPERATORS = "运维人员"
BY_COMMAND = "运维命令"
ROW_GONE = "（已经不在了）"
VERSION = "第 {number} 版：{what}"
SESSION = "第 {term} 届第 {number} 次会议"
