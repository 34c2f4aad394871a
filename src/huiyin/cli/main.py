"""`huiyin …`: the operators' command. Commands are found by name and loaded only when called.

Exit codes: 0 done, 1 refused or a check failed, 2 the command was written wrongly. Nothing is ever asked when standard
input is not a terminal.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from typing import Any, cast

import click

from huiyin.foundation.home import SetupProblem

# name → (where it is, one line for `huiyin --help`). Listing the commands loads none of them.
COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("huiyin.cli.run:run", "启动全部：数据库、网页和后台任务，按 Ctrl-C 停止"),
    "web": ("huiyin.cli.serving:web", "只启动网页服务"),
    "worker": ("huiyin.cli.serving:worker", "只启动后台任务"),
    "setup": ("huiyin.cli.preparing:setup", "升级数据库、整理静态文件（run 会自动做）"),
    "database": ("huiyin.cli.database:database", "数据库：启动、停止、状态、升级、备份、给管理员的语句"),
    "psql": ("huiyin.cli.database:psql", "以指定角色打开 psql"),
    "backup": ("huiyin.cli.backup:backup", "整套备份：数据库、附件、锚点，运行中也可以做"),
    "restore": ("huiyin.cli.backup:restore", "把一份备份恢复到空目录，并逐项核对"),
    "keys": ("huiyin.cli.backup:keys", "另存密钥（备份里没有密钥）"),
    "upgrade": ("huiyin.cli.upgrade:upgrade", "换上新程序以后：先备份，再升级数据库，再核对"),
    "doctor": ("huiyin.cli.doctor:doctor", "检查本机和数据是否一切正常"),
    "congress": ("huiyin.cli.congress:congress", "建立和查看人大"),
    "import": ("huiyin.cli.imports:import_", "导入机构、代表、联系人名单和交办表"),
    "demo": ("huiyin.cli.demo:demo", "演示数据"),
    "due": ("huiyin.cli.due:due", "按某地的办法计算期限"),
    "session": ("huiyin.cli.session:session", "打开新的会议、换届、台账结账"),
    "calendar": ("huiyin.cli.calendar:calendar", "放假和调休安排：查看、预览会改动哪些期限、公布"),
    "steps": ("huiyin.cli.steps:steps", "全部步骤：谁可以在什么时候做什么"),
    "find-promises": ("huiyin.cli.find_promises:find_promises", "量一量答复函里的承诺找得准不准"),
    "suggest-units": ("huiyin.cli.suggest_units:suggest_units", "量一量承办单位的推荐准不准"),
    "replay": ("huiyin.cli.replay:replay", "重演一份真实年报，核对数字"),
    "notices": ("huiyin.cli.notices:notices", "邮件和短信：发一条测试"),
    "verify": ("huiyin.cli.verify:verify", "核对事件链有没有被改动"),
    "anchor": ("huiyin.cli.anchor:anchor", "把事件链的链头保存到外面"),
    "bench": ("huiyin.cli.bench:bench", "大数据量下的速度测量"),
    "spike": ("huiyin.cli.spike:spike", "会议高峰：一千件在十分钟里提交，有没有丢的、重的、慢的"),
}


class Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        place, _, name = COMMANDS[cmd_name][0].partition(":")
        try:
            found = getattr(importlib.import_module(place), name)
        except ModuleNotFoundError as missing:
            if missing.name != place:
                raise
            raise click.ClickException(f"这个版本里没有命令 {cmd_name}（{place} 不存在）。") from missing
        return cast(click.Command, found)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


def _version() -> str:
    from importlib.metadata import version

    return version("huiyin")


@click.command(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.version_option(package_name="huiyin", prog_name="huiyin", message="回音 %(version)s")
def cli() -> None:
    """回音：人大代表议案建议办理平台。

    数据放在 HUIYIN_HOME（默认 ./var）。用外部数据库时设置 HUIYIN_DATABASE_URL 和 HUIYIN_OWNER_DATABASE_URL。
    """


USAGE: list[tuple[type[click.UsageError], Callable[[Any], str]]] = [
    (click.exceptions.NoArgsIsHelpError, lambda e: e.format_message()),
    (click.NoSuchOption, lambda e: f"没有选项 {e.option_name}。"),
    (click.MissingParameter, lambda e: f"缺少 {_parameter(e)}。"),
    (click.BadParameter, lambda e: f"{_parameter(e)} 的值不对：{_expected(e)}"),
    (click.BadOptionUsage, lambda e: f"选项 {e.option_name} 后面缺少值，或多了值。"),
]


def _parameter(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "参数")
    if error.param.param_type_name == "option":
        return " / ".join(error.param.opts)
    return (error.param.human_readable_name or "").upper()


def _expected(error: click.BadParameter) -> str:
    match error.param.type if error.param else None:
        case click.Choice(choices=choices):
            return f"请从 {'、'.join(map(str, choices))} 中选一个。"
        case click.IntRange(min=low, max=high):
            return f"请填 {low} 到 {high} 之间的整数。" if high is not None else f"请填不小于 {low} 的整数。"
        case click.types.IntParamType():
            return "请填整数。"
        case click.DateTime():
            return "请按 2026-03-01 的样子填写日期。"
        case click.Path() | click.File() if "does not exist" in error.message:
            return "找不到这个文件。"
    return error.message


def _in_words(error: click.UsageError) -> str:
    for kind, words in USAGE:
        if isinstance(error, kind):
            return words(error)
    if "No such command" in error.message:
        return "没有这条命令：" + error.message.partition("'")[2].rpartition("'")[0]
    return error.message


def _database_problem(error: BaseException) -> str | None:
    """A sentence when the error says that the database could not be reached or is not up to date, else None."""
    django = sys.modules.get("django.db.utils")
    driver = sys.modules.get("psycopg")
    first = str(error).strip().splitlines()[0] if str(error).strip() else ""
    if any(m is not None and isinstance(error, m.OperationalError) for m in (django, driver)):
        return f"数据库连接不上或中断了：{first}。没有完成的部分已全部撤回，请查看 huiyin database status 后再试。"
    if django is not None and isinstance(error, django.ProgrammingError) and "does not exist" in first:
        return f"数据库的结构不是这个版本的：{first}。请先运行 huiyin database migrate。"
    return None


def main() -> None:
    try:
        result = cli.main(standalone_mode=False, prog_name="huiyin")
        sys.stdout.flush()
    except click.UsageError as error:
        where = f"用法见：{error.ctx.command_path} --help" if error.ctx else ""
        _leave(2, _in_words(error), where)
    except click.ClickException as error:
        _leave(1, error.format_message())
    except SetupProblem as error:
        _leave(1, str(error))
    except (click.Abort, KeyboardInterrupt):
        _leave(130, "已中断。")
    except BrokenPipeError:
        # The reader (`| head`) has gone; whatever Python still holds for it must not raise at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except PermissionError as error:
        _leave(
            1, f"没有权限使用 {error.filename}。请用运行服务的那个用户执行（装了 deploy/huiyin 的：sudo huiyin ……）。"
        )
    except Exception as error:
        words = _database_problem(error)
        if words is None:
            raise
        _leave(1, words)
    # Without a leave above: the code a command gave to ctx.exit().
    sys.exit(result if type(result) is int else 0)


def _leave(code: int, *lines: str) -> None:
    for line in lines:
        if line:
            click.echo(line, err=True)
    sys.exit(code)
