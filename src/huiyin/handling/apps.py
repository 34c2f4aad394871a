from django.apps import AppConfig


class HandlingConfig(AppConfig):
    name = "huiyin.handling"
    label = "handling"
    verbose_name = "办"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from huiyin.handling import steps  # noqa: F401 - the room adds its steps to the catalogue
