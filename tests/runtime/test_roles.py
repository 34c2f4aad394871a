"""Who may do what in the database (architecture §6, security P6, P7, E.4), on the schema as migrated."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import errors

from huiyin.foundation.database import binaries, roles
from huiyin.foundation.database.grants import (
    acting_as,
    framework_grants,
    give_function,
    grant,
    grant_app,
    procrastinate_grants,
)
from huiyin.foundation.home import connection_parameters
from tests.support import server

Connect = Callable[..., psycopg.Connection[Any]]


def refused(connection: psycopg.Connection[Any], sql: str) -> bool:
    try:
        connection.execute(sql)
    except errors.InsufficientPrivilege:
        return True
    return False


@pytest.mark.parametrize(
    "sql",
    [
        "create table mine (x int)",
        "create temporary table mine (x int)",
        "create schema mine",
        "create function mine() returns int language sql as 'select 1'",
        "set role huiyin_owner",
        "set role huiyin_sealed",
        "set role huiyin_finder",
        "set session authorization huiyin_owner",
        "alter role huiyin_app bypassrls",
        "set session_replication_role = replica",
        "truncate procrastinate_jobs",
        "drop table procrastinate_jobs",
        "alter table procrastinate_jobs disable trigger all",
        "create extension citext",
        "copy procrastinate_jobs to program 'true'",
        "select pg_read_file('postgresql.conf')",
        "insert into django_content_type (app_label, model) values ('x', 'x')",
    ],
)
def test_the_app_role_may_not(own_database: str, app_connection: psycopg.Connection[Any], sql: str) -> None:
    assert refused(app_connection, sql)


def test_the_app_role_owns_nothing(own_database: str, superuser_connection: psycopg.Connection[Any]) -> None:
    owned = superuser_connection.execute(
        "select relname from pg_class where relowner = 'huiyin_app'::regrole union all "
        "select proname from pg_proc where proowner = 'huiyin_app'::regrole union all "
        "select nspname from pg_namespace where nspowner = 'huiyin_app'::regrole"
    ).fetchall()
    assert owned == []


def test_no_table_gives_the_app_role_more_than_rows(
    own_database: str, superuser_connection: psycopg.Connection[Any]
) -> None:
    found = superuser_connection.execute(
        "select c.oid::regclass::text, r from pg_class c, unnest(array['TRUNCATE', 'REFERENCES', 'TRIGGER']) r "
        "where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace "
        "and has_table_privilege('huiyin_app', c.oid, r)"
    ).fetchall()
    assert found == []


def test_only_the_keeper_passes_row_level_security(
    own_database: str, superuser_connection: psycopg.Connection[Any]
) -> None:
    found = superuser_connection.execute(
        "select rolname from pg_roles where rolname like 'huiyin\\_%' and (rolbypassrls or rolsuper)"
    ).fetchall()
    assert found == [("huiyin_keeper",)]


def test_the_keeper_reads_everything_and_writes_nothing(
    own_database: str, keeper_connection: psycopg.Connection[Any], superuser_connection: psycopg.Connection[Any]
) -> None:
    tables = superuser_connection.execute(
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "where n.nspname in ('public', 'sealed') and c.relkind = 'r'"
    ).fetchall()
    assert len(tables) > 10
    for (table,) in tables:
        keeper_connection.execute(f"select count(*) from {table}")
        assert refused(keeper_connection, f"delete from {table}")


def test_the_closed_roles_cannot_sign_in_and_the_owner_has_none_of_their_rights(
    own_database: str, owner_connection: psycopg.Connection[Any], superuser_connection: psycopg.Connection[Any]
) -> None:
    closed = superuser_connection.execute(
        "select rolname from pg_roles where rolname like 'huiyin\\_%' and not rolcanlogin order by 1"
    ).fetchall()
    assert closed == [("huiyin_finder",), ("huiyin_sealed",)]
    owner_connection.execute(acting_as("sealed", "create table sealed.probe (x int)"))
    assert refused(owner_connection, "select * from sealed.probe")
    owner_connection.execute("set role huiyin_sealed")
    owner_connection.execute("select * from sealed.probe")


def test_what_the_owner_makes_is_closed_to_the_app_until_granted(
    own_database: str, owner_connection: psycopg.Connection[Any], app_connection: psycopg.Connection[Any]
) -> None:
    owner_connection.execute("create table probe (id bigserial primary key, word text)")
    assert refused(app_connection, "select * from probe")
    owner_connection.execute(grant_app("probe", "select, insert, update (word)"))
    app_connection.execute("insert into probe (word) values ('x')")
    app_connection.execute("update probe set word = 'y'")
    assert refused(app_connection, "update probe set id = 2")
    assert refused(app_connection, "delete from probe")


def test_functions_can_be_given_to_finder_and_sealed_and_then_are_theirs(
    own_database: str,
    owner_connection: psycopg.Connection[Any],
    app_connection: psycopg.Connection[Any],
    keeper_connection: psycopg.Connection[Any],
) -> None:
    for role in ("finder", "sealed"):
        owner_connection.execute(
            f"create function probe_{role}() returns text language sql security definer set search_path = pg_catalog "
            "as 'select current_user::text'"
        )
        owner_connection.execute(give_function(f"probe_{role}()", role))
        assert refused(owner_connection, f"alter function probe_{role}() security invoker")
        assert refused(keeper_connection, f"select probe_{role}()")
        assert app_connection.execute(f"select probe_{role}()").fetchone() == (f"huiyin_{role}",)
        left = owner_connection.execute(f"select has_schema_privilege('huiyin_{role}', 'public', 'create')").fetchone()
        assert left == (False,)


def test_a_function_of_the_sealed_role_is_closed_from_its_first_moment(
    own_database: str, owner_connection: psycopg.Connection[Any], app_connection: psycopg.Connection[Any]
) -> None:
    with owner_connection.transaction():
        owner_connection.execute(
            acting_as("sealed", "create function public.probe() returns int language sql as 'select 1'")
        )
    assert refused(app_connection, "select public.probe()")


def test_no_function_that_acts_as_another_role_is_open_to_everybody(
    own_database: str, superuser_connection: psycopg.Connection[Any]
) -> None:
    """A revoke after the function was given away only warns, and leaves it open: grants come before the giving."""
    found = superuser_connection.execute(
        "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace "
        "where p.prosecdef and n.nspname in ('public', 'sealed') "
        "and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) where grantee = 0)"
    ).fetchall()
    assert found == []


def test_app_connections_have_limits_of_their_own(
    own_database: str, app_connection: psycopg.Connection[Any]
) -> None:
    def setting(name: str) -> Any:
        row = app_connection.execute(f"show {name}").fetchone()
        return row and row[0]

    assert setting("max_parallel_workers_per_gather") == "0"
    assert setting("statement_timeout") == "30s"
    assert setting("lock_timeout") == "10s"
    assert setting("idle_in_transaction_session_timeout") == "2min"


@pytest.mark.parametrize("role, rights", [("app", "truncate"), ("app", "all"), ("everybody", "select"), ("app", "")])
def test_grants_that_no_role_is_ever_given_are_refused(role: str, rights: str) -> None:
    with pytest.raises(ValueError, match="not known"):
        grant(role, "t", rights)


def test_the_packages_grants_may_be_run_again(own_database: str, owner_connection: psycopg.Connection[Any]) -> None:
    for _ in range(2):
        owner_connection.execute(procrastinate_grants())
        owner_connection.execute(framework_grants())


def test_the_script_for_a_dba_can_be_run_twice_and_does_what_we_do(
    own_database: str, tmp_path: Any, database_as: Connect
) -> None:
    name = f"{own_database}_dba"
    file = tmp_path / "roles.sql"
    file.write_text(roles.script(name))
    place = connection_parameters(server.home().database("superuser", "postgres"))
    command = [binaries.find() / "psql", "--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1", "-f", str(file)]
    environment = {
        "PGHOST": place["host"],
        "PGPORT": place["port"],
        "PGUSER": place["user"],
        "PGPASSWORD": place["password"],
        "PGDATABASE": "postgres",
    }
    try:
        for _ in range(2):
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
        with (
            server.connect("owner", name, autocommit=True) as owner,
            server.connect("app", name, autocommit=True) as app,
        ):
            owner.execute("create table probe (x int)")
            assert refused(app, "select * from probe")
            assert refused(app, "create table mine (x int)")
            extensions = owner.execute("select extname from pg_extension").fetchall()
            assert {row[0] for row in extensions} >= set(roles.EXTENSIONS)
    finally:
        server.drop(name)


def test_the_name_of_the_database_cannot_carry_sql() -> None:
    with pytest.raises(ValueError):
        roles.script('x"; drop role huiyin_app; --')
