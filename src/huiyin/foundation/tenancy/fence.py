"""The migration operation that fences a table, and the list of tables that are not fenced, with the reason."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# table name (or prefix ending in *) → why it holds rows of no single congress
GLOBAL_TABLES = {
    "people_congress": "the tenants themselves; names and levels are public, rows are changed only by their own congress",
    "people_account": "login and factors only: one person may sit in several congresses",
    "people_loginsession": "login sessions are found before a congress is known",
    "people_slipcode": "one-time sign-in codes, hashed, are tried before a congress is known",
    "foundation_announcedday": "the State Council's calendar holds for all",
    "chain_installationevent": "the installation's own chain: congresses made, calendars announced",
    "django_migrations": "schema history",
    "django_content_type": "code, not data",
    "auth_*": "Django's own groups and permissions, unused",
    "axes_*": "failed sign-ins, before an account or congress is known",
    "procrastinate_*": "the job queue; each job names its congress",
}

POLICIES = ("tenant_read", "tenant_insert", "tenant_update", "tenant_delete", "owner_all")


def is_global(table: str) -> bool:
    return table in GLOBAL_TABLES or any(t.endswith("*") and table.startswith(t[:-1]) for t in GLOBAL_TABLES)


class Fence(Operation):
    """Fence tenant tables: forced row-level security, one policy per command, composite keys, grants for the app role.

    May be named again for the same model in a later migration: keys and policies not there yet are added.
    `finder` and `sealed` name models that the search role, or the role of the sealed schema, must be able to read.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(
        self,
        models: list[str],
        grants: str = "select, insert, update",
        finder: bool = False,
        sealed: bool = False,
    ) -> None:
        self.models = models
        self.grants = grants
        self.finder = finder
        self.sealed = sealed

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (
            self.__class__.__name__,
            [],
            {"models": self.models, "grants": self.grants, "finder": self.finder, "sealed": self.sealed},
        )

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def describe(self) -> str:
        return "Fence " + ", ".join(self.models)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for name in self.models:
            model = to_state.apps.get_model(app_label, name)
            for statement in fence_sql(model, self.grants, finder=self.finder, sealed=self.sealed):
                schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        # The fence goes with its table; taking it off a table that stays would open the table.
        pass


def _tenant_keys(model: type[models.Model]) -> list[tuple[str, str]]:
    keys = []
    for field in model._meta.get_fields():
        if not isinstance(field, models.ForeignKey) or field.name == "congress":
            continue
        target: Any = field.related_model
        if any(f.name == "congress" for f in target._meta.get_fields() if isinstance(f, models.ForeignKey)):
            keys.append((field.column, target._meta.db_table))
    return keys


def fence_sql(model: type[models.Model], grants: str, *, finder: bool, sealed: bool) -> list[str]:
    table = model._meta.db_table
    pk = model._meta.pk.column
    one = f"{table}_of_congress"
    out = [
        f'alter table "{table}" enable row level security',
        f'alter table "{table}" force row level security',
    ]
    if pk != "congress_id":
        out.append(_unless_constraint(table, one, f'unique (congress_id, "{pk}")'))
    policies = {
        "tenant_read": "for select to huiyin_app using (congress_id = any (huiyin_reading()))",
        "tenant_insert": "for insert to huiyin_app with check (congress_id = huiyin_acting())",
        "tenant_update": "for update to huiyin_app using (congress_id = huiyin_acting()) "
        "with check (congress_id = huiyin_acting())",
        "tenant_delete": "for delete to huiyin_app using (congress_id = huiyin_acting())",
        # Without it the owner sees 0 rows under FORCE: data migrations would do nothing and keys be marked valid unseen.
        "owner_all": "to huiyin_owner using (true) with check (true)",
    }
    if finder:
        policies["finder_read"] = "for select to huiyin_finder using (true)"
    if sealed:
        policies["sealed_read"] = "for select to huiyin_sealed using (true)"
    for name, rule in policies.items():
        out.append(f'drop policy if exists {name} on "{table}"')
        out.append(f'create policy {name} on "{table}" {rule}')
    for column, target in _tenant_keys(model):
        key = f"{table}_{column}_same_congress"[:63]
        out.append(
            _unless_constraint(
                table,
                key,
                f'foreign key (congress_id, "{column}") references "{target}" (congress_id, id) '
                "deferrable initially immediate",
            )
        )
    out.append(f'grant {grants} on "{table}" to huiyin_app')
    out.append(f'grant select on "{table}" to huiyin_keeper')
    if finder:
        out.append(f'grant select on "{table}" to huiyin_finder')
    if sealed:
        out.append(f'grant select on "{table}" to huiyin_sealed')
    out.append(
        f"do $$ declare s text := pg_get_serial_sequence('{table}', '{pk}'); begin "
        "if s is not null then execute format('grant usage on sequence %s to huiyin_app', s); end if; end $$"
    )
    return out


def _unless_constraint(table: str, name: str, body: str) -> str:
    return (
        f"do $$ begin if not exists (select from pg_constraint where conname = '{name}' "
        f"and conrelid = '\"{table}\"'::regclass) then "
        f'alter table "{table}" add constraint "{name}" {body}; end if; end $$'
    )
