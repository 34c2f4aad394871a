"""`huiyin congress export`: all that is the congress's, nothing that is another's, sealed, or a secret."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker
from python_calamine import CalamineWorkbook

from huiyin.cli.exporting import writing
from huiyin.cli.exporting.sheets import SHEETS
from huiyin.evaluation import paper
from huiyin.foundation import digests, drafts, files
from huiyin.foundation.home import Home
from huiyin.foundation.models import StoredFile
from tests.runtime.kept import CONTENT, PHONE, Kept, fill, inside
from tests.support import server
from tests.world import make_world

REASON = "此评价理由不得离开密封处"
UNSUBMITTED = "关于还在写的一件事的建议"
TYPED = "尚未发出的草稿原文"
# Of what deputies write only what was submitted leaves (ADR 0012).
SUBMITTED = {
    "proposals_manuscript": "and proposal_id is not null",
    "proposals_signature": "and manuscript_id in (select id from proposals_manuscript where proposal_id is not null)",
}
# A sheet of paper tells the grade that it holds.
SHEET = b"%PDF-1.7\nthe sheet of a deputy\n%%EOF"
LIST = b"\xef\xbb\xbf" + f"姓名,手机\n李文静,{PHONE}\n".encode()


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kept]:
    """The congress to export, an uploaded list and a graded item of its own, and another congress beside it."""
    name = server.new_name()
    server.clone(name)
    with django_db_blocker.unblock():
        made = fill(Home(tmp_path_factory.mktemp("kept") / "home"), name)
        world = made.world
        with inside(made.installation.home, name):
            with world.acting("deputy"):
                (row,) = world.hand_over(world.register("关于“=1+1”的建议"))
                round_ = world.receive(row)
                world.answer(round_)
                world.evaluate(round_, "unsatisfied", REASON)
                world.write_manuscript(UNSUBMITTED, signed_by=("cosigner",))
                world.submit("关于增设护栏的建议", signed_by=("cosigner",))
                drafts.keep(world.congress.pk, world.seats["deputy"].pk, "evaluation-1", {"reason": TYPED})
                stored = files.store(BytesIO(LIST), "代表名册.csv", limit=1 << 20, allowed=files.TABLES)
                StoredFile.objects.create(
                    congress=world.congress,
                    digest=stored.digest,
                    size=stored.size,
                    kind=stored.kind,
                    name="代表名册.csv",
                    owner_kind="list_deputies",
                )
                sheet = files.store(BytesIO(SHEET), "评价表.pdf", limit=1 << 20, allowed=frozenset({files.Kind.PDF}))
                StoredFile.objects.create(
                    congress=world.congress,
                    digest=sheet.digest,
                    size=sheet.size,
                    kind=sheet.kind,
                    name="评价表.pdf",
                    owner_kind=paper.OWNER,
                    owner_id=round_.pk,
                )
            other = make_world("bieshan", is_demo=False)
            with other.acting():
                other.register("别处人大的建议")
    yield made
    server.drop(name)


@pytest.fixture(scope="module")
def exported(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("out") / "export"
    done = kept.installation.huiyin("congress", "export", "qingshan", str(target))
    assert done.returncode == 0, done.stderr
    return target


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of an export, and what is packed inside its workbooks."""
    for path in folder.rglob("*"):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield from ((f"{path.name}/{name}", book.read(name)) for name in book.namelist())
        elif path.is_file():
            yield path.name, path.read_bytes()


def sheet(folder: Path, title: str) -> list[list[object]]:
    """The rows below the title, the subtitle and the headings."""
    rows = CalamineWorkbook.from_path(folder / "表格" / f"{title}.xlsx").get_sheet_by_index(0).to_python()
    return [list(row) for row in rows[3:]]


