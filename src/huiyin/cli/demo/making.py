"""The demo congress: its sessions, rules and people, then this year's items; the session before is left to the worker."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from huiyin.chain.recording import record
from huiyin.cli.demo import CODE
from huiyin.cli.demo.cast import Cast
from huiyin.cli.demo.items import DATA, OPENED, SAT, YEAR, last_year, this_year
from huiyin.cli.demo.jobs import load_last_year
from huiyin.cli.demo.line import Line
from huiyin.cli.demo.raising import Raising, readers
from huiyin.cli.demo.supervising import supervise
from huiyin.foundation import clock
from huiyin.foundation.jobs import later
from huiyin.foundation.models import Notice, Progress
from huiyin.foundation.tenancy import acting
from huiyin.people import setup
from huiyin.people.importing import import_list, people_of_contacts
from huiyin.people.models import Body, BodyKind, Congress, Role, Seat, Session
from huiyin.procedures.choosing import choose_profile

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹"
GIVEN = ("海波", "文静", "立新", "秀兰", "建国", "志远", "丽华", "启明", "德顺", "慧敏")
PROGRESS = "demo"


def make() -> None:
    """Make the congress and play this year's items, in the caller's transaction."""
    congress = setup.new_congress(CODE, "临江区人民代表大会", "county", short_name="临江区人大", is_demo=True)
    with acting(congress.pk):
        congress.help_phone = "027-55500000"
        congress.save(update_fields=["help_phone"])
        _sessions(congress)
        _people(congress)
        cast = Cast(congress)
        Progress.objects.create(congress=congress, kind=PROGRESS, total=len(last_year()))
    for item in this_year():
        # The first deputies lead most, so that a phone opened as one of them has something on it.
        i = item.number - 1
        lead = cast.deputies[(i * i) % 7 if i % 2 else i % len(cast.deputies)]
        others = [deputy for deputy in cast.deputies[i % 5 :: 9] if deputy.pk != lead.pk][: i % 4]
        with acting(congress.pk, session_key=cast.login(lead)):
            Line(cast, item, lead, others).play()
    cast.end_logins()
    with acting(congress.pk):
        Raising(cast).play()
        supervise(cast)
        _read_old_notices(congress)
        later(load_last_year, congress_id=congress.pk, one_by_one="demo.last_year")


def _sessions(congress: Congress) -> None:
    """Two sessions of one term, and the rules of each year: this session brought a time within which items are returned."""
    term = setup.term_of(congress, 18)
    opened = clock.today() - timedelta(days=OPENED)
    for session, on in (
        (setup.session_of(congress, term, 4), opened - timedelta(days=YEAR)),
        (setup.session_of(congress, term, 5), opened),
    ):
        _dated(session, on)
    before = deepcopy(ANSWERS)
    del before["limits"]["return_window"], before["limits"]["reassign"]
    choose_profile(congress, "wuchang", answers=before)
    choose_profile(congress, "wuchang", answers=ANSWERS, valid_from=opened)


def _dated(session: Session, on: date) -> None:
    session.opens_on, session.closes_on = on, on + timedelta(days=SAT)
    session.save(update_fields=["opens_on", "closes_on"])


def _people(congress: Congress) -> None:
    committee = setup.add_body(
        congress, "临江区人大常委会代表工作委员会", BodyKind.DEPUTIES_COMMITTEE, short_name="代表工委"
    )
    office = setup.add_body(
        congress, "临江区人大常委会办公室", BodyKind.STANDING_COMMITTEE, short_name="人大常委会办公室"
    )
    for kind in ("bodies", "deputies", "contacts"):
        report = import_list(kind, congress, (DATA / f"{kind}.csv").read_bytes(), f"{kind}.csv")
        record(f"list.{kind}", congress, seat=None, facts=report.as_data())
    people_of_contacts(congress)
    _seat("李文静", committee, Role.COMMITTEE_OFFICER)
    _seat("何建国", office, Role.CONGRESS_ADMIN)
    _seat("谢长林", office, Role.LEADER)
    _seat("何立群", office, Role.COUNCIL_MEMBER)
    city = setup.add_body(congress, "城建环保工作委员会", BodyKind.COMMITTEE)
    _seat("葛春梅", city, Role.COMMITTEE_MEMBER)
    government = Body.objects.get(congress=congress, kind=BodyKind.GOVERNMENT_OFFICE)
    _seat("刘敏", government, Role.DISPATCHER)
    _seat("罗家明", government, Role.LEADER)
    _seat("范志刚", government, Role.SUPERVISION_OFFICER)
    readers(congress)
    names = (f"{SURNAMES[i % len(SURNAMES)]}{GIVEN[i * 7 % len(GIVEN)]}" for i in range(100))
    for body in Body.objects.filter(congress=congress).order_by("pk"):
        if Role.UNIT_HEAD in setup.roles_at(body):
            _seat(next(names), body, Role.UNIT_HEAD)
    for seat in Seat.objects.filter(congress=congress).select_related("person", "body").order_by("pk"):
        account = setup.account_of(seat.person)
        account.must_set_password = False
        account.save(update_fields=["must_set_password"])


def _seat(name: str, body: Any, role: str) -> Any:
    return setup.add_seat(setup.add_person(body.congress, name), body, role)


def _read_old_notices(congress: Congress) -> None:
    """Everybody has read what they were told, but for the newest two or three."""
    newest: dict[int, list[int]] = {}
    notices = Notice.objects.filter(congress=congress)
    for pk, seat_id in notices.order_by("-pk").values_list("pk", "seat_id"):
        newest.setdefault(seat_id, []).append(pk)
    kept = [pk for pks in newest.values() for pk in pks[:2]]
    notices.exclude(pk__in=kept).update(read_at=clock.now(), deliver_at=clock.now())
    notices.filter(pk__in=kept).update(deliver_at=clock.now())


_SOURCE = "临江区演示办法（虚构）"
ANSWERS: dict[str, Any] = {
    "documents": {_SOURCE: {"title": _SOURCE, "seen": "full", "note": "为演示编写，不是任何地方的规定"}},
    "limits": {
        "return_window": {"amount": 10, "unit": "workday", "trigger": "handed_over", "source": _SOURCE},
        "reassign": {"amount": 10, "unit": "workday", "trigger": "return_received", "source": _SOURCE},
        "first_contact": {"amount": 20, "unit": "workday", "trigger": "received", "source": _SOURCE},
        "assist_opinion": {"amount": 1, "unit": "month", "trigger": "handed_over", "source": _SOURCE},
        "assist_redo": {"amount": 5, "unit": "workday", "trigger": "redo_requested", "source": _SOURCE},
        "evaluate": {"amount": 20, "unit": "workday", "trigger": "answered", "source": _SOURCE},
        "rehandle_reply": {"amount": 1, "unit": "month", "trigger": "rehandling_ordered", "source": _SOURCE},
    },
    "letter": {
        "classes": {
            "source": _SOURCE,
            "value": [
                {"code": "A", "label": "已经解决或基本解决", "counts_as_solved": True},
                {"code": "B", "label": "正在解决或列入计划", "requires_due_date": True, "creates_commitment": True},
                {"code": "C", "label": "暂时不能解决", "requires_reason": True},
                {"code": "D", "label": "留作参考", "requires_reason": True},
            ],
        },
        "class_required": {"value": True, "source": _SOURCE},
    },
}
