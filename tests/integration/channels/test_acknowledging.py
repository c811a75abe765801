"""Whoever writes is told once that it arrived; a machine never is."""

from __future__ import annotations

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from adviceline.channels.email.models import Message, Outgoing
from adviceline.contacts.models import Enquiry
from adviceline.jobs import runner
from adviceline.jobs.models import Job
from tests.support.clock import london
from tests.support.mails import mail, reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def arrive(read_in, clock, monkeypatch):
    """Messages come as mail comes; then the jobs are done. Answers what was sent."""
    monkeypatch.setattr(timezone, "now", lambda: clock.now)

    def run(*contents: bytes):
        before = len(django_mail.outbox)
        read_in(*contents, acknowledge=True)
        for job in Job.objects.filter(state=Job.State.WAITING):
            runner.run(str(job.pk))
        return django_mail.outbox[before:]

    return run


def test_it_says_what_happens_next_in_opening_hours(arrive, clock):
    (told,) = arrive(mail("q@school", sent_at=clock.now))
    reference = Enquiry.objects.get().reference
    assert told.subject == f"We have your message: {reference}"
    assert told.to == ["dana@school.example.org"]
    for words in ("We are open now, until 8pm on Thursday 3 February", "999", "Childline on 0800 1111", reference,
                  "8am to 8pm, Monday to Friday"):  # fmt: skip
        assert words in told.body
    assert "return to lessons" not in told.body
    said = told.message()
    assert (said["Auto-Submitted"], said["In-Reply-To"]) == ("auto-replied", "<q@school>")
    assert said["Message-ID"] == f"<{Outgoing.objects.get().message_id}>"


def test_out_of_hours_it_says_so_and_offers_a_call_back(arrive, clock, settings):
    settings.SITE = "https://line.example.org"
    clock.now = london(2022, 2, 4, 21)  # a Friday evening
    (told,) = arrive(mail("q@school", sent_at=clock.now))
    assert "closed now" in told.subject
    assert "We open again at 8am on Monday 7 February" in told.body
    assert "https://line.example.org/call-back" in told.body
    assert "999" in told.body


def test_once_a_thread_and_again_for_another_matter(arrive, clock):
    assert len(arrive(mail("q@school", sent_at=clock.now))) == 1
    again = mail("q2@school", sent_at=clock.now, answers="q@school", thread=["q@school"], subject="Re: Planning")
    assert arrive(again) == []
    assert arrive(mail("q@school", sent_at=clock.now)) == []
    assert len(arrive(mail("other@school", subject="Another thing", sent_at=clock.now))) == 1


MACHINES = {
    "auto-submitted": {"Auto_Submitted": "auto-replied"},
    "generated": {"Auto_Submitted": "auto-generated"},
    "list": {"List_Id": "<staff.school.example.org>"},
    "unsubscribe": {"List_Unsubscribe": "<https://school.example.org/off>"},
    "bulk": {"Precedence": "bulk"},
    "junk": {"Precedence": "junk"},
    "null sender": {"Return_Path": "<>"},
    "no-reply": {"sender": "noreply@school.example.org"},
    "do not reply": {"sender": "Do Not Reply <do-not-reply@school.example.org>"},
    "daemon": {"sender": "MAILER-DAEMON@school.example.org"},
    "list owner": {"sender": "owner-staff@school.example.org"},
    "spam": {"X_Spam_Flag": "YES"},
    "our own": {"sender": "advice@hsb-support.example.org", "to": "dana@school.example.org"},
    "two senders": {"sender": "a@school.example.org, b@school.example.org"},
    "a crowd": {"to": ", ".join(f"p{number}@school.example.org" for number in range(60))},
}  # fmt: skip


@pytest.mark.parametrize("headers", MACHINES.values(), ids=MACHINES.keys())
def test_never_to_a_machine_a_list_or_a_crowd(arrive, clock, headers):
    assert arrive(mail("m@school", sent_at=clock.now, **headers)) == []
    assert Message.objects.count() == 1
    assert not Outgoing.objects.exists()


def test_two_machines_that_keep_writing_are_left_to_themselves(arrive, clock):
    told = [
        arrive(mail(f"{number}@loop", sender="loop@other.example.org", subject=f"Thing {number}", sent_at=clock.now))
        for number in range(6)
    ]
    assert [len(each) for each in told] == [1, 1, 1, 0, 0, 0]
    clock.forward(hours=25)
    assert len(arrive(mail("next@loop", sender="loop@other.example.org", subject="Later", sent_at=clock.now))) == 1


def test_no_more_than_so_many_an_hour(arrive, clock, settings):
    settings.MAIL_ACKNOWLEDGEMENTS_AN_HOUR = 2
    flood = [mail(f"{n}@f", sender=f"f{n}@other.example.org", subject=f"S{n}", sent_at=clock.now) for n in range(5)]
    assert len(arrive(*flood)) == 2
    assert Enquiry.objects.count() == 5


def test_none_when_we_have_replied_already(arrive, clock):
    question = mail("q@school", sent_at=clock.now)
    answer = reply("r@service", sent_at=clock.now, answers="q@school", thread=["q@school"])
    assert arrive(question, answer) == []


def test_a_bounce_of_ours_is_told_to_the_adviser_and_answered_by_nobody(arrive, clock):
    arrive(mail("q@school", sent_at=clock.now))
    ours = Outgoing.objects.get()
    bounce = mail("b@mx", sender="MAILER-DAEMON@mx.example.org", subject="Undelivered Mail Returned to Sender",
                  answers=ours.message_id, sent_at=clock.now)  # fmt: skip
    assert arrive(bounce) == []
    assert "could not be delivered" in Enquiry.objects.get().notes.get(kind="note").body
