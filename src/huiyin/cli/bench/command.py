from __future__ import annotations

import json
import os
import time
from pathlib import Path

import click

from huiyin.cli.support import start_django, tell
from huiyin.foundation.home import Home

# Enough for the indexes of 100,000 cases to stay in memory, as on a machine bought for them.
SERVER = {"shared_buffers": "512MB"}


@click.command()
@click.option("--size", type=click.IntRange(100, 1_000_000), envvar="SIZE", default=100_000, show_default=True)
@click.option("--seconds", type=click.FloatRange(0.5, 60), default=5.0, show_default=True, help="每页测多少秒。")
@click.option("--json", "as_json", is_flag=True, help="标准输出只有 JSON。")
def bench(size: int, seconds: float, as_json: bool) -> None:
    """大数据量下的速度：案头、案卷、搜索。"""
    root = Path(os.environ.get("HUIYIN_BENCH_HOME") or "bench-data").absolute()
    os.environ["HUIYIN_HOME"] = str(root)
    for name in ("HUIYIN_DATABASE_URL", "HUIYIN_OWNER_DATABASE_URL", "HUIYIN_KEEPER_DATABASE_URL"):
        os.environ.pop(name, None)
    home = Home.from_environment()
    from huiyin.foundation.database.server import EmbeddedServer

    with EmbeddedServer(home, SERVER).in_use():
        start_django()
        from huiyin.cli.bench.data import load
        from huiyin.cli.bench.measure import measure
        from huiyin.cli.preparing import bring_up_to_date, collect_static

        bring_up_to_date(home)
        collect_static(home)
        started = time.perf_counter()
        congress_id = load(home, size)
        tell(f"数据就绪：{size} 件，{time.perf_counter() - started:.1f} 秒")
        report = measure(home, congress_id, size, seconds)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=1))
        return
    click.echo(f"{size} 件，一个人大；应用角色，行级安全生效；{report['server']}")
    click.echo(f"{'页面':<22}{'p50 ms':>8}{'p95 ms':>8}{'CPU ms':>8}{'次/秒(8)':>10}{'过滤行':>8}{'目标 p50':>10}")
    for row in report["pages"]:
        click.echo(
            f"{row['page']:<22}{row['p50']:>8.1f}{row['p95']:>8.1f}{row['cpu']:>8.1f}{row['rate8']:>10.0f}"
            f"{row['filtered']:>8}{row['target']:>8} ms"
        )
