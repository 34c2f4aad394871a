"""The embedded PostgreSQL of an installation: any folder, any user, killed or restarted at any moment."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from huiyin.foundation.database import binaries, roles
from huiyin.foundation.database.account import Account
from huiyin.foundation.database.server import EmbeddedServer
from huiyin.foundation.home import Home, SetupProblem, connection_parameters


@pytest.fixture
def home(folder: Path) -> Iterator[Home]:
    """A home whose server is stopped at the end, whatever the test did to it."""
    made = Home(folder / "var")
    yield made
    server = EmbeddedServer(made)
    if server.folder.exists():
        server.stop()


def number_of_servers(home: Home) -> int:
    data = EmbeddedServer(home).data.resolve()
    found = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            is_server = (process / "comm").read_text().strip() == "postgres" and (process / "cwd").resolve() == data
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
            # Children of the server work in its folder too.
            found += is_server and (Path("/proc") / parent / "comm").read_text().strip() != "postgres"
        except OSError:
            continue
    return found


def in_another_process(home: Home) -> subprocess.Popen[str]:
    """Another user of the server: it says "in" once it is inside and leaves when its input ends."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom huiyin.foundation.home import Home\n"
        "from huiyin.foundation.database.server import EmbeddedServer\n"
        f"with EmbeddedServer(Home(Path({str(home.root)!r}))).in_use() as server:\n"
        "    print('in', flush=True)\n    sys.stdin.read()\n"
    )
    return subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("name", ["var", "mit Leer zeichen", "quote's \"and\" $HOME `x`", "a,b", "汉" * 60])
def test_any_name_of_a_folder_will_do(folder: Path, name: str) -> None:
    home = Home(folder / name)
    with EmbeddedServer(home).in_use(), roles.superuser(home) as connection:
        assert connection.execute("show server_encoding").fetchone() == ("UTF8",)
        # libpq takes a comma in a host for two hosts, and the kernel no path over 107 bytes.
        assert len(os.fsencode(home.socket_dir())) < 94
    assert number_of_servers(home) == 0


def test_it_listens_on_its_socket_only_and_wants_a_password(home: Home) -> None:
    with EmbeddedServer(home).in_use():
        with roles.superuser(home) as connection:
            assert connection.execute("show listen_addresses").fetchone() == ("",)
            assert connection.execute("show data_checksums").fetchone() == ("on",)
            assert connection.execute("show shared_buffers").fetchone() == ("128MB",)
            assert connection.execute("show fsync").fetchone() == ("on",)
        wrong = connection_parameters(home.database("superuser", "postgres")) | {"password": "guessed"}
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(**wrong)
    for key in home.path("keys").iterdir():
        assert key.stat().st_mode & 0o077 == 0
    assert home.path("keys").stat().st_mode & 0o077 == 0


def test_text_sorts_by_code_point_on_every_version_and_machine(home: Home) -> None:
    with EmbeddedServer(home).in_use(), roles.superuser(home) as connection:
        rows = connection.execute("select x from unnest(array['b', 'B', 'a', '人', '乙', 'é']) x order by x").fetchall()
        assert [row[0] for row in rows] == sorted(["b", "B", "a", "人", "乙", "é"])
        assert connection.execute("select lower('É')").fetchone() == ("é",)


def test_the_last_one_out_stops_it(home: Home) -> None:
    server = EmbeddedServer(home)
    with server.in_use():
        with server.in_use():
            assert server.used()
        assert server.running()
        with pytest.raises(SetupProblem, match="正在使用"):
            server.stop()
    assert not server.running()
    assert not server.used()


def test_one_asked_to_stay_stays_until_it_is_stopped(home: Home) -> None:
    server = EmbeddedServer(home)
    server.start_to_stay()
    with server.in_use():
        pass
    assert server.running()
    server.stop()
    assert not server.running()


def test_a_killed_user_does_not_keep_it_running(home: Home) -> None:
    server = EmbeddedServer(home)
    with in_another_process(home) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "in\n"
        other.kill()
    assert server.running()
    assert not server.used()
    with server.in_use():
        pass
    assert not server.running()


def test_two_that_start_at_once_share_one_server(home: Home) -> None:
    others = [in_another_process(home) for _ in range(3)]
    try:
        for other in others:
            assert other.stdout is not None
            assert other.stdout.readline() == "in\n"
        assert number_of_servers(home) == 1
    finally:
        for other in others:
            other.communicate("")
    assert not EmbeddedServer(home).running()


