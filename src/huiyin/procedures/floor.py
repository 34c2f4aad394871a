"""What no local rule may undercut: national law, checked whenever a procedure is loaded or changed.

A refusal is a sentence for the person who typed the value: what is wrong, which article, what to do.
"""

from huiyin.foundation.workdays import Unit

from .schema import LimitRule, Procedure
from .texts import say_limit
from .values import ContactDuty, HandOverBody, Level, Trigger

REPLY_ARTICLE = "代表法第五十一条第二款"

MOTION_SIGNERS = {
    Level.NATIONAL: (30, "全国人大组织法第十七条"),
    Level.PROVINCE: (10, "地方组织法第二十二条第二款"),
    Level.CITY: (10, "地方组织法第二十二条第二款"),
    Level.COUNTY: (10, "地方组织法第二十二条第二款"),
    Level.TOWNSHIP: (5, "地方组织法第二十二条第二款"),
}


class ProcedureRefused(ValueError):
    """The rules break national law or contradict themselves; `sentences` say which and what to do."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("".join(sentences))
        self.sentences = sentences


def check(procedure: Procedure) -> None:
    """Raises `ProcedureRefused` with every sentence there is to say, so that one correction round is enough."""
    sentences = refusals(procedure)
    if sentences:
        raise ProcedureRefused(sentences)


def refusals(procedure: Procedure) -> list[str]:
    return [
        *_reply(procedure),
        *_signers(procedure),
        *_hand_over(procedure),
        *_contact(procedure),
        *_publication(procedure),
        *_consistency(procedure),
    ]


def _reply(procedure: Procedure) -> list[str]:
    limits = procedure.limits
    if limits.reply.is_blank:
        return [f"答复期限不能空着：{REPLY_ARTICLE}规定自交办之日起三个月内答复。请填三个月或者更短的期限。"]
    found = _late(limits.reply, "答复期限", 3, "三个月")
    if not limits.reply_long.is_blank:
        found += _late(limits.reply_long, "涉及面广、处理难度大的答复期限", 6, "六个月")
        if not found and _longest_days(limits.reply_long) < _longest_days(limits.reply):
            found.append("涉及面广、处理难度大的答复期限比一般答复期限还短。请改长，或者留空。")
    return found


def _late(rule: LimitRule, name: str, months: int, in_words: str) -> list[str]:
    law = f"{REPLY_ARTICLE}规定自交办之日起{in_words}内答复"
    if rule.trigger is not Trigger.HANDED_OVER:
        return [f"{name}要从交办之日起算：{law}，这里写的是“{say_limit(rule)}”。请把起算日改为交办之日。"]
    # Months against months exactly; days and workdays must fit into the shortest such span there is.
    too_long = (rule.amount or 0) > months if rule.unit is Unit.MONTH else _longest_days(rule) > _shortest_days(months)
    if not too_long:
        return []
    doubt = "" if rule.unit is Unit.MONTH else f"，有时会超过{in_words}"
    return [f"{name}不能长于{in_words}：{law}，这里写的是“{say_limit(rule)}”{doubt}。请改短。"]


def _shortest_days(months: int) -> int:
    # Three months are 89 days from 31 January to 30 April, six are 181 from 31 August to 28 February.
    return {3: 89, 6: 181}[months]


def _longest_days(rule: LimitRule) -> int:
    """Calendar days a limit may stretch to at most; for workdays seven days to the five, and two long holidays."""
    amount = rule.amount or 0
    if rule.unit is Unit.MONTH:
        return amount * 31
    return amount if rule.unit is Unit.DAY else -(-amount * 7 // 5) + 16


def _signers(procedure: Procedure) -> list[str]:
    found = []
    for level, (number, article) in MOTION_SIGNERS.items():
        written = procedure.signing.motion.at(level).value
        # Not downward, for the law; not upward either, for the deputies' right to move with so many.
        if written is not None and written != number:
            found.append(
                f"议案联名人数不能改：{article}规定 {number} 人以上联名，这里写的是 {written} 人。请改回 {number} 人。"
            )
    if procedure.signing.suggestion.value not in (None, 1):
        found.append("建议一人就可以提出（代表法第二十四条、第三十六条），不能要求联名。请改回1人。")
    return found


def _hand_over(procedure: Procedure) -> list[str]:
    by = procedure.hand_over.by
    found = [
        "县级以上由常委会办事机构、工作机构交办（代表法第五十一条第一款）。请改回。"
        for level in (Level.NATIONAL, Level.PROVINCE, Level.CITY, Level.COUNTY)
        if by.at(level).value is HandOverBody.PRESIDIUM
    ]
    if by.township.value is HandOverBody.STANDING_COMMITTEE_OFFICE:
        found.append("乡镇没有常委会，由主席团交办（代表法第五十一条第一款）。请改回。")
    return list(dict.fromkeys(found))


def _contact(procedure: Procedure) -> list[str]:
    if procedure.contact.before_reply.value in (None, ContactDuty.NONE):
        return [
            f"答复前必须与代表联系沟通、充分听取意见（{REPLY_ARTICLE}），不能不要求。请改为“联系沟通”或者“当面沟通”。"
        ]
    return []


def _publication(procedure: Procedure) -> list[str]:
    if procedure.publication.report_public.value is False:
        return ["办理情况的报告应当公开（代表法第五十一条第三款）。请改回“是”。"]
    return []


def _consistency(procedure: Procedure) -> list[str]:
    found = []
    if not procedure.levels.value:
        found.append("没有写明适用哪一级人大。请填适用层级。")
    if procedure.letter.class_required.value and procedure.letter.classes.is_blank:
        found.append("要求答复必须选类，却没有写有哪几类。请先填答复分类。")
    levels = procedure.evaluation.levels.value
    if levels is not None and len(levels) != 3:
        found.append("评价要有满意、基本满意、不满意三档，一档不能少。请补全。")
    if procedure.contact.face_to_face_floor.value is not None and procedure.contact.counts_as_meeting.is_blank:
        found.append("定了见面比例下限，却没有写哪些算见面。请先填哪些算见面。")
    return found
