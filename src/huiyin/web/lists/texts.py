"""Words of lists: filters, columns, saved views, exports."""

MODES = {"lead": "只看主办、分办", "assist": "只看会办"}
CHIPS = {
    "session": "会议：{value}",
    "mode": "{value}",
    "unit": "承办单位：{value}",
    "stage": "环节：{value}",
    "delegation": "代表团：{value}",
    "category": "类别：{value}",
    "key": "只看重点",
    "q": "含有：{value}",
}
GONE = "（已不在名单里）"
ALL_SESSIONS = "各次会议"
WHOLE = "全部"
AND = "；"
MORE = "{n}+"
WORDS_CUT = "含有“{words}”的超过 {n} 件，只在最新的 {n} 件里找"
NAME = "名称"
NAME_HELP = "不超过 15 个字，例如“城建类待签收”。"
SAVED = "已保存视图“{name}”。"
RENAMED = "视图已改名为“{name}”。"
REMOVED = "已删去视图“{name}”。"
RESTORED = "视图“{name}”放回来了。"
NOT_RESTORED = "这个视图放不回来了：超过十分钟，或者已经放回。"
COLUMNS_KEPT = "已记住您选的列。"
COLUMNS_USUAL = "已恢复常用的列。"
NO_COLUMN = "还没有选列，没有保存。至少选一列。"
STOPPED = "已取消，没有做完的不留。"
ENDED = "已经做完或取消过，不用再取消。"
NOTHING_TO_EXPORT = "没有符合条件的件，没有导出。"
NOT_FOUND = "没有符合条件的件。去掉一两个条件再看。"
SECONDS = "大约还要 {n} 秒"
MINUTES = "大约还要 {n} 分钟"
