"""What `huiyin doctor` looks at. A room adds its own in its `doctor.py`, which the command imports:

    @check("未设定的期限")
    def blanks() -> Result:
        return "warn", "临江区的办法里还有 2 处未设定：……请在设置页补上。"

A check says in one plain sentence what it saw and, when something is wrong, what to do.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from huiyin.foundation.home import Home

BACKUP_STALE = timedelta(days=2)

Result = tuple[Literal["ok", "warn", "fail"], str]


@dataclass(frozen=True)
class Check:
    name: str
    look: Callable[[], Result]
    database: bool


CHECKS: list[Check] = []


def check(name: str, *, database: bool = True) -> Callable[[Callable[[], Result]], Callable[[], Result]]:
    """Register a check. With `database=False` it runs before the database is started and may not use it."""

    def add(look: Callable[[], Result]) -> Callable[[], Result]:
        CHECKS.append(Check(name, look, database))
        return look

    return add


@check("Python", database=False)
def python() -> Result:
    return "ok", f"{'.'.join(map(str, sys.version_info[:3]))}（{sys.executable}）"


@check("数据目录", database=False)
def folder() -> Result:
    home = Home.from_environment()
    if not home.root.exists():
        return "warn", f"{home.root} 还没有，第一次启动时会建立。"
    keys = home.path("keys")
    if keys.exists() and keys.stat().st_mode & 0o077:
        return "fail", f"{keys} 别的用户也能读，里面是密钥。请运行 chmod 700 {keys}"
    return "ok", str(home.root)


@check("磁盘", database=False)
def disk() -> Result:
    place = Home.from_environment().root
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    words = f"剩余 {free / 1e9:.1f} GB"
    if free < 300e6:
        return "fail", f"{words}，快满了：写满后不能再保存任何内容。请马上清理。"
    if free < 3e9:
        return "warn", f"{words}，请清理或扩大。"
    return "ok", words


@check("PDF 排版", database=False)
def documents() -> Result:
    from huiyin.foundation.documents import fonts, pdf, texts

    sentence = pdf.missing()
    if sentence:
        return "warn", sentence
    named = ((texts.FANGSONG, fonts.FANGSONG), (texts.XIAOBIAOSONG, fonts.XIAOBIAOSONG))
    absent = [name for name, families in named if not fonts.has_family(families)]
    return "ok", texts.READY_PLAIN.format(missing="、".join(absent)) if absent else texts.READY


@check("PostgreSQL")
def postgres() -> Result:
    from django.db import connection

    connection.ensure_connection()
    number = connection.connection.info.server_version
    kind = "自带" if Home.from_environment().embedded else "外部"
    words = f"{number // 10000}.{number % 10000}（{kind}）"
    if not 15 <= number // 10000 <= 18:
        return "fail", f"{words}，支持 15–18。"
    return "ok", words


@check("数据库角色")
def roles() -> Result:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select rolname, rolsuper or rolcreaterole or rolcreatedb or rolreplication, rolbypassrls, rolinherit "
            "from pg_roles where rolname like 'huiyin\\_%'"
        )
        found = {name: rest for name, *rest in cursor.fetchall()}
        cursor.execute("select current_user")
        me = cursor.fetchone()[0]
    wanted = ("huiyin_owner", "huiyin_app", "huiyin_keeper", "huiyin_sealed", "huiyin_finder")
    missing = [name for name in wanted if name not in found]
    if missing:
        return "fail", f"缺少 {'、'.join(missing)}。请执行 huiyin database sql 打印的语句。"
    if me != "huiyin_app":
        return "fail", f"网页用的是角色 {me}，应当是 huiyin_app。请改正 HUIYIN_DATABASE_URL。"
    strong = [name for name, (powers, bypass, _) in found.items() if powers or (bypass and name != "huiyin_keeper")]
    if strong or found["huiyin_owner"][2]:
        who = "、".join(strong) or "huiyin_owner"
        return "fail", f"{who} 的权限过大，隔离会失效。请重新执行 huiyin database sql 打印的语句。"
    return "ok", "五个角色，权限正确"


@check("数据库结构")
def migrations() -> Result:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return "fail", f"有 {len(waiting)} 项升级没有执行。请运行 huiyin database migrate。"
    return "ok", "最新"


@check("隔离")
def fences() -> Result:
    from django.db import connection

    from huiyin.foundation.tenancy.lint import findings

    with connection.cursor() as cursor:
        found = findings(cursor)
    if found:
        return "fail", f"{len(found)} 处不完整，先不要使用，请联系开发者：{'；'.join(found[:3])}"
    return "ok", "每张表都有完整的行级隔离"


@check("时钟")
def clocks() -> Result:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select extract(epoch from clock_timestamp())")
        apart = abs(float(cursor.fetchone()[0]) - time.time())
    if time.gmtime().tm_year < 2026:
        return "fail", "系统日期早于 2026 年，期限会算错。请校准系统时间。"
    if apart > 5:
        return "fail", f"网页与数据库的时钟相差 {apart:.0f} 秒。请让两边都与时间服务器同步。"
    return "ok", f"{time.strftime('%Y-%m-%d %H:%M')}（本机时区 {time.tzname[0]}；期限一律按北京时间）"


@check("工作日历")
def calendar() -> Result:
    from huiyin.foundation import clock
    from huiyin.foundation.models import AnnouncedDay
    from huiyin.foundation.workdays import Calendar, Override

    known = Calendar.from_seed([Override(d.on, d.is_workday, d.name, d.source) for d in AnnouncedDay.objects.all()])
    year = clock.today().year
    # A day in July: never a holiday by itself, so it is known only when its year is.
    unknown = [y for y in (year, year + 1) if known.is_provisional(date(y, 7, 15))]
    if not unknown:
        return "ok", f"{year} 年和 {year + 1} 年的放假安排都已录入"
    words = f"{'、'.join(map(str, unknown))} 年的放假安排还没有录入，落在这一年的期限是暂按周末推算的。"
    if year in unknown:
        return "fail", f"{words}请升级到收录了国务院办公厅通知的版本。"
    return "warn", f"{words}通知一般在十一月公布，收录了通知的版本出来后请升级。"


@check("后台任务")
def queue() -> Result:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) filter (where status = 'failed'), "
            "count(*) filter (where status = 'todo' "
            "and coalesce(scheduled_at, '-infinity') < now() - interval '10 minutes' "
            "and not exists (select from procrastinate_workers where last_heartbeat > now() - interval '1 minute')) "
            "from procrastinate_jobs"
        )
        failed, waiting = cursor.fetchone()
    if waiting:
        return "warn", f"{waiting} 项任务等着，而后台任务没有运行。请用 make run 启动，或运行 huiyin worker。"
    if failed:
        return "warn", f"{failed} 项任务多次重试仍未完成，原因在日志里。"
    return "ok", "没有积压"


@check("备份", database=False)
def backups() -> Result:
    from huiyin.foundation import clock

    home = Home.from_environment()
    if home.unusable_mark.exists():
        return "fail", home.unusable_mark.read_text().strip()
    record = home.path("last-backup")
    if not record.exists():
        return "warn", "还没有用 huiyin backup 备份过。数据库由别人备份的，附件、密钥、锚点也要备。"
    told = json.loads(record.read_text())
    at = datetime.fromisoformat(told["at"])
    words = f"上一次在 {told['at'][:16]}，放在 {told['place']}"
    if clock.now() - at > BACKUP_STALE:
        return "warn", f"{words}，已经超过两天。请看看定时备份是不是停了。"
    if not home.path("keys-saved").exists():
        return "warn", f"{words}；但密钥没有另存过，没有它恢复不了。请运行 huiyin keys save 文件。"
    return "ok", words


@check("外部地址", database=False)
def hosts() -> Result:
    given = os.environ.get("HUIYIN_HOSTS", "")
    if "*" in given:
        return "fail", "HUIYIN_HOSTS 里有 *，任何域名都能冒充本站。请写明域名。"
    return "ok", given or "只在本机使用"
