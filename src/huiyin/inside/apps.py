from django.apps import AppConfig


class InsideConfig(AppConfig):
    name = "huiyin.inside"
    label = "inside"
    verbose_name = "内"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from huiyin.inside import given

        given.register()
