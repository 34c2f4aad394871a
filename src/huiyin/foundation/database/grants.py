"""SQL of grants for migrations: `RunSQL(grant_app("chain_event", "select, insert"), RunSQL.noop)`.

Roles are named without their prefix: app, keeper, sealed, finder, owner. What is not granted is refused.
"""

from __future__ import annotations

import re

ROLES = ("owner", "app", "keeper", "sealed", "finder")
RIGHTS = ("select", "insert", "update", "delete", "references", "trigger")


def grant(role: str, table: str, rights: str) -> str:
    """Grant `rights` ("select, insert", or by column: "update (read_at)") on a table.

    Who may insert gets the table's sequences too. Raises ValueError for a right or role that is never given (TRUNCATE
    would pass row triggers).
    """
    who = ", ".join(_role(name.strip()) for name in role.split(","))
    words = re.sub(r"\([^)]*\)", "", rights).lower().replace(",", " ").split()
    if not words or not set(words) <= set(RIGHTS):
        raise ValueError(f"rights not known: {rights!r}")
    sql = f"grant {rights} on {table} to {who};\n"
    if "insert" in words:
        # Identity columns need no right on their sequence, serial ones do; the query finds both.
        sql += (
            "do $$ declare s text; begin for s in select d.objid::regclass::text from pg_depend d "
            "join pg_class c on c.oid = d.objid and c.relkind = 'S' "
            f"where d.refobjid = '{table}'::regclass and d.deptype in ('a', 'i') loop "
            f"execute 'grant usage on sequence ' || s || ' to {who}'; end loop; end $$;\n"
        )
    return sql


def grant_app(table: str, rights: str) -> str:
    return grant("app", table, rights)


def grant_execute(function: str, roles: str) -> str:
    """Only these roles may call `function` ("name(argument types)"): PostgreSQL lets everybody by default."""
    who = ", ".join(_role(name.strip()) for name in roles.split(","))
    return f"revoke all on function {function} from public;\ngrant execute on function {function} to {who};\n"


def give_function(function: str, to: str, callers: str = "app") -> str:
    """Hand a function to `finder` or `sealed`, who need CREATE on the schema at that moment, and only then.

    Who may call it is said before: afterwards the owner's REVOKE and GRANT only warn, and it stays open to all.
    """
    role = _role(to)
    return (
        f"{grant_execute(function, callers)}"
        f"grant create on schema public to {role};\n"
        f"alter function {function} owner to {role};\n"
        f"revoke create on schema public from {role};\n"
    )


def acting_as(role: str, sql: str) -> str:
    """Run `sql` as `sealed` or `finder`, within the migration's transaction: to make or replace what they own."""
    name = _role(role)
    return (
        f"grant create on schema public to {name};\nset local role {name};\n{sql.strip().rstrip(';')};\n"
        f"reset role;\nrevoke create on schema public from {name};\n"
    )


def procrastinate_grants() -> str:
    """What web and worker need of the job queue."""
    return _on_prefix("procrastinate\\_", "select, insert, update, delete")


def framework_grants() -> str:
    """Django's and django-axes' own tables: failed sign-ins are written, code tables only read.

    `huiyin doctor` reads django_migrations to see whether the database is up to date.
    """
    read = "".join(_on_prefix(prefix, "select") for prefix in ("django\\_", "auth\\_"))
    return _on_prefix("axes\\_", "select, insert, update, delete") + read


def _on_prefix(pattern: str, rights: str) -> str:
    return f"""do $$
declare r record;
begin
  for r in select c.oid::regclass as name, c.relkind from pg_class c
           where c.relnamespace = 'public'::regnamespace and c.relname like '{pattern}%'
             and c.relkind in ('r', 'p', 'S') loop
    if r.relkind = 'S' then execute format('grant usage on sequence %s to huiyin_app', r.name);
    else execute format('grant {rights} on %s to huiyin_app', r.name);
    end if;
  end loop;
  for r in select p.oid::regprocedure as name from pg_proc p
           where p.pronamespace = 'public'::regnamespace and p.proname like '{pattern}%' loop
    execute format('grant execute on function %s to huiyin_app', r.name);
  end loop;
end $$;
"""


def _role(name: str) -> str:
    if name not in ROLES:
        raise ValueError(f"role not known: {name!r}")
    return f"huiyin_{name}"