def test_a_lock_file_that_names_another_living_process_does_not_stop_it(home: Home) -> None:
    """After a restart of a machine or a container the old number belongs to somebody else."""
    server = EmbeddedServer(home)
    with server.in_use():
        locks = server.data / "postmaster.pid", home.socket_dir() / ".s.PGSQL.5432.lock"
        kept = {lock: lock.read_text().splitlines() for lock in locks}
    # PostgreSQL minds neither its parent's number nor one of another user.
    stranger = subprocess.Popen(["sleep", "30"], cwd="/", **Account.for_data(server.data).identity())
    try:
        for lock, (_, *rest) in kept.items():
            lock.write_text("\n".join([str(stranger.pid), *rest]) + "\n")
        assert not server.running()
        with server.in_use():
            assert server.running()
    finally:
        stranger.kill()
        stranger.wait()


def test_what_was_committed_outlives_the_killing_of_the_whole_server(home: Home) -> None:
    server = EmbeddedServer(home)
    with server.in_use():
        with roles.superuser(home) as connection:
            connection.execute("create table kept (x int)")
            connection.execute("insert into kept select generate_series(1, 1000)")
        os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    with server.in_use(), roles.superuser(home) as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (1000,)


def test_data_of_another_major_version_is_refused_and_not_touched(home: Home) -> None:
    server = EmbeddedServer(home)
    with server.in_use():
        pass
    (server.data / "PG_VERSION").write_text("13\n")
    before = sorted((p.name, p.stat().st_mtime_ns) for p in server.data.iterdir())
    with pytest.raises(SetupProblem, match="PostgreSQL 13 写的") as refused, server.in_use():
        pass
    assert "database dump" in str(refused.value)
    assert "database restore" in str(refused.value)
    assert sorted((p.name, p.stat().st_mtime_ns) for p in server.data.iterdir()) == before


def test_data_not_found_where_recorded_is_never_replaced_by_an_empty_database(home: Home, folder: Path) -> None:
    server = EmbeddedServer(home)
    with server.in_use():
        pass
    moved = folder / "elsewhere"
    server.data.rename(moved)
    (server.folder / "data-dir").write_text(str(folder / "gone"))
    with pytest.raises(SetupProblem, match="没有新建数据库"), server.in_use():
        pass
    (server.folder / "data-dir").write_text(str(moved))
    with server.in_use():
        assert server.running()


def test_a_broken_off_initdb_never_looks_like_a_database(home: Home) -> None:
    server = EmbeddedServer(home)
    binaries.make_passable(server.folder)
    (server.folder / "data.new").mkdir()
    (server.folder / "data.new" / "PG_VERSION").write_text("18\n")
    with server.in_use(), roles.superuser(home) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert not (server.folder / "data.new").exists()


def test_a_home_that_others_may_not_enter_works_too(folder: Path) -> None:
    """As root the data then lies where the server's user can reach it, and the home says where."""
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    home = Home(closed / "var")
    server = EmbeddedServer(home)
    with server.in_use(), roles.superuser(home) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
        inside = server.data.is_relative_to(home.root)
        assert inside == (os.geteuid() != 0)
    if not inside:
        assert server.data.stat().st_uid != 0
        subprocess.run(["rm", "-rf", str(server.data.parent)], check=True)


def test_programs_that_the_servers_user_cannot_reach_are_copied_with_their_libraries(folder: Path) -> None:
    found = binaries.find()
    account = Account.for_data(folder / "none")
    if found.package is None or not account.dropped:
        # A package of the system is open to all, and whoever is not root runs the server himself.
        assert binaries.reachable(found, account, folder) == found
        return
    closed = folder / "closed"
    binaries._copy(found.package, closed)
    closed.chmod(0o700)
    hidden = binaries.Binaries(
        closed / found.package.name / found.directory.relative_to(found.package),
        found.version,
        closed / found.package.name,
    )
    copied = binaries.reachable(hidden, account, folder)
    assert not copied.directory.is_relative_to(closed)
    for program in ("postgres", "initdb", "psql"):
        done = subprocess.run([copied / program, "--version"], cwd="/", capture_output=True, **account.identity())
        assert done.returncode == 0, done.stderr
    assert binaries.reachable(hidden, account, folder) == copied


def test_another_user_s_data_is_said_to_be_that(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = folder / "data"
    data.mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: os.stat(data).st_uid + 1)
    with pytest.raises(SetupProblem, match="不能使用。数据没有动"):
        Account.for_data(data)


def test_without_any_postgresql_the_ways_out_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUIYIN_PG_BIN", raising=False)
    monkeypatch.setattr(binaries, "candidates", lambda: iter(()))
    with pytest.raises(SetupProblem, match="make run"):
        binaries.find()
    monkeypatch.setenv("HUIYIN_PG_BIN", "/nowhere")
    with pytest.raises(SetupProblem, match="HUIYIN_PG_BIN"):
        binaries.find()


def test_nothing_listens_on_a_port(home: Home) -> None:
    with EmbeddedServer(home).in_use(), socket.socket() as probe, pytest.raises(OSError):
        probe.settimeout(1)
        probe.connect(("127.0.0.1", 5432))
