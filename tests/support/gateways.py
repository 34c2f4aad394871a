"""A mail server and a text gateway that really listen on the loopback, and do what a test tells them to."""

from __future__ import annotations

import email
import email.policy
import json
import re
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as is needed to take a mail. `refuses`: address → the answer to its RCPT."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _MailSession)
        self.taken: list[tuple[list[str], EmailMessage]] = []
        self.refuses: dict[str, str] = {}
        self.data_answer = "250 queued"
        self.greeting_delay = 0.0
        self.accounts: dict[str, str] = {}

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for to, mail in self.taken if address in to]


class _MailSession(socketserver.StreamRequestHandler):
    server: MailServer

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        time.sleep(self.server.greeting_delay)
        self.say("220 test")
        to: list[str] = []
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "EHLO":
                self.say("250-test")
                self.say("250-AUTH PLAIN")
                self.say("250 8BITMIME")
            elif verb == "AUTH":
                self.say("235 welcome" if line.split()[-1] in self.server.accounts.values() else "535 who are you")
            elif verb == "RCPT":
                found = re.search(r"<(.*)>", line)
                address = found[1] if found else ""
                refusal = self.server.refuses.get(address)
                if refusal is None:
                    to.append(address)
                self.say(refusal or "250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                self._take(to)
                to = []
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def _take(self, to: list[str]) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        if self.server.data_answer.startswith("250"):
            made: Any = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
            self.server.taken.append((list(to), made))
        self.say(self.server.data_answer)


class TextGateway(ThreadingHTTPServer):
    """Takes texts as JSON or as a form. `answers` are given in turn, the last for ever; a float among them is a delay."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _TextRequest)
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answers: list[tuple[int, str, float]] = [(200, '{"code": "0"}', 0.0)]
        self.refuses: set[str] = set()
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/send"

    def next_answer(self) -> tuple[int, str, float]:
        with self._lock:
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def to(self, phone: str) -> list[str]:
        return [one["content"] for one in self.asked if one["mobile"] == phone]


class _TextRequest(BaseHTTPRequestHandler):
    server: TextGateway

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        is_json = "json" in self.headers.get("Content-Type", "")
        asked: dict[str, Any] = json.loads(raw) if is_json else dict(parse_qsl(raw))
        status, body, delay = self.server.next_answer()
        if asked.get("mobile") in self.server.refuses:
            status, body = 200, '{"code": "MOBILE_ILLEGAL"}'
        time.sleep(delay)
        self.server.asked.append(asked)
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        try:
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", body)
            self.end_headers()
            self.wfile.write(body.encode())
        except OSError:
            # The product has stopped waiting: that is what a slow answer is for.
            self.server.headers[-1]["hung-up"] = "yes"

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the tests say what they saw."""


@contextmanager
def listening(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
