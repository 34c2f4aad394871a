"""The parts every page is made of: what a reader, a screen reader and a strict content policy get from them."""

from __future__ import annotations

import datetime as dt
import re
import time
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template import Context, Engine
from django.test import RequestFactory
from django.utils.html import escape

from huiyin.web import components, dates, elder, rows, styleguide
from huiyin.web.components import Entry, Stage
from huiyin.web.context import page
from huiyin.web.plainforms import PlainForm

TODAY = dt.date(2026, 5, 19)
DUE = dt.date(2026, 5, 27)
START = dt.date(2026, 4, 27)
NASTY = '<img src=x onerror="1">&"\''


def text_of(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


# ── lights and clocks ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (dt.date(2026, 5, 11), "green"),
        (dt.date(2026, 5, 12), "amber"),
        (dt.date(2026, 5, 27), "amber"),
        (dt.date(2026, 5, 28), "red"),
    ],
)
def test_a_light_turns_amber_on_the_day_given_and_red_only_after_the_due_day(today: dt.date, state: str) -> None:
    assert components.state_of(DUE, today, dt.date(2026, 5, 12)) == state


def test_without_a_due_date_nothing_is_late_and_a_finished_item_shows_no_colour() -> None:
    assert components.state_of(None, TODAY) == "wait"
    assert components.state_of(DUE, DUE + dt.timedelta(90), done=True) == "done"
    assert components.state_of(DUE, TODAY) == "green", "no amber day in the procedure: never amber"


@pytest.mark.parametrize("state", components.LIGHT_NAMES)
def test_a_light_is_shape_and_word_so_that_colour_alone_says_nothing(state: str) -> None:
    alone = components.light(state)
    assert f'aria-label="{components.LIGHT_NAMES[state]}"' in alone and f'href="#lamp-{state}"' in alone
    assert f'id="lamp-{state}"' in components.sprite()
    with_words = components.light(state, "逾 3 天")
    assert 'aria-hidden="true"' in with_words and text_of(with_words) == "逾 3 天"


def test_the_ring_of_a_finished_item_and_the_rows_have_no_place_for_a_grade() -> None:
    assert text_of(components.light("done") + components.due(DUE, TODAY, "done")).strip() == "已办结5月27日"
    for kind in (rows.Row, rows.Group, Stage, Entry, components.NavItem):
        names = set(kind.__annotations__)
        assert not names & {"grade", "satisfaction", "rating"}


@pytest.mark.parametrize(
    ("due_on", "state", "words"),
    [
        (DUE, "amber", "余8天5月27日"),
        (dt.date(2026, 5, 16), "red", "逾3天5月16日"),
        (TODAY, "amber", "今天到期5月19日"),
        (dt.date(2027, 1, 4), "green", "余230天2027年1月4日"),
        (None, "wait", "未交办"),
        (None, "green", "未设定"),
        (DUE, "wait", "未交办"),
    ],
)
def test_the_deadline_cell_says_days_first_and_the_date_beneath(due_on: dt.date | None, state: str, words: str) -> None:
    assert text_of(components.due(due_on, TODAY, state)) == words


def test_the_deadline_carries_its_date_for_machines() -> None:
    assert '<time datetime="2026-05-27">' in components.due(DUE, TODAY, "amber")


def width_of_run(html: str) -> float:
    found = re.search(r'class="run"[^>]*width="([\d.]+)%"', html)
    assert found
    return float(found[1])


def test_a_late_bar_crosses_the_tick_by_one_day_already_and_never_leaves_the_cell() -> None:
    on_the_day = width_of_run(components.ruler(START, DUE, DUE))
    one_late = width_of_run(components.ruler(START, DUE, DUE + dt.timedelta(1)))
    much_later = width_of_run(components.ruler(START, DUE, DUE + dt.timedelta(900)))
    assert on_the_day == 82.0
    assert one_late > on_the_day + 4
    assert one_late < much_later < 100
    assert width_of_run(components.ruler(START, DUE, START - dt.timedelta(3))) == 0


def test_the_ruler_tells_a_screen_reader_what_the_eye_sees() -> None:
    html = components.ruler(START, DUE, TODAY, "amber")
    assert 'role="img" aria-label="4月27日交办，5月27日到期，余 8 天"' in html
    assert components.ruler(None, DUE, TODAY) == "" and components.ruler(START, None, TODAY) == ""
    assert width_of_run(components.ruler(DUE, DUE, DUE)) == 0, "a term of no days divides by nothing"


# ── stages, course, people ───────────────────────────────────────────────────────────────────────────────────────────


