from django.urls import path

from huiyin.web.documents import letter

urlpatterns = [
    path("letter/<id:round_id>/<slug:form>/", letter.letter, name="letter_document"),
]
