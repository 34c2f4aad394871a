from django.urls import path

from huiyin.web.office import motions

urlpatterns = [
    path("motions/", motions.motions, name="motions"),
    path("motions/<id:motion_id>/", motions.motion, name="motion"),
    path("motions/<id:motion_id>/<slug:name>/", motions.motion_act, name="motion_act"),
    path("case/<id:case_id>/split/", motions.split, name="split"),
]
