"""Settings. What differs between a laptop, a classroom and the internet comes from the environment:

TUTORIAL_VAR          folder of the database and the secret key (default: var/)
TUTORIAL_HOSTS        names that this site answers to, beside loopback, separated by commas
TUTORIAL_HTTPS=1      the site is reached by https only (behind a proxy that sets X-Forwarded-Proto)
TUTORIAL_SECRET_KEY   the secret, where several processes share it (default: made once, kept in TUTORIAL_VAR)
TUTORIAL_LESSONS      folders with more lessons, separated as in PATH (manage.py up --lessons DIR adds one)
TUTORIAL_DEBUG=1      Django's error pages; never where others can reach them
TUTORIAL_LOGS=json    logs for machines: one JSON object a line
TUTORIAL_METRICS=1    /metrics answers everyone who gets that far (a proxy decides who does); else only this machine
TUTORIAL_PROCESS      this process's own name, where several share a database
TUTORIAL_LTI=1        learning platforms (Moodle, Canvas) may open lessons and get grades: tutorial/lti/README.md
DATABASE_URL          a PostgreSQL database in place of SQLite
REDIS_URL             a Redis that carries wake-ups between processes (without it, each looks for itself twice a second)
"""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from tutorial.secret import secret_key
from tutorial.setup import places

BASE_DIR = places.ROOT
VAR: Path = places.state()

LESSONS = [folder for folder in os.environ.get("TUTORIAL_LESSONS", "").split(os.pathsep) if folder]

DEBUG = os.environ.get("TUTORIAL_DEBUG") == "1"
HTTPS = os.environ.get("TUTORIAL_HTTPS") == "1"
METRICS = os.environ.get("TUTORIAL_METRICS") == "1"
SECRET_KEY = secret_key(VAR)
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    *filter(None, os.environ.get("TUTORIAL_HOSTS", "").split(",")),
]

INSTALLED_APPS = [
    "tutorial",
    "tutorial.classroom",
    "lessons",
    "lessons.studio",
    "clusterviz",
    "channels",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

LTI = os.environ.get("TUTORIAL_LTI") == "1"
if LTI:
    if find_spec("lti_tool") is None:
        raise ImproperlyConfigured("TUTORIAL_LTI=1 needs a package more: pip install -r requirements-lti.txt")
    INSTALLED_APPS += ["lti_tool", "tutorial.lti"]

MIDDLEWARE = [
    "tutorial.headers.closed",
    "tutorial.patience.Paying",
    "tutorial.homing.Homing",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tutorial.classroom.at_your_seat.PaceMiddleware",
]

ROOT_URLCONF = "tutorial.urls"
ASGI_APPLICATION = "tutorial.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "tutorial.classroom.at_your_seat.context",
            ],
        },
    },
]

# Data

if os.environ.get("DATABASE_URL"):
    DATABASES: dict[str, Any] = {"default": dj_database_url.config(conn_max_age=60, conn_health_checks=True)}
    if DATABASES["default"]["ENGINE"].endswith(".postgresql"):
        # A process that is stopped in the middle of a transaction must not keep its cluster from the others.
        DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c idle_in_transaction_session_timeout=10s"
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR / "db.sqlite3",
            "OPTIONS": {
                # Readers never wait for the writer, and a killed process loses nothing that was committed.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
                # Take the write lock at once: a transaction that reads first could otherwise fail half-way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,  # seconds to wait for another writer
            },
            "TEST": {"NAME": VAR / "test.sqlite3"},  # on disk, so that other threads and processes see it
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Only for rare wake-ups between processes; what happens in a cluster never passes through it.
REDIS_URL = os.environ.get("REDIS_URL", "")
CHANNEL_LAYERS: dict[str, Any] = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
if REDIS_URL:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}}

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = places.COLLECTED
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "tutorial.vendor.VendorFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MIMETYPES = {".mjs": "text/javascript", ".woff2": "font/woff2"}
WHITENOISE_ALLOW_ALL_ORIGINS = False

# People

LANGUAGE_CODE = "en"
INTERFACE_LANGUAGES = ("en", "de")  # the page's own words; a lesson may be in any language
LOCALE_PATHS = [VAR / "locale"]  # made from locale/ at start: tutorial/words/mo.py
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # seconds: how long a link of `manage.py teacher` works
SESSION_COOKIE_AGE = 60 * 60 * 24 * 120  # seconds: a visitor without an account keeps a term's work
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # pages hand the token to htmx themselves
CSRF_COOKIE_SAMESITE = "Lax"

# What a browser may do with our pages

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],  # websockets to this host included
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024  # bytes: a large manifest, and no more

if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked for from beside the process, not through a proxy
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{levelname} {name}: {message}", "style": "{"},
        "json": {"()": "tutorial.logs.JsonLines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if os.environ.get("TUTORIAL_LOGS") == "json" else "line",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # A 404 is the visitor's business; a 500 is ours.
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "daphne": {"level": "WARNING"},
    },
}
