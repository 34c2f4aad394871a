"""The rush itself: everybody opens the preview and submits at an hour of their own; the office has its desk open meanwhile."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from huiyin.cli.spike.browsing import PATIENCE, Answer, Browser, form_with
from huiyin.cli.spike.making import Made, Written

# A fifth is sent again with the same key: after the answer, at the same moment, after the connection was lost.
AGAIN, AT_ONCE, CUT = "again", "at_once", "cut"
RESENT = 0.2
READ_SECONDS = (1.0, 4.0)  # how long a deputy looks at the preview
PEOPLE_AT_ONCE = 64
DESK_SECONDS, REGISTER_SECONDS = 5.0, 15.0
MOST = 50


@dataclass
class Rush:
    """What came of it. Seconds by kind of page; what went wrong by kind; how many were sent again, and how."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)
    resent: Counter[str] = field(default_factory=Counter)
    # What the server said it has: manuscripts by number.
    said: set[int] = field(default_factory=set)
    late: list[float] = field(default_factory=list)
    took: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answered(self, kind: str, answer: Answer) -> Answer:
        with self._lock:
            self.seconds.setdefault(kind, []).append(answer.seconds)
            if answer.status >= 400:
                self.wrong[f"{kind} {answer.status}"] += 1
        return answer

    def went_wrong(self, kind: str) -> None:
        with self._lock:
            self.wrong[kind] += 1

    def was_resent(self, how: str) -> None:
        with self._lock:
            self.resent[how] += 1

    def has(self, written: Written) -> None:
        with self._lock:
            self.said.add(written.manuscript_id)


def rush(made: Made, port: int, seconds: float, seed: int) -> Rush:
    """All manuscripts submitted within so many seconds, at moments drawn at random."""
    dice, done = random.Random(seed), Rush()
    hours = sorted(dice.uniform(0, seconds) for _ in made.written)
    order = dice.sample(made.written, len(made.written))
    ways = [dice.choice((AGAIN, AT_ONCE, CUT)) if dice.random() < RESENT else "" for _ in order]
    over = threading.Event()
    office = [
        threading.Thread(target=_desk, args=(done, over, port, n == 0, *seat)) for n, seat in enumerate(made.office)
    ]
    for thread in office:
        thread.start()
    began = time.monotonic()
    try:
        with ThreadPoolExecutor(PEOPLE_AT_ONCE) as people:
            for hour, written, way in zip(hours, order, ways, strict=True):
                time.sleep(max(0.0, began + hour - time.monotonic()))
                people.submit(_one, done, port, written, way, random.Random(dice.random()), began + hour)
    finally:
        over.set()
        for thread in office:
            thread.join()
    done.took = time.monotonic() - began
    return done


def _one(done: Rush, port: int, written: Written, way: str, dice: random.Random, hour: float) -> None:
    done.late.append(time.monotonic() - hour)
    try:
        _submit(done, port, written, way, dice)
    except (OSError, http.client.HTTPException) as broken:
        done.went_wrong(type(broken).__name__)


def _submit(done: Rush, port: int, written: Written, way: str, dice: random.Random) -> None:
    browser = Browser(port, written.key)
    path = f"/s/{written.seat_id}/write/{written.manuscript_id}/preview/"
    page = done.answered("preview", browser.get(path))
    fields = form_with(page.page, "digest")
    if not fields:
        done.went_wrong("no form on the preview")
        return
    time.sleep(dice.uniform(*READ_SECONDS))
    if way:
        done.was_resent(way)
    if way == CUT:
        browser.close()
        browser.post_and_lose(path, fields, dice.uniform(0, 0.2), whole=dice.random() < 0.7)
    if way == AT_ONCE:
        twin = browser.twin()
        with ThreadPoolExecutor(1) as second:
            other = second.submit(twin.post, path, fields)
            answers = [browser.post(path, fields), other.result(PATIENCE)]
        twin.close()
    else:
        answers = [browser.post(path, fields)]
    if way == AGAIN:
        answers.append(browser.post(path, fields))
    for answer in answers:
        done.answered("submit", answer)
        _judge(done, written, answer)
    after = next((answer.to for answer in answers if answer.to), "")
    if after:
        done.answered("after", browser.get(after))
    browser.close()


def _judge(done: Rush, written: Written, answer: Answer) -> None:
    """In: sent on to the item, or told calmly that it was done before. The preview once more is a refusal."""
    sent_on = answer.status == 302 and answer.to.startswith(f"/s/{written.seat_id}/case/")
    if sent_on or (answer.status == 200 and not form_with(answer.page, "digest")):
        done.has(written)
    elif answer.status < 400:
        done.went_wrong("refused")


# -- the office --------------------------------------------------------------------------------------------------------


def _desk(done: Rush, over: threading.Event, port: int, registers: bool, seat_id: int, key: str) -> None:
    """The registering desk stays open: its counts are asked for again and again; one of them registers what has come."""
    browser, home = Browser(port, key), f"/s/{seat_id}/registering/"
    turn = _register if registers else _look
    while not over.wait(REGISTER_SECONDS if registers else DESK_SECONDS):
        try:
            turn(done, browser, home)
        except (OSError, http.client.HTTPException) as broken:
            done.went_wrong(f"desk {type(broken).__name__}")
    browser.close()


def _look(done: Rush, browser: Browser, home: str) -> None:
    done.answered("desk", browser.get(home))
    done.answered("counts", browser.get(f"{home}counts/?seen=0"))


def _register(done: Rush, browser: Browser, home: str) -> None:
    fields = form_with(done.answered("desk", browser.get(home)).page, "pick")
    if fields:
        picked = [one for one in fields if one[0] == "pick"][:MOST]
        others = [one for one in fields if one[0] != "pick"]
        done.answered("register", browser.post(f"{home}batch/", others + picked))
