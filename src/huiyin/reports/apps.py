from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "huiyin.reports"
    label = "reports"
    verbose_name = "统计"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The room adds its jobs to the worker, and says who reads the files it makes.
        from huiyin.foundation import file_owners
        from huiyin.reports import booklets, jobs, list_exports  # noqa: F401

        file_owners.register(booklets.OWNER)
        file_owners.register(list_exports.OWNER)
