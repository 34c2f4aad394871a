"""The procedure of a congress: choosing a profile, looking at what it leaves open, answering that with a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from huiyin.procedures import answering
from huiyin.procedures import texts as words
from huiyin.procedures.choosing import ALWAYS, choose_profile
from huiyin.procedures.floor import ProcedureRefused
from huiyin.procedures.loading import available_profiles, blanks, load_profile
from huiyin.procedures.models import ProcedureVersion
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.schema import Procedure
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


def _dating(made: Door) -> dict[str, Any]:
    """From when on a new version may hold, for the forms."""
    base = answering.newest(made.congress.pk)
    earliest = base.valid_from if base is not None else ALWAYS
    return {"today": made.today, "earliest": earliest, "from_start": base is None or answering.may_reach_back(base)}


def _when(data: dict[str, Any]) -> str:
    return "从头" if data["when"] == "start" else day(data["valid_from"])


@admin
def profile(request: HttpRequest) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    shown = [(name, load_profile(name)) for name in available_profiles()]
    fitting = [(name, f"{one.name}：{one.about}") for name, one in shown if one.fits(made.congress.level)]
    base = answering.newest(made.congress.pk)
    initial = {"profile": base.profile} if base is not None else {}
    form = ProfileForm(typed(request), profiles=fitting, initial=initial, **_dating(made))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        version = choose_profile(made.congress, data["profile"], valid_from=data["valid_from"], seat_id=made.seat.pk)
        did(request, "procedure.choose", version, facts=_facts(version))
        name = load_profile(data["profile"]).name
        messages.success(request, texts.PROFILE_CHOSEN.format(name=name, when=_when(data)))
        return to(request, "setup_blanks")
    columns = [one for name, one in shown if one.fits(made.congress.level)]
    rows = [(words.label(path), [words.say(one, path) for one in columns]) for path in SUMMARY]
    context = {"form": form, "columns": columns, "rows": rows, "base": base, "own": _own(base)}
    return TemplateResponse(request, "setup/profile.html", context)


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
    if request.method == "POST" and form.is_valid() and _answer(request, form, base, path):
        return to(request, "setup_blanks")
    leaf = procedure.leaf(path)
    context = {"form": form, "label": words.label(path), "why": words.LABELS[path].why, "note": leaf.note}
    said = "" if leaf.is_blank else words.say(procedure, path)
    context |= {"said": said, "source": leaf.source, "documents": sorted(procedure.documents)}
    return TemplateResponse(request, "setup/blank.html", context)


def _answer(request: HttpRequest, form: AnswerForm, base: Any, path: str) -> bool:
    made: Door = request.door  # type: ignore[attr-defined]
    data = form.cleaned_data
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
    messages.success(request, texts.ANSWERED.format(rule=words.label(path), words=said))
    return True
