from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "huiyin.promises"
    label = "promises"
    verbose_name = "诺"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The room adds its steps to the catalogue, its question to the check of letters.
        from huiyin.promises import checking, steps  # noqa: F401
