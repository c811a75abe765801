"""Adding people, changing roles, ending access: by action, on the page, and from the command line."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from adviceline.accounts import actions, commands, queries
from adviceline.accounts.models import Partner, Person
from adviceline.accounts.roles import ROLES, Permission
from adviceline.accounts.secrets import is_current, open_secret
from adviceline.audit.actors import SYSTEM
from adviceline.audit.models import Event
from adviceline.jobs.models import OutgoingMessage
from tests.support import people
from tests.support.people import browser_of, somebody

pytestmark = pytest.mark.django_db
AT = timezone.now()


@dataclass(frozen=True)
class Body:
    code: str
    name: str
    lead: bool = False


def last_event(action: str) -> Event:
    return Event.objects.filter(action=action).latest("seq")


class TestAdding:
    def test_a_person_has_roles_a_partner_and_no_password_yet(self) -> None:
        person = actions.add_person(
            email=" Sam@Example.org ",
            name="Sam  Sample",
            roles=["supervisor", "adviser"],
            partner=people.partner(),
            by=SYSTEM,
            at=AT,
        )
        assert (person.email, person.name, person.roles) == ("sam@example.org", "Sam Sample", ["adviser", "supervisor"])
        assert not person.has_usable_password()
        event = last_event("person.added")
        assert (event.actor, event.subject) == ("system", f"person:{person.pk}")
        assert event.data == {"roles": ["adviser", "supervisor"], "partner": "example"}

    @pytest.mark.parametrize(
        ("values", "field", "words"),
        [
            ({"email": "not an address"}, "email", "correct format"),
            ({"email": "TAKEN@example.org"}, "email", "already here"),
            ({"name": "  "}, "name", "Enter the person's name"),
            ({"roles": []}, "roles", "at least one role"),
            ({"roles": ["adviser", "wizard"]}, "roles", "wizard"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_added(self, values: dict, field: str, words: str) -> None:
        somebody("adviser", email="taken@example.org")
        before = Person.objects.count(), Event.objects.count()
        with pytest.raises(actions.UnableToAddPerson, match=words) as problem:
            actions.add_person(
                **{
                    "email": "new@example.org",
                    "name": "New",
                    "roles": ["adviser"],
                    "partner": None,
                    "by": SYSTEM,
                    "at": AT,
                }
                | values
            )
        assert problem.value.field == field
        assert (Person.objects.count(), Event.objects.count()) == before


class TestRoles:
    def test_a_change_counts_from_the_next_request_on(self) -> None:
        manager, person = somebody("service_manager"), somebody("adviser")
        browser = browser_of(person)
        assert browser.get(reverse("people")).status_code == 403
        actions.change_roles(person=person, roles=["service_manager"], by=manager, at=AT)
        assert browser.get(reverse("people")).status_code == 200
        assert last_event("person.roles_changed").data == {"from": ["adviser"], "to": ["service_manager"]}

    def test_nobody_raises_themselves(self) -> None:
        manager = somebody("service_manager")
        somebody("service_manager")
        with pytest.raises(actions.UnableToChangeRoles, match="your own roles"):
            actions.change_roles(person=manager, roles=list(ROLES), by=manager, at=AT)

    def test_somebody_who_can_manage_people_always_remains(self) -> None:
        manager = somebody("service_manager")
        with pytest.raises(actions.UnableToChangeRoles, match="Nobody else"):
            actions.change_roles(person=manager, roles=["adviser"], by=SYSTEM, at=AT)
        with pytest.raises(actions.UnableToDeactivate, match="Nobody else"):
            actions.deactivate(person=manager, by=SYSTEM, at=AT)
        somebody("service_manager")
        assert actions.change_roles(person=manager, roles=["adviser"], by=SYSTEM, at=AT).roles == ["adviser"]

    def test_the_same_roles_again_change_nothing(self) -> None:
        person = somebody("adviser", "supervisor")
        before = Event.objects.count()
        actions.change_roles(person=person, roles=["supervisor", "adviser"], by=SYSTEM, at=AT)
        assert Event.objects.count() == before

    @pytest.mark.parametrize("roles", [[], ["wizard"]])
    def test_no_role_and_an_unknown_one_are_refused(self, roles: list[str]) -> None:
        with pytest.raises(actions.UnableToChangeRoles):
            actions.change_roles(person=somebody("adviser"), roles=roles, by=SYSTEM, at=AT)


class TestEndingAccess:
    def test_every_session_ends_and_stays_ended(self) -> None:
        person = somebody("adviser", password=people.PASSWORD)
        browsers = [browser_of(person), browser_of(person)]
        assert {browser.get(reverse("mfa_index")).status_code for browser in browsers} == {200}
        ended = actions.deactivate(person=person, by=SYSTEM, at=AT)
        assert {browser.get(reverse("mfa_index")).status_code for browser in browsers} == {302}
        actions.reactivate(person=ended, by=SYSTEM, at=AT)
        assert {browser.get(reverse("mfa_index")).status_code for browser in browsers} == {302}
        assert [last_event(f"person.{done}").subject for done in ("deactivated", "reactivated")] == [
            f"person:{person.pk}"
        ] * 2

    def test_a_person_without_access_is_permitted_nothing(self) -> None:
        person = actions.deactivate(person=somebody("adviser"), by=SYSTEM, at=AT)
        assert person.permissions == frozenset()
        assert person not in queries.people_who_may(Permission.USE_DESK)

    def test_nobody_ends_their_own(self) -> None:
        somebody("service_manager")
        manager = somebody("service_manager")
        with pytest.raises(actions.UnableToDeactivate, match="your own"):
            actions.deactivate(person=manager, by=manager, at=AT)

    def test_no_link_is_sent_to_them(self) -> None:
        person = actions.deactivate(person=somebody("adviser"), by=SYSTEM, at=AT)
        with pytest.raises(actions.UnableToInvite):
            actions.invite(person=person, origin="http://testserver", by=SYSTEM, at=AT)

    def test_a_reset_forgets_password_and_factors_and_ends_sessions(self) -> None:
        person = somebody("adviser", password=people.PASSWORD)
        browser = browser_of(person)
        actions.reset_sign_in(person=person, by=SYSTEM, at=AT)
        assert browser.get(reverse("mfa_index")).status_code == 302
        assert not Authenticator.objects.filter(user=person).exists()
        assert last_event("person.sign_in_reset").data == {"removed": 1}


class TestPartners:
    def test_they_become_as_the_content_says_and_the_lead_may_pass_on(self) -> None:
        first = actions.sync_partners(partners=[Body("a", "Alpha", lead=True), Body("b", "Beta")], by=SYSTEM, at=AT)
        assert [(partner.code, partner.is_lead) for partner in first] == [("a", True), ("b", False)]
        assert last_event("partners.changed").data == {"codes": ["a", "b"]}
        again = actions.sync_partners(
            partners=[Body("b", "Beta Trust", lead=True), Body("a", "Alpha")], by=SYSTEM, at=AT
        )
        assert [(partner.code, partner.name) for partner in again] == [("b", "Beta Trust"), ("a", "Alpha")]
        events = Event.objects.count()
        actions.sync_partners(partners=[Body("b", "Beta Trust", lead=True)], by=SYSTEM, at=AT)
        assert Event.objects.count() == events, "nothing changed, and Alpha, which work refers to, is still there"
        assert Partner.objects.filter(code="a", is_lead=False).exists()

    def test_a_lead_that_is_named_no_more_steps_down(self) -> None:
        actions.sync_partners(partners=[Body("a", "Alpha", lead=True)], by=SYSTEM, at=AT)
        actions.sync_partners(partners=[Body("b", "Beta", lead=True)], by=SYSTEM, at=AT)
        assert list(Partner.objects.filter(is_lead=True).values_list("code", flat=True)) == ["b"]


class TestOnThePage:
    @pytest.fixture
    def manager(self) -> Person:
        return somebody("service_manager", name="Morgan Manager")

    @pytest.fixture
    def browser(self, manager: Person) -> Client:
        return browser_of(manager)

    def test_a_manager_adds_somebody_who_gets_a_link(self, browser: Client, manager: Person) -> None:
        people.partner()
        form = {"name": "Sam Sample", "email": "Sam@example.org", "roles": ["adviser"], "partner": "example"}
        answer = browser.post(reverse("add_person"), form, follow=True)
        assert "Sam Sample is added" in answer.content.decode()
        person = Person.objects.get(email="sam@example.org")
        assert last_event("person.added").actor == f"person:{manager.pk}"
        message = OutgoingMessage.objects.get()
        assert message.args == {"person": person.pk, "origin": "http://testserver", "occasion": "invitation"}

    def test_mistakes_are_shown_and_what_was_typed_stays(self, browser: Client, manager: Person) -> None:
        answer = browser.post(
            reverse("add_person"), {"name": "Sam Sample", "email": manager.email.upper(), "roles": ["adviser"]}
        )
        words = answer.content.decode()
        assert answer.status_code == 422
        assert "Somebody with that e-mail address is already here" in words
        assert 'value="Sam Sample"' in words
        for sent in ({}, {"roles": "wizard"}, {"name": "x", "email": "no", "roles": "adviser", "partner": "nobody"}):
            assert browser.post(reverse("add_person"), sent).status_code == 422

    @pytest.mark.parametrize(
        ("do", "event"),
        [("link", "person.link_sent"), ("reset", "person.sign_in_reset"), ("deactivate", "person.deactivated")],
    )
    def test_each_button_does_what_it_says(self, browser: Client, manager: Person, do: str, event: str) -> None:
        person = somebody("adviser")
        answer = browser.post(reverse("person", kwargs={"pk": person.pk}), {"do": do}, follow=True)
        assert answer.status_code == 200
        assert (last_event(event).subject, last_event(event).actor) == (f"person:{person.pk}", f"person:{manager.pk}")

    def test_access_is_given_back_with_a_new_link(self, browser: Client) -> None:
        person = actions.deactivate(person=somebody("adviser"), by=SYSTEM, at=AT)
        address = reverse("person", kwargs={"pk": person.pk})
        assert "Give access back" in browser.get(address).content.decode()
        browser.post(address, {"do": "reactivate"})
        person.refresh_from_db()
        assert person.is_active
        assert OutgoingMessage.objects.get().args["person"] == person.pk

    def test_roles_are_changed_and_a_refusal_says_why(self, browser: Client, manager: Person) -> None:
        person = somebody("adviser")
        address = reverse("person", kwargs={"pk": person.pk})
        browser.post(address, {"do": "roles", "roles": ["adviser", "supervisor"]})
        person.refresh_from_db()
        assert person.roles == ["adviser", "supervisor"]
        assert browser.post(address, {"do": "roles"}).status_code == 422
        own = browser.post(reverse("person", kwargs={"pk": manager.pk}), {"do": "roles", "roles": list(ROLES)})
        assert "You cannot change your own roles" in own.content.decode()
        assert own.status_code == 422

    def test_a_button_that_does_not_exist_is_not_found(self, browser: Client) -> None:
        person = somebody("adviser")
        assert browser.post(reverse("person", kwargs={"pk": person.pk}), {"do": "promote"}).status_code == 404
        assert browser.get(reverse("person", kwargs={"pk": 10**17})).status_code == 404


class TestFromTheCommandLine:
    def test_the_first_manager_gets_a_link_that_works_once(self, client: Client) -> None:
        people.partner()
        said = CliRunner().invoke(
            commands.people,
            ["add", "First@example.org", "--name", "First Manager", "--role", "service_manager", "--partner", "example",
             "--site", "http://testserver/"],
        )  # fmt: skip
        assert said.exit_code == 0, said.output
        link = re.search(r"http://testserver/\S+", said.output)[0]
        page = client.get(link, follow=True)
        new = {"password1": people.PASSWORD, "password2": people.PASSWORD}
        assert client.post(page.request["PATH_INFO"], new).status_code == 302
        assert Person.objects.get(email="first@example.org").check_password(people.PASSWORD)
        assert "does not work any more" in client.get(link, follow=True).content.decode()

    def test_a_password_may_be_typed_instead_and_must_be_good(self) -> None:
        typed = "short\nshort\ncorrect horse battery\ncorrect horse battery\n"
        said = CliRunner().invoke(
            commands.people, ["add", "a@example.org", "--name", "A B", "--role", "adviser", "--password"], input=typed
        )
        assert said.exit_code == 0, said.output
        assert "too short" in said.output
        assert "correct horse" not in said.output
        assert Person.objects.get(email="a@example.org").check_password("correct horse battery")

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["add", "no address", "--name", "A", "--role", "adviser"], "correct format"),
            (
                ["add", "a@example.org", "--name", "A", "--role", "adviser", "--partner", "nobody"],
                "There is no partner",
            ),
            (["add", "a@example.org", "--name", "A", "--role", "wizard"], "is not one of"),
            (["roles", "nobody@example.org", "adviser"], "Nobody here has the address"),
            (["deactivate", "nobody@example.org"], "Nobody here has the address"),
        ],
    )
    def test_mistakes_are_said_plainly_and_nothing_changes(self, arguments: list[str], words: str) -> None:
        said = CliRunner().invoke(commands.people, arguments)
        assert said.exit_code != 0
        assert words in said.output
        assert not Person.objects.exists()

    def test_people_are_listed_changed_and_ended(self) -> None:
        person = somebody("adviser", email="a@example.org", name="A Example")
        runner = CliRunner()
        assert runner.invoke(commands.people, ["roles", "A@example.org", "supervisor", "adviser"]).exit_code == 0
        assert (
            "a@example.org\tA Example\tadviser,supervisor\texample" in runner.invoke(commands.people, ["list"]).output
        )
        assert runner.invoke(commands.people, ["deactivate", person.email]).exit_code == 0
        assert "a@example.org" not in runner.invoke(commands.people, ["list"]).output
        assert "ended" in runner.invoke(commands.people, ["list", "--all"]).output

    def test_secrets_are_sealed_anew_when_the_master_key_changes(self, settings: pytest.FixtureRequest) -> None:
        authenticator = Authenticator.objects.get(user=somebody("adviser"))
        settings.MASTER_KEYS = {"new": b"n" * 32, **settings.MASTER_KEYS}
        said = CliRunner().invoke(commands.people, ["reseal"])
        authenticator.refresh_from_db()
        assert "1 secrets" in said.output
        assert is_current(authenticator.data["secret"])
        assert open_secret(authenticator.data["secret"]) == people.SECRET
        assert "0 secrets" in CliRunner().invoke(commands.people, ["reseal"]).output
