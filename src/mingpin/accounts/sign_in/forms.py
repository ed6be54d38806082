"""Forms of signing in, where ours ask for more than allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account.fields import PasswordField
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ReauthenticateForm as AllauthPasswordAgainForm
from allauth.account.forms import ResetPasswordForm as AllauthResetForm
from allauth.account.forms import ResetPasswordKeyForm as AllauthResetKeyForm
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Field

from mingpin.accounts.models import Person
from mingpin.accounts.passwords import ProfileValidator
from mingpin.language import _


class _Plain:
    """Labels above the fields and nothing inside them; the rule for passwords in one sentence."""

    fields: dict[str, Field]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.label = _("Code of the authenticator")
            if isinstance(field, PasswordField):
                field.help_text = ProfileValidator().get_help_text() if name == "password1" else ""


class SignInForm(_Plain, AllauthLoginForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Sign-in name")


class PasswordAgainForm(_Plain, AllauthPasswordAgainForm):
    pass


class ResetForm(_Plain, AllauthResetForm):
    pass


class ResetKeyForm(_Plain, AllauthResetKeyForm):
    pass


class ChangePasswordForm(_Plain, AllauthChangePasswordForm):
    """A new password is not the old one."""

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        if self.user.check_password(password):
            raise ValidationError(_("Choose a password other than the present one."))
        return password


class _CountedCode:
    """A code of the second factor: taken once, and wrong ones are counted as wrong passwords are."""

    user: Person
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        request, credentials = context.request, {"username": self.user.get_username()}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out, request.axes_credentials = True, credentials
            raise get_adapter().validation_error("incorrect_code")
        code: str = self.cleaned_data["code"]
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=self.user.pk)  # a code that is sent twice at once is taken once
            authenticator = next((one for one in self._authenticators() if _accepts(one, code)), None)
        if authenticator is None:
            user_login_failed.send(sender=__name__, credentials=credentials, request=request)
            raise get_adapter().validation_error("incorrect_code")
        authenticator.user = self.user
        self.authenticator = authenticator
        return code

    def _authenticators(self) -> list[Authenticator]:
        return list(Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN))


class AuthenticateForm(_Plain, _CountedCode, AllauthAuthenticateForm):
    pass


class ReauthenticateForm(_Plain, _CountedCode, AllauthReauthenticateForm):
    pass


class ActivateTOTPForm(_Plain, AllauthActivateForm):
    """The code that shows the authenticator to work does not sign anybody in afterwards."""

    def clean_code(self) -> str:
        code: str = super().clean_code()
        Person.objects.filter(pk=self.user.pk).update(last_code_step=step_of(self.secret, code) or 0)
        return code


def _accepts(authenticator: Authenticator, code: str) -> bool:
    if authenticator.type != Authenticator.Type.TOTP:
        return bool(authenticator.wrap().validate_code(code))
    step = step_of(decrypt(authenticator.data["secret"]), code)
    later = Person.objects.filter(pk=authenticator.user_id, last_code_step__lt=step or 0)
    return step is not None and later.update(last_code_step=step) == 1


def step_of(secret: str, code: str) -> int | None:
    """The step of time, one of those near now, whose code this is."""
    for step in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return int(step)
    return None
