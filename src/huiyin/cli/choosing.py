"""Finding the congress a command is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huiyin.foundation.home import SetupProblem

if TYPE_CHECKING:
    from huiyin.people.models import Congress


def congress_called(code: str) -> Congress:
    from huiyin.people import texts
    from huiyin.people.models import Congress

    found = Congress.objects.filter(code=code).first()
    if found is None:
        codes = "、".join(Congress.objects.order_by("code").values_list("code", flat=True)) or "（还没有）"
        raise SetupProblem(texts.NO_SUCH_CONGRESS.format(code=code, codes=codes))
    return found
