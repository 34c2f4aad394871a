"""Making a login session without a browser: replays and the demo must be somebody before the sealed functions."""

from __future__ import annotations

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from huiyin.people.models import Account
from huiyin.people.sessions import SessionStore

BACKEND = "huiyin.people.authentication.AccountBackend"


def session_for(account: Account) -> str:
    """A login session of the account, as signing in makes it; returns its key."""
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = BACKEND
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.create()
    store.save()
    if store.session_key is None:
        raise RuntimeError("the session was not kept")
    return store.session_key
