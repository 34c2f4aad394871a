"""写建议: the deputy's own manuscripts, and those a delegation's clerk prepares. Kept while one types, submitted once.

Nothing typed is lost: what two hands changed at once is shown side by side, what is refused is shown again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from huiyin.chain.refusals import StepRefused
from huiyin.dispatch.queries import NOT_UNITS
from huiyin.foundation import clock
from huiyin.foundation.files import FileRefused
from huiyin.foundation.row_ids import row_id
from huiyin.foundation.uploads import refusal
from huiyin.people.models import Congress, Role, Seat, Session
from huiyin.procedures.queries import NoProcedure, procedure_of, version_on
from huiyin.procedures.schema import Procedure
from huiyin.proposals import checks, files, manuscripts, queries, submitting
from huiyin.proposals.checks import secrecy_mark
from huiyin.proposals.manuscripts import Stale
from huiyin.proposals.models import Manuscript, Proposal, ProposalKind, Reading
from huiyin.proposals.reading_word import read_word
from huiyin.proposals.submitting import Resubmission, Submission
from huiyin.proposals.texts import SECRET
from huiyin.web.deputy import texts
from huiyin.web.deputy.liking import likes_of
from huiyin.web.deputy.writing_forms import ManuscriptForm, SubmitForm
from huiyin.web.door import Door, act, door
from huiyin.web.shared.attaching import attachments, shown, take_chosen
from huiyin.web.shared.cutting_off import for_writers
from huiyin.web.stepforms import refusal_of

WRITERS = (Role.DEPUTY, Role.DELEGATION_CLERK)


def door_of(request: HttpRequest) -> Door:
    made: Door = request.door  # type: ignore[attr-defined]
    return made


def own(request: HttpRequest, manuscript_id: int) -> Manuscript:
    """A manuscript this seat may write in; 404 for any other."""
    rows = manuscripts.of_seat(door_of(request).seat)
    rows = rows.select_related("proposal", "lead__person", "lead__body", "delegation", "edited_by__person", "wanted_body")
    found = rows.filter(pk=manuscript_id).first()
    if found is None:
        raise Http404
    return found


def papers_of(seat: Seat, manuscript: Manuscript | None) -> list[dict[str, Any]]:
    """Photos and papers of a manuscript or an item, for `components/files.html`."""
    return [shown(seat, one) for one in files.files_of(manuscript)]


def procedure_for(made: Door, manuscript: Manuscript) -> Procedure | None:
    """The rules it will be, or was, submitted under; None where the congress has none yet."""
    if manuscript.proposal is not None:
        return procedure_of(manuscript.proposal.procedure_id)
    return _rules(made)


def _rules(made: Door) -> Procedure | None:
    try:
        return procedure_of(version_on(made.congress.pk, made.today).pk)
    except NoProcedure:
        return None


def _to(request: HttpRequest, name: str, *args: Any) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name, args=[door_of(request).seat.pk, *args]))


# -- what there is ------------------------------------------------------------------------------------------------------


@door(*WRITERS)
def manuscripts_page(request: HttpRequest) -> HttpResponseBase:
    """稿件: what was begun, and a new one."""
    made = door_of(request)
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        lead = _lead(request)
        collective = request.POST.get("lead") == "delegation" and made.seat.role == Role.DELEGATION_CLERK
        if kind in ProposalKind.values and (made.seat.role == Role.DEPUTY or lead is not None or collective):
            new = manuscripts.begin(made.seat, kind, lead, collective)
            return _to(request, "write", new.pk)
    context = {
        "rows": [(one, one.title or texts.NEW_TITLE) for one in manuscripts.unsubmitted(made.seat)],
        "invitations": manuscripts.waiting_for(made.seat) if made.is_deputy else [],
        "submitted": manuscripts.submitted(made.seat) if not made.is_deputy else [],
        "deputies": _of_delegation(made) if not made.is_deputy else [],
        "delegations": _delegations_may(made),
        "unchosen": request.method == "POST",
        "motions": for_writers(_open_session(made), _rules(made), clock.now()),
    }
    return TemplateResponse(request, "deputy/manuscripts.html", context)


def _of_delegation(made: Door) -> list[Seat]:
    rows = Seat.objects.filter(congress=made.congress, body=made.seat.body, role=Role.DEPUTY, ended_on__isnull=True)
    return list(rows.select_related("person").order_by("person__sort_key", "pk"))


def _delegations_may(made: Door) -> bool:
    procedure = _rules(made)
    clerk = made.seat.role == Role.DELEGATION_CLERK
    return clerk and procedure is not None and bool(procedure.signing.delegation_may_suggest.value)


def _open_session(made: Door) -> Session | None:
    """The newest session whose ledger takes items still."""
    return next((one for one in queries.sessions(made.congress) if one.ledger_closed_on is None), None)


def _lead(request: HttpRequest) -> Seat | None:
    made, given = door_of(request), row_id(request.POST.get("lead", ""))
    if made.seat.role != Role.DELEGATION_CLERK or given is None:
        return None
    return next((seat for seat in _of_delegation(made) if seat.pk == given), None)


# -- writing ------------------------------------------------------------------------------------------------------------


def _form(request: HttpRequest, manuscript: Manuscript, **more: Any) -> ManuscriptForm:
    bodies = manuscripts.wanted_bodies(door_of(request).congress.pk, NOT_UNITS)
    return ManuscriptForm(
        request.POST if request.method == "POST" else None, manuscript=manuscript, bodies=bodies, **more
    )


@door(*WRITERS)
def write(request: HttpRequest, manuscript_id: int) -> HttpResponseBase:
    made, manuscript = door_of(request), own(request, manuscript_id)
    if not manuscripts.is_open(manuscript):
        return HttpResponseRedirect(where(request, manuscript))
    if request.method != "POST":
        return _write_page(request, manuscript, _form(request, manuscript))
    form = _form(request, manuscript, more=int("more" in request.POST))
    valid = form.is_valid()
    theirs = None
    refused = take_chosen(request, made.seat, files.KIND, manuscript.pk) if not form.secret else []
    if not form.secret:
        try:
            manuscripts.keep(manuscript, made.seat, form.cleaned_data.get("version"), form.changes())
        except Stale as stale:
            theirs = stale.theirs
    if theirs is not None or not valid or refused or "more" in request.POST:
        return _write_page(request, manuscript, form, theirs, refused)
    if "preview" in request.POST:
        return _to(request, "write_preview", manuscript.pk)
    if "signing" in request.POST:
        return _to(request, "signing", manuscript.pk)
    messages.success(request, texts.KEPT)
    return _to(request, "manuscripts")


def _write_page(
    request: HttpRequest,
    manuscript: Manuscript,
    form: ManuscriptForm,
    theirs: Manuscript | None = None,
    refused: Sequence[str] = (),
) -> HttpResponseBase:
    made = door_of(request)
    reading = _last_reading(manuscript)
    procedure = procedure_for(made, manuscript)
    motion = manuscript.kind == ProposalKind.MOTION
    context = {
        "form": form,
        "manuscript": manuscript,
        "motion": motion,
        "motions": for_writers(_open_session(made), procedure, clock.now()) if motion else "",
        "keep_url": reverse("write_keep", args=[made.seat.pk, manuscript.pk]),
        "saved_at": localtime(manuscript.edited_at) if manuscript.version else None,
        "theirs": theirs,
        "clash": texts.CLASH.format(who=_who(theirs)) if theirs is not None else "",
        "reading": reading,
        "tier": procedure.reading.tier(reading.tier) if reading is not None and procedure is not None else None,
        "standing": len(manuscripts.standing(manuscript)),
        "likes": likes_of(made.seat, manuscript.title, manuscript.matter, manuscript.proposal_id),
        "may_join": made.is_deputy,
        "attached": attachments(made.seat, files.KIND, manuscript.pk, refused),
    }
    return TemplateResponse(request, "deputy/write.html", context)


def _who(manuscript: Manuscript) -> str:
    return manuscript.edited_by.person.name if manuscript.edited_by is not None else ""


def _last_reading(manuscript: Manuscript) -> Reading | None:
    """What a reader advised and the deputy has not answered yet."""
    if manuscript.proposal is None:
        return None
    rows = Reading.objects.filter(congress_id=manuscript.congress_id, proposal=manuscript.proposal, decision="")
    return rows.exclude(result=Reading.Result.FIT).select_related("advised", "seat__body", "text").order_by("-pk").first()


@require_POST
@door(*WRITERS)
def keep(request: HttpRequest, manuscript_id: int) -> HttpResponseBase:
    """What is being typed (`js/autosave.js`). 409: another hand came between; 422: not kept, and not to be kept anywhere."""
    made, manuscript = door_of(request), own(request, manuscript_id)
    form = _form(request, manuscript)
    form.is_valid()
    if form.secret:
        return JsonResponse({"sentence": SECRET}, status=422)
    try:
        kept = manuscripts.keep(manuscript, made.seat, form.cleaned_data.get("version"), form.changes())
    except Stale as stale:
        return JsonResponse({"sentence": texts.CLASH.format(who=_who(stale.theirs))}, status=409)
    except StepRefused as refused:
        return JsonResponse({"sentence": refused.sentence}, status=409)
    if form.errors:
        return JsonResponse({"sentence": "；".join(str(one[0]) for one in form.errors.values())}, status=400)
    answer = JsonResponse({"saved_at": f"{localtime(kept.edited_at):%H:%M}"})
    answer["X-Draft-Version"] = str(kept.version)
    return answer


@require_POST
@door(*WRITERS)
def likes(request: HttpRequest, manuscript_id: int) -> HttpResponseBase:
    """The list as a fragment, for what is in the boxes now (`js/likes.js`); nothing is kept by it."""
    made, manuscript = door_of(request), own(request, manuscript_id)
    title, text = request.POST.get("title", ""), request.POST.get("matter", "")
    found = likes_of(made.seat, title, text, manuscript.proposal_id)
    return TemplateResponse(request, "deputy/likes.html", {"likes": found, "may_join": made.is_deputy})


@require_POST
@door(*WRITERS)
def change_kind(request: HttpRequest, manuscript_id: int) -> HttpResponseBase:
    """A motion with too few signatures is a suggestion; the texts stay."""
    made, manuscript = door_of(request), own(request, manuscript_id)
    if manuscript.proposal_id is None:
        motion = manuscript.kind == ProposalKind.MOTION
        to = ProposalKind.SUGGESTION if motion else ProposalKind.MOTION
        manuscripts.keep(manuscript, made.seat, None, {"kind": to})
        messages.success(request, texts.TO_SUGGESTION if motion else texts.TO_MOTION)
    return _to(request, "write", manuscript.pk)


@require_POST
@door(*WRITERS)
def take_advice(request: HttpRequest, manuscript_id: int) -> HttpResponseBase:
    """采用建议稿: the reader's text becomes the manuscript's; it is submitted only when the deputy says so."""
    made, manuscript = door_of(request), own(request, manuscript_id)
    reading = _last_reading(manuscript)
    if reading is not None and reading.advised is not None:
        advised = reading.advised
        said = {"title": advised.title, "matter": advised.matter, "asks": list(advised.asks)}
        manuscripts.keep(manuscript, made.seat, None, said)
        messages.success(request, texts.ADVICE_TAKEN)
    return _to(request, "write", manuscript.pk)


@door(*WRITERS)
def delete(request: HttpRequest, manuscript_id: int) -> HttpResponseBase:
    made, manuscript = door_of(request), own(request, manuscript_id)
    if manuscript.proposal_id is not None:
        return HttpResponseRedirect(where(request, manuscript))
    if request.method == "POST":
        manuscripts.delete(manuscript)
        messages.success(request, texts.DELETED)
        return _to(request, "manuscripts")
    context = {"manuscript": manuscript, "title": manuscript.title or texts.NEW_TITLE, "made": made}
    return TemplateResponse(request, "deputy/manuscript_delete.html", context)


@require_POST
@door(*WRITERS)
def from_word(request: HttpRequest) -> HttpResponseBase:
    """A Word file in: its parts are laid into the fields of a new manuscript, to be looked over."""
    made, upload = door_of(request), request.FILES.get("word")
    lead = made.seat if made.is_deputy else _lead(request)
    if upload is None or lead is None:
        messages.error(request, texts.NO_WORD_FILE if upload is None else texts.CHOOSE_LEAD)
        return _to(request, "manuscripts")
    sentence = refusal(upload)
    try:
        read = read_word(upload.read(), upload.name or "") if not sentence else None
    except FileRefused as refused:
        sentence, read = refused.sentence, None
    if read is None:
        messages.error(request, sentence)
        return _to(request, "manuscripts")
    kind = ProposalKind.MOTION if request.POST.get("kind") == ProposalKind.MOTION else ProposalKind.SUGGESTION
    if any(secrecy_mark(part) for part in (read.title, read.matter, read.rest, *read.asks)):
        messages.error(request, SECRET)
        return _to(request, "manuscripts")
    rest = f"\n\n{texts.REST_OF_WORD}\n{read.rest}" if read.rest.strip() else ""
    new = manuscripts.begin(made.seat, kind, None if made.is_deputy else lead)
    asks, more = list(read.asks[: manuscripts.MOST_ASKS]), read.asks[manuscripts.MOST_ASKS :]
    matter = "\n".join((f"{read.matter}{rest}", *more)).strip()
    said = {"title": read.title[:300], "matter": matter, "asks": asks, "place": read.place[:120]}
    manuscripts.keep(new, made.seat, None, said)
    messages.success(request, texts.WORD_READ + "".join(read.notes))
    return _to(request, "write", new.pk)


# -- submitting -----------------------------------------------------------------------------------------------------------


@door(*WRITERS)
def preview(request: HttpRequest, manuscript_id: int) -> HttpResponseBase:
    """交之前看一眼, then submitted: the digest on the page binds what is submitted to what was read."""
    made, manuscript = door_of(request), own(request, manuscript_id)
    if not manuscripts.is_open(manuscript):
        return HttpResponseRedirect(where(request, manuscript))
    procedure = procedure_for(made, manuscript)
    session = _open_session(made)
    if procedure is None or session is None:
        return TemplateResponse(request, "deputy/not_ready.html", {"manuscript": manuscript})
    again = manuscript.proposal is not None
    thing = manuscript.proposal if manuscript.proposal is not None else Proposal(congress=made.congress)
    thing.written = manuscript
    digest = request.POST.get("digest", "") if request.method == "POST" else manuscript.digest
    signers = tuple(one.seat_id for one in manuscripts.standing(manuscript))
    side = submitting.side_on(session, made.today)
    facts = Resubmission(digest, signers) if again else Submission(session.pk, side, digest, signers)
    code = "proposal.resubmit" if again else "proposal.submit"
    form = SubmitForm(request.POST if request.method == "POST" else None, thing=thing, initial={"digest": digest})
    refused: StepRefused | None = None
    if request.method == "POST" and form.is_valid():
        said = (texts.RESUBMITTED if again else texts.SUBMITTED).format(title=manuscript.title)
        answer = act(request, code, thing, facts, said=said, back=reverse("manuscripts", args=[made.seat.pk]))
        if not isinstance(answer, StepRefused):
            return _after(request, answer, manuscript)
        refused = answer
        manuscript.refresh_from_db()
    else:
        refused = refusal_of(code, thing, made.seat, facts)
    return _preview_page(request, manuscript, procedure, form, refused, side, facts)


def _after(request: HttpRequest, answer: HttpResponseBase, manuscript: Manuscript) -> HttpResponseBase:
    manuscript.refresh_from_db()
    if manuscript.proposal_id is None:
        return answer
    case_url = where(request, manuscript)
    if isinstance(answer, HttpResponseRedirect):
        return HttpResponseRedirect(case_url)
    if isinstance(answer, TemplateResponse) and answer.context_data is not None:
        answer.context_data["back"] = case_url
    return answer


def where(request: HttpRequest, manuscript: Manuscript) -> str:
    """Where one sees what became of it: its page for the deputy, the list for the clerk who filed it."""
    made = door_of(request)
    if made.is_deputy:
        return reverse("case", args=[made.seat.pk, manuscript.proposal_id])
    return reverse("manuscripts", args=[made.seat.pk])


def _preview_page(
    request: HttpRequest,
    manuscript: Manuscript,
    procedure: Procedure,
    form: SubmitForm,
    refused: StepRefused | None,
    side: str,
    facts: Submission | Resubmission,
) -> HttpResponse:
    made = door_of(request)
    words = manuscripts.words_of(manuscript).plain
    congress = Congress.objects.get(pk=made.congress.pk)
    context = {
        "manuscript": manuscript,
        "words": words,
        "asks": [(manuscripts.numeral(n), ask) for n, ask in enumerate(words.asks, start=1)],
        "motion": manuscript.kind == ProposalKind.MOTION,
        "behind": len(submitting.stand_behind(manuscript)),
        "needed": submitting.threshold(procedure, congress, manuscript.kind),
        "signatures": [one for one in manuscripts.signatures_of(manuscript) if manuscripts.stands(one, manuscript)],
        "unsigned": [
            one
            for one in manuscripts.signatures_of(manuscript)
            if one.word in ("asked", "signed") and not manuscripts.stands(one, manuscript)
            and one.seat_id != manuscript.lead_id
        ],
        "remarks": checks.remarks(words, manuscript.place, procedure),
        "form": form,
        "digest": manuscript.digest,
        "refused": refused.sentence if refused is not None else "",
        "tiers": [tier.label for tier in procedure.reading.tiers.value or ()],
        "side": side,
        "papers": papers_of(made.seat, manuscript),
        "likes": likes_of(made.seat, manuscript.title, manuscript.matter, manuscript.proposal_id),
        "may_join": made.is_deputy,
    }
    return TemplateResponse(request, "deputy/write_preview.html", context)


@require_POST
@door(*WRITERS)
def take_back(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """撤回修改: while nobody has read it, what was submitted may be written in again."""
    made = door_of(request)
    rows = manuscripts.of_seat(made.seat).filter(proposal_id=case_id).select_related("proposal")
    manuscript = rows.first()
    if manuscript is None or manuscript.proposal is None:
        raise Http404
    back = reverse("write", args=[made.seat.pk, manuscript.pk])
    answer = act(request, "proposal.take_back", manuscript.proposal, None, said=texts.TAKEN_BACK, back=back)
    if isinstance(answer, StepRefused):
        messages.error(request, answer.sentence)
        return HttpResponseRedirect(where(request, manuscript))
    return answer
