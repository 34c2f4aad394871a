"""Words of the set-up pages that stand in code."""

SAVED = "已保存：{what}。"
ADDED = "已添加：{what}。"
ENDED = "已终止：{what}。"
CONFIRMED = "已确认 {count} 项。"
NOTHING_PICKED = "还没有勾选。请先勾选要确认的行。"
IMPORTED = "已写入{list}：新增 {added}，更新 {changed}，原来就有 {already_there}；待修正 {to_mend} 行没有写入。"
SEATS_OPENED = "已给 {count} 位单位联系人开了经办席位。接下来可以制作登录单。"
NO_SEATS_OPENED = "每位单位联系人都已有经办席位，没有新开。"
ACCOUNT_CLOSED = "已停用“{name}”的账号，现有的登录都已退出。"
OWN_ACCOUNT = "这是您自己的账号，不能在这里重置或者停用。要换密码，请用“设密码”；要停用，请另一位管理员来办。"
NOBODY_PICKED = "还没有选人。请勾选要制作登录单的人，或者用“给所有没有账号的人制作”。"
TOO_MANY = "一次最多做 {most} 张登录单，这里有 {count} 张。请分几次勾选。"
PROFILE_CHOSEN = "已选定规程“{name}”，{when}起用。"
ANSWERED = "已填“{rule}”：{words}。"
NOT_IN_COMING = "第 {number} 版从{day}起用，里面没有这次的改动；到时也要的，请按那一天再填一次。"
OWN_VERSION = "本级第 {number} 版（{standing}）"
KEPT = "沿用本级第 {number} 版（{name}{own}）"
WITH_OWN = "，含自己填的 {count} 项"
AGAIN = "沿用第{number}版"
STANDINGS = {
    "in_force": "现在用",
    "coming": "还没到起用日",
    "past": "用过",
    "replaced": "没有起用，已有新版",
}
CLEARED = "“{rule}”已改回未设定。"
TOO_EARLY = "不能早于正在用的这一版的起用日（{day}）：那以后登记的件已经按它办了。"
LEVEL_WRONG = "规程“{name}”不适用于{level}人大。请另选一个。"
PICK_SAME = "已有 {count} 位叫“{name}”的人。请在下面选：是其中一位，还是另一位同名的人。"
BODY_AT_WORK = (
    "“{name}”手上还有 {count} 件没有办结（连没有了结的承诺）。请先请代表工委或政府办改交别的单位，或者用“并入其他单位”"
    "一并转过去，再撤销。"
)

