"""`huiyin anchor`: write the heads of the event chains down now; the worker does it every hour."""

from __future__ import annotations

import click

from huiyin.cli.support import ready


@click.command("anchor", help="把事件链的链头写到 HUIYIN_HOME/anchors。后台任务每小时写一次，这里是立即写。")
@click.option("--congress", "code", metavar="C", help="哪一级人大（代号）。")
@click.option("--all", "everything", is_flag=True, help="全部人大和本安装自己的链。")
def anchor(code: str | None, everything: bool) -> None:
    if bool(code) == everything:
        raise click.UsageError("请写 --congress 代号，或者 --all。")
    with ready():
        write(code)


def write(code: str | None) -> None:
    """Write the anchor of one congress, or of all and the installation; exit 1 where a chain no longer fits."""
    from huiyin.chain import anchors
    from huiyin.cli.verify import congresses

    broken = False
    found = congresses(code)
    for congress in [*found, None] if code is None else found:
        name = congress.code if congress is not None else "本安装"
        try:
            made = anchors.write_anchor(congress) if congress is not None else anchors.write_installation_anchor()
        except anchors.Broken as error:
            broken = True
            click.echo(f"{name}：{error}")
            continue
        click.echo(f"{name}：第 {made.number} 号 {made.digest}" if made else f"{name}：上次锚点以后没有新的事件。")
    click.echo(f"锚点在 {anchors.folder()}，请把它另存到别的机器。")
    if broken:
        raise click.exceptions.Exit(1)
