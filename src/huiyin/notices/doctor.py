"""What `huiyin doctor` asks of mail and texts: whether they are set up whole, and what was given up."""

from __future__ import annotations

from datetime import timedelta

from huiyin.foundation import clock
from huiyin.foundation.doctor import Result, check
from huiyin.foundation.tenancy import acting
from huiyin.notices import texts
from huiyin.notices.gateways import is_named, misconfigured
from huiyin.notices.models import Channel, Delivery, State
from huiyin.people.models import Congress

LATELY = timedelta(days=7)


@check("邮件和短信")
def channels() -> Result:
    wrong = [said for channel in Channel if is_named(channel) and (said := misconfigured(channel))]
    if wrong:
        return "fail", " ".join(wrong)
    given_up = 0
    for congress in Congress.objects.order_by("pk"):
        with acting(congress.pk):
            lately = Delivery.objects.filter(congress=congress, at__gte=clock.now() - LATELY)
            given_up += lately.filter(state=State.GIVEN_UP).count()
    if given_up:
        return "warn", texts.GAVE_UP.format(count=given_up)
    return "ok", "，".join((texts.ON if is_named(channel) else texts.OFF)[channel] for channel in Channel)
