"""Words of the room 提: refusals and notices."""

NO_TITLE = "还没有写标题。写一句话说明要解决什么事。"
NO_LEAD = "还没有选领衔代表。"
NOT_A_DEPUTY = "领衔和联名的只能是本级人大代表，请重新选择。"
MOTION_BY_OWN = "议案只能由本级人大代表提出（地方组织法第二十二条第二款），领衔、联名里有上级代表。请去掉，或者改成建议。"
NOT_BY_REFERENCE = "本级规程没有规定上级代表可以提，领衔、联名里有上级代表。请去掉，或者请代表向选举他的人大提出。"
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
WITHOUT_NUMBER = "件 {id}《{title}》登记了却没有编号。"
NUMBERS_VOIDED = "{session}{kind}已作废的编号：{numbers}。"
TEXT_CHANGED = "件 {id}《{title}》的标题或正文不经更正被改动过。"

# -- writing and signing ---------------------------------------------------------------------------------------------------

ASKED, PROPOSED = "建议：", "方案："
NOT_OF_DELEGATION = "只能替本代表团的代表起草。请选本代表团的代表。"
NOT_OPEN = "这一件已经提交，不能再改。要改请先撤回修改，或者等阅看意见。"
SUBMITTED_STAYS = "提交过的件不能删除。不想提了，请用“撤回”。"
NOT_YOURS_TO_WRITE = "只有写这份稿件的人可以加材料、去材料。"
NOT_ASKED = "现在不能签：没有邀请您联名，或者这一件已经登记。"
TEXT_MOVED = "文字刚刚改过，和您看的不一样了。请看过新的文字再继续。"
OPEN_FIRST = "请先打开全文看过，再签名。"
NO_MANUSCRIPT = "没有找到要提交的稿件。请回到稿件页再提交。"
NO_MATTER = "还没有写“什么问题”。写一两句就行：在哪里、影响谁、您怎么了解到的。"
NO_ASKS = "还没有写“希望怎么办”。至少写一条，答复要逐条回应。"
NO_GROUNDS = "还没有写案据。议案要有案由、案据和方案（代表法第十五条）。"
NO_PROPOSAL = "还没有写方案。议案要有案由、案据和方案（代表法第十五条）。"
NO_DELEGATIONS = "本级规程没有规定代表团可以提建议，请以代表名义提出。"
DELEGATION_IN_SESSION = "代表团的建议只在大会期间提出，议案由代表联名提出。"
DELEGATION_SIGNS = "代表团的建议要经全团讨论、由团长签字：请填讨论的日子，登记团长的签名。"
LEAD_CONFIRMS = "领衔代表还没有确认这份文字。请代表本人在线确认，或者登记确认条、纸质签名、电话确认。"
TOO_FEW = (
    "议案要 {needed} 名以上代表联名，现在 {signed} 名，还差 {more} 名（地方组织法第二十二条）。"
    "也可以改成建议，一名代表就能提。"
)
MOTION_LATE = "已经过了主席团定的议案截止时间。可以改成建议提交，文字都在。"
READ_ALREADY = "已经有人阅看过，不能撤回修改了。阅看意见出来以后还可以改；不想提了，可以要求撤回。"
STILL_READ = "还在{tier}，看过以后才能登记。"
NO_GROUNDS_SET = "本级规程没有写哪些情形不作为建议处理，这一件要登记；可以用阅看意见建议代表修改或者撤回。"
CHOOSE_GROUND = "请选是哪一种情形。"
CHOOSE_EXIT = "请选转到哪里。"
EXPLAIN = "请写怎样向代表说明的，代表会看到。"
SUBMITTING_NOTICES = {
    "proposal.submit": "您领衔或者联名的《{title}》已提交，登记以后告诉您编号。",
    "proposal.submit:receivers": "新提交：《{title}》，等审核登记。",
    "proposal.take_back": "代表撤回修改：《{title}》，改好会再提交。",
    "proposal.resubmit": "《{title}》定稿后又提交了。",
    "proposal.resubmit:receivers": "代表定稿：《{title}》，等审核登记。",
    "proposal.accept": "已登记：{no}《{title}》。有交办、答复都会在这里告诉您。",
    "proposal.refuse": "《{title}》没有作为建议处理，理由和去向见案卷。有疑问请联系代表工委。",
}
HAND_OVER_DUE = "《{title}》是闭会期间的件，按规程要交办。"
REGISTERED_BEFORE = "《{title}》刚才已经由同事登记"
NOT_REGISTERED = "《{title}》：{why}"
NO_DELEGATION = "没有代表团的"
ALL_DELEGATIONS = "合计"
NOT_FIT = "结论不是“可以提出”。"
CHOOSE_RESULT = "请选阅看结论。"
SAY_WHAT_TO_CHANGE = "请写怎么改，或者在右边直接改出建议稿。"
NOT_A_CRITERION = "阅看的项目和规程对不上，请重新打开这一页。"
READING_NOTICES = {
    "reading.pass": "《{title}》等您阅看或登记。",
    "reading.advise": "《{title}》有阅看意见，请您定：照改、自己改，或者坚持原文。",
}
NO_WITHDRAWAL = "没有正在征求意见的撤回请求。"
WITHDRAW_IN_WRITING = "请写明为什么撤回：撤回要以书面形式提出。"
TOO_LATE_TO_WITHDRAW = "已经交办，本级规程规定交办以后不能撤回。有新情况请和承办单位说，或者补充一件新的建议。"
ALREADY_ASKED = "已经要求撤回，正在等联名代表表态。"
SAID_ALREADY = "您已经表过态，或者不用您表态。"
WITHDRAWING_NOTICES = {
    "withdrawal.ask:consenters": "代表要求撤回已列入议程的议案：{no}《{title}》，请提请主席团决定。",
    "withdrawal.answer:consenters": "代表都同意撤回已列入议程的议案：{no}《{title}》，请提请主席团决定。",
    "withdrawal.ask": "领衔代表要求撤回《{title}》，请您表态：联名的件要全体同意才能撤回。",
    "withdrawal.answer": "《{title}》的撤回，有联名代表表态了。",
    "withdrawal.drop": "《{title}》不撤回了，照常办理。",
    "proposal.withdraw": "《{title}》已撤回，办理终止。",
}

