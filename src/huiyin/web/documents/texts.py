"""Words of documents: their titles, headings, remarks."""

DRAFT_NAME = "草稿 "
NO_NUMBER = "（文号待编）"
NOT_SENT = "（发出时落日期）"
TOO_LONG = "这份清单有 {rows} 行，PDF 最多 {most} 行，所以没有做。请用 Excel 或 Word，或者缩小范围再试。"
NO_PAPER = "这份清单有 {rows} 行，纸面清单最多 {most} 行，所以没有做。可以在这里筛选，再按“导出”做成 Excel，行数不限。"

# Lists
SAID_AT = "{at:%Y年%-m月%-d日 %H:%M} 从回音做出。"
NO_LIMIT = "未设期限"
HAND_OVER_TITLE = "{place}{session}建议、议案交办签收单（{body}）"
HAND_OVER_SAID = "承办单位：{body}。共 {n} 件{modes}。"
HAND_OVER_HEADINGS = ("序号", "编号", "标题", "领衔代表", "承办方式", "交办日期", "期限", "签收人", "签收日期")
HAND_OVER_WIDTHS = (1.3, 2.2, 8, 2.6, 2, 2.4, 2.4, 2.4, 2.4)
_BLANK = "\u3000" * 8
HAND_OVER_FOOT = f"交办人（签字）：{_BLANK}签收单位（盖章）：{_BLANK}年\u3000\u3000月\u3000\u3000日"
OVERDUE_TITLE = "{place}逾期清单"
OVERDUE_SAID = "截至{on}逾期的 {n} 件{modes}。按单位排，同一单位逾期久的在前。"
OVERDUE_NONE = "截至{on}，没有逾期的件。"
OVERDUE_HEADINGS = ("序号", "编号", "标题", "领衔代表", "承办单位", "承办方式", "现在", "第一次交办", "到期日", "逾期")
OVERDUE_WIDTHS = (1.3, 2.2, 7, 2.4, 3, 1.8, 2.4, 2.4, 2.4, 1.8)
LATE_DAYS = "{n} 天"
LEDGER_TITLE = "{place}{session}办理台账"
LEDGER_SAID = "共 {n} 个承办件{modes}；几家办的件，每家一行。"
LEDGER_REST = "另有 {n} 件已经登记、还没有交办，不在表里。"
LEDGER_HEADINGS = (
    "序号",
    "编号",
    "标题",
    "领衔代表",
    "类别",
    "承办单位",
    "承办方式",
    "交办日期",
    "期限",
    "答复日期",
    "现在",
)
LEDGER_WIDTHS = (1.3, 2.2, 7, 2.4, 1.8, 3, 2.1, 2.3, 2.3, 2.3, 2.6)
ROWS_HEADINGS = ("序号", "编号", "标题", "代表", "承办单位", "状态", "登记", "算几次")
ROWS_WIDTHS = (1.3, 2.2, 8, 2.8, 4, 2, 2.4, 1.4)
ALL_SESSIONS = "各次会议"

