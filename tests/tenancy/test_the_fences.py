"""Acceptance 6, as the app role: one congress neither sees, changes, nor points at a row of another.

The same checks are run against a database with one policy dropped, and must fail there: a fence whose absence no test
notices is no fence.
"""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from huiyin.chain.models import Event
from huiyin.dispatch.models import Assignment
from huiyin.foundation import search
from huiyin.foundation.models import SearchEntry
from huiyin.foundation.segment import tsvector_literal
from huiyin.foundation.tenancy import GLOBAL_TABLES, NoCongress, acting, current_scope, for_each_congress
from huiyin.foundation.tenancy.fence import is_global
from huiyin.foundation.tenancy.lint import findings
from huiyin.people.models import Body, Congress, Person
from huiyin.proposals.models import Proposal, Signer
from tests.tenancy.conftest import fenced
from tests.world import World

Districts = tuple[World, World]


def rows(sql: str, values: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def seen(table: str) -> dict[int, int]:
    """Congress → how many of its rows can be read. The words of the search index may not even be counted by."""
    return dict(rows(f'select congress_id, count(congress_id) from "{table}" group by 1'))


def leaks(districts: Districts) -> list[str]:
    """Every table in which a congress sees rows that are not its own, or anyone sees rows without one."""
    found = [f"{table} without a congress" for table in fenced() if seen(table)]
    for world in districts:
        with world.acting():
            tables = [table for table in fenced() if set(seen(table)) - {world.congress.pk}]
            found += [f"{table} as {world.congress.code}" for table in tables]
    return found


def test_every_fenced_table_is_filled_in_both_districts_so_that_there_is_something_to_see(districts: Districts) -> None:
    for world in districts:
        with world.acting():
            assert [table for table in fenced() if not seen(table)] == []


def test_without_a_congress_there_is_nothing_and_with_one_only_its_own(districts: Districts) -> None:
    assert leaks(districts) == []


def test_with_one_policy_opened_the_same_check_fails(two_districts: Districts, own_district: str) -> None:
    """The control: on a copy, as superuser."""
    with server_connection(own_district) as superuser:
        superuser.execute("alter policy tenant_read on handling_letter using (true)")
    assert leaks(two_districts) == ["handling_letter without a congress"] + [
        f"handling_letter as {world.congress.code}" for world in two_districts
    ]


def test_with_row_level_security_switched_off_the_same_check_fails(
    two_districts: Districts, own_district: str
) -> None:
    with server_connection(own_district) as superuser:
        superuser.execute("alter table proposals_proposal disable row level security")
    assert "proposals_proposal without a congress" in leaks(two_districts)


def test_every_table_is_fenced_or_global_with_a_reason(districts: Districts) -> None:
    tables = [row[0] for row in rows("select tablename from pg_tables where schemaname = 'public'")]
    assert {table for table in tables if not is_global(table)} == set(fenced())
    assert all(len(reason) > 15 or table.startswith(("django_", "auth_")) for table, reason in GLOBAL_TABLES.items())


# -- reading -----------------------------------------------------------------------------------------------------------


def test_another_congress_s_row_is_not_found_by_its_id(districts: Districts) -> None:
    here, there = districts
    with there.acting():
        proposal, row, seat = Proposal.objects.get(), Assignment.objects.first(), there.seats["clerk"]
        event = Event.objects.first()
    assert row is not None and event is not None
    with here.acting():
        for model, pk in ((Proposal, proposal.pk), (Assignment, row.pk), (type(seat), seat.pk), (Event, event.pk)):
            assert not model._base_manager.filter(pk=pk).exists()
        assert not Person.objects.filter(pk=seat.person_id).exists()


def test_the_search_function_finds_nothing_of_another_congress(districts: Districts) -> None:
    here, there = districts
    with here.acting():
        found = search.find_cases("沿江大道")
        assert set(found.ids) == set(Proposal.objects.values_list("pk", flat=True))
        bodies, seats = [there.bodies["unit"].pk], [there.seats["deputy"].pk]
        assert search.find_cases("沿江大道", bodies=bodies).ids == []
        assert search.find_cases("沿江大道", seats=seats).ids == []


def test_the_search_function_says_nothing_without_a_congress_or_of_one_not_read(districts: Districts) -> None:
    here, there = districts
    assert search.find_cases("沿江大道").ids == []
    with acting(here.congress.pk, reading=(there.congress.pk,)):
        assert search.find_cases("沿江大道").ids == []


def test_the_search_function_finds_what_a_superuser_s_scan_finds(districts: Districts, role: Any) -> None:
    """Search under row-level security loses nothing: every item, by every two characters of its title."""
    here, _ = districts
    scanned = role("superuser").execute(
        "select p.id from proposals_proposal p join people_congress c on c.id = congress_id "
        "where c.code = 'linjiang' and title || body like '%沿江大道%'"
    )
    with here.acting():
        assert set(search.find_cases("沿江大道").ids) == {row[0] for row in scanned.fetchall()}
        here.register("关于在江滩增设母婴室的建议", printed_no="临人〔2026〕2号")
        title = "关于整治沿江大道违停的建议"
        for first in range(len(title) - 1):
            pair = title[first : first + 2]
            expected = set(Proposal.objects.filter(title__contains=pair).values_list("pk", flat=True))
            assert expected <= set(search.find_cases(pair).ids), pair


def test_the_search_function_gives_the_newest_and_says_that_there_are_more(districts: Districts) -> None:
    """A word that stands in most cases: nobody reads 70,000 hits, and counting them took longer than finding them."""
    here, _ = districts
    with here.acting():
        body = {"congress_id": here.congress.pk, "kind": "proposal", "on": date(2026, 3, 2), "dictionary": 1}
        vector = tsvector_literal("关于增设母婴室的建议", "", ["关于增设母婴室的建议"])
        entries = [SearchEntry(thing_id=10**6 + n, search=vector, short="", **body) for n in range(300)]
        SearchEntry.objects.bulk_create(entries)
        found, all_of_them = search.find_cases("母婴室"), search.find_cases("母婴室", most=300)
    assert found.ids == [10**6 + n for n in range(299, 299 - search.MOST, -1)]
    assert found.more
    assert len(all_of_them.ids) == 300
    assert not all_of_them.more


def test_the_words_of_the_search_index_cannot_be_read_by_the_app_role(districts: Districts) -> None:
    here, _ = districts
    for column in ("search", "short"):
        with here.acting(), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            rows(f"select {column} from foundation_searchentry")


def test_reading_several_congresses_does_not_mean_writing_them(districts: Districts) -> None:
    """Feasibility §3: an inbox reads an account's congresses; only the one acted in is written."""
    here, there = districts
    both = (here.congress.pk, there.congress.pk)
    with acting(here.congress.pk, reading=both):
        assert Proposal.objects.count() == 2
        theirs = Proposal.objects.get(congress=there.congress)
        assert Proposal.objects.filter(congress=there.congress).update(title="改") == 0
        assert Proposal.objects.filter(pk=theirs.pk).update(congress=here.congress) == 0
        assert Signer.objects.count() > 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Body.objects.create(congress=there.congress, name="假单位", kind="department")
        mine = Body.objects.filter(congress=here.congress)[0]
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Body.objects.filter(pk=mine.pk).update(congress=there.congress)
        assert rows("select id from proposals_proposal where id = %s for update", [theirs.pk]) == []
    with there.acting():
        assert Proposal.objects.get().title != "改"


def test_a_delete_does_not_reach_another_congress_s_rows(districts: Districts) -> None:
    here, there = districts
    with acting(here.congress.pk, reading=(here.congress.pk, there.congress.pk)):
        for table in ("foundation_draft", "handling_lettercopy", "foundation_notice"):
            with connection.cursor() as cursor:
                cursor.execute(f"delete from {table} where congress_id = %s", [there.congress.pk])
                assert cursor.rowcount == 0, table


# -- keys --------------------------------------------------------------------------------------------------------------


def test_a_key_to_another_congress_s_row_is_refused_on_every_table(districts: Districts, role: Any) -> None:
    """Also where the app role would not see the row: the database itself holds the composite key."""
    here, there = districts
    superuser = role("superuser")
    keys = superuser.execute(
        "select c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text from pg_constraint c "
        "join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2] "
        "where c.contype = 'f' and cardinality(c.conkey) = 2 and c.connamespace = 'public'::regnamespace"
    ).fetchall()
    assert len(keys) > 20
    superuser.execute("set constraints all immediate")
    superuser.execute("alter table proposals_signer drop constraint signer_is_seat_or_delegation")
    superuser.execute("alter table proposals_manuscript drop constraint manuscript_is_led_by_one")
    for table, column, target in keys:
        theirs = superuser.execute(
            f"select id from {target} where congress_id = %s order by id limit 1", [there.congress.pk]
        ).fetchone()
        own = superuser.execute(f"select ctid from {table} where congress_id = %s", [here.congress.pk]).fetchone()
        assert theirs is not None and own is not None, (table, target)
        # A letter that was sent is held by its trigger before its key is looked at.
        with pytest.raises((psycopg.errors.ForeignKeyViolation, psycopg.errors.InsufficientPrivilege)):
            with superuser.transaction():
                superuser.execute(f"update {table} set {column} = %s where ctid = %s", [theirs[0], own[0]])


def test_the_app_role_cannot_point_at_another_congress_s_row_through_the_models(districts: Districts) -> None:
    here, there = districts
    with here.acting():
        row = Assignment.objects.all()[0]
        with pytest.raises(IntegrityError, match="same_congress"), transaction.atomic():
            Assignment.objects.filter(pk=row.pk).update(body=there.bodies["unit"])


def test_a_unique_value_of_another_congress_is_free_here_and_tells_nothing(districts: Districts) -> None:
    here, there = districts
    with there.acting():
        Body.objects.create(congress=there.congress, name="只有那边有的局", kind="department")
    with here.acting():
        Body.objects.create(congress=here.congress, name="只有那边有的局", kind="department")
        with pytest.raises(IntegrityError), transaction.atomic():
            Body.objects.create(congress=here.congress, name="只有那边有的局", kind="department")


def test_every_unique_value_begins_with_its_congress(districts: Districts) -> None:
    found = rows(
        "select i.indexrelid::regclass::text from pg_index i join pg_class t on t.oid = i.indrelid "
        "join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0] "
        "where t.relname = any(%s) and i.indisunique and not i.indisprimary and a.attname <> 'congress_id'",
        [fenced()],
    )
    assert found == []


# -- the scope ---------------------------------------------------------------------------------------------------------


def test_one_connection_alternating_between_congresses_and_none_never_mixes_them(two_districts: Districts) -> None:
    """Feasibility, trap 6: an IMMUTABLE function planned once would show one congress's rows to the other."""
    here, there = two_districts
    for turn in range(100):
        for world in (here, there):
            with world.acting():
                assert rows("select distinct congress_id from proposals_proposal") == [(world.congress.pk,)]
                assert len(search.find_cases("沿江大道").ids) == 1
        if turn % 10 == 0:
            assert rows("select count(*) from proposals_proposal") == [(0,)]


def test_prepared_statements_do_not_remember_a_congress(two_districts: Districts, role: Any) -> None:
    here, there = two_districts
    app = role("app")
    app.prepare_threshold = 0
    for _ in range(12):
        for world in (here, there):
            app.execute(
                "select set_config('huiyin.acting', %s, true), set_config('huiyin.reading', %s, true)",
                [str(world.congress.pk), f"{{{world.congress.pk}}}"],
            )
            found = app.execute("select distinct congress_id from handling_round").fetchall()
            assert found == [(world.congress.pk,)]
            app.commit()
            assert app.execute("select count(*) from handling_round").fetchone() == (0,)
            app.commit()


def test_after_an_error_the_outer_congress_stands_again(two_districts: Districts) -> None:
    here, there = two_districts
    with here.acting():
        with pytest.raises(ZeroDivisionError), there.acting():
            1 / 0  # noqa: B018 - the error is the point
        assert current_scope().congress_id == here.congress.pk
        assert set(seen("proposals_proposal")) == {here.congress.pk}
        with there.acting():
            assert set(seen("proposals_proposal")) == {there.congress.pk}
        assert set(seen("proposals_proposal")) == {here.congress.pk}


def test_outside_a_scope_nothing_acts(two_districts: Districts) -> None:
    with pytest.raises(NoCongress):
        current_scope()


def test_a_thread_does_not_inherit_the_congress_of_another(two_districts: Districts) -> None:
    here, _ = two_districts
    found: list[Any] = []

    def look() -> None:
        found.append(seen("proposals_proposal"))
        connection.close()

    with here.acting():
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert found == [{}]


def test_all_congresses_are_walked_one_transaction_each(two_districts: Districts) -> None:
    walked = [(scope.congress_id, seen("proposals_proposal")) for scope in for_each_congress()]
    assert walked == [(world.congress.pk, {world.congress.pk: 1}) for world in two_districts]


def test_a_congress_changes_its_own_name_only(districts: Districts) -> None:
    here, there = districts
    with here.acting():
        assert Congress.objects.filter(pk=there.congress.pk).update(help_phone="110") == 0
        assert Congress.objects.filter(pk=here.congress.pk).update(help_phone="027-1") == 1


# -- migrations and the catalogue --------------------------------------------------------------------------------------


def test_the_owner_s_migrations_see_and_change_the_rows(two_districts: Districts, role: Any) -> None:
    """Feasibility, trap 3: under FORCE without a policy of its own the owner changes 0 rows and reports success."""
    owner = role("owner")
    for table in fenced():
        assert len(owner.execute(f'select congress_id from "{table}" group by 1').fetchall()) == 2, table
    done = owner.execute("update proposals_proposal set remark = remark || '。'")
    assert done.rowcount == 2
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        owner.execute("update proposals_proposal set session_id = -1")


def test_the_catalogue_has_no_findings(two_districts: Districts) -> None:
    with connection.cursor() as cursor:
        assert findings(cursor) == []


SPOILED = {
    "a policy dropped": ("drop policy tenant_read on handling_round", "handling_round: policy tenant_read is missing"),
    "a policy opened": ("alter policy tenant_read on handling_round using (true)", "lets the app role pass by true"),
    "a second policy beside the right one": (
        "create policy easy on handling_round for select to huiyin_app using (true)",
        "policy easy lets the app role pass by true",
    ),
    "a policy for everybody": ("create policy easy on chain_event using (true)", "chain_event: policy easy"),
    "a write policy that looks at what is read": (
        "alter policy tenant_update on handling_round using (congress_id = any (huiyin_reading()))",
        "policy tenant_update lets",
    ),
    "security not forced": ("alter table handling_round no force row level security", "not enabled and forced"),
    "security not enabled": ("alter table handling_round disable row level security", "not enabled and forced"),
    "a new table without a fence": ("create table handling_note (id int)", "handling_note: row-level security"),
    "a key without its congress": (
        "alter table handling_contact add foreign key (round_id) references handling_round (id)",
        "does not name the congress",
    ),
    "a unique value that tells of others": (
        "create unique index tells on people_body (name, congress_id, id)",
        "does not begin with the congress",
    ),
    "an immutable tenant function": ("alter function huiyin_acting() immutable", "huiyin_acting: IMMUTABLE"),
    "a definer function without a path": (
        "alter function huiyin_my_seats(text) reset search_path",
        "without a pinned search_path",
    ),
    "a definer function of the owner": (
        "alter function huiyin_my_seats(text) owner to huiyin_owner",
        "owned by huiyin_owner",
    ),
    "a view for all": (
        "create view everything as select * from proposals_proposal; grant select on everything to huiyin_app",
        "everything: a view without security_invoker",
    ),
    "a table of the app role": ("alter table handling_round owner to huiyin_app", "owned by the app role"),
    "events that may be changed": ("grant update on chain_event to huiyin_app", "the app role may UPDATE events"),
    "events that may be emptied": (
        "grant truncate on chain_installationevent to huiyin_app",
        "the app role may TRUNCATE events",
    ),
}


@pytest.mark.parametrize("why", SPOILED)
def test_the_lint_finds_a_fence_that_is_down(two_districts: Districts, role: Any, why: str) -> None:
    sql, words = SPOILED[why]
    superuser = role("superuser")
    superuser.execute(sql)
    with superuser.cursor() as cursor:
        assert any(words in finding for finding in findings(cursor)), findings(cursor)


def server_connection(name: str) -> psycopg.Connection[Any]:
    from tests.support import server

    return server.connect("superuser", name, autocommit=True)
