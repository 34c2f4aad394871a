"""Forms as a browser without scripts sees them: found in a page, filled in like a person would, sent as bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes

TYPED = ("text", "search", "tel", "date", "number", "email", "password", "textarea")
# Buttons that lead elsewhere than on: trying the form means pressing the others.
ASIDE = ("discard", "edit", "more", "detach")

VALID = {
    "title": "关于增设公平秤的建议",
    "body": "双井菜场没有公平秤，希望增设。",
    "lead": "李文静",
    "cosigners": "王秀兰",
    "happened_on": "2026-03-05",
    "handed_over_on": "2026-03-02",
    "valid_from": "2026-10-01",
    "from_on": "2026-03-05",
    "number": "5",
    "term": "18",
    "session": "5",
    "amount": "30",
    "value": "30",
    "name": "新来的",
    "username": "linjiang-nobody",
    "password": "滚滚长江东逝水浪花",
    "again": "滚滚长江东逝水浪花",
    "present": "大江东去浪淘尽千古",
    "code": "ABCD-EFGH-JKMN",
}
# What stays empty unless it is being tried: a part without its unit would be refused.
LEFT_EMPTY = ("printed_no", "phone", "mobile", "office_phone", "class_due_on", "opens_on", "closes_on")


@dataclass
class Control:
    name: str
    kind: str
    value: str = ""
    chosen: bool = False
    options: list[tuple[str, bool]] = field(default_factory=list)


@dataclass
class Form:
    method: str
    action: str
    controls: list[Control] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(c.name for c in self.controls if c.name and c.kind not in ("file", "submit")))

    def kinds(self, name: str) -> set[str]:
        return {control.kind for control in self.controls if control.name == name}

    def is_typed(self, name: str) -> bool:
        return bool(self.kinds(name) & set(TYPED))

    def is_secret(self, name: str) -> bool:
        return "password" in self.kinds(name)

    def filled(self) -> dict[str, str]:
        """What a person would send: what is there stays, what is empty gets something fitting."""
        data: dict[str, str] = {}
        for one in self.controls:
            if not one.name or one.kind == "file":
                continue
            if one.kind == "submit":
                if one.name not in ASIDE and one.value not in ASIDE:
                    data.setdefault(one.name, one.value)
            elif one.kind == "select":
                chosen = [value for value, selected in one.options if selected and value]
                data[one.name] = (chosen or [value for value, _ in one.options if value] or [""])[0]
            elif one.kind == "radio":
                if one.chosen or one.name not in data:
                    data[one.name] = one.value
            elif one.kind == "checkbox":
                if one.chosen:
                    data[one.name] = one.value
            else:
                data[one.name] = one.value or self._made_up(one)
        return data

    @staticmethod
    def _made_up(one: Control) -> str:
        if one.kind == "hidden" or one.name in LEFT_EMPTY:
            return ""
        if one.name in VALID:
            return VALID[one.name]
        if one.name.partition("_")[0] in ("part", "unit", "joint", "assist", "body"):
            return ""
        return "2026-03-05" if one.kind == "date" else "写一句话"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.loose: list[Control] = []
        self.open: Form | None = None
        self.area: Control | None = None
        self.select: Control | None = None

    def _add(self, control: Control) -> Control:
        (self.open.controls if self.open is not None else self.loose).append(control)
        return control

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        name, value = got.get("name", ""), got.get("value", "")
        if tag == "form":
            self.open = Form(got.get("method", "get").lower(), got.get("action", ""))
            self.forms.append(self.open)
        elif tag == "input":
            self._add(Control(name, got.get("type", "text"), value, "checked" in got))
        elif tag == "button":
            if "formaction" in got and self.open is not None:
                self.open.action = self.open.action or got["formaction"]
            elif got.get("type", "submit") == "submit":
                self._add(Control(name, "submit", value))
        elif tag == "textarea":
            self.area = self._add(Control(name, "textarea"))
        elif tag == "select":
            self.select = self._add(Control(name, "select"))
        elif tag == "option" and self.select is not None:
            self.select.options.append((value, "selected" in got))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "textarea" and self.area is not None:
            # A browser drops the first line break after the tag.
            self.area.value = self.area.value.removeprefix("\n")
            self.area = None
        elif tag == "select":
            self.select = None

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.value += data


def forms_in(page: str) -> list[Form]:
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def values_shown(page: str, name: str) -> list[str]:
    """What stands in the boxes of that name, hidden ones included."""
    reader = _Reader()
    reader.feed(page)
    controls = [control for form in reader.forms for control in form.controls] + reader.loose
    return [control.value for control in controls if control.name == name]


def as_bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


def as_typed(value: str | bytes) -> str:
    """The text as the server reads it: what is no UTF-8 has become replacement characters."""
    return as_bytes(value).decode("utf-8", "replace")


def sent(client: Any, url: str, data: dict[str, str | bytes]) -> Any:
    """Post as a browser does, with bytes that a browser would have to be broken to send."""
    body = b"&".join(
        quote_from_bytes(as_bytes(name), safe="").encode() + b"=" + quote_from_bytes(as_bytes(value), safe="").encode()
        for name, value in data.items()
    )
    return client.generic("POST", url, body, "application/x-www-form-urlencoded")


def tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
