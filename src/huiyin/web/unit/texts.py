"""Words of the pages of units, the government office and the deputies' committee that stand in code."""

from typing import NamedTuple

PEEK_HINT = "选中一件，这里看要点。"

DESK_SUMS = {
    "red": "先办这些：补登记沟通，把答复送审签。",
    "amber": "快到期了。",
    "waiting": "签收后登记沟通、拟答复；期限从交办那天起算。",
    "given": "单位里交给我办的，内部时限写在每一件下面。",
    "unmet": "答复前要和代表当面沟通一次，登记在这里。",
    "drafting": "写好答复，或者上传盖章的正式文件，再送审签。",
    "sent-back": "退回的意见在案卷里，改好后再送审签。",
    "opinions": "会办单位还没有提意见；可以在案卷里催。",
    "shown": "初步答复函在代表手里，等代表表态。",
    "clearing": "答复函在审签，退回了会到“退回修改”。",
    "cleared": "审签过的答复函，发出后不能再改。",
    "in-review": "负责人审签过，等政府办审核、分管领导签批；退回了会到“退回修改”。答复期限照常在走。",
    "reviewing": "单位负责人审签过的答复函，等政府办审核；通过以前不能发给代表，答复期限照常在走。",
    "signing-off": "答复函等您签批；签批以前不能发给代表，答复期限照常在走。",
    "answered": "答复已经发出，等代表评价。",
    "concluded": "已经办完的件。",
    "routing": "分给承办单位后，期限仍从人大交办那天起算。",
    "passed-on": "分办出去的件，各单位办到哪里。",
    "registered": "登记好了、还没有交办的件。",
    "evaluated": "代表已经评价，等代表工委决定办结还是重新办理。",
    "assisting": "配合主办单位办理，意见交给主办单位。",
    "opined": "会办意见已经交给主办单位；要重提的会回到“会办”。",
    "returning": "申请退回的件，答复以前期限照常在走。",
    "long-asked": "单位认为涉及面广、处理难度大，等代表工委决定。",
    "assist-late": "会办意见逾期的件。主办单位和代表工委都可以催。",
    "disputed": "单位不同意交办方的意见，等您协调。协调以前单位照常办理。",
}
DESK_SUMS_HEAD = {
    "clearing": "经办人写好的答复函，等您审签。",
    "cleared": "审签过的答复函，等您发出。",
    "in-review": "您审签过，等政府办审核、分管领导签批，通过以后再由您发出。答复期限照常在走。",
    "waiting": "经办人签收以后才能办。",
    "drafting": "经办人在写的答复。",
}
EMPTY = {
    "given": "没有交给我的件。单位里“交科室”时选了我的席位，就列在这里。",
    "red": "没有逾期的件。",
    "amber": "没有临期的件。",
    "waiting": "没有待签收的件。新交办的件会出现在这里，也会发通知。",
    "sent-back": "没有退回修改的答复函。",
    "registered": "没有待交办的件。登记一件，或者导入交办表。",
    "evaluated": "没有待处理的评价。代表评价后会出现在这里。",
    "routing": "没有待分办的件。人大交办后会出现在这里，也会发通知。",
    "returning": "没有申请退回的件。",
    "long-asked": "没有申请延长的件。",
    "assist-late": "没有逾期的会办意见。",
    "reviewing": "没有等政府办审核的答复函。",
    "signing-off": "没有等您签批的答复函。",
    "disputed": "没有等您协调的件。单位提请以后会出现在这里，也会发通知。",
}
NOTHING_HERE = "这里现在没有件。"
NOTHING_FITS = "没有符合这些条件的件。去掉一个条件再看。"

