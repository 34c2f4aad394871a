from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "huiyin.reports"
    label = "reports"
    verbose_name = "统计"
    default_auto_field = "django.db.models.BigAutoField"
