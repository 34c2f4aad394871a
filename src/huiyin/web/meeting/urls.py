from django.urls import path

from huiyin.web.meeting import feeds, views

urlpatterns = [
    path("appointment/offer/<id:round_id>/", views.offer, name="appointment-offer"),
    path("appointment/<id:appointment_id>/calendar/", views.as_file, name="appointment-ics"),
    path("appointment/<id:appointment_id>/<slug:word>/", views.word, name="appointment-word"),
    path("calendar/", feeds.feed_page, name="calendar-feed"),
]
