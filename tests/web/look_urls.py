"""Addresses of the browser tests of the look: the style guide and a form that answers with a redirect and a notice."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

from huiyin.web.elder import elder
from huiyin.web.styleguide import styleguide

handler404 = "huiyin.web.errors.not_found"
handler500 = "huiyin.web.errors.server_error"


def sent(request: HttpRequest) -> HttpResponse:
    size = sum(file.size or 0 for file in request.FILES.values())
    messages.success(request, f"已收到 {size} 个字节。", extra_tags="/sent/")
    return HttpResponseRedirect("/styleguide/?page=write&after=sending")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the page that is broken on purpose")


urlpatterns = [
    path("styleguide/", styleguide, name="styleguide"),
    path("elder/", elder, name="elder"),
    path("sent/", sent, name="signout"),
    path("broken/", broken),
]
