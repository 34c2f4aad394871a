from django.urls import path

from huiyin.web.account import views

urlpatterns = [
    path("", views.front, name="front"),
    path("signin/", views.signin, name="signin"),
    path("signout/", views.signout, name="signout"),
    path("slip/", views.slip, name="slip"),
    path("slip/<slug:code>/", views.slip, name="slip_code"),
    path("password/", views.password, name="password"),
    path("seats/", views.seats, name="seats"),
    path("demo/", views.enter_as, name="enter_as"),
]
