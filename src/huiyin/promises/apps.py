from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "huiyin.promises"
    label = "promises"
    verbose_name = "诺"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The room adds its steps to the catalogue, its question to the check of letters, its files.
        from huiyin.handling.queries import read_things
        from huiyin.promises import checking, keeping, leave, moving, queries, saying, steps  # noqa: F401
        from huiyin.promises.models import Promise

        read_things(Promise.KIND, queries.promise_seen)
        saying.register()
