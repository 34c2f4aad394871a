"""Words of the one page."""

from __future__ import annotations

NO_LATE = "{total} 件建议，没有一件逾期。"
LATE_BEFORE = "{total} 件建议里，"
LATE = "{red} 件已经逾期"
LATE_AFTER = "，最久的一件拖了 {days} 天。"
ALL_ANSWERED = "{total} 件建议，件件都已答复。"
SOON = "另有 {amber} 件快到期"
NONE_SOON = "没有快到期的"
PROMISES_LATE = "到期的承诺里有 {late} 项没有兑现"
WAITING = "还有 {waiting} 件没有分到承办单位"
OLDER = "以前各次会议的建议还有 {older} 件逾期"
STOP, COMMA = "。", "；"

SINCE = "{today}（{weekday}），{session}以来"
PER_CENT = "{share}%"
OF = "/ {total} 件"
NO_ITEMS = "—"
PROMISES_OF = "/ {all} 项"
PROMISES_RED = "到期未兑现 {overdue}"
NO_PROMISES = "还没有承诺"

RED_TITLE = "逾期的 {n} 件"
RED_NONE = "没有逾期的建议"
RED_SUB = "按逾期天数排，点标题看案卷。"
RED_PART = "按逾期天数排，先列最久的 {n} 行；一件交几个单位的，各占一行。"
UNITS_ONE = "{name}红灯最多：{red} 件"
UNITS_NONE_RED = "各单位手里的件，没有红灯"
UNITS_SUB = "按红灯、黄灯多少排；一件交几个单位的，各算一件。图案和颜色同时区分。"
OTHERS = "其他 {n} 个单位"
BAR = "逾期 {red}，临期 {amber}，正常 {green}，已答复 {answered}"

RUN_MORE = "答复进度，比上次会议同期多 {n} 件"
RUN_LESS = "答复进度，比上次会议同期少 {n} 件"
RUN_SAME = "答复进度，和上次会议同期一样多"
RUN_ALONE = "已经答复 {n} 件"
RUN_SUB = "{begun}交办以来，每周累计已全部答复的件数{before}。"
RUN_BEFORE = "；上次会议一共 {n} 件"
RUN_LABEL = "累计答复件数折线图：这次 {now} 件{before}。下面有数据表。"
RUN_LABEL_BEFORE = "，上次同期 {before} 件"
NOW, BEFORE = "这次 {n}", "上次 {n}"
WEEK = "第 {n} 周"
DAY = "第 {n} 天"

EMPTY = "还没有交给承办单位的建议。交办以后，这里用一句话说清办得怎么样。"

TITLE = "{place}建议办理一页纸"
LATE_COLUMNS = (("逾期", 8.0), ("编号", 8.0), ("建议", 34.0), ("承办单位", 15.0), ("分管领导", 15.0), ("期限", 12.0))
UNIT_COLUMNS = (("单位", 30.0), ("逾期", 10.0), ("临期", 10.0), ("正常", 10.0), ("已答复", 10.0), ("合计", 10.0))
DAYS_LATE = "逾 {days} 天"
FIGURES = ("逾期", "临期", "正常", "已答复", "见面沟通", "承诺兑现")
FOOT = "数字按 {on} 的记录现算。评价结果不在这一页。"