# Archive
ARCHIVE_TITLE = "{number} {title}"
ARCHIVE_SUBTITLE = "办理案卷"
ARCHIVE_FACTS = {
    "number": "编号", "kind": "种类", "session": "会议", "side": "提出", "signers": "领衔代表", "cosigners": "联名代表",
    "category": "类别", "registered": "登记日期", "state": "办理情况", "made": "制作",
}  # fmt: skip
ARCHIVE_MADE = "{at:%Y年%-m月%-d日 %H:%M}，{who}从回音制作"
KEY_CASE = "{kind}，重点"
NOT_CLOSED = "这一件还没有办结，本卷只到制作时为止。"
NO_GRADES = "代表评价的等次和理由依法密封，不在本卷内。"
FOR_COMMITTEE = "本卷按代表工委可以看的范围制作，含有承办单位不得知道的经过（是否评价、怎样办结），不得转给承办单位。"
FOR_READER = "本卷按“{who}”可以看的范围制作，不是全部材料。"
PART_TEXT = "{kind}原文"
TEXT_MISSING = "交办表里只有标题，原文没有录入。"
PART_CORRECTIONS = "勘误"
CORRECTION_HEADINGS = ("日期", "项目", "原来", "改为", "原因")
CORRECTION_WIDTHS = (2, 1.5, 4, 4, 3)
PART_UNITS = "承办单位"
UNIT_HEADINGS = ("单位", "承办方式", "负责部分", "交办", "签收", "期限", "分管领导", "经办人", "情况")
UNIT_WIDTHS = (3, 2, 2.6, 2.2, 2.2, 2.2, 2, 1.8, 2.4)
PART_REQUESTS = "退回、延长"
REQUEST_HEADINGS = ("单位", "事项", "日期", "理由", "答复")
REQUEST_WIDTHS = (2.5, 1.8, 2.2, 5, 5)
REQUEST_RETURN, REQUEST_DISPUTE, REQUEST_LONG = "申请退回", "提请协调", "申请延长"
PART_CONTACTS = "与代表沟通"
CONTACT_HEADINGS = ("日期", "单位", "阶段", "方式", "参加", "内容", "代表核对")
CONTACT_WIDTHS = (2.2, 2.5, 1.2, 1.8, 2, 6, 2.5)
CONFIRMED, CONFIRMED_BY_PHONE = "{on}核对", "{on}电话核对"
CORRECTED, CORRECTED_BY_PHONE = "更正：{words}", "电话里更正：{words}"
PART_OPINION = "会办意见：{body}"
OPINION_GIVEN = "{on}提出"
OPINION_REDO = "{on}请重提：{reason}"
PART_DEMANDS = "重新办理的要求"
DEMANDS_HEADINGS = ("单位", "第几次办理以后", "要求")
DEMANDS_WIDTHS = (2, 1.5, 8)
PART_PHOTOS = "沟通照片：{body}，{on}"
PART_LETTER = "答复函：{body}第 {n} 次答复"
LETTER_STAMPED = "{on}发出。这一次答复是盖章的正式文件“{name}”，见附件。"
PART_FOLLOW_UP = "更正函：{body}第 {n} 次答复"
FOLLOW_UP_SENT = "{on}发出，文号：{number}。更正的原因：{reason}。"
FOLLOW_UP_CLASS = "办理结果类别：{now}。"
FOLLOW_UP_CONTACT = "联系人和电话：{now}。"
CHANGED_TO = "{old}改为{new}"
LETTER_WITHOUT_TITLE = "没有等齐就发出"
LETTER_WITHOUT = "没有等齐就发出的原因：{reason}"
PART_COURSE = "办理经过"
COURSE_HEADINGS = ("日期", "经过", "内容", "备注")
COURSE_WIDTHS = (2.2, 4, 7, 2.6)
PART_EVENTS = "事件和摘要"
EVENTS_NOTE = "每一步在发生时按先后编号，摘要（SM3）连着前一步的摘要；用 huiyin verify 可以核对有没有被改动。"
EVENTS_HIDDEN = "办结一步只写日期：号、时刻、摘要会说出代表有没有评价，所以不列。"
EVENT_HEADINGS = ("号", "录入时间", "发生日期", "环节", "摘要")
EVENT_WIDTHS = (1.3, 2.6, 2, 2.8, 7.6)
CONCLUDED = "办结"
UNDONE = "{label}（后来撤回）"
PART_FILES = "附件"
FILES_NOTE = "附件装在这个 PDF 里面：在阅读器的“附件”栏打开。"
FILE_HEADINGS = ("名称", "出自", "大小", "摘要（SM3）", "")
FILE_WIDTHS = (4, 3, 1.6, 6, 2)
FILE_INSIDE = "在本卷内"
FILE_TOO_LARGE = "太大，没有装入，请从案卷里下载"
FILE_LOST = "在服务器上找不到，请告诉运维人员"

BOX_TITLE = "{place}{session}归档目录（第 {box} 盒）"
BOX_SAID = "已办结的 {all} 件，每盒最多 {most} 件，这是第 {box} 盒，共 {boxes} 盒，{pages} 页。附件另计。"
BOX_HEADINGS = ("序号", "编号", "题名", "责任者", "承办单位", "日期", "页数", "附件", "备注")
BOX_WIDTHS = (1.3, 2.2, 8, 2.6, 4, 2.4, 1.4, 1.4, 3)
BOX_OUTSIDE = "{n} 个附件没有装进案卷"
ARCHIVE_NAME = "案卷"
NOTHING_NUMBERED = "这次会议还没有登记编号的件，没有可编的。请换一次会议，或者登记以后再来。"
INTERNAL_ONLY = "只供内部交办使用；不选的，汇编里写明有几件没有收入。"
