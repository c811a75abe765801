"""Mail that a provider hands over: proved, kept byte for byte, once; refused in plain words."""

from __future__ import annotations

import json

import pytest
from django.db import OperationalError

from adviceline.channels.email.models import Message, Sealed
from adviceline.channels.email.sealing import unseal
from adviceline.channels.email.webhooks import bodies, views
from adviceline.contacts.models import Contact, Enquiry
from adviceline.jobs.models import Job
from adviceline.jobs.runner import run
from config import env
from tests.support.clock import london
from tests.support.mails import mail
from tests.support.webhooks import PASSWORD, SECRETS, authorization, mailgun, mailgun_in_parts, postmark

pytestmark = pytest.mark.django_db
QUESTION = mail("q@school", sent_at=london(2022, 2, 1, 10))


@pytest.fixture(autouse=True)
def _providers(settings):
    settings.MAIL_WEBHOOKS = SECRETS


@pytest.fixture
def hand_over(client):
    def send(provider, form, **headers):
        content_type, body = form
        given = authorization() if provider == "postmark" and not headers else headers
        return client.post(f"/mail/incoming/{provider}", body, content_type=content_type, headers=given)

    return send


def record():
    for job in Job.objects.filter(state="waiting", task="email.record_heard"):
        run(str(job.pk))


@pytest.mark.parametrize(
    ("provider", "form"), [("mailgun", mailgun), ("mailgun", mailgun_in_parts), ("postmark", postmark)]
)
def test_a_message_is_kept_as_it_was_sent_and_recorded_once(hand_over, provider, form):
    answer = hand_over(provider, form(QUESTION))
    assert (answer.status_code, answer.content.decode()) == (200, "Taken.\n")
    assert unseal(Sealed.objects.get()).content == QUESTION
    record()
    assert Message.objects.get().is_live
    assert Enquiry.objects.get().notes.get().body.startswith("Planning a return to lessons")

    again = hand_over(provider, form(QUESTION))
    assert (again.status_code, again.content.decode()) == (200, "It was taken before.\n")
    record()
    assert Contact.objects.count() == Message.objects.count() == 1


def test_bytes_of_any_kind_arrive_as_they_are(hand_over):
    odd = QUESTION.replace(b"How should", b"\xff\xfe\x00 \xc3\xa9 \r\n--x\r\n%2B+&=; How should")
    assert hand_over("mailgun", mailgun(odd)).status_code == 200
    other = odd.replace(b"q@school", b"other@school")
    assert hand_over("mailgun", mailgun_in_parts(other)).status_code == 200
    assert {unseal(sealed).content for sealed in Sealed.objects.all()} == {odd, other}


@pytest.mark.parametrize("form", [mailgun, mailgun_in_parts])
def test_a_message_of_25_megabytes_is_taken(hand_over, form):
    large = QUESTION + b"\n".join([b"QUJD" * 19] * (25 * 1024 * 1024 // 77))
    assert hand_over("mailgun", form(large)).status_code == 200
    assert Message.objects.get().size == len(large)


def test_what_is_forged_is_refused_in_plain_words(hand_over, client):
    forged = [
        hand_over("mailgun", mailgun(QUESTION, key="another-signing-key-of-somebody")),
        hand_over("mailgun", ("application/x-www-form-urlencoded", b"body-mime=From:%20me")),
        hand_over("mailgun", ("application/json", json.dumps({"body-mime": "From: me", "signature": 7}).encode())),
        hand_over("postmark", postmark(QUESTION), **authorization("postmark:a-password-that-is-wrong")),
        hand_over("postmark", postmark(QUESTION), Authorization="Basic x"),
        client.post("/mail/incoming/postmark", b"{}", content_type="application/json"),
    ]
    assert [answer.status_code for answer in forged] == [403] * len(forged)
    assert "signature or the password" in forged[0].content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b'{"RawEmail": 5}', b'{"TextBody": "parsed only"}', b"[" * 100_000, b"\xff"]
)
def test_what_holds_no_message_is_refused_and_says_what_to_switch_on(hand_over, body):
    answer = hand_over("postmark", ("application/json", body))
    assert answer.status_code == 400
    assert "Nothing was taken" in answer.content.decode()


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", 'multipart/form-data; boundary="', ""])
def test_another_form_is_refused(hand_over, kind):
    assert hand_over("mailgun", (kind or "x", b"--\r\n\r\nbody-mime")).status_code in (400, 403)


def test_a_provider_without_a_secret_is_not_there(hand_over, settings):
    settings.MAIL_WEBHOOKS = {"postmark": PASSWORD}
    assert hand_over("mailgun", mailgun(QUESTION)).status_code == 404
    assert hand_over("sendgrid", mailgun(QUESTION)).status_code == 404


def test_more_than_the_limit_is_refused_unread(hand_over, monkeypatch):
    monkeypatch.setattr(bodies, "LARGEST_BODY", 500)
    assert hand_over("mailgun", mailgun(QUESTION)).status_code == 413
    assert not Message.objects.exists()


def test_a_database_that_is_away_has_the_provider_send_it_again(hand_over, monkeypatch):
    def away(*given, **options):
        raise OperationalError("away")

    with monkeypatch.context() as broken:
        broken.setattr(views, "store", away)
        answer = hand_over("mailgun", mailgun(QUESTION))
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert hand_over("mailgun", mailgun(QUESTION)).status_code == 200


def test_other_forms_keep_their_small_limit(client, settings):
    assert client.post("/", {"text": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}).status_code == 413


@pytest.mark.parametrize("given", ["mailgun", "mailgun=short", "postbox=a-long-enough-secret"])
def test_a_setting_that_cannot_be_used_is_told_at_the_start(monkeypatch, given):
    monkeypatch.setenv("ADVICELINE_MAIL_WEBHOOKS", given)
    with pytest.raises(env.SettingError):
        env.secrets_by_name("ADVICELINE_MAIL_WEBHOOKS", ("mailgun", "postmark"))
