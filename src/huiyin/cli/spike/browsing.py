"""A browser without scripts, as far as a rush needs one: cookies, hidden fields, sending a form, losing the connection."""

from __future__ import annotations

import http.client
import socket
import time
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.conf import settings

HOST = "127.0.0.1"
PATIENCE = 60.0
"""Seconds until a person gives a page up."""


@dataclass(frozen=True)
class Answer:
    status: int
    to: str
    page: str
    seconds: float


class _Forms(HTMLParser):
    """Hidden fields, and boxes that can be ticked, form by form."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[list[tuple[str, str]]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = got.get("method", "get").lower() == "post"
            if self.inside:
                self.forms.append([])
        elif tag == "input" and self.inside and got.get("type") in ("hidden", "checkbox"):
            self.forms[-1].append((got.get("name", ""), got.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def form_with(page: str, name: str) -> list[tuple[str, str]]:
    """The fields of the form in which one of that name is; none where the page has no such form."""
    reader = _Forms()
    reader.feed(page)
    return next((form for form in reader.forms if name in dict(form)), [])


class Browser:
    """One login session at one address; its connection is opened when it is needed."""

    def __init__(self, port: int, key: str) -> None:
        self.port = port
        self.cookies = {settings.SESSION_COOKIE_NAME: key}
        self.line: http.client.HTTPConnection | None = None

    def twin(self) -> Browser:
        """The same person's second tab."""
        other = Browser(self.port, "")
        other.cookies = dict(self.cookies)
        return other

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        return self._ask("POST", path, urlencode(fields).encode())

    def post_and_lose(self, path: str, fields: list[tuple[str, str]], after: float, whole: bool) -> None:
        """Send the form, or half of it, and lose the connection before any answer is read."""
        body = urlencode(fields).encode()
        head = "".join(f"{name}: {value}\r\n" for name, value in self._headers(body).items())
        with socket.create_connection((HOST, self.port), PATIENCE) as line:
            line.sendall(f"POST {path} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\n{head}\r\n".encode())
            line.sendall(body if whole else body[: len(body) // 2])
            time.sleep(after)

    def close(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None

    def _headers(self, body: bytes | None) -> dict[str, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Encoding": "identity",
        }
        if body is not None:
            headers["Origin"] = f"http://{HOST}:{self.port}"
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Content-Length"] = str(len(body))
        return headers

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        began = time.perf_counter()
        if self.line is None:
            self.line = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            self.line.request(method, path, body, self._headers(body))
            got = self.line.getresponse()
            page = got.read().decode()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        for said in got.headers.get_all("Set-Cookie", []):
            self.cookies.update({name: one.value for name, one in SimpleCookie(said).items()})
        return Answer(got.status, got.headers.get("Location", ""), page, time.perf_counter() - began)
