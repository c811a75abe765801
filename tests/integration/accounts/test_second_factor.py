"""The second factor: nothing opens without it, and nobody can get round it."""

from __future__ import annotations

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.accounts.second_factor import DEMO_MARK, PROVIDER_MARK
from tests.support import totp
from tests.support.people import PASSWORD, browser_of, somebody
from tests.support.signing_in import events, give_password

pytestmark = pytest.mark.django_db
AT = timezone.now()


class TestTheGate:
    def test_a_mark_for_somebody_else_or_outside_the_demo_is_worth_nothing(
        self, settings: pytest.FixtureRequest
    ) -> None:
        person = somebody("service_manager", strong=False, is_fictional=True)
        real = somebody("service_manager", strong=False)
        for demo, holder, mark, opens in (
            (False, person, person.pk, False),
            (True, person, person.pk, True),
            (True, person, True, False),
            (True, person, real.pk, False),
            (True, real, real.pk, False),
        ):
            settings.DEMO = demo
            browser = browser_of(holder)
            session = browser.session
            session[DEMO_MARK] = mark
            session.save()
            answer = browser.get(reverse("people"))
            assert (answer.status_code == 200) is opens, (demo, holder.pk, mark)

    def test_a_mark_put_there_before_signing_in_is_worth_nothing(
        self, client: Client, settings: pytest.FixtureRequest
    ) -> None:
        settings.DEMO = True
        somebody("service_manager", email="m@example.org", password=PASSWORD, strong=False)
        session = client.session
        session[DEMO_MARK] = session[PROVIDER_MARK] = True
        session.save()
        give_password(client, "m@example.org")
        assert client.get(reverse("people"))["Location"] == reverse("mfa_index")

    def test_recovery_codes_alone_are_no_second_factor(self) -> None:
        person = somebody("service_manager", strong=False)
        Authenticator.objects.create(
            user=person, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0}
        )
        assert browser_of(person).get(reverse("people"))["Location"] == reverse("mfa_index")

    @pytest.mark.parametrize(
        "path",
        ["/people?/accounts/", "/people/../accounts/login/", "/accounts/..%2fpeople", "/people;/static/"],
    )
    def test_the_address_cannot_be_dressed_up(self, path: str) -> None:
        answer = browser_of(somebody("service_manager", strong=False)).get(path)
        assert answer.status_code in {302, 404}
        assert answer.get("Location", reverse("mfa_index")) == reverse("mfa_index") or "login" in path

    def test_removing_the_last_factor_closes_the_door_behind_it(self, sam: Person) -> None:
        browser = browser_of(sam)
        assert browser.get(reverse("home"))["Location"] == reverse("evaluation:show")
        browser.post(reverse("mfa_deactivate_totp"))
        assert browser.get(reverse("home"))["Location"] == reverse("mfa_index")
        assert [event.data for event in events("person.second_factor_removed")] == [{"kind": "totp"}]

    def test_setting_up_an_app_opens_it_and_is_recorded(self, django_capture_on_commit_callbacks: object) -> None:
        person = somebody("evaluator", strong=False)
        browser = browser_of(person)
        page = browser.get(reverse("mfa_activate_totp")).content.decode()
        secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
        assert "data:image/svg+xml;base64," in page
        with django_capture_on_commit_callbacks(execute=True):
            browser.post(reverse("mfa_activate_totp"), {"code": totp.code(secret)})
        assert browser.get(reverse("home"))["Location"] == reverse("evaluation:show")
        assert {event.data["kind"] for event in events("person.second_factor_added")} == {"totp", "recovery_codes"}
        assert secret not in json.dumps(Authenticator.objects.get(user=person, type="totp").data)

    def test_changing_how_one_signs_in_asks_again_after_a_while(self, sam: Person) -> None:
        browser = browser_of(sam)
        session = browser.session
        session["account_authentication_methods"] = [{"method": "password", "at": 0}]
        session.save()
        for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn"):
            assert reverse("account_reauthenticate") in browser.get(reverse(name))["Location"]
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert browser.get(reverse("mfa_deactivate_totp")).status_code == 200
