"""Words of mails and texts, and of what became of them. Nothing here, and nothing put in, may tell a grade."""

SUBJECT_ONE = "【回音】{kind}：{place}"
SUBJECT_MANY = "【回音】{count} 条通知：{place}"
SUBJECT_DIGEST = "【回音】今日汇总，{count} 条通知：{place}"
GREETING = "{name}："
INTRO_ONE = "{place}有一条通知给您（{seat}）："
INTRO_MANY = "{place}有 {count} 条通知给您（{seat}）："
KIND_HEAD = "〔{kind}〕"
LINE = "· {text}\n  {link}"
MORE = "另有 {count} 条，请打开“通知”查看：{link}"
FOOT = "打开链接要用您自己的账号登录。不想再收，或者要换邮箱：{link}\n这封信由回音自动发出，请不要回复。"

# Without title, number or name: a text lies open on a screen, and passes through the gateway's hands.
SMS = "【{sign}】{place}：您有 {count} 条通知{kinds}，请登录回音查看。"
SMS_KINDS = "（{kinds}）"
SMS_KIND = "{kind} {count} 条"
SHORT_KINDS = {
    "arrival": "交办",
    "reply": "答复函",
    "overdue": "逾期",
    "deadline": "期限",
    "decision": "退回协调",
    "clearing": "审签会办",
    "course": "办理经过",
    "account": "账号安全",
}

KIND_SAYS = {
    "arrival": "新交办、分办、改交、并入接办，要求重新办理。",
    "reply": "答复函发出、送达；按您的纸质评价表登记了评价。",
    "overdue": "期限已经过了，还没有办。",
    "deadline": "期限快到、当天到期，因放假安排改了日期，催办会办意见。",
    "decision": "申请退回、申请延长、提请协调，以及它们的结果。",
    "clearing": "答复函送审签、退回修改、审签同意、报审；会办意见提出、请重提。",
    "course": "登记、更正、作废、签收、登记沟通等，多是知道就行的。",
    "account": "有人给您制作了新的登录单，或者重置了您的账号。",
}

TEST_SUBJECT = "【回音】测试邮件"
TEST_BODY = "这是一封测试邮件，收到就说明邮件已经接通。\n{link}"
TEST_SMS = "【{sign}】这是一条测试短信，收到就说明短信已经接通。"

WHAT_HAPPENED: dict[str, str | dict[str, str]] = {
    "no_address": {"email": "没有登记邮箱。", "sms": "没有登记手机号。"},
    "seat_over": "席位已经终止或者还没有开始，或者账号已停用。",
    "read": "发出以前已经在回音里看过。",
    "refused": {"email": "邮件服务器说这个邮箱收不了信{code}。", "sms": "短信网关说这个手机号发不了{code}。"},
    "busy": {"email": "邮件服务器暂时不收{code}。", "sms": "短信网关暂时不收{code}。"},
    "unreachable": {"email": "连不上邮件服务器。", "sms": "连不上短信网关。"},
    "timeout": {"email": "邮件服务器没有按时回答。", "sms": "短信网关没有按时回答，也许已经发出。"},
    "denied": {"email": "邮件服务器不认我们的账号或密码{code}。", "sms": "短信网关不认我们的账号或密钥{code}。"},
    "gateway": {"email": "邮件服务器回答出错{code}。", "sms": "短信网关回答出错{code}。"},
    "misconfigured": {"email": "邮件的设置不完整。", "sms": "短信的设置不完整或者写错了。"},
}
WHAT_TO_DO: dict[str, str | dict[str, str]] = {
    "refused": {
        "email": "请本人在“通知 → 怎样通知我”里换一个邮箱，再按“再发一次”。",
        "sms": "请本人在“通知 → 怎样通知我”里核对手机号，再按“再发一次”。",
    },
    "busy": "一般过一会儿就好，不用做什么。",
    "unreachable": "请运维人员查网络和服务器地址（运维手册“邮件和短信”），接通后按“再发一次”。",
    "timeout": "一般过一会儿就好；一直这样的，请运维人员查网络。",
    "denied": "请运维人员核对账号和密码（运维手册“邮件和短信”），改好后按“再发一次”。",
    "gateway": "请运维人员向服务商查这个代码，改好后按“再发一次”。",
    "misconfigured": "请运维人员运行 huiyin doctor 看缺什么，补好后按“再发一次”。",
}
CODE = "（{code}）"
TEST_NEEDS_ADDRESS = "请写 --email 邮箱，或者 --sms 手机号，也可以两个都写。"
TEST_NOT_A_MOBILE = "这不是 11 位的手机号，没有发。"
TEST_OFF = {
    "email": "邮件没有接通：没有设 HUIYIN_MAIL_HOST。请看运维手册“邮件和短信”。",
    "sms": "短信没有接通：数据目录里没有 sms.toml。请看运维手册“邮件和短信”。",
}
TEST_SENT = {
    "email": "邮件服务器收下了。请到那个邮箱看一看，也看看垃圾邮件。",
    "sms": "短信网关收下了。请看看那部手机收到没有。",
}
TEST_FAILED: dict[str, str | dict[str, str]] = {
    "refused": {
        "email": "邮件服务器说这个邮箱收不了信{code}。请换一个再试。",
        "sms": "短信网关说这个手机号发不了{code}。请换一个再试。",
    },
    "busy": {"email": "邮件服务器暂时不收{code}。请过一会儿再试。", "sms": "短信网关暂时不收{code}。请过一会儿再试。"},
    "unreachable": {
        "email": "连不上邮件服务器。请核对 HUIYIN_MAIL_HOST、HUIYIN_MAIL_PORT、HUIYIN_MAIL_TLS，再看防火墙。",
        "sms": "连不上短信网关。请核对 sms.toml 里的 url，再看防火墙。",
    },
    "timeout": {
        "email": "邮件服务器没有按时回答。请核对端口和 HUIYIN_MAIL_TLS 是不是配对。",
        "sms": "短信网关没有按时回答，短信也许已经发出。网关慢的，请把 sms.toml 里的 timeout 改大。",
    },
    "denied": {
        "email": "邮件服务器不认我们的账号、密码或者发信人{code}。请核对 HUIYIN_MAIL_USER、HUIYIN_MAIL_FROM 和 keys/gateway-mail。",
        "sms": "短信网关不认我们的密钥{code}。请核对 sms.toml 和 keys/gateway-sms。",
    },
    "gateway": {
        "email": "邮件服务器回答出错{code}。请把这个代码告诉邮件服务商。",
        "sms": "短信网关的回答不是“成功”{code}。请核对 sms.toml 里的 body、result、taken，或者把代码告诉服务商。",
    },
}

SMS_FILE_UNREADABLE = "{file} 读不懂：{why}。请对照运维手册“邮件和短信”改。"
SMS_NO_SECRET = "{file} 里用到 {{secret}}，而 {key} 还没有。请把网关的密钥放进去。"
MAIL_NO_SENDER = "没有 HUIYIN_MAIL_FROM，邮件没有发信人。"
MAIL_NO_SITE = "没有 HUIYIN_SITE，邮件里的链接不知道指向哪里。请写成 https://renda.example.gov.cn。"
MAIL_BAD_PORT = "HUIYIN_MAIL_PORT 要写数字，HUIYIN_MAIL_TLS 只能是 starttls、ssl 或 none。"
OFF = {"email": "邮件没有接通", "sms": "短信没有接通"}
ON = {"email": "邮件已设置", "sms": "短信已设置"}
GAVE_UP = "最近七天有 {count} 条通知没有发成，不再试了。请本级管理员看“设置 → 通知”。"