def test_two_stages_may_be_current_at_once_and_each_seal_says_its_state() -> None:
    html = components.rail(styleguide.RAIL)
    assert html.count('aria-current="step"') == 2
    assert html.count("（已完成）") == 2 and html.count("（未开始）") == 1
    assert 'aria-label="已到“督”环节"' in components.pips(styleguide.RAIL)


def test_the_course_shows_kind_late_entry_and_folds_what_is_old() -> None:
    entries = [
        Entry(dt.datetime(2026, 5, 19, 0, 50, tzinfo=dt.UTC), "约代表现场沟通", "二桥下"),
        Entry(dt.date(2026, 5, 12), "第 2 次督办", kind="supervision"),
        Entry(dt.date(2026, 4, 27), "交办", kind="formal", late_note="补录 · 4月30日登记"),
        Entry(dt.date(2025, 12, 30), "提出"),
    ]
    html = components.timeline(entries, TODAY, keep=2)
    assert '<time datetime="2026-05-19T08:50+08:00">今天 08:50</time>' in html, (
        "Shanghai's clock, whatever the server's"
    )
    assert html.count('class="sup"') == 1 and html.count('class="key"') == 1
    assert "补录 · 4月30日登记" in html and "更早的 2 条" in html and "2025年12月30日" in html
    assert "更早的" not in components.timeline(entries, TODAY, keep=3), "one old line is shown, not hidden"


@pytest.mark.parametrize(
    ("written", "dialled"),
    [("027-5550 0262", "02755500262"), ("０２７－５５５０", "0275550"), ("+86 139 0000 0000", "+8613900000000")],
)
def test_a_contact_number_can_be_dialled_however_it_was_written(written: str, dialled: str) -> None:
    html = components.person("周敏", "办公室", written)
    assert f'href="tel:{dialled}"' in html and written in html


def test_a_contact_without_a_number_shows_no_dead_link() -> None:
    assert "<a" not in components.person("周敏", "办公室", "不详") and "<a" not in components.person("周敏")


def test_an_undo_is_a_form_with_the_pages_token_never_a_link() -> None:
    html = components.toast("已登记。", "/s/1/undo/2/", "token-of-the-page")
    assert '<form method="post" action="/s/1/undo/2/">' in html and 'value="token-of-the-page"' in html
    assert "<form" not in components.toast("已登记。")


def test_whatever_people_typed_stays_text() -> None:
    item = rows.Row("/x/", NASTY, NASTY, "red", NASTY, NASTY, NASTY, NASTY, START, DUE, "/peek/", NASTY)
    stage = Stage(NASTY, NASTY, NASTY, "current")
    pieces = [
        rows.rows([rows.Group(NASTY, [item], NASTY)], TODAY),
        components.rail([stage]),
        components.pips([stage]),
        components.timeline([Entry(TODAY, NASTY, NASTY, late_note=NASTY, chips=(NASTY,))], TODAY),
        components.person(NASTY, NASTY, "1", NASTY, NASTY),
        components.empty(NASTY, NASTY, "/x/"),
        components.toast(NASTY),
        components.chip(NASTY),
        components.light("red", NASTY),
        components.progress(1, 2, NASTY),
        components.paragraphs(NASTY + "\n\n" + NASTY),
    ]
    for html in pieces:
        assert "<img" not in html and escape("<img") in html


def test_no_component_needs_an_inline_style_or_an_inline_handler() -> None:
    today_rows = rows.rows(styleguide.GROUPS, TODAY) + components.ruler(START, DUE, TODAY) + components.bar(1, 3)
    assert not re.search(r"\s(style|on\w+)=", today_rows)


def test_a_desk_of_two_hundred_rows_is_written_in_a_blink() -> None:
    item = styleguide.GROUPS[0].rows[0]
    rows.row(item, TODAY)
    began = time.perf_counter()
    html = rows.rows([rows.Group("在办", [item] * 200)], TODAY)
    assert html.count('<li class="row"') == 200
    assert time.perf_counter() - began < 0.5, "about 10 ms on an idle machine; an inclusion per row took 40 times that"


# ── dates ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_dates_are_said_as_in_an_office() -> None:
    assert dates.day(DUE, TODAY) == "5月27日" and dates.day(DUE) == "2026年5月27日"
    assert dates.day(DUE, TODAY, weekday=True) == "5月27日（周三）"
    assert dates.day(dt.date(2027, 1, 4), TODAY) == "2027年1月4日" and dates.day(None, TODAY) == "未定"
    late_evening = dt.datetime(2026, 5, 18, 17, 0, tzinfo=dt.UTC)
    assert dates.day(late_evening, TODAY) == "5月19日", "17:00 UTC is the next day in Shanghai"


