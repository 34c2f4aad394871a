"""The procedure of a congress: choosing a profile, looking at what it leaves open, answering that with a source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from huiyin.foundation import digests
from huiyin.procedures import answering
from huiyin.procedures import texts as words
from huiyin.procedures.choosing import ALWAYS, choose_again, choose_profile
from huiyin.procedures.floor import ProcedureRefused
from huiyin.procedures.loading import available_profiles, blanks, load_profile
from huiyin.procedures.models import ProcedureVersion
from huiyin.procedures.queries import procedure_of, version_on
from huiyin.procedures.schema import Procedure
from huiyin.procedures.timeline import Period, Standing, coming_after, timeline
from huiyin.proposals.queries import cases_by_procedure
from huiyin.web.dates import day
from huiyin.web.door import Door
from huiyin.web.setup import texts
from huiyin.web.setup.rule_forms import AnswerForm, ProfileForm
from huiyin.web.setup.views import admin, did, to, typed

SUMMARY = (
    "limits.reply",
    "limits.reply_long",
    "limits.return_window",
    "limits.evaluate",
    "limits.rehandle_reply",
    "hand_over.two_stage",
    "contact.before_reply",
    "letter.classes",
    "evaluation.levels",
    "evaluation.back_to_back",
)
"""What tells profiles apart at a glance; everything else is on the page of one's own procedure."""

KEPT_OFFERED = 5


def _dating(made: Door) -> dict[str, Any]:
    """From when on a new version may hold, for the forms: not before the one in force, which items were registered by."""
    newest = answering.newest(made.congress.pk)
    if newest is None:
        return {"today": made.today, "earliest": ALWAYS, "from_start": True}
    base = version_on(made.congress.pk, made.today)
    return {
        "today": made.today,
        "earliest": min(base.valid_from, made.today),
        "from_start": answering.may_reach_back(base),
        "offered": max(made.today, newest.valid_from),
        "coming": newest.valid_from > made.today,
    }


def _when(data: dict[str, Any]) -> str:
    return "从头" if data["when"] == "start" else day(data["valid_from"])


@admin
def profile(request: HttpRequest) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    shown = [(name, load_profile(name)) for name in available_profiles()]
    fitting = [(name, f"{one.name}：{one.about}") for name, one in shown if one.fits(made.congress.level)]
    periods = timeline(made.congress.pk, made.today)
    current = next((one.version for one in periods if one.standing is Standing.IN_FORCE), None)
    initial = {"profile": current.profile} if current is not None else {}
    form = ProfileForm(typed(request), profiles=fitting, kept=_kept(periods), initial=initial, **_dating(made))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        version = _choose(made, data["profile"], data["valid_from"])
        did(request, "procedure.choose", version, facts=_facts(version))
        name = procedure_of(version.pk).name
        messages.success(request, texts.PROFILE_CHOSEN.format(name=name, when=_when(data)) + _not_in(made, version))
        return to(request, "setup_blanks")
    columns = [one for name, one in shown if one.fits(made.congress.level)]
    rows = [(words.label(path), [words.say(one, path) for one in columns]) for path in SUMMARY]
    context = {"form": form, "columns": columns, "rows": rows, "base": current, "own": _own(current)}
    versions = _versions(made, periods)
    # Filling in twenty blanks makes twenty versions of which nineteen never hold: kept, and out of the way.
    context |= {
        "versions": [one for one in versions if one["standing"] != Standing.REPLACED or one["cases"]],
        "unused": [one for one in versions if one["standing"] == Standing.REPLACED and not one["cases"]],
        "coming": [one for one in periods if one.standing is Standing.COMING][::-1],
    }
    return TemplateResponse(request, "setup/profile.html", context)


def _choose(made: Door, chosen: str, valid_from: date) -> ProcedureVersion:
    """Of a shipped profile, or of an earlier version of this congress (`v3`)."""
    if chosen in available_profiles():
        return choose_profile(made.congress, chosen, valid_from=valid_from, seat_id=made.seat.pk)
    kept = ProcedureVersion.objects.get(congress=made.congress, number=int(chosen.removeprefix("v")))
    note = texts.AGAIN.format(number=kept.number)
    return choose_again(kept, valid_from=valid_from, seat_id=made.seat.pk, note=note)


def _kept(periods: list[Period]) -> list[tuple[str, str]]:
    """Versions that may hold again, the last few; of those that say the same the last. With one there is no “again”."""
    if len(periods) < 2:
        return []
    offered: dict[bytes, Period] = {}
    for one in periods:
        offered.setdefault(digests.canonical(one.version.values), one)
    kept = list(offered.values())[:KEPT_OFFERED]
    return [(f"v{one.version.number}", texts.KEPT.format(**_named(one))) for one in kept]


