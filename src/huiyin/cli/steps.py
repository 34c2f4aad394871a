"""`huiyin steps`: who may take which step, as tables or as diagrams, straight from the catalogue."""

from __future__ import annotations

import click

from huiyin.cli.support import start_django


@click.command("steps", help="全部环节：谁可以在什么时候办什么（Markdown 表格）。不需要数据库。")
@click.option("--diagram", is_flag=True, help="改为输出状态图（Mermaid）。")
def steps(diagram: bool) -> None:
    start_django()
    from huiyin.chain.diagram import diagram_document
    from huiyin.chain.rights import rights_document

    click.echo(diagram_document() if diagram else rights_document(), nl=False)
