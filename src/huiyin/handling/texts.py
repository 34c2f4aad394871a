"""Words of the room 办: refusals and notices."""

NOT_RECEIVED = "还没有签收。请先签收，再登记沟通、写答复。"
NO_LETTER = "还没有写答复函。请先写答复，或者上传盖章的正式文件。"
RECEIVED_BEFORE = "{no} 已经签收过"
NOT_WRITABLE = "这份答复函已经送审签或者发出，不能再改。要改请先撤回送审，或者请负责人退回修改。"
NO_CLASS = "还没有选办理结果类别。"
UNKNOWN_CLASS = "类别“{code}”不在本级规程里，请重新选择。"
CLASS_NEEDS_DATE = "“{label}”要写明办成的期限。"
CLASS_NEEDS_REASON = "“{label}”要写明原因。"
NO_NUMBER = "还没有填发文字号。"
NO_SIGNATORY = "还没有填签发人。"
NOT_TALKED = "规程要求答复前与代表沟通，这一轮办理还没有沟通记录。请先登记沟通。"
NOT_MET = "规程要求答复前与代表当面沟通，这一轮办理还没有见面记录。请先登记。"
CONTACT_LATER = "沟通日期不能晚于今天。"
CONTACT_EARLY = "沟通日期不能早于交办日期（{on}）。"
NO_NOTE = "请写一两句：谈了什么，代表怎么说。"
WORK_BEGUN = "签收后已经登记了沟通或送审了答复，不能撤销签收。先撤销这些，再撤销签收。"
CHANGED_SINCE_CLEARED = "答复函审签后又改过。请退回修改，重新送审签，再发出。"
NOT_THAT_CONTACT = "这条沟通记录不在这一轮办理里，请刷新再看。"
NO_COPY = "这封答复函没有发给您的席位。"
SEND_BACK_REASON = "请写明退回的原因，经办人会看到。"
NOTICES = {
    "contact.record": "{no}《{title}》登记了一次与您的沟通，请看看记得对不对。",
    "letter.submit": "{no}《{title}》的答复函等您审签。",
    "letter.send_back": "{no}《{title}》的答复函退回修改，意见在案卷里。",
    "letter.clear": "{no}《{title}》的答复函已审签，可以发出。",
    "letter.send": "{no}《{title}》已答复，答复函可以看了。",
    "letter.send:lead": "{no}《{title}》已答复。请看答复函，再作评价。",
}
SENT_LETTER_CHANGED = "答复函 {id}（{number}《{title}》）发出后被改动过。"
