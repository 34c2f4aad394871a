from django.urls import path

from huiyin.web.deputy import views

urlpatterns = [
    path("mine/letter/<id:round_id>/", views.letter, name="my_letter"),
    path("mine/letter/<id:round_id>/open/", views.open_letter, name="my_letter_open"),
    path("mine/evaluate/<id:round_id>/", views.evaluate, name="my_evaluate"),
    path("mine/thanks/<id:round_id>/", views.thanks, name="my_thanks"),
    path("mine/paper/<id:round_id>/", views.reject_paper, name="my_paper"),
    path("mine/contact/<id:contact_id>/", views.check_contact, name="my_contact"),
]
