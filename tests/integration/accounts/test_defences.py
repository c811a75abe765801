"""Cookies, tokens, limits, and what is not there: what nobody can get round."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.accounts.tasks import forget_sessions
from tests.support import totp
from tests.support.people import PASSWORD, SECRET, browser_of
from tests.support.signing_in import WRONG, give_code, give_password, is_signed_in, sign_in

pytestmark = pytest.mark.django_db
AT = timezone.now()


class TestDefences:
    def test_cookies_are_hidden_from_scripts_and_from_other_sites(self, client: Client, sam: Person) -> None:
        sign_in(client)
        for name in ("adviceline_session", "adviceline_form"):
            cookie = client.cookies[name] if name in client.cookies else client.get(reverse("home")).cookies[name]
            assert cookie["httponly"]
            assert cookie["samesite"] == "Lax"
        assert not client.cookies["adviceline_session"]["expires"], "it ends with the browser"

    def test_over_https_they_are_secure(self, client: Client, sam: Person, settings: pytest.FixtureRequest) -> None:
        settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
        client.get(reverse("account_login"), secure=True)
        give_password(client)
        assert client.cookies["adviceline_session"]["secure"]
        assert client.cookies["adviceline_form"]["secure"]

    def test_a_form_without_its_token_is_refused(self, sam: Person) -> None:
        strict = Client(enforce_csrf_checks=True)
        answer = give_password(strict)
        assert answer.status_code == 403
        assert "This form was open too long" in answer.content.decode()
        assert PASSWORD not in answer.content.decode()

    def test_pages_behind_sign_in_are_not_kept_by_the_browser(self, sam: Person) -> None:
        assert "no-store" in browser_of(sam).get(reverse("home"))["Cache-Control"]
        assert "no-store" in Client().get(reverse("account_login"))["Cache-Control"]

    def test_guessing_one_persons_password_is_stopped(self, client: Client, sam: Person) -> None:
        answers = [
            client.post(reverse("account_login"), WRONG, REMOTE_ADDR=f"192.0.2.{n}").content.decode() for n in range(8)
        ]
        assert ["too many attempts" in answer for answer in answers] == [False] * 5 + [True] * 3
        assert client.post(reverse("account_login"), WRONG).status_code == 429
        assert give_password(client).status_code == 429, "not even with the right one, for a while"
        assert not is_signed_in(client)

    def test_guessing_from_one_address_is_stopped(self, client: Client) -> None:
        codes = [give_password(client, f"nobody{n}@example.org").content.decode() for n in range(14)]
        assert sum("too many attempts" in page for page in codes) >= 4

    def test_flooding_the_sign_in_page_gets_a_page_with_plain_words(self, client: Client, sam: Person) -> None:
        answers = [client.post(reverse("account_login"), {}) for _ in range(35)]
        assert answers[-1].status_code == 429
        assert "Please wait" in answers[-1].content.decode()
        assert int(answers[-1]["Retry-After"]) > 0

    def test_a_visitor_cannot_dodge_the_limit_with_a_header(self, client: Client, sam: Person) -> None:
        answers = [client.post(reverse("account_login"), {}, HTTP_X_FORWARDED_FOR=f"198.51.100.{n}") for n in range(35)]
        assert answers[-1].status_code == 429

    def test_guessing_codes_is_stopped(self, client: Client, sam: Person) -> None:
        give_password(client)
        pages = [give_code(client, f"00000{n}").content.decode() for n in range(7)]
        assert "too many attempts" in pages[-1]
        assert give_code(client, totp.code(SECRET)).status_code == 429
        assert not is_signed_in(client)

    @pytest.mark.parametrize(
        "path",
        [
            "signup/",
            "email/",
            "confirm-email/",
            "confirm-email/abc/",
            "",
            "3rdparty/",
            "3rdparty/signup/",
            "login/code/",
            "social/signup/",
        ],
    )
    def test_what_the_service_does_not_offer_is_not_there(self, client: Client, sam: Person, path: str) -> None:
        assert client.get(f"/accounts/{path}").status_code == 404
        assert browser_of(sam).get(f"/accounts/{path}").status_code == 404

    @pytest.mark.parametrize(
        "sent",
        ["", "{}", "[]", '{"id": 1}', "null", "not json", '{"id":"x","rawId":"x","type":"public-key","response":{}}'],
    )
    def test_a_forged_passkey_is_refused(self, client: Client, sam: Person, sent: str) -> None:
        client.get(reverse("mfa_login_webauthn"), HTTP_ACCEPT="application/json")
        assert client.post(reverse("mfa_login_webauthn"), {"credential": sent}).status_code == 302
        browser = browser_of(sam)
        browser.get(reverse("mfa_add_webauthn"))
        assert browser.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": sent}).status_code == 422
        give_password(client)
        assert client.post(reverse("mfa_authenticate"), {"credential": sent}).status_code == 422
        assert not is_signed_in(client)
        assert not Authenticator.objects.filter(type="webauthn").exists()


def test_sessions_that_ran_out_are_forgotten(sam: Person) -> None:
    kept, gone = browser_of(sam).session.session_key, browser_of(sam).session.session_key
    Session.objects.filter(pk=gone).update(expire_date=AT - timedelta(days=1))
    forget_sessions(at=AT)
    assert set(Session.objects.values_list("pk", flat=True)) == {kept}
