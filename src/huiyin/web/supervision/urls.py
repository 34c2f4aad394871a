from django.urls import path

from huiyin.web.supervision import checks, key_items, lights, papers, problems, threads

urlpatterns = [
    path("lights/", lights.lights, name="lights"),
    path("light/<id:light_id>/", lights.light, name="light"),
    path("light-up/<id:round_id>/", lights.show, name="light_up"),
    path("key-items/", key_items.key_items, name="key_items"),
    path("case/<id:case_id>/key-item/", key_items.propose, name="key_item_propose"),
    path("key-item/<id:item_id>/", key_items.key_item, name="key_item"),
    path("key-item/<id:item_id>/<slug:act_>/", key_items.act_on, name="key_item_act"),
    path("checks/", checks.checks, name="checks"),
    path("checks/new/", checks.plan, name="check_plan"),
    path("check/<id:check_id>/", checks.check, name="check"),
    path("check/<id:check_id>/paper/<slug:form>/", papers.brief, name="check_paper"),
    path("problems/paper/<slug:form>/", papers.circular, name="circular"),
    path("check/<id:check_id>/<slug:act_>/", checks.check_act, name="check_act"),
    path("check-row/<id:row_id_>/", checks.check_row, name="check_row"),
    path("check-row/<id:row_id_>/<slug:act_>/", checks.check_row_act, name="check_row_act"),
    path("threads/", threads.threads, name="threads"),
    path("case/<id:case_id>/thread/", threads.thread, name="thread"),
    path("problems/", problems.problems, name="problems"),
    path("problem/<id:problem_id>/", problems.problem, name="problem"),
    path("problem/<id:problem_id>/<slug:act_>/", problems.problem_act, name="problem_act"),
]
