"""The platform's settings: one file, driven by the environment; every variable is described in docs/reference/settings.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ

from mingpin.config.databases import database_settings
from mingpin.config.logs import logging_settings

env = environ.Env()

HOME = Path(env.str("MINGPIN_HOME", default="var/platform")).absolute()
"""Where the platform keeps its own things: the SQLite file, uploads, collected static files."""
HOME.mkdir(parents=True, exist_ok=True)

DEVELOPMENT_KEY = "development-only: not a secret, refused wherever MINGPIN_PRODUCTION is set"
DEBUG = env.bool("DEBUG", default=False)
PRODUCTION = env.bool("MINGPIN_PRODUCTION", default=False)
DEMONSTRATION = env.bool("MINGPIN_DEMONSTRATION", default=False)
SECRET_KEY = env.str("SECRET_KEY", default=DEVELOPMENT_KEY)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
PASSWORD_PROFILE = env.str("PASSWORD_PROFILE", default="mlps")
SITE_NAME = env.str("SITE_NAME", default="名品工作台")
POLICY_PACK = env.str("POLICY_PACK", default="xinxiang/meiyu-2023")
"""The policy pack in force: its folder among the packs."""
CITY_AREA = env.str("CITY_AREA", default="4107")
"""The area code of the city that runs the programme: counties are the entries whose parent it is."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "mingpin.accounts",  # before allauth: its templates take the place of allauth's
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rules",
    "mingpin.pages",
    "mingpin.files",
    "mingpin.audit",
    "mingpin.jobs",
    "mingpin.registry",
    "mingpin.policies",
    "mingpin.judgements",
    "mingpin.collection",
    "mingpin.targets",
    "mingpin.duties",
    "mingpin.portal",
    "mingpin.config",
]

MIDDLEWARE = [
    "mingpin.config.requests.RequestIdMiddleware",
    "mingpin.pages.middleware.AnswerHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "mingpin.pages.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mingpin.accounts.middleware.ActingMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mingpin.config.activity.ActivityMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mingpin.pages.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "mingpin.config.urls"
WSGI_APPLICATION = "mingpin.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mingpin.pages.frame.frame",
            ],
            "builtins": ["mingpin.pages.templatetags.words", "mingpin.pages.templatetags.components"],
        },
    }
]
FORM_RENDERER = "mingpin.pages.rendering.FormRenderer"

DATABASES = {"default": database_settings(env.str("DATABASE_URL", default=f"sqlite:///{HOME / 'mingpin.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")
USE_TZ = True
FORMAT_MODULE_PATH = ["mingpin.pages.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise looks into it even where nothing is collected
MEDIA_ROOT = Path(env.str("UPLOADS", default=str(HOME / "uploads")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or not PRODUCTION
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_ALLOW_ALL_ORIGINS = False
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=600)
LARGEST_UPLOAD = env.int("LARGEST_UPLOAD", default=100 * 2**20)

AUDIT_KEY_FILE = Path(env.str("AUDIT_KEY_FILE", default=str(HOME / "audit.key")))
"""The key that signs checkpoints of the record: never in the database, nor in the same backup."""
AUDIT_ORIGIN = env.str("AUDIT_ORIGIN", default=f"mingpin/{CITY_AREA}")
"""The name of this record among those that a witness watches; never changed once checkpoints were made."""

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="mingpin@localhost")

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=12) * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "mingpin.pages.error_views.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
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
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

if OIDC_ORIGIN := "/".join(env.str("OIDC_ISSUER", default="").split("/")[:3]):
    # A browser follows the answer to a form only to where forms may be sent: here to the city's unified identity.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append(OIDC_ORIGIN)

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_settings(as_json=env.bool("LOG_JSON", default=PRODUCTION), level=env.str("LOG_LEVEL", default="INFO"))

from mingpin.config.sign_in import *  # noqa: E402, F403  allauth, axes, passwords, OIDC: long, and of one matter
