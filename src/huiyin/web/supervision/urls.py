from django.urls import path

from huiyin.web.supervision import key_items, lights

urlpatterns = [
    path("lights/", lights.lights, name="lights"),
    path("light/<id:light_id>/", lights.light, name="light"),
    path("light-up/<id:round_id>/", lights.show, name="light_up"),
    path("key-items/", key_items.key_items, name="key_items"),
    path("case/<id:case_id>/key-item/", key_items.propose, name="key_item_propose"),
    path("key-item/<id:item_id>/", key_items.key_item, name="key_item"),
    path("key-item/<id:item_id>/<slug:act_>/", key_items.act_on, name="key_item_act"),
]