NEXT_CLERK = {
    "waiting": "签收",
    "handling": "拟写答复",
    "assisting": "写会办意见",
    "opined": "等主办单位答复",
    "returning": "等交办方答复",
    "clearing": "等领导审签",
    "reviewing": "等政府办审核",
    "signing_off": "等分管领导签批",
    "cleared": "等发出",
    "answered": "等代表评价",
    "concluded": "已办结",
}
NEXT_HEAD = {
    "waiting": "等经办人签收",
    "handling": "等经办人拟答复",
    "assisting": "会办",
    "opined": "等主办单位答复",
    "returning": "等交办方答复",
    "clearing": "审签答复函",
    "reviewing": "等政府办审核",
    "signing_off": "等分管领导签批",
    "cleared": "发出答复",
    "answered": "等代表评价",
    "concluded": "已办结",
}
NEXT_OFFICE = {
    "routing": "分办",
    "passed_on": "看单位办理",
    "waiting": "等单位签收",
    "handling": "单位办理中",
    "assisting": "等会办意见",
    "opined": "已提意见",
    "returning": "决定退不退",
    "clearing": "单位审签中",
    "reviewing": "审核答复函",
    "signing_off": "等分管领导签批",
    "cleared": "等单位发出",
    "answered": "等代表评价",
    "concluded": "已办结",
}
NEXT_OFFICER = NEXT_OFFICE | {"routing": "等政府办分办", "returning": "单位申请退回", "reviewing": "等政府办审核"}
NEXT_LEADER = NEXT_OFFICER
RULE = "协调"
SIGN_OFF = "签批答复函"
MET_TIMES = "这次办理已见面沟通 {n} 次"
MET_NEVER = "这次办理还没有见面沟通"
MET = "已见面沟通"
NOT_MET = "尚未见面沟通"
CAME_BACK = "退回修改"
TALK = "登记沟通"
MEND = "按意见修改"
AGAIN = "第 {n} 次办理"
JUDGE = "处理评价"
HAND_OVER = "交办"

BATCH_DONE = "签收了 {done} 件。"
BATCH_LEFT = "{left} 件没有签收：{why}"
BATCH_NONE = "还没有选中要签收的件。在每一行左边打勾，再按“批量签收”。"
BATCH_TOO_MANY = "一次最多签收 {most} 件，其余 {rest} 件没有动，请再选一次。"
ALREADY_RECEIVED = "{no} 已经签收过"

# Steps that need nothing typed: what the page asks before, and what follows from it.
SIMPLE = {
    "assignment.receive": ("签收这一件？", "签收后登记沟通、拟答复。期限从交办那天起算，不因签收改变。", "签收"),
    "letter.submit": ("把答复函送审签？", "送审后不能再改。负责人会收到通知；要改可以撤回送审。", "送审签"),
    "draft.offer": (
        "把现在的一稿作为初步答复函送代表看？", "领衔代表会收到通知，说同意或者不同意。代表表态以前可以接着改，不能再送第二稿。",
        "初步答复函送代表",
    ),
    "letter.clear": ("同意这份答复函？", "同意后由负责人发出，在发出以前代表看不到。", "审签同意"),
    "letter.review": ("这份答复函审核通过？", "代表还看不到这份答复函；发出以前单位负责人、政府办还可以退回。", "审核通过"),
    "letter.sign_off": ("同意这份答复函？", "同意后由单位负责人发出，在发出以前代表看不到。", "签批同意"),
    "assignment.drop_return": ("收回退回申请？", "收回后由本单位继续办理，期限一直在走，没有停过。", "收回退回申请"),
    "opinion.chase": ("催会办单位提意见？", "会办单位的经办人和负责人会收到通知。一天只能催一次。", "催会办意见"),
}
# Of these, the ones whose button stands quietly behind the others.
QUIET_SIMPLE = ("assignment.drop_return", "opinion.chase", "draft.offer")


class Why(NamedTuple):
    """A step for which a reason is written: the button, the question, what follows, the field, its hint, the toast."""

    label: str
    consequence: str
    field: str
    hint: str
    said: str
    quiet: bool = False


