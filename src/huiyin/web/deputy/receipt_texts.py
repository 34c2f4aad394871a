"""Words of the receipt."""

NUMBER, TITLE, KIND, SIGNERS, REGISTERED = "编号", "标题", "种类和会议", "领衔、联名", "登记日期"
DIGEST = "文字的国密摘要（SM3）"
EVENT = "登记的事件"
EVENT_SAID = "第 {number} 号，{digest}"
ANCHOR = "库外存证"
ANCHORED = "第 {number} 号事件的链头已经写到数据库外面：{digest}"
NOT_ANCHORED = "还没有写到库外，每小时写一次；过一小时再打开这一页就有"
ANCHORS_UNREADABLE = "库外存证的文件现在读不出来，请告诉本级管理员"
HEAD = "现在的链头"
HEAD_SAID = "第 {number} 号，{digest}"
CHECKS = (
    "怎样核对文字：下载“算摘要的原文”，用任何能算 SM3 的工具算一遍（例如 openssl dgst -sm3 文件名），"
    "结果应当和上面的摘要一个字不差。",
    "怎样核对登记：把这张回执留着。以后请管理员运行 huiyin verify，事件链应当完整，"
    "上面那一号事件的链值也应当不变；库外存证由另外的人保管，改不了链头。",
)
CORRECTED = "登记以后标题或正文有更正，摘要按更正后的文字；原来的文字和更正的理由在案卷里。"
TEXT_TITLE = "登记的文字"
PDF_TITLE = "{no}登记回执"
PDF_SUBTITLE = "{place} {on}"
BYTES_NAME = "{no}算摘要的原文.json"
BYTES_SAID = "算 SM3 摘要的原文"
