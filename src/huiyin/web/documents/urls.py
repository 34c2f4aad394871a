from django.urls import path

from huiyin.web.documents import booklets, letter, papers

urlpatterns = [
    path("letter/<id:round_id>/<slug:form>/", letter.letter, name="letter_document"),
    path("case/<id:case_id>/archive/", papers.case_archive, name="case_archive"),
    path("papers/", papers.papers, name="papers"),
    path("papers/booklets/", booklets.booklets, name="booklets"),
    path("papers/booklets/<id:progress_id>/", booklets.booklet, name="booklet"),
    path("papers/hand-over/<id:body_id>/<slug:form>/", papers.hand_over_list, name="hand_over_list"),
    path("papers/overdue/<slug:form>/", papers.overdue_list, name="overdue_list"),
    path("papers/ledger/<slug:form>/", papers.ledger_list, name="ledger_list"),
    path("papers/box/<id:session_id>/<id:box>/<slug:form>/", papers.box_list, name="box_list"),
]