WHY = {
    "opinion.redo": Why(
        "请重提会办意见",
        "会办单位会收到通知，按规程的期限重新提出；原来的意见留在案卷里。",
        "哪里不够、要他们说清什么",
        "会办单位会看到这段话。",
        "已请会办单位重新提出意见。",
        True,
    ),
    "proposal.unmerge": Why(
        "不再并案",
        "这一件以后单独办理、单独答复，编号、期限和评价都不变。各件的代表和已经收到件的单位会收到通知。",
        "为什么不再并案",
        "代表和承办单位会看到。",
        "已解除并案，这一件单独办理。",
        True,
    ),
    "assignment.refuse_return": Why(
        "不同意退回",
        "承办单位收到后继续办理，不能再申请退回；仍有不同意见的，由其负责人提请领导协调。",
        "为什么不同意",
        "写明依据，例如职责分工的规定。承办单位会看到。",
        "已答复承办单位：不同意退回。",
    ),
    "assignment.dispute": Why(
        "提请领导协调",
        "交办一方的分管领导会收到通知。协调以前继续办理，期限照常。只能提请一次。",
        "有什么不同意见",
        "写明依据。交办方和领导会看到。",
        "已提请领导协调，协调以前请继续办理。",
        True,
    ),
    "dispute.uphold": Why(
        "维持原交办",
        "承办单位和交办方会收到通知，承办单位继续办理。",
        "协调意见",
        "承办单位和交办方会看到。",
        "已答复：维持原交办。",
    ),
    "long.ask": Why(
        "申请延长期限",
        "代表工委会收到通知。同意以前仍按原期限办理。",
        "为什么涉及面广、处理难度大",
        "写明涉及哪些单位、难在哪里、预计什么时候办成。",
        "已申请，等代表工委答复；同意以前仍按原期限办理。",
        True,
    ),
    "long.grant": Why(
        "认定为疑难件",
        "答复期限改为规程的长期限，仍从原来的交办之日起算，不是在原期限上再加。承办单位和代表会收到通知。",
        "为什么认定",
        "会记入案卷。",
        "已认定为疑难件，期限已经改过，承办单位和代表会收到通知。",
        True,
    ),
    "long.refuse": Why(
        "不同意延长",
        "承办单位会收到通知，原期限不变。",
        "为什么不同意",
        "承办单位会看到。",
        "已答复承办单位：原期限不变。",
    ),
}
# Steps that hand an item to another body: the button, whether it stands quietly.
MOVE = {
    "assignment.accept_return": ("同意退回，改交", False),
    "assignment.replace": ("改交其他单位", True),
    "dispute.reassign": ("协调后改交", False),
}
MOVE_CONSEQUENCE = (
    "原单位不再办理，已登记的沟通留在案卷里。接办的单位会收到通知；代表会知道换了承办单位。"
    "答复期限{clock}，距第一次交办的天数一直显示。"
)
MOVE_RESTART = "从改交这一天重新起算"
MOVE_KEEP = "仍从第一次交办起算"
MOVED = "已改交，接办的单位会收到通知。"
MOVED_TO_NOBODY = "已同意退回，其余单位继续办理。"
MOVE_NOBODY = "没有选接办的单位。请选一个；只是少一家会办的，可以空着。"
RETURN_UNTIL = "按规程，退回要在 {on} 以前提出。"
RETURN_NO_WINDOW = "本级规程没有设退回的期限。"
RETURN_WAITS = "提出以后等交办方答复；答复以前期限照常在走，不能自己转给别的单位。"
OPINION_UNTIL = "{on} 以前提出。"
SEND_WITHOUT = "为什么不等"
SEND_WITHOUT_HINT = "写明原因才能发出。会记入案卷，代表工委会看到。"
JOINTLY_WAITS = "本单位已审签，还要等{bodies}审签同意。"
MEET_AFTER = "规程要求办后见面，见面以后请登记沟通，阶段选“办后”。"
AFTER_OWED = "规程要求办后见面，还没有见面记录。"
CLASS_STAYS = "类别不变"
SAID = {
    "assignment.receive": "已签收。接下来登记沟通、拟答复。",
    "letter.submit": "已送审签，负责人会收到通知。",
    "promise.mark": "已标记为承诺，答复函发出时生效。",
    "promise.change": "承诺已修改。",
    "promise.unmark": "已取消标记。",
    "draft.offer": "初步答复函已送代表，代表表态后会通知您。",
    "draft.note_word": "已记下代表的意见，承办单位会收到通知。",
    "draft.verify": "已记下核实的情况，承办单位和代表会收到通知。",
    "letter.clear": "已审签同意，可以发出了。",
    "letter.review": "已审核通过，单位会收到通知，可以发出了。",
    "letter.sign_off": "已签批同意，单位会收到通知，可以发出了。",
    "letter.decline": "已退回单位修改，经办人和负责人会看到您的意见。改好后会重新报上来。",
    "letter.send_back": "已退回修改，经办人会看到您的意见。",
    "contact.record": "已登记沟通，代表会收到通知来核对。",
    "contact.correct": "已更正，代表会收到通知，再核对一次。",
    "letter.follow_up": "更正函已发出，代表和代表工委都会收到通知。",
    "contact.confirm_by_phone": "已按代表在电话里说的记下，并通知了代表。",
    "letter.serve_on_paper": "已登记送达。代表可以评价了，评价期限照常。",
    "dispatch.assign": "已分办，承办单位会收到通知。",
    "letter.send": "答复函已发出。",
    "assignment.drop_return": "已收回退回申请，请继续办理。",
    "opinion.chase": "已催，会办单位的经办人和负责人会收到通知。",
    "opinion.give": "会办意见已交给主办单位。",
    "assignment.ask_return": "已申请退回，等交办方答复；答复以前期限照常在走。",
}
# Clearing and reviewing are the end of it only where nobody else must pass the letter.
PASSED_TO = {
    "reviewed": "{done}，已报政府办审核。审核通过以前不能发出，答复期限照常在走。",
    "signed_off": "{done}，已报分管领导签批。签批以前不能发出，答复期限照常在走。",
}
CLEAR_GOES_UP = "同意后报{who}，通过以后再由负责人发出；在发出以前代表看不到。"
PASSING = {"reviewed": "政府办审核", "signed_off": "分管领导签批"}
CLEARED_ALONE = "已审签同意。共同主办的 {bodies} 审签以后，才能接着往下走。"
REVIEW_NEXT = {
    "reviewing": ("答复函在下面，等政府办审核。", "负责人已审签，答复函等政府办审核。"),
    "signing_off": ("答复函在下面，等您签批。", "答复函等分管领导签批。"),
}
DRAFT_FILE = "盖章文件已上传，还没有发出。"
DRAFT = "答复函还没有发出，只有本单位看得到。"
DRAFT_IN_REVIEW = "答复函还没有发出，只有本单位和审核、签批的人看得到。"
NO_LIMIT = "本级规程没有设这次办理的期限。"
SEND_QUESTION = "发出这份答复函？"
SEND_TO_MANY = "{lead}等 {count} 位代表会收到。"
SEND_TO_ONE = "{lead}代表会收到。"
SEND_TO_NOBODY = "这件没有登记代表的席位，发出后只留在案卷里，请另送纸质答复。"
SEND_CLOCK = "代表评价从明天起算，{amount}{unit}内完成。"
SEND_NO_CLOCK = "本级规程没有设评价期限。"
SEND_KEPT = "10 分钟内、代表还没有打开以前可以撤回；之后只能另发一份更正。"
SEND_VERB = "发出答复函"
UNITS = {"day": " 日", "workday": " 个工作日", "month": " 个月"}

