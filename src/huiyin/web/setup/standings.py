"""How the channels of a congress stand, in words: on the page of steps and on the page of notices."""

from __future__ import annotations

from dataclasses import dataclass

from huiyin.notices.gateways import is_named, misconfigured
from huiyin.notices.models import Channel
from huiyin.people.models import Congress
from huiyin.web.setup import texts


@dataclass(frozen=True)
class Standing:
    channel: str
    state: str
    words: str
    short: str


def standings(congress: Congress) -> list[Standing]:
    return [_standing(congress, channel) for channel in Channel]


def _standing(congress: Congress, channel: Channel) -> Standing:
    if congress.is_demo:
        state = "demo"
    elif not is_named(channel):
        state = "off"
    else:
        state = "wrong" if misconfigured(channel) else "on"
    return Standing(channel.label, state, texts.CHANNEL_STANDING[state], texts.CHANNEL_SHORT[state])