# -- 交之前看一眼 ------------------------------------------------------------------------------------------------------------

ONE_MATTER = "只说了一件事"
SEVERAL_MATTERS = "像是说了不止一件事。一件建议只说一件，办起来、答复起来都更清楚；可以拆成几件。"
HAS_FACTS = "写明了在哪里，也有时间或数字"
WANTS_FACTS = "还没写清在哪里、什么时候、有多少。写上您看到的、数过的，承办单位好去核实。"
HAS_ASKS = "写了 {n} 条要求，答复要逐条回应"
WANTS_ASKS = "还没有写希望怎么办"
SHORT_ASKS = "有的要求太短，看不出要办什么"
LONG_TITLE = "标题有 {n} 个字，{most} 字以内更清楚"
SHORT_MATTER = "“什么问题”写得很短，再写一两句更好"
LONG_TEXT = "全文有 {n} 个字，{most} 字以内更好读；细节可以作附件"
GROUND_SIGN = "像是本级规定不作为建议处理的情形：{ground}。如果不是，照常提交。"
SECRET = "文字里有国家秘密的标志。涉密内容不能在这里写，也不要存在这台设备上；请联系代表工委，走线下的涉密渠道。"
# -- motions ---------------------------------------------------------------------------------------------------------------

NO_MOTION = "这一件是建议，不用议案审查。"
DECIDED_ALREADY = "主席团已经对这件议案作过决定，不用再送审查。"
NOTHING_DECIDED = "主席团和大会还没有对这一件作过决定，没有可以复议、更正的。"
SAY_BY_WHOM = "请写明是谁定的，例如“主席团第三次会议”。"
DECIDED_TOMORROW = "日期不能晚于今天，请填实际作出的那一天。"
CHOOSE_WAY = "请选建议怎么处理。"
SAY_OPINION = "请写审查意见的内容。"
NAME_COMMITTEE = "请写先交哪个委员会审议。"
SAY_WHY_NO_MOTION = "请写明理由，领衔和联名代表都会看到。"
COMMITTEE_FIRST = "已经先交委员会审议，委员会还没有提出意见。请先登记委员会的审议意见。"
WITHDRAWAL_WAITS = "联名代表还没有都同意撤回，主席团现在不用决定。"
SUGGESTION_ON_ITS_WAY = "转成的建议已经交办，不能恢复为议案。确需恢复的，请先撤回交办，或者请代表撤回那件建议。"
NOT_ADOPTED_YET = "这件议案还没有经大会表决通过。"
NAME_LEADER = "请选是哪一侧，写明领导的姓名。"
LEADER_SINCE = "现在这一位是从 {on} 起的，新的日期不能更早。"
DECIDED_BEFORE = "{no}《{title}》：刚才已经登记过同样的决定。"
MOTION_NOTICES = {
    "motion.put_in": "议案 {no}《{title}》已送议案审查，主席团决定以后告诉您。",
    "motion.to_committee": "议案 {no}《{title}》：主席团决定先交专门委员会审议。",
    "motion.to_agenda": "议案 {no}《{title}》：主席团决定列入大会议程。",
    "motion.convert": "议案 {no}《{title}》：主席团决定不作为议案，已转为建议办理。理由和建议的编号见案卷。",
    "motion.adopt": "议案 {no}《{title}》经大会表决通过，将交有关机关办理。",
    "motion.reject": "议案 {no}《{title}》经大会表决，没有通过。",
    "motion.consent": "议案 {no}《{title}》：主席团同意撤回，审议终止。",
    "motion.refuse_consent": "议案 {no}《{title}》：主席团不同意撤回，继续审议，理由见案卷。",
    "motion.reconsider": "议案 {no}《{title}》：原来的决定经复议或者更正，重新审查，原因见案卷。",
    "motion.lead": "议案 {no}《{title}》明确了办理的领导，见案卷。",
}

