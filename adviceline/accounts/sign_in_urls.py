"""The pages of signing in: those of allauth that the service offers, each marked with who may open it.

What is not listed does not exist here: sign-up, managing e-mail addresses, joining accounts of other services.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import path, re_path
from requests import RequestException

from adviceline.accounts.limits import limited
from adviceline.accounts.permissions import public, signed_in

log = structlog.get_logger(__name__)
View = Callable[..., HttpResponseBase]
#: What the library calls its refusals for a time.
TOO_MANY_CODES = {"too_many_login_attempts", "rate_limited"}


def _with_status(view: View) -> View:
    """A form that comes back says so in its status, where the library answers 200: 429 after too many attempts."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        shown = (getattr(answer, "context_data", None) or {}).values()
        refused = [each for each in shown if isinstance(each, BaseForm) and each.is_bound and each.errors]
        if request.method == "POST" and answer.status_code == 200 and refused:
            codes = {error.code for form in refused for errors in form.errors.as_data().values() for error in errors}
            answer.status_code = 429 if codes & TOO_MANY_CODES else 422
        return answer

    return page


def _open(view: View) -> View:
    """For anybody. A wrapper takes the mark, so that the library's own function stays as it was."""
    return public(_with_status(view))


def _setting_up(view: View) -> View:
    marked: View = signed_in(_with_status(view), before_second_factor=True)
    return marked


def _signed_in(view: View) -> View:
    marked: View = signed_in(_with_status(view))
    return marked


def _at_the_provider(view: View) -> View:
    """For anybody, within limits. When the identity provider does not answer as it should, a plain page says so."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except (RequestException, LookupError, ValueError) as error:
            log.error("identity provider failed", error=type(error).__name__)
            return render(request, "socialaccount/authentication_error.html", status=503)

    return limited("30/m", methods=("GET", "POST"))(public(page))


urlpatterns = [
    path("login/", _open(account.login), name="account_login"),
    path("logout/", _open(account.logout), name="account_logout"),
    path("inactive/", _open(account.account_inactive), name="account_inactive"),
    path("reauthenticate/", _setting_up(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", _signed_in(account.password_change), name="account_change_password"),
    path("password/set/", _signed_in(account.password_set), name="account_set_password"),
    path("password/reset/", _open(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", _open(account.password_reset_done), name="account_reset_password_done"),
    path("password/reset/key/done/", _open(account.password_reset_from_key_done),
         name="account_reset_password_from_key_done"),
    re_path(r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", _open(account.password_reset_from_key),
            name="account_reset_password_from_key"),
    path("2fa/", _setting_up(mfa.index), name="mfa_index"),
    path("2fa/authenticate/", _open(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", _setting_up(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", _setting_up(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", _setting_up(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", _setting_up(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", _setting_up(codes.generate_recovery_codes),
         name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", _setting_up(codes.download_recovery_codes),
         name="mfa_download_recovery_codes"),
    path("2fa/webauthn/", _setting_up(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", _setting_up(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("2fa/webauthn/login/", _open(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("2fa/webauthn/reauthenticate/", _setting_up(webauthn.reauthenticate_webauthn),
         name="mfa_reauthenticate_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", _setting_up(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/edit/", _setting_up(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    # Single sign-on: not found while ADVICELINE_OIDC_ISSUER is not set.
    path("single-sign-on/stopped/", _open(social.login_cancelled), name="socialaccount_login_cancelled"),
    path("single-sign-on/failed/", _open(social.login_error), name="socialaccount_login_error"),
    path("single-sign-on/<slug:provider_id>/", _at_the_provider(oidc.login),
         name="openid_connect_login"),
    path("single-sign-on/<slug:provider_id>/callback/", _at_the_provider(oidc.callback),
         name="openid_connect_callback"),
]  # fmt: skip
