from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "huiyin.procedures"
    label = "procedures"
    verbose_name = "规程"
    default_auto_field = "django.db.models.BigAutoField"
