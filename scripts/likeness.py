"""How well like items are found: `.venv/bin/python scripts/likeness.py` prints a table for the titles of the test set.

Runs on an embedded server in a home of its own (HUIYIN_BENCH_HOME, default ./bench-data), as the app role under the
policies. With `--size 100000` the congress of `huiyin bench` is asked too, for the time a question takes.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["HUIYIN_HOME"] = str(Path(os.environ.get("HUIYIN_BENCH_HOME") or "bench-data").absolute())
for name in ("HUIYIN_DATABASE_URL", "HUIYIN_OWNER_DATABASE_URL", "HUIYIN_KEEPER_DATABASE_URL"):
    os.environ.pop(name, None)


def library() -> tuple[int, dict[str, int]]:
    """A congress with the titles of today's set, each registered by the step; made once for each set."""
    import hashlib

    from huiyin.foundation.tenancy import acting
    from huiyin.people import setup
    from huiyin.people.models import Congress, Role, Seat
    from huiyin.procedures.choosing import choose_profile
    from huiyin.proposals.models import Proposal
    from tests.proposals.likeness.measuring import TITLES, register_all

    code = "like-" + hashlib.sha256("\n".join(TITLES).encode()).hexdigest()[:8]
    congress = Congress.objects.filter(code=code).first()
    if congress is None:
        congress = setup.new_congress(code, "相似区人民代表大会", "county", is_demo=True)
        with acting(congress.pk):
            choose_profile(congress, "base")
            term = setup.term_of(congress, 18)
            session = setup.session_of(congress, term, 5)
            committee = setup.add_body(congress, "代表工作委员会", "deputies_committee")
            team = setup.add_body(congress, "第一代表团", "delegation")
            officer = setup.add_seat(setup.add_person(congress, "陈立新"), committee, Role.COMMITTEE_OFFICER)
            lead = setup.add_seat(setup.add_person(congress, "李文静"), team, Role.DEPUTY, term=term)
            officer, lead = (Seat.objects.select_related("person", "body").get(pk=seat.pk) for seat in (officer, lead))
            register_all(TITLES, session, officer, lead)
    with acting(congress.pk):
        ids = dict(Proposal.objects.filter(congress_id=congress.pk).values_list("title", "pk"))
    return congress.pk, ids


def table(congress_id: int, ids: dict[str, int]) -> None:
    from huiyin.foundation.tenancy import acting
    from huiyin.proposals import jobs, meaning
    from tests.proposals.likeness.measuring import CHOSEN, OTHERS, PAIRS, UNSEEN, Method, like, measure, plain_search

    there = meaning.installed()
    methods: list[tuple[str, Method, Callable[[], bool]]] = [
        ("plain search", plain_search, lambda: False),
        ("default", like, lambda: False),
    ]
    if there:
        jobs.compute.func(congress_id=congress_id)
        methods.append(("default + semantic", like, lambda: True))
    else:
        print("huiyin[semantic] is not installed: its line is missing.")
    for words, pairs in (
        ("pairs that words and thresholds were chosen by (flatters)", PAIRS),
        ("pairs that the fusion was chosen by", CHOSEN),
        ("unseen pairs", UNSEEN),
    ):
        print(
            f"\n{len(pairs)} {words}, among {len(ids)} titles; each pair asked from both sides, {len(OTHERS)} titles have none"
        )
        heads = ("R@1", "R@5", "MRR", "prec.", "shown", "noise", "cand.", "p50 ms", "p95 ms")
        print(f"{'':20}" + "".join(f"{head:>8}" for head in heads))
        for name, method, installed in methods:
            meaning.installed = installed
            with acting(congress_id):
                if name.endswith("semantic"):
                    meaning.nearest(congress_id, meaning.Text("预热"))
                found = measure(method, congress_id, ids, pairs, OTHERS)
            shares = (found.first, found.five, found.mrr, found.precision, found.shown, found.noise, found.candidates)
            cells = [f"{value:>8.2f}" for value in shares] + [f"{ms:>8.1f}" for ms in (found.p50_ms, found.p95_ms)]
            print(f"{name:20}" + "".join(cells))


def in_a_large_congress(size: int) -> None:
    import random

    from huiyin.cli.bench.data import load
    from huiyin.foundation.home import Home
    from huiyin.foundation.likeness import core
    from huiyin.foundation.tenancy import acting
    from huiyin.people.models import Congress
    from huiyin.proposals import meaning
    from huiyin.proposals.likeness import like_items
    from huiyin.proposals.models import Proposal
    from tests.proposals.likeness.measuring import TITLES

    congress_id = load(Home.from_environment(), size)
    congress = Congress.objects.get(pk=congress_id)
    dice = random.Random(1)
    meaning.installed = lambda: False
    with acting(congress_id):
        first = Proposal.objects.filter(congress_id=congress_id).order_by("pk").values_list("pk", flat=True)[0]
        own = list(
            Proposal.objects.filter(pk__in=dice.sample(range(first, first + size), min(150, size))).values_list(
                "pk", "title"
            )
        )
    print(f"\n{size} items in one congress, default")
    for words, questions in (
        ("titles of the set", [(None, title) for title in dice.sample(TITLES, 150)]),
        ("its own titles, every word frequent", own),
    ):
        times, copies = [], 0
        for _, title in questions:
            with acting(congress_id):
                started = time.perf_counter()
                found = like_items(congress, title)
                times.append((time.perf_counter() - started) * 1000)
            copies += bool(found) and core(found[0].title) == core(title)
        times.sort()
        line = f"  {words}: p50 {statistics.median(times):.0f} ms, p95 {times[int(len(times) * 0.95)]:.0f} ms"
        print(line + (f", the copy first in {copies} of {len(questions)}" if questions[0][0] else ""))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=0, help="also ask a congress of so many items")
    parser.add_argument("--only-size", action="store_true", help="without the table")
    given = parser.parse_args()
    from huiyin.cli.support import start_django
    from huiyin.foundation.database.server import EmbeddedServer
    from huiyin.foundation.home import Home

    home = Home.from_environment()
    with EmbeddedServer(home, {"shared_buffers": "512MB"}).in_use():
        start_django()
        from huiyin.cli.preparing import bring_up_to_date

        bring_up_to_date(home)
        if not given.only_size:
            table(*library())
        if given.size:
            in_a_large_congress(given.size)


if __name__ == "__main__":
    main()
