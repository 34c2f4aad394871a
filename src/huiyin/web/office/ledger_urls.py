from django.urls import path

from huiyin.web.office import ledger_views as views

urlpatterns = [
    path("ledgers/", views.ledgers, name="ledgers"),
    path("ledgers/<id:ledger_id>/", views.ledger, name="ledger"),
    path("ledgers/<id:ledger_id>/columns/", views.settle_columns, name="ledger_columns"),
    path("ledgers/<id:ledger_id>/run/", views.run, name="ledger_run"),
    path("ledgers/<id:ledger_id>/answers/", views.answers, name="ledger_answers"),
    path("ledgers/<id:ledger_id>/accept/", views.accept, name="ledger_accept"),
    path("ledgers/<id:ledger_id>/undo/", views.undo, name="ledger_undo"),
]
