"""Each look at the grades is written down where the pages' own role cannot reach it."""

from __future__ import annotations

from typing import Any

from huiyin.chain.taking import take
from huiyin.evaluation.steps import Evaluation
from tests.web.visiting import Visitor
from tests.world import make_world


def test_every_look_of_a_page_at_the_grades_is_written_down(own_database: str, superuser_connection: Any) -> None:
    world = make_world()
    with world.acting("deputy"):
        (row,) = world.by_the_office(world.register())
        round_ = world.receive(row)
        world.answer(round_)
        take("letter.open", round_, world.seats["deputy"])
        take("evaluation.give", round_, world.seats["deputy"], Evaluation({"overall": "unsatisfied"}, "没写期限。"))
    officer = Visitor(world, "officer")
    for path in ("settlement/", f"settlement/{round_.pk}/order/", "figures/", "register/"):
        officer.opens(path)
    rows = superuser_connection.execute(
        "select what, seat_id from sealed.look where congress_id = %s order by at", [world.congress.pk]
    ).fetchall()
    seat = world.seats["officer"].pk
    assert rows == [("settlement page", seat), ("settlement of one item", seat), ("figures", seat)]
