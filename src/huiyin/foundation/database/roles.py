"""The roles of the database and what each may do: one text for the embedded server and for a DBA's own server.

`owner` makes tables and gives functions away; `app` is the web and the worker and owns nothing; `keeper` backs up and
verifies; `sealed` owns the schema of grades and ballots; `finder` owns the search functions. Why a third and a fourth
role: a SECURITY DEFINER function owned by the table owner returns nothing under FORCE ROW LEVEL SECURITY.

Works on PostgreSQL 15–18, with a superuser or a managed server's administrator, and may be run again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from huiyin.foundation.home import DATABASE_NAME, Home, connection_parameters

OWNER, APP, KEEPER, SEALED, FINDER = (f"huiyin_{name}" for name in ("owner", "app", "keeper", "sealed", "finder"))
LOGINS = ("owner", "app", "keeper")
EXTENSIONS = ("pg_trgm", "btree_gin", "btree_gist", "unaccent")
# Serialises two processes that make roles at once ("tuple concurrently updated" otherwise).
MAKING_ROLES = 0x68757969

CLUSTER = """
do $$
declare r text;
begin
  foreach r in array array['huiyin_owner', 'huiyin_app', 'huiyin_keeper', 'huiyin_sealed', 'huiyin_finder'] loop
    if not exists (select from pg_roles where rolname = r) then execute format('create role %I', r); end if;
  end loop;
end $$;
alter role huiyin_owner login noinherit nocreatedb nocreaterole;
alter role huiyin_app login noinherit nocreatedb nocreaterole;
alter role huiyin_keeper login inherit nocreatedb nocreaterole bypassrls;
alter role huiyin_sealed nologin noinherit nocreatedb nocreaterole;
alter role huiyin_finder nologin noinherit nocreatedb nocreaterole;

-- A member without inheritance: the owner may give functions to these roles and act as them by SET ROLE, but holds
-- none of their rights by itself and no policy made for them applies to it. PostgreSQL 16 moved both to the membership.
do $$
declare r text;
declare options text := '';
begin
  if current_setting('server_version_num')::int >= 160000 then options := ' with inherit false, set true'; end if;
  foreach r in array array['huiyin_sealed', 'huiyin_finder'] loop
    execute format('grant %I to huiyin_owner', r) || options;
  end loop;
end $$;
grant pg_read_all_data to huiyin_keeper;

-- Parallel workers cost the small server more than they give; the limits keep one bad page from stopping the others.
alter role huiyin_app set max_parallel_workers_per_gather = 0;
alter role huiyin_app set jit = off;
alter role huiyin_app set statement_timeout = '30s';
alter role huiyin_app set lock_timeout = '10s';
alter role huiyin_app set idle_in_transaction_session_timeout = '2min';
alter role huiyin_owner set lock_timeout = '30s';
"""

INSIDE = """
alter schema public owner to huiyin_owner;
revoke all on schema public from public;
grant usage on schema public to huiyin_app, huiyin_keeper, huiyin_sealed, huiyin_finder;

create schema if not exists sealed;
alter schema sealed owner to huiyin_sealed;
revoke all on schema sealed from public;

-- Functions are open to everybody unless said otherwise; those of the two closed roles never are.
alter default privileges for role huiyin_sealed revoke execute on functions from public;
alter default privileges for role huiyin_finder revoke execute on functions from public;
alter default privileges for role huiyin_owner in schema public revoke all on tables from public, huiyin_app;
""" + "".join(f"create extension if not exists {name} with schema public;\n" for name in EXTENSIONS)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def database_rights(database: str) -> str:
    """Who owns the database and who may connect. Not copied by CREATE DATABASE … TEMPLATE, so clones run it again."""
    name = quoted(database)
    # No TEMPORARY for the app role: a temporary table could stand in for one that a function means.
    return (
        f"alter database {name} owner to {OWNER};\n"
        f"revoke all on database {name} from public;\n"
        f"grant connect on database {name} to {APP}, {KEEPER};\n"
    )


def script(database: str = DATABASE_NAME) -> str:
    """What a DBA runs with psql, as superuser, on a server of their own."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]{0,62}", database):
        raise ValueError(database)
    return f"""-- 回音所需的角色、权限和扩展（PostgreSQL 15–18）。请由数据库管理员执行，可以重复执行：
--   psql -v ON_ERROR_STOP=1 -d postgres -f 本文件
-- 执行后用 \\password 为三个登录角色设置密码：huiyin_owner、huiyin_app、huiyin_keeper。
-- 再设置回音的环境变量：
--   HUIYIN_DATABASE_URL=postgresql://huiyin_app:密码@主机/{database}
--   HUIYIN_OWNER_DATABASE_URL=postgresql://huiyin_owner:密码@主机/{database}
--   HUIYIN_KEEPER_DATABASE_URL=postgresql://huiyin_keeper:密码@主机/{database}
-- 建表和各表的权限由 huiyin database migrate 完成。
{CLUSTER}
select 'create database {quoted(database)} encoding ''UTF8'' template template0'
where not exists (select from pg_database where datname = '{database}') \\gexec
{database_rights(database)}
\\connect {quoted(database)}
{INSIDE}"""


def ensure(home: Home, database: str = DATABASE_NAME) -> None:
    """Make or mend the roles and `database` on the running embedded server; passwords come from HUIYIN_HOME/keys."""
    with superuser(home) as connection:
        connection.execute("select pg_advisory_lock(%s)", [MAKING_ROLES])
        connection.execute(CLUSTER)
        set_passwords(connection, {role: home.secret(f"database-{role}") for role in LOGINS})
        if connection.execute("select from pg_database where datname = %s", [database]).fetchone() is None:
            connection.execute(f"create database {quoted(database)} encoding 'UTF8' template template0")
        connection.execute(database_rights(database))
        with superuser(home, database) as inside:
            inside.execute(INSIDE)


def set_passwords(connection: Any, passwords: Mapping[str, str]) -> None:
    for role, password in passwords.items():
        # Encrypted here, so that the server never sees, nor could log, the password itself.
        hidden = connection.pgconn.encrypt_password(password.encode(), f"huiyin_{role}".encode(), b"scram-sha-256")
        connection.execute(f"alter role huiyin_{role} password '{hidden.decode()}'")


def superuser(home: Home, database: str = "postgres") -> Any:
    """A connection as superuser of the embedded server, each statement its own transaction; a context manager."""
    import psycopg
    from psycopg.conninfo import make_conninfo

    place = connection_parameters(home.database("superuser", database))
    return psycopg.connect(make_conninfo(**place), autocommit=True)
