"""The environment variables that drive the platform: what docs/reference/settings.md is made from. A test compares them with
what the settings read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mingpin.language import later as _


@dataclass(frozen=True)
class Variable:
    """A variable; `default` as the settings have it, or in words."""

    name: str
    meaning: Any
    default: Any = ""
    needed: bool = False


PLACE = (
    Variable(
        "MINGPIN_HOME",
        _(
            "The folder of what the platform keeps itself: the SQLite file, uploads, static files, the key "
            "of the record."
        ),
        "var/platform",
    ),
    Variable(
        "DATABASE_URL",
        _(
            "The database: sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME. A socket's folder is "
            "written with %2F in the place of the host."
        ),
        _("the SQLite file mingpin.sqlite3 in MINGPIN_HOME"),
    ),
    Variable(
        "UPLOADS",
        _("The folder of uploads. Several servers need one that all of them see."),
        _("uploads in MINGPIN_HOME"),
    ),
    Variable("MINGPIN_PACKS", _("The folder of policy packs."), _("those that come with the program")),
    Variable("SITE_NAME", _("How the platform calls itself."), "名品工作台"),
    Variable("POLICY_PACK", _("The policy pack in force: its folder among the packs."), "xinxiang/meiyu-2023"),
    Variable(
        "CITY_AREA", _("The area code of the city that runs the programme; counties are the areas below it."), "4107"
    ),
    Variable("TIME_ZONE", _("The time zone in which days begin."), "Asia/Shanghai"),
    Variable("MINGPIN_LANG", _("The language of commands: zh or en. Pages follow their reader."), "zh"),
)
PRODUCTION = (
    Variable(
        "MINGPIN_PRODUCTION",
        _("Production: the checks are strict, cookies and pages go by https only, the log is JSON."),
        "False",
        needed=True,
    ),
    Variable(
        "SECRET_KEY",
        _(
            "A long random text (50 characters or more) with which sessions and links are signed. Whoever "
            "has it can sign in as anybody."
        ),
        _("one for development, refused in production"),
        needed=True,
    ),
    Variable(
        "SECRET_KEY_FALLBACKS",
        _("Former keys, separated by commas, that are still accepted while SECRET_KEY is being changed."),
        _("none"),
    ),
    Variable(
        "ALLOWED_HOSTS",
        _("The names under which the platform is reached, separated by commas."),
        "127.0.0.1,localhost,[::1]",
        needed=True,
    ),
    Variable(
        "CSRF_TRUSTED_ORIGINS",
        _("Further addresses (https://…) from which forms may come, separated by commas."),
        _("none"),
    ),
    Variable(
        "TRUSTED_PROXIES",
        _(
            "How many proxies of your own stand before the platform. Their X-Forwarded-For and "
            "X-Forwarded-Proto are believed, nobody else's; 0 means that no header is."
        ),
        "0",
        needed=True,
    ),
    Variable("SECURE_SSL_REDIRECT", _("Whether http is redirected to https."), _("as MINGPIN_PRODUCTION")),
    Variable("SECURE_HSTS_SECONDS", _("For how long browsers insist on https."), _("31536000 in production, else 0")),
    Variable(
        "MINGPIN_DEMONSTRATION",
        _(
            "Demonstration: anybody can sign in as anybody of the cast, and every page says that its data "
            "are fictitious. Refused in production."
        ),
        "False",
    ),
    Variable(
        "DEBUG", _("Error pages that show the program's inside, for its developers. Refused in production."), "False"
    ),
)
SIGNING_IN = (
    Variable(
        "PASSWORD_PROFILE",
        _(
            "The rules for passwords: mlps (GB/T 22239: kinds of characters, changed from time to time) or "
            "nist (SP 800-63B: length, none of the known ones)."
        ),
        "mlps",
    ),
    Variable(
        "REQUIRE_MFA",
        _("Whether city office staff, administrators and auditors need a second factor."),
        _("as MINGPIN_PRODUCTION"),
    ),
    Variable("SESSION_HOURS", _("After how many hours one has to sign in again."), "12"),
    Variable(
        "OIDC_ISSUER", _("The address of the city's unified identity (OpenID Connect), where it is to be used."), ""
    ),
    Variable("OIDC_NAME", _("What the unified identity is called on the sign-in page."), "统一身份认证"),
    Variable("OIDC_CLIENT_ID", _("What the platform is called there."), ""),
    Variable("OIDC_CLIENT_SECRET", _("The platform's secret there."), ""),
    Variable("OIDC_CLAIM", _("The claim that holds a person's sign-in name."), "preferred_username"),
)
RECORD = (
    Variable(
        "AUDIT_KEY_FILE",
        _("The file of the key that signs checkpoints of the record: never in the database, nor in the same backup."),
        _("audit.key in MINGPIN_HOME"),
    ),
    Variable(
        "AUDIT_ORIGIN",
        _("The name of this record among those that a witness watches; never changed once checkpoints were made."),
        _("mingpin/ and CITY_AREA"),
    ),
)
WORK = (
    Variable("LARGEST_UPLOAD", _("The most bytes that an uploaded file may have."), "104857600"),
    Variable("API_REQUESTS_PER_MINUTE", _("How often a program may ask in a minute."), "600"),
    Variable("EMAIL_URL", _("How mail is sent, such as smtp+tls://USER:PASSWORD@HOST:587."), "consolemail://"),
    Variable("DEFAULT_FROM_EMAIL", _("The sender of mail."), "mingpin@localhost"),
    Variable("LOG_LEVEL", _("From which level on events are logged: DEBUG, INFO, WARNING, ERROR."), "INFO"),
    Variable("LOG_JSON", _("Whether the log is JSON, an object a line."), _("as MINGPIN_PRODUCTION")),
)

GROUPS: tuple[tuple[Any, tuple[Variable, ...]], ...] = (
    (_("The place"), PLACE),
    (_("Production"), PRODUCTION),
    (_("Signing in"), SIGNING_IN),
    (_("The record"), RECORD),
    (_("Work and mail"), WORK),
)
VARIABLES = tuple(variable for _title, group in GROUPS for variable in group)
