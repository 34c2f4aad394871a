from django.apps import AppConfig


class ChainConfig(AppConfig):
    name = "huiyin.chain"
    label = "chain"
    verbose_name = "环节"
    default_auto_field = "django.db.models.BigAutoField"
