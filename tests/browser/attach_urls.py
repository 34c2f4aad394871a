"""The site's addresses, and one page more: a paper whose text is typed and whose files hang on it, as the pages of rooms do it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template import RequestContext, Template
from django.urls import path

from huiyin.foundation.models import Draft
from huiyin.web import urls
from huiyin.web.door import door
from huiyin.web.shared.attaching import attachments, take_chosen
from tests.support.papers import KIND

handler404 = "huiyin.web.errors.not_found"
handler500 = "huiyin.web.errors.server_error"
PAGE = """{% extends page_base %}{% load static %}{% block title %}写建议{% endblock %}
{% block scripts %}<script src="{% static 'js/resume.js' %}" defer></script>{% endblock %}
{% block main %}<h1>写建议</h1><form method="post" enctype="multipart/form-data" class="form">{% csrf_token %}
<div class="field"><label for="matter">什么问题</label><textarea id="matter" name="matter">{{ matter }}</textarea></div>
{% include "components/attachments.html" %}<button class="btn go">先放着</button></form>{% endblock %}"""


@door()
def paper(request: HttpRequest, draft_id: int) -> HttpResponseBase:
    seat = request.door.seat  # type: ignore[attr-defined]
    draft = Draft.objects.filter(congress_id=seat.congress_id, seat_id=seat.pk, pk=draft_id).first()
    if draft is None:
        raise Http404
    refused: list[str] = []
    if request.method == "POST":
        draft.data = {"matter": request.POST["matter"]}
        draft.save()
        refused = take_chosen(request, seat, KIND, draft.pk)
        if not refused:
            return HttpResponseRedirect(request.path)
    context = {"attached": attachments(seat, KIND, draft.pk, refused), "matter": draft.data.get("matter", "")}
    return HttpResponse(Template(PAGE).render(RequestContext(request, context)))


urlpatterns = [*urls.urlpatterns, path("s/<id:seat_id>/a-paper/<id:draft_id>/", paper, name="a-paper")]
