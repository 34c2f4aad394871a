"""Congresses of N cases each, written by COPY: five sessions, 200 units with Zipf shares, an unbroken event chain."""

from __future__ import annotations

import time

import psycopg

from huiyin.chain.models import Clock, Event
from huiyin.cli.bench.copying import Copier, indexes_later
from huiyin.cli.bench.making import CODE, make_cases, make_people, make_texts
from huiyin.cli.bench.rows import Writing
from huiyin.cli.bench.size import Size
from huiyin.cli.support import tell
from huiyin.dispatch.models import Assignment
from huiyin.foundation.home import Home, connection_parameters
from huiyin.foundation.models import SearchEntry
from huiyin.foundation.tenancy import acting
from huiyin.handling.models import Contact, Letter, LetterAnswer, LetterCopy, LetterVersion, Round
from huiyin.people import setup
from huiyin.people.models import Congress
from huiyin.proposals.models import Proposal, Signer

LOADED = (Proposal, Signer, Assignment, Round, Clock, Contact, Letter, LetterVersion, LetterAnswer, LetterCopy,
          SearchEntry, Event)  # fmt: skip


def loaded(size: Size) -> int | None:
    """The congress to measure in, if all of them are there. Raises SystemExit where a loading was broken off."""
    codes = [CODE.format(size=size.cases, number=n) for n in range(1, size.congresses + 1)]
    there = {one.code: one.pk for one in Congress.objects.filter(code__in=codes)}
    if not there:
        return None
    if len(there) < len(codes) or any(_cases(pk) < size.cases for pk in there.values()):
        raise SystemExit("上一次装载没有完成。请删除测速数据目录后再试。")
    # Neither the first nor the last that was written.
    return there[codes[len(codes) // 2]]


def load(home: Home, size: Size) -> None:
    """Make the congresses. One transaction: all of their cases or none."""
    began = time.monotonic()
    congresses = []
    for n in range(1, size.congresses + 1):
        congress = setup.new_congress(
            CODE.format(size=size.cases, number=n), f"测速第{n}区人民代表大会", "county", is_demo=True
        )
        with acting(congress.pk):
            congresses.append((congress.pk, make_people(congress)))
    texts = make_texts(size.cases)
    tell(f"  人员和文本 {time.monotonic() - began:.0f} 秒")
    with psycopg.connect(**connection_parameters(home.database("superuser"))) as connection:  # type: ignore[arg-type]
        with connection.cursor() as cursor:
            cursor.execute("set session_replication_role = replica")
            cursor.execute("set maintenance_work_mem = '1GB'")
            with indexes_later(cursor, [model._meta.db_table for model in LOADED]):
                for n, (congress_id, people) in enumerate(congresses, 1):
                    Writing(Copier(cursor), congress_id, people, make_cases(size.cases, n), texts).write()
                    tell(f"  第 {n} 个人大写好，{time.monotonic() - began:.0f} 秒")
            tell(f"  索引建好，{time.monotonic() - began:.0f} 秒")
        connection.commit()
        connection.autocommit = True
        connection.execute("vacuum (analyze, freeze)")
    tell(f"  整理完，{time.monotonic() - began:.0f} 秒")


def _cases(congress_id: int) -> int:
    with acting(congress_id):
        return Proposal.objects.filter(congress_id=congress_id).count()
