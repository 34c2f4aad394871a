from django.urls import path

from huiyin.web.unit import cases, correcting, desk, moving, opinions, replies, serving, steps, together

urlpatterns = [
    path("case/<id:case_id>/", cases.case, name="case"),
    path("peek/<id:case_id>/", desk.peek, name="peek"),
    path("receive/", desk.receive, name="receive-batch"),
    path("step/<str:code>/<id:thing_id>/", steps.simple, name="step"),
    path("why/<str:code>/<id:thing_id>/", steps.why, name="why"),
    path("return/<id:row_id>/", moving.ask_return, name="return-ask"),
    path("move/<str:code>/<id:row_id>/", moving.move, name="move"),
    path("opinion/<id:row_id>/", opinions.give, name="opinion"),
    path("contact/<id:round_id>/", steps.contact, name="contact"),
    path("serve/<id:round_id>/", serving.serve, name="serve"),
    path("contact/<id:round_id>/word/", serving.phone_word, name="phone-word"),
    path("contact/<id:round_id>/correct/", correcting.contact, name="contact-correct"),
    path("assign/<id:row_id>/", steps.assign, name="assign"),
    path("reply/<id:round_id>/", replies.reply, name="reply"),
    path("reply/<id:round_id>/edit/", replies.edit, name="reply-edit"),
    path("reply/<id:round_id>/save/", replies.autosave, name="reply-save"),
    path("reply/<id:round_id>/back/", replies.send_back, name="reply-back"),
    path("reply/<id:round_id>/decline/", replies.decline, name="reply-decline"),
    path("reply/<id:round_id>/send/", replies.send, name="reply-send"),
    path("reply/<id:round_id>/carry/", together.carry, name="reply-carry"),
    path("reply/<id:round_id>/together/<slug:act>/", together.together, name="reply-together"),
    path("reply/<id:round_id>/follow-up/", correcting.follow_up, name="follow-up"),
]