LISTS = {"bodies": "单位名单", "deputies": "代表名册", "contacts": "单位联系人名单"}
LIST_PAGES = {"bodies": "setup_bodies", "deputies": "setup_deputies", "contacts": "setup_contacts"}
LIST_COLUMNS = {
    "bodies": "单位名称、简称、类别、分管领导、备注",
    "deputies": "姓名、性别、代表团、工作单位及职务、联系电话、代表证号",
    "contacts": "单位名称、科室、联系人、职务、办公电话、手机、分管领导、备注",
}
OUTCOMES = {"added": "新增", "changed": "更新", "already_there": "已有", "to_mend": "要改"}
ACCOUNT_STATES = {
    "none": ("wait", "没有账号"),
    "slip": ("amber", "登录单待用"),
    "expired": ("red", "登录单过期"),
    "open": ("green", "已启用"),
    "closed": ("done", "已停用"),
}
HOURS = "通知的时间"
ROLE_TIMINGS = "“{role}”怎样通知"
DIGEST_IN_QUIET = "汇总的时间落在不打扰的时段里，那时不发。请换一个时间。"
RETRIED = "{count} 条会马上再发一次，一两分钟后来看结果。"
NOTHING_TO_RETRY = "没有要再发的：可能已经发出，或者正在发。"
CHANNEL_STANDING = {
    "on": "已接通",
    "wrong": "设置不完整，没有发。请运维人员运行 huiyin doctor 看缺什么",
    "off": "没有接通。要用的话，请运维人员按运维手册“邮件和短信”设置",
    "demo": "演示区不对外发送",
}
CHANNEL_SHORT = {"on": "已接通", "wrong": "设置不完整", "off": "没有接通", "demo": "不对外发送"}
FROM_IMPORT = "来自导入，待确认"
BOTH_ANSWER = "这几件两个单位都要答复代表，不能随单位合并成一家：{numbers}。请先由交办方改交，再并入。"
NOTHING_TO_SPLIT = "请勾选要划出去的件。"
SPLIT = "{name}的 {items} 件由{to}接着办理，期限照常。"
MERGED = "{name}已并入{to}：{items} 件在办的由{to}接着办理，{seats} 个席位转到{to}。"
SESSION_OPENED = "{session}已打开，新登记的件归到它。以前没有办完的件照常办理。"
TERM_OPENED = "{session}已打开。连任 {carried} 位代表，任期届满 {ended} 位。新当选的代表请在“代表名册”里添加或导入。"
CLOSING = (
    "这次会议登记了 {items} 件，其中 {under_way} 件还没有办完，结账后照常交办、答复、评价，原来的编号不变。"
    "结账后不能再往里登记，也不能更正、作废；台账和统计随时可以查阅。需要时可以重新打开，会记入管理记录。"
)
LEDGER_CLOSED = "{session}的台账已结账，只供查阅。"
REOPENING = "重新打开后又可以登记、更正、作废；已经印发的统计可能因此不同。这一步会记入管理记录。"
LEDGER_REOPENED = "{session}的台账已重新打开。办完请再结账。"
DUTIES_HINT = (
    "用顿号或换行分开，每个 2 到 12 个字，写这个单位管的事，例如“路灯、背街小巷、农村公路”。"
    "标题或者正文里写到这些词的件，会推荐给它。全部删去再保存，就改回通常的词。"
)
DUTY_LENGTH = "“{word}”不能用：职责词要有 {least} 到 {most} 个字。别的都还在，请改好这一个再保存。"
DUTY_COMMON = "“{word}”每件建议里都可能有，听不出归哪个单位。请去掉，或者写具体些。"
DUTIES_MOST = "一个单位最多写 {most} 个职责词，现在有 {n} 个。请去掉一些再保存。"
DUTIES_SAVED = "已保存{name}的 {n} 个职责词，下次推荐承办单位就按它们。"


def duties_gone(name: str, usual: bool) -> str:
    """A unit's own words are given up: what holds then."""
    return f"{name}已改回通常的职责词。" if usual else f"{name}不再有职责词，只按以往办过的件推荐。"


MERGE_REASON = "“{name}”在代表名单里有两条记录，合成一条"
PERSON_MERGED = "已把“{name}”的两条记录合成一条，转了 {items} 件。"
NO_DAY_PICKED = "还没有勾选，什么也没有改。请先勾选要改回全国安排的日子。"
DAYS_ENTERED = "已录入 {days} 天，改了 {moved} 个期限，承办的人已收到通知。"
DAYS_RESTORED = "{days} 天已改回全国的安排，改了 {moved} 个期限，承办的人已收到通知。"
NATION_KNOWN = "{year} 年的安排已录入"
NATION_UNKNOWN = "{year} 年的安排还没有录入，期限暂按周末推算"
LOCAL_DAYS = "；本地另有 {count} 天"
SEAT_ENDS = "终止后这个席位马上不能再用；经手的事都留在办理经过里，由同一单位的其他席位接着办。"
DEPUTY_ENDS = "终止后不能再提新的建议；已经提出的件，本人照样可以看答复、作评价。"
BOTH_OF_CUT_OFF = "议案截止的日子和钟点要一起填，或者都空着。"

NO_STREET = "没有，不经街道阅看"
TEAMS_WITHOUT_STREET = "{count} 个代表团还没有选阅看的街道，他们的件不经街道、直接到区级或者登记：{names}。请打开代表团逐个选。"
TEAMS_AND_STREETS = "{teams} 个代表团，{with_street} 个选了街道"
NO_STREETS = "本级规程要街道阅看，还没有建立街道工委。请先在“单位”里添加。"
