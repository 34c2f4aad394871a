from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "huiyin.proposals"
    label = "proposals"
    verbose_name = "提"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from huiyin.proposals import signing, steps  # noqa: F401 - the room adds its steps to the catalogue
