"""Words of the deputies' pages that stand in code."""

from huiyin.evaluation.texts import GRADES

CHECKED = "谢谢，已记下这次沟通记得对。"
CORRECTED = "已把您说的不同之处记在这次沟通下面，承办单位会看到。"
NOT_LEAD = "联名的件由领衔代表一个人评价，您是联名代表，可以看答复，不能评价。有意见请告诉领衔代表。"
NOTHING_ASKED = "这一件的规程没有设评价项目，请打电话给代表工委。"
STILL_TO_COME = "这一件还没有答复，答复以后才能评价。"
SAY_WHAT = "请写一两句：和记录不同的是什么。"
CHOOSE = "还没有选{label}满意不满意。"
WHERE_NEEDED = "请勾一项或者写几个字，说说哪里不满意。"
WHERE = {
    "point": "没有答到点子上",
    "deadline": "没有写什么时候办成",
    "told": "办的和说的对不上",
}
GRADE_CHOICES = tuple(GRADES.items())

MORNING, NOON, AFTERNOON, EVENING = "上午好", "中午好", "下午好", "晚上好"

STATES = {
    "submitted": "已提交，等阅看登记",
    "with_deputy": "请您定稿",
    "refused": "没有作为建议处理",
    "withdrawn": "已撤回",
    "registered": "已登记，等交办",
    "voided": "已作废",
    "concluded": "已办结",
    "to_evaluate": "已答复，等您评价",
    "answered": "已答复",
    "evaluated": "您已评价，等办结",
    "handling": "正在办理",
    "in_review": "议案审查中",
    "in_committee": "委员会审议中",
    "on_agenda": "已列入议程",
    "not_adopted": "表决未通过",
    "converted": "已转建议",
}
LEFT, DUE_TODAY, OVERDUE = "还剩 {n} 天", "今天到期", "逾期 {n} 天"
STILL, LATE, DAYS = "还剩", "已逾期", "天"
HANDED_OVER, REORDERED = "交办", "要求重新办理"
ROUTING = "{body}正在分办"
WAITING = "{body}还没有签收"
HANDLING = "{body}正在办理"
AGAIN = "{body}正在第 {n} 次办理"
CLEARING = "{body}已拟好答复，正在审签"
REPLY_BY = "{on}前答复"
ANSWERED_BY = "{body}已答复"

STAGES = (("提", "提出"), ("交", "交办"), ("办", "办理"), ("督", "督办"), ("评", "代表评价"))
AGAIN_LABEL = "第 {n} 次办理"
PAPER_REJECTED = "已告诉代表工委。这次登记的评价不算了，您可以在这里自己评，或者请他们对照原件重新登记。"

# -- writing and signing ---------------------------------------------------------------------------------------------------

MOTION_LABELS = {
    "title": ("案由", "要人民代表大会决定什么事，一件议案一件事。"),
    "matter": ("案据", "为什么要这样办：事实、问题、法律和政策依据。"),
}
ASK_LABEL, PROPOSAL_LABEL = "希望怎么办（{n}）", "方案（{n}）"
ANY_BODY = "不指定"
NEW_TITLE = "（还没有写标题）"
DELETED = "这份稿件已删除。"
KEPT = "已保存。"
SUBMITTED = "已提交：《{title}》。没有人看以前，可以撤回修改。"
RESUBMITTED = "定稿已提交：《{title}》。"
TAKEN_BACK = "已撤回修改，改好再提交。"
INVITED = "已邀请 {n} 位代表，他们登录就能看到。"
NOBODY_NEW = "这几位都邀请过了。"
UNINVITED = "邀请已取消。"
SIGNED = "已签名。文字再改，会请您重新确认。"
NOT_SIGNED = "已告诉领衔代表您不签。"
LEFT_SIGNING = "您已退出联名。"
NO_SUCH_CODE = "没有这个联名码，或者已经提交。请再和领衔代表核对一遍 8 位数字。"
CONFIRMED = "已登记{name}的确认（{how}）。"
WRONG_SLIP = "这 6 位数字和现在的文字对不上。文字改过的，要打新的确认条请代表重看。"
TO_SUGGESTION, TO_MOTION = "已改成建议，文字都在。", "已改成议案，文字都在。"
ADVICE_TAKEN = "建议稿已放进来，您还可以改；看好了再提交。"
FOLLOWED, UNFOLLOWED = "已关注，办得怎么样会出现在“我的建议”里。", "不再关注。"
SHARE = "分享给没有账号的人看"
SHARED, UNSHARED = "链接已开通，可以发给别人看了。", "链接已停用，从现在起打不开了。"
NO_WORD_FILE = "还没有选 Word 文件。"
CHOOSE_LEAD = "请先选替谁写，再选 Word 文件。"
WORD_READ = "Word 里的文字已经放进各栏，请逐栏核对一遍。"
REST_OF_WORD = "【Word 里没有归到哪一栏的，请核对】"
CLASH = "{who}刚刚改过这份稿件。您写的没有丢，就在下面；右边是现在保存的，对照着改好再存。"
# Where an item stands that is not on its way to a unit.
MOTION_SAID = {
    "in_review": "议案正在审查，等主席团决定。",
    "in_committee": "主席团决定先交专门委员会审议，等审议意见。",
    "on_agenda": "已列入大会议程，等表决。交付表决以前要撤回的，须经主席团同意。",
    "not_adopted": "大会表决没有通过，不再办理。",
    "converted": "主席团决定不作为议案，已转为建议。理由和建议的编号在下面的办理经过里。",
    "withdrawn": "已经撤回，办理终止。理由在下面的办理经过里。",
}

DRAFT_REASON = "哪里不同意，希望怎么改"
DRAFT_REASON_HINT = "不同意的要写一两句，承办单位和代表工委会看到。同意的可以空着。"
DRAFT_CHOOSE = "请选同意还是不同意。"
DRAFT_SAID = {
    "agrees": "已告诉承办单位您同意。正式答复函发出后，再请您评价。",
    "disagrees": "已告诉承办单位和代表工委您不同意，代表工委会核实。",
}