def test_every_table_of_the_congress_is_there_row_for_row(kept: Kept, exported: Path) -> None:
    told = json.loads((exported / "manifest.json").read_text())
    left_out = {
        "foundation_arrival", "foundation_draft", "foundation_searchentry", "foundation_progress",
        "proposals_titlevector", "chain_head", "inside_insidetask", "inside_insidenote", "channel_place",
        "foundation_keptcolumns", "foundation_savedview", "handling_calendarfeed",
    }  # fmt: skip
    with server.connect("superuser", kept.installation.database) as connection:
        tables = connection.execute(
            "select table_name from information_schema.columns "
            "where column_name = 'congress_id' and table_schema = 'public'"
        ).fetchall()
        for (table,) in tables:
            # A new table of a congress is exported by itself, or its reason for staying stands in LEFT_OUT.
            assert (table in told["rows"]) != (table in left_out), table
            if table in left_out:
                continue
            ids = f"select id from {table} where congress_id = %s {SUBMITTED.get(table, '')} order by id"
            there = [row[0] for row in connection.execute(ids, [kept.world.congress.pk]).fetchall()]
            lines = (exported / "data" / f"{table}.jsonl").read_text().splitlines()
            assert [json.loads(line)["id"] for line in lines] == there, table
            assert told["rows"][table] == len(there)
    assert told["rows"]["proposals_proposal"] == 3
    assert (told["rows"]["proposals_manuscript"], told["rows"]["proposals_signature"]) == (1, 2)


def test_the_tables_for_people_say_the_same(kept: Kept, exported: Path) -> None:
    assert sorted(path.stem for path in (exported / "表格").iterdir()) == sorted(one.title for one in SHEETS)
    told = json.loads((exported / "manifest.json").read_text())["rows"]
    for title, table in (
        ("件", "proposals_proposal"),
        ("提出人", "proposals_signer"),
        ("承办", "dispatch_assignment"),
        ("沟通", "handling_contact"),
        ("答复", "handling_letteranswer"),
        ("代表和席位", "people_seat"),
        ("单位", "people_body"),
        ("附件", "foundation_storedfile"),
        ("事件", "chain_event"),
    ):
        assert len(sheet(exported, title)) == told[table] > 0, title
    first, second = sheet(exported, "件")[:2]
    assert (first[3], second[3]) == ("关于整治沿江大道违停的建议", "关于“=1+1”的建议")
    assert first[10] == "已办结"
    assert not {row[1] for row in sheet(exported, "事件")} & {"proposal.register", "dispatch.hand_over"}


def test_no_grade_no_draft_no_secret_and_nothing_of_another_congress(kept: Kept, exported: Path) -> None:
    with server.connect("superuser", kept.installation.database) as connection:
        assert connection.execute("select count(*) from sealed.verdict where reason = %s", [REASON]).fetchone() == (1,)
        hashes = [row[0] for row in connection.execute("select password from people_account").fetchall()]
    secrets = [REASON, TYPED, UNSUBMITTED, SHEET.decode(), "别处人大的建议", "bieshan", kept.session_key, *hashes]
    secrets += [file.read_text() for file in (kept.home / "keys").iterdir()]
    looked = 0
    for name, content in contents(exported):
        looked += 1
        for secret in secrets:
            assert secret.encode() not in content, (name, secret)
        # The rules of the congress name the grades there are; nothing says which was given.
        assert b"unsatisfied" not in content or name == "procedures_procedureversion.jsonl", name
    assert looked > 100


@pytest.mark.deep
def test_telephones_only_when_asked_for(kept: Kept, exported: Path, folder: Path) -> None:
    for name, content in contents(exported):
        assert PHONE.encode() not in content, name
    assert "138****8000" in (exported / "data/people_person.jsonl").read_text()
    assert not list((exported / "附件").glob("*名册*"))
    assert not list((exported / "附件").glob("*评价表*"))
    looks = "select count(*) from sealed.look"
    with server.connect("superuser", kept.installation.database) as connection:
        before = connection.execute(looks).fetchone()
        done = kept.installation.huiyin("congress", "export", "qingshan", str(folder / "e"), "--with-phones")
        assert done.returncode == 0, done.stderr
        assert connection.execute(looks).fetchone() == before, "the export looked at grades"
    assert PHONE in (folder / "e/data/people_person.jsonl").read_text()
    assert PHONE in [cell for row in sheet(folder / "e", "代表和席位") for cell in row]
    assert not list((folder / "e/附件").glob("*评价表*")), "sealed with telephones or without"
    (list_,) = (folder / "e/附件").glob("*名册*")
    assert list_.read_bytes() == LIST


