from __future__ import annotations

from typing import Any

from django.db import models


class TenantModel(models.Model):
    """A row that belongs to one congress; its table is fenced by the `Fence` operation of a migration."""

    congress = models.ForeignKey("people.Congress", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class TenantKey(models.ForeignKey):  # type: ignore[type-arg] # not subscriptable at run time
    """A key to another row of the same congress.

    The ORM joins on the one column; the database holds (congress_id, key) → (congress_id, id), made by `Fence`, because a
    one-column foreign key may point at another congress's row.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        kwargs.setdefault("related_name", "+")
        super().__init__(to, on_delete, **kwargs)
