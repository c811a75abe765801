"""A message that belongs to another matter is moved, and everything is counted where it then is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from adviceline.audit.actors import SYSTEM
from adviceline.audit.models import Event
from adviceline.channels.email.correspondence.models import Attachment
from adviceline.channels.email.models import Message, Sealed
from adviceline.contacts import actions as contacts
from adviceline.contacts.models import Contact, Enquiry
from adviceline.facts.models import ContactFact
from tests.support.clock import london
from tests.support.mails import mail, reply
from tests.support.odd_mails import with_files

pytestmark = pytest.mark.django_db
FIRST, SECOND, ANSWERED = london(2022, 2, 1, 10), london(2022, 2, 1, 12), london(2022, 2, 1, 13)


@pytest.fixture
def thread(read_in) -> Enquiry:
    """Two questions in one thread, and a reply to the second."""
    return read_in(
        mail("q@school", sent_at=FIRST),
        with_files("q2@school", {"plan.txt": b"a plan"}, sent_at=SECOND, answers="q@school", thread=["q@school"], subject="Re: x",
                   text="And the other class?"),
        reply("r@service", sent_at=ANSWERED, answers="q2@school", subject="Re: x", text="Much the same."),
    )  # fmt: skip


@pytest.fixture
def other(read_in, thread) -> Enquiry:
    read_in(
        mail(
            "o@college",
            sender="Sam Example <sam@college.example.org>",
            sent_at=london(2022, 1, 31, 9),
            text="A policy question.",
        )
    )
    return Enquiry.objects.latest("pk")


def second() -> Message:
    return Message.objects.get(contact__enquiry__isnull=False, sent_at=SECOND)


def move(browser, enquiry, message, where, into=""):
    return browser.post(reverse("desk:move_mail", args=[enquiry.reference, message.pk]), {"where": where, "into": into})


def test_a_message_moves_to_another_enquiry_with_its_replies_files_and_facts(browser, thread, other):
    answer = move(browser, thread, second(), "other", other.reference.lower())

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("desk:enquiry", args=[other.reference]))
    assert [each.began_at for each in thread.contacts.all()] == [FIRST]
    assert sorted(each.began_at for each in other.contacts.all()) == [london(2022, 1, 31, 9), SECOND, ANSWERED]
    moved = Contact.objects.get(began_at=SECOND)
    assert (moved.enquiry, moved.replied_at) == (other, ANSWERED)
    assert ContactFact.objects.get(fact_id=moved.fact_id).enquiry_fact == other.fact_id
    assert ContactFact.objects.get(fact_id=moved.fact_id).replied
    # The reply went, so the first question is unanswered; the question of the other enquiry came before it.
    assert Contact.objects.get(began_at=FIRST).replied_at is None
    assert not ContactFact.objects.get(fact_id=Contact.objects.get(began_at=FIRST).fact_id).replied
    page = browser.get(reverse("desk:enquiry", args=[other.reference])).content.decode()
    assert "plan.txt" in page
    assert "And the other class?" in page
    assert {event.action for event in Event.objects.filter(action__startswith="contact.moved")} == {
        "contact.moved_away", "contact.moved_here",
    }  # fmt: skip


def test_what_is_sealed_goes_under_its_new_enquirers_key(browser, thread, other, clock):
    move(browser, thread, second(), "other", other.reference)
    assert Sealed.objects.get(message=second()).key_id == other.enquirer.key_id

    contacts.erase_enquirer(enquiry=other, reason="request", by=SYSTEM, at=clock.now)

    file = Attachment.objects.get()
    answer = browser.get(reverse("desk:open_mail_file", args=[other.reference, file.pk]))
    assert answer.status_code == 409


def test_moved_twice_by_one_form_it_moves_once(browser, thread, other):
    message = second()
    assert [move(browser, thread, message, "other", other.reference).status_code for _ in range(2)] == [302, 302]
    assert Event.objects.filter(action="contact.moved_here").count() == 1


def test_a_message_gets_an_enquiry_of_its_own(browser, thread):
    assert move(browser, thread, second(), "own").status_code == 302

    new = Enquiry.objects.get(split_from=thread)
    assert sorted(each.began_at for each in new.contacts.all()) == [SECOND, ANSWERED]
    assert new.enquirer == thread.enquirer
    assert ContactFact.objects.get(fact_id=new.contacts.get(began_at=SECOND).fact_id).enquiry_fact == new.fact_id


def test_a_closed_enquiry_comes_back_when_a_message_is_moved_to_it(browser, thread, other, worker, clock):
    contacts.claim(enquiry=other, by=worker, at=clock.now)
    contacts.close(enquiry=other, outcomes=[], non_advice="test", by=worker, at=clock.now, version=None)

    move(browser, thread, second(), "other", other.reference)

    other.refresh_from_db()
    assert other.state == "new"


@pytest.mark.parametrize("into", ["", "HSB", "HSB-AAAA-AAAA", "x" * 41])
def test_where_there_is_no_such_enquiry_nothing_moves(browser, thread, into):
    assert move(browser, thread, second(), "other", into).status_code == 422
    assert thread.contacts.count() == 3


def test_the_only_message_of_an_enquiry_stays(browser, thread, other):
    message = Message.objects.get(contact__enquiry=other)
    answer = move(browser, other, message, "other", thread.reference)

    assert answer.status_code == 422
    assert "merge" in answer.content.decode()


def test_a_message_is_not_moved_to_where_it_is(browser, thread):
    assert move(browser, thread, second(), "other", thread.reference).status_code in (302, 422)
    assert thread.contacts.count() == 3
