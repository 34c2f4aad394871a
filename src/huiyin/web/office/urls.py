from django.urls import include, path

urlpatterns: list = [
    path("", include("huiyin.web.office.ledger_urls")),
]
