"""The real web server, killed while a file is coming in: what it acknowledged is there when it is back, and the file goes on."""

from __future__ import annotations

import base64
import http.client
import os
import random
import shutil
import signal
import socket
import subprocess
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from huiyin.cli.serving import web_command
from huiyin.foundation import digests, file_owners
from huiyin.foundation.files import intact
from tests.runtime import homes
from tests.support import server
from tests.support.papers import KIND, make_paper
from tests.world import World, login, make_world

pytestmark = pytest.mark.deep
CONTENT = b"%PDF-1.7\n" + random.Random(3).randbytes(3_000_000)
PIECE = 400_000


class Served:
    """granian as `huiyin web` starts it, in a process group of its own."""

    def __init__(self, home: Path, database: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        command = web_command("127.0.0.1", self.port, 1)
        command[command.index("huiyin.wsgi:application")] = "tests.support.papers_wsgi:application"
        root = str(Path(__file__).parents[2])
        more = homes.external(database) | {"PYTHONPATH": root, "HUIYIN_HOSTS": "127.0.0.1"}
        self.process = subprocess.Popen(
            command, env=homes.environment(home, **more), stdin=subprocess.DEVNULL, start_new_session=True
        )
        give_up = time.monotonic() + 60
        while time.monotonic() < give_up:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                assert self.process.poll() is None, "the server has ended by itself"
                time.sleep(0.05)
        pytest.fail("the server does not answer")

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Browser:
    """Cookie and token of one seat, kept over the server's death."""

    def __init__(self, session: str) -> None:
        self.token = "t" * 32
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={self.token}"

    def ask(
        self, served: Served, method: str, path: str, body: bytes = b"", **headers: str
    ) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Cookie": self.cookie, "X-CSRFToken": self.token} | said)
        answer = connection.getresponse()
        answer.read()
        return answer


@pytest.fixture
def world(own_database: str) -> World:
    return make_world()


@pytest.fixture
def homes_of_servers(folder: Path, own_database: str) -> Iterator[list[Served]]:
    started: list[Served] = []
    yield started
    for one in started:
        if one.process.poll() is None:
            one.kill()


def test_a_file_survives_a_killed_server_and_a_wire_cut_in_the_midst_of_a_piece(
    world: World, own_database: str, folder: Path, homes_of_servers: list[Served]
) -> None:
    home = folder / "var"
    # The login session made here must hold there.
    shutil.copytree(server.home().path("keys"), home / "keys")

    def serve() -> Served:
        homes_of_servers.append(Served(home, own_database))
        return homes_of_servers[-1]

    seat = world.seats["deputy"]
    with world.acting():
        paper = make_paper(seat)
    browser = Browser(login(seat))
    served = serve()
    about = ",".join(
        f"{name} {base64.b64encode(value).decode()}"
        for name, value in (("name", "材料.pdf".encode()), ("crc32", b"%08x" % zlib.crc32(CONTENT)))
    )
    tus = {"Tus_Resumable": "1.0.0"}
    begin = f"/s/{seat.pk}/uploads/{KIND}/{paper.pk}/"
    begun = browser.ask(served, "POST", begin, Upload_Length=str(len(CONTENT)), Upload_Metadata=about, **tus)
    assert begun.status == 201
    url = begun.headers["Location"]

    def bring(at: int, piece: bytes) -> http.client.HTTPResponse:
        kind = {"Content_Type": "application/offset+octet-stream", "Upload_Offset": str(at)}
        return browser.ask(served, "PATCH", url, piece, **kind, **tus)

    def offset() -> int:
        told = browser.ask(served, "HEAD", url, **tus)
        assert told.status == 200
        return int(told.headers["Upload-Offset"])

    def half_a_piece(at: int) -> socket.socket:
        wire = socket.create_connection(("127.0.0.1", served.port))
        head = (
            f"PATCH {url} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {browser.cookie}\r\nX-CSRFToken: {browser.token}\r\n"
            f"Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: {at}\r\n"
            f"Content-Length: {PIECE}\r\n\r\n"
        )
        wire.sendall(head.encode() + CONTENT[at : at + PIECE // 2])
        time.sleep(0.5)
        return wire

    at = 0
    for _ in range(2):
        answer = bring(at, CONTENT[at : at + PIECE])
        assert answer.status == 204
        at = int(answer.headers["Upload-Offset"])
        with half_a_piece(at):
            served.kill()
        served = serve()
        assert offset() == at, "what was acknowledged is there, and nothing is that was not"

    half_a_piece(at).close()
    time.sleep(1)
    after = offset()
    assert after == at + PIECE // 2, "the server lived: what reached it before the cut need not be sent again"

    while after < len(CONTENT):
        answer = bring(after, CONTENT[after : after + PIECE])
        assert answer.status == 204
        after = int(answer.headers["Upload-Offset"])
    with world.acting():
        (file,) = file_owners.files_of(world.congress.pk, KIND, paper.pk)
    assert file.digest == digests.sm3(CONTENT) and intact(file.digest, home / "files")
    assert list((home / "files" / "arriving").iterdir()) == [] and list((home / "files" / "incoming").iterdir()) == []
