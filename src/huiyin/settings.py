"""Settings of one installation. Everything that differs between installations comes from the environment.

`HUIYIN_HOME` holds all state (database, files, keys, static files, anchors); the code directory is never written.
"""

import os
from pathlib import Path

from huiyin.foundation.home import Home

HOME = Home.from_environment()
PACKAGE = Path(__file__).parent

SECRET_KEY = HOME.secret("django")
DEBUG = False
ALLOWED_HOSTS = [
    host.strip() for host in os.environ.get("HUIYIN_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host.strip()
]
BEHIND_HTTPS = os.environ.get("HUIYIN_HTTPS", "") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "axes",
    "django_htmx",
    "lucide",
    "procrastinate.contrib.django",
    "huiyin.foundation",
    "huiyin.people",
    "huiyin.procedures",
    "huiyin.chain",
    "huiyin.notices",
    "huiyin.proposals",
    "huiyin.dispatch",
    "huiyin.handling",
    "huiyin.promises",
    "huiyin.supervision",
    "huiyin.inside",
    "huiyin.channel",
    "huiyin.evaluation",
    "huiyin.reports",
    "huiyin.web",
]

# What sets headers stands before what may answer by itself: static files and refused requests carry them too.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "huiyin.web.middleware.PrivatePages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "huiyin.web.middleware.CleanRequest",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "huiyin.people.authentication.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "huiyin.web.urls"
WSGI_APPLICATION = "huiyin.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "huiyin.web.context.page",
            ],
            "builtins": ["huiyin.web.templatetags.huiyin", "lucide.templatetags.lucide"],
        },
    }
]

# The app role: may neither own nor bypass anything. Migrations use the owner's address (`huiyin database migrate`).
DATABASES = {"default": HOME.database("app")}
# Statements are kept after their fifth use: planning a question under policies takes longer than answering it. A pooler in
# transaction mode must support that itself.
DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 5}
DATABASE_ROUTERS: list[str] = []

AUTH_USER_MODEL = "people.Account"
SESSION_ENGINE = "huiyin.people.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-huiyin" if BEHIND_HTTPS else "huiyin"
SESSION_COOKIE_SECURE = BEHIND_HTTPS
CSRF_COOKIE_NAME = "__Host-huiyin-csrf" if BEHIND_HTTPS else "huiyin-csrf"
CSRF_COOKIE_SECURE = BEHIND_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "huiyin.web.errors.csrf_failed"
SECURE_SSL_REDIRECT = BEHIND_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "huiyin.people.authentication.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "huiyin.people.authentication.ContextWordsValidator"},
]
LOGIN_URL = "/signin/"

# A stranger may not lock an account: the lock is on the pair account × address, and its length grows with each failure.
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = "huiyin.people.authentication.growing_delay"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "huiyin.web.errors.signing_in_too_fast"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_HTTP_RESPONSE_CODE = 429
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME.path("static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "huiyin.foundation.staticfiles.StaticFiles"},
}
WHITENOISE_MAX_AGE = 31_536_000

DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = ["huiyin.foundation.uploads.LimitedUploadHandler"]
HUIYIN_UPLOAD_LIMIT = 50 * 1024 * 1024

# Mail goes out where a server is named. `notices.gateways` says what is still missing; nothing is sent half set up.
MAIL_TLS = os.environ.get("HUIYIN_MAIL_TLS", "starttls").strip().lower()
EMAIL_HOST = os.environ.get("HUIYIN_MAIL_HOST", "").strip()
MAIL_PORT = os.environ.get("HUIYIN_MAIL_PORT", "").strip() or {"ssl": "465", "none": "25"}.get(MAIL_TLS, "587")
EMAIL_PORT = int(MAIL_PORT) if MAIL_PORT.isascii() and MAIL_PORT.isdecimal() else 0
EMAIL_HOST_USER = os.environ.get("HUIYIN_MAIL_USER", "").strip()
EMAIL_HOST_PASSWORD = HOME.given("gateway-mail") if EMAIL_HOST_USER else ""
EMAIL_USE_TLS = MAIL_TLS == "starttls"
EMAIL_USE_SSL = MAIL_TLS == "ssl"
EMAIL_TIMEOUT = 20
EMAIL_SUBJECT_PREFIX = ""
DEFAULT_FROM_EMAIL = os.environ.get("HUIYIN_MAIL_FROM", "").strip()
# Where people reach this site from outside: links in mails begin with it.
SITE = os.environ.get("HUIYIN_SITE", "").strip().rstrip("/")

# A room's jobs stand in its jobs.py (foundation.jobs).
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
# The demo is no room, and its worker has work all the same.
PROCRASTINATE_IMPORT_PATHS = ["huiyin.cli.demo.jobs"]

MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "huiyin.foundation.logs.JsonLines"}},
    "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["err"], "level": os.environ.get("HUIYIN_LOG_LEVEL", "WARNING")},
}
