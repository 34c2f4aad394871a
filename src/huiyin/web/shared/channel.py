"""沟通群: the channel of an item, the same page for deputies, units, the office and the deputies' committee."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huiyin.channel import files, queries, writing
from huiyin.channel.models import Message
from huiyin.channel.standing import ROLES, Standing, standing
from huiyin.channel.writing import LONGEST, MINUTES, NotWritten
from huiyin.dispatch.models import GONE, AssignmentState, Mode
from huiyin.dispatch.queries import sees_item
from huiyin.foundation import drafts
from huiyin.foundation.row_ids import row_id
from huiyin.handling.casefiles import CaseFile
from huiyin.people.models import Role, Seat
from huiyin.web import texts
from huiyin.web.door import Door, door, request_key
from huiyin.web.fields import CleanText
from huiyin.web.plainforms import PlainForm
from huiyin.web.shared.attaching import attachments, shown, take_chosen
from huiyin.web.stepforms import new_key

ACTS = {"take-back": texts.CHANNEL_TAKEN_BACK, "pin": texts.CHANNEL_PINNED, "unpin": texts.CHANNEL_UNPINNED}


class MessageForm(PlainForm):
    body = CleanText(
        LONGEST, rows="low", label="写消息", required=False, help_text=texts.CHANNEL_SEEN_BY.format(minutes=MINUTES)
    )
    # A message may be a file alone; that it may be left empty need not be said.
    body.wanted_later = True  # type: ignore[attr-defined]


@require_safe
@door(*ROLES)
def channels(request: HttpRequest) -> HttpResponseBase:
    """All channels of the seat, with what is unread."""
    made: Door = request.door  # type: ignore[attr-defined]
    return TemplateResponse(request, "shared/channels.html", {"lines": queries.channels(made.seat)})


@door(*ROLES)
def channel(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """A page of messages and the box to write in. What was typed is kept as a draft of the seat until it is sent."""
    made: Door = request.door  # type: ignore[attr-defined]
    here = standing(made.seat, case_id)
    if here is None:
        raise Http404
    if request.method == "POST" and "seen" in request.POST:
        writing.read_up_to(here, row_id(request.POST["seen"]) or 0)
        return HttpResponseRedirect(_url(made, here) + "#newest")
    if request.method == "POST":
        return _write(request, made, here)
    kept = drafts.of(made.congress.pk, made.seat.pk, _draft_key(here))
    form = MessageForm(initial=kept.data if kept is not None else None)
    return _page(request, made, here, form, corrects=row_id(request.GET.get("corrects", "")))


def _draft_key(here: Standing) -> str:
    return f"channel-{here.proposal.pk}"


def _write(request: HttpRequest, made: Door, here: Standing) -> HttpResponseBase:
    form = MessageForm(request.POST)
    corrects = row_id(request.POST.get("corrects", ""))
    refused = _take_files(request, here)
    if form.is_valid() and not refused:
        try:
            said, key = form.cleaned_data["body"], request_key(request, made.seat)
            writing.write(made.seat, here.proposal.pk, said, corrects=corrects, key=key)
        except NotWritten as why:
            form.add_error(None, why.sentence)
        except Message.DoesNotExist:
            raise Http404 from None
        else:
            drafts.drop(made.congress.pk, made.seat.pk, _draft_key(here))
            return HttpResponseRedirect(_url(made, here) + "#newest")
    return _page(request, made, here, form, corrects=corrects, refused=refused)


def _take_files(request: HttpRequest, here: Standing) -> list[str]:
    """Files chosen in a form that was sent without scripts: they lie on the tray until the message goes."""
    if not here.may_write or not (request.FILES or request.POST.getlist("remove_file")):
        return []
    return take_chosen(request, here.seat, files.TRAY, writing.place_of(here).pk)


def _url(made: Door, here: Standing) -> str:
    return reverse("channel", args=[made.seat.pk, here.proposal.pk])


def _page(
    request: HttpRequest,
    made: Door,
    here: Standing,
    form: MessageForm,
    *,
    corrects: int | None = None,
    refused: list[str] | None = None,
) -> HttpResponseBase:
    before = row_id(request.GET.get("before", ""))
    page = queries.page_of(here, before)
    place = writing.known_place(here)
    unread_from = place.read_to if place is not None else 0
    pins = writing.may_pin(here)
    own = here.messages().filter(seat_id=made.seat.pk, taken_back_at__isnull=True)
    put_right = own.filter(pk=corrects).first() if corrects is not None else None
    context = {
        "case": here.proposal,
        "case_url": reverse("case", args=[made.seat.pk, here.proposal.pk]) if _sees(here) else "",
        "here": here,
        "rows": [_row(made, one, unread_from, pins) for one in page.rows],
        "pinned": _row(made, page.pinned, unread_from, pins) if page.pinned is not None else None,
        "before": page.before,
        "form": form,
        "corrects": put_right,
        "attached": attachments(made.seat, files.TRAY, place.pk, refused or ()) if here.may_write and place else None,
        "draft_url": reverse("draft", args=[made.seat.pk, _draft_key(here)]),
        "newest": page.newest,
        "unread": any(one.message.pk > unread_from and one.message.seat_id != made.seat.pk for one in page.rows),
        "newest_url": _url(made, here) if before is not None else "",
        "request_key": new_key(),
        "phone": made.is_deputy,
    }
    return TemplateResponse(request, "shared/channel.html", context)


def _sees(here: Standing) -> bool:
    """A deputy who withdrew has the channel as it was and no longer the item."""
    return here.seat.role == Role.COMMITTEE_OFFICER or sees_item(here.seat, here.proposal.pk)


def _row(made: Door, one: queries.Shown, unread_from: int, pins: bool) -> dict[str, Any]:
    message, seat = one.message, one.message.seat
    mine, gone = seat.pk == made.seat.pk, message.taken_back_at is not None
    take_back = writing.may_take_back(message, made.seat)
    return {
        "row": message,
        "mine": mine,
        "new": not mine and not gone and message.pk > unread_from,
        "who": seat.person.name,
        "of": texts.CHANNEL_DEPUTY if seat.role == Role.DEPUTY else seat.body.label,
        "files": [shown(made.seat, file) for file in one.files],
        "corrections": one.corrections,
        "corrected": message.corrects,
        "may_take_back": take_back,
        "may_correct": mine and not gone and not take_back,
        "may_pin": pins and not gone,
    }


@require_POST
@door(*ROLES)
def message(request: HttpRequest, case_id: int, message_id: int, act: str) -> HttpResponseBase:
    """撤回、置顶、取消置顶 of one message. A refusal is a sentence above the channel."""
    made: Door = request.door  # type: ignore[attr-defined]
    here = standing(made.seat, case_id)
    if here is None or act not in ACTS:
        raise Http404
    try:
        if act == "take-back":
            writing.take_back(made.seat, case_id, message_id)
        else:
            writing.pin(made.seat, case_id, message_id, on=act == "pin")
    except Message.DoesNotExist:
        raise Http404 from None
    except NotWritten as why:
        messages.warning(request, why.sentence)
    else:
        messages.success(request, ACTS[act])
    return HttpResponseRedirect(_url(made, here))


@dataclass(frozen=True)
class Entry:
    """The link on a case page to its channel; `words` says how much is unread."""

    url: str
    words: str = ""


def entry(seat: Seat, case_id: int, *, left: bool = False) -> Entry:
    """Of a seat that is known to have a channel here; of one that has left it nothing is counted."""
    fresh = 0 if left else queries.unread(seat, case_id)
    many = f"{queries.MOST_UNREAD}+" if fresh > queries.MOST_UNREAD else str(fresh)
    return Entry(reverse("channel", args=[seat.pk, case_id]), texts.CHANNEL_UNREAD.format(count=many) if fresh else "")


def entry_of(file: CaseFile) -> Entry | None:
    """For the case pages of staff: as `channel.standing.standing` decides, from the case as it has been read."""
    seat = file.seat
    ever = [part.row for part in (*file.parts, *file.gone) if part.row.state != AssignmentState.RECALLED]
    if seat.role not in ROLES or all(row.mode == Mode.ROUTE for row in ever):
        return None
    if seat.role == Role.COMMITTEE_OFFICER:
        return entry(seat, file.case.pk)
    route = seat.role == Role.DISPATCHER
    own = [row for row in ever if row.body_id == seat.body_id and (row.mode == Mode.ROUTE) == route]
    return entry(seat, file.case.pk, left=all(row.state in GONE for row in own)) if own else None
