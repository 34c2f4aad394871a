"""Tenancy: each congress sees and writes its own rows only, and PostgreSQL itself holds the fence.

The application role names the congress it acts in (and those it reads) inside the transaction; row-level security does
the rest. `fence` holds the migration operation, `lint` proves from the catalogue that no table was forgotten.
"""

from huiyin.foundation.tenancy.fence import GLOBAL_TABLES, Fence
from huiyin.foundation.tenancy.models import TenantKey, TenantModel
from huiyin.foundation.tenancy.scope import (
    NoCongress,
    Scope,
    acting,
    acting_on_snapshot,
    current_scope,
    for_each_congress,
)

__all__ = [
    "GLOBAL_TABLES",
    "Fence",
    "NoCongress",
    "Scope",
    "TenantKey",
    "TenantModel",
    "acting",
    "acting_on_snapshot",
    "current_scope",
    "for_each_congress",
]
