from django.apps import AppConfig


class ChannelConfig(AppConfig):
    name = "huiyin.channel"
    label = "channel"
    verbose_name = "群"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from huiyin.channel import files
        from huiyin.foundation import file_owners

        file_owners.register(files.OF_MESSAGE)
        file_owners.register(files.OF_TRAY)
