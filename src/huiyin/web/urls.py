"""All addresses. Pages of a seat begin with /s/<seat>/: two tabs are two seats, and a notice's link carries its seat."""

from typing import Any

from django.urls import include, path

from huiyin.web import converters  # noqa: F401 - registers <id:…>
from huiyin.web.elder import elder
from huiyin.web.health import health
from huiyin.web.meeting.feeds import calendar
from huiyin.web.public import shared_item
from huiyin.web.shared import channel, notice_settings, uploading
from huiyin.web.shared import views as shared
from huiyin.web.styleguide import styleguide

handler400 = "huiyin.web.errors.bad_request"
handler403 = "huiyin.web.errors.forbidden"
handler404 = "huiyin.web.errors.not_found"
handler500 = "huiyin.web.errors.server_error"

seat_pages: list[Any] = [
    path("", shared.home, name="home"),
    path("notices/", shared.notices, name="notices"),
    path("notices/settings/", notice_settings.settings, name="notice_settings"),
    path("search/", shared.search, name="search"),
    path("undo/<id:event_id>/", shared.undo, name="undo"),
    path("file/<id:file_id>/", shared.file, name="file"),
    path("draft/<str:key>/", shared.draft, name="draft"),
    path("channels/", channel.channels, name="channels"),
    path("channel/<id:case_id>/", channel.channel, name="channel"),
    path("channel/<id:case_id>/<id:message_id>/<slug:act>/", channel.message, name="channel_message"),
    path("uploads/<slug:owner_kind>/<id:thing_id>/", uploading.uploads, name="uploads"),
    path("uploads/<slug:owner_kind>/<id:thing_id>/remove/<id:file_id>/", uploading.remove, name="upload_remove"),
    path("uploads/<id:arrival_id>/", uploading.upload, name="upload"),
    path("", include("huiyin.web.lists.urls")),
    path("", include("huiyin.web.unit.urls")),
    path("", include("huiyin.web.meeting.urls")),
    path("", include("huiyin.web.promises.urls")),
    path("", include("huiyin.web.supervision.urls")),
    path("", include("huiyin.web.leader.urls")),
    path("", include("huiyin.web.reading.urls")),
    path("", include("huiyin.web.office.urls")),
    path("", include("huiyin.web.deputy.urls")),
    path("", include("huiyin.web.documents.urls")),
    path("", include("huiyin.web.setup.urls")),
]

urlpatterns = [
    path("", include("huiyin.web.account.urls")),
    path("elder/", elder, name="elder"),
    path("share/<slug:link>/", shared_item, name="shared_item"),
    path("calendar/<slug:link>.ics", calendar, name="calendar"),
    path("health/", health, name="health"),
    path("styleguide/", styleguide, name="styleguide"),
    path("s/<id:seat_id>/", include(seat_pages)),
]
