"""Whoever writes is told once that it arrived; a machine never is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.urls import reverse
from django.utils import timezone

from adviceline.audit.models import Event
from adviceline.channels.email.acknowledging import why_not_now
from adviceline.channels.email.models import Message, Outgoing
from adviceline.contacts.models import Enquiry
from adviceline.jobs import runner
from adviceline.jobs.models import Job
from tests.support import people
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


@pytest.fixture
def asks_the_desk(db):
    """The page of an enquiry, its words on one line."""
    browser = people.browser_of(people.somebody("adviser"))
    return lambda enquiry: " ".join(
        browser.get(reverse("desk:enquiry", args=[enquiry.reference])).content.decode().split()
    )


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


def names(sent):
    return sorted(each.to[0].partition("@")[0] for each in sent)


def flood(clock, numbers):
    return [mail(f"{n}@f", sender=f"f{n}@other.example.org", subject=f"S{n}", sent_at=clock.now) for n in numbers]


def test_no_more_than_so_many_an_hour_and_the_rest_in_turn(arrive, clock, settings, asks_the_desk):
    settings.MAIL_ACKNOWLEDGEMENTS_AN_HOUR = 2
    told = [names(arrive(*flood(clock, range(5))))]
    assert Enquiry.objects.count() == 5
    waits = Enquiry.objects.order_by("pk").last()
    assert "They will be told that it arrived on 3 February 2022 at midday" in asks_the_desk(waits)
    clock.forward(minutes=30)
    # Not before those that wait, and half an hour is not an hour.
    assert arrive(mail("late@f", sender="late@other.example.org", sent_at=clock.now)) == []
    for _ in range(6):
        clock.forward(minutes=30)
        told.append(names(arrive()))
    assert [each for each in told if each] == [["f0", "f1"], ["f2", "f3"], ["f4", "late"]]
    gone = list(Outgoing.objects.order_by("due_at", "pk").values_list("sent_at", flat=True))
    assert all(later - earlier >= timedelta(hours=1) for earlier, later in zip(gone, gone[2:], strict=False))


def test_whoever_waited_and_was_answered_or_closed_meanwhile_is_not_told_and_the_desk_says_why(
    arrive, clock, settings, asks_the_desk
):
    settings.MAIL_ACKNOWLEDGEMENTS_AN_HOUR = 1
    arrive(*flood(clock, range(3)))
    _, answered, closed = Enquiry.objects.order_by("pk")
    arrive(reply("r@service", to="f1@other.example.org", sent_at=clock.now, answers="1@f", thread=["1@f"]))
    Enquiry.objects.filter(pk=closed.pk).update(state="closed", open_due_at=None, closed_at=clock.now)
    clock.forward(hours=3)
    assert arrive() == []
    assert "They were not told that it arrived: we had replied before its turn came." in asks_the_desk(answered)
    assert "They were not told that it arrived: the enquiry was closed before its turn came." in asks_the_desk(closed)
    assert Event.objects.filter(action="acknowledgement.left_out").count() == 2


def test_whoever_would_be_told_after_half_a_day_is_not_told_and_the_desk_says_why(
    arrive, clock, settings, asks_the_desk
):
    settings.MAIL_ACKNOWLEDGEMENTS_AN_HOUR = 1
    assert len(arrive(*flood(clock, range(15)))) == 1
    assert Outgoing.objects.filter(left_out="late").count() == 2
    last = Enquiry.objects.order_by("pk").last()
    assert "so much mail came at once that it would have come too late" in asks_the_desk(last)
    clock.forward(hours=1)  # and they take nobody's turn
    arrive(mail("after@f", sender="after@other.example.org", sent_at=clock.now))
    assert Outgoing.objects.get(enquiry=Enquiry.objects.order_by("pk").last()).left_out == ""


def test_one_that_a_mail_server_could_not_take_for_a_day_is_not_sent_any_more(arrive, clock):
    arrive(mail("q@school", sent_at=clock.now))
    ours = Outgoing.objects.select_related("enquiry__merged_into").get()
    assert why_not_now(ours, at=clock.now + timedelta(hours=23)) == ""
    assert why_not_now(ours, at=clock.now + timedelta(hours=25)) == "late"


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
