"""What `huiyin doctor` asks of mail and texts: whether they are set up whole, and what was given up."""

from __future__ import annotations

from huiyin.foundation.doctor import Result, check
from huiyin.foundation.tenancy import acting
from huiyin.notices import texts
from huiyin.notices.gateways import is_named, misconfigured
from huiyin.notices.models import Channel
from huiyin.notices.queries import given_up_lately
from huiyin.people.models import Congress


@check("邮件和短信")
def channels() -> Result:
    wrong = [said for channel in Channel if is_named(channel) and (said := misconfigured(channel))]
    if wrong:
        return "fail", " ".join(wrong)
    given_up = 0
    for congress in Congress.objects.order_by("pk"):
        with acting(congress.pk):
            given_up += given_up_lately(congress.pk)
    if given_up:
        return "warn", texts.GAVE_UP.format(count=given_up)
    return "ok", "，".join((texts.ON if is_named(channel) else texts.OFF)[channel] for channel in Channel)
