"""`huiyin find-promises --measure FILE…`: how well promises are found in letters whose promises were marked by hand."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from huiyin.cli.support import start_django
from huiyin.foundation.home import SetupProblem

WORDS = {"dated": "有期限的", "conditional": "有前提的", "vague": "没有说定时间的"}


@click.command("find-promises", help="量一量承诺找得准不准：读标好了承诺的答复函。不需要数据库，也不联网。")
@click.option(
    "--measure", "files", required=True, multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="标准输出只有 JSON。")
def find_promises(files: tuple[Path, ...], as_json: bool) -> None:
    start_django()
    from huiyin.promises import measuring

    try:
        letters = [letter for file in files for letter in measuring.read(file)]
    except (measuring.NoLetters, ValueError) as refused:
        raise SetupProblem(str(refused)) from refused
    told = measuring.measure(letters)
    if as_json:
        click.echo(json.dumps(asdict(told), ensure_ascii=False))
        return
    click.echo(
        f"{told.letters} 封答复函。提出有期限、有前提的 {told.firm} 句，其中 {told.right} 句是承诺"
        f"（准确率 {_share(told.right, told.firm)}）；这样的承诺有 {told.firm_marked} 项，"
        f"找到 {told.firm_found} 项（召回率 {_share(told.firm_found, told.firm_marked)}）。"
    )
    for kind, words in WORDS.items():
        one = told.kinds[kind]
        days = f"，日期全对 {one.exact} 项（{_share(one.exact, one.found)}）" if kind == "dated" else ""
        click.echo(f"{words} {one.marked} 项，找到 {one.found} 项（{_share(one.found, one.marked)}）{days}。")
    for name, what, quote in told.wrong:
        click.echo(f"  {name}：{what} —— {quote}")


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "—"
