"""A real congress to keep: one item walked to its end, a telephone, an attachment, anchors, a living login session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from unittest.mock import patch

from django.contrib.auth.hashers import make_password
from django.test.utils import override_settings

from huiyin.chain import anchors
from huiyin.foundation import files
from huiyin.foundation.database.session import connected_as
from huiyin.foundation.home import Home
from huiyin.foundation.models import StoredFile
from huiyin.people.models import Account, Person
from tests.runtime.homes import Installation
from tests.support import server
from tests.world import PASSWORD, World, login, make_world

SCRYPT = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
PHONE = "13800138000"
CONTENT = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@dataclass(frozen=True)
class Kept:
    installation: Installation
    world: World
    session_key: str
    digest: str

    @property
    def home(self) -> Path:
        return self.installation.home.root


@contextmanager
def inside(home: Home, database: str) -> Iterator[None]:
    """This process as that installation: its database, its home."""
    with (
        connected_as(server.home(), "app", database),
        override_settings(HOME=home),
        patch.dict(os.environ, {"HUIYIN_HOME": str(home.root)}),
    ):
        yield


def fill(home: Home, database: str) -> Kept:
    """Fill a migrated database and its home."""
    home.secret("django")
    with inside(home, database):
        world = make_world("qingshan", is_demo=False)
        with override_settings(PASSWORD_HASHERS=SCRYPT):
            Account.objects.filter(username="qingshan-officer").update(password=make_password(PASSWORD))
        stored = files.store(BytesIO(CONTENT), "答复附件.pdf", limit=1 << 20)
        with world.acting("deputy"):
            Person.objects.filter(pk=world.person("deputy").pk).update(phone=PHONE)
            StoredFile.objects.create(
                congress=world.congress,
                digest=stored.digest,
                size=stored.size,
                kind=stored.kind,
                name=stored.name,
                owner_kind="letter",
            )
            (row,) = world.hand_over(world.register())
            round_ = world.receive(row)
            world.answer(round_)
            world.evaluate(round_)
        with world.acting("officer"):
            world.settle(round_)
        anchors.write_anchor(world.congress)
        key = login(world.seats["officer"])
    return Kept(Installation(home, database), world, key, stored.digest)
