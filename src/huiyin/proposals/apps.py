from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "huiyin.proposals"
    label = "proposals"
    verbose_name = "提"
    default_auto_field = "django.db.models.BigAutoField"
