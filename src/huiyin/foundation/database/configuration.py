"""Settings of the embedded server: small, durable, silent about what people wrote."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def initdb_arguments(major: int, superuser: str) -> list[str]:
    # Code point order on every version: the wheel has no ICU, and libc's orders differ between machines.
    # Pinyin order is a key stored beside the name, not a collation.
    locale = (
        ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else ["--locale=C.UTF-8"]
    )
    return [
        f"--username={superuser}",
        "--encoding=UTF8",
        *locale,
        "--auth=scram-sha-256",
        "--data-checksums",
        "--text-search-config=simple",
        "--no-instructions",
    ]


def configuration(major: int, socket_folder: Path, extra: Mapping[str, str]) -> str:
    """The whole of postgresql.conf, written anew at each start; local.conf beside it is the operator's, read last."""
    # A list of directories inside a string: a comma or a space needs the inner quotes, which double inside.
    folder = '"' + str(socket_folder).replace('"', '""') + '"'
    settings = {
        "listen_addresses": "",
        "port": "5432",
        "unix_socket_directories": folder,
        "unix_socket_permissions": "0700",
        "max_connections": "60",
        "password_encryption": "scram-sha-256",
        "timezone": "Asia/Shanghai",
        "log_timezone": "Asia/Shanghai",
        "lc_messages": "C",
        "default_text_search_config": "pg_catalog.simple",
        # Memory: web, worker and server together stay within 600 MB.
        "shared_buffers": "128MB",
        "work_mem": "8MB",
        "maintenance_work_mem": "64MB",
        "effective_cache_size": "1GB",
        "max_wal_size": "512MB",
        # Every statement is a short index read of one congress; compiling or splitting it costs more than it saves.
        "jit": "off",
        "max_parallel_workers_per_gather": "0",
        "random_page_cost": "1.1",
        # Index-only reads of desks and figures need a fresh visibility map.
        "autovacuum_vacuum_scale_factor": "0.05",
        "autovacuum_vacuum_insert_scale_factor": "0.05",
        "autovacuum_analyze_scale_factor": "0.05",
        "autovacuum_naptime": "20s",
        "autovacuum_max_workers": "2",
        # Statements and details carry what people typed (names, telephones, grades): never in a log.
        "log_min_messages": "warning",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_line_prefix": "%m [%p] %u %e ",
        "log_checkpoints": "off",
    }
    if major >= 18:
        settings["io_workers"] = "2"
    settings.update(extra)
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()]
    first = "# 每次启动时重写。自己的设置请写在同目录的 local.conf。"
    return "\n".join([first, *lines, "include_if_exists 'local.conf'", ""])
