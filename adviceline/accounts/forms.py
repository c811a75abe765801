"""Forms of signing in, in the service's words, and the forms by which people are added and changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from struct import error as StructError
from typing import Any, ClassVar
from urllib.parse import urlencode

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from cryptography.exceptions import InvalidSignature
from django import forms
from django.conf import settings
from django.core.validators import EmailValidator
from django.urls import reverse

from adviceline.accounts.models import Partner
from adviceline.accounts.roles import ROLES
from adviceline.ui.forms import ReadableForm

EMAIL_FORMAT = "Enter an e-mail address in the correct format, like name@example.org"
validate_email = EmailValidator(EMAIL_FORMAT)


class _Worded(ReadableForm):
    """allauth's forms with our labels, and an error that says what to enter. `words`: field → (label, when empty)."""

    words: ClassVar[dict[str, tuple[str, str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, when_empty) in self.words.items():
            if name in self.fields:
                field = self.fields[name]
                field.label, field.help_text = label, ""
                field.error_messages["required"] = when_empty
                field.widget.attrs.pop("placeholder", None)
                if isinstance(field, forms.EmailField):
                    field.error_messages["invalid"] = EMAIL_FORMAT
                    field.validators = [validate_email]


_EMAIL = ("E-mail address", "Enter your e-mail address")
_PASSWORD = ("Password", "Enter your password")
_NEW = ("New password", "Enter a new password")
_AGAIN = ("New password again", "Enter the new password again")
_CODE = ("Code", "Enter the code")


class SignInForm(_Worded, account_forms.LoginForm):
    words: ClassVar = {"login": _EMAIL, "password": _PASSWORD}

    @property
    def single_sign_on_url(self) -> str:
        """Where single sign-on begins; empty when there is none."""
        if not settings.SOCIALACCOUNT_PROVIDERS:
            return ""
        begins = reverse("openid_connect_login", kwargs={"provider_id": "staff"})
        wanted = self.request.GET.get("next", "") if self.request else ""
        return f"{begins}?{urlencode({'next': wanted})}" if wanted else begins


class ReauthenticateForm(_Worded, account_forms.ReauthenticateForm):
    words: ClassVar = {"password": _PASSWORD}


class ResetPasswordForm(_Worded, account_forms.ResetPasswordForm):
    words: ClassVar = {"email": _EMAIL}


class _SamePassword(_Worded):
    def clean(self) -> Any:
        cleaned = super().clean()
        if "password2" in self.errors and self.cleaned_data.get("password1") and self.data.get("password2"):
            self.errors["password2"] = self.error_class(["The two passwords are not the same"])
        return cleaned


class ResetPasswordKeyForm(_SamePassword, account_forms.ResetPasswordKeyForm):
    words: ClassVar = {"password1": _NEW, "password2": _AGAIN}


class ChangePasswordForm(_SamePassword, account_forms.ChangePasswordForm):
    words: ClassVar = {
        "oldpassword": ("Current password", "Enter your current password"),
        "password1": _NEW,
        "password2": _AGAIN,
    }


class SetPasswordForm(_SamePassword, account_forms.SetPasswordForm):
    words: ClassVar = {"password1": _NEW, "password2": _AGAIN}


class CodeForm(_Worded, mfa_forms.AuthenticateForm):
    words: ClassVar = {"code": _CODE}


class ReauthenticateCodeForm(_Worded, mfa_forms.ReauthenticateForm):
    words: ClassVar = {"code": _CODE}


class ActivateAppForm(_Worded, totp_forms.ActivateTOTPForm):
    words: ClassVar = {"code": ("Code from the app", "Enter the six-figure code that the app shows")}


class _ReadsCredential(ReadableForm):
    """What the browser says of a passkey comes from outside: whatever is wrong with it is a refusal, never a fault."""

    def clean_credential(self) -> Any:
        read = getattr(super(), "clean_credential", None)
        with _refusing_nonsense():
            return read() if read else self.cleaned_data["credential"]

    def clean(self) -> Any:
        with _refusing_nonsense():
            return super().clean()


_NONSENSE = (ArithmeticError, AttributeError, InvalidSignature, LookupError, StructError, TypeError, ValueError)


@contextmanager
def _refusing_nonsense() -> Iterator[None]:
    try:
        yield
    except (
        ArithmeticError,
        AttributeError,
        InvalidSignature,
        LookupError,
        StructError,
        TypeError,
        ValueError,
    ) as error:
        raise forms.ValidationError("That passkey could not be read. Try again.", code="unreadable") from error


class PasskeyForm(_ReadsCredential, webauthn_forms.AuthenticateWebAuthnForm):
    """The second step of signing in."""


class PasskeySignInForm(_ReadsCredential, webauthn_forms.LoginWebAuthnForm):
    """Signing in with nothing else."""


class ReauthenticatePasskeyForm(_ReadsCredential, webauthn_forms.ReauthenticateWebAuthnForm):
    """Confirming again who it is."""


class AddPasskeyForm(_Worded, _ReadsCredential, webauthn_forms.AddWebAuthnForm):
    words: ClassVar = {
        "name": ("Name of this passkey", "Enter a name"),
        "passwordless": ("Sign in with this passkey alone, without a password", ""),
        "credential": ("Passkey", "Your browser did not make a passkey. Press the button to try again"),
    }


class EditPasskeyForm(_Worded, webauthn_forms.EditWebAuthnForm):
    words: ClassVar = {"name": ("Name of this passkey", "Enter a name")}


class _RolesForm(ReadableForm):
    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=[(code, role.label) for code, role in ROLES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role"},
    )


class RolesForm(_RolesForm):
    """What a person may do."""


class PersonForm(_RolesForm):
    """Somebody new."""

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Enter the person's name"})
    email = forms.CharField(
        widget=forms.EmailInput,
        validators=[validate_email],
        max_length=254,
        label="Work e-mail address",
        help_text="They sign in with it. We send them a link to choose a password.",
        error_messages={"required": "Enter the person's e-mail address"},
    )
    partner = forms.ModelChoiceField(
        label="Works for",
        queryset=Partner.objects.order_by("-is_lead", "name"),
        required=False,
        empty_label="None of the partners",
    )
    field_order = ["name", "email", "partner", "roles"]