def test_attachments_have_their_names_and_their_content(kept: Kept, exported: Path) -> None:
    (file,) = (exported / "附件").iterdir()
    assert file.name.endswith(" 答复附件.pdf")
    assert digests.sm3(file.read_bytes()) == kept.digest
    assert file.read_bytes() == CONTENT
    for path in exported.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_the_chain_can_be_checked_without_the_product(exported: Path) -> None:
    def check() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", exported / "核对事件链.py"]
        return subprocess.run(command, cwd="/", capture_output=True, text=True)

    done = check()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "逐条接得上" in done.stdout
    lines = exported / "data/chain_event.jsonl"
    whole = lines.read_text().splitlines(keepends=True)
    edited = whole[2].replace('"step":"', '"step":"x')
    for wrong, words in (
        ([*whole[:2], edited, *whole[3:]], "第 3 号事件的内容被改动过"),
        ([*whole[:2], *whole[3:]], "第 3 号事件缺失"),
        (whole[:-1], "链尾对不上"),
        (["{", *whole], "读不懂"),
    ):
        lines.write_text("".join(wrong))
        done = check()
        assert (done.returncode, words in done.stdout) == (1, True), done.stdout + done.stderr
    lines.write_text("".join(whole))


def test_moments_in_the_lines_are_utc_and_whole(exported: Path) -> None:
    line = json.loads((exported / "data/chain_event.jsonl").read_text().splitlines()[0])
    assert line["at"].endswith("+00:00")
    assert datetime.fromisoformat(line["at"]).isoformat(timespec="microseconds") == line["at"]


@pytest.mark.deep
def test_what_cannot_be_exported_is_said_and_leaves_nothing(kept: Kept, folder: Path) -> None:
    done = kept.installation.huiyin("congress", "export", "nowhere", str(folder / "e"))
    assert (done.returncode, "bieshan" in done.stderr) == (1, True)
    (folder / "taken").mkdir()
    (folder / "taken" / "mine").write_text("mine")
    done = kept.installation.huiyin("congress", "export", "qingshan", str(folder / "taken"))
    assert (done.returncode, "没有动它" in done.stderr) == (1, True)
    assert [path.name for path in folder.rglob("*")] == ["taken", "mine"]


def test_more_rows_than_a_book_should_hold_go_into_further_books() -> None:
    def books(number: int) -> list[tuple[str, list[tuple[int]]]]:
        rows = iter([(n,) for n in range(number)])
        return [(name, list(part)) for name, part in writing._in_books(SHEETS[0], rows, most=3)]  # type: ignore[arg-type]

    assert books(0) == [("件", [])]
    assert books(3) == [("件", [(0,), (1,), (2,)])]
    assert [(name, len(part)) for name, part in books(7)] == [("件", 3), ("件-2", 3), ("件-3", 1)]


def test_ledger_rows_lose_their_telephones_whatever_they_were_read_as() -> None:
    row = {"data": {"电话 13800138000": 13800138000, "标题": ["见13800138000", 7, None, True, 1.5]}}
    said = json.dumps(writing._redacted(row), ensure_ascii=False)
    assert "13800138000" not in said
    assert "7, null, true, 1.5" in said


def test_a_long_name_still_fits_the_file_system() -> None:
    name = writing._file_name(7, "很长的名字" * 60 + ".pdf")
    assert len(name.encode()) <= 255
    assert name.startswith("000007 很长") and name.endswith(".pdf")
    assert writing._file_name(8, "没有扩展名") == "000008 没有扩展名"
