"""Deputies by name, as they are written on paper: one, or many between commas or spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django import forms

from huiyin.proposals.queries import DeputyChoice, Names
from huiyin.web import texts

WORDS_OF_A_NAME = 4
_BETWEEN_NAMES = re.compile(r"[、，,；;\n]+")


class ByName:
    """Finds the deputies a form means among those who may be meant. Refusals are a form's own errors."""

    def __init__(self, deputies: Sequence[DeputyChoice]) -> None:
        self.names = Names(deputies)

    def one(self, written: str) -> DeputyChoice:
        found = self.names.find(written)
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(texts.NAME_UNKNOWN.format(name=written))
        labels = "、".join(choice.label for choice in found)
        raise forms.ValidationError(texts.NAME_TWICE.format(n=len(found), name=written, labels=labels))

    def many(self, written: str) -> list[DeputyChoice]:
        """All who are named. Raises ValidationError with a sentence for each name that is unknown, doubtful or doubled."""
        found: list[DeputyChoice] = []
        refused: list[forms.ValidationError] = []
        for name in self._names(written):
            try:
                one = self.one(name)
            except forms.ValidationError as error:
                refused.append(error)
                continue
            if one in found:
                refused.append(forms.ValidationError(texts.COSIGNER_TWICE.format(name=one.name)))
            found.append(one)
        if refused:
            raise forms.ValidationError(refused[:20])
        return found

    def _names(self, written: str) -> list[str]:
        """Names between commas, or between spaces where that is how deputies' names come out (「李文静 张　三」)."""
        names: list[str] = []
        for piece in filter(None, (part.strip() for part in _BETWEEN_NAMES.split(written))):
            words = piece.split()
            while words:
                longest = min(len(words), WORDS_OF_A_NAME)
                fits = (n for n in range(longest, 0, -1) if self.names.find(" ".join(words[:n])))
                taken = next(fits, 1)
                names.append(" ".join(words[:taken]))
                words = words[taken:]
        return names
