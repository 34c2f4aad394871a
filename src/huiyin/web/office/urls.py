from django.urls import include, path

from huiyin.web.office import figuring, merging, paper, registering, settling, table

urlpatterns = [
    path("", include("huiyin.web.office.ledger_urls")),
    path("", include("huiyin.web.office.motion_urls")),
    path("register/", registering.register, name="register"),
    path("case/<id:case_id>/hand-over/", registering.hand_over, name="hand_over"),
    path("case/<id:case_id>/correct/", registering.correct, name="correct"),
    path("case/<id:case_id>/signers/", registering.correct_signers, name="signers"),
    path("case/<id:case_id>/merge/", merging.merge, name="merge"),
    path("case/<id:case_id>/void/", registering.void, name="void"),
    path("hand-over/", table.table, name="hand_over_table"),
    path("hand-over/undo/<id:batch_id>/", table.take_back, name="hand_over_undo"),
    path("settlement/", settling.settlement, name="settlement"),
    path("settlement/<id:round_id>/order/", settling.order, name="rehandle"),
    path("settlement/<id:round_id>/close/", settling.close, name="close_over"),
    path("settlement/<id:round_id>/set-aside/", settling.set_aside, name="set_aside"),
    path("paper/<id:round_id>/", paper.enter, name="paper-enter"),
    path("paper/<id:round_id>/check/", paper.check, name="paper-check"),
    path("paper/<id:round_id>/scan/", paper.scan, name="paper-scan"),
    path("figures/", figuring.figures, name="figures"),
    path("figures/xlsx/", figuring.figures_xlsx, name="figures_xlsx"),
    path("figures/<slug:indicator>/<str:cut>/<slug:part>/", figuring.rows, name="figure_rows"),
    path("figures/<slug:indicator>/<str:cut>/<slug:part>/xlsx/", figuring.rows_xlsx, name="figure_rows_xlsx"),
    path(
        "figures/<slug:indicator>/<str:cut>/<slug:part>/document/<slug:form>/",
        figuring.rows_document,
        name="figure_rows_document",
    ),
]