def _named(one: Period) -> dict[str, Any]:
    own = len(_differing(procedure_of(one.version.pk), one.version.profile))
    return {
        "number": one.version.number,
        "name": procedure_of(one.version.pk).name,
        "own": texts.WITH_OWN.format(count=own) if own else "",
    }


def _not_in(made: Door, version: ProcedureVersion) -> str:
    """What is changed now is not in a version that begins later: said, so that nobody finds out in a new year."""
    later = coming_after(made.congress.pk, version.valid_from)
    if not later:
        return ""
    return texts.NOT_IN_COMING.format(number=later[0].number, day=day(later[0].valid_from))


def _versions(made: Door, periods: list[Period]) -> list[dict[str, Any]]:
    """Every version with its days and the items that keep it, for the list of the page."""
    counted = cases_by_procedure(made.congress)
    return [
        {
            "number": one.version.number,
            "before": one.version.number - 1,
            "name": procedure_of(one.version.pk).name,
            "since": None if one.since <= ALWAYS else one.since,
            "until": one.until,
            "standing": one.standing.value,
            "standing_words": texts.STANDINGS[one.standing.value],
            "note": one.version.note,
            "at": one.version.at,
            "cases": counted.get(one.version.pk, 0),
        }
        for one in periods
    ]


def _facts(version: ProcedureVersion) -> dict[str, Any]:
    return {"profile": version.profile, "valid_from": version.valid_from, "values": version.values}


def _own(base: Any) -> int:
    """How many answers of the congress's own a new choice would leave behind."""
    return len(_differing(procedure_of(base.pk), base.profile)) if base is not None else 0


def _differing(procedure: Procedure, profile_name: str) -> list[str]:
    if profile_name not in available_profiles():
        return []
    shipped = load_profile(profile_name)
    return [path for path, leaf in procedure.leaves() if leaf != shipped.leaf(path)]


@dataclass(frozen=True)
class RuleLine:
    path: str
    label: str
    said: str
    why: str = ""
    source: str = ""
    can_answer: bool = True


@require_safe
@admin
def open_blanks(request: HttpRequest) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    base = answering.newest(made.congress.pk)
    if base is None:
        return to(request, "setup_profile")
    procedure = procedure_of(base.pk)
    groups: dict[str, list[RuleLine]] = {}
    for blank in blanks(procedure):
        can = answering.asked(procedure, blank.path).kind != answering.ELSEWHERE
        line = RuleLine(blank.path, blank.label, words.UNSET, blank.why, can_answer=can)
        groups.setdefault(words.GROUPS[blank.path.split(".")[0]], []).append(line)
    own = [
        RuleLine(path, words.label(path), words.say(procedure, path), source=procedure.leaf(path).source)
        for path in _differing(procedure, base.profile)
    ]
    context = {"groups": groups.items(), "own": own, "base": base, "procedure": procedure}
    return TemplateResponse(request, "setup/blanks.html", context | {"count": sum(map(len, groups.values()))})


@admin
def answer(request: HttpRequest, path: str) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    base = answering.newest(made.congress.pk)
    if base is None:
        return to(request, "setup_profile")
    procedure = procedure_of(base.pk)
    try:
        asked = answering.asked(procedure, path)
    except KeyError:
        raise Http404 from None
    if asked.kind == answering.ELSEWHERE:
        raise Http404
    form = AnswerForm(asked, typed(request), **_dating(made))
    if request.method == "POST" and form.is_valid() and _answer(request, form, path):
        return to(request, "setup_blanks")
    leaf = procedure.leaf(path)
    context = {"form": form, "label": words.label(path), "why": words.LABELS[path].why, "note": leaf.note}
    said = "" if leaf.is_blank else words.say(procedure, path)
    context |= {"said": said, "source": leaf.source, "documents": sorted(procedure.documents)}
    return TemplateResponse(request, "setup/blank.html", context)


def _answer(request: HttpRequest, form: AnswerForm, path: str) -> bool:
    made: Door = request.door  # type: ignore[attr-defined]
    data = form.cleaned_data
    base = version_on(made.congress.pk, data["valid_from"])
    # Several sources are parted by “；” in a rule, so none may hold one.
    source, article = data["source"].replace("；", "，"), data["article"].replace("；", "、")
    answers = answering.answered(procedure_of(base.pk), path, form.rule(), source, article)
    try:
        version = answering.answer(
            made.congress,
            base,
            answers,
            valid_from=data["valid_from"],
            seat_id=made.seat.pk,
            note=words.label(path),
        )
    except ProcedureRefused as refused:
        for sentence in refused.sentences:
            form.add_error(None, sentence)
        return False
    did(request, "procedure.answer", version, facts={"path": path} | _facts(version))
    said = words.say(procedure_of(version.pk), path)
    messages.success(request, texts.ANSWERED.format(rule=words.label(path), words=said) + _not_in(made, version))
    return True
