"""`huiyin notices test`: one real mail or text, to see whether a channel is set up rightly."""

from __future__ import annotations

import uuid
from typing import Any

import click

from huiyin.cli.support import with_django
from huiyin.foundation.home import SetupProblem


@click.group()
def notices() -> None:
    """邮件和短信。"""


@notices.command()
@click.option("--email", "address", default="", help="发一封测试邮件到这个邮箱。")
@click.option("--sms", "phone", default="", help="发一条测试短信到这个手机号。")
@with_django
def test(address: str, phone: str) -> None:
    """真的发一封邮件或一条短信，说出结果；没有发成返回 1。不经过队列，不管时间。"""
    from huiyin.notices import texts
    from huiyin.notices.addresses import mobile
    from huiyin.notices.gateways import Message, sms_sign
    from huiyin.notices.messages import link
    from huiyin.notices.models import Channel

    if not address and not phone:
        raise click.UsageError(texts.TEST_NEEDS_ADDRESS)
    if phone and not mobile(phone):
        raise SetupProblem(texts.TEST_NOT_A_MOBILE)
    if address:
        text = texts.TEST_BODY.format(link=link("/"))
        _send(Channel.EMAIL, Message(uuid.uuid4().hex, address, text, texts.TEST_SUBJECT))
    if phone:
        from django.conf import settings

        text = texts.TEST_SMS.format(sign=sms_sign(settings.HOME))
        _send(Channel.SMS, Message(uuid.uuid4().hex, mobile(phone), text))


def _send(channel: Any, message: Any) -> None:
    """Raises SetupProblem with what happened and what to do, when it was not taken."""
    from huiyin.notices import texts
    from huiyin.notices.gateways import gateway_of, is_named, misconfigured
    from huiyin.notices.queries import words_of

    if not is_named(channel):
        raise SetupProblem(texts.TEST_OFF[channel])
    wrong = misconfigured(channel)
    if wrong:
        raise SetupProblem(wrong)
    outcome = gateway_of(channel).send(message)
    if outcome.reason is not None:
        raise SetupProblem(words_of(texts.TEST_FAILED, outcome.reason, channel, outcome.code))
    click.echo(texts.TEST_SENT[channel])
