"""What the set-up page shows: the steps in their order, each with how far it is and what is missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from huiyin.foundation.calendars import national_calendar
from huiyin.foundation.models import WorkdayOverride
from huiyin.notices.queries import given_up_lately
from huiyin.people.models import BodyKind, Role
from huiyin.people.queries import Standing, living_bodies, standing
from huiyin.procedures import texts as rules
from huiyin.procedures.answering import newest
from huiyin.procedures.loading import blanks
from huiyin.procedures.queries import procedure_of, version_on
from huiyin.procedures.values import Reader
from huiyin.web.dates import day
from huiyin.web.door import Door
from huiyin.web.setup import texts
from huiyin.web.setup.standings import standings

DONE, ASK, OPEN = "done", "amber", "wait"


@dataclass(frozen=True)
class SetupStep:
    """`state`: done, amber (something waits for a word), wait (not begun). `missing` says what to do."""

    name: str
    state: str
    word: str
    facts: str
    missing: str = ""
    url: str = ""
    action: str = ""


def steps(made: Door) -> list[SetupStep]:
    """Congress, procedure, session, bodies, deputies, contacts, seats and accounts, blanks, notices, days off, ledger."""
    there = standing(made.congress)
    return [
        _congress(made),
        _procedure(made),
        _sessions(made, there),
        _bodies(made, there),
        *_streets(made),
        _deputies(made, there),
        _contacts(made, there),
        _seats(made, there),
        _accounts(made, there),
        _blanks(made),
        _notices(made),
        _days(made),
        SetupStep(
            "交办表",
            OPEN,
            "由代表工委办理",
            "上传交办表、登记和交办，都在代表工委的席位上。",
            "这里看不到任何件；设置好以后，请代表工委工作人员登录，从“登记”里的“导入交办表”开始。",
        ),
    ]


def _step(made: Door, name: str, facts: str, missing: str, target: str, action: str, begun: bool = True) -> SetupStep:
    state = DONE if begun and not missing else ASK if begun else OPEN
    word = {DONE: "已完成", ASK: "还差一点", OPEN: "还没开始"}[state]
    return SetupStep(name, state, word, facts, missing, reverse(target, args=[made.seat.pk]), action)


def _congress(made: Door) -> SetupStep:
    congress = made.congress
    missing = "" if congress.help_phone else "还没有帮助电话。填上以后，每一页的页眉都会显示，用的人不必到处问。"
    facts = f"{congress.name}，{congress.get_level_display()}"
    return _step(made, "本级", facts, missing, "setup_congress", "修改")


def _procedure(made: Door) -> SetupStep:
    last = newest(made.congress.pk)
    if last is None:
        missing = "请选一套规程，期限和评价都按它算。"
        return _step(made, "办理规程", "还没有选定", missing, "setup_profile", "选规程", False)
    version = version_on(made.congress.pk, made.today)
    procedure = procedure_of(version.pk)
    facts = f"{procedure.name}，第 {version.number} 版；答复期限：{rules.say(procedure, 'limits.reply')}"
    if last.valid_from > made.today:
        facts += f"；{day(last.valid_from)}起用第 {last.number} 版"
    return _step(made, "办理规程", facts, "", "setup_profile", "看各套规程")


def _sessions(made: Door, there: Standing) -> SetupStep:
    if there.session is None:
        return _step(made, "届次和会议", "还没有会议", "请添加现在这一届和最近一次会议。", "setup_terms", "添加", False)
    facts = f"现在是第 {there.session.term.number} 届第 {there.session.number} 次会议"
    missing = f"{there.sessions_waiting} 项来自导入，待确认。" if there.sessions_waiting else ""
    return _step(made, "届次和会议", facts, missing, "setup_terms", "查看")


def _bodies(made: Door, there: Standing) -> SetupStep:
    wanted = [
        (BodyKind.DEPUTIES_COMMITTEE, "代表工委"),
        (BodyKind.GOVERNMENT_OFFICE, "政府办公室"),
        (BodyKind.DEPARTMENT, "承办单位"),
    ]
    lacking = "、".join(word for kind, word in wanted if kind not in there.kinds)
    missing = f"还没有{lacking}。" if lacking else ""
    if there.bodies_waiting:
        missing += f"{there.bodies_waiting} 个来自导入，待确认。"
    return _step(made, "单位", f"{there.bodies} 个单位", missing, "setup_bodies", "查看", there.units > 0)


MOST_NAMES = 5


def _streets(made: Door) -> list[SetupStep]:
    """Which street reads for which delegation; asked where the rules have streets read."""
    version = newest(made.congress.pk)
    tiers = procedure_of(version.pk).reading.tiers.value or () if version is not None else ()
    if not any(tier.reader is Reader.STREET for tier in tiers):
        return []
    teams = living_bodies(made.congress, BodyKind.DELEGATION)
    without = [team.label for team in teams if team.street_id is None]
    facts = texts.TEAMS_AND_STREETS.format(teams=len(teams), with_street=len(teams) - len(without))
    missing = ""
    if not living_bodies(made.congress, BodyKind.STREET_COMMITTEE):
        missing = texts.NO_STREETS
    elif without:
        names = "、".join(without[:MOST_NAMES]) + ("等" if len(without) > MOST_NAMES else "")
        missing = texts.TEAMS_WITHOUT_STREET.format(count=len(without), names=names)
    step = _step(made, "街道阅看", facts, missing, "setup_bodies", "查看", len(without) < len(teams))
    return [replace(step, url=f"{step.url}?kind={BodyKind.DELEGATION.value}")]


def _deputies(made: Door, there: Standing) -> SetupStep:
    missing = f"{there.deputies_waiting} 位来自导入，待确认。" if there.deputies_waiting else ""
    if not there.deputies:
        missing = "请上传代表名册，或者逐位添加。"
    return _step(made, "代表", f"{there.deputies} 位代表", missing, "setup_deputies", "查看", there.deputies > 0)


def _contacts(made: Door, there: Standing) -> SetupStep:
    lacking = there.units_without_contact
    missing = f"{lacking} 个单位还没有联系人，代表找不到可以打电话的人。" if lacking else ""
    if not there.contacts:
        missing = "请上传单位联系人名单，或者逐位添加。"
    return _step(
        made, "单位联系人", f"{there.contacts} 位联系人", missing, "setup_contacts", "查看", there.contacts > 0
    )


def _seats(made: Door, there: Standing) -> SetupStep:
    wanted = [
        (Role.COMMITTEE_OFFICER, "代表工委工作人员"),
        (Role.DISPATCHER, "政府办交办人员"),
        (Role.UNIT_CLERK, "承办单位经办人"),
        (Role.UNIT_HEAD, "承办单位负责人"),
    ]
    lacking = "、".join(word for role, word in wanted if not there.seats.get(role))
    count = sum(number for role, number in there.seats.items() if role != Role.DEPUTY)
    missing = f"还没有人坐这几种席位：{lacking}。" if lacking else ""
    return _step(made, "席位", f"{count} 个工作席位", missing, "setup_seats", "查看", count > 1)


def _accounts(made: Door, there: Standing) -> SetupStep:
    missing = f"{there.without_account} 人还没有账号，请制作登录单。" if there.without_account else ""
    have = there.people - there.without_account
    return _step(
        made, "账号和登录单", f"{there.people} 人有席位，{have} 人有账号", missing, "setup_accounts", "查看", have > 1
    )


def _notices(made: Door) -> SetupStep:
    facts = "；".join(f"{line.channel}{line.short}" for line in standings(made.congress))
    failed = given_up_lately(made.congress.pk)
    missing = f"最近七天有 {failed} 条没有发成，请点进去看怎么办。" if failed else ""
    return _step(made, "邮件和短信通知", facts, missing, "setup_notices", "查看")


def _days(made: Door) -> SetupStep:
    """Next year's arrangement comes out in November: until it is entered nothing is missing that anybody here could do."""
    national = national_calendar()
    words = [
        (texts.NATION_UNKNOWN if national.is_provisional(date(year, 7, 15)) else texts.NATION_KNOWN).format(year=year)
        for year in (made.today.year, made.today.year + 1)
    ]
    local = WorkdayOverride.objects.filter(congress=made.congress).count()
    facts = "；".join(words) + (texts.LOCAL_DAYS.format(count=local) if local else "")
    return _step(made, "放假和调休", facts, "", "setup_days", "查看")


def _blanks(made: Door) -> SetupStep:
    version = newest(made.congress.pk)
    count = len(blanks(procedure_of(version.pk))) if version else 0
    facts = f"{count} 项未设定" if count else "没有未设定的项"
    step = _step(made, "未设定的规则", facts, "", "setup_blanks", "逐项看", version is not None)
    if not count:
        return step
    # A blank is no fault: it means that there is no such rule here. So it is said, not counted as missing.
    missing = "未设定就是没有这条规则，不影响开始用；请对照本地办法逐项看一遍。"
    return SetupStep(step.name, DONE, "可以以后再填", facts, missing, step.url, step.action)
