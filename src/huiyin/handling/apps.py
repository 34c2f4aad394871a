from django.apps import AppConfig


class HandlingConfig(AppConfig):
    name = "huiyin.handling"
    label = "handling"
    verbose_name = "办"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from huiyin.handling import photos

        photos.register()
        # Its steps for the catalogue.
        from huiyin.handling import (  # noqa: F401
            appointments,
            assisting,
            consulting,
            contacting,
            correcting,
            resuming,
            reviewing,
            rounds,
            serving,
            steps,
        )
