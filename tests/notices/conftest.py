from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from huiyin.foundation.home import Home
from huiyin.notices.gateways import SMS_FILE, SMS_KEY
from tests.support.gateways import MailServer, TextGateway, listening
from tests.world import World, make_world, with_supervisors

SITE = "https://renda.example.gov.cn"
PHONES = {"deputy": "13971240001", "clerk": "13971240002", "head": "13971240003", "officer": "13971240004"}
SMS_TOML = """
url = "{url}"
sign = "回音"
timeout = 1
result = "code"
taken = ["0"]
refused = ["MOBILE_ILLEGAL"]
[headers]
Authorization = "Bearer {{secret}}"
[body]
mobile = "{{phone}}"
content = "{{text}}"
request = "{{id}}"
"""


@pytest.fixture
def mail(settings: Any) -> Iterator[MailServer]:
    """A mail server that the product is set up for."""
    with listening(MailServer()) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS, settings.MAIL_TLS, settings.EMAIL_TIMEOUT = False, "none", 1
        settings.DEFAULT_FROM_EMAIL, settings.SITE = "huiyin@example.gov.cn", SITE
        yield server


@pytest.fixture
def texting_home(settings: Any, tmp_path: Path) -> Home:
    """The tests' home with a text gateway of its own: the same keys, so that what is encrypted can be read."""
    home = Home(tmp_path / "home")
    shutil.copytree(settings.HOME.path("keys"), home.path("keys"))
    home.path("keys", SMS_KEY).write_text("s3cret\n")
    settings.HOME = home
    return home


@pytest.fixture
def texting(texting_home: Home) -> Iterator[TextGateway]:
    """A text gateway that the product is set up for."""
    with listening(TextGateway()) as server:
        texting_home.path(SMS_FILE).write_text(SMS_TOML.format(url=server.url), encoding="utf-8")
        yield server


def real_world(code: str = "qingshan") -> World:
    """Not a demo: those never send anything. Everybody has a mail address, four have a mobile number."""
    world = with_supervisors(make_world(code, is_demo=False))
    world.congress.short_name = "青山区人大"
    with world.acting():
        world.congress.save(update_fields=["short_name"])
        for who, seat in world.seats.items():
            seat.person.email = f"{who}@example.cn"
            seat.person.phone = PHONES.get(who, "")
            seat.person.save(update_fields=["email", "phone"])
    return world


@pytest.fixture
def world(db: None) -> World:
    return real_world()
