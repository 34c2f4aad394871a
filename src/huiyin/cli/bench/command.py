from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from huiyin.cli.bench.size import Size
from huiyin.cli.support import start_django, stopped_cleanly, tell
from huiyin.foundation.home import ROLE_VARIABLES, Home

# Enough for the indexes of 100,000 cases to stay in memory, as on a machine bought for them.
SERVER = {"shared_buffers": "512MB"}
# What is lost can be loaded again: nothing waits for the disk, and no log is kept of what is written.
LOADING = {
    "shared_buffers": "1GB", "max_wal_size": "8GB", "fsync": "off", "full_page_writes": "off", "wal_level": "minimal",
    "max_wal_senders": "0", "autovacuum": "off",
}  # fmt: skip


class SizeType(click.ParamType):
    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Size:
        if isinstance(value, Size):
            return value
        try:
            return Size.read(value)
        except ValueError:
            self.fail(f"{value} 不是能装载的件数。写 100k（一个人大）、1m（十个人大），或者十万以内的数。", param, ctx)


@click.command()
@click.option("--size", type=SizeType(), envvar="SIZE", default="100k", show_default=True, help="件数：100k 或 1m。")
@click.option("--seconds", type=click.FloatRange(0.5, 60), default=5.0, show_default=True, help="每项测多少秒。")
@click.option("--json", "as_json", is_flag=True, help="标准输出只有 JSON。")
@click.option("--load-only", is_flag=True, help="只装载数据，不测。")
def bench(size: Size, seconds: float, as_json: bool, load_only: bool) -> None:
    """大数据量下的速度：案头、清单、案卷、搜索、签收、发出答复、统计、导出。

    数据留在测速数据目录里，下次直接用。
    """
    home = _home(size)
    with stopped_cleanly():
        congress_id, took = _loaded(home, size)
        if load_only:
            return
        with _database(home, SERVER):
            from huiyin.cli.bench.measure import measure

            report = measure(home, congress_id, size, seconds)
    report["loading_seconds"] = took
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        _print(report)


def _home(size: Size) -> Home:
    """One home for each size, so that neither has to be loaded again for the other."""
    root = Path(os.environ.get("HUIYIN_BENCH_HOME") or "bench-data").absolute() / size.name
    os.environ["HUIYIN_HOME"] = str(root)
    for name in ROLE_VARIABLES.values():
        os.environ.pop(name, None)
    return Home.from_environment()


@contextmanager
def _database(home: Home, settings: Mapping[str, str]) -> Iterator[None]:
    """The embedded server with these settings, Django on it."""
    from huiyin.foundation.database.server import EmbeddedServer

    with EmbeddedServer(home, settings).in_use():
        start_django()
        from django.db import connections

        try:
            yield
        finally:
            connections.close_all()


def _loaded(home: Home, size: Size) -> tuple[int, float | None]:
    """The congress to measure in, and how many seconds loading took; None where the data was there already."""
    with _database(home, LOADING):
        from huiyin.cli.bench.data import load, loaded
        from huiyin.cli.preparing import bring_up_to_date, collect_static

        bring_up_to_date(home)
        collect_static(home)
        if (there := loaded(size)) is not None:
            return there, None
        tell(f"装载 {size.whole} 件（{size.congresses} 个人大）……")
        began = time.monotonic()
        load(home, size)
        there, took = loaded(size), round(time.monotonic() - began, 1)
    assert there is not None, "what was just loaded is there"
    tell(f"数据装好了，{took} 秒，在 {home.root}。")
    return there, took


def _print(report: dict[str, Any]) -> None:
    click.echo(f"{report['cases']} 件；应用角色，行级安全生效；{report['server']}")
