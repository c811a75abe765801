"""Signing in and out: what is asked for, what is recorded, what nobody can get round."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from adviceline.accounts import actions
from adviceline.accounts.models import Person
from adviceline.accounts.roles import ROLES
from adviceline.accounts.second_factor import DEMO_MARK, PROVIDER_MARK
from adviceline.accounts.tasks import forget_sessions
from adviceline.audit.actors import SYSTEM
from adviceline.audit.models import Event
from adviceline.audit.queries import verify
from adviceline.jobs.models import Job, OutgoingMessage
from adviceline.jobs.runner import run
from adviceline.ui.context import address
from tests.support import totp
from tests.support.people import PASSWORD, SECRET, browser_of, somebody

pytestmark = pytest.mark.django_db
AT = timezone.now()
WRONG = {"login": "sam@example.org", "password": "not the password at all"}


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests() -> None:
    cache.clear()


@pytest.fixture
def sam() -> Person:
    return somebody("evaluator", email="sam@example.org", password=PASSWORD)


def give_password(
    client: Client, email: str = "sam@example.org", password: str = PASSWORD, **headers: str
) -> HttpResponse:
    return client.post(reverse("account_login"), {"login": email, "password": password}, **headers)


def give_code(client: Client, code: str) -> HttpResponse:
    return client.post(reverse("mfa_authenticate"), {"code": code})


def sign_in(client: Client, email: str = "sam@example.org") -> HttpResponse:
    give_password(client, email)
    return give_code(client, totp.code(SECRET))


def events(action: str) -> list[Event]:
    return list(Event.objects.filter(action=action).order_by("seq"))


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


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
        assert sign_in(client).status_code == 200
        assert not is_signed_in(client)

    def test_a_wrong_code_is_refused_and_recorded(self, client: Client, sam: Person) -> None:
        give_password(client)
        answer = give_code(client, "000000")
        assert "That code is not right" in answer.content.decode()
        [event] = events("person.second_factor_refused")
        assert (event.actor, event.subject, event.data) == ("public", sam.actor_key, {"kind": "totp"})

    def test_a_wrong_password_names_the_person_but_not_the_address(self, client: Client, sam: Person) -> None:
        answer = client.post(reverse("account_login"), WRONG)
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
        assert answer.status_code == 200
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
        assert give_password(client, password="wrong password").status_code == 200
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
        assert browser.get(reverse("home")).status_code == 200
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
        assert browser.get(reverse("home")).status_code == 200
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


class TestNewPassword:
    def ask(self, client: Client, email: str = "Sam@example.org") -> HttpResponse:
        return client.post(reverse("account_reset_password"), {"email": email})

    def test_only_ids_wait_and_the_link_is_made_when_it_is_sent(self, client: Client, sam: Person) -> None:
        other = browser_of(sam)
        assert self.ask(client)["Location"] == reverse("account_reset_password_done")
        message = OutgoingMessage.objects.get()
        assert message.args == {"person": sam.pk, "origin": "http://testserver", "occasion": "reset"}
        assert mail.outbox == []
        assert run(str(Job.objects.get().pk)) == "done"
        [sent] = mail.outbox
        assert sent.to == [sam.email]
        link = re.search(r"http://testserver(\S+)", sent.body)[1]
        page = client.get(link, follow=True)
        form = {"password1": "another good long one", "password2": "another good long one"}
        assert client.post(page.request["PATH_INFO"], form)["Location"] == reverse(
            "account_reset_password_from_key_done"
        )
        sam.refresh_from_db()
        assert sam.check_password("another good long one")
        assert other.get(reverse("mfa_index")).status_code == 302, "other sessions end"
        assert [event.actor for event in events("person.password_set")][-1] == sam.actor_key
        assert "does not work any more" in client.get(link, follow=True).content.decode()

    def test_a_stranger_sees_the_same_and_nothing_is_sent(self, client: Client) -> None:
        assert self.ask(client, "stranger@example.org")["Location"] == reverse("account_reset_password_done")
        assert not OutgoingMessage.objects.exists()

    def test_nothing_leaves_when_access_ended_meanwhile(self, client: Client, sam: Person) -> None:
        self.ask(client)
        somebody("service_manager")
        actions.deactivate(person=sam, by=SYSTEM, at=AT)
        run(str(Job.objects.get().pk))
        assert mail.outbox == []
        assert OutgoingMessage.objects.get().state == OutgoingMessage.State.WITHDRAWN

    @pytest.mark.parametrize(
        ("first", "second", "words"),
        [("short", "short", "too short"), ("qwerty123456", "qwerty123456", "too common"),
         ("sam@example.org", "sam@example.org", "too similar"),
         ("one good long one", "other good long", "not the same"), ("", "", "Enter")],
    )  # fmt: skip
    def test_a_weak_or_mistyped_one_is_refused(
        self, client: Client, sam: Person, first: str, second: str, words: str
    ) -> None:
        self.ask(client)
        run(str(Job.objects.get().pk))
        page = client.get(re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1], follow=True)
        answer = client.post(page.request["PATH_INFO"], {"password1": first, "password2": second})
        assert words in answer.content.decode()
        sam.refresh_from_db()
        assert sam.check_password(PASSWORD)

    @pytest.mark.parametrize("key", ["1-abc-def", "zzzzzzzzzzzzzzzzzzzzzzzzz-set-password", "1-set-password", "0-%00"])
    def test_a_forged_link_is_refused_kindly(self, client: Client, key: str) -> None:
        answer = client.get(f"/accounts/password/reset/key/{key}/")
        assert answer.status_code in {200, 400}

    def test_a_link_dies_of_age(self, client: Client, sam: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ask(client)
        run(str(Job.objects.get().pk))
        link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
        from allauth.account.forms import default_token_generator

        later = timezone.now().replace(tzinfo=None) + timedelta(days=3, hours=1)
        monkeypatch.setattr(type(default_token_generator), "_now", lambda self: later)
        assert "does not work any more" in client.get(link, follow=True).content.decode()


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
            ("authority_monitor", "reporting:returns"),
            ("content_editor", "desk:map"),
            ("clinical_reviewer", "desk:map"),
        ],
    )
    def test_each_role_lands_where_it_can_work(self, role: str, route: str) -> None:
        browser = browser_of(somebody(role))
        assert browser.get(reverse("home"))["Location"] == address(route)
        assert browser.get(reverse("home"), follow=True).status_code == 200

    @pytest.mark.parametrize("role", ["evaluator", "finance_officer"])
    def test_the_others_are_told_that_nothing_is_here_yet(self, role: str) -> None:
        words = browser_of(somebody(role)).get(reverse("home")).content.decode()
        assert "Nothing here yet" in words
        assert ROLES[role].label.lower() in words


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
        assert give_password(client).status_code == 200, "not even with the right one, for a while"
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
        give_code(client, totp.code(SECRET))
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
        assert browser.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": sent}).status_code == 200
        give_password(client)
        assert client.post(reverse("mfa_authenticate"), {"credential": sent}).status_code == 200
        assert not is_signed_in(client)
        assert not Authenticator.objects.filter(type="webauthn").exists()


def test_sessions_that_ran_out_are_forgotten(sam: Person) -> None:
    kept, gone = browser_of(sam).session.session_key, browser_of(sam).session.session_key
    Session.objects.filter(pk=gone).update(expire_date=AT - timedelta(days=1))
    forget_sessions(at=AT)
    assert set(Session.objects.values_list("pk", flat=True)) == {kept}
