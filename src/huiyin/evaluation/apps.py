from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "huiyin.evaluation"
    label = "evaluation"
    verbose_name = "评"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from huiyin.evaluation import steps  # noqa: F401 - the room adds its steps to the catalogue
        from huiyin.evaluation import telling  # noqa: F401 - and its words to the course of a case
