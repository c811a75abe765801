"""Signing in through the staff's own identity provider, against a real one on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from adviceline.accounts import actions
from adviceline.accounts.models import Person
from adviceline.audit.actors import SYSTEM
from adviceline.audit.models import Event
from tests.support import totp
from tests.support.identity_provider import IdentityProvider
from tests.support.people import PASSWORD, SECRET, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running() -> Iterator[IdentityProvider]:
    with IdentityProvider() as provider:
        yield provider


@pytest.fixture
def provider(running: IdentityProvider, settings: pytest.FixtureRequest) -> IdentityProvider:
    cache.clear()
    settings.SOCIALACCOUNT_PROVIDERS = running.settings()
    running.broken, running.token_claims = False, {}
    running.claims = {"sub": "42", "email": "Robin@Example.org", "email_verified": True, "name": "Robin Example"}
    return running


def begin(client: Client, query: str = "") -> HttpResponse:
    return client.get(reverse("openid_connect_login", kwargs={"provider_id": "staff"}) + query)


def go_through(client: Client, provider: IdentityProvider, query: str = "") -> HttpResponse:
    back = urlsplit(provider.authorise(begin(client, query)["Location"]))
    return client.get(f"{back.path}?{back.query}")


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_somebody_with_an_account_signs_in_and_gives_the_second_step_here(
    client: Client, provider: IdentityProvider
) -> None:
    robin = somebody("evaluator", email="robin@example.org")
    assert go_through(client, provider)["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": totp.code(SECRET)})
    assert client.session["_auth_user_id"] == str(robin.pk)
    assert client.get(reverse("home"))["Location"] == reverse("evaluation:show")
    assert Event.objects.filter(action="person.signed_in").latest("seq").data == {
        "methods": ["socialaccount", "mfa:totp"]
    }


def test_a_second_step_at_the_provider_is_enough(client: Client, provider: IdentityProvider) -> None:
    somebody("evaluator", email="robin@example.org", strong=False)
    provider.claims["amr"] = ["pwd", "mfa"]
    assert go_through(client, provider)["Location"] == reverse("home")
    assert client.get(reverse("home"))["Location"] == reverse("evaluation:show")


@pytest.mark.parametrize("methods", [["pwd"], [], None, "mfa-not", ["otp"]])
def test_without_one_the_person_is_asked_to_set_one_up(
    client: Client, provider: IdentityProvider, methods: object
) -> None:
    somebody("evaluator", email="robin@example.org", strong=False)
    provider.claims["amr"] = methods
    go_through(client, provider)
    assert is_signed_in(client)
    assert client.get(reverse("home"))["Location"] == reverse("mfa_index")


def test_the_providers_second_step_does_not_outlive_signing_out(client: Client, provider: IdentityProvider) -> None:
    robin = somebody("evaluator", email="robin@example.org", strong=False, password=PASSWORD)
    provider.claims["amr"] = ["mfa"]
    go_through(client, provider)
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"login": robin.email, "password": PASSWORD})
    assert is_signed_in(client)
    assert client.get(reverse("home"))["Location"] == reverse("mfa_index")


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@example.org"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": ""},
        {"email": None},
    ],
)
def test_strangers_and_unverified_addresses_are_refused(
    client: Client, provider: IdentityProvider, claims: dict[str, object]
) -> None:
    somebody("evaluator", email="robin@example.org")
    provider.claims |= claims
    answer = go_through(client, provider)
    assert answer.status_code == 403
    assert "You do not have an account here" in answer.content.decode()
    assert not is_signed_in(client)
    assert Person.objects.count() == 1
    event = Event.objects.filter(action="person.sign_in_failed").latest("seq")
    assert event.data["reason"] == "no account"
    assert "@" not in str(event.data)


def test_somebody_whose_access_ended_does_not_get_in(client: Client, provider: IdentityProvider) -> None:
    robin = somebody("evaluator", email="robin@example.org")
    actions.deactivate(person=robin, by=SYSTEM, at=timezone.now())
    assert go_through(client, provider)["Location"] == reverse("account_inactive")
    assert not is_signed_in(client)


def test_nothing_of_the_providers_is_stored_and_the_password_stays(client: Client, provider: IdentityProvider) -> None:
    robin = somebody("evaluator", email="robin@example.org", password=PASSWORD)
    go_through(client, provider)
    robin.refresh_from_db()
    assert robin.check_password(PASSWORD)
    assert not SocialAccount.objects.exists()
    assert not SocialToken.objects.exists()


def test_an_account_elsewhere_cannot_be_joined_to_ones_own(client: Client, provider: IdentityProvider) -> None:
    somebody("evaluator", email="robin@example.org")
    answer = go_through(client, provider, "?process=connect")
    assert answer.status_code in {302, 403}
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()


def test_an_answer_that_nobody_asked_for_is_refused(client: Client, provider: IdentityProvider) -> None:
    somebody("evaluator", email="robin@example.org")
    callback = reverse("openid_connect_callback", kwargs={"provider_id": "staff"})
    for query in ("", "?code=x", "?code=x&state=y", "?error=access_denied", "?error=server_error&state=z"):
        answer = client.get(callback + query)
        assert answer.status_code < 500
        assert not is_signed_in(client)
    stolen = urlsplit(provider.authorise(begin(client)["Location"]))
    other = Client()
    assert other.get(f"{stolen.path}?{stolen.query}").status_code < 500
    assert not is_signed_in(other), "the answer belongs to the browser that asked"


@pytest.mark.parametrize(
    "token",
    [
        {"aud": "another-service"}, {"iss": "https://login.elsewhere.example"}, {"exp": 1_600_000_000},
        {"sub": "another person"}, {"sub": None}, None,
    ],
    ids=["another client", "another issuer", "expired", "another person", "nobody", "none"],
)  # fmt: skip
def test_a_token_that_is_not_for_this_sign_in_is_refused(
    client: Client, provider: IdentityProvider, token: dict[str, object] | None
) -> None:
    """Though the provider's second step and an address that has an account here come with it."""
    somebody("authority_monitor", email="robin@example.org", strong=False)
    provider.claims["amr"] = ["mfa"]
    provider.token_claims = token
    assert "Single sign-on did not work" in go_through(client, provider).content.decode()
    assert not is_signed_in(client)
    assert client.get(reverse("portal:home"))["Location"].startswith(reverse("account_login"))
    assert Event.objects.filter(action="person.sign_in_failed").latest("seq").data["reason"] == "identity provider"
    assert not Event.objects.filter(action="person.signed_in").exists()


