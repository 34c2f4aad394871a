"""The letter's pages, from the first draft to the sent sheet, and the government office's page of assigning."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huiyin.chain.models import Event
from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode, Stage
from huiyin.dispatch.steps import HandOver
from huiyin.foundation import clock
from huiyin.handling.models import Letter
from tests.web.pages import HANDED_OVER, TALK, TODAY, Browser, field, item, received
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world()
    with clock.frozen(TODAY):
        yield made


# -- the letter ----


def test_no_letter_is_submitted_without_the_contact_the_procedure_demands() -> None:
    with clock.frozen(HANDED_OVER):
        world = make_world("yuzhong", profile="chongqing")
    with clock.frozen(TODAY):
        _, _, round_ = received(world)
        with world.acting():
            world.write(round_, class_code="solved")
        clerk = Browser(world, "clerk")
        sheet = clerk.read(f"reply/{round_.pk}/")
        assert "还不能送审签：规程要求答复前与代表沟通" in sheet and ">送审签</button>" not in sheet
        answer = clerk.send(f"step/letter.submit/{round_.pk}/")
        assert answer.status_code == 200 and "请先登记沟通" in answer.content.decode()
        clerk.done(f"contact/{round_.pk}/", **TALK)
        assert "已送审签" in clerk.done(f"step/letter.submit/{round_.pk}/")


def test_a_class_asks_for_what_it_requires_in_the_words_of_the_procedure() -> None:
    with clock.frozen(HANDED_OVER):
        world = make_world("yuzhong", profile="chongqing")
    with clock.frozen(TODAY):
        _, _, round_ = received(world)
        with world.acting():
            world.talk(round_)
        clerk = Browser(world, "clerk")
        page = clerk.read(f"reply/{round_.pk}/edit/")
        assert "正在研究解决，要写" in page and "不具备解决条件，要写" in page
        typed = {"title": "答复", "body": "已研究。", "class_code": "in_work"}
        clerk.done(f"reply/{round_.pk}/edit/", **typed)
        assert "要写明办成的期限" in clerk.read(f"reply/{round_.pk}/")
        clerk.done(f"reply/{round_.pk}/edit/", **typed | {"class_due_on": "2026年9月30日"})
        assert "还没有标记承诺事项" in clerk.read(f"reply/{round_.pk}/check/")
        promised = {"what": "增设护栏", "due_kind": "dated", "due_on": "2026年9月30日", "person": "市政科"}
        assert clerk.send(f"reply/{round_.pk}/promises/mark/", **promised).status_code == 302
        assert "增设护栏" in clerk.read(f"reply/{round_.pk}/promises/")
        assert "已送审签" in clerk.done(f"step/letter.submit/{round_.pk}/")


def test_two_people_at_one_letter_lose_nothing_of_either(world: World) -> None:
    _, _, round_ = received(world)
    first, second = Browser(world, "clerk"), Browser(world, "clerk")
    path = f"reply/{round_.pk}/edit/"
    first.done(path, title="答复", body="第一稿")
    opened = field(second.read(path), "version")
    first.done(path, title="答复", body="甲改的稿")
    clash = second.send(path, title="答复", body="乙改的稿", version=opened)
    page = clash.content.decode()
    assert clash.status_code == 409 and "甲改的稿" in page and "乙改的稿" in page and "您的改动没有丢" in page
    assert second.send(path, title="答复", body="合起来的稿", version=field(page, "version")).status_code == 302
    with world.acting():
        assert Letter.objects.get(congress=world.congress).body == "合起来的稿"


def test_the_editor_saves_by_itself_and_says_so_when_somebody_else_has_saved(world: World) -> None:
    _, _, round_ = received(world)
    clerk = Browser(world, "clerk")
    path = f"reply/{round_.pk}/save/"
    saved = clerk.send(path, title="答复", body="写到这里", version=0)
    assert (saved.status_code, saved["X-Draft-Version"]) == (200, "1")
    assert "写到这里" in clerk.read(f"reply/{round_.pk}/edit/")
    assert clerk.send(path, title="答复", body="旧页面", version=0).status_code == 409
    wrong = clerk.send(path, title="答复\u202e", body="写到这里", version=1)
    assert wrong.status_code == 422 and "title" in wrong.json()["errors"]
    with world.acting():
        world.talk(round_)
        take("letter.submit", round_, world.seats["clerk"])
    assert clerk.send(path, title="送审以后", body="改", version=1).status_code == 409
    with world.acting():
        assert Letter.objects.get(congress=world.congress).body == "写到这里"


def test_a_letter_submitted_meanwhile_by_a_colleague_is_not_changed_and_the_typed_text_is_shown(world: World) -> None:
    _, _, round_ = received(world)
    with world.acting():
        world.talk(round_)
        world.write(round_)
    clerk = Browser(world, "clerk")
    version = field(clerk.read(f"reply/{round_.pk}/edit/"), "version")
    with world.acting():
        take("letter.submit", round_, world.seats["clerk"])
    answer = clerk.send(f"reply/{round_.pk}/edit/", title="答复", body="写了一上午的正文", version=version)
    page = answer.content.decode()
    assert answer.status_code == 200 and "已经送审签或者发出，不能再改" in page and "写了一上午的正文" in page
    with world.acting():
        assert "写了一上午" not in Letter.objects.get(congress=world.congress).body


def test_a_stamped_document_goes_in_as_it_is_and_is_handed_out_by_right_alone(world: World) -> None:
    case, _, round_ = received(world)
    clerk = Browser(world, "clerk")
    upload = SimpleUploadedFile("答复函 终稿.pdf", PDF, "application/pdf")
    page = clerk.done(f"reply/{round_.pk}/edit/", title="答复", body="", document=upload)
    assert "答复函 终稿.pdf" in page and "以它为准" in page
    with world.acting():
        file_id = Letter.objects.get(congress=world.congress).file_id
        world.talk(round_)
    given = clerk.open(f"file/{file_id}/")
    assert given.content == PDF and given["Content-Type"] == "application/pdf"
    assert given["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%E7%AD%94%E5%A4%8D%E5%87%BD%20%E7%BB%88%E7%A8%BF.pdf" in given["Content-Disposition"]
    assert given["X-Content-Type-Options"] == "nosniff" and "sandbox" in given["Content-Security-Policy"]
    for who in ("stranger", "officer", "dispatcher", "deputy", "admin"):
        assert Browser(world, who).open(f"file/{file_id}/").status_code == 404, f"{who}, before it is sent"
    with world.acting():
        take("letter.submit", round_, world.seats["clerk"])
        take("letter.clear", round_, world.seats["head"])
        take("letter.send", round_, world.seats["head"])
    for who in ("officer", "dispatcher", "deputy", "cosigner"):
        assert Browser(world, who).open(f"file/{file_id}/").status_code == 200, f"{who}, after it was sent"
    assert Browser(world, "stranger").open(f"file/{file_id}/").status_code == 404
    assert "答复函 终稿.pdf" in Browser(world, "officer").read(f"case/{case.pk}/")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("答复.pdf", b"MZ\x90\x00", "内容却不是"),
        ("空.pdf", b"", "是空的"),
        ("答复.exe", PDF[1:], "这种文件不能上传"),
    ],
)
def test_an_unwanted_file_is_refused_in_words_and_the_text_is_kept(
    world: World, name: str, content: bytes, said: str
) -> None:
    _, _, round_ = received(world)
    upload = SimpleUploadedFile(name, content)
    answer = Browser(world, "clerk").fill(
        f"reply/{round_.pk}/edit/", title="答复", body="写了很久的正文", document=upload
    )
    page = answer.content.decode()
    assert answer.status_code == 200 and said in page and "写了很久的正文" in page, page


def test_the_number_may_be_given_last_on_the_page_that_sends(world: World) -> None:
    _, _, round_ = received(world)
    with world.acting():
        world.talk(round_)
        letter = world.write(round_)
        Letter.objects.filter(pk=letter.pk).update(number="")
        take("letter.submit", round_, world.seats["clerk"])
        take("letter.clear", round_, world.seats["head"])
    head = Browser(world, "head")
    missing = head.fill(f"reply/{round_.pk}/send/", number="")
    assert missing.status_code == 200 and "还没有填发文字号" in missing.content.decode()
    assert "答复函已发出" in head.done(f"reply/{round_.pk}/send/", number="临城管函〔2026〕20号")
    assert "临城管函〔2026〕20号" in head.read(f"reply/{round_.pk}/")


def test_a_letter_sent_by_mistake_is_taken_back_until_a_deputy_has_opened_it(world: World) -> None:
    case, row, round_ = received(world)
    with world.acting():
        world.talk(round_)
        world.write(round_)
        take("letter.submit", round_, world.seats["clerk"])
        take("letter.clear", round_, world.seats["head"])
    head = Browser(world, "head")
    with clock.frozen(clock.now()):
        page = head.done(f"reply/{round_.pk}/send/")
    with world.acting():
        sent = Event.objects.get(congress=world.congress, step="letter.send")
    assert f"undo/{sent.pk}/" in page
    with clock.frozen(sent.at):
        assert "撤回答复" in head.read(f"case/{case.pk}/")
        with world.acting():
            take("letter.open", round_, world.seats["deputy"])
        late = head.send(f"undo/{sent.pk}/")
    assert late.status_code == 200 and "对方已经查看或办理，不能再撤销" in late.content.decode()
    with world.acting():
        row.refresh_from_db()
        assert row.stage == Stage.ANSWERED


# -- the government office ----


@pytest.fixture
def route(world: World) -> Assignment:
    with clock.frozen(HANDED_OVER), world.acting():
        case = world.register()
        take("dispatch.hand_over", case, world.seats["officer"], HandOver(via=world.bodies["office"].pk))
        return Assignment.objects.get(congress=world.congress, mode=Mode.ROUTE)


def test_several_units_each_get_their_part_and_others_assist(world: World, route: Assignment) -> None:
    office = Browser(world, "dispatcher")
    page = office.done(
        f"assign/{route.pk}/", unit_1="区城市管理执法局", part_1="清理违停", unit_2="教育局", part_2="校门口秩序"
    )
    assert "清理违停" in page and "校门口秩序" in page
    with world.acting():
        rows = Assignment.objects.filter(congress=world.congress, parent=route).order_by("id")
        assert [(r.body.name, r.mode, r.part) for r in rows] == [
            ("区城市管理执法局", "separate", "清理违停"),
            ("区教育局", "separate", "校门口秩序"),
        ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "还没有选承办单位"),
        ({"lead": "区水务局"}, "没有叫“区水务局”的单位"),
        ({"lead": "局"}, "请写全称"),
        ({"lead": "教育局", "assist_1": "区教育局"}, "“区教育局”选了两次"),
        ({"lead": "教育局", "unit_1": "城市管理", "part_1": "清理"}, "主办、共同主办、分办只能选一种"),
        ({"unit_1": "教育局", "part_1": "校门口"}, "几家分办至少要两个单位"),
        ({"lead": "教育局", "part_2": "校门口"}, "还没有写哪个单位"),
        ({"lead": "第一代表团"}, "没有叫“第一代表团”的单位"),
    ],
)
def test_a_doubtful_assignment_is_questioned_and_what_was_typed_stays(
    world: World, route: Assignment, typed: dict[str, str], said: str
) -> None:
    answer = Browser(world, "dispatcher").fill(f"assign/{route.pk}/", **typed)
    page = answer.content.decode()
    assert answer.status_code == 200 and said in page, page
    assert all(f'value="{value}"' in page for value in typed.values())


def test_the_office_sees_how_its_units_stand_and_takes_back_what_none_has_received(world: World) -> None:
    case, _, _ = item(world)
    office = Browser(world, "dispatcher")
    assert "区城市管理执法局：待签收" in office.read("?view=passed-on")
    with world.acting():
        passed = Event.objects.get(congress=world.congress, step="dispatch.assign")
    with clock.frozen(passed.at):
        assert "撤回分办" in office.read(f"case/{case.pk}/")
        assert office.send(f"undo/{passed.pk}/").status_code == 302
        assert office.send(f"undo/{passed.pk}/").status_code == 200, "a second time: the calm page"
    assert case.title in office.read("?view=routing")
    assert Browser(world, "clerk").open(f"case/{case.pk}/").status_code == 404


def test_assigning_twice_from_an_old_page_is_calm(world: World, route: Assignment) -> None:
    one, other = Browser(world, "dispatcher"), Browser(world, "dispatcher")
    page = other.read(f"assign/{route.pk}/")
    one.done(f"assign/{route.pk}/", lead="区教育局")
    hidden = {name: field(page, name) for name in ("request_key", "version")}
    again = other.send(f"assign/{route.pk}/", lead="区城市管理执法局", **hidden)
    assert again.status_code == 200 and "这一步已经办过了" in again.content.decode()
    with world.acting():
        assert Assignment.objects.filter(congress=world.congress, parent=route).count() == 1
