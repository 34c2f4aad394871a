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
# The server tells the plan of every statement, also of those inside functions, to whoever asked it.
EXPLAINING = {
    "session_preload_libraries": "auto_explain", "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on", "auto_explain.log_buffers": "on", "auto_explain.log_nested_statements": "on",
    "auto_explain.log_level": "notice", "auto_explain.log_parameter_max_length": "0", "log_min_messages": "fatal",
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
@click.option("--plans", type=click.Path(dir_okay=False, path_type=Path), help="不测，把每条语句的执行计划写进这个文件。")
def bench(size: Size, seconds: float, as_json: bool, load_only: bool, plans: Path | None) -> None:
    """大数据量下的速度：案头、清单、案卷、搜索、签收、发出答复、统计、导出。

    数据留在测速数据目录里，下次直接用。
    """
    home = _home(size)
    with stopped_cleanly():
        congress_id, took = _loaded(home, size)
        if load_only:
            return
        if plans is not None:
            _write_plans(home, congress_id, plans)
            return
        with _database(home, SERVER):
            from huiyin.cli.bench.measure import measure

            report = measure(congress_id, size, seconds)
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


def _write_plans(home: Home, congress_id: int, to: Path) -> None:
    with _database(home, SERVER | EXPLAINING):
        from huiyin.cli.bench.plans import write_plans

        write_plans(congress_id, to)
    tell(f"执行计划写进了 {to}。")


def _print(report: dict[str, Any]) -> None:
    ten = f"，{report['congresses']} 个人大，在其中一个里测" if report["congresses"] > 1 else ""
    click.echo(
        f"{report['cases']} 件{ten}；应用角色，行级安全生效；{report['server']}；{report['cores']} 核，"
        f"负载 {report['load'][0]}→{report['load'][1]}"
    )
    click.echo(f"数据库 {report['database_mb']} MB，网页 {report['web_processes']} 个进程共 {report['web_pss_mb']} MB（PSS）")
    click.echo(f"{'操作':<22}{'p50 ms':>8}{'p95 ms':>8}{'网页CPU':>8}{'库CPU':>8}{'次/秒(8)':>9}{'目标 p50':>9}")
    for row in report["operations"]:
        cells = [_cell(row[key], 8) for key in ("p50", "p95", "cpu_web", "cpu_database")]
        click.echo(
            f"{row['name']:<22}{''.join(cells)}{_cell(row['rate8'], 9)}{_cell(row['target_p50'], 9)}"
            f"{'' if row['met'] else '  没有达到'}"
        )
    export = report["export"]
    click.echo(
        f"导出（{export['what']}，{export['rows']} 行）：{export['seconds']} 秒（目标 {export['target_seconds']}），"
        f"{export['file_mb']} MB，第一段以后内存多用 {export['grew_mb']} MB{'' if export['met'] else '  没有达到'}"
    )
    sweep = report["sweep"]
    click.echo(
        f"提醒：{sweep['given']} 次，{sweep['seconds']} 秒（目标 {sweep['target_seconds']}），再跑一次 {sweep['again']} 次"
        f"{'' if sweep['met'] else '  没有达到'}"
    )


def _cell(value: float | None, width: int) -> str:
    return f"{value:>{width}.1f}" if value is not None else f"{'–':>{width}}"
