"""Settings of the tests: the product's own, in a home of its own, with a fast password hash and plain static files.

Nothing of a developer's installation is touched: whatever the environment says about a home or a database is put aside.
"""

import os
import shutil
import tempfile
from pathlib import Path

_KEPT = ("HUIYIN_PG_BIN", "HUIYIN_CHROMIUM", "HUIYIN_TEST_HOME")
for _name in [name for name in os.environ if name.startswith("HUIYIN_") and name not in _KEPT]:
    del os.environ[_name]
if "HUIYIN_TEST_HOME" not in os.environ:
    # Made once, by the process that collects; the workers of xdist inherit the variable. Open to passing through,
    # because under root another user runs the server. In memory where there is room: a clone of the template is some
    # 300 small files, which a disk makes in 200 ms and memory in 20.
    _memory = Path("/dev/shm")
    _roomy = _memory.is_dir() and os.access(_memory, os.W_OK) and shutil.disk_usage(_memory).free > 3e9
    _made = Path(tempfile.mkdtemp(prefix="huiyin-test-", dir=_memory if _roomy else None))
    _made.chmod(0o711)
    (_made / "pid").write_text(str(os.getpid()))
    os.environ["HUIYIN_TEST_HOME"] = str(_made)
os.environ["HUIYIN_HOME"] = os.environ["HUIYIN_TEST_HOME"]
# Playwright's synchronous interface keeps an event loop running in the test's thread, where Django refuses its ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from huiyin.settings import *  # noqa: E402, F403
from huiyin.settings import LOGGING, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
LOGGING = LOGGING | {"root": {"handlers": ["err"], "level": "ERROR"}}
