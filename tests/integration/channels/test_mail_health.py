"""What the service manager sees of the mail, is told of once, and can do again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from adviceline.audit.actors import SYSTEM
from adviceline.channels.email.actions import alert_if_unread, recording, replay_set_aside
from adviceline.channels.email.health import mail_health
from adviceline.channels.email.models import Mailbox, Message
from adviceline.jobs import runner
from adviceline.jobs.models import Job
from tests.support import people, samples
from tests.support.clock import london
from tests.support.mails import mail

pytestmark = pytest.mark.django_db
NAME = "advice@mail.example.org/INBOX"


@pytest.fixture
def box(settings, clock, monkeypatch):
    settings.MAILBOXES = "imaps://advice:secret@mail.example.org/INBOX"
    settings.MAIL_ALERTS_TO = "manager@elsewhere.example.org"
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return Mailbox.objects.create(name=NAME, begun_at=clock.now, caught_up_at=clock.now)


def do_the_jobs() -> None:
    for job in Job.objects.filter(state=Job.State.WAITING):
        runner.run(str(job.pk))


def test_a_mailbox_unread_for_ten_open_minutes_is_told_of_once(box, clock):
    clock.forward(minutes=9)
    assert alert_if_unread(by=SYSTEM, at=clock.now) == 0
    assert mail_health(at=clock.now).is_well
    Mailbox.objects.update(failing_since_at=clock.now, failure="the server refuses connections")
    clock.forward(minutes=1)
    assert alert_if_unread(by=SYSTEM, at=clock.now) == 1
    assert alert_if_unread(by=SYSTEM, at=clock.now) == 0
    do_the_jobs()

    (told,) = django_mail.outbox
    assert told.to == ["manager@elsewhere.example.org"]
    assert "the server refuses connections" in told.body
    assert NAME in told.body
    assert not mail_health(at=clock.now).is_well


def test_no_alert_for_the_night(box, clock):
    clock.now = london(2022, 2, 3, 20, 5)
    Mailbox.objects.update(caught_up_at=london(2022, 2, 3, 19, 55))
    clock.forward(hours=11)
    assert alert_if_unread(by=SYSTEM, at=clock.now) == 0
    clock.now = london(2022, 2, 4, 8, 6)
    assert alert_if_unread(by=SYSTEM, at=clock.now) == 1


def test_settings_that_cannot_be_used_are_said_without_the_secret(settings, clock, db):
    settings.MAILBOXES = "imaps://advice:hunter2@mail.example.org/INBOX?colour=blue"
    health = mail_health(at=clock.now)
    assert (health.problem, health.is_well) == ("Mailbox 1 of ADVICELINE_MAILBOXES: colour is no option.", False)


def test_what_was_set_aside_is_tried_again_and_recorded(read_in, clock, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(recording, "_enquirer", lambda parsed: 1 / 0)
        assert read_in(mail("q@school"), mail("r@school", sender="b@c.example.org"))["set_aside"] == 2
    done = replay_set_aside(by=SYSTEM, at=clock.now)
    assert (done.tried, done.recorded) == (2, 2)
    assert set(Message.objects.values_list("state", flat=True)) == {"recorded"}


def test_the_page_shows_it_and_settles_a_reply_that_arrived(box, clock, read_in, monkeypatch):
    Mailbox.objects.update(caught_up_at=clock.now - timedelta(minutes=30), failure="the connection broke off",
                           failing_since_at=clock.now - timedelta(minutes=30))  # fmt: skip
    with monkeypatch.context() as broken:
        broken.setattr(recording, "_enquirer", lambda parsed: 1 / 0)
        read_in(mail("q@school"))
    uncertain = samples.BY_ROUTE["desk:confirm_mail"]["pk"]()
    manager = people.browser_of(people.somebody("service_manager"))
    said = manager.get("/desk/mail").content.decode()
    for words in ("has not been read for ten minutes", "the connection broke off", "ZeroDivisionError", "It was sent"):
        assert words in said

    assert manager.post("/desk/mail/replay").status_code == 302
    assert manager.post(f"/desk/mail/sent/{uncertain}").status_code == 302
    again = manager.get("/desk/mail").content.decode()
    assert "It was sent" not in again
    assert "Try all of them again" not in again
