"""Large exports: made by the worker in slices, called off while they run, kept a week for the seat that asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from huiyin.foundation import clock, file_owners
from huiyin.foundation.models import Progress, StoredFile
from huiyin.foundation.tenancy import acting, acting_on_snapshot
from huiyin.handling import tables
from huiyin.handling.desk_filters import Filters
from huiyin.proposals.models import Proposal
from huiyin.reports import list_exports, made_files
from tests.web.pages import Browser
from tests.web.test_lists import cells, handed_over
from tests.world import make_world


def test_past_its_limit_the_worker_makes_the_file_and_only_the_seat_takes_it(
    own_database: str, work_off_jobs: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_exports, "AT_ONCE", 2)
    monkeypatch.setattr(list_exports, "SLICE", 2)
    world = make_world()
    for n in range(5):
        handed_over(world, f"关于第{n}件的建议")
    officer = Browser(world, "officer")
    answer = officer.send("lists/export/?cols=title")
    assert answer.status_code == 302
    at = answer["Location"].partition(f"/s/{officer.seat.pk}/")[2]
    assert "正在导出" in officer.read(at)
    work_off_jobs()
    assert "导出好了" in officer.read(at)
    url = re.search(r'href="/s/\d+/(file/\d+/)"', officer.read(at))
    assert url is not None
    sent = officer.open(url[1])
    content = b"".join(sent.streaming_content) if sent.streaming else sent.content
    assert [row[1] for row in cells(content)[4:]] == [f"关于第{n}件的建议" for n in range(5)]
    for who in ("clerk", "dispatcher"):
        assert Browser(world, who).open(url[1]).status_code == Browser(world, who).open(at).status_code == 404
    assert "文件留 7 天" in officer.read("exports/") and ".xlsx" in officer.read("exports/")
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert made_files.clear_old(list_exports.KIND) == 1
    with world.acting("officer"):
        assert not StoredFile.objects.filter(congress=world.congress, owner_kind="export").exists()


def test_an_export_can_be_called_off_and_no_seat_queues_more_than_three(
    own_database: str, work_off_jobs: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_exports, "AT_ONCE", 0)
    world = make_world()
    handed_over(world, "关于路灯的建议")
    officer = Browser(world, "officer")
    places = [officer.send("lists/export/")["Location"].partition(f"/s/{officer.seat.pk}/")[2] for _ in range(3)]
    assert officer.send("lists/export/")["Location"].endswith("/exports/")
    assert "还有 3 份" in officer.read("exports/")
    assert Browser(world, "clerk").send(f"{places[0]}stop/").status_code == 404
    officer.send(f"{places[0]}stop/")
    work_off_jobs()
    assert "已取消" in officer.read(places[0]) and "导出好了" in officer.read(places[1])
    with world.acting("officer"):
        states = Progress.objects.filter(congress=world.congress, kind="export").order_by("pk").values_list("state", flat=True)
        assert list(states) == ["stopped", "done", "done"]
        assert StoredFile.objects.filter(congress=world.congress, owner_kind="export").count() == 2
    officer.send(f"{places[1]}stop/")
    assert "导出好了" in officer.read(places[1]), "what is done stays"


def close_own() -> None:
    connection.close()


def elsewhere(do: Callable[..., Any], *given: Any) -> Any:
    """What somebody else does meanwhile, on another connection."""
    with ThreadPoolExecutor(1) as thread:
        try:
            return thread.submit(do, *given).result()
        finally:
            thread.submit(close_own).result()


def test_the_slices_of_an_export_read_one_snapshot_while_its_progress_is_seen(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world()
    for n in range(3):
        handed_over(world, f"关于第{n}件的建议")
    monkeypatch.setattr(list_exports, "SLICE", 1)
    with world.acting("officer"):
        progress = list_exports.ask(world.seats["officer"], list_exports.Wanted("ledger", Filters(), ("title",), "台账。"))
    read, seen = tables.Slices.next, []

    def said() -> tuple[str, int]:
        with acting(world.congress.pk):
            now = Progress.objects.get(congress=world.congress, pk=progress.pk)
            return now.state, now.done

    def meanwhile(self: tables.Slices) -> list[tables.TableRow]:
        seen.append(elsewhere(said))
        if len(seen) == 2:
            elsewhere(handed_over, world, "关于后来一件的建议")
        return read(self)

    monkeypatch.setattr(tables.Slices, "next", meanwhile)
    list_exports.make(world.congress.pk, progress.pk)
    assert seen == [("running", n) for n in range(4)]
    with world.acting("officer"):
        (file,) = StoredFile.objects.filter(congress=world.congress, owner_kind="export")
        assert said() == ("done", 3), "what came after the first slice is not in it"
        assert Proposal.objects.filter(congress=world.congress).count() == 4
    # The connection is as it was: the next transaction reads what was committed, and writes.
    with acting(world.congress.pk), connection.cursor() as cursor:
        cursor.execute("select current_setting('transaction_isolation'), current_setting('transaction_read_only')")
        assert cursor.fetchone() == ("read committed", "off")
    with acting(world.congress.pk), pytest.raises(RuntimeError), acting_on_snapshot(world.congress.pk):
        pass


def test_an_export_called_off_at_the_last_moment_leaves_no_file(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()
    handed_over(world, "关于路灯的建议")
    with world.acting("officer"):
        progress = list_exports.ask(world.seats["officer"], list_exports.Wanted("ledger", Filters(), ("title",), "台账。"))
    attach = file_owners.attach

    def call_off() -> None:
        with acting(world.congress.pk):
            made_files.call_off(progress)

    def attached(*given: Any) -> StoredFile:
        made = attach(*given)
        elsewhere(call_off)
        return made

    monkeypatch.setattr(file_owners, "attach", attached)
    list_exports.make(world.congress.pk, progress.pk)
    with world.acting("officer"):
        assert Progress.objects.get(congress=world.congress, pk=progress.pk).state == "stopped"
        assert not StoredFile.objects.filter(congress=world.congress, owner_kind="export").exists()


def test_an_export_called_off_while_it_runs_keeps_no_file(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()
    for n in range(3):
        handed_over(world, f"关于第{n}件的建议")
    monkeypatch.setattr(list_exports, "SLICE", 1)
    seat = world.seats["officer"]
    with world.acting("officer"):
        wanted = list_exports.Wanted("ledger", Filters(), ("title",), "台账。")
        progress = list_exports.ask(seat, wanted)
    read = tables.Slices.next

    def call_off() -> None:
        with acting(world.congress.pk):
            made_files.call_off(progress)

    def called_off(self: tables.Slices) -> list[tables.TableRow]:
        if self.after:
            elsewhere(call_off)
        return read(self)

    monkeypatch.setattr(tables.Slices, "next", called_off)
    list_exports.make(world.congress.pk, progress.pk)
    with world.acting("officer"):
        assert Progress.objects.get(congress=world.congress, pk=progress.pk).state == "stopped"
        assert not StoredFile.objects.filter(congress=world.congress, owner_kind="export").exists()
