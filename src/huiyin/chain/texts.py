"""Words of the chain's refusals and of the tables made from the catalogue."""

NOT_YOURS = "您现在的席位不能“{step}”。如果确应由您办理，请切换席位，或请本级管理员核对席位。"
NOW_IS = "这件事项现在是“{state}”，不能“{step}”。页面可能是旧的，请刷新再看。"
PAGE_IS_OLD = "您打开页面之后，这件事项又有了变化。请刷新，看过现在的内容再办。"
GONE = "这件事项找不到了，可能已被撤销。请回到案头刷新再看。"
TOO_EARLY = "日期不能晚于今天，请改为实际发生的日期。"
UNDO_OVER = "已过可以撤销的时间（10 分钟），或者不是您本人办理的。需要更正的，请按规程另行办理。"
TOO_LATE_TO_UNDO = "对方已经查看或办理，不能再撤销。需要更正的，请按规程另行办理。"

# Whose desk hears of a step: the names rooms give in `tellers`, in words for the rights table.
AUDIENCES = {
    "signers": "领衔和联名代表",
    "lead": "领衔代表",
    "officers": "代表工委",
    "desks": "收到件的政府办、承办单位经办人",
    "unit_clerks": "承办单位经办人",
    "unit_heads": "承办单位负责人",
}

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