LETTER_SAVED = "已保存。"
LETTER_SAVED_WITH_FILE = "已保存，盖章文件“{name}”已收下。"
FILE_REMOVED = "已改为在这里写答复。上传的文件不再使用。"
PREFILLED = "{salutation}\n您提出的《{title}》收悉。经研究，现答复如下：\n\n\n感谢您对我们工作的关心和支持。"
LETTER_TITLE = "关于{no}{kind}的答复"
NO_UNIT = "没有叫“{name}”的单位。请从列表里选，或者写全称。"
SEVERAL_UNITS = "“{name}”可能是{names}，请写全称。"
ONE_PART = "几家分办至少要两个单位；只有一家的，请填在“主办单位”。"

NO_SUCH_STEP = "这一步不在这里办。"

WITHDRAWN = "代表已撤回，办理终止，不用再答复。理由：{reason}"
# Where a motion stands before it is handed over, or instead.
MOTION_NEXT = {
    "in_review": "议案审查中，等主席团决定。",
    "in_committee": "先交专门委员会审议，等审议意见。",
    "on_agenda": "已列入大会议程，等表决。",
    "not_adopted": "大会表决没有通过，不再办理。",
    "converted": "主席团决定不作为议案，已转为建议，另有编号。",
}
MOTION_LIGHT = {
    "in_review": "审查中",
    "in_committee": "委员会审议中",
    "on_agenda": "已列入议程",
    "not_adopted": "未获通过",
    "converted": "已转建议",
    "withdrawn": "已撤回",
}

CARRY = "这份答复也用于并案的{numbers}（{n} 件）"
HAS_TEXT = "（已有答复草稿，勾选就换成这一份）"
CARRIED = "已写进 {n} 件的答复函：{numbers}。请逐件看过，再送审签。"
NOT_DONE = "有 {n} 件没有办：{why}"
NUMBER_OF = "{no}的发文字号"


class Together(NamedTuple):
    """One step on several letters: the button that leads to its page, the question, what follows, the verb, the toast."""

    label: str
    question: str
    consequence: str
    verb: str
    said: str


