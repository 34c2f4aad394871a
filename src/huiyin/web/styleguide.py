"""/styleguide/: every component in every state, and model pages built from them. Staff look at it, axe runs on it.

All names and numbers are invented. The model pages carry no data of any congress and ask no database.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from huiyin.foundation.filekinds import ATTACHMENTS, may_be_sent
from huiyin.web.components import Entry as E
from huiyin.web.components import NavItem, Stage
from huiyin.web.plainforms import PlainForm
from huiyin.web.rows import Group, Row
from huiyin.web.shared.attaching import Attachments, Halted, accepted
from huiyin.web.texts import UPLOAD_HALTED

TODAY = dt.date(2026, 5, 19)
DESK_NAV = (
    NavItem("案头", "?page=queue", True),
    NavItem("台账", "?page=ledger"),
    NavItem("案卷", "?page=case"),
    NavItem("写答复", "?page=write"),
    NavItem("组件", "?page=parts"),
)
PHONE_NAV = (
    NavItem("首页", "?page=deputy", True, "house"),
    NavItem("建议", "?page=deputy-case", False, "file-text"),
    NavItem("通知", "?page=evaluate", False, "bell", 2),
    NavItem("我的", "?page=signin", False, "user"),
)
RAIL = (
    Stage("提", "提出", "1月14日 大会", "done"),
    Stage("交", "交办", "3月10日 区城管执法局", "done"),
    Stage("办", "重新办理", "第 2 次 · 4月27日起", "current"),
    Stage("督", "督办", "已督办 2 次", "current"),
    Stage("评", "代表评价", "答复送达后 15 天内", "future"),
)
TITLE = "关于整治沿江大道非机动车道违停、打通骑行断点的建议"


def _day(month: int, day: int) -> dt.date:
    return dt.date(2026, month, day)


def _row(no: int, title: str, who: str, parts: str, step: str, sub: str, due: dt.date, state: Any) -> Row:
    return Row(
        url="?page=case",
        title=title,
        number=f"临人建〔2026〕{no:03}号",
        state=state,
        who=who,
        parts=parts,
        step=step,
        sub=sub,
        start_on=dt.date(due.year, due.month - 3, due.day) if due.month > 3 else due - dt.timedelta(90),
        due_on=due,
        peek_url="?page=peek",
        key=str(no),
    )


GROUPS = (
    Group(
        "已逾期",
        (
            _row(
                31,
                "关于规范双井菜市场周边早市占道、留出消防通道的建议",
                "王秀兰",
                "主办",
                "补交答复函",
                "",
                _day(5, 16),
                "red",
            ),
            _row(
                34,
                "关于解决长堤一路夜间渣土车扬尘扰民问题的建议",
                "何建国",
                "主办 · 会办：区交通局",
                "登记沟通",
                "尚未见面沟通",
                _day(5, 18),
                "red",
            ),
        ),
        "先办这些",
    ),
    Group(
        "临期",
        (
            _row(44, "关于菜场增设公平秤的建议", "刘敏", "主办", "送领导审签", "", TODAY, "amber"),
            _row(
                38,
                "关于在紫云公园南门增设无障碍坡道与公厕指引的建议",
                "刘敏",
                "主办",
                "送领导审签",
                "答复函已拟好",
                _day(5, 21),
                "amber",
            ),
            _row(47, TITLE, "陈立新", "主办 · 会办：公安交警大队", "现场沟通", "第 2 次办理", _day(5, 27), "amber"),
        ),
        "快到期了",
    ),
    Group(
        "正常",
        (
            _row(
                12,
                "关于推进背街小巷环卫作业机械化的建议",
                "吴桂芳 等 4 人",
                "主办",
                "拟写答复",
                "已沟通 2 次",
                _day(6, 10),
                "green",
            ),
            _row(
                18,
                "关于完善户外劳动者驿站开放时间的建议",
                "马晓东",
                "主办",
                "登记沟通",
                "尚未见面沟通",
                _day(6, 10),
                "green",
            ),
        ),
        "还有时间",
        15,
    ),
    Group(
        "办完和未交办",
        (
            _row(
                2,
                "关于给社区幸福食堂送餐配电动车的建议",
                "林秋月",
                "主办",
                "不用再办",
                "等代表评价",
                _day(5, 6),
                "done",
            ),
            _row(61, "关于长堤二路路灯照明的建议", "高翔", "等政府办分办", "等分办", "", _day(6, 30), "wait"),
        ),
    ),
)
COURSE = (
    E(
        dt.datetime(2026, 5, 19, 8, 50),
        "区城管执法局 约代表现场沟通",
        "5月21日（周四）15:00 在二桥下断点处，交警大队、市政所同到。等陈立新代表确认。",
    ),
    E(
        _day(5, 12),
        "区人大常委会 第 2 次督办",
        "孙副主任现场察看三处断点，要求 5 月底前明确每处断点的完成日期。",
        "supervision",
    ),
    E(_day(4, 27), "代表工委 退回重新办理", "30 天内重新答复，期限 5月27日。", "formal"),
    E(_day(4, 21), "第 1 次答复", "临城管函〔2026〕19号", "formal", chips=("B 类 · 正在解决",)),
    E(
        _day(3, 26),
        "见面沟通",
        "区城管执法局周敏、执法二中队到社区与陈立新、附议代表 2 人座谈。",
        late_note="补录 · 3月30日登记",
    ),
    E(_day(3, 12), "区城管执法局 签收"),
    E(_day(3, 10), "区政府办 交办", "主办区城管执法局，会办区公安交警大队。", "formal"),
    E(_day(1, 14), "大会期间提出", "", "formal"),
)
CLOCK = {
    "state": "amber",
    "start_on": _day(4, 27),
    "due_on": _day(5, 27),
    "start_word": "重新交办",
    "words": "黄灯 · 临期",
    "big_before": "还剩",
    "big": 8,
    "big_after": "天",
    "explained": ("4月27日交办，当天不算，从 4月28日起算。", "30 天，到 5月27日。", "5月27日是工作日，不顺延。"),
    "source": "《临江区代表建议办理办法》第十六条",
}
LETTER = {
    "body_name": "临江区城市管理执法局",
    "number": "临城管函〔2026〕19号",
    "signed_by": "郑海波",
    "title": "关于区十八届人大五次会议第047号建议的答复",
    "salutation": "陈立新代表：",
    "class_mark": "B",
    "signed_on": _day(4, 21),
    "contact": "联系人：周敏，联系电话：027-5550 0262",
    "copies": "区人大常委会代表工委，区政府办公室。",
    "text": "您提出的《关于整治沿江大道非机动车道违停、打通骑行断点的建议》收悉。"
    "经会同区公安交警大队研究，现答复如下：\n"
    "一、自 4 月起，每日 7:00—9:00、17:00—19:00 安排 6 名队员沿线巡查，违停车辆即时劝离、逐车登记。\n"
    "二、增设隔离护栏 860 米，计划 6 月 30 日前完成。\n感谢您对城市管理工作的关心和支持。",
}


ATTACHED = Attachments(
    url="/sent/",
    files=(
        {
            "id": 1,
            "name": "座谈记录.jpg",
            "url": "?page=write",
            "remove_url": "/sent/",
            "size_words": "图片（.jpg） · 2 MB",
        },
        {
            "id": 2,
            "name": "粮道街小学门口早高峰车流统计表（三个早晨）.xlsx",
            "url": "?page=write",
            "remove_url": "/sent/",
            "size_words": "Excel（.xlsx） · 48 KB",
        },
    ),
    halted=(Halted("堵车照片.png", "/sent/", 62, UPLOAD_HALTED.format(part=62)),),
    limit=50 << 20,
    kinds=may_be_sent(ATTACHMENTS),
    accept=accepted(ATTACHMENTS),
)


class SampleForm(PlainForm):
    """Every kind of field a page of ours uses."""

    title = forms.CharField(label="标题", help_text="一件建议只说一件事。")
    text = forms.CharField(
        label="什么问题",
        help_text="在哪里、影响谁、您怎么了解到的。",
        widget=forms.Textarea(attrs={"data-count": "text-n"}),
    )
    on = forms.DateField(label="沟通日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    unit = forms.ChoiceField(label="主办单位", choices=[("", "请选择"), ("1", "区城管执法局"), ("2", "区住建局")])
    way = forms.ChoiceField(
        label="怎么沟通的", widget=forms.RadioSelect, choices=[("meet", "见面"), ("site", "到现场"), ("call", "电话")]
    )
    tell = forms.BooleanField(label="同时告诉附议代表", required=False)
    file = forms.FileField(label="盖章的答复函", required=False, help_text="PDF、OFD 或扫描件，最多 50 MB。")


class RateForm(PlainForm):
    grade = forms.ChoiceField(
        label="这件事办得怎么样？",
        widget=forms.RadioSelect,
        choices=[("1", "满意"), ("2", "基本满意"), ("3", "不满意")],
    )
    where = forms.MultipleChoiceField(
        label="哪里不满意",
        required=False,
        help_text="选“不满意”时要写明，可以多选。",
        widget=forms.CheckboxSelectMultiple,
        choices=[("slow", "办得慢"), ("talk", "没有当面沟通"), ("vague", "答复笼统，没有时间")],
    )
    why = forms.CharField(label="说一句", required=False, widget=forms.Textarea(attrs={"class": "low"}))


PAGES: dict[str, str] = {
    "parts": "styleguide.html",
    "queue": "styleguide/queue.html",
    "peek": "styleguide/peek.html",
    "case": "styleguide/case.html",
    "deputy": "styleguide/deputy.html",
    "deputy-case": "styleguide/case.html",
    "evaluate": "styleguide/evaluate.html",
    "write": "styleguide/write.html",
    "letter": "styleguide/letter.html",
    "ledger": "styleguide/ledger.html",
    "signin": "styleguide/signin.html",
    "confirm": "styleguide/confirm.html",
}
PHONE_PAGES = frozenset({"deputy", "deputy-case", "evaluate"})


def sample(request: HttpRequest, name: str) -> dict[str, Any]:
    """Context of one model page. `?errors=1` shows its form after a refused sending."""
    phone = name in PHONE_PAGES
    data: dict[str, Any] | None = {"text": "每天早上堵车。", "way": "meet"} if "errors" in request.GET else None
    return {
        "today": TODAY,
        "demo": True,
        "place": "临江区人大代表" if phone else "临江区城市管理执法局",
        "nav": ()
        if name == "signin"
        else tuple(replace(item, current=item.url == f"?page={name}") for item in (PHONE_NAV if phone else DESK_NAV)),
        "seat_words": "" if name == "signin" else "陈立新 · 代表" if phone else "周敏 · 办公室",
        "seats": (
            SimpleNamespace(label="区城管执法局 · 办公室", url="?page=queue", current=True),
            SimpleNamespace(label="区联席会议办公室", url="?page=parts", current=False),
        ),
        "page_base": "base_phone.html" if phone else "base_desk.html",
        "help_phone": "027-5550 0100",
        "search_url": "" if phone else "?page=queue",
        "home_url": "?page=parts",
        "light_state": "amber",
        "rail_stages": RAIL,
        "rail_names": RAIL[:3],
        "course": COURSE,
        "clock": CLOCK,
        "letter": LETTER,
        "attached": ATTACHED,
        "groups": GROUPS,
        "item_title": TITLE,
        "form": (RateForm if name == "evaluate" else SampleForm)(data),
        "saved_at": dt.datetime(2026, 5, 19, 9, 12),
        "updated": dt.datetime(2026, 5, 19, 9, 12),
        "due_red": _day(5, 16),
        "due_amber": _day(5, 27),
        "due_green": _day(6, 10),
        "start_on": _day(2, 27),
    }


def styleguide(request: HttpRequest) -> HttpResponse:
    """`/styleguide/?page=queue`; without a page the components."""
    name = request.GET.get("page", "parts")
    if name not in PAGES:
        raise Http404
    return render(request, PAGES[name], sample(request, name))
