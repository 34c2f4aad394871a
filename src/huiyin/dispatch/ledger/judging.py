"""Motion or suggestion, session or recess, and which units answer: the guesses of a row and their questions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from huiyin.dispatch.ledger.doubts import ask
from huiyin.dispatch.ledger.layout import Heading, read_heading
from huiyin.dispatch.ledger.names import Units, split_units
from huiyin.foundation.tables import Doubt
from huiyin.foundation.written_dates import fold

# Local Organic Law 22: a motion needs ten deputies at county level and above, five in a township
FEWEST_SIGNERS = 5
SEPARATE = re.compile(r"(?<!不)分办(?!时间|日期|意见)|分别办理|分别答复")
JOINT = re.compile(r"双主办|共同主办|联合主办|共同承办")


@dataclass
class Place:
    """What the section line and the sheet above a row say about it."""

    text: str = ""
    between: bool = False
    session: bool = False
    motion: bool = False
    unit: str = ""
    category: str = ""


def place_of(text: str, *, has_units: bool, has_category: bool) -> Place:
    """A section line (一、议案；区教育局（12件）；交通类) as the place of the rows below it."""
    folded = fold(text)
    found = read_heading([text])
    place = Place(
        text=text, between=found.between, session=bool(re.search("大会期间|次会议", folded)) and not found.between
    )
    if re.search("交办表|登记表|一览表|汇总表|续表", folded):
        return place
    place.motion = found.motions and not found.suggestions
    name = re.sub(
        r"^[(（]?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[)）]?[、.．]?|[(（](?:共)?[0-9]+[件条项][)）]$", "", folded
    )
    if re.search("议案|建议|会议|闭会|大会", name) or not name:
        return place
    units = split_units(name).names
    if not has_units and len(units) == 1 and re.search(r"(?:局|委|办|政府|法院|检察院|街道|公司|中心)$", name):
        place.unit = name
    elif not has_category and len(name) <= 12:
        place.category = re.sub("[类方面]+$", "", name) or name
    return place


def kind_in_number(number: str) -> str:
    """议案 → motion; 建议 or 建议案 → suggestion (a 建议案 is no 议案); else ""."""
    folded = fold(number)
    if "议案" in folded.replace("建议案", ""):
        return "motion"
    return "suggestion" if "建议" in folded else ""


def kind_in_title(title: str) -> str:
    """By the last word: 关于办理第3号议案的建议 is a suggestion."""
    folded = re.sub(r"(?:\([^()]*\)|[。.!])+$", "", fold(title))
    if folded.endswith("议案") and not folded.endswith("建议案"):
        return "motion"
    return "suggestion" if re.search("(?:建议案?|意见|批评)$", folded) else ""


def judge_kind(
    told: str, number: str, title: str, signers: int | None, place: Place, heading: Heading
) -> tuple[str, list[Doubt]]:
    by_number, by_title = kind_in_number(number), kind_in_title(title)
    if "议案" in told.replace("建议案", ""):
        return "motion", []
    if "建议" in told:
        return "suggestion", []
    too_few = signers is not None and signers < FEWEST_SIGNERS
    if by_number == "motion" and by_title == "suggestion":
        kind = "suggestion" if too_few else "motion"
        shown = f"，表上只有 {signers} 人提出" if too_few else ""
        return kind, [ask("kind_number_motion", default=kind, value=shown)]
    if by_number == "suggestion" and by_title == "motion":
        return "suggestion", [ask("kind_number_suggestion")]
    if by_number == "motion":
        return "motion", []
    if by_title == "motion":
        if too_few:
            return "suggestion", [ask("kind_too_few_signers", value=signers)]
        # in a table headed 建议交办表 a title of a motion is worth a question: other rules and clocks follow
        return "motion", [
            ask("kind_by_title")
        ] if heading.suggestions and not heading.motions and not place.motion else []
    if place.motion and by_number != "suggestion":
        doubts = [ask("kind_by_place", default="motion", value=place.text)] if by_title == "suggestion" else []
        return "motion", doubts
    return "suggestion", []


def judge_side(told: str, number: str, title: str, place: Place, heading: Heading) -> tuple[str, list[Doubt]]:
    if "闭会" in told:
        return "between", []
    if re.search("大会|次会议|会议期间|会中", fold(told)):
        return "session", []
    if "闭会" in number or "闭会期间" in title:
        known = place.between or heading.between
        return "between", [] if known else [ask("side_by_number")]
    if place.between or place.session:
        return ("between" if place.between else "session"), []
    return ("between" if heading.between else "session"), []


@dataclass
class Handlers:
    lead: tuple[str, ...] = ()
    separate: tuple[str, ...] = ()
    assist: tuple[str, ...] = ()
    told_separate: bool = False
    told_joint: bool = False


def judge_units(
    lead: str, separate: str, assist: str, mode: str, remark: str, place: Place
) -> tuple[Handlers, list[Doubt]]:
    """The units of a row in their parts, and what must be asked about them."""
    doubts: list[Doubt] = []
    leads, apart, assists = split_units(lead), split_units(separate), split_units(assist)
    groups: dict[str, list[str]] = {"lead": [], "separate": [], "assist": []}
    for units, usual in ((leads, "lead"), (apart, "separate"), (assists, "assist")):
        for name in units.names:
            groups[units.roles.get(name, usual)].append(name)
    if leads.roles:
        doubts.append(ask("units_by_label", value="主办、协办"))
    if not groups["lead"] and not groups["separate"] and place.unit and not (lead or separate):
        groups["lead"].append(place.unit)
        doubts.append(ask("units_by_section", value=place.text[:60]))
    answering = (*groups["lead"], *groups["separate"])
    for name in [name for name in groups["assist"] if name in answering]:
        groups["assist"].remove(name)
        doubts.append(ask("unit_twice", value=name))
    found = Handlers(
        lead=tuple(dict.fromkeys(groups["lead"])),
        separate=tuple(name for name in dict.fromkeys(groups["separate"]) if name not in groups["lead"]),
        assist=tuple(dict.fromkeys(groups["assist"])),
        told_separate=bool(SEPARATE.search(fold(remark)) or SEPARATE.search(fold(mode))),
        told_joint=bool(JOINT.search(fold(remark)) or JOINT.search(fold(mode))),
    )
    return found, doubts + _about_modes(found) + _about_names(leads, apart, assists)


def _about_modes(found: Handlers) -> list[Doubt]:
    if not found.lead and not found.separate:
        return [ask("only_assist") if found.assist else ask("no_lead_unit")]
    if found.told_separate and found.assist:
        return [
            ask("separate_or_assist", default="separate" if len(found.lead) == 1 else "assist", value=len(found.assist))
        ]
    if found.separate or found.told_joint:
        return []
    if found.told_separate:
        return [ask("separate_alone")] if len(found.lead) == 1 else []
    return [ask("several_leads", value=len(found.lead))] if len(found.lead) > 1 else []


def _about_names(leads: Units, apart: Units, assists: Units) -> list[Doubt]:
    doubts = []
    for units, field in ((leads, "lead_units"), (apart, "lead_units"), (assists, "assist_units")):
        if units.more:
            doubts.append(ask("more_units", field=field))
        for name in units.vague:
            doubts.append(ask("vague_unit", field=field, value=name[:60]))
        for name in units.too_long:
            doubts.append(ask("unit_too_long", field=field, value=name[:40]))
    return doubts