# -- several matters in one ------------------------------------------------------------------------------------------------

ONE_ASK = "这一件只有一条要求，或者登记时没有分条，没有可以分开的。"
GROUP_ASKS = "请把要求至少分成两份，每一条只放在一份里。"
SAY_WHY_SPLIT = "请写为什么建议分开，代表会看到。"
SPLIT_WAITS = "已经建议过分开提，正在等代表决定。"
NO_SPLIT = "没有等着决定的分开提建议。"
CHOOSE_SPLIT = "请选分不分开，原件怎么办。"
SPLIT_TITLE = "{title}（分 {n}）"
SPLITTING_NOTICES = {
    "split.advise": "《{title}》里像是有几件事，建议分开提，请您定：分开，还是照原样。",
    "split.answer": "《{title}》：领衔代表对分开提已有决定。",
}
SPLIT_REASON = "按建议分成几件另提。"
LIKE_BY_WORDS = "按用词比较；装上 huiyin[semantic] 后也按意思比较。"
LIKE_BY_MEANING = "按用词和意思比较，向量齐全。"
VECTORS_MISSING = "还有 {count} 件没有算出向量，只按用词比较。后台任务每小时补算一次，几小时后还有，请看日志。"

# -- handled together ------------------------------------------------------------------------------------------------------

NUMBERS = "第{numbers}号"
AND_MORE = "{said}等 {n} 件"
MERGE_TWO = "并案至少要两件。请选和这一件一起办理的件。"
MERGE_MOST = "一组并案最多 {most} 件。请分成几组。"
MERGE_STATE = "{no}《{title}》现在是“{state}”，不能并案：要已经登记、还没有办结的。"
MERGE_KINDS = "议案和建议的办理程序不同，不能并案。请只选同一种。"
MERGE_SESSIONS = "只有同一次会议、同是大会期间或者同是闭会期间提出的件才能并案，编号才不会混。"
MERGE_UNKNOWN = "有的件找不到了，请回到上一页重新选。"
MERGE_TWO_GROUPS = "这些件已经分在两组并案里。请先把其中一组解除并案。"
MERGE_LEAD = "主件要从这几件里选；已经并案的，主件不变。"
MERGED_ALREADY = "{no}已经与{others}并案办理。"
MERGED_ALREADY_ALL = "这几件已经并案办理，不用再并。"
NOT_MERGED = "这一件没有并案，不用解除。"
MERGE_LAST = "同组只剩这一件"
MERGE_WITHDRAWN = "代表撤回"
MERGE_VOIDED = "已作废"
MERGE_BY_ITSELF = (MERGE_LAST, MERGE_WITHDRAWN, MERGE_VOIDED)
MERGING_NOTICES = {
    "proposal.merge": (
        "{no}《{title}》与{others}并案办理。每一件仍有自己的编号，分别答复各自的代表，分别评价；没有哪一件因此办结。"
    ),
    "proposal.merge:beside_signers": (
        "{no}《{title}》并入，与{others}一起办理。您的件仍有自己的编号，单独答复您，由您评价。"
    ),
    "proposal.merge:desks": "{no}《{title}》与{others}并案办理：答复可以合写，每一件仍要单独答复代表。",
    "proposal.unmerge": "{no}《{title}》不再与{others}并案，单独办理。编号、答复和评价照旧，原因见案卷。",
    "proposal.unmerge:beside_signers": "{no}《{title}》不再与{others}并案。您的件照常办理，编号、答复和评价都不变。",
    "proposal.unmerge:desks": "{no}《{title}》不再与{others}并案，请单独办理、单独答复。",
}
