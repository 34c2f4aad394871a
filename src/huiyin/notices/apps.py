from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "huiyin.notices"
    label = "notices"
    verbose_name = "达"
    default_auto_field = "django.db.models.BigAutoField"
