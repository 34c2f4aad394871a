"""Signing in with a name and a password: the backend, the growing delay, the words a password may not contain."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

CONTEXT_WORDS = ("huiyin", "renda", "人大", "回音", "代表", "password", "admin")
# Minutes to wait after the n-th run of wrong passwords from one address for one account.
DELAYS = (1, 2, 5, 15, 30)


class AccountBackend(ModelBackend):
    """Password sign-in. Closed accounts are refused; permissions do not live here but on seats."""

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()


class AccountMiddleware(AuthenticationMiddleware):
    """`request.user`: the account that came with the login session, where Django would ask for it once more."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _account_of(request))  # type: ignore[assignment]


def _account_of(request: HttpRequest) -> Any:
    session: Any = request.session
    account_id, proof = session.get(SESSION_KEY), session.get(HASH_SESSION_KEY, "")
    account = session.account
    if (
        account is not None
        and account_id == str(account.pk)
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(proof, account.get_session_auth_hash())
    ):
        return account
    # Nobody, a password changed meanwhile, an older secret key: Django knows what to do.
    return get_user(request)


def growing_delay(request: HttpRequest | None = None) -> timedelta:
    """How long an address waits after too many wrong passwords for one account; longer each time it goes on."""
    from axes.models import AccessAttempt

    failures = 0
    if request is not None:
        address = request.META.get("REMOTE_ADDR", "")
        username = request.POST.get("username", "")[:60] if request.method == "POST" else ""
        failures = (
            AccessAttempt.objects.filter(ip_address=address, username=username)
            .order_by("-failures_since_start")
            .values_list("failures_since_start", flat=True)
            .first()
            or 0
        )
    return timedelta(minutes=DELAYS[min(max(failures - 5, 0), len(DELAYS) - 1)])


class ContextWordsValidator:
    """Refuses passwords built from words that everybody here would try first (ASVS 6.2.11)."""

    def validate(self, password: str, user: Any = None) -> None:
        low = password.lower()
        own = [user.username.lower()] if user is not None and len(user.username) >= 4 else []
        for word in (*CONTEXT_WORDS, *own):
            if word in low:
                raise ValidationError(f"密码里不要用“{word}”这样容易猜到的词，请换一个。", code="context_word")

    def get_help_text(self) -> str:
        return "至少 12 个字符，不要用单位、姓名和“人大”“回音”等容易猜到的词。"
