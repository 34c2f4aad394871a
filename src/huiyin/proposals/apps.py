from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "huiyin.proposals"
    label = "proposals"
    verbose_name = "提"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from huiyin.foundation import file_owners

        # The room adds its steps to the catalogue.
        from huiyin.proposals import (  # noqa: F401
            converting,
            files,
            merging,
            motions,
            reading,
            shares,
            signing,
            splitting,
            steps,
            submitting,
            withdrawing,
        )

        file_owners.register(files.OF_MANUSCRIPT)
