"""Signing in and out: what is asked for, what is recorded, and where each role lands."""

from __future__ import annotations

import json
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from adviceline.accounts import actions
from adviceline.accounts.models import Person
from adviceline.accounts.roles import ROLES
from adviceline.audit.actors import SYSTEM
from adviceline.audit.queries import verify
from adviceline.ui.context import address
from tests.support import totp
from tests.support.people import PASSWORD, SECRET, browser_of, somebody
from tests.support.signing_in import WRONG, events, give_code, give_password, is_signed_in, sign_in

pytestmark = pytest.mark.django_db
AT = timezone.now()


class TestPasswordAndCode:
    def test_both_are_needed_and_it_is_recorded_how(self, client: Client, sam: Person) -> None:
        answer = give_password(client, "SAM@example.org")
        assert answer["Location"] == reverse("mfa_authenticate")
        assert not is_signed_in(client)
        answer = give_code(client, totp.code(SECRET))
        assert answer["Location"] == reverse("home")
        [event] = events("person.signed_in")
        assert (event.actor, event.data) == (sam.actor_key, {"methods": ["password", "mfa:totp"]})

    def test_a_code_works_once(self, client: Client, sam: Person) -> None:
        sign_in(client)
        client.post(reverse("account_logout"))
        assert sign_in(client).status_code == 422
        assert not is_signed_in(client)

    def test_a_wrong_code_is_refused_and_recorded(self, client: Client, sam: Person) -> None:
        give_password(client)
        answer = give_code(client, "000000")
        assert "That code is not right" in answer.content.decode()
        [event] = events("person.second_factor_refused")
        assert (event.actor, event.subject, event.data) == ("public", sam.actor_key, {"kind": "totp"})

    def test_a_wrong_password_names_the_person_but_not_the_address(self, client: Client, sam: Person) -> None:
        answer = client.post(reverse("account_login"), WRONG)
        assert answer.status_code == 422
        assert "The e-mail address or password is not right" in answer.content.decode()
        [event] = events("person.sign_in_failed")
        assert (event.actor, event.subject, event.data) == ("public", sam.actor_key, {"reason": "password"})

    def test_an_unknown_address_is_recorded_by_a_fingerprint_only(self, client: Client) -> None:
        for spelling in ("stranger@example.org", "Stranger@Example.org"):
            answer = give_password(client, spelling)
            assert "The e-mail address or password is not right" in answer.content.decode()
        first, second = events("person.sign_in_failed")
        assert first.data == second.data
        assert first.subject == ""
        assert "stranger" not in json.dumps([first.data, first.subject])
        assert re.fullmatch(r"[0-9a-f]{32}", first.data["address_index"])

    @pytest.mark.parametrize("sent", [{}, {"login": "nobody"}, {"login": "x" * 5000, "password": "y" * 5000}])
    def test_mistakes_are_said_plainly(self, client: Client, sent: dict[str, str]) -> None:
        answer = client.post(reverse("account_login"), sent)
        assert answer.status_code == 422
        assert "There is a problem" in answer.content.decode()

    def test_signing_out_is_recorded_and_needs_a_button(self, client: Client, sam: Person) -> None:
        sign_in(client)
        assert client.get(reverse("account_logout")).status_code == 200
        assert is_signed_in(client)
        client.post(reverse("account_logout"))
        assert not is_signed_in(client)
        assert [event.actor for event in events("person.signed_out")] == [sam.actor_key]

    def test_somebody_whose_access_ended_is_told_so_only_with_the_right_password(
        self, client: Client, sam: Person
    ) -> None:
        Person.objects.filter(pk=sam.pk).update(is_active=False)
        assert give_password(client, password="wrong password").status_code == 422
        assert give_password(client)["Location"] == reverse("account_inactive")
        assert not is_signed_in(client)

    def test_nobody_is_sent_to_another_site(self, client: Client, sam: Person) -> None:
        client.post(
            f"{reverse('account_login')}?next=https://elsewhere.example.org/",
            {"login": sam.email, "password": PASSWORD},
        )
        assert give_code(client, totp.code(SECRET))["Location"] == reverse("home")

    def test_a_recovery_code_stands_in_for_the_app_once(self, client: Client, sam: Person) -> None:
        browser = browser_of(sam)
        browser.post(reverse("mfa_generate_recovery_codes"))
        code = re.search(
            r'<code class="al-reference">(\d+)', browser.get(reverse("mfa_view_recovery_codes")).content.decode()
        )[1]
        assert code in browser.get(reverse("mfa_download_recovery_codes")).content.decode()
        give_password(client)
        give_code(client, code)
        assert is_signed_in(client)
        assert events("person.signed_in")[-1].data == {"methods": ["password", "mfa:recovery_codes"]}
        client.post(reverse("account_logout"))
        give_password(client)
        give_code(client, code)
        assert not is_signed_in(client)

    def test_the_session_is_a_new_one_after_signing_in(self, client: Client, sam: Person) -> None:
        client.get(reverse("account_login"))
        give_password(client)
        before = client.session.session_key
        give_code(client, totp.code(SECRET))
        assert client.session.session_key != before
        assert not Session.objects.filter(session_key=before).exists()

    def test_the_trail_of_all_this_holds(self, client: Client, sam: Person) -> None:
        client.post(reverse("account_login"), WRONG)
        sign_in(client)
        client.post(reverse("account_logout"))
        assert verify().holds


