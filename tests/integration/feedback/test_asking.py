"""Asking: after closing and some weeks later, once each, and nobody who does not want it."""

from datetime import timedelta

import pytest
from django.core import mail

from adviceline.audit.actors import PUBLIC, SYSTEM
from adviceline.contacts import actions as contacts
from adviceline.contacts.models import Enquirer
from adviceline.facts.models import FeedbackAskFact
from adviceline.feedback import blind, tasks
from adviceline.feedback.actions import asking
from adviceline.feedback.actions.answering import take_answers, take_answers_on_phone
from adviceline.feedback.models import DoNotAsk, Invitation
from adviceline.feedback.values import Answers
from adviceline.jobs.models import OutgoingMessage
from tests.support import feedback_sample as sample
from tests.support import people

pytestmark = pytest.mark.django_db(databases="__all__", transaction=False)


def asked(enquiry):
    return set(Invitation.objects.filter(enquiry=enquiry).values_list("wave", "state", "not_offered"))


def message_of(invitation):
    return tasks.questions_message(invitation=str(invitation.pk))


def test_each_wave_is_asked_once_however_often_the_job_runs(clock):
    enquiry = sample.closed_enquiry(at=clock.now)
    for _ in range(3):
        tasks.ask(at=clock.now)
    assert asked(enquiry) == {("close", "asked", "")}
    clock.forward(days=30)
    for _ in range(3):
        tasks.ask(at=clock.now)
    assert asked(enquiry) == {("close", "asked", ""), ("follow_up", "asked", "")}
    assert OutgoingMessage.objects.filter(composer=asking.ASK).count() == 2
    assert FeedbackAskFact.objects.filter(offered=True).count() == 2


def test_what_closed_too_long_ago_is_left_alone(clock):
    enquiry = sample.closed_enquiry(at=clock.now)
    clock.forward(days=10)
    tasks.ask(at=clock.now)
    assert asked(enquiry) == set()
    clock.forward(days=40)
    tasks.ask(at=clock.now)
    assert asked(enquiry) == set()


def test_who_did_not_agree_or_left_no_address_is_counted_and_not_written_to(clock):
    silent = sample.closed_enquiry(at=clock.now, consents=False)
    tasks.ask(at=clock.now)
    assert asked(silent) == {("close", "not_asked", "no_consent")}
    assert not OutgoingMessage.objects.filter(composer=asking.ASK).exists()
    assert list(FeedbackAskFact.objects.values_list("offered", "not_offered")) == [(False, "no_consent")]


def test_the_message_has_the_link_and_nothing_about_the_matter(settings):
    settings.SITE = "https://advice.example.org"
    invitation = sample.invitation()
    made = message_of(invitation)
    assert made.to[0].endswith("@school.example.org")
    assert f"https://advice.example.org/tell-us/{blind.token_of(invitation)}" in made.body
    assert invitation.enquiry.reference not in made.subject + made.body
    assert not mail.outbox


def test_a_message_that_waits_is_not_sent_once_it_is_unwelcome():
    invitation = sample.invitation()
    Enquirer.objects.update(consents_to_follow_up=False)
    assert message_of(invitation) is None
    Enquirer.objects.update(consents_to_follow_up=True)
    assert message_of(invitation) is not None
    take_answers_on_phone(
        enquiry=invitation.enquiry, wave="close", answers=Answers(helped="yes"), by=people.somebody("adviser"),
        at=invitation.asked_at,
    )  # fmt: skip
    assert message_of(invitation) is None


def test_asking_no_more_reaches_every_wave_and_every_enquiry_of_the_same_address(clock):
    email = "head@school.example.org"
    first = sample.invitation(at=clock.now, email=email)
    second = sample.invitation(at=clock.now, email=email)
    asking.ask_no_more(invitation=first, by=PUBLIC, at=clock.now)
    asking.ask_no_more(invitation=first, by=PUBLIC, at=clock.now)
    assert message_of(second) is None
    assert DoNotAsk.objects.count() == 1
    third = sample.invitation(at=clock.now, email=email.upper())
    assert (third.state, third.not_offered) == ("not_asked", "not_to_be_contacted")


def test_erasing_the_details_ends_the_link_and_the_message(clock):
    invitation = sample.invitation(at=clock.now)
    contacts.erase_enquirer(enquiry=invitation.enquiry, reason="request", by=SYSTEM, at=clock.now)
    invitation.refresh_from_db()
    assert invitation.state == "withdrawn"
    assert message_of(invitation) is None
    clock.forward(days=30)
    tasks.ask(at=clock.now)
    assert asked(invitation.enquiry) == {("close", "withdrawn", ""), ("follow_up", "not_asked", "erased")}


def test_a_link_ends(clock):
    invitation = sample.invitation(at=clock.now)
    with pytest.raises(Exception, match="ended"):
        take_answers(invitation=invitation, answers=Answers(helped="yes"), by=PUBLIC, at=clock.now + timedelta(days=28))
