"""The words by which deputies' Word files mark their parts, and the outline numbers of official writing (GB/T 9704-2012, 7.3.3)."""

from __future__ import annotations

import re

TITLE, MATTER, ASKS, PLACE, REST = "title", "matter", "asks", "place", "rest"


def _meaning(part: str, listed: str) -> dict[str, str]:
    return dict.fromkeys(listed.split(), part)


LABELS = (
    _meaning(TITLE, "标题 题目 建议标题 建议名称 建议题目 议案标题 议案名称 议案题目 名称")
    | _meaning(
        MATTER,
        "问题 存在问题 存在的问题 主要问题 突出问题 什么问题 反映的问题 反映问题 现状 基本情况 背景 现状及问题 现状与问题 "
        "问题及原因 问题和原因 情况 情况说明 情况反映 案由 案据 理由 事由 缘由 建议理由 建议背景 原因 原因分析 问题分析 "
        "提出背景 调研情况 案由案据 案由和案据 案由及案据 依据",
    )
    | _meaning(
        ASKS,
        "建议 具体建议 对策建议 对策 意见建议 意见和建议 意见与建议 对策及建议 对策和建议 对策与建议 方案 解决方案 解决办法 "
        "解决措施 具体措施 措施 措施建议 工作建议 几点建议 相关建议 希望怎么办 意见 建议措施 建议如下 具体建议如下 诉求 "
        "建议方案 有关建议 改进建议 整改建议 方案和建议 希望",
    )
    | _meaning(PLACE, "地点 具体地点 涉及地点 事发地点 问题地点 所在位置 具体位置 涉及区域 所在地点")
    | _meaning(
        REST,
        "领衔代表 领衔人 提出人 建议人 提议案人 提案人 代表姓名 姓名 代表 附议代表 附议人 联名代表 联名人 联名 代表团 "
        "所在代表团 代表团名称 代表证号 联系电话 电话 手机 手机号 手机号码 联系方式 联系人 工作单位 单位 单位及职务 "
        "工作单位及职务 职务 邮编 邮政编码 通讯地址 通信地址 联系地址 电子邮箱 邮箱 日期 时间 提交日期 提交时间 提出日期 "
        "提出时间 编号 序号 建议编号 议案编号 类别 分类 建议类别 附件 附 附表 承办单位 建议承办单位 主办单位 会办单位 "
        "协办单位 是否公开 是否同意公开 备注 说明 性别 民族 党派 审查意见 代表签名 签名 届次 会议名称 主题词 关键词",
    )
)
"""Marks of parts as whole words, spaces taken out. `REST`: on the form, but no field of a manuscript."""

TO_THE_END = frozenset({"附件", "附", "附表"})
"""Behind these marks alone on a line, everything up to the next mark belongs to them."""

LONGEST_LABEL = 16
LONGEST_HEADING = 24

MATTER_ENDS = re.compile(r"(?:问题|现状|情况|背景|原因|理由|必要性|重要性|意义|困难|不足|隐患|影响|短板|案由|案据)$")
ASKS_ENDS = re.compile(r"(?:建议|对策|措施|方案|办法|诉求)(?:如下)?$")
LEADS_TO_ASKS = re.compile(r"(?:建议|对策|措施|意见|办法|方案|请求|希望)[^。；：:]{0,12}[：:]$")
ASKS_AT_LAST = re.compile(
    r"(?:(?:为此|因此|据此|鉴于此|对此|综上|综上所述|所以|故)[，,]?[^。；]{0,12}建议"
    r"|(?:我们?|本人|现)?(?:强烈)?建议(?!人|稿|办理))"
)
ASK_BY_NAME = re.compile(r"建议[一二三四五六七八九十]{1,2}[、：:]")
OPENING = re.compile(r"^(?:为此|因此|据此|鉴于此|对此|综上|综上所述|现|特|故)[，,]?")
CLOSING = re.compile(r"^(?:以上(?:建议|意见|议案)|妥否|当否|此致|敬礼|特此(?:建议|提出)|请予|请审议|盼复)")
_HAN = "〇○零一二三四五六七八九"
DATE = re.compile(rf"^[（(]?(?:[12][0-9]{{3}}|[{_HAN}]{{4}})\s*[年./-][0-9{_HAN}十年月日./\s-]{{2,12}}[）)]?$")
ABOUT = re.compile(r"^关于\S")
ABOUT_WHOLE = re.compile(r"(?:建议|议案|意见|批评|请示|提案)(?:案|书)?[）)]?$")
HEAD_OF_PAPER = re.compile(
    r".{0,20}人民代表大会.{0,14}(?:会议|代表|常务委员会)?.{0,10}(?:建\s*议|议\s*案|意\s*见)?(?:表|稿|纸)?$"
    r"|(?:代\s*表\s*)?(?:建\s*议|议\s*案|建\s*议\s*、\s*批\s*评\s*和\s*意\s*见)(?:表|稿|纸|用\s*纸|专\s*用\s*纸)?$"
    r"|第\s*[0-9]*\s*号$"
)
KINDS = frozenset({"建议", "议案", "意见", "批评", "建议、批评和意见"})

LEVELS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:[一二三四五六七八九十百]{1,4}[、.．]|第[一二三四五六七八九十]{1,3}[、，,：:]|建议[一二三四五六七八九十]{1,2}[、：:])\s*",
        r"[（(][一二三四五六七八九十百]{1,4}[）)][、.．]?\s*",
        r"[0-9０-９]{1,2}(?:[、．]|\.(?![0-9]))\s*",
        r"(?:[（(][0-9０-９]{1,2}[）)]|[0-9０-９]{1,2}[）)])[、.．]?\s*",
        r"[①-⑳]\s*",
        r"(?:[一二三四五六七八九十]是[，,：:]?|其[一二三四五六七八九十][，,、：:]|首先[，,]|其次[，,]|再次[，,]|最后[，,])\s*",
    )
)
"""一、（一）1.（1）①, and 一是: from the outermost in. Written 1.5 米 or 2026.3 is no number of an outline."""


def number_of(text: str) -> tuple[int, str]:
    """The level (1–6) and the number a line begins with; (0, "") for one without."""
    for level, pattern in enumerate(LEVELS, 1):
        found = pattern.match(text)
        if found:
            return level, found[0]
    return 0, ""


def label_of(text: str) -> tuple[str, str]:
    """The mark a line begins with (案　由：…) or consists of, as in LABELS, and what stands behind it; ("", text) without."""
    head, colon, behind = text.partition("：") if "：" in text[: LONGEST_LABEL + 8] else text.partition(":")
    if not colon and len(text) > LONGEST_LABEL + 8:
        return "", text
    for said in (head, OPENING.sub("", head.strip())):
        key = re.sub(r"[\s【】\[\]〔〕《》]|[（(][^（）()]*[）)]", "", said)
        if key in LABELS:
            return key, behind.strip()
    return "", text
