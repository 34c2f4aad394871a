"""What the room changed around itself: the upgrade, the keys, the export."""

from __future__ import annotations

import importlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from huiyin.cli.backups import keys
from huiyin.foundation import clock
from huiyin.foundation.home import Home
from huiyin.foundation.models import Notice
from huiyin.notices.gateways import MAIL_KEY, SMS_KEY
from huiyin.people.queries import masked
from tests.world import make_world


def test_after_the_upgrade_nobody_is_mailed_what_they_were_told_before_it(
    own_database: str, owner_connection: psycopg.Connection[Any]
) -> None:
    """As the owner, under row-level security: an update without a congress may touch no row and report success."""
    world = make_world(own_database.replace("_", "-"), is_demo=False)
    with world.acting():
        world.hand_over(world.register())
        old = Notice.objects.filter(deliver_at__lte=clock.now()).count()
        waiting = Notice.objects.filter(deliver_at__gt=clock.now() + timedelta(minutes=5)).count()
    assert old and waiting
    migration = importlib.import_module("huiyin.foundation.migrations.0004_notices_planned")
    owner_connection.execute(migration.PLANNED)
    with world.acting():
        assert Notice.objects.filter(planned_at__isnull=False).count() == old
        assert Notice.objects.filter(planned_at__isnull=True).count() == waiting


def test_passwords_of_gateways_are_no_keys_of_the_data(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.secret("fields")
    for name in (SMS_KEY, MAIL_KEY):
        home.path("keys", name).write_text("s3cret\n")
    assert set(keys.of(home)) == {"fields"}
    assert home.given(SMS_KEY) == "s3cret" and home.given("gateway-fax") == ""


def test_a_mail_address_is_masked_where_telephones_are() -> None:
    assert masked("zhou.min@example.cn") == "z***@example.cn" and masked("13971240009") == "139****0009"
