"""`huiyin suggest-units --measure FILE`: how well units are suggested for the items of a ledger whose units are known."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from huiyin.cli.support import start_django
from huiyin.foundation.home import SetupProblem

# What is learnt from the other items, and whether duty words that only one title has are heard.
WAYS = (
    ("cold", "只看职责", False, False),
    ("warm", "职责加同类件", True, False),
    ("cold_strict", "只看职责，不听只在这一件里出现的职责词", False, True),
    ("warm_strict", "职责加同类件，不听只在这一件里出现的职责词", True, True),
)


@click.command("suggest-units", help="量一量承办单位的推荐准不准：读一份写明了承办单位的交办表。不需要数据库。")
@click.option("--measure", "file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="标准输出只有 JSON。")
def suggest_units(file: Path, as_json: bool) -> None:
    start_django()
    from huiyin.dispatch import measuring
    from huiyin.dispatch.ledger import LedgerRefused

    try:
        items, unknown = measuring.items_of(file.read_bytes(), file.name)
    except LedgerRefused as refused:
        raise SetupProblem(str(refused)) from refused
    found = {key: measuring.measure(items, warm=warm, strict=strict) for key, _, warm, strict in WAYS}
    if as_json:
        told = {"items": len(items), "unknown": unknown} | {key: asdict(one) for key, one in found.items()}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"写明了单位、认得出部门的 {len(items)} 件；认不出部门的单位：{'、'.join(unknown) or '没有'}。")
    for key, words, _, _ in WAYS:
        one = found[key]
        click.echo(
            f"{words}：第一个就对 {one.top1} 件（{_share(one.top1, one.items)}），"
            f"前三个里有 {one.top3} 件（{_share(one.top3, one.items)}）；总猜最常见的部门："
            f"{one.chance1} 件（{_share(one.chance1, one.items)}）、{one.chance3} 件（{_share(one.chance3, one.items)}）。"
        )
        for title, right, said in one.wrong:
            click.echo(f"  没对上：{title} —— 是{right}，推荐了{'、'.join(said) or '（没有推荐）'}")


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "—"
