"""Words of the room 交: refusals and notices."""

NO_TARGET = "还没有选承办单位。至少选一个主办或分办单位。"
LEAD_TWICE = "主办单位只能有一个。几个单位各办一部分的，请都选“分办”，并写明各自的部分。"
MIXED_MODES = "有主办单位时不能再有分办单位。请二者选一：一家主办，或者几家分办。"
BODY_TWICE = "“{body}”选了两次，请去掉一个。"
NOT_UNIT = "“{body}”不能作为承办单位。"
ALREADY_RECEIVED = "承办单位“{body}”已经签收，不能撤回。需要调整的，请按规程改交。"
STARTED = "“{body}”已经签收办理，这一件不能随批撤销。"
REPEATED_ROW = "与本表前面的一行是同一件。"
NOT_IN_LISTS = "名单里没有：{names}。请先补进单位名单或代表名册，或者改为“允许新建”。"
NO_DELEGATION = "代表团待补"
NOT_A_DIFFERENCE = "这一行没有需要接受的改动。"
CORRECTED_FILE = "按更正后的交办表《{name}》更正"
NO_DATE_ASKED = "表上没有交办日期，先按 {on} 计算期限。请核对，不对的请撤销后重新导入。"
NOTICES = {
    "dispatch.hand_over": "新交办：{no}《{title}》。请分办或签收。",
    "dispatch.hand_over:signers": "{no}《{title}》已交办，承办单位会与您联系。",
    "dispatch.hand_over_from_ledger": "新交办：{no}《{title}》。请分办或签收。",
    "dispatch.hand_over_from_ledger:signers": "{no}《{title}》已交办，承办单位会与您联系。",
    "dispatch.assign": "新交办：{no}《{title}》。请签收。",
    "dispatch.assign:signers": "{no}《{title}》已分办到承办单位，承办单位会与您联系。",
    "assignment.receive": "{no}《{title}》已由承办单位签收。",
}
