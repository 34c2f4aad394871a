from django.urls import path

from huiyin.web.leader import views

urlpatterns = [
    path("overview/", views.overview, name="overview"),
    path("overview/paper/<slug:form>/", views.paper, name="overview_paper"),
]
