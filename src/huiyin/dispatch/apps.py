from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "huiyin.dispatch"
    label = "dispatch"
    verbose_name = "交"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from huiyin.dispatch import long_limit, returning, steps, taking_over  # noqa: F401 - the room adds its steps to the catalogue
