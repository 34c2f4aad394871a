from django.apps import AppConfig


class HandlingConfig(AppConfig):
    name = "huiyin.handling"
    label = "handling"
    verbose_name = "办"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from huiyin.handling import assisting, contacting, rounds, steps  # noqa: F401 - its steps for the catalogue
