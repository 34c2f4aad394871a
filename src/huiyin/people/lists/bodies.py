"""The list of units (单位名单) every office keeps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from huiyin.foundation.tables import Choice, Doubt, Field
from huiyin.foundation.text import match_key
from huiyin.foundation.written_dates import fold
from huiyin.people.lists.common import (
    LONGEST_NAME,
    OK,
    TWICE,
    Found,
    ListFile,
    counted,
    odd_letters,
    read_rows,
    short_text,
    tidy,
)

FIELDS = (
    Field("serial", "序号", ("序号", "序", "顺序号", "NO", "编号")),
    Field(
        "name",
        "单位名称",
        ("单位名称", "单位全称", "单位", "名称", "全称", "机构名称", "承办单位", "部门", "部门名称", "单位规范名称"),
        r"单位(?:名称|全称)$|机构名称|承办单位",
        anchor=True,
    ),
    Field("short_name", "简称", ("简称", "单位简称", "规范简称"), r"简称$"),
    Field("kind", "类别", ("类别", "性质", "单位性质", "单位类别", "类型", "系统", "单位类型"), r"(?:类别|性质|类型)$"),
    Field(
        "leader",
        "分管领导",
        ("分管领导", "分管区领导", "分管县领导", "分管市领导", "联系领导"),
        r"(?:分管|联系).*领导$",
    ),
    Field("note", "备注", ("备注", "说明"), r"^备注"),
)
LABELS = {one.name: one.label for one in FIELDS}

# the order matters: 人大常委会…委员会 before 委员会, 人民政府办公室 before 人民政府
KIND_OF_NAME: tuple[tuple[str, str, float], ...] = (
    (r"代表团$", "delegation", 0.97),
    (
        r"(?:人大|常委会|常务委员会).*(?:街道|地区)(?:工委|工作委员会)$|街道人大工委$|人大.{0,8}街道工委$",
        "street_committee",
        0.97,
    ),
    (
        r"代表工委$|代表工作委员会$|(?:人事|联络|选举).*(?:工委|工作委员会)$|代表联络.*(?:室|委)$",
        "deputies_committee",
        0.93,
    ),
    (r"(?:人大|人民代表大会)(?:常委会|常务委员会)$", "standing_committee", 0.97),
    (r"秘书处$|主席团$|主任会议$", "secretariat", 0.9),
    (r"(?:人大|人民代表大会|常委会|常务委员会).*(?:委员会|工委|办公室|研究室)$", "committee", 0.92),
    (
        r"^.{0,8}(?:法制|监察和司法|财政经济|社会建设|城乡建设(?:与|和)?环境(?:资源)?保护|农业(?:与|和)农村|教育科学文化卫生|民族宗教侨务?外?事?)委员会$",
        "committee",
        0.75,
    ),
    (r"督查室$|督查局$|督查考核.*$|目标(?:管理|督查|绩效).*办(?:公室)?$", "supervision_office", 0.93),
    (r"(?:人民政府|政府)办(?:公室|公厅)?$|府办(?:公室)?$", "government_office", 0.97),
    (r"法院$", "court", 0.98),
    (r"检察院$", "procuratorate", 0.98),
    (r"街道(?:办事处|办)?$", "lower_government", 0.95),
    (r"(?:镇|乡)(?:人民)?政府$|.{2,}(?:镇|乡)$", "lower_government", 0.95),
    (r"(?:省|市|区|县|州|旗)(?:人民)?政府$", "lower_government", 0.85),
    (r"监察委(?:员会)?$|武装部$", "other", 0.8),
    (
        r"(?:总工会|工会|团委|共青团.*|妇联|妇女联合会|残联|残疾人联合会|工商联|工商业联合会|科协|文联|侨联|红十字会)$",
        "other",
        0.8,
    ),
    (
        r"^(?:.{0,10}[省市区县州旗])?(?:党委|委)(?:办|办公室|.{0,12}部|.{0,14}委员会|政法委|编办|网信办|党校)$|(?:宣传部|组织部|统战部|政法委(?:员会)?|社会工作部|编办|网信办|党校)$",
        "party_body",
        0.93,
    ),
    (r"(?:公司|集团|银行|联社|供电.*|燃气.*|自来水.*|电信.*|移动.*|联通.*|邮政.*)$", "enterprise", 0.93),
    (r"(?:学校|中学|小学|大学|学院|医院|幼儿园|图书馆|文化馆)$", "enterprise", 0.8),
    (r"(?:局|厅|分局|支队|大队|总队)$", "department", 0.95),
    (r"(?:管委会|管理委员会|委员会|委)$", "department", 0.75),
    (r"(?:办公室|办|中心|处|站|所|队|院|署)$", "department", 0.72),
)
KIND_WORDS: tuple[tuple[str, str], ...] = (
    ("代表团", "delegation"),
    ("代表工委", "deputies_committee"),
    ("街道工委", "street_committee"),
    ("常委会$", "standing_committee"),
    ("专门委员会|工作委员会|人大", "committee"),
    ("秘书处|主席团", "secretariat"),
    ("政府办", "government_office"),
    ("督查", "supervision_office"),
    ("法院", "court"),
    ("检察院", "procuratorate"),
    ("两院|司法机关", "judicial"),
    ("街道|乡镇|镇|乡|下级政府", "lower_government"),
    ("党委|党群|区委|县委|市委", "party_body"),
    ("企业|事业|国企|公司|公共服务", "enterprise"),
    ("政府|部门|行政|委办局|职能", "department"),
    ("其他|群团|团体", "other"),
)
KINDS = (
    Choice("department", "政府部门"),
    Choice("lower_government", "街道、乡镇"),
    Choice("government_office", "政府办公室"),
    Choice("supervision_office", "督查室"),
    Choice("court", "法院"),
    Choice("procuratorate", "检察院"),
    Choice("enterprise", "企事业单位"),
    Choice("party_body", "党委部门"),
    Choice("committee", "专门委员会、工作委员会"),
    Choice("deputies_committee", "代表工委"),
    Choice("street_committee", "人大街道工委"),
    Choice("standing_committee", "人大常委会"),
    Choice("secretariat", "大会秘书处、主席团"),
    Choice("delegation", "代表团"),
    Choice("other", "其他"),
)
WORDS = {choice.value: choice.words for choice in KINDS}
SURE = 0.7


@dataclass(frozen=True)
class BodyRow:
    """One unit. `kind` is a value of `people.models.BodyKind`; `key` meets all spellings of the name."""

    sheet: str
    row_no: int
    name: str = ""
    short_name: str = ""
    kind: str = "other"
    kind_confidence: float = 0.0
    leader_in_charge: str = ""
    note: str = ""
    doubts: tuple[Doubt, ...] = ()
    mend: str = ""
    key: str = ""

    @property
    def is_repeat(self) -> bool:
        return any(doubt.default == "skip" for doubt in self.doubts)


def kind_of_name(name: str) -> tuple[str, float]:
    """The kind of a body by its name, and how sure that is (0–1)."""
    folded = re.sub(r"\([^()]*\)$", "", fold(name))
    return next(((kind, sure) for pattern, kind, sure in KIND_OF_NAME if re.search(pattern, folded)), ("other", 0.3))


def _word(told: str) -> str:
    return next((kind for pattern, kind in KIND_WORDS if re.search(pattern, fold(told))), "") if told else ""


def _kind(name: str, told: str, section: str) -> tuple[str, float, list[Doubt]]:
    """By the column, the name, the section line above: in this order where they disagree."""
    by_name, sure = kind_of_name(name)
    by_word, by_section = _word(told), _word(section)
    if not by_word and by_section == by_name:
        by_word = by_section
    elif not by_word and sure < SURE and by_section:
        by_name, sure = by_section, 0.6
    if by_word == "judicial":
        by_word = by_name if by_name in ("court", "procuratorate") else "court"
    # a list's class is coarse (政府部门 holds the government office too): a name that tells more is believed
    if by_word in ("", by_name) or (by_word in ("department", "committee", "other") and sure >= 0.9):
        kind = by_name
        sure = max(sure, 0.95) if by_word else sure
    else:
        kind, sure = by_word, max(0.8, 1 - sure / 4)
    if sure >= SURE:
        return kind, sure, []
    sentence = f"“{name[:40]}”是哪一类单位？暂按“{WORDS[kind]}”登记。"
    return kind, sure, [Doubt("kind_unsure", "kind", sentence, kind, KINDS)]


def parse_bodies(data: bytes, name: str, columns: Mapping[str, int] | None = None) -> ListFile[BodyRow]:
    """Units of a list, each with its kind guessed. Raises ListRefused when the file is no such list."""
    listed: ListFile[BodyRow] = ListFile(name)
    seen: dict[str, int] = {}
    shorts: dict[str, int] = {}
    for found in read_rows(listed, data, FIELDS, columns, "单位名单"):
        row = _row(found)
        if not row.mend:
            doubts = list(row.doubts)
            if row.key in seen:
                doubts.append(
                    Doubt(
                        "name_twice",
                        "name",
                        f"“{row.name}”和第 {seen[row.key]} 行重复，只登记一次。对吗？",
                        "skip",
                        TWICE,
                    )
                )
            short = match_key(row.short_name)
            if short and short in shorts and row.key not in seen:
                sentence = f"简称“{row.short_name}”和第 {shorts[short]} 行相同，用到时会分不清。要改吗？"
                doubts.append(Doubt("short_name_twice", "short_name", sentence, "keep", OK))
            seen.setdefault(row.key, row.row_no)
            shorts.setdefault(short, row.row_no)
            row = replace(row, doubts=tuple(doubts))
        listed.rows.append(row)
    return listed


def _row(found: Found) -> BodyRow:
    view = found.view
    name = tidy(view.text("name"))
    mend = ""
    if not re.search(r"[^\W\d_]", name):
        mend = "没有单位名称，请补上后再传。"
    elif len(name) > LONGEST_NAME["unit"]:
        mend = f"单位名称有 {len(name)} 个字，最多 {LONGEST_NAME['unit']} 个，请改短后再传。"
    short, about_short = short_text(view, "short_name", LONGEST_NAME["short"], "简称")
    leader, about_leader = short_text(view, "leader", LONGEST_NAME["post"], "分管领导")
    note, about_note = short_text(view, "note", LONGEST_NAME["note"], "备注")
    kind, sure, about_kind = _kind(name, view.text("kind"), counted(found.section))
    doubts = (
        about_kind
        + about_short
        + about_leader
        + about_note
        + found.problems(LABELS)
        + odd_letters(name, "name", "单位名称")
    )
    return BodyRow(
        sheet=found.sheet,
        row_no=view.number,
        name=name[: LONGEST_NAME["unit"]],
        short_name=tidy(short),
        kind=kind,
        kind_confidence=sure,
        leader_in_charge=leader,
        note=note,
        doubts=tuple(doubts),
        mend=mend,
        key=match_key(name),
    )
