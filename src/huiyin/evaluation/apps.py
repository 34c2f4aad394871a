from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "huiyin.evaluation"
    label = "evaluation"
    verbose_name = "评"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The room adds its steps to the catalogue, its words to the course of a case, its jobs to the worker.
        from huiyin.evaluation import jobs, paper, steps, tallying, telling  # noqa: F401
