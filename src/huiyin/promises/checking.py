"""What the check of a letter adds for promises: sentences that read like one and are not marked, and a class that is one."""

from __future__ import annotations

from huiyin.foundation import clock
from huiyin.handling.checking import Finding, checks_letters
from huiyin.handling.models import Letter, Round
from huiyin.handling.rounds import rules_of
from huiyin.procedures.schema import Procedure
from huiyin.promises import queries, texts
from huiyin.promises.models import Promise


def keeps_ledger(rules: Procedure, class_code: str) -> bool:
    """Whether promises are asked for here: everywhere where the congress keeps a ledger of them, else for a class that is a
    commitment."""
    chosen = rules.letter.class_of(class_code)
    return bool(rules.ledgers.promises.value) or (chosen is not None and chosen.creates_commitment)


def _promises(round_: Round, letter: Letter) -> list[Finding]:
    marked = queries.promises_of([letter])[letter.pk]
    gone = _no_longer_there(letter, marked)
    rules = rules_of(round_)
    if not keeps_ledger(rules, letter.class_code):
        return gone
    found = gone + [
        Finding(texts.UNMARKED.format(due=one.due.words if one.due is not None else ""), one.quote)
        for one in queries.unmarked(letter, round_, clock.today())
        if one.is_firm
    ]
    chosen = rules.letter.class_of(letter.class_code)
    if chosen is not None and chosen.creates_commitment and not marked:
        found.append(Finding(texts.NONE_MARKED.format(label=chosen.label), must=True))
    return found


def _no_longer_there(letter: Letter, marked: list[Promise]) -> list[Finding]:
    """Marked sentences that were rewritten since: the deputy would be promised what no letter says."""
    gone = [one for one in marked if one.quote not in letter.body]
    return [Finding(texts.SENTENCE_GONE.format(what=one.what), one.quote, must=True) for one in gone]


checks_letters(_promises)
