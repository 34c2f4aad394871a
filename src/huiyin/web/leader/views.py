"""一页纸: the page of whoever has one minute — a sentence, what is late, then the charts; also on a wall and on one A4."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from huiyin.foundation.documents import pdf
from huiyin.foundation.documents.paper import Column, OnePage, Table
from huiyin.foundation.filekinds import Kind
from huiyin.foundation.row_ids import row_id
from huiyin.foundation.workdays import texts as calendar_words
from huiyin.people.models import Session
from huiyin.proposals.queries import sessions
from huiyin.reports import overview as counting
from huiyin.reports.overview import READERS, Lamps, Overview
from huiyin.supervision.thread_queries import often
from huiyin.web.dates import day
from huiyin.web.documents.drawing import ToDraw, drawn, kind_of
from huiyin.web.door import Door, door
from huiyin.web.leader import charts, texts
from huiyin.web.office.forms import session_words

MOST_ON_A_WALL = 5
"""Rows of what is late: a wall does not scroll."""


@dataclass(frozen=True)
class Sentence:
    """`red` is what is late, said with emphasis between the two other parts; empty where nothing is."""

    before: str
    red: str = ""
    after: str = ""

    @property
    def whole(self) -> str:
        return self.before + self.red + self.after


def sentence(found: Overview) -> Sentence:
    lamps = found.lamps
    if lamps.red:
        return Sentence(
            texts.LATE_BEFORE.format(total=lamps.total),
            texts.LATE.format(red=lamps.red),
            texts.LATE_AFTER.format(days=found.longest),
        )
    words = texts.ALL_ANSWERED if lamps.answered == lamps.total else texts.NO_LATE
    return Sentence(words.format(total=lamps.total))


def besides(found: Overview) -> str:
    """The second sentence: what will be late next, and what the first does not count."""
    parts = []
    if found.lamps.amber:
        parts.append(texts.SOON.format(amber=found.lamps.amber))
    elif found.lamps.green:
        parts.append(texts.NONE_SOON)
    if found.promises.overdue:
        parts.append(texts.PROMISES_LATE.format(late=found.promises.overdue))
    if found.waiting:
        parts.append(texts.WAITING.format(waiting=found.waiting))
    if found.older_late:
        parts.append(texts.OLDER.format(older=found.older_late))
    return texts.COMMA.join(parts) + texts.STOP if parts else ""


def share(part: int, whole: int) -> str:
    """Percent with one decimal, half up; a dash where there is nothing to take a share of."""
    if not whole:
        return texts.NO_ITEMS
    tenths = (2000 * part + whole) // (2 * whole)
    return texts.PER_CENT.format(share=f"{tenths // 10}.{tenths % 10}")


def since(found: Overview) -> str:
    weekday = calendar_words.weekday(found.today)
    return texts.SINCE.format(today=day(found.today), weekday=weekday, session=session_words(found.session))


def units_title(found: Overview) -> str:
    worst = found.units[0] if found.units else None
    if worst is None or not worst.lamps.red:
        return texts.UNITS_NONE_RED
    return texts.UNITS_ONE.format(name=worst.name, red=worst.lamps.red)


def run_title(found: Overview) -> str:
    progress = found.progress
    if progress is None or progress.more is None:
        return texts.RUN_ALONE.format(n=progress.answered if progress is not None else 0)
    if progress.more:
        return (texts.RUN_MORE if progress.more > 0 else texts.RUN_LESS).format(n=abs(progress.more))
    return texts.RUN_SAME


def run_sub(found: Overview) -> str:
    progress = found.progress
    if progress is None:
        return ""
    before = texts.RUN_BEFORE.format(n=progress.items_before) if progress.before else ""
    return texts.RUN_SUB.format(begun=day(progress.begun_on, found.today), before=before)


def red_sub(found: Overview, shown: int) -> str:
    """`shown` rows of what is late stand below: whether that is all of it."""
    if not shown:
        return ""
    whole = shown == found.lamps.red == len(found.late)
    return texts.RED_SUB if whole else texts.RED_PART.format(n=shown)


@dataclass(frozen=True)
class UnitRow:
    name: str
    url: str
    lamps: Lamps
    # Empty for the rest together, which words tell.
    bar: SafeString | str
    said: str


def _units(found: Overview, seat_id: int) -> list[UnitRow]:
    others, rest = found.others
    named = [(one.name, one.body_id, one.lamps) for one in found.top]
    if others:
        named.append((texts.OTHERS.format(n=others), 0, rest))
    # The rest together may be longer than any bar: words say it, and the bars keep their measure.
    most = max((lamps.total for _, body, lamps in named if body), default=0)
    return [
        UnitRow(
            name,
            _list(seat_id, found.session, "ledger", unit=body) if body else "",
            lamps,
            charts.bar(lamps, most) if body else "",
            texts.BAR.format(red=lamps.red, amber=lamps.amber, green=lamps.green, answered=lamps.answered),
        )
        for name, body, lamps in named
    ]


def _weeks(found: Overview) -> list[tuple[str, int, int | None]]:
    progress = found.progress
    if progress is None:
        return []
    before = dict(progress.before)
    return [
        ((texts.WEEK if at % 7 == 0 else texts.DAY).format(n=at // 7 if at % 7 == 0 else at), number, before.get(at))
        for at, number in progress.now
    ]


def _list(seat_id: int, session: Session, view: str, **more: Any) -> str:
    return f"{reverse('lists', args=[seat_id])}?{urlencode({'view': view, 'session': session.pk} | more)}"


def _asked(request: HttpRequest) -> tuple[Overview | None, list[Session]]:
    made: Door = request.door  # type: ignore[attr-defined]
    every = sessions(made.congress)
    wanted = row_id(request.GET.get("session", ""))
    chosen = next((one for one in every if one.pk == wanted), None)
    return counting.overview(made.seat, made.today, chosen), every


@require_safe
@door(*READERS)
def overview(request: HttpRequest) -> HttpResponseBase:
    """`?wall=1` is the same page for a large screen: no way to click anywhere, asked for again every minute."""
    made: Door = request.door  # type: ignore[attr-defined]
    found, every = _asked(request)
    wall = request.GET.get("wall") == "1"
    newest_url = request.path if request.GET.get("session") else ""
    context: dict[str, Any] = {"wall": wall, "empty": texts.EMPTY, "found": found, "newest_url": newest_url}
    if found is not None:
        seat, session = made.seat.pk, found.session
        late = found.late[: MOST_ON_A_WALL if wall else None]
        query = urlencode({"session": session.pk})
        context |= {
            "since": since(found),
            "sentence": sentence(found),
            "besides": besides(found),
            "red_url": _list(seat, session, "red"),
            "amber_url": _list(seat, session, "amber"),
            "green_url": _list(seat, session, "green"),
            "ledger_url": _list(seat, session, "ledger"),
            "promises_url": f"{reverse('promise_ledger', args=[seat])}?{query}",
            "lights_url": reverse("lights", args=[seat]),
            "met_share": share(found.met, found.lamps.total),
            "red_title": texts.RED_TITLE.format(n=found.lamps.red) if found.late else texts.RED_NONE,
            "red_sub": red_sub(found, len(late)),
            "late": [(one, texts.DAYS_LATE.format(days=one.days(made.today))) for one in late],
            "units_title": units_title(found),
            "units_sub": texts.UNITS_SUB,
            "legend": [*zip(charts.PARTS, texts.FIGURES, strict=False)],
            "units": _units(found, seat),
            "run_title": run_title(found),
            "run_sub": run_sub(found),
            "lines": charts.lines(found.progress) if found.progress else "",
            "weeks": _weeks(found),
            "pdf_url": f"{reverse('overview_paper', args=[seat, 'pdf'])}?{query}",
            "often": len(often(made.seat, made.today)),
            "wall_url": f"?{query}&wall=1",
            "page_url": f"?{query}",
            "sessions": [(str(one.pk), session_words(one)) for one in every],
            "session": str(session.pk),
        }
    return TemplateResponse(request, "leader/overview.html", context)


@require_safe
@drawn
@door(*READERS)
def paper(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same page as one A4 in PDF, to hand to a leader who never signs in."""
    made: Door = request.door  # type: ignore[attr-defined]
    kind = kind_of(form, (Kind.PDF,))
    found, _ = _asked(request)
    if found is None:
        raise Http404
    page = one_page(found, made.place)
    back = f"{reverse('overview', args=[made.seat.pk])}?session={found.session.pk}"
    return ToDraw(kind, f"{page.title}{found.today:%Y%m%d}", lambda: pdf.one_page_pdf(page), back=back)


