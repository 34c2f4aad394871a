"""统计: each figure with what it counts, numerator and denominator; each number opens its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_safe

from huiyin.evaluation.queries import listed
from huiyin.foundation import clock, files
from huiyin.foundation.filekinds import Kind
from huiyin.people.models import Role, Session
from huiyin.proposals.queries import sessions
from huiyin.reports import queries
from huiyin.reports import texts as report_texts
from huiyin.reports.indicators import Indicator, Part, find
from huiyin.reports.items import Cut, Figure, Items
from huiyin.reports.queries import Choices
from huiyin.reports.sections import Line, Section
from huiyin.reports.within import LARGEST_ID, Within
from huiyin.web.documents import texts as document_texts
from huiyin.web.documents.drawing import drawn, kind_of, listing_answer
from huiyin.web.documents.listing import numbered, on_day
from huiyin.web.door import Door, door
from huiyin.web.office import figure_sheets, texts
from huiyin.web.office.choosing import chosen_session
from huiyin.web.office.forms import session_words
from huiyin.web.office.narrowing import NarrowForm

MOST_ROWS = 1000


@dataclass(frozen=True)
class Asked:
    """What the address asks for: the session and what the page is narrowed to."""

    made: Door
    session: Session | None
    known: Sequence[Session]
    choices: Choices
    form: NarrowForm

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        made: Door = request.door  # type: ignore[attr-defined]
        known = sessions(made.congress)
        choices = queries.choices(made.congress)
        return cls(made, chosen_session(request, known), known, choices, NarrowForm(request.GET, choices=choices))

    @property
    def session_words(self) -> str:
        return session_words(self.session) if self.session is not None else texts.ALL_SESSIONS

    @property
    def sentence(self) -> str:
        return self.form.sentence(self.session_words)

    @property
    def within(self) -> Within:
        return self.form.within()

    @cached_property
    def query(self) -> str:
        """The address of what is asked for, without what was left empty."""
        return urlencode({"session": str(self.session.pk) if self.session is not None else "all"} | self.within.query)

    def address(self, name: str, *args: Any) -> str:
        return f"{reverse(name, args=[self.made.seat.pk, *args])}?{self.query}"

    @cached_property
    def _rows_address(self) -> str:
        # Resolved once: a page has thousands of numbers, and each leads to its rows.
        return self.address("figure_rows", "_indicator", "_cut", "_part")

    def to_rows(self, figure: Figure, part: Part) -> str:
        codes = {"_indicator": figure.indicator.code, "_cut": figure.cut.code, "_part": part.value}
        address = self._rows_address
        for name, code in codes.items():
            address = address.replace(name, code, 1)
        return address

    def items(self) -> Items:
        made = self.made
        items = queries.items_for(made.congress, self.session, made.seat, made.today, self.within)
        assert items is not None, "the door lets in officers only"
        return items


@require_safe
@door(Role.COMMITTEE_OFFICER)
def figures(request: HttpRequest) -> HttpResponseBase:
    asked = Asked.of(request)
    context = {
        "asked": asked,
        "form": asked.form,
        "session": asked.session,
        "session_words": asked.session_words,
        "sessions": [(one.pk, session_words(one)) for one in asked.known],
        "clear_url": reverse("figures", args=[asked.made.seat.pk]),
    }
    if asked.form.is_valid():
        sections = queries.sections_of(asked.items())
        context |= {
            "sections": [_shown(section, asked) for section in sections],
            "headline": _headline(sections),
            "definitions": list(dict.fromkeys(column for section in sections for column in section.columns)),
            "sentence": asked.sentence,
            "is_narrowed": bool(asked.within.query),
            "notes": _notes(asked.within),
            "made_at": clock.now().astimezone(clock.SHANGHAI),
            "xlsx_url": asked.address("figures_xlsx"),
        }
    return TemplateResponse(request, "office/figures.html", context)


def _notes(within: Within) -> list[str]:
    """What must be known to read figures that are narrowed so."""
    period = [report_texts.PERIOD_NOTE] if within.since or within.until else []
    return period + ([report_texts.HANDLINGS_NOTE] if within.of_handlings else [])


def _headline(sections: Sequence[Section]) -> Figure | None:
    """The first grade of the whole: what an office is asked first."""
    graded = next((section for section in sections if section.code == "grades"), None)
    return graded.lines[-1].figures[0] if graded is not None and graded.lines else None


def _shown(section: Section, asked: Asked) -> dict[str, Any]:
    return {
        "code": section.code,
        "title": section.title,
        "note": section.note,
        "why": section.why,
        "columns": [(column, *_two_lines(column.name)) for column in section.columns],
        "lines": [_line(line, asked) for line in section.lines],
    }


def _two_lines(name: str) -> tuple[str, str]:
    """满意率 / （首次评价）: broken where a person would, so that twelve columns fit beside each other."""
    first, bracket, rest = name.partition("（")
    return first, bracket + rest


def _line(line: Line, asked: Asked) -> dict[str, Any]:
    return {"label": line.label, "figures": [_figure(figure, asked) for figure in line.figures]}


def _figure(figure: Figure, asked: Asked) -> dict[str, Any]:
    return {
        "figure": figure,
        "percent": figure.percent,
        "numerator_url": asked.to_rows(figure, Part.NUMERATOR) if figure.numerator else "",
        "denominator_url": asked.to_rows(figure, Part.DENOMINATOR) if figure.denominator else "",
    }


def _in_sense(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Before a view that needs the address to make sense: else the page of figures says what does not."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = Asked.of(request)
        if not asked.form.is_valid():
            page = reverse("figures", args=[asked.made.seat.pk])
            return HttpResponseRedirect(f"{page}?{request.GET.urlencode()}")
        return view(request, asked, *args, **kwargs)

    return inner


@require_safe
@door(Role.COMMITTEE_OFFICER)
@_in_sense
def figures_xlsx(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """The page as a spreadsheet, with the items behind each number."""
    items, place = asked.items(), asked.made.congress.short_name
    content = figure_sheets.of_page(
        asked.made.congress, items, queries.sections_of(items), _notes(asked.within), place, asked.sentence
    )
    return _sheet(content, texts.FIGURES_FILE.format(place=place, on=asked.made.today))


def _sheet(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=files.CONTENT_TYPES[files.Kind.XLSX])
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@dataclass(frozen=True)
class Rows:
    """What an address of rows names: one number, and the cases it counts, each as often as it is counted."""

    indicator: Indicator
    cut: Cut
    part: Part
    ids: list[int]

    @classmethod
    def read(cls, asked: Asked, indicator: str, cut: str, part: str) -> Rows:
        made = asked.made
        try:
            found, chosen, which = find(indicator), Cut.read(cut), Part(part)
            if (chosen.body_id or 0) > LARGEST_ID:
                raise ValueError(cut)
            ids = queries.case_ids(
                made.congress, asked.session, made.seat, indicator, cut, part, made.today, asked.within
            )
        except (KeyError, ValueError, OverflowError):
            raise Http404 from None
        return cls(found, chosen, which, ids)

    def line(self, choices: Choices) -> str:
        """Which line of the page the number stands in."""
        words = [report_texts.SIDES[self.cut.side], report_texts.KINDS.get(self.cut.kind, "")]
        words += [report_texts.TO_GOVERNMENT] if self.cut.government else []
        words += [dict(choices.units).get(self.cut.body_id, "")] if self.cut.body_id is not None else []
        return " · ".join(word for word in words if word)


@require_safe
@door(Role.COMMITTEE_OFFICER)
@_in_sense
def rows(request: HttpRequest, asked: Asked, indicator: str, cut: str, part: str) -> HttpResponseBase:
    """The cases behind one number."""
    found = Rows.read(asked, indicator, cut, part)
    # 件次 and the like: a case stands once in the list however often it is counted.
    cases = list(dict.fromkeys(found.ids))
    context = {
        "indicator": found.indicator,
        "words": found.indicator.words(found.part),
        "part_words": texts.ROWS_OF[found.part.value],
        "line": found.line(asked.choices),
        "counted": len(found.ids),
        "cases": listed(asked.made.congress, cases, MOST_ROWS),
        "from_cases": len(cases),
        "most": MOST_ROWS,
        "sentence": asked.sentence,
        "back_url": asked.address("figures"),
        "xlsx_url": asked.address("figure_rows_xlsx", indicator, cut, part),
        "document_urls": [
            (label, asked.address("figure_rows_document", indicator, cut, part, form))
            for label, form in (("Word", "docx"), ("PDF", "pdf"))
        ],
    }
    return TemplateResponse(request, "office/figure_rows.html", context)


@require_safe
@door(Role.COMMITTEE_OFFICER)
@_in_sense
def rows_xlsx(request: HttpRequest, asked: Asked, indicator: str, cut: str, part: str) -> HttpResponseBase:
    """All cases behind one number, also where the page shows only the newest."""
    found, place = Rows.read(asked, indicator, cut, part), asked.made.congress.short_name
    words, said = found.indicator.words(found.part), _rows_said(found, asked)
    content = figure_sheets.of_rows(asked.made.congress, found.ids, words, said)
    return _sheet(content, texts.ROWS_FILE.format(place=place, words=words, on=asked.made.today))


def _rows_said(found: Rows, asked: Asked) -> str:
    """What the rows are and what they were cut from, above them in every file."""
    return texts.ROWS_SAID.format(
        words=found.indicator.words(found.part),
        counted=len(found.ids),
        unit=found.indicator.counted.unit,
        indicator=found.indicator.name,
        part=texts.ROWS_OF[found.part.value],
        line=found.line(asked.choices),
        sentence=asked.sentence,
        at=clock.now().astimezone(clock.SHANGHAI),
    )


@require_safe
@drawn
@door(Role.COMMITTEE_OFFICER)
@_in_sense
def rows_document(request: HttpRequest, asked: Asked, indicator: str, cut: str, part: str, form: str) -> HttpResponseBase:
    """The same cases on paper, as PDF or Word."""
    kind_of(form, (Kind.PDF, Kind.DOCX))
    found = Rows.read(asked, indicator, cut, part)
    times = Counter(found.ids)
    cases = listed(asked.made.congress, list(times), len(times))
    rows = [
        (one.number, one.title, one.who, one.units, one.words, on_day(one.registered_on), str(times[one.case_id]))
        for one in cases
    ]
    title = f"{asked.made.congress.short_name}{found.indicator.words(found.part)}"
    listing = numbered(title, _rows_said(found, asked), document_texts.ROWS_HEADINGS, document_texts.ROWS_WIDTHS, rows)
    address = (indicator, cut, part)
    return listing_answer(
        request,
        listing,
        form,
        back=asked.address("figure_rows", *address),
        other_url=asked.address("figure_rows_xlsx", *address),
    )
