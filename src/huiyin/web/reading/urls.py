from django.urls import path

from huiyin.web.reading import desk, registering, sheet

urlpatterns = [
    path("reading/", desk.reading, name="reading"),
    path("reading/<id:case_id>/", sheet.sheet, name="reading_sheet"),
    path("reading/<id:case_id>/refuse/", sheet.refuse, name="reading_refuse"),
    path("registering/", registering.registering, name="registering"),
    path("registering/counts/", registering.counts, name="registering_counts"),
    path("registering/batch/", registering.batch, name="registering_batch"),
    path("registering/<id:case_id>/", registering.accept, name="registering_case"),
]
