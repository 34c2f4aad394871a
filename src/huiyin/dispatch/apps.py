from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "huiyin.dispatch"
    label = "dispatch"
    verbose_name = "交"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from huiyin.dispatch import long_limit, returning, steps, taking_over, terminating  # noqa: F401 - the room adds its steps to the catalogue
        from huiyin.dispatch.queries import handlers_of, sees_item
        from huiyin.proposals.files import seen_by
        from huiyin.proposals.following import tells_handlers

        tells_handlers(handlers_of)
        seen_by(sees_item)
