"""What `huiyin doctor` asks of like items: whether meaning is compared too, and what still waits for its vector."""

from __future__ import annotations

from huiyin.foundation.doctor import Result, check
from huiyin.foundation.tenancy import acting
from huiyin.people.models import Congress
from huiyin.proposals import meaning, texts


@check("相似件")
def like_items() -> Result:
    if not meaning.installed():
        return "ok", texts.LIKE_BY_WORDS
    waiting = 0
    for congress in Congress.objects.order_by("pk"):
        with acting(congress.pk):
            waiting += meaning.missing(congress.pk).count()
    return ("warn", texts.VECTORS_MISSING.format(count=waiting)) if waiting else ("ok", texts.LIKE_BY_MEANING)
