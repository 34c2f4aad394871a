"""The procedure in force: for a congress on a day, and for a case, which keeps the one it was registered under."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db import connection

from huiyin.procedures.loading import from_stored
from huiyin.procedures.models import ProcedureVersion
from huiyin.procedures.schema import Procedure


class NoProcedure(RuntimeError):
    """The congress has not chosen its procedure yet."""


def version_on(congress_id: int, on: date) -> ProcedureVersion:
    """The newest version valid on `on`; before the first one is valid, the first."""
    versions = ProcedureVersion.objects.filter(congress_id=congress_id)
    found = versions.filter(valid_from__lte=on).order_by("-valid_from", "-number").first()
    found = found or versions.order_by("number").first()
    if found is None:
        raise NoProcedure("本级还没有选定办理规程，请先在“设置”里选定。")
    return found


@lru_cache(maxsize=256)
def _read(database: str, version_id: int) -> Procedure:
    # Versions never change, so they may be kept; numbers are unique in a database, and a replay opens one of its own.
    return from_stored(ProcedureVersion.objects.get(pk=version_id).values)


def procedure_of(version_id: int) -> Procedure:
    return _read(str(connection.settings_dict["NAME"]), version_id)
