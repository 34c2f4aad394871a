"""Words of the room 交: refusals and notices."""

NO_TARGET = "还没有选承办单位。至少选一个主办或分办单位。"
LEAD_TWICE = "主办单位只能有一个。几个单位各办一部分的，请都选“分办”，并写明各自的部分。"
MIXED_MODES = "主办、共同主办、分办只能选一种。请选：一家主办，几家共同主办，或者几家分办。"
ONE_JOINT_LEAD = "共同主办至少要两个单位。只有一家的，请选“主办”。"
NO_LONG_LIMIT = "本级规程没有设“涉及面广、处理难度大”的答复期限，请去掉这一项。"
BODY_TWICE = "“{body}”选了两次，请去掉一个。"
NOT_UNIT = "“{body}”不能作为承办单位。"
ALREADY_RECEIVED = "承办单位“{body}”已经签收或申请退回，不能撤回。需要调整的，请按规程改交。"
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

RETURN_TOO_LATE = "退回期限到 {on} 为止，已经过了，请继续办理。确实不该由本单位办的，请与交办方联系改交。"
RETURNED_BEFORE = "这一件申请过退回，没有获得同意，请继续办理。仍有不同意见的，由负责人提请领导协调。"
LETTER_WAY = "答复函已经送审签，或者已经答复过，不能再退回、改交。还没有答复的，可以先撤回送审。"
SUGGESTS_ITSELF = "建议的承办单位就是本单位，请改选，或者空着。"
BODY_HAD_IT = "“{body}”就是要换下的单位，请另选。"
NOBODY_LEFT = "换下以后没有单位答复代表了，请选接办的单位。"
NOTHING_REFUSED = "没有被拒绝的退回申请，不用提请协调。"
DISPUTED_BEFORE = "这一件已经提请过领导协调，以协调的意见为准。"
NO_DISPUTE = "单位没有提请协调，或者已经协调过了。"
LONG_ALREADY = "这一件已经按疑难件计算期限。"
ANSWERED_ALREADY = "只有正在办理、还没有答复的件才能改期限。"
LONG_NOT_ASKED = "本级规程的长期限在交办时按件的性质认定，没有申请延长的规定。确属疑难的，请与代表工委联系。"
LONG_TOO_LATE = "答复期限已过，不能再申请延长。请尽快答复，并向代表说明情况。"
LONG_WAITS = "已经申请过，正在等代表工委答复。"
LONG_NOBODY_ASKED = "单位没有提出申请，或者已经答复过了。"

RETURN_NOTICES = {
    "assignment.ask_return": "{no}《{title}》：承办单位申请退回，请决定。",
    "assignment.drop_return": "{no}《{title}》：承办单位收回了退回申请，继续办理。",
    "assignment.refuse_return": "{no}《{title}》：没有同意退回，理由在案卷里，请继续办理。",
    "assignment.accept_return": "{no}《{title}》：同意退回，已改交其他单位。",
    "assignment.accept_return:new_desks": "新交办（改交）：{no}《{title}》。请签收。",
    "assignment.accept_return:signers": "{no}《{title}》已改由其他单位办理，新的承办单位会与您联系。",
    "assignment.replace": "{no}《{title}》已改交其他单位，本单位不再办理。",
    "assignment.replace:new_desks": "新交办（改交）：{no}《{title}》。请签收。",
    "assignment.replace:signers": "{no}《{title}》已改由其他单位办理，新的承办单位会与您联系。",
    "assignment.dispute": "{no}《{title}》：承办单位对不同意退回有不同意见，提请协调。",
    "dispute.uphold": "{no}《{title}》：经协调，维持原交办，请继续办理。",
    "dispute.reassign": "{no}《{title}》：经协调，已改交其他单位。",
    "dispute.reassign:new_desks": "新交办（改交）：{no}《{title}》。请签收。",
    "dispute.reassign:signers": "{no}《{title}》已改由其他单位办理，新的承办单位会与您联系。",
}
ROUTE_DUE = "{no}《{title}》还没有分办，答复期限一直在走。"
RETURN_DUE = "{no}《{title}》：承办单位申请退回，等您答复。"
TAKE_OVER_NOTICES = {
    "assignment.take_over": "{no}《{title}》：原承办单位并入本单位，由本单位接着办理，期限照常。",
    "assignment.take_over:signers": "{no}《{title}》的承办单位并入了别的单位，由接办的单位接着办理。",
}
# What hangs on a seat (hanging.py): a deputy's part in an item; drafts by the first word of their key.
LED_BY_IT, COSIGNED_BY_IT = "领衔", "附议"
DRAFTS = {"contact": "沟通记录", "opinion": "会办意见", "return": "退回申请", "register": "登记表", "follow": "更正函"}
OTHER_DRAFT = "没有发出的内容"

LONG_NOTICES = {
    "long.ask": "{no}《{title}》：承办单位申请按疑难件延长期限，请答复。",
    "long.grant": "{no}《{title}》认定为涉及面广、处理难度大的件，答复期限改为 {due}。",
    "long.refuse": "{no}《{title}》：没有同意延长，原期限不变。",
}

TERMINATING_NOTICES = {"assignment.terminate": "{no}《{title}》：代表已撤回，办理终止，不用再答复。理由见案卷。"}
# Why a unit is suggested (suggesting for the desk, proposing.py).
BY_WISH = "代表希望由它办理。"
BY_DUTY = "标题里的{words}属于{department}的职责。"
BY_TEXT = "正文里写到{words}，属于{department}的职责。"
BY_OWN_DUTY = "标题里的{words}在本级给它写的职责词里。"
BY_OWN_TEXT = "正文里写到{words}，在本级给它写的职责词里。"
BY_LIKE = "相近的 {n} 件是它办的，例如{no}《{title}》。"
BY_LIKE_DEPARTMENT = "相近的 {n} 件是{department}部门办的，例如{no}《{title}》。"
BY_GIVEN_BACK = "但相近的{no}《{title}》它退回或者被换下过，最后由{takers}办。"
BY_TAKEN = "其中{no}先交给{givers}，退回或者换下以后由它办。"
BY_PLACE = "标题写到“{place}”，在它的地方。"
