"""What `huiyin doctor` asks of the chains: quick, against the last anchor only. `huiyin verify` walks every event."""

from __future__ import annotations

from datetime import datetime, timedelta

from huiyin.chain import anchors
from huiyin.chain.models import Event, Head
from huiyin.foundation import clock
from huiyin.foundation.doctor import Result, check
from huiyin.foundation.tenancy import acting
from huiyin.people.models import Congress

STALE = timedelta(hours=3)


@check("事件链锚点")
def last_anchors() -> Result:
    bad: list[str] = []
    late: list[str] = []
    for congress in Congress.objects.order_by("pk"):
        try:
            read = anchors.read(congress.code)
        except anchors.Broken as broken:
            bad.append(f"{congress.short_name}：{broken}")
            continue
        with acting(congress.pk):
            head = Head.objects.filter(congress_id=congress.pk).first()
            number = head.number if head is not None else 0
            if read:
                found = Event.objects.filter(congress_id=congress.pk, number=read[-1].number)
                sentence = anchors.misfit(read[-1], found.values_list("digest", flat=True).first(), number)
                if sentence is not None:
                    bad.append(f"{congress.short_name}：{sentence}")
            first = Event.objects.filter(congress_id=congress.pk, number__gt=read[-1].number if read else 0)
            waiting = first.order_by("number").values_list("at", flat=True).first()
        if waiting is not None and _older(waiting):
            late.append(congress.short_name)
    if bad:
        return "fail", "；".join(bad) + " 请运行 huiyin verify 核对，并保留现场。"
    if late:
        names = "、".join(late)
        return "warn", f"{names}有三小时以上的事件还没有锚点。后台任务在运行吗？也可以运行 huiyin anchor --all"
    return "ok", f"与 {anchors.folder()} 里的锚点相符。请定期把这个目录另存到别的机器。"


def _older(at: datetime) -> bool:
    return clock.now() - at > STALE
