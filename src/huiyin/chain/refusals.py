"""Why a step was not taken, in words a person can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huiyin.chain.models import Event


class StepRefused(Exception):
    """The step is not possible now; the message says why and what to do."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotYours(StepRefused):
    """The seat may see the thing but may not take this step (403)."""


class AlreadyDone(Exception):
    """A repeat: the step was taken before, by this request or by somebody a moment ago. Nothing was changed."""

    def __init__(self, event: Event | None) -> None:
        super().__init__("already done")
        self.event = event
