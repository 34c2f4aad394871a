from django.urls import path

from huiyin.web.lists import exporting, printing, saving, views

urlpatterns = [
    path("lists/", views.lists, name="lists"),
    path("lists/print/", printing.whole, name="list_print"),
    path("lists/columns/", views.columns, name="list_columns"),
    path("lists/views/", saving.views, name="saved_views"),
    path("lists/views/<id:view_id>/", saving.change, name="saved_view"),
    path("lists/views/<id:view_id>/restore/", saving.restore, name="saved_view_restore"),
    path("lists/export/", exporting.export, name="list_export"),
    path("exports/", exporting.exports, name="exports"),
    path("exports/<id:progress_id>/", exporting.one, name="export"),
    path("exports/<id:progress_id>/stop/", exporting.stop, name="export_stop"),
]
