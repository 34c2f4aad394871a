"""The course of a motion, and of an item that is withdrawn, in words: beside `story`, which tells of handling."""

from __future__ import annotations

from huiyin.chain.catalogue import catalogue
from huiyin.chain.models import Event
from huiyin.handling.casefiles import CaseFile
from huiyin.people.models import Role
from huiyin.proposals.models import MotionWord, ProposalKind

K = MotionWord.Kind
# Each of these keeps one word, in the order of their events.
WITH_A_WORD = (
    "motion.opine", "motion.to_committee", "motion.to_agenda", "motion.convert", "motion.adopt", "motion.reject",
    "motion.consent", "motion.refuse_consent",
)  # fmt: skip
PLAIN = ("motion.begin", "motion.put_in", "motion.lead")
# Between the deputies and whoever receives what they raise.
RAISED = ("split.advise", "split.answer")
BETWEEN_THEM = (Role.DEPUTY, Role.COMMITTEE_OFFICER, Role.SECRETARIAT)


class MotionTeller:
    """Title and body of one event after the other, in their order; None for what the seat is not told."""

    def __init__(self, file: CaseFile) -> None:
        self.file = file
        self.waiting = sorted(file.motion_words, key=lambda word: word.pk)
        self.told: list[MotionWord] = []

    def tell(self, event: Event) -> tuple[MotionWord | None, str, str] | None:
        if event.step in WITH_A_WORD:
            return self._word()
        if event.step == "motion.reconsider":
            lifted = [word for word in self.told if word.lifted_on is not None]
            return None, str(catalogue[event.step].label), f"原因：{lifted[-1].lifted_why}" if lifted else ""
        if event.step in PLAIN:
            return None, str(catalogue[event.step].label), ""
        if event.step == "proposal.withdraw":
            asked = self.file.withdrawal
            return None, "代表撤回，办理终止", f"理由：{asked.reason}" if asked is not None else ""
        if event.step == "proposal.void_converted":
            return None, "恢复为议案，转成的建议作废", self.file.case.void_reason
        if event.step == "proposal.from_motion":
            motion = next((one for one in self.file.linked if one.kind == ProposalKind.MOTION), None)
            return None, f"由议案 {motion.shown_no} 转来登记" if motion is not None else "由议案转来登记", ""
        if event.step in RAISED and self.file.seat.role in BETWEEN_THEM:
            return None, str(catalogue[event.step].label), ""
        return None

    def _word(self) -> tuple[MotionWord | None, str, str] | None:
        if not self.waiting:
            return None
        word = self.waiting.pop(0)
        self.told.append(word)
        outcome = word.get_outcome_display()
        if word.kind in (K.OPINION, K.REPORT):
            return word, f"{word.by_whom}意见：{outcome}", word.text
        if word.kind == K.VOTE:
            return word, f"{word.by_whom}表决{outcome}", word.text
        to = f"：{word.committee}" if word.committee else ""
        return word, f"{word.by_whom}{'' if word.kind == K.WITHDRAWAL else '决定'}{outcome}{to}", self._with_number(word)

    def _with_number(self, word: MotionWord) -> str:
        if word.outcome != MotionWord.Outcome.SUGGESTION or word.lifted_on is not None:
            return word.text
        numbers = "、".join(one.shown_no for one in self.file.linked if one.state != "voided")
        return f"{word.text}（转成的建议：{numbers}）" if numbers else word.text


CODES = (*WITH_A_WORD, *PLAIN, *RAISED, "motion.reconsider", "proposal.withdraw", "proposal.from_motion", "proposal.void_converted")
