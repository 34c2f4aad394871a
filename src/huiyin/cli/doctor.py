"""`huiyin doctor`: look at everything that can be wrong with an installation and say it in plain words."""

from __future__ import annotations

import json

import click

from huiyin.cli.support import ready
from huiyin.foundation.doctor import CHECKS, Check, Result
from huiyin.foundation.home import SetupProblem

SIGNS = {"ok": ("正常", "green"), "warn": ("注意", "yellow"), "fail": ("错误", "red")}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def doctor(as_json: bool) -> None:
    """检查本机和数据是否一切正常；有错误时返回 1。"""
    done: list[tuple[str, Result]] = []

    def look(one: Check) -> None:
        try:
            result = one.look()
        except Exception as error:  # a check that breaks is a finding; the others are still wanted
            result = ("fail", f"这一项没有检查成：{type(error).__name__}：{str(error).splitlines()[0]}")
        done.append((one.name, result))
        if not as_json:
            word, colour = SIGNS[result[0]]
            click.echo(f"{click.style(word, fg=colour)}  {one.name}：{result[1]}")

    for one in [c for c in CHECKS if not c.database]:
        look(one)
    try:
        with ready():
            from django.utils.module_loading import autodiscover_modules

            autodiscover_modules("doctor")
            for one in [c for c in CHECKS if c.database]:
                look(one)
    except SetupProblem as problem:
        sentence = str(problem)
        look(Check("数据库", lambda: ("fail", sentence), database=False))
    if as_json:
        rows = [{"name": name, "level": level, "text": text} for name, (level, text) in done]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    bad = sum(result[0] == "fail" for _, result in done)
    if not as_json and bad:
        click.echo(f"\n{bad} 处错误，请按上面的话处理。")
    if bad:
        click.get_current_context().exit(1)
