"""What could identify a child is taken out in one step, and the original stands apart."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from adviceline.audit.actors import SYSTEM
from adviceline.audit.models import Event
from adviceline.channels.email.correspondence.models import Check, Reading, TakenOut
from adviceline.channels.email.correspondence.tasks import look_again
from adviceline.channels.email.models import Message, Sealed
from adviceline.contacts import actions as contacts
from adviceline.contacts.models import Note
from adviceline.privacy.guard import GuardFailed
from adviceline.privacy.models import EnquiryKey, GuardOverride
from adviceline.privacy.retention import apply_retention
from adviceline.privacy.screening import UNSCREENED
from tests.support import people
from tests.support.clock import london
from tests.support.mails import mail, reply

pytestmark = pytest.mark.django_db
ASKED = london(2022, 2, 1, 10)
TEXT = "A pupil called Zebedee Fictional told staff at the Copper Beech unit.\n\nKind regards\nDana"


@pytest.fixture
def enquiry(read_in):
    return read_in(mail("q@school", sent_at=ASKED, text=TEXT, subject="Re: Planning", answers="before@school"))


@pytest.fixture
def note(enquiry) -> Note:
    return enquiry.notes.get()


def check_url(note) -> str:
    return reverse("desk:mail_check", args=[note.enquiry.reference, note.pk])


def sent(browser, note, **changes):
    """The form as the page has it, with changes."""
    page = browser.get(check_url(note))
    form = page.context_data["form"] if getattr(page, "context_data", None) else None
    mark = page.content.decode().split('name="mark"')[1].split('value="')[1].split('"')[0]
    taken = [str(n) for n in range(page.content.decode().count('name="taken_out"'))]
    assert form is None
    return browser.post(check_url(note), {"mark": mark, "taken_out": taken, "words": "", "reason": ""} | changes)


def test_what_was_found_is_shown_marked_and_taken_out_in_one_step(browser, note, worker):
    assert "Zebedee" not in note.body
    page = browser.get(check_url(note)).content.decode()
    assert '<mark class="al-found">Zebedee</mark>' in page
    assert "checked" in page.split('name="taken_out"')[1].split(">")[0]

    answer = sent(browser, note)

    assert answer.status_code == 302
    note.refresh_from_db()
    assert note.body.startswith("A pupil called [name] Fictional told staff")
    check = Check.objects.get()
    assert (check.note, check.taken_out, check.left_in, check.checked_by) == (note, 2, 0, worker)
    assert Event.objects.filter(action="text.redacted").exists()
    assert Event.objects.filter(action="original.read").exists()
    assert "Looked through by" in browser.get(reverse("desk:enquiry", args=[note.enquiry.reference])).content.decode()


def test_words_of_ones_own_are_taken_out_wherever_they_stand(browser, read_in, note):
    again = reply("r@service", sent_at=ASKED + timedelta(hours=1), answers="q@school", subject="Re: Planning",
                  text="About the Copper Beech unit.")  # fmt: skip
    quoting = mail("q2@school", sent_at=ASKED + timedelta(hours=2), answers="r@service", thread=["q@school"],
                   subject="Re: Planning", text="Yes.\n\nOn 1 Feb 2022, HSB wrote:\n> About the Copper Beech unit.\n")  # fmt: skip
    read_in(again, quoting)
    assert "Copper Beech" in Reading.objects.exclude(quoted="").get().quoted

    assert sent(browser, note, words="Copper Beech\nFictional").status_code == 302

    assert not Note.objects.filter(body__contains="Copper").exists()
    assert "Copper" not in Reading.objects.exclude(quoted="").get().quoted
    whole = browser.get(reverse("desk:message", args=[note.enquiry.reference, Message.objects.earliest("pk").pk]))
    assert "Copper" not in whole.content.decode()
    assert "[taken out]" in whole.content.decode()
    third = mail("q3@school", sent_at=ASKED + timedelta(hours=3), answers="q2@school", thread=["q@school"], subject="Re: Planning",
                 text="And?\n\nOn 1 Feb 2022, HSB wrote:\n> About the Copper Beech unit.\n")  # fmt: skip
    read_in(third)
    assert not Reading.objects.filter(quoted__contains="Copper").exists()


def test_words_that_are_not_there_are_refused_and_nothing_changes(browser, note):
    before = note.body
    answer = sent(browser, note, words="copper beech")

    assert answer.status_code == 422
    note.refresh_from_db()
    assert note.body == before


def test_what_is_left_in_needs_a_reason_that_a_supervisor_reads(browser, note):
    assert sent(browser, note, taken_out=[]).status_code == 422
    assert sent(browser, note, taken_out=[], reason="Rowan Ashby asked for it").status_code == 422

    assert sent(browser, note, taken_out=[], reason="It is the name of a book").status_code == 302

    note.refresh_from_db()
    assert "Zebedee" in note.body
    override = GuardOverride.objects.get()
    assert (override.reason, override.kinds) == ("It is the name of a book", ["name"])


def test_the_same_form_sent_twice_is_done_once(browser, note):
    page = browser.get(check_url(note)).content.decode()
    mark = page.split('name="mark"')[1].split('value="')[1].split('"')[0]
    form = {"mark": mark, "taken_out": ["0", "1"], "words": "", "reason": ""}

    assert [browser.post(check_url(note), form).status_code for _ in range(2)] == [302, 302]
    assert Event.objects.filter(action="text.redacted").count() == 1


def test_two_people_at_once_do_not_undo_each_other(browser, note):
    page = browser.get(check_url(note)).content.decode()
    mark = page.split('name="mark"')[1].split('value="')[1].split('"')[0]
    other = people.browser_of(people.somebody("adviser"))
    assert sent(other, note, words="Copper Beech").status_code == 302

    answer = browser.post(check_url(note), {"mark": mark, "taken_out": [], "words": "", "reason": "A book"})

    assert answer.status_code == 422
    note.refresh_from_db()
    assert "Zebedee" not in note.body
    assert "Copper" not in note.body


def test_the_original_is_read_for_a_reason_that_is_recorded(browser, note, worker):
    message = Message.objects.get()
    url = reverse("desk:mail_original", args=[note.enquiry.reference, message.pk])
    assert "Zebedee" not in browser.get(url).content.decode()
    assert "Zebedee" not in browser.post(url, {"reason": ""}).content.decode()
    assert browser.post(url, {"reason": "About Rowan Ashby in Year 8"}).status_code == 422

    shown = browser.post(url, {"reason": "The words are cut off in the middle"})

    assert "Zebedee Fictional" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    event = Event.objects.filter(action="original.read").latest("seq")
    assert (event.actor, event.data["reason"]) == (worker.actor_key, "The words are cut off in the middle")


def test_the_original_stands_nowhere_but_in_the_sealed_message(note):
    assert note.was_redacted
    assert note.sealed_original is None
    assert Sealed.objects.count() == 1


def test_originals_and_what_was_taken_out_go_after_their_time_with_their_keys(browser, note, clock):
    from django.utils import timezone

    sent(browser, note, words="Copper Beech")
    key_id = TakenOut.objects.get().key_id

    apply_retention(by=SYSTEM, at=timezone.now() + timedelta(days=31))

    assert not TakenOut.objects.exists()
    assert EnquiryKey.objects.get(pk=key_id).wrapped is None
    note.refresh_from_db()
    assert "[taken out]" in note.body


def test_erasing_the_enquirer_destroys_what_was_taken_out(browser, note, clock):
    sent(browser, note, words="Copper Beech")
    key_id = TakenOut.objects.get().key_id

    contacts.erase_enquirer(enquiry=note.enquiry, reason="request", by=SYSTEM, at=clock.now)

    assert not TakenOut.objects.exists()
    assert EnquiryKey.objects.get(pk=key_id).wrapped is None


def test_while_the_guard_fails_a_message_is_unscreened_hidden_and_tried_again(read_in, browser, monkeypatch, clock):
    def broken(*_: object, **__: object) -> None:
        raise GuardFailed("no")

    with monkeypatch.context() as patch:
        patch.setattr("adviceline.privacy.screening.to_blank", broken)
        patch.setattr("adviceline.channels.email.correspondence.blanking.to_blank", broken)
        enquiry = read_in(
            mail("q@school", sent_at=ASKED, text=TEXT + "\n\nOn 1 Feb 2022, HSB wrote:\n> Rowan Ashby is 12.\n")
        )
        page = browser.get(reverse("desk:enquiry", args=[enquiry.reference])).content.decode()
        note = enquiry.notes.get()
        assert note.body == UNSCREENED
        assert "Not checked yet" in page
        assert "told staff" not in page
        assert Reading.objects.get().state == "unscreened"
        assert browser.get(check_url(note)).status_code == 409
        whole = browser.get(
            reverse("desk:message", args=[enquiry.reference, Message.objects.get().pk])
        ).content.decode()
        assert "told staff" not in whole

    look_again(at=clock.now)

    note.refresh_from_db()
    assert "told staff" in note.body
    assert "Zebedee" not in note.body
    assert Reading.objects.get().state == "screened"
    assert Event.objects.filter(action="note.screened").exists()


def test_a_question_from_the_web_form_is_looked_through_as_well(browser, ask):
    note = ask("How should we plan for the Copper Beech unit?").notes.get()

    assert sent(browser, note, words="Copper Beech").status_code == 302

    note.refresh_from_db()
    assert note.body == "How should we plan for the [taken out] unit?"


def test_a_note_of_our_own_or_of_another_enquiry_is_not_found(browser, note, ask):
    other = ask()
    assert browser.get(reverse("desk:mail_check", args=[other.reference, note.pk])).status_code == 404


def later(read_in, text: str, *, days: int = 0, name: str = "a@school") -> str:
    """What stands on the enquiry of an answer that comes so many days later."""
    read_in(mail(name, sent_at=ASKED + timedelta(days=days), answers="q@school", subject="Re: Planning", text=text))
    message = Message.objects.latest("pk")
    return f"{message.contact.enquiry.notes.get(contact=message.contact).body}\n{message.reading.quoted}"


def test_a_name_that_was_blanked_is_blanked_when_it_stands_alone_in_a_later_answer(note, read_in):
    said = later(read_in, "Zebedee has told us more today.\n\nOn 1 Feb 2022, HSB wrote:\n> And what did Zebedee say?\n")
    assert "Zebedee" not in said
    assert said.count("[name]") == 2


def test_what_a_person_took_out_stays_out_of_answers_when_the_words_themselves_are_long_gone(
    browser, note, read_in, clock
):
    sent(browser, note, words="Copper Beech unit")
    TakenOut.objects.update(made_at=clock.now)
    clock.forward(days=40)
    apply_retention(by=SYSTEM, at=clock.now)
    assert not TakenOut.objects.exists()
    said = later(read_in, "The Copper\nBeech unit rang. Copper is a metal.", days=40)
    assert "The [taken out] rang. Copper is a metal." in said


def test_what_a_person_left_in_is_not_blanked_again(browser, note, read_in):
    sent(browser, note, taken_out=["1"], reason="It is the name of a book")
    assert "Zebedee is a good story." in later(read_in, "Zebedee is a good story.")
