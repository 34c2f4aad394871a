from django.urls import path

from huiyin.web.promises import views

urlpatterns = [
    path("promises/", views.ledger, name="promise_ledger"),
    path("promises/sheet/", views.sheet, name="promise_sheet"),
    path("promise/<id:promise_id>/", views.promise, name="promise"),
    path("promise/<id:promise_id>/<slug:act>/", views.act_on, name="promise_act"),
]
