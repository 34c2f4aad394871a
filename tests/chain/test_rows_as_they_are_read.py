"""Models made from other than the ORM's own questions are the same models."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from huiyin.chain.models import Event
from huiyin.foundation.columns import columns, from_json
from huiyin.handling.casereading import _MODELS, rows_of_case
from huiyin.people.models import Person
from tests.chain.cast import Cast

pytestmark = pytest.mark.django_db


def values(row: models.Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_case_read_as_json_is_what_the_orm_reads(cast: Cast) -> None:
    world = cast.world
    deputy = world.seats["deputy"].person
    deputy.phone = "13800001234"
    deputy.save()
    world.answer(world.receive(cast.lead))
    with world.acting():
        found = rows_of_case(world.congress.pk, cast.proposal.pk)
        for name, model in _MODELS.items():
            rows = getattr(found, name)
            fresh = model._base_manager.in_bulk([row.pk for row in rows])
            assert [values(row) for row in rows] == [values(fresh[row.pk]) for row in rows], name
        assert found.cases and found.signers and found.events and found.letters and found.contacts and found.clocks
        assert "13800001234" in {person.phone for person in found.persons}


def test_a_moment_keeps_its_fraction_and_its_zone_in_json(cast: Cast) -> None:
    event = Event.objects.filter(congress=cast.world.congress).first()
    assert event is not None
    for fraction in (0, 100_000, 120_000, 1, 999_999):
        at = datetime(2026, 5, 20, 4, 0, 0, fraction, tzinfo=timezone(timedelta(hours=8)))
        with connection.cursor() as cursor:
            cursor.execute("select to_jsonb(t)::text from (select %s::timestamptz as at) t", [at])
            row = values(event) | json.loads(cursor.fetchone()[0])
        row["happened_on"] = str(row["happened_on"])
        assert from_json(Event, row).at == at


def test_what_needs_converting_is_left_out_of_columns_and_read_when_asked_for(cast: Cast) -> None:
    plain = columns(Person, "p")
    assert "phone" not in plain.names and '"phone"' not in plain.sql
    deputy = cast.world.seats["deputy"].person
    deputy.phone = "13800001234"
    deputy.save()
    with cast.world.acting():
        made = plain.made([getattr(deputy, name) for name in plain.names])
        assert made.name == deputy.name
        assert made.phone == "13800001234"


@isolate_apps("huiyin.foundation")
def test_a_kind_of_field_that_json_would_change_is_refused() -> None:
    class Priced(models.Model):
        price = models.DecimalField(max_digits=4, decimal_places=2)

        class Meta:
            app_label = "foundation"

    with pytest.raises(TypeError, match="faithfully"):
        from_json(Priced, {"id": 1, "price": 1.5})
