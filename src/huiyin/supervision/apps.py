from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "huiyin.supervision"
    label = "supervision"
    verbose_name = "督"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The room adds its steps to the catalogue.
        from huiyin.handling.queries import read_things
        from huiyin.supervision import (  # noqa: F401
            check_queries,
            checks,
            key_items,
            lights,
            problems,
            proof,
            queries,
            telling,
            threads,
        )
        from huiyin.supervision.models import Check, CheckRow, KeyItem, Light, Problem

        read_things(Light.KIND, queries.light_seen)
        read_things(KeyItem.KIND, queries.key_item_seen)
        read_things(Check.KIND, check_queries.check_seen)
        read_things(CheckRow.KIND, check_queries.row_seen)
        read_things(Problem.KIND, check_queries.problem_seen)
        proof.register()
