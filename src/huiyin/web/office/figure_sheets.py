"""Figures as spreadsheets: the numbers of the page with their words, and the cases behind them.

The page is taken as it was counted (`Section`), never counted again: the sheet cannot say another number.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence

from huiyin.evaluation.queries import Listed, listed
from huiyin.foundation import clock
from huiyin.foundation.sheets.writing import Sheet, Value, write_book
from huiyin.people.models import Congress
from huiyin.reports.indicators import Counted, Part
from huiyin.reports.items import Figure, Items, Member
from huiyin.reports.sections import Line, Section
from huiyin.web.office import texts

MOST_CASES = 50_000
"""Rows of cases in the spreadsheet of a page: some six seconds. Beyond it each number is opened by itself."""


def of_page(
    congress: Congress, items: Items, sections: Sequence[Section], notes: Sequence[str], place: str, sentence: str
) -> bytes:
    """Three sheets: every number with its definition; what must be known to read them; the cases of each number."""
    said = texts.FIGURES_SAID.format(sentence=sentence, at=clock.now().astimezone(clock.SHANGHAI))
    rows = sum(_whole(figure) for _, _, figure in _each(sections))
    remarks = [(texts.WHOLE_PAGE, note) for note in notes]
    remarks += [(section.title, one) for section in sections for one in (section.note, *section.why) if one]
    sheets = [Sheet(texts.FIGURES_TITLE.format(place=place), texts.FIGURES_HEADINGS, _numbers(sections), said)]
    if rows <= MOST_CASES:
        sheets.append(Sheet(texts.CASES_TITLE, texts.CASES_HEADINGS, _cases(congress, items, sections), said))
    else:
        remarks.append((texts.CASES_TITLE, texts.CASES_TOO_MANY.format(n=rows)))
    sheets.insert(1, Sheet(texts.NOTES_TITLE, texts.NOTES_HEADINGS, remarks, said))
    return _written(sheets)


def of_rows(congress: Congress, case_ids: list[int], title: str, said: str) -> bytes:
    """The cases of one number; one that is counted several times stands once, with how often."""
    times = Counter(case_ids)
    cases = listed(congress, list(times), len(times))
    rows = ((*_case(case), times[case.case_id]) for case in cases)
    return _written([Sheet(title, texts.ROWS_HEADINGS, rows, said)])


def _written(sheets: Sequence[Sheet]) -> bytes:
    target = io.BytesIO()
    write_book(target, sheets)
    return target.getvalue()


def _each(sections: Sequence[Section]) -> Iterator[tuple[Section, Line, Figure]]:
    return ((section, line, figure) for section in sections for line in section.lines for figure in line.figures)


def _whole(figure: Figure) -> int:
    return figure.numerator if figure.denominator is None else figure.denominator


def _numbers(sections: Sequence[Section]) -> Iterator[Sequence[Value]]:
    for section, line, figure in _each(sections):
        one = figure.indicator
        yield (
            section.title, line.label, one.name, one.counted.unit, figure.numerator, figure.denominator,
            figure.percent, one.words(Part.NUMERATOR),
            one.words(Part.DENOMINATOR) if figure.denominator is not None else "", one.definition,
        )  # fmt: skip


def _cases(congress: Congress, items: Items, sections: Sequence[Section]) -> Iterator[Sequence[Value]]:
    shown = list(_each(sections))
    whole = {figure.indicator for _, _, figure in shown if figure.cut.body_id is None}
    parts = {figure.indicator for _, _, figure in shown if figure.cut.body_id is not None}
    members = _by_place(items.members(whole)) if whole else {}
    if parts:
        # A unit's own rows stand under its number, the others' under None: the two never meet.
        members |= _by_place(items.members(parts, by_unit=True))
    ids = list(dict.fromkeys(one.case_id for those in members.values() for one in those))
    cases = {case.case_id: case for case in listed(congress, ids, len(ids))}
    for section, line, figure in shown:
        of, into = _counted(figure, members.get((figure.indicator.counted, figure.cut.body_id), []))
        for case_id in dict.fromkeys((*of, *into)):
            # A plain count has nothing to be divided by.
            share: Value = of[case_id] if figure.denominator is not None else None
            numbers = (into[case_id], share)
            yield (section.title, line.label, figure.indicator.name, *numbers, *_case(cases[case_id]))


def _by_place(members: Sequence[Member]) -> dict[tuple[Counted, int | None], list[Member]]:
    found: dict[tuple[Counted, int | None], list[Member]] = {}
    for one in members:
        found.setdefault((one.counted, one.body_id), []).append(one)
    return found


def _counted(figure: Figure, members: Sequence[Member]) -> tuple[Counter[int], Counter[int]]:
    """How often each case is counted in the denominator and in the numerator."""
    of: Counter[int] = Counter()
    into: Counter[int] = Counter()
    for one in members:
        if figure.cut.holds(one):
            of[one.case_id] += (figure.indicator.code, Part.DENOMINATOR) in one.counts_in
            into[one.case_id] += (figure.indicator.code, Part.NUMERATOR) in one.counts_in
    # Without what is counted nowhere
    return +of, +into


def _case(case: Listed) -> tuple[Value, ...]:
    return case.number, case.title, case.who, case.units, case.words, case.registered_on
