"""Anybody can write our address into From. What only says that one of us wrote it is no reply of ours."""

from __future__ import annotations

import uuid

import pytest

from adviceline.channels.email.actions import own_mailboxes, record_stored
from adviceline.channels.email.actions.storing import store
from adviceline.channels.email.models import Mailbox, Message
from adviceline.channels.email.sources import RawMessage
from adviceline.channels.email.trust import Trust, is_ours
from adviceline.contacts.models import Contact
from adviceline.contacts.rows import details_of
from tests.support.mails import mail, reply

pytestmark = pytest.mark.django_db
STRANGER = (
    "from evil.example.net (evil [8.8.4.4])\n\tby mx.service.example with ESMTPS id 1; Thu, 03 Feb 2022 09:00:00 +0000"
)
HERE = "from mx.service.example (localhost [127.0.0.1]) by mx.service.example with LMTP id 2; Thu, 03 Feb 2022 09:00:01 +0000"
TELEPHONE = STRANGER.replace("ESMTPS", "ESMTPSA")


@pytest.mark.parametrize(
    ("lines", "verdict", "ours"),
    [
        ([], "unknown", True),
        ([STRANGER], "authentic", True),
        ([HERE, TELEPHONE], "unproven", True),
        ([HERE, STRANGER, TELEPHONE], "unproven", False),
        ([STRANGER], "unproven", False),
        ([HERE], "unknown", False),
    ],
)  # fmt: skip
def test_what_shows_that_it_is_ours(lines, verdict, ours):
    content = "".join(f"Received: {line}\n" for line in lines).encode() + reply("r@x")
    assert is_ours(content, Trust(verdict), trusted=()) is ours


def test_microsoft_365_says_whether_it_came_from_within():
    content = f"Received: {STRANGER}\nX-MS-Exchange-Organization-AuthAs: Internal\n".encode() + reply("r@x")
    assert is_ours(content, Trust(), trusted=("outlook",))
    assert not is_ours(content, Trust(), trusted=("mx.service.example",))


def arrive(content: bytes, *, place: str, clock) -> Message:
    message = RawMessage(place, content, clock.now)
    store([message], run=uuid.uuid4(), mailboxes=own_mailboxes(), at=clock.now, is_live=True)
    record_stored(mailboxes=own_mailboxes(), at=clock.now)
    return Message.objects.latest("pk")


def test_a_forged_reply_of_ours_joins_nothing_and_counts_for_nothing(clock):
    inbox = Mailbox.objects.create(name="advice@mail.example.org/INBOX", begun_at=clock.now)
    sent = Mailbox.objects.create(name="advice@mail.example.org/Sent", begun_at=clock.now)
    question = arrive(mail("q@school", sent_at=clock.now), place=f"mailbox:{inbox.pk};uid=1", clock=clock)
    forged = f"Received: {STRANGER}\n".encode() + reply("f@x", answers="q@school", sent_at=clock.now)

    found = arrive(forged, place=f"mailbox:{inbox.pk};uid=2", clock=clock)
    assert (found.state, found.contact, found.flags) == ("recorded", None, ["not_from_us"])
    asked = Contact.objects.get(pk=question.contact_id)
    assert asked.replied_at is None
    assert asked.enquiry.notes.count() == 1

    real = reply("r@x", answers="q@school", sent_at=clock.now, text="What we did write.")
    found = arrive(f"Received: {STRANGER}\n".encode() + real, place=f"mailbox:{sent.pk};uid=1", clock=clock)
    assert found.contact.enquiry == asked.enquiry
    asked.refresh_from_db()
    assert asked.replied_at is not None


def test_a_message_without_from_does_not_join_by_where_it_would_be_sent_back_to(clock):
    inbox = Mailbox.objects.create(name="advice@mail.example.org/INBOX", begun_at=clock.now)
    question = arrive(mail("q@school", sent_at=clock.now), place=f"mailbox:{inbox.pk};uid=1", clock=clock)
    nobody = mail("n@x", answers="q@school", sent_at=clock.now, sender="x", Return_Path="<dana@school.example.org>")
    nobody = nobody.replace(b"From: x\n", b"")
    found = arrive(nobody, place=f"mailbox:{inbox.pk};uid=2", clock=clock)
    assert found.contact.enquiry != question.contact.enquiry
    assert {"no_from", "claims_other_enquiry"} <= set(found.flags)


@pytest.mark.parametrize(
    ("sender", "reply_to", "address"),
    [
        ("noreply@forms.example.net", "Dana <dana@school.example.org>", "dana@school.example.org"),
        ("web-no-reply@forms.example.net", "dana@school.example.org", "dana@school.example.org"),
        ("noreply@forms.example.net", "a@x.example, b@x.example", "noreply@forms.example.net"),
        ("Dana <dana@school.example.org>", "other@x.example", "dana@school.example.org"),
    ],
)  # fmt: skip
def test_an_answer_goes_to_the_person_behind_a_form(clock, sender, reply_to, address):
    found = arrive(mail("q@form", sender=sender, Reply_To=reply_to, sent_at=clock.now), place="webhook:x", clock=clock)
    assert details_of(found.contact.enquiry.enquirer).email == address
