"""How allauth behaves here: no sign-up, mail by the outbox, single sign-on only for people who have an account."""

from __future__ import annotations

import time
from typing import Any, ClassVar

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from adviceline.accounts import actions
from adviceline.accounts.limits import client_address
from adviceline.accounts.models import Person
from adviceline.accounts.second_factor import PROVIDER_MARK, said_by_provider
from adviceline.accounts.secrets import open_secret, seal_secret
from adviceline.content.current import current_content

WRONG = "The e-mail address or password is not right. Check both and try again."
TOO_MANY = "There were too many attempts. Wait five minutes, then try again."


class StaffAccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is no longer in use. Ask your service manager.",
        "email_password_mismatch": WRONG,
        "enter_current_password": "The current password is not right.",
        "incorrect_code": "That code is not right. Wait for the next one and try again.",
        "incorrect_password": "The password is not right.",
        "invalid_password_reset": "This link has been used or is too old.",
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise NotImplementedError(f"Mail leaves through the outbox; {template_prefix} has no composer.")

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        origin = self.request.build_absolute_uri("/")
        actions.invite(person=user, origin=origin, occasion=actions.RESET, by=user, at=timezone.now())

    def set_password(self, user: Person, password: str) -> None:
        actions.set_password(person=user, password=password, at=timezone.now())

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        actions.record_failed_sign_in(email=credentials.get("email", ""), reason="password", at=timezone.now())

    def post_login(self, request: HttpRequest, user: Person, **details: Any) -> HttpResponse:
        methods = [_named(record) for record in get_authentication_records(request, user)]
        actions.record_sign_in(person=user, methods=methods, at=timezone.now())
        sociallogin = (details.get("signal_kwargs") or {}).get("sociallogin")
        if sociallogin is not None and said_by_provider(_id_token(sociallogin)):
            request.session[PROVIDER_MARK] = user.pk
        answer: HttpResponse = super().post_login(request, user, **details)
        return answer

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Person):
            actions.record_sign_out(person=request.user, at=timezone.now())
        super().logout(request)

    def is_reauthentication_required(self, *, app: str, **details: Any) -> bool:
        """Not within a quarter of an hour of signing in: that has just proved who it is."""
        records = get_authentication_records(self.request, self.request.user)
        newest = max((record["at"] for record in records), default=0)
        return bool(time.time() - newest > account_settings.REAUTHENTICATION_TIMEOUT)


def _named(record: dict[str, Any]) -> str:
    return ":".join(str(part) for part in (record["method"], record.get("type")) if part)


class StaffMFAAdapter(DefaultMFAAdapter):
    error_messages: ClassVar = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code is not right. Wait for the next one and try again.",
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first.",
    }

    def encrypt(self, text: str) -> str:
        return seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return open_secret(encrypted_text)

    def get_totp_issuer(self) -> str:
        return current_content().service.short_name

    def _get_site_name(self) -> str:
        return current_content().service.short_name

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return "My passkey" if number == 1 else f"My passkey {number}"


class StaffSingleSignOnAdapter(DefaultSocialAccountAdapter):
    """A person is found by the e-mail address that the identity provider verified, every time anew.

    Nothing of the provider's is stored, so an account here opens and closes with its address and nothing else.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: Any) -> None:
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if not _speaks_of_one_person(sociallogin):
            actions.record_failed_sign_in(email="", reason="identity provider", at=timezone.now())
            raise ImmediateHttpResponse(render(request, "socialaccount/authentication_error.html", status=403))
        verified = [address.email.lower() for address in sociallogin.email_addresses if address.verified is True]
        person = Person.objects.filter(email__in=verified).first() if verified else None
        if person is None or sociallogin.state.get("process") not in {None, "login"}:
            claimed = next((address.email for address in sociallogin.email_addresses), "")
            actions.record_failed_sign_in(email=claimed, reason="no account", at=timezone.now())
            raise ImmediateHttpResponse(render(request, "socialaccount/refused.html", status=403))
        sociallogin.user = person

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        actions.record_failed_sign_in(email="", reason="identity provider", at=timezone.now())


def _speaks_of_one_person(sociallogin: Any) -> bool:
    """Whether there is an id token, and its subject is that of the user info, from which the address is taken (OpenID
    Connect Core 1.0, 5.3.2): otherwise the second factor of one would open the account of another."""
    subject = _id_token(sociallogin).get("sub")
    user_info = (sociallogin.account.extra_data or {}).get("userinfo") or {}
    return bool(subject) and user_info.get("sub", subject) == subject


def _id_token(sociallogin: Any) -> dict[str, Any]:
    """The claims of the id token, which came from the provider itself and not through the browser."""
    claims: dict[str, Any] = (sociallogin.account.extra_data or {}).get("id_token") or {}
    return claims