class TestTheDemo:
    def test_elsewhere_it_does_not_exist(self, client: Client) -> None:
        person = somebody("adviser", strong=False, is_fictional=True)
        assert client.get(reverse("demo_sign_in")).status_code == 404
        assert client.post(reverse("demo_sign_in"), {"person": person.pk}).status_code == 404
        assert not is_signed_in(client)
        assert "demonstration" not in client.get(reverse("account_login")).content.decode()

    def test_one_click_for_each_role(self, settings: pytest.FixtureRequest) -> None:
        settings.DEMO = True
        for code in ROLES:
            somebody(code, strong=False, is_fictional=True)
        page = Client().get(reverse("demo_sign_in")).content.decode()
        buttons = re.findall(r'name="person" value="(\d+)"', page)
        assert len(buttons) == len(ROLES)
        for number in buttons:
            client = Client()
            answer = client.post(reverse("demo_sign_in"), {"person": number}, follow=True)
            assert answer.status_code == 200
            assert client.session["_auth_user_id"] == number
        assert [event.data for event in events("person.signed_in")] == [{"methods": ["demo"]}] * len(ROLES)

    def test_never_as_somebody_real_or_gone(self, client: Client, settings: pytest.FixtureRequest) -> None:
        settings.DEMO = True
        real = somebody("service_manager")
        gone = actions.deactivate(person=somebody("adviser", is_fictional=True), by=SYSTEM, at=AT)
        for number in (real.pk, gone.pk, 0, -1, "x", "1" * 40, ""):
            assert client.post(reverse("demo_sign_in"), {"person": number}).status_code == 404
        assert not is_signed_in(client)

    def test_its_button_needs_the_token_of_the_page(self, settings: pytest.FixtureRequest) -> None:
        settings.DEMO = True
        person = somebody("adviser", strong=False, is_fictional=True)
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(reverse("demo_sign_in"), {"person": person.pk}).status_code == 403


class TestLanding:
    @pytest.mark.parametrize(
        ("role", "route"),
        [
            ("adviser", "desk:queue"),
            ("supervisor", "desk:queue"),
            ("evidence_analyst", "reporting:choose"),
            ("service_manager", "reporting:choose"),
            ("authority_monitor", "portal:home"),
            ("evaluator", "evaluation:show"),
            ("content_editor", "desk:map"),
            ("clinical_reviewer", "desk:map"),
        ],
    )
    def test_each_role_lands_where_it_can_work(self, role: str, route: str) -> None:
        browser = browser_of(somebody(role))
        assert browser.get(reverse("home"))["Location"] == address(route)
        assert browser.get(reverse("home"), follow=True).status_code == 200

    @pytest.mark.parametrize("role", ["finance_officer"])
    def test_the_others_are_told_that_nothing_is_here_yet(self, role: str) -> None:
        words = browser_of(somebody(role)).get(reverse("home")).content.decode()
        assert "Nothing here yet" in words
        assert ROLES[role].label.lower() in words
