from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "huiyin.dispatch"
    label = "dispatch"
    verbose_name = "交"
    default_auto_field = "django.db.models.BigAutoField"
