from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "huiyin.supervision"
    label = "supervision"
    verbose_name = "督"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The room adds its steps to the catalogue.
        from huiyin.handling.queries import read_things
        from huiyin.supervision import key_items, lights, queries
        from huiyin.supervision.models import KeyItem, Light

        read_things(Light.KIND, queries.light_seen)
        read_things(KeyItem.KIND, queries.key_item_seen)
        assert key_items and lights