TOGETHER = {
    "letter.submit": Together(
        "一并送审 {n} 件", "把并案的几份答复函一并送审签？", "每一份单独送审，送审后不能再改。", "一并送审",
        "已送审签 {n} 件：{numbers}。",
    ),
    "letter.clear": Together(
        "一并签发 {n} 件", "同意并案的这几份答复函？", "每一份单独记录。请先逐件看过；发出以前代表看不到。", "一并签发",
        "已审签同意 {n} 件：{numbers}。",
    ),
    "letter.send": Together(
        "一并发出 {n} 件", "发出并案的这几份答复函？",
        "每一份单独发给那一件的代表，由他们分别评价；发出后不能修改。少了什么的那一件会留下，其他的照发。", "一并发出",
        "已发出 {n} 件：{numbers}。",
    ),
}  # fmt: skip
ASSIGN_ALSO = "并案的件一并分办给同样的单位"
ASSIGNED_TOGETHER = "已分办 {n} 件：{numbers}，承办单位会收到通知。"
TALK_ALSO = "并案的件，也是这一次谈的"
TALK_ALSO_HINT = "那一件的代表本人也参加了才勾选。各件分别登记，由各自的代表核对。"
TALK_OF = "{case.shown_no}《{case.title}》{case.lead_name}"
TALKED_TOGETHER = "已登记 {n} 件的沟通：{numbers}，代表会收到通知来核对。"

POINT_OUTCOME = "怎么答复"
POINT_UNTIL_ON = "哪天以前办成"
POINT_SAID = "怎么办的、什么计划、为什么办不到"
POINT_ERROR = "第 {number} 条要求：{said}"

PROMISE_QUOTE = "答复函里的这句话"
PROMISE_WHAT = "承诺办什么"
PROMISE_WHAT_HINT = "一件事写一条，写到办成算数的程度，例如“沿江大道增设隔离护栏 860 米”。"
PROMISE_KIND = "什么时候办成"
PROMISE_WORDS = "答复函里怎么写期限的"
PROMISE_WORDS_HINT = "照原文写，例如“9月底前”。"
PROMISE_ON = "到哪一天为止"
PROMISE_ON_HINT = "有期限的要填。系统按原文推算了一个日期，请核对。"
PROMISE_DEPENDS = "前提是什么"
PROMISE_DEPENDS_HINT = "有前提的要填，例如“上级专项资金到位”。"
PROMISE_PERSON = "谁负责"
PROMISE_PERSON_HINT = "科室或者人。"
PROMISE_PROOF = "办成以后拿什么证明"
PROMISE_PROOF_HINT = "例如现场照片、验收单、文件。"
DESPITE = "还是要送审签的原因"
DESPITE_HINT = "审签的负责人会看到这段话。例如：这一段是上级统一口径，没有改动。"

DRAFT_VERBS = {"draft.note_word": "代记代表对初步答复函的意见", "draft.verify": "核实初步答复函"}
DRAFT_WORD = "代表怎么说"
DRAFT_REASON = "代表说了什么"
DRAFT_REASON_HINT = "不同意的要写：哪里不同意，希望怎么改。"
VERIFIED = "核实的情况"
VERIFIED_HINT = "代表不同意的地方是不是属实，单位怎么说。代表和承办单位都会看到。"
VERIFIED_WITH = "会同哪些单位"
VERIFIED_WITH_HINT = "例如区委督查室、区政府办公室。"
VERIFY_OUTCOME = "怎么办"
CHECK_FIRST = "送审前看一眼"
DESK_FOUND = "符合条件的 {n} 件。"

# 单位内部
INSIDE_DUE = "内部时限 {due}"
INSIDE_UNTIL = "法定期限最早的一件是 {on}，内部时限要比它早。"
INSIDE_PERSON_HINT = "写姓名；科室和人至少写一项。"
INSIDE_SEAT_HINT = "选了席位，这个人会收到通知。"
INSIDE_NOTE_HINT = "只有本单位看得到。"
INSIDE_NONE = "还没有选中要交给科室的件。先在左边打勾，再点“交科室”。"
INSIDE_GIVEN = "{n} 件交给了科室。只有本单位看得到。"
INSIDE_NOTED = "已记下。只有本单位看得到。"

# 等谁、从哪天起等
WAITS_FOR_OPINION = "等{bodies}的会办意见"
WAITS_FOR_WORD = "等代表对初步答复函表态"
SINCE = "{on}起"

# What is next while a talk with the deputy is being arranged.
MEET_ON = "已约{when}与代表见面，见过以后登记沟通。"
MEET_RECORD = "约定的见面时间已经过了，请登记沟通，或者登记没有见成。"
MEETING_NEXT = {
    "offered": "已约代表见面，等代表选时间。",
    "countered": "代表另提了见面时间，请答复。",
    "calling": "代表请您打电话商量见面的时间。",
}
RED_LIGHT = "代表已亮红灯"
