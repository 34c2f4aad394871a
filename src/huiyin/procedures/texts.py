"""Chinese names of everything a procedure can say: for set-up, `huiyin doctor`, refusals, and two profiles side by side.

`LABELS` has one entry per path of the schema (a test holds the two together); `say` puts one rule into a sentence.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from huiyin.foundation.workdays import Unit

from . import values as v
from .schema import Leaf, LimitRule, Procedure, Sourced

UNSET = "未设定"


class Label(NamedTuple):
    name: str
    why: str
    """What staying blank means for the work, in words for the person who sets the congress up."""


GROUPS: Mapping[str, str] = {
    "levels": "适用层级",
    "limits": "期限",
    "long_limit": "长期限",
    "signing": "提出与联名",
    "raising": "提出的形式",
    "reading": "阅看",
    "hand_over": "交办",
    "contact": "联系代表",
    "letter": "答复函",
    "evaluation": "代表评价",
    "quality_review": "质量评审",
    "rehandling": "重新办理",
    "ledgers": "台账",
    "publication": "公开",
    "roles": "参与的机构",
    "lights": "期限灯",
    "wording": "叫法",
}

LABELS: Mapping[str, Label] = {
    "levels": Label("适用层级", "不写明，就不知道哪一级人大可以用。"),
    "limits.hand_over_out_of_session": Label("闭会建议交办期限", "不设，收到闭会建议后多久交办不计时、不提醒。"),
    "limits.return_window": Label("退回期限", "不设，承办单位什么时候说“不归我办”都可以提出，由交办方决定收不收。"),
    "limits.reassign": Label("重新交办期限", "不设，同意退回以后多久另交单位不计时、不提醒。"),
    "limits.first_contact": Label("首次联系代表期限", "不设，系统只看答复前联系没联系，不管什么时候联系。"),
    "limits.assist_opinion": Label("协办意见期限", "不设，协办意见不计时；主办单位的答复期限照样在走。"),
    "limits.assist_redo": Label("协办意见重提期限", "不设，主办单位退回协办意见后，重提不计时。"),
    "limits.reply": Label("答复期限", "法律规定必须有，不能空着。"),
    "limits.reply_long": Label("涉及面广、处理难度大的答复期限", "不设，所有件都按一般答复期限办。"),
    "limits.evaluate": Label("代表评价期限", "不设，评价一直等着；要由代表工委动手标为“未反馈”，件才能办结。"),
    "limits.rehandle_reply": Label("重新办理答复期限", "不设，第二次办理没有到期日，不亮灯、不催办，只显示已办天数。"),
    "limits.promise_evaluate": Label("承诺落实评价期限", "不设，代表什么时候评价承诺落实情况都可以。"),
    "long_limit.consent": Label("长期限要不要同意", "不设，交办时认定为涉及面广、处理难度大即可。"),
    "signing.motion.national": Label("议案联名人数（全国）", "不设，不能登记代表联名的议案。"),
    "signing.motion.province": Label("议案联名人数（省级）", "不设，不能登记代表联名的议案。"),
    "signing.motion.city": Label("议案联名人数（设区的市）", "不设，不能登记代表联名的议案。"),
    "signing.motion.county": Label("议案联名人数（县级）", "不设，不能登记代表联名的议案。"),
    "signing.motion.township": Label("议案联名人数（乡镇）", "不设，不能登记代表联名的议案。"),
    "signing.suggestion": Label("建议提出人数", "法律规定一人即可提出。"),
    "signing.delegation_may_suggest": Label("代表团可以提建议", "不设，只收代表本人提出的建议。"),
    "signing.cosigners_confirm": Label("联名代表逐一确认", "不设，联名以名单为准，不逐一请本人确认。"),
    "signing.withdraw_until": Label("到什么时候可以撤回", "不设，交办以后不能撤回。"),
    "signing.withdraw_needs_all": Label("联名件撤回要全体同意", "不设，领衔代表一人就可以撤回联名件。"),
    "raising.paper_needed": Label("要交签名的纸质件", "不设，平台提交即可，不等纸质件。"),
    "raising.one_matter": Label("一事一议", "不设，提交前只作提示。"),
    "raising.refusal_grounds": Label("不作建议处理的情形", "不设，没有可选的不受理理由，每一件都要登记。"),
    "raising.refused_go_to": Label("不作建议处理的去向", "不设，说明情况后退回代表。"),
    "raising.late_motions": Label("过了截止时间的议案", "不设，截止以后不收议案，可以改提建议。"),
    "raising.by_reference": Label("上级代表可以提", "不设，只收本级代表的建议。"),
    "reading.tiers": Label("阅看分几级", "不设，提交前不经阅看。"),
    "reading.criteria": Label("阅看看什么", "不设，阅看时只写意见，没有逐项清单。"),
    "hand_over.by.national": Label("由谁交办（全国）", "法律已有规定。"),
    "hand_over.by.province": Label("由谁交办（省级）", "法律已有规定。"),
    "hand_over.by.city": Label("由谁交办（设区的市）", "法律已有规定。"),
    "hand_over.by.county": Label("由谁交办（县级）", "法律已有规定。"),
    "hand_over.by.township": Label("由谁交办（乡镇）", "法律已有规定。"),
    "hand_over.two_stage": Label("先交政府办再分办", "不设，两种交法都可以：直接交承办单位，或者先交政府办公室。"),
    "hand_over.reassigned_clock": Label("改交后答复期限怎么算", "不设，改交时无法给出到期日。"),
    "contact.before_reply": Label("答复前必须做到", "法律规定答复前要与代表联系沟通，不能空着。"),
    "contact.meetings_owed": Label("几次见面", "不设，不要求办前、办中、办后各见一次面。"),
    "contact.counts_as_meeting": Label("哪些算见面", "不设，面商率没有分子，只能显示“–”。"),
    "contact.face_to_face_floor": Label("见面比例下限", "不设，只统计见面率，不判够不够。"),
    "letter.classes": Label("答复分类", "不设，写答复时不选类，办结率（按解决计）无法统计。"),
    "letter.class_required": Label("答复必须选类", "不设，可以不选类就发出答复。"),
    "letter.signatory": Label("答复函由谁签发", "不设，本单位任何一位负责人都可以签发。"),
    "letter.reply_to": Label("联名件答复给谁", "不设，无法确定答复函要发几份。"),
    "letter.copies": Label("答复函抄送", "不设，系统照常让代表工委和政府办看到，答复函上不印抄送。"),
    "letter.paper_too": Label("另送纸质答复", "不设，平台发出即为答复，纸质件随各单位习惯。"),
    "letter.encloses_receipt": Label("随函附回执", "不设，打印答复函时不附评价回执。"),
    "letter.stamped_document": Label("可以上传盖章公文", "不设，只能在系统里写答复。"),
    "letter.draft_to_deputy": Label("正式答复前送代表看初步答复函", "不设，可以送也可以不送，代表同意与否不影响送审签。"),
    "evaluation.by": Label("由谁评价", "不设，无法确定请谁评价。"),
    "evaluation.levels": Label("评价分几档", "不设，无法评价。"),
    "evaluation.dimensions": Label("评价哪几方面", "不设，无法评价。"),
    "evaluation.reason_for_unsatisfied": Label("不满意要写理由", "不设，理由可写可不写。"),
    "evaluation.back_to_back": Label("背对背测评", "不设，由代表在平台上评价；承办单位照样看不到单个评价。"),
    "evaluation.returned_to": Label("评价反馈给谁", "不设，反馈给代表工委。"),
    "evaluation.not_returned": Label("不反馈怎么算", "不设，未反馈的件无法办结。"),
    "evaluation.reminders_before_lapse": Label("标为未反馈前至少催几次", "不设，到期即可标为“未反馈”。"),
    "evaluation.totals_from": Label("满几位代表才显示合计", "不设，合计一律不显示。"),
    "quality_review.dimensions": Label("质量评审看哪几方面", "不设，不开展质量评审。"),
    "quality_review.tiers": Label("质量评审由谁评", "不设，不开展质量评审。"),
    "quality_review.form": Label("质量评审用什么表", "不设，表名印“质量评审表”。"),
    "rehandling.ordering": Label("不满意后怎样重新办理", "不设，不会发出重新办理的要求。"),
    "rehandling.batch_day": Label(
        "每月哪天集中发出重新办理要求", "不设，由代表工委自己选日子；选在固定的一天成批发出，单位才猜不出是谁不满意。"
    ),
    "rehandling.still_unsatisfied": Label("再次不满意怎么办", "不设，由代表工委决定是否再次要求办理。"),
    "ledgers.promises": Label("承诺入台账", "不设，写答复时不问有没有承诺；只有分类要求承诺的答复才记承诺。"),
    "ledgers.promise_tiers": Label("承诺台账分几级", "不设，一本台账。"),
    "ledgers.promise_refresh_months": Label("承诺台账几个月更新一次", "不设，不催更新，只按承诺的日期提醒。"),
    "ledgers.promise_report_quarter": Label("第几季度报告承诺落实", "不设，不要求每年集中报告。"),
    "ledgers.between_session_tiers": Label("闭会建议台账分几级", "不设，一本台账。"),
    "ledgers.between_session_months": Label("闭会建议几个月督办一次", "不设，不定期提醒督办。"),
    "publication.report_public": Label("办理情况报告要公开", "法律规定应当公开。"),
    "publication.report_month": Label("每年几月向常委会报告", "不设，不提醒准备报告。"),
    "publication.suggestion_reviewer": Label("建议公开由谁审", "不设，建议不能公开。"),
    "publication.letter_reviewer": Label("答复公开由谁审", "不设，答复函不能公开。"),
    "roles.secretariat": Label("大会秘书处", "不设，会议期间也由代表工委受理。"),
    "roles.deputies_committee": Label("代表工作委员会", "不设，没有办理全过程的牵头席位。"),
    "roles.street_committees": Label("人大街道工委", "不设，没有街道一级的阅看和督办。"),
    "roles.delegation_clerks": Label("代表团（联系组）工作人员", "不设，代表直接提交，不经代表团核对。"),
    "roles.government_office": Label("政府办公室", "不设，没有政府一侧的分办席位。"),
    "roles.government_supervision": Label("政府督查室", "不设，督查通报由代表工委自己发。"),
    "roles.party_supervision": Label("党委督查室", "不设，没有党委督查席位。"),
    "roles.leader_in_charge": Label("领办的政府领导", "不设，交办时不填领办领导。"),
    "roles.letter_review": Label(
        "政府办审核答复函", "不设，单位负责人审签后不报政府办审核。设了，只管政府办分办的件；人大直接交办的不报。"
    ),
    "roles.leader_sign_off": Label(
        "分管领导签批答复函", "不设，答复函不报分管领导签批。设了，只管政府办分办的件；人大直接交办的不报。"
    ),
    "lights.amber_days": Label("黄灯天数", "不设，没有黄灯，到期直接变红。"),
    "lights.amber_share": Label("短期限的黄灯", "不设，短期限可能一开始就亮黄灯。"),
    "lights.answer_days": Label("代表亮红灯，几天内回应", "不设，单位什么时候回应都可以，不提醒。"),
    "wording.lead": Label("主办叫什么", "不设，页面上写“主办”。"),
    "wording.assist": Label("协办叫什么", "不设，页面上写“协办”。"),
    "wording.separate": Label("分办叫什么", "不设，页面上写“分办”。"),
}

UNITS: Mapping[Unit, str] = {Unit.DAY: "日", Unit.WORKDAY: "个工作日", Unit.MONTH: "个月"}

# Without 之日, which `say_limit` and `foundation.workdays.explain` both add.
TRIGGERS: Mapping[str, str] = {
    v.Trigger.SUBMITTED: "收到代表建议",
    v.Trigger.SESSION_CLOSED: "大会闭会",
    v.Trigger.HANDED_OVER: "交办",
    v.Trigger.RECEIVED: "承办单位收到",
    v.Trigger.RETURN_RECEIVED: "收到退回",
    v.Trigger.REDO_REQUESTED: "主办单位要求重提",
    v.Trigger.ANSWERED: "代表收到答复函",
    v.Trigger.REHANDLING_ORDERED: "收到重新办理要求",
    v.Trigger.PROMISE_REPORTED: "代表收到落实情况",
}

# Keyed by enumeration: the same code means different things in different lists (`lead` of a reply, of an evaluation).
CHOICES: Mapping[type, Mapping[str, str]] = {
    v.Level: {"national": "全国", "province": "省级", "city": "设区的市级", "county": "县级", "township": "乡镇"},
    v.Consent: {"none": "不需要同意", "consent": "须经交办机构同意", "consent_tell": "须经交办机构同意并告知代表"},
    v.HandOverBody: {"standing_committee_office": "常委会办事机构、工作机构", "presidium": "主席团"},
    v.ReassignedClock: {"restart": "从重新交办之日起算", "keep": "仍从第一次交办之日起算"},
    v.ContactDuty: {"none": "不要求", "contact": "与代表联系沟通", "face_to_face": "与代表当面沟通"},
    v.Phase: {"before": "办前", "during": "办中", "after": "办后"},
    v.ContactForm: {
        "face_to_face": "当面",
        "on_site": "现场",
        "visit": "走访",
        "phone": "电话",
        "letter": "书信",
    },
    v.Signatory: {"main_head": "主要负责人", "a_head": "负责人"},
    v.CopyTo: {
        "deputies_committee": "代表工委",
        "government_office": "政府办公室",
        "electing_standing_committee": "选举该代表的人大常委会",
    },
    v.ReplyTo: {"each_signer": "每一位联名代表", "lead": "领衔代表", "lead_relays": "每一位，或经领衔代表同意由其转告"},
    v.Evaluator: {"lead": "领衔代表", "each_signer": "每一位联名代表"},
    v.ReturnedTo: {"deputies_committee": "代表工委", "handling_unit": "承办单位"},
    v.NotReturned: {"left_out": "不纳入统计"},
    v.Ordering: {"triage": "由代表工委逐件决定", "auto": "自动提出，以代表工委名义发出"},
    v.StillUnsatisfied: {"convene": "召集代表和承办单位研究", "experts": "请专家评议"},
    v.Reviewer: {"deputies_committee": "代表工委", "handling_unit": "承办单位"},
    v.Reader: {"street": "代表所在的街道工委", "office": "登记的机构"},
    v.WithdrawUntil: {"hand_over": "交办以前", "conclusion": "办结以前"},
    v.LateMotion: {"suggestion": "改作建议", "out_of_session": "按闭会期间的议案处理"},
    v.RefusedGoTo: {
        "returned": "退回代表",
        "reference": "转有关部门作工作参考",
        "deputy_letter": "作代表来信处理",
        "other_procedure": "转其他程序",
    },
}

# What a bare number counts, so that side by side “2” says what it is.
COUNTED: Mapping[str, str] = {
    "signing.suggestion": "{} 人",
    "evaluation.reminders_before_lapse": "{} 次",
    "evaluation.totals_from": "{} 位",
    "rehandling.batch_day": "每月 {} 日",
    "ledgers.promise_refresh_months": "每 {} 个月",
    "ledgers.between_session_months": "每 {} 个月",
    "ledgers.promise_report_quarter": "第 {} 季度",
    "publication.report_month": "{} 月",
    "lights.amber_days": "最后 {} 天",
    "lights.amber_share": "最后 1/{}",
    "lights.answer_days": "{} 个工作日内",
    **{f"signing.motion.{level}": "{} 人" for level in v.Level},
}

# What a class of letters means for the work.
CLASS_MARKS: Mapping[str, str] = {
    "counts_as_solved": "算已解决",
    "requires_due_date": "要写完成日期",
    "creates_commitment": "承诺入台账",
    "requires_reason": "要写理由",
    "requires_relay": "要写向上反映的情况",
}
ASKED_LATER = "报告落实情况后评价"


def label(path: str) -> str:
    """Name of the rule at `path`; a path of an older kept procedure that no longer exists is shown as it is."""
    return LABELS[path].name if path in LABELS else path


def say(procedure: Procedure, path: str) -> str:
    """The rule at `path` in words, without its source: 「自交办之日起3个月内」, 「满意、基本满意、不满意」, 「未设定」."""
    return say_leaf(procedure.leaf(path), path)


def say_leaf(leaf: Leaf, path: str = "") -> str:
    if isinstance(leaf, LimitRule):
        return say_limit(leaf)
    value = leaf.value if isinstance(leaf, Sourced) else None
    if value is None:
        return UNSET
    words = _words(value)
    return COUNTED[path].format(words) if path in COUNTED else words


def say_fully(leaf: Leaf, path: str) -> str:
    """As `say_leaf`, with what a class of letters asks for and when a dimension is graded: no difference stays unsaid."""
    value = leaf.value if isinstance(leaf, Sourced) else None
    if not isinstance(value, tuple) or not any(_more(entry) for entry in value):
        return say_leaf(leaf, path)
    return "；".join(f"{_words(entry)}：{more}" if (more := _more(entry)) else _words(entry) for entry in value)


def _more(entry: Any) -> str:
    if isinstance(entry, v.LetterClass):
        return "、".join(words for name, words in CLASS_MARKS.items() if getattr(entry, name))
    return ASKED_LATER if isinstance(entry, v.Dimension) and entry.asked is v.AskedAfter.PROMISE else ""


def say_limit(rule: LimitRule) -> str:
    if rule.amount is None or rule.unit is None or rule.trigger is None:
        return UNSET
    return f"自{TRIGGERS[rule.trigger]}之日起 {rule.amount} {UNITS[rule.unit]}内"


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        words = [_words(entry) for entry in value]
        return ("；" if any("、" in word for word in words) else "、").join(words)
    if isinstance(value, v.LetterClass):
        # A scheme with letters is spoken of by letter; codes longer than that are ours and mean nothing to a reader.
        return f"{value.code}类（{value.label}）" if len(value.code) == 1 else value.label
    if isinstance(value, v.Named | v.GradeLevel):
        return value.label
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return CHOICES.get(type(value), {}).get(str(value), str(value))
