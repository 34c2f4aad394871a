"""Words of the room 提: refusals and notices."""

NO_TITLE = "还没有写标题。写一句话说明要解决什么事。"
NO_LEAD = "还没有选领衔代表。"
NOT_A_DEPUTY = "领衔和联名的只能是本级人大代表，请重新选择。"
REASON_NEEDED = "请写明原因，办理经过里会一直保留。"
NOTHING_CHANGED = "内容没有变化，不用更正。"
KEY_TAKEN = "这一件已经登记过：{no}《{title}》。"
SESSION = "第 {term} 届第 {number} 次会议"
FIELD_WORDS = {
    "title": "标题",
    "body": "正文",
    "printed_no": "编号",
    "category": "类别",
    "remark": "备注",
    "is_key": "重点",
    "lead": "领衔代表",
    "cosigners": "联名代表",
}
SIGNING_NOTICES = {
    "proposal.correct_signers": "{no}《{title}》的领衔、联名代表有更正，您是这一件的代表。原来的名单仍可查看。",
    "proposal.correct_signers:former_signers": (
        "{no}《{title}》原来登记在您名下，核对后发现登记错了人，已经更正，您不用再管这一件。有疑问请联系代表工委。"
    ),
}
NOTICES = {
    "proposal.register": "已登记：{no}《{title}》。有交办、答复都会在这里告诉您。",
    "proposal.correct": "{no}《{title}》的登记内容有更正，原内容仍可查看。",
    "proposal.void": "{no}《{title}》已作废，原因见案卷。",
}
NUMBER_MISSING = "{session}{kind}第 {number} 号不见了：编号应当连续，作废的也要留着。"
NUMBERS_VOIDED = "{session}{kind}已作废的编号：{numbers}。"
TEXT_CHANGED = "件 {id}《{title}》的标题或正文不经更正被改动过。"
