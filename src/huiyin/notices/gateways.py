"""The two ways out: a mail server through Django's mail, and a text gateway over HTTP. Each says what became of a message.

A gateway's own words are neither kept nor logged: they may repeat the telephone number. Its code is.
"""

from __future__ import annotations

import json
import logging
import smtplib
import tomllib
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from time import monotonic
from typing import IO, Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from huiyin.foundation.home import Home, SetupProblem
from huiyin.notices import texts
from huiyin.notices.models import Channel, Reason
from huiyin.people.models import Congress

log = logging.getLogger("huiyin.notices")
SMS_FILE, SMS_KEY, MAIL_KEY = "sms.toml", "gateway-sms", "gateway-mail"
MOST_ANSWER = 64 * 1024


@dataclass(frozen=True)
class Message:
    """What goes out. `key` is the same whenever this very message is sent again; a text has no subject."""

    key: str
    to: str
    text: str
    subject: str = ""


@dataclass(frozen=True)
class Outcome:
    """`reason` None: the gateway took the message. `for_ever`: trying again is no use. `down`: nor is trying others now."""

    reason: Reason | None = None
    code: str = ""
    for_ever: bool = False
    down: bool = False


SENT = Outcome()


class Gateway(Protocol):
    def send(self, message: Message) -> Outcome:
        """Hand the message over. Raises nothing that a network or a gateway may do."""


def is_named(channel: Channel) -> bool:
    """Whether the operator has set the channel up, rightly or not."""
    if channel == Channel.EMAIL:
        return bool(settings.EMAIL_HOST)
    home: Home = settings.HOME
    return home.path(SMS_FILE).exists()


def open_channels(congress: Congress) -> tuple[Channel, ...]:
    """The channels this congress uses. The people of a demo are invented, their numbers may be somebody's."""
    return () if congress.is_demo else tuple(channel for channel in Channel if is_named(channel))


def gateway_of(channel: Channel) -> Gateway:
    return MailGateway() if channel == Channel.EMAIL else SmsGateway()


def misconfigured(channel: Channel) -> str:
    """What is wrong with the settings of a channel that is named, in a sentence; "" when nothing is."""
    try:
        check_mail() if channel == Channel.EMAIL else read_sms_file(settings.HOME)
    except SetupProblem as problem:
        return str(problem)
    return ""


# -- mail ------------------------------------------------------------------------------------------------------------


def check_mail() -> None:
    """Raise SetupProblem where mail is named and cannot work."""
    if not settings.EMAIL_PORT or settings.MAIL_TLS not in ("starttls", "ssl", "none"):
        raise SetupProblem(texts.MAIL_BAD_PORT)
    if not settings.DEFAULT_FROM_EMAIL:
        raise SetupProblem(texts.MAIL_NO_SENDER)
    if urlsplit(settings.SITE).scheme not in ("http", "https") or not urlsplit(settings.SITE).hostname:
        raise SetupProblem(texts.MAIL_NO_SITE)


class MailGateway:
    def send(self, message: Message) -> Outcome:
        try:
            check_mail()
        except SetupProblem:
            return Outcome(Reason.MISCONFIGURED, down=True)
        # The same Message-ID on every try: most mail programs show such twins once.
        headers = {
            "Message-ID": f"<{message.key}@{urlsplit(settings.SITE).hostname}>",
            "Auto-Submitted": "auto-generated",
        }
        mail = EmailMessage(
            message.subject, message.text, to=[message.to], headers=headers, connection=get_connection()
        )
        try:
            mail.send()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            outcome = _of_mail(error)
            log.warning("mail %s was not taken: %s %s", message.key, outcome.reason, outcome.code)
            return outcome
        return SENT


