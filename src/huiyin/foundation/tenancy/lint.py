"""What the catalogue says about the fences. A finding is a sentence; no finding means every fence stands."""

from __future__ import annotations

from typing import Any

from huiyin.foundation.tenancy.fence import POLICIES, is_global

_TABLES = """
select c.relname, c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner),
       array(select polname::text from pg_policy p where p.polrelid = c.oid order by 1)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1
"""
# Permissive policies add up: one that says `true` opens the table, whatever the others say.
_POLICIES_FOR_APP = """
select p.polrelid::regclass::text, p.polname, p.polcmd::text,
       coalesce(pg_get_expr(p.polqual, p.polrelid), ''), coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')
from pg_policy p join pg_class c on c.oid = p.polrelid
where c.relnamespace = 'public'::regnamespace and p.polpermissive
  and p.polroles && array[0::oid, 'huiyin_app'::regrole::oid]
"""
_READ = "(congress_id = ANY (huiyin_reading()))"
_WRITE = "(congress_id = huiyin_acting())"
_RULES = {"r": (_READ, ""), "a": ("", _WRITE), "w": (_WRITE, _WRITE), "d": (_WRITE, "")}
_ONE_COLUMN_KEYS = """
select c.conrelid::regclass::text, c.conname, c.confrelid::regclass::text
from pg_constraint c
where c.contype = 'f' and c.connamespace = 'public'::regnamespace
  and exists (select from pg_attribute a where a.attrelid = c.conrelid and a.attname = 'congress_id')
  and exists (select from pg_attribute a where a.attrelid = c.confrelid and a.attname = 'congress_id')
  and not exists (select from pg_attribute a where a.attrelid = c.conrelid and a.attname = 'congress_id'
                  and a.attnum = any (c.conkey))
"""
_UNIQUE_WITHOUT_CONGRESS = """
select i.indrelid::regclass::text, i.indexrelid::regclass::text
from pg_index i join pg_class t on t.oid = i.indrelid
where t.relnamespace = 'public'::regnamespace and i.indisunique and not i.indisprimary and t.relrowsecurity
  and (select a.attname from pg_attribute a where a.attrelid = i.indrelid and a.attnum = i.indkey[0]) <> 'congress_id'
"""
_FUNCTIONS = """
select p.proname, p.provolatile::text, p.prosecdef, pg_get_userbyid(p.proowner), coalesce(p.proconfig::text, '')
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname in ('public', 'sealed') and (p.proname like 'huiyin%%' or n.nspname = 'sealed')
"""
_VIEWS = """
select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
  and not coalesce(c.reloptions::text, '') like '%%security_invoker=true%%'
  and has_table_privilege('huiyin_app', c.oid, 'select')
"""
_APP_OWNS = """
select c.relname from pg_class c where pg_get_userbyid(c.relowner) = 'huiyin_app'
"""
_EVENT_GRANTS = """
select c.relname, priv from pg_class c, unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) priv
where c.relname in ('chain_event', 'chain_installationevent') and has_table_privilege('huiyin_app', c.oid, priv)
"""


def findings(cursor: Any) -> list[str]:
    """Read the catalogue through `cursor` (any role) and return every breach of the fences as a sentence."""
    out: list[str] = []

    def rows(sql: str) -> list[tuple[Any, ...]]:
        cursor.execute(sql)
        return list(cursor.fetchall())

    for table, enabled, forced, owner, policies in rows(_TABLES):
        if owner == "huiyin_app":
            out.append(f"{table}: owned by the app role")
        if is_global(table):
            continue
        if not (enabled and forced):
            out.append(f"{table}: row-level security is not enabled and forced")
        for policy in POLICIES:
            if policy not in policies:
                out.append(f"{table}: policy {policy} is missing")
    for table, name, command, using, check in rows(_POLICIES_FOR_APP):
        if not is_global(table) and _RULES.get(command) != (using, check):
            out.append(f"{table}: policy {name} lets the app role pass by {using or check}")
    for table, name, target in rows(_ONE_COLUMN_KEYS):
        out.append(f"{table}: key {name} to {target} does not name the congress")
    for table, index in rows(_UNIQUE_WITHOUT_CONGRESS):
        if is_global(table):
            continue
        out.append(f"{table}: unique index {index} does not begin with the congress and so tells of other congresses")
    for name, volatile, definer, owner, config in rows(_FUNCTIONS):
        if volatile == "i":
            out.append(f"{name}: IMMUTABLE would be planned once and show another congress's rows")
        if definer and "search_path" not in config:
            out.append(f"{name}: SECURITY DEFINER without a pinned search_path")
        if definer and owner not in ("huiyin_finder", "huiyin_sealed"):
            out.append(f"{name}: SECURITY DEFINER owned by {owner}, which sees nothing under FORCE or too much")
    out += [f"{name}: a view without security_invoker shows all congresses" for (name,) in rows(_VIEWS)]
    out += [f"{name}: owned by the app role" for (name,) in rows(_APP_OWNS)]
    out += [f"{name}: the app role may {priv} events" for name, priv in rows(_EVENT_GRANTS)]
    return out
