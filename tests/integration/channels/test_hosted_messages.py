"""What callers say after the tone of a hosted provider: fetched by a job, sealed here, removed there."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from datetime import timedelta

import pytest

from adviceline.audit.models import Event
from adviceline.channels.telephony.actions import hear_message
from adviceline.channels.telephony.models import VoiceMessage
from adviceline.contacts.models import Contact
from adviceline.jobs.models import Job
from adviceline.jobs.rules import MOST_ATTEMPTS
from adviceline.jobs.runner import run
from tests.integration.channels.test_hosted_calls import TOKEN, send
from tests.integration.channels.test_hosted_calls import provider as webhooks
from tests.support.clock import london
from tests.support.people import somebody
from tests.support.provider import Provider, provider

pytestmark = pytest.mark.django_db
ACCOUNT, RECORDING, OTHER = f"AC{1:032x}", f"RE{2:032x}", f"RE{3:032x}"
LEFT = {
    "AccountSid": ACCOUNT, "RecordingSid": RECORDING, "RecordingStatus": "completed", "RecordingDuration": "3",
    "RecordingUrl": "http://192.0.2.9/never-asked",
}  # fmt: skip
_ = webhooks


def sound(seconds: int = 3) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\0" * 8000 * seconds)
    return made.getvalue()


@pytest.fixture
def there(settings, monkeypatch, clock) -> Iterator[Provider]:
    monkeypatch.setattr("adviceline.jobs.runner.timezone.now", lambda: clock.now)
    with provider(ACCOUNT, TOKEN) as running:
        settings.PHONE_API = running.address
        running.recordings[RECORDING] = sound()
        yield running


def a_message(clock) -> None:
    clock.now = london(2022, 2, 3, 23)
    send("voice")
    send("choice", Digits="2")
    clock.forward(seconds=30)
    send("recorded", **LEFT)
    send("recording", **LEFT)
    send("status", CallStatus="completed", CallDuration="30")


def work(clock) -> Job:
    """The job, tried when it is due."""
    job = Job.objects.get(task="telephony.fetch_hosted_message")
    clock.now = max(clock.now, job.run_at)
    run(str(job.pk))
    job.refresh_from_db()
    return job


def test_a_message_is_fetched_sealed_and_removed_there(clock, there: Provider):
    a_message(clock)
    assert work(clock).state == Job.State.DONE
    message = VoiceMessage.objects.get()
    assert (message.contact, message.seconds) == (Contact.objects.get(), 3)
    assert there.recordings == {}
    assert b"WAVE" not in bytes(message.content)
    assert hear_message(message=message, by=somebody("adviser"), at=clock.now) == sound()
    assert Event.objects.filter(action="message.fetched").count() == 1
    assert len(there.asked) == 2


def test_what_goes_wrong_is_tried_again_and_nothing_is_removed_before_it_is_kept(clock, there: Provider, settings):
    """Not ready, busy, moved elsewhere, away: and at the end the removal itself fails once."""
    a_message(clock)
    there.not_ready.add(RECORDING)
    there.answers = [0, 429, 302, 0, 500]
    for failed in range(1, 4):
        job = work(clock)
        assert (job.state, job.attempts) == (Job.State.WAITING, failed)
        assert RECORDING in there.recordings
        assert not VoiceMessage.objects.exists()
    there.not_ready.clear()
    assert work(clock).state == Job.State.WAITING  # kept; the removal was answered with 500
    assert VoiceMessage.objects.count() == 1
    assert work(clock).state == Job.State.DONE
    assert there.recordings == {}
    assert (VoiceMessage.objects.count(), Event.objects.filter(action="message.fetched").count()) == (1, 1)


@pytest.mark.parametrize("what", ["no sound", "a wrong token", "nothing there"])
def test_what_cannot_be_fetched_stays_there_and_is_shown_to_somebody(clock, there: Provider, what: str):
    a_message(clock)
    if what == "no sound":
        there.recordings[RECORDING] = b"<html>"
    elif what == "a wrong token":
        there.token = "another-token-of-the-account"
    else:
        there.recordings = {}
    for _attempt in range(MOST_ATTEMPTS):
        job = work(clock)
    assert job.state == Job.State.DEAD
    assert job.last_error
    assert what == "nothing there" or RECORDING in there.recordings
    assert not VoiceMessage.objects.exists()
    assert Contact.objects.get().outcome == "voicemail"


def test_a_second_message_of_a_call_is_not_taken_for_the_first(clock, there: Provider):
    a_message(clock)
    work(clock)
    there.recordings[OTHER] = sound(5)
    send("recording", **{**LEFT, "RecordingSid": OTHER})
    job = Job.objects.exclude(state=Job.State.DONE).get()
    clock.now = job.run_at + timedelta(seconds=1)
    run(str(job.pk))
    assert OTHER in there.recordings
    assert VoiceMessage.objects.get().seconds == 3


def test_a_recording_without_a_proper_name_is_not_asked_for(clock, there: Provider):
    clock.now = london(2022, 2, 3, 23)
    send("voice")
    send("recording", **{**LEFT, "RecordingSid": "../../secret", "AccountSid": "AC1"})
    assert not Job.objects.filter(task="telephony.fetch_hosted_message").exists()
    assert there.asked == []
