"""Settings of signing in: passwords, lock-out, second factor, the city's unified identity. Part of `settings`."""

from __future__ import annotations

from typing import Any

import environ

env = environ.Env()

REQUIRE_MFA = env.bool("REQUIRE_MFA", default=env.bool("MINGPIN_PRODUCTION", default=False))
"""Whether city office staff, administrators and auditors need a second factor."""

ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "mingpin.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "mingpin.accounts.sign_in.forms.SignInForm",
    "reauthenticate": "mingpin.accounts.sign_in.forms.PasswordAgainForm",
    "change_password": "mingpin.accounts.sign_in.forms.ChangePasswordForm",
    "reset_password": "mingpin.accounts.sign_in.forms.ResetForm",
    "reset_password_from_key": "mingpin.accounts.sign_in.forms.ResetKeyForm",
}
ACCOUNT_RATE_LIMITS = {"login_failed": False, "login": False}  # axes counts both, in the database and for all processes
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # other sessions end all the same: their hash is of the old password
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

MFA_ADAPTER = "mingpin.accounts.adapters.MfaAdapter"
MFA_FORMS = {
    "authenticate": "mingpin.accounts.sign_in.forms.AuthenticateForm",
    "reauthenticate": "mingpin.accounts.sign_in.forms.ReauthenticateForm",
    "activate_totp": "mingpin.accounts.sign_in.forms.ActivateTOTPForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Mingpin"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
USERSESSIONS_TRACK_ACTIVITY = True

SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_ADAPTER = "mingpin.accounts.adapters.IdentityAdapter"
OIDC_CLAIM = env.str("OIDC_CLAIM", default="preferred_username")
"""The claim in which the unified identity says a person's sign-in name."""
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if env.str("OIDC_ISSUER", default=""):
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "city",
                    "name": env.str("OIDC_NAME", default="统一身份认证"),
                    "client_id": env.str("OIDC_CLIENT_ID", default=""),
                    "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                    "settings": {"server_url": env.str("OIDC_ISSUER")},
                }
            ],
        }
    }

AXES_HANDLER = "mingpin.accounts.sign_in.lockout.Attempts"
AXES_FAILURE_LIMIT = 10  # of an address; one on a sign-in name weighs double
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "mingpin.accounts.sign_in.lockout.counted_address"
AXES_USERNAME_CALLABLE = "mingpin.accounts.sign_in.lockout.folded_name"
AXES_LOCKOUT_CALLABLE = "mingpin.accounts.sign_in.lockout.locked_out"
AXES_USERNAME_FORM_FIELD = "login"
AXES_ENABLE_ADMIN = False
AXES_SENSITIVE_PARAMETERS: list[str] = ["password", "code"]
AXES_VERBOSE = False

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "mingpin.accounts.passwords.ProfileValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
