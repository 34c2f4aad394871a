"""Words of documents: their titles, headings, remarks."""

DRAFT_NAME = "草稿 "
NO_NUMBER = "（文号待编）"
NOT_SENT = "（发出时落日期）"
TOO_LONG = "这份清单有 {rows} 行，PDF 最多 {most} 行，所以没有做。请用 Excel 或 Word，或者缩小范围再试。"