# ── forms ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Sample(PlainForm):
    title = forms.CharField(label="标题", help_text="一件建议只说一件事。", max_length=10)
    on = forms.DateField(label="沟通日期", required=False)
    way = forms.ChoiceField(label="怎么沟通的？", widget=forms.RadioSelect, choices=[("a", "见面"), ("b", "电话")])
    own = forms.CharField(label="理由", error_messages={"required": "请写明为什么要调整。"})
    count = forms.IntegerField(label="件数", required=False)


BAD = Sample({"title": "", "on": "昨天", "way": "", "own": "", "count": "三"})


def test_every_error_is_a_plain_sentence_and_a_forms_own_words_win() -> None:
    assert BAD.errors["title"] == ["还没有填标题。"]
    assert BAD.errors["way"] == ["这一项还没有选。"]
    assert BAD.errors["own"] == ["请写明为什么要调整。"]
    assert BAD.errors["count"] == ["请写整数，例如 12。"]
    assert "2026-05-27" in str(BAD.errors["on"])
    assert "必填项" not in str(BAD.errors)


def test_the_error_summary_counts_links_to_fields_and_says_what_was_kept() -> None:
    html = components.error_summary(BAD)
    assert "还有 5 处要改" in html and "您填的其他内容都还在。" in html and 'tabindex="-1"' in html
    assert 'href="#id_title"' in html
    assert 'href="#id_way_0"' in html, "a group of choices has no id of its own: the link goes to its first choice"
    assert "件数：请写整数" in html and "标题：还没有填标题" not in html
    assert components.error_summary(Sample()) == ""


def test_a_field_has_its_label_above_its_hint_before_and_its_error_between() -> None:
    html = components.field(BAD["title"])
    order = [html.index(part) for part in ("<label", 'id="id_title_hint"', 'id="id_title_error"', "<input")]
    assert order == sorted(order)
    assert 'aria-describedby="id_title_hint id_title_error"' in html and 'aria-invalid="true"' in html
    assert "可不填" not in html and "可不填" in components.field(BAD["on"])
    assert "placeholder" not in html


def test_choices_are_a_group_with_a_legend() -> None:
    html = components.field(BAD["way"])
    assert html.startswith('<fieldset class="field bad" aria-describedby="id_way_error"><legend>')
    assert html.count('<label class="pick">') == 2


def test_hidden_fields_stay_hidden_and_typed_text_is_shown_again_as_it_was() -> None:
    class Hidden(PlainForm):
        version = forms.CharField(widget=forms.HiddenInput)
        note = forms.CharField(label="备注", max_length=3)

    form = Hidden({"version": "3", "note": NASTY})
    assert components.field(form["version"]) == '<input type="hidden" name="version" value="3" id="id_version">'
    assert escape(NASTY) in components.field(form["note"])


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_large_type_is_a_cookie_set_by_a_form_and_never_leads_to_another_host(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.web.look_urls"
    factory = RequestFactory()
    on = elder.elder(factory.post("/elder/", {"on": "1", "next": "/s/1/?view=late"}))
    assert on.status_code == 302 and on["Location"] == "/s/1/?view=late" and on.cookies["elder"].value == "1"
    away = elder.elder(factory.post("/elder/", {"on": "0", "next": "https://example.com/"}))
    assert away["Location"] == "/" and away.cookies["elder"].value == ""
    assert elder.elder(factory.get("/elder/")).status_code == 405
    request = factory.get("/")
    request.COOKIES["elder"] = "1"
    assert page(request)["elder"] is True


def test_a_page_without_a_door_still_knows_how_to_stand(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.web.look_urls"
    known = page(RequestFactory().get("/"))
    assert known["page_base"] == "base_desk.html" and known["nav"] == () and known["demo"] is False


def test_a_message_with_an_address_gets_an_undo_and_others_do_not() -> None:
    engine = Engine(builtins=["huiyin.web.templatetags.huiyin"])
    template = engine.from_string("{% message_toast message %}")

    class Message:
        message = "已登记。"
        extra_tags = "/s/1/undo/2/"

    assert 'action="/s/1/undo/2/"' in template.render(Context({"message": Message(), "csrf_token": "t"}))
    Message.extra_tags = "info"
    assert "<form" not in template.render(Context({"message": Message(), "csrf_token": "t"}))


def test_every_model_page_of_the_style_guide_exists() -> None:
    folder = Path(components.__file__).parent / "templates"
    assert all((folder / name).is_file() for name in styleguide.PAGES.values())
