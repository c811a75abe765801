"""A new password by a link that is made when it is sent and dies of age."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from adviceline.accounts import actions
from adviceline.accounts.models import Person
from adviceline.audit.actors import SYSTEM
from adviceline.jobs.models import Job, OutgoingMessage
from adviceline.jobs.runner import run
from tests.support.people import PASSWORD, browser_of, somebody
from tests.support.signing_in import events

pytestmark = pytest.mark.django_db
AT = timezone.now()


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
