"""日历订阅: the page on which a unit's seat makes, renews and ends its link; and what the calendar program fetches there."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from huiyin.foundation import clock, ics
from huiyin.foundation.ics import Entry
from huiyin.foundation.row_ids import row_id
from huiyin.foundation.tenancy import acting
from huiyin.handling import feeds
from huiyin.handling.feeds import Dated
from huiyin.people.models import Seat
from huiyin.web.dates import day
from huiyin.web.door import Door, door
from huiyin.web.meeting import texts
from huiyin.web.meeting.calendars import uid

# Calendar programs ask every few hours; one that asks without end is told to wait.
MOST_VISITS, WITHIN, REMEMBERED = 30, timedelta(minutes=10), 2000
HOURS = 4
_visits: OrderedDict[str, list[datetime]] = OrderedDict()


@door(*feeds.SUBSCRIBING)
def feed_page(request: HttpRequest) -> HttpResponseBase:
    """The link is shown once, in the answer to the button that made it: afterwards nobody knows it, we neither."""
    made: Door = request.door  # type: ignore[attr-defined]
    address = ""
    if request.method == "POST":
        if request.POST.get("word") == "off":
            feeds.end(made.seat)
            messages.success(request, texts.FEED_ENDED)
            return HttpResponseRedirect(reverse("calendar-feed", args=[made.seat.pk]))
        renewed = feeds.open_feed(made.seat) is not None
        address = request.build_absolute_uri(reverse("calendar", args=[feeds.make(made.seat)]))
        messages.success(request, texts.FEED_RENEWED if renewed else texts.FEED_MADE)
    given = feeds.open_feed(made.seat)
    context = {
        "address": address,
        "since": day(localtime(given.made_at).date(), made.today) if given is not None else "",
        "body": made.seat.body.label,
        "dates": [(day(one.starts, made.today, weekday=True), summary(one)) for one in feeds.dates_of(made.seat)[:8]],
    }
    return TemplateResponse(request, "meeting/feed.html", context)


@require_safe
def calendar(request: HttpRequest, link: str) -> HttpResponseBase:
    """What a calendar program fetches. A link that was ended is not found, like one that never was."""
    congress, _, code = link.partition("-")
    congress_id = row_id(congress)
    if congress_id is None or not code:
        raise Http404
    with acting(congress_id):
        seat = feeds.seat_of(congress_id, code)
        if seat is None:
            raise Http404
        wait = _too_often(f"{congress_id}-{seat.pk}")
        answer = _told_to_wait(wait) if wait else _answer(seat)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _answer(seat: Seat) -> HttpResponse:
    entries = [entry_of(one, seat.congress_id) for one in feeds.dates_of(seat)]
    name = texts.FEED.format(body=seat.body.label)
    return HttpResponse(ics.calendar(entries, clock.now(), name=name, hours=HOURS), content_type=ics.CONTENT_TYPE)


def entry_of(one: Dated, congress_id: int) -> Entry:
    return Entry(
        uid=uid(one.kind, congress_id, one.row_id),
        summary=summary(one),
        starts=one.starts,
        minutes=one.minutes,
        sequence=one.version,
        busy=isinstance(one.starts, datetime),
    )


def summary(one: Dated) -> str:
    return texts.DATED[one.kind].format(no=one.number, title=one.title)


def _told_to_wait(seconds: int) -> HttpResponse:
    answer = HttpResponse(texts.TOO_OFTEN, status=429, content_type="text/plain; charset=utf-8")
    answer["Retry-After"] = str(seconds)
    return answer


def _too_often(who: str) -> int:
    """Seconds to wait, 0 where the visit is in order. Counted in this process: enough against a program run wild."""
    now = clock.now()
    visits = [at for at in _visits.pop(who, []) if now - WITHIN < at <= now]
    _visits[who] = visits
    while len(_visits) > REMEMBERED:
        _visits.popitem(last=False)
    if len(visits) >= MOST_VISITS:
        return max(int((visits[0] + WITHIN - now).total_seconds()), 1)
    visits.append(now)
    return 0