def test_the_authority_comes_to_its_portal_and_nobody_else_does(client: Client, provider: IdentityProvider) -> None:
    somebody("authority_monitor", email="robin@example.org", strong=False)
    adviser = somebody("adviser", email="sam@example.org", strong=False)
    provider.claims["amr"] = ["mfa"]
    go_through(client, provider)
    assert client.get(reverse("home"))["Location"] == reverse("portal:home")
    assert client.get(reverse("portal:home")).status_code == 200
    for other in ("desk:queue", "people", "reporting:choose"):
        assert client.get(reverse(other)).status_code == 403, other
    client.post(reverse("account_logout"))
    assert client.get(reverse("portal:home"))["Location"].startswith(reverse("account_login"))
    provider.claims |= {"sub": "43", "email": adviser.email}
    go_through(client, provider)
    assert client.session["_auth_user_id"] == str(adviser.pk)
    assert client.get(reverse("portal:home")).status_code == 403


def test_a_provider_that_is_down_gives_a_plain_page(client: Client, provider: IdentityProvider) -> None:
    provider.broken = True
    answer = begin(client)
    assert answer.status_code == 503
    assert "Single sign-on did not work" in answer.content.decode()


def test_the_sign_in_page_offers_it_only_when_it_is_set_up(
    client: Client, provider: IdentityProvider, settings: pytest.FixtureRequest
) -> None:
    assert "single sign-on" in client.get(reverse("account_login")).content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "single sign-on" not in client.get(reverse("account_login")).content.decode()
    assert begin(client).status_code == 404
    callback = reverse("openid_connect_callback", kwargs={"provider_id": "staff"})
    assert client.get(callback + "?code=x").status_code == 404


def test_it_goes_on_to_where_the_person_wanted(client: Client, provider: IdentityProvider) -> None:
    somebody("service_manager", email="robin@example.org")
    page = client.get(reverse("people"), follow=True).content.decode()
    assert "single-sign-on/staff/?next=%2Fpeople" in page
    go_through(client, provider, "?next=/people")
    assert client.post(reverse("mfa_authenticate"), {"code": totp.code(SECRET)})["Location"] == reverse("people")
