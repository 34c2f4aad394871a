"""`huiyin backup`, `huiyin restore`, `huiyin keys`: the commands; how it is done stands in `cli.backups` (ADR 0011)."""

from __future__ import annotations

from pathlib import Path

import click

from huiyin.cli.backups import keys as keyring
from huiyin.cli.backups.manifest import Manifest
from huiyin.cli.support import database_running, stopped_cleanly
from huiyin.foundation.filekinds import human_size
from huiyin.foundation.home import Home, SetupProblem

PATH = click.Path(path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("target", metavar="目录", type=PATH)
@click.option("--keys", "keys_file", metavar="文件", type=FILE, help="同时把密钥另存到这个文件（不能和备份放在一起）。")
@click.option("--keep", metavar="N", type=click.IntRange(1), help="做成以后，同一位置只留最新的 N 份备份。")
def backup(target: Path, keys_file: Path | None, keep: int | None) -> None:
    """做一份整套备份到一个新目录。运行中也可以做，不影响使用。

    备份里有数据库（含密封的评价）、附件和锚点，没有密钥。恢复：huiyin restore 目录 --keys 密钥文件
    """
    from huiyin.cli.backups import making

    target = target.absolute()
    _apart(keys_file, target)
    home = Home.from_environment()
    with stopped_cleanly(), database_running():
        made = making.make(home, target)
    if keys_file is not None:
        keyring.save(home, keys_file)
    say_made(home, made, target)
    if keys_file is not None:
        click.echo(f"密钥在 {keys_file}，请拿走，和备份分开保管。")
    for gone in making.forget_older(target, keep) if keep else []:
        click.echo(f"已删除旧备份 {gone}")
    if made.lost:
        raise click.exceptions.Exit(1)


def _apart(keys_file: Path | None, target: Path) -> None:
    if keys_file is not None and keys_file.absolute().resolve().is_relative_to(target.resolve().parent):
        raise SetupProblem(
            f"{keys_file} 和备份在同一个目录 {target.parent} 下，没有做：拿到备份的人会连密钥一起拿到。请换一个位置。"
        )


def say_made(home: Home, made: Manifest, target: Path) -> None:
    rows = sum(made.counts.values())
    click.echo(
        f"已备份到 {target}：{len(made.counts)} 张表 {rows} 行，{_attachments(made)} 个附件，{human_size(made.bytes)}。"
    )
    for digest in made.lost[:20]:
        click.echo(f"注意：附件 {digest[:12]}… 已经不在或损坏，没有能备份。请从以前的备份取回。")
    if len(made.lost) > 20:
        click.echo(f"注意：这样的附件一共 {len(made.lost)} 个。")
    if target.is_relative_to(home.root):
        click.echo("注意：这份备份在数据目录里面，磁盘坏了会一起丢。请复制到另一台机器。")
    else:
        click.echo("请把它放到另一台机器，像正式数据一样保管：里面有密封的评价。")
    if not keyring.saved(home):
        click.echo(f"注意：密钥还没有另存过。没有密钥，这份备份恢复不了：{home.path('keys')} 和数据在一起，会一起丢。")
        click.echo("请运行 huiyin keys save 文件，把那个文件放到别处（保险柜、另一个人）。以后不会变，存一次就够。")


def _attachments(made: Manifest) -> int:
    return sum(member.path.startswith("files/") for member in made.members)


@click.command()
@click.argument(
    "source", metavar="备份目录", type=click.Path(exists=True, file_okay=False, readable=False, path_type=Path)
)
@click.option("--keys", "keys_file", metavar="文件", type=FILE, help="做备份的那套安装另存的密钥（huiyin keys save）。")
@click.option(
    "--anchors",
    metavar="目录",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="另存在别处的锚点，可以比备份新：用来核对，多出来的部分另外留存。",
)
def restore(source: Path, keys_file: Path | None, anchors: Path | None) -> None:
    """恢复到 HUIYIN_HOME（必须是空的或还不存在），然后逐项核对；有一处不符就返回 1，那个目录不能启动。

    用外部数据库时，除三个地址以外还要 HUIYIN_SUPERUSER_DATABASE_URL，库要是空的。
    """
    from huiyin.cli.backups import restoring

    home = Home.from_environment()
    with stopped_cleanly():
        backup = restoring.restore(home, source.absolute(), keys_file, anchors)
    rows = sum(backup.counts.values())
    click.echo(
        f"已恢复到 {home.root}：{len(backup.counts)} 张表 {rows} 行、{len(backup.heads)} 条事件链的链头与清单相同，"
        f"{_attachments(backup)} 个附件的摘要相同，逐条核对无误。"
    )
    click.echo(f"备份做于 {backup.made_at[:16]}，这以后办的事不在里面。所有人要重新登录，密码不变。")
    click.echo("接着：huiyin doctor，然后用原来的方式启动（HUIYIN_HOME 改成这个目录）。")


@click.group()
def keys() -> None:
    """数据用的密钥：备份里没有，要另外保管。"""


@keys.command()
@click.argument("file", metavar="文件", type=FILE)
def save(file: Path) -> None:
    """把密钥另存到一个文件，放到别处保管。密钥不会变，存一次就够。"""
    home = Home.from_environment()
    keyring.save(home, file)
    click.echo(f"已另存到 {file}（{'、'.join(keyring.of(home))}）。谁拿到它和备份，谁就能看到全部数据：两样分开放。")


@keys.command()
@click.argument("file", metavar="文件", type=FILE)
def check(file: Path) -> None:
    """看一个密钥文件是不是这套安装现在用的。"""
    home = Home.from_environment()
    keyring.fitting(keyring.fingerprints(keyring.of(home)), keyring.read(file))
    click.echo(f"{file} 是这套安装现在用的密钥。")
