"""Words of the ledger's pages that stand in code."""

READ_AGAIN = "已按您的设置重新读表，请再看一遍预览。"
ANSWERED = "已核对 {n} 个疑问。"
ACCEPTED = "已接受 {n} 行改动，原内容在案卷里仍可查看。"
UNDO_REASON = "撤销交办表《{name}》的导入"
UNDONE = "已撤销 {n} 件，编号保留为作废。"
STAYED = "有 {n} 件单位已经签收，没有撤销：{names}。"