def one_page(found: Overview, place: str) -> OnePage:
    lamps, promises = found.lamps, found.promises
    said = sentence(found)
    numbers = (lamps.red, lamps.amber, lamps.green, lamps.answered)
    figures = [(name, str(number), "") for name, number in zip(texts.FIGURES, numbers, strict=False)]
    met, kept = texts.FIGURES[len(numbers) :]
    figures += [
        (met, share(found.met, lamps.total), f"{found.met} {texts.OF.format(total=lamps.total)}"),
        (kept, str(promises.kept), texts.PROMISES_OF.format(all=promises.all) if promises.all else texts.NO_PROMISES),
    ]
    today = found.today
    late = [
        (texts.DAYS_LATE.format(days=one.days(today)), one.number, one.title, one.unit, one.leader, day(one.due_on, today))
        for one in found.late
    ]
    others, rest = found.others
    units = [(one.name, one.lamps) for one in found.top] + [(texts.OTHERS.format(n=others), rest)] * bool(others)
    rows = [(name, *(str(getattr(of, part)) for part in charts.PARTS), str(of.total)) for name, of in units]
    return OnePage(
        title=texts.TITLE.format(place=place),
        since=since(found),
        sentence=said.whole,
        besides=besides(found),
        figures=figures,
        tables=[
            (
                texts.RED_TITLE.format(n=lamps.red) if late else texts.RED_NONE,
                Table([Column(*one) for one in texts.LATE_COLUMNS], late),
            ),
            (units_title(found), Table([Column(*one) for one in texts.UNIT_COLUMNS], rows)),
        ],
        foot=f"{run_title(found)}。{texts.FOOT.format(on=day(found.today))}",
    )