def _of_mail(error: Exception) -> Outcome:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
        return _of_mail_code(code)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Outcome(Reason.DENIED, str(error.smtp_code), down=True)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Outcome(Reason.DENIED, str(error.smtp_code), down=True)
    # The mail library says of a server that stays silent that the line was closed.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return Outcome(Reason.TIMEOUT, down=True)
    if isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPServerDisconnected):
        return Outcome(Reason.UNREACHABLE, down=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return Outcome(Reason.GATEWAY, str(error.smtp_code), down=True)
    if isinstance(error, ValueError):
        # An address that no header can hold.
        return Outcome(Reason.REFUSED, for_ever=True)
    # Anything else of the mail library is an answer that it does not understand; of the system, a line that broke.
    reason = Reason.GATEWAY if isinstance(error, smtplib.SMTPException) else Reason.UNREACHABLE
    return Outcome(reason, down=True)


def _of_mail_code(code: int) -> Outcome:
    return Outcome(Reason.REFUSED, str(code), for_ever=True) if code >= 500 else Outcome(Reason.BUSY, str(code))


# -- texts over HTTP -------------------------------------------------------------------------------------------------


class SmsSettings(BaseModel):
    """`HUIYIN_HOME/sms.toml`. In `headers`, `body` and `url` stand {phone}, {text}, {id} and {secret}."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(pattern="^https?://[^/]")
    format: str = Field(default="json", pattern="^(json|form)$")
    sign: str = Field(min_length=1, max_length=12)
    timeout: float = Field(default=10, gt=0, le=60)
    headers: dict[str, str] = {}
    body: dict[str, Any]
    # Where the answer says how it went: a field of its JSON, and the values that mean “taken” and “never to this number”.
    # Without a field, 2xx is “taken”.
    result: str = ""
    taken: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def uses_secret(self) -> bool:
        return "{secret}" in json.dumps([self.url, self.headers, self.body])


def read_sms_file(home: Home) -> SmsSettings:
    """Raises SetupProblem with what is wrong, for the operator."""
    file = home.path(SMS_FILE)
    try:
        made = SmsSettings.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        why = "；".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_input=False))
        raise SetupProblem(texts.SMS_FILE_UNREADABLE.format(file=file, why=why)) from error
    except (OSError, ValueError) as error:
        raise SetupProblem(texts.SMS_FILE_UNREADABLE.format(file=file, why=error)) from error
    if made.uses_secret and not home.given(SMS_KEY):
        raise SetupProblem(texts.SMS_NO_SECRET.format(file=file, key=home.path("keys", SMS_KEY)))
    return made


def sms_sign(home: Home) -> str:
    """The sender's name in front of a text. Unreadable settings have none; nothing is sent with them either."""
    try:
        return read_sms_file(home).sign
    except SetupProblem:
        return "回音"


class _NoRedirect(HTTPRedirectHandler):
    """A gateway that moves is told to the operator: the secret does not follow it to another host."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes


class SmsGateway:
    """Whatever gateway the operator has, as far as one request with filled-in places can speak to it."""

    def __init__(self, home: Home | None = None) -> None:
        self.home: Home = home or settings.HOME

    def send(self, message: Message) -> Outcome:
        try:
            how = read_sms_file(self.home)
        except SetupProblem:
            return Outcome(Reason.MISCONFIGURED, down=True)
        try:
            answer = _ask(self._request(how, message), how.timeout)
        except (URLError, HTTPException, OSError, ValueError) as error:
            late = isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError)
            outcome = Outcome(Reason.TIMEOUT if late else Reason.UNREACHABLE, down=True)
        else:
            outcome = _of_answer(how, answer)
        if outcome.reason is not None:
            log.warning("text %s was not taken: %s %s", message.key, outcome.reason, outcome.code)
        return outcome

    def _request(self, how: SmsSettings, message: Message) -> Request:
        places = {"phone": message.to, "text": message.text, "id": message.key, "secret": self.home.given(SMS_KEY)}
        body = _filled(how.body, places)
        if how.format == "json":
            data, kind = json.dumps(body, ensure_ascii=False).encode(), "application/json; charset=utf-8"
        else:
            data, kind = urlencode(body).encode(), "application/x-www-form-urlencoded; charset=utf-8"
        headers = {"Content-Type": kind, "Idempotency-Key": message.key} | _filled(how.headers, places)
        return Request(_filled(how.url, places), data=data, headers=headers, method="POST")


def _filled(template: Any, places: dict[str, str]) -> Any:
    """The template with its places filled, by plain replacement: a text may hold braces of its own."""
    if isinstance(template, dict):
        return {name: _filled(one, places) for name, one in template.items()}
    if isinstance(template, list):
        return [_filled(one, places) for one in template]
    if not isinstance(template, str):
        return template
    # The text last: what stands in it is never taken for a place.
    for name in ("secret", "phone", "id", "text"):
        template = template.replace(f"{{{name}}}", places[name])
    return template


def _ask(request: Request, timeout: float) -> _Answer:
    """Ask once; the whole answer must be there within the time, not only its next piece."""
    until = monotonic() + timeout
    try:
        with build_opener(_NoRedirect).open(request, timeout=timeout) as response:
            pieces = []
            while piece := response.read1(MOST_ANSWER):
                pieces.append(piece)
                if monotonic() > until:
                    raise TimeoutError
                if sum(map(len, pieces)) > MOST_ANSWER:
                    break
            return _Answer(response.status, b"".join(pieces))
    except HTTPError as error:
        with error:
            return _Answer(error.code, b"")


def _of_answer(how: SmsSettings, answer: _Answer) -> Outcome:
    code = str(answer.status)
    if answer.status in (401, 403):
        return Outcome(Reason.DENIED, code, down=True)
    if answer.status in (408, 429):
        return Outcome(Reason.BUSY, code, down=True)
    if not 200 <= answer.status < 300:
        return Outcome(Reason.GATEWAY, code, down=answer.status >= 500)
    if not how.result:
        return SENT
    said = _said(how.result, answer.body)
    if said in how.taken:
        return SENT
    return Outcome(Reason.REFUSED if said in how.refused else Reason.GATEWAY, _code(said), for_ever=said in how.refused)


def _said(field: str, body: bytes) -> str:
    """The named field of the answer (`a.b` looks inside), as text; "" where there is none."""
    try:
        found: Any = json.loads(body)
    except ValueError:
        return ""
    for name in field.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return "" if found is None else str(found)


def _code(said: str) -> str:
    """What may be kept of an answer: a code is short and holds no telephone number."""
    return said if len(said) <= 20 and sum(one.isdigit() for one in said) < 10 and said.isprintable() else ""
