"""A reply leaves once under the Message-ID that we keep, and is counted when the mail server has taken it."""

from __future__ import annotations

import re
import uuid

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from adviceline.audit.actors import SYSTEM
from adviceline.channels.email import queries
from adviceline.channels.email.actions import send_reply
from adviceline.channels.email.errors import UnableToSendReply
from adviceline.channels.email.models import Outgoing
from adviceline.channels.email.writing import OutgoingFile
from adviceline.contacts import actions as contacts
from adviceline.contacts.models import Contact, Enquiry
from adviceline.jobs import runner
from adviceline.jobs.models import Job, OutgoingMessage
from adviceline.privacy.screening import screen_text
from tests.support.clock import london
from tests.support.mails import mail

pytestmark = pytest.mark.django_db

ASKED = london(2022, 2, 3, 9)
QUESTION = mail("q@school", sent_at=ASKED, thread=["before@school"])


@pytest.fixture
def answer(read_in, adviser, clock, monkeypatch):
    """Ask by e-mail; then reply, and have the outbox's jobs done."""
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    read_in(QUESTION)

    def reply(**details) -> Outgoing:
        given = {
            "enquiry": Enquiry.objects.get(), "to": ["dana@school.example.org"], "by": adviser, "at": clock.now,
            "subject": screen_text("Planning a return"), "text": screen_text("Please see the guidance."),
        } | details  # fmt: skip
        return send_reply(**given)

    return reply


def do_the_jobs() -> None:
    for job in Job.objects.filter(state=Job.State.WAITING):
        runner.run(str(job.pk))


def test_a_reply_leaves_once_in_its_thread_and_counts_when_it_is_sent(answer):
    written = answer(cc=["colleague@school.example.org"], attachments=[OutgoingFile("a.txt", "text/plain", b"One")])
    assert written.state == "queued"
    assert Contact.objects.get().replied_at is None
    do_the_jobs()

    (sent,) = django_mail.outbox
    reference = Enquiry.objects.get().reference
    assert sent.subject == f"Planning a return [{reference}]"
    assert (sent.to, sent.cc) == (["dana@school.example.org"], ["colleague@school.example.org"])
    said = sent.message()
    assert said["Message-ID"] == f"<{written.message_id}>"
    assert said["In-Reply-To"] == "<q@school>"
    assert said["References"] == "<before@school> <q@school>"
    assert said["Auto-Submitted"] == "no"
    assert re.fullmatch(rf"advice\+{reference.lower()}-[0-9a-f]{{16}}@hsb-support\.example\.org", said["Reply-To"])
    assert sent.attachments == [("a.txt", "One", "text/plain")]

    written.refresh_from_db()
    assert written.state == "sent"
    asked, replied = Contact.objects.order_by("began_at")
    assert asked.replied_at == replied.began_at
    assert (replied.outcome, replied.answers, replied.adviser) == ("sent", asked, written.written_by)
    assert written.note.contact == replied
    assert queries.opened(written).to == ("dana@school.example.org",)


def test_a_second_reply_names_the_first(answer, clock):
    first = answer()
    do_the_jobs()
    clock.forward(minutes=5)
    answer()
    do_the_jobs()

    said = django_mail.outbox[-1].message()
    assert said["References"] == f"<before@school> <{first.message_id}> <q@school>"


def test_our_own_copy_that_comes_back_by_the_mailbox_is_not_counted_again(answer, read_in):
    answer(cc=["advice@hsb-support.example.org"])
    do_the_jobs()
    before = Contact.objects.count()

    assert read_in(django_mail.outbox[0].message().as_bytes())["duplicate"] == 1
    assert Contact.objects.count() == before


def test_an_uncertain_reply_is_settled_by_its_copy_in_the_mailbox(answer, read_in, monkeypatch):
    def drop(self, messages):
        django_mail.outbox.extend(messages)
        raise ConnectionResetError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", drop)
    written = answer()
    do_the_jobs()
    assert Outgoing.objects.get().state == "uncertain"
    assert Contact.objects.count() == 1

    read_in(django_mail.outbox[0].message().as_bytes())
    written.refresh_from_db()
    assert Outgoing.objects.get().state == "sent"
    assert written.contact.outcome == "sent"
    do_the_jobs()
    assert len(django_mail.outbox) == 1


def test_the_same_form_sent_twice_is_one_message(answer):
    once = uuid.uuid4()
    assert answer(submission=once) == answer(submission=once)
    assert OutgoingMessage.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": []}, {"to": ["nobody"]}, {"to": ["a@example.org\nBcc: b@example.org"]}, {"to": ["a@exa mple.org>"]},
        {"cc": ["a@example.org,b@example.org"]}, {"text": screen_text("  ")},
        {"to": [f"p{number}@example.org" for number in range(30)]},
        {"attachments": [OutgoingFile("big.pdf", "application/pdf", bytes(20 * 1024 * 1024))]},
    ],
    ids=["nobody", "no address", "header", "space", "two in one", "no text", "too many", "too large"],
)  # fmt: skip
def test_what_cannot_be_sent_is_refused_before_anything_is_kept(answer, wrong):
    with pytest.raises(UnableToSendReply):
        answer(**wrong)
    assert not Outgoing.objects.exists()


def test_erasing_the_enquirer_withdraws_what_waits_and_forgets_what_was_written(answer, clock):
    written = answer()
    contacts.erase_enquirer(enquiry=Enquiry.objects.get(), reason="request", by=SYSTEM, at=clock.now)
    do_the_jobs()

    written.refresh_from_db()
    assert written.state == "withdrawn"
    assert django_mail.outbox == []
    assert queries.opened(Outgoing.objects.get()) is None
    with pytest.raises(UnableToSendReply):
        answer()
