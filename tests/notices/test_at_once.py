"""Two workers, a worker that dies, a job queued twice: each message once, or, where one died, once more under its key."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.notices import jobs, planning, sending
from huiyin.notices.gateways import Message, Outcome, SmsGateway
from huiyin.notices.models import Channel, Delivery, State
from tests.notices.conftest import PHONES, real_world
from tests.support.gateways import MailServer, TextGateway
from tests.world import World

NOON = datetime(2026, 3, 2, 12, 0)
WorkOff = Callable[[], None]


@pytest.fixture
def committed(own_database: str) -> Iterator[World]:
    """Hand-overs whose window has passed, committed: other connections see them."""
    with clock.frozen(NOON - timedelta(hours=1)):
        world = real_world(own_database.replace("_", "-"))
        with world.acting():
            for number in range(5):
                world.hand_over(world.register(f"关于第{number}件的建议"))
    with clock.frozen(NOON):
        yield world


def states(world: World) -> set[str]:
    with world.acting():
        return set(Delivery.objects.filter(congress=world.congress).values_list("state", flat=True))


def side_by_side(act: Callable[[], Any], times: int) -> None:
    together = threading.Barrier(times)

    def one() -> None:
        try:
            together.wait()
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as threads:
        for done in [threads.submit(one) for _ in range(times)]:
            done.result()


def test_four_looks_at_the_same_moment_plan_each_notice_once(committed: World, mail: MailServer) -> None:
    side_by_side(lambda: planning.plan(committed.congress.pk), 4)
    with committed.acting():
        told = Notice.objects.filter(congress=committed.congress, deliver_at__lte=clock.now())
        assert Delivery.objects.count() == told.count() > 5
        assert not told.filter(planned_at__isnull=True).exists()


def test_four_workers_at_the_same_moment_send_each_notice_once(
    committed: World, mail: MailServer, texting: TextGateway
) -> None:
    planning.plan(committed.congress.pk)
    texting.answers = [(200, '{"code": "0"}', 0.1)]
    for channel in Channel:
        side_by_side(lambda channel=channel: sending.send_due(committed.congress.pk, channel), 4)  # type: ignore[misc]
    bodies = "\n".join(letter.get_content() for letter in mail.to("clerk@example.cn"))
    assert bodies.count("新交办：") == 5
    counts = [int(text.partition("您有 ")[2].partition(" 条")[0]) for text in texting.to(PHONES["clerk"])]
    assert sum(counts) == 5 and len({one["request"] for one in texting.asked}) == len(texting.asked)


def test_a_worker_killed_between_sending_and_marking_sends_once_more_under_the_same_key(
    committed: World, texting: TextGateway
) -> None:
    class Killed(BaseException):
        """What a kill looks like from inside: nothing after it runs."""

    class SendsAndDies:
        def send(self, message: Message) -> Outcome:
            SmsGateway().send(message)
            raise Killed

    planning.plan(committed.congress.pk)
    with pytest.raises(Killed):
        sending.send_due(committed.congress.pk, Channel.SMS, SendsAndDies())
    assert len(texting.asked) == 1
    with clock.frozen(NOON + sending.LEASE - timedelta(seconds=1)):
        assert sending.send_due(committed.congress.pk, Channel.SMS) == 0, "somebody may still be at it"
    with clock.frozen(NOON + sending.LEASE + timedelta(seconds=1)):
        assert sending.send_due(committed.congress.pk, Channel.SMS) == 1
    first, second = texting.asked
    assert first == second, "the gateway can know the twin"
    assert State.WAITING not in states(committed)


def test_the_worker_does_it_all_by_itself_and_a_second_look_adds_nothing(
    committed: World, mail: MailServer, texting: TextGateway, work_off_jobs: WorkOff
) -> None:
    from procrastinate.contrib.django import app

    for number in range(3):
        app.tasks["notices.look"].configure(queueing_lock=f"look {number}").defer(timestamp=0)
    work_off_jobs()
    assert len(mail.to("clerk@example.cn")) == 1 and len(texting.to(PHONES["clerk"])) == 1
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs")
        assert cursor.fetchone() == (0,)


def test_one_congress_s_trouble_does_not_keep_the_others_from_their_mail(
    committed: World, mail: MailServer, work_off_jobs: WorkOff, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.frozen(NOON - timedelta(hours=1)):
        second = real_world("zhongshan")
        with second.acting():
            second.hand_over(second.register("关于第二个人大的建议"))
    plan = planning.plan

    def troubled(congress_id: int) -> int:
        if congress_id == committed.congress.pk:
            raise ValueError("trouble")
        return plan(congress_id)

    monkeypatch.setattr(planning, "plan", troubled)
    jobs.look(timestamp=0)
    work_off_jobs()
    [letter] = mail.to("clerk@example.cn")
    assert "关于第二个人大的建议" in letter.get_content()


def test_the_look_is_known_to_the_worker() -> None:
    from procrastinate.contrib.django import app

    assert any(task.task.name == "notices.look" for task in app.periodic_registry.periodic_tasks.values())
