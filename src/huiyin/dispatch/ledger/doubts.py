"""The questions a ledger may raise, each with its default. Codes are kept in the database: never rename one."""

from __future__ import annotations

from dataclasses import dataclass

from huiyin.foundation.tables import Choice, Doubt

OK = (Choice("keep", "就按现在这样"), Choice("change", "我来改"))
KINDS = (Choice("motion", "议案"), Choice("suggestion", "建议"))
SIDES = (Choice("session", "大会期间"), Choice("between", "闭会期间"))
YES_NO = (Choice("yes", "是"), Choice("no", "否"))


@dataclass(frozen=True)
class Question:
    field: str
    sentence: str
    default: str
    choices: tuple[Choice, ...] = OK
    light: bool = False


QUESTIONS: dict[str, Question] = {
    "number_missing": Question("printed_no", "没有编号，按序号登记。", "keep", light=True),
    "number_unclear": Question("printed_no", "编号“{value}”看不清，照原样登记。对吗？", "keep"),
    "number_double": Question("printed_no", "一格里有几个编号“{value}”，整个照原样登记。要改成其中一个吗？", "keep"),
    "number_became_date": Question("printed_no", "编号被表格软件变成了日期“{value}”。原来的编号是什么？", "keep"),
    "number_digits_lost": Question(
        "printed_no", "编号“{value}”太长，被表格软件改成了科学计数，后几位可能丢了。请核对。", "keep"
    ),
    "number_too_long": Question("printed_no", "编号超过 60 个字，只登记了前 60 个字。", "keep"),
    "same_number": Question(
        "printed_no",
        "编号“{value}”和第 {other} 行重复，标题不同。当作两件登记吗？",
        "both",
        (Choice("both", "是两件，都登记"), Choice("skip", "这一行不登记")),
    ),
    "same_title": Question(
        "title",
        "标题和第 {other} 行相同。当作两件登记吗？",
        "both",
        (Choice("both", "是两件，都登记"), Choice("skip", "这一行不登记")),
    ),
    "same_row": Question(
        "title",
        "这一行和第 {other} 行完全一样，只登记一次。对吗？",
        "skip",
        (Choice("skip", "对，只登记一次"), Choice("both", "是两件，都登记")),
    ),
    "title_long": Question("title", "标题有 {value} 个字，像是把正文写进了标题。照原样登记吗？", "keep", light=True),
    "title_unreadable": Question("title", "标题里有认不出来的字，请对照原件改正。", "keep"),
    "kind_number_motion": Question(
        "kind", "编号写的是议案，标题写的是建议{value}。按{default_words}登记，对吗？", "motion", KINDS
    ),
    "kind_number_suggestion": Question(
        "kind", "编号写的是建议，标题写的是议案。按建议登记，对吗？", "suggestion", KINDS
    ),
    "kind_by_title": Question("kind", "标题写的是议案，这张表是建议交办表。按议案登记，对吗？", "motion", KINDS),
    "kind_too_few_signers": Question(
        "kind",
        "标题写的是议案，但表上只有 {value} 人提出（议案要 10 人以上联名，乡镇 5 人以上）。按建议登记，对吗？",
        "suggestion",
        KINDS,
    ),
    "kind_by_place": Question("kind", "这一行列在“{value}”下面，按{default_words}登记，对吗？", "suggestion", KINDS),
    "side_by_number": Question("side", "编号或标题里有“闭会”，按闭会期间登记，对吗？", "between", SIDES, light=True),
    "lead_missing": Question("lead_deputy", "没有领衔代表，先登记，之后再补。", "keep"),
    "lead_delegation": Question("lead_deputy", "提出人是“{value}”，按代表团登记，对吗？", "keep"),
    "cosigners_unnamed": Question(
        "cosigners", "表上写共 {value} 人，还有 {other} 人没列出姓名。先登记列出的人。", "keep", light=True
    ),
    "cosigners_open": Question("cosigners", "表上写了“等”，没写一共几人。先登记列出的人。", "keep"),
    "cosigners_count": Question(
        "cosigners", "表上写共 {value} 人，却列出了 {other} 个姓名。按列出的姓名登记，对吗？", "keep"
    ),
    "no_lead_unit": Question("lead_units", "没有主办单位，登记后等交办。", "keep", light=True),
    "several_leads": Question(
        "lead_units",
        "主办一栏有 {value} 个单位，没写“分办”。按分办登记（各自答复），对吗？",
        "separate",
        (
            Choice("separate", "分办：各自答复"),
            Choice("first_leads", "第一个主办，其余协办"),
            Choice("joint", "共同主办：一起答复"),
        ),
    ),
    "separate_or_assist": Question(
        "assist_units",
        "备注写“分办”，协办一栏又有 {value} 个单位。全部按分办登记（各自答复），对吗？",
        "separate",
        (Choice("separate", "全部分办：各自答复"), Choice("assist", "只有主办单位答复，其余协办")),
    ),
    "separate_alone": Question(
        "lead_units",
        "备注写“分办”，却只有一个单位。先由它主办，别的单位之后再加。对吗？",
        "lead",
        (Choice("lead", "由它主办"), Choice("separate", "按分办登记")),
    ),
    "only_assist": Question(
        "lead_units",
        "没有主办单位，只有协办单位。登记后等交办，对吗？",
        "wait",
        (Choice("wait", "等交办"), Choice("first_leads", "第一个协办单位主办")),
    ),
    "more_units": Question("assist_units", "表上写了“等”，还有单位没列出。先登记列出的单位。", "keep"),
    "vague_unit": Question("assist_units", "“{value}”不是一个具体单位，没有登记。要交给哪些单位？", "keep"),
    "unit_twice": Question("assist_units", "“{value}”既是主办又是协办，只按主办登记，对吗？", "keep"),
    "unit_too_long": Question("lead_units", "“{value}……”太长，不像单位名称，没有登记。", "keep"),
    "units_by_section": Question("lead_units", "这一行列在“{value}”下面，按它是主办单位登记，对吗？", "keep"),
    "units_by_label": Question("lead_units", "主办、协办写在同一格里，按“{value}”分开登记，对吗？", "keep", light=True),
    "key_unclear": Question("key_item", "“是否重点”一栏写的是“{value}”。按{default_words}登记，对吗？", "no", YES_NO),
    "key_by_remark": Question("key_item", "备注写着“{value}”，按重点件登记，对吗？", "yes", YES_NO),
    "due_unclear": Question("due_on", "办理时限“{value}”看不出是哪一天，期限按程序规定计算。", "keep", light=True),
    "due_before_handover": Question("due_on", "办理时限“{value}”在交办日期之前，请核对。期限按程序规定计算。", "keep"),
    "handover_unclear": Question("handed_over_on", "交办日期“{value}”看不出是哪一天，按整张表的交办日期登记。", "keep"),
    "cell_error": Question("", "“{label}”这一格是公式错误（{value}），当作空白。", "keep"),
    "cell_uncalculated": Question("", "“{label}”这一格的公式没有算出结果，当作空白。", "keep"),
    "cell_refused": Question("", "“{label}”这一格里有不能保存的字符，当作空白。", "keep"),
    "cell_unreadable": Question("", "“{label}”里有认不出来的字，请对照原件改正。", "keep"),
    "cell_digits_lost": Question("", "“{label}”被表格软件改成了科学计数，后几位可能丢了，请核对。", "keep"),
    "cell_odd_letters": Question("", "{value}", "keep", light=True),
    "cell_cut": Question("", "“{label}”太长，只登记了前 {value} 个字。", "keep"),
}


def ask(code: str, *, field: str = "", default: str = "", light: bool | None = None, **words: object) -> Doubt:
    """The doubt of a code. A default given here replaces the usual one; `{default_words}` follows it."""
    question = QUESTIONS[code]
    default = default or question.default
    shown = next((choice.words for choice in question.choices if choice.value == default), default)
    sentence = question.sentence.format(default_words=shown, **words)
    return Doubt(
        code,
        field or question.field,
        sentence[:300],
        default,
        question.choices,
        question.light if light is None else light,
    )
