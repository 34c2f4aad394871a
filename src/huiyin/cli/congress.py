"""`huiyin congress …`: make a congress, list those there are, print a new sign-in slip for its administrator."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from huiyin.cli.support import stopped_cleanly, with_django
from huiyin.foundation.home import SetupProblem

LEVELS = ("national", "province", "city", "county", "township")


@click.group()
def congress() -> None:
    """建立和查看人大。"""


@congress.command()
@click.option("--code", required=True, help="代码，小写字母、数字和连字符，例如 linjiang。")
@click.option("--name", required=True, help="全称，例如 临江区人民代表大会。")
@click.option("--level", required=True, type=click.Choice(LEVELS), help="层级；county 指县或区。")
@click.option("--profile", default="base", show_default=True, help="办理规程，例如 base、wuchang。")
@with_django
def new(code: str, name: str, level: str, profile: str) -> None:
    """建立一级人大，打印本级管理员的一次性登录代码。"""
    from huiyin.chain.installation import installation_event
    from huiyin.chain.recording import record
    from huiyin.foundation import text
    from huiyin.foundation.tenancy import acting
    from huiyin.people import setup, texts
    from huiyin.people.models import Role
    from huiyin.procedures.choosing import choose_profile
    from huiyin.procedures.loading import ProfileUnknown, load_profile

    if not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?", code):
        raise SetupProblem(texts.CODE_SHAPE)
    try:
        name = text.clean(name, max_length=80, multiline=False, what="名称")
        procedure = load_profile(profile)
    except (text.TextRefused, ProfileUnknown) as refused:
        raise SetupProblem(str(refused)) from refused
    if not procedure.fits(level):
        raise SetupProblem(f"规程 {profile} 不适用于这一层级。请改用 base，或换一个层级。")
    from django.db import transaction

    try:
        with transaction.atomic():
            made = setup.new_congress(code, name, level)
            installation_event("congress.made", made.pk, {"code": code, "name": name, "level": level})
            with acting(made.pk):
                version = choose_profile(made, profile)
                body = setup.add_body(made, texts.ADMIN_BODY.format(name=name)[:80], "standing_committee")
                person = setup.add_person(made, texts.ADMIN_NAME)
                seat = setup.add_seat(person, body, Role.CONGRESS_ADMIN)
                slip = setup.make_slip(person)
                done = {"procedure.choose": version, "body.add": body, "seat.open": seat, "slip.make": person}
                for act, thing in done.items():
                    record(act, thing, seat=None)
    except setup.SetupRefused as refused:
        raise SetupProblem(str(refused)) from refused
    click.echo(f"已建立：{name}（{code}），规程 {procedure.name}。")
    click.echo(f"本级管理员账号 {slip.username}，一次性登录代码 {slip.code}，{slip.expires_on} 前有效。")
    click.echo("在网页上打开“使用登录单”，输入代码，给自己设一个密码，再按“设置”页一步步做下去。")


@congress.command("list")
@with_django
def list_() -> None:
    """列出全部人大。"""
    from huiyin.people.models import Congress

    for row in Congress.objects.order_by("code"):
        click.echo(f"{row.code}\t{row.get_level_display()}\t{row.name}{'（演示）' if row.is_demo else ''}")


@congress.command()
@click.option("--congress", "code", required=True, help="人大的代码。")
@with_django
def slip(code: str) -> None:
    """给本级管理员补一个一次性登录代码（管理员忘了密码时）。"""
    from huiyin.chain.recording import record
    from huiyin.cli.choosing import congress_called
    from huiyin.foundation.tenancy import acting
    from huiyin.people import setup
    from huiyin.people.models import Role, Seat

    row = congress_called(code)
    with acting(row.pk):
        seat = (
            Seat.objects.filter(congress=row, role=Role.CONGRESS_ADMIN, ended_on__isnull=True)
            .select_related("person")
            .order_by("id")
            .first()
        )
        if seat is None:
            raise SetupProblem("这一级还没有管理员席位。")
        made = setup.reset_account(seat.person)
        record("account.reset", seat.person, seat=None)
    click.echo(f"账号 {made.username}，一次性登录代码 {made.code}，{made.expires_on} 前有效。")


@congress.command()
@click.argument("code", metavar="代号")
@click.argument("target", metavar="目录", type=click.Path(path_type=Path))
@click.option("--with-phones", is_flag=True, help="连手机号和上传的名单原件一起导出；不写时手机号只留前三后四位。")
@with_django
def export(code: str, target: Path, with_phones: bool) -> None:
    """把一级人大的全部数据导出到一个新目录：Excel 表、JSON、附件、事件链。不含密封的评价和密码。"""
    from huiyin.cli.choosing import congress_called
    from huiyin.cli.exporting import writing

    os.umask(0o077)
    row = congress_called(code)
    with stopped_cleanly():
        made = writing.export(row, target.absolute(), with_phones=with_phones)
    click.echo(
        f"已导出 {row.name} 到 {target}：{len(made.rows)} 张表 {sum(made.rows.values())} 行，{made.files} 个附件。"
        "说明在 README.txt。"
    )
    click.echo("评价的等次和理由是密封的，不在里面。请像正式数据一样保管，用完以后删除。")
    if made.withheld:
        click.echo(f"上传的名单、交办表原件 {made.withheld} 个没有放进来（里面有手机号）；要的话加 --with-phones。")
    for name in made.lost[:20]:
        click.echo(f"注意：附件“{name}”已经不在或损坏，没有能导出。")
    if made.lost:
        raise click.exceptions.Exit(1)
