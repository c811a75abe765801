"""A message leaves once, or is marked: over real SMTP, with a server that misbehaves in every way we know of."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from adviceline.audit.actors import NamedActor
from adviceline.audit.models import Event
from adviceline.jobs import actions, queries, registry, runner
from adviceline.jobs.models import Job, OutgoingMessage
from adviceline.jobs.rules import LEASE, MOST_ATTEMPTS
from tests.support.mail_sink import MailSink
from tests.support.server import free_port

MANAGER = NamedActor("person:3")
READER = "dsl@school.example.org"


@pytest.fixture
def sink(settings) -> Iterator[MailSink]:
    made = MailSink()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
    yield made
    made.close()


@pytest.fixture
def composed(monkeypatch):
    """What the composer answers: a message, None, or an error to raise."""
    answer: dict[str, object] = {"with": EmailMessage("Your enquiry", "We have it.", "line@example.org", [READER])}

    def compose(*, enquiry: int) -> EmailMessage | None:
        if isinstance(answer["with"], Exception):
            raise answer["with"]
        return answer["with"]

    monkeypatch.setitem(registry.COMPOSERS, "test.note", compose)
    return answer


@pytest.fixture
def send(db, composed, clock, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: clock.now)

    def ask() -> OutgoingMessage:
        with transaction.atomic():
            return actions.send("test.note", args={"enquiry": 7}, key="note:7", at=clock.now)

    return ask


@pytest.fixture
def deliver(clock):
    """Run whatever delivery is due, then let its pause go by."""

    def once(message: OutgoingMessage) -> str:
        for job in Job.objects.filter(task="jobs.deliver", state="waiting"):
            clock.now = max(clock.now, job.run_at)
            runner.run(str(job.pk))
        message.refresh_from_db()
        return message.state

    return once


def test_a_message_is_asked_for_once_and_leaves_once(send, deliver, sink):
    first, second = send(), send()

    assert first.pk == second.pk
    assert deliver(first) == "sent"
    assert deliver(first) == "sent"
    assert sink.taken == {READER: 1}
    assert first.sent_at is not None


@pytest.mark.parametrize("manner", ["refuse", "refuse_sender", "refuse_recipient", "refuse_greeting", "refuse_data"])
def test_a_message_that_was_refused_is_tried_again_under_the_same_id(send, deliver, sink, manner):
    sink.manners = lambda: manner
    message = send()

    assert [deliver(message), deliver(message)] == ["waiting", "waiting"]
    sink.manners = lambda: "take"

    assert deliver(message) == "sent"
    assert sink.taken == {READER: 1}
    assert set(sink.ids[READER]) == {message.message_id}
    assert (message.attempts, message.last_error) == (3, "")


def test_a_server_that_is_not_there_is_tried_again(send, deliver, settings, sink):
    settings.EMAIL_PORT = free_port()
    message = send()

    assert deliver(message) == "waiting"
    assert message.last_error == "ConnectionRefusedError"
    settings.EMAIL_PORT = sink.port
    assert deliver(message) == "sent"
    assert sink.taken == {READER: 1}


@pytest.mark.parametrize("manner", ["hang_up", "hang_up_before_the_end"])
def test_a_message_cut_off_after_its_text_was_given_is_uncertain_and_never_repeated(send, deliver, sink, manner):
    sink.manners = lambda: manner
    message = send()

    assert deliver(message) == "uncertain"
    taken = dict(sink.taken)
    sink.manners = lambda: "take"
    assert deliver(message) == "uncertain"
    assert sink.taken == taken
    assert list(queries.unsettled_messages()) == [message]


def test_a_silent_server_leaves_a_message_uncertain(send, deliver, sink, settings):
    settings.EMAIL_TIMEOUT = 0.3
    sink.manners, sink.pause_seconds = (lambda: "hang_up"), (lambda: 1.0)

    assert deliver(send()) == "uncertain"


def test_a_worker_that_dies_while_sending_leaves_it_uncertain(send, deliver, sink, clock, monkeypatch):
    message = send()

    def die(*_: object) -> None:
        raise KeyboardInterrupt  # nothing of ours catches it, as nothing catches SIGKILL

    job = Job.objects.get(task="jobs.deliver")
    with monkeypatch.context() as dying:
        dying.setattr(smtplib.SMTP, "sendmail", die)
        with pytest.raises(KeyboardInterrupt):
            runner.run(str(job.pk))
    message.refresh_from_db()
    assert message.state == "sending"

    clock.now += LEASE
    runner.run(str(job.pk))
    message.refresh_from_db()
    assert message.state == "uncertain"
    assert not sink.taken


def test_a_message_with_nothing_left_to_say_is_withdrawn(send, deliver, sink, composed):
    composed["with"] = None

    assert deliver(send()) == "withdrawn"
    assert not sink.taken
    assert not queries.unsettled_messages()


def test_a_message_that_cannot_be_written_is_given_up_after_five_attempts_without_its_words(
    send, deliver, sink, composed, caplog
):
    composed["with"] = ValueError(f"cannot write to {READER}")
    message = send()

    assert [deliver(message) for _ in range(MOST_ATTEMPTS)] == ["waiting"] * (MOST_ATTEMPTS - 1) + ["dead"]
    assert message.last_error == "ValueError"
    assert READER not in caplog.text + Job.objects.get(task="jobs.deliver").last_error
    assert Job.objects.get(task="jobs.deliver").state == "dead"


def test_a_refusal_that_names_the_reader_is_not_kept(send, deliver, sink, caplog):
    sink.manners = lambda: "refuse_recipient"
    message = send()

    deliver(message)

    assert message.last_error == "SMTPRecipientsRefused"
    assert READER not in caplog.text


def test_a_person_may_send_an_uncertain_message_again_and_it_is_recorded(send, deliver, sink, clock):
    sink.manners = lambda: "hang_up"
    message = send()
    assert deliver(message) == "uncertain"
    sink.manners = lambda: "take"

    actions.resend(message=message, by=MANAGER, at=clock.now)

    assert deliver(message) == "sent"
    assert set(sink.ids[READER]) == {message.message_id}
    assert Event.objects.latest("seq").action == "message.resent"
    with pytest.raises(actions.UnableToRetry):
        actions.resend(message=message, by=MANAGER, at=clock.now)


def test_the_sink_itself_speaks_as_a_mail_server_does(sink):
    with smtplib.SMTP("127.0.0.1", sink.port) as client:
        assert client.sendmail("line@example.org", [READER], "Message-ID: <1@x>\r\n\r\n.leading dot\r\n") == {}
    assert sink.ids == {READER: ["<1@x>"]}
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", free_port()))
