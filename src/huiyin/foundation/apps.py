from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "huiyin.foundation"
    label = "foundation"
    verbose_name = "地基"
    default_auto_field = "django.db.models.BigAutoField"
