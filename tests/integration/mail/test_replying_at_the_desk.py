"""Replying from the desk: kept as it is written, put together from what is there, and sent once."""

from __future__ import annotations

import uuid

import pytest
from django.core import mail as outbox
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from adviceline.audit.models import Event
from adviceline.channels.email.correspondence.drafts import words_of
from adviceline.channels.email.correspondence.models import Draft, DraftFile
from adviceline.channels.email.models import Message, Outgoing
from adviceline.contacts.models import Enquiry
from adviceline.content.current import current_content
from adviceline.jobs.models import Job
from adviceline.jobs.runner import run
from adviceline.privacy.models import EnquiryKey, GuardOverride
from adviceline.signposting.models import Pack
from tests.support import people
from tests.support.mails import mail
from tests.support.odd_mails import document
from tests.support.scanner import EICAR

pytestmark = pytest.mark.django_db
TEXT = "We suggest a short written plan for both children."


def url(enquiry) -> str:
    return reverse("desk:reply", args=[enquiry.reference])


def form(enquiry, **changes):
    latest = enquiry.contacts.filter(direction="in").latest("pk")
    return {
        "subject": "Re: Planning", "cc": "", "text": TEXT, "answers": latest.pk, "submission": str(uuid.uuid4()), "do": "send",
    } | changes  # fmt: skip


def deliver() -> None:
    for job in Job.objects.filter(task="jobs.deliver", state="waiting"):
        run(str(job.pk))


def test_a_reply_leaves_in_its_thread_and_counts(asked, browser, worker, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    answer = browser.post(url(asked), form(asked, cc="head@school.example.org, head@school.example.org"))
    assert answer.status_code == 302
    page = browser.get(reverse("desk:enquiry", args=[asked.reference])).content.decode()
    assert "Waiting to be sent" in page

    deliver()

    sent = outbox.outbox[0]
    assert (sent.to, sent.cc) == (["dana@school.example.org"], ["head@school.example.org"])
    assert sent.body == TEXT
    assert asked.reference in sent.subject
    assert sent.extra_headers["In-Reply-To"] == "<q@school>"
    assert asked.contacts.get(direction="in").replied_at is not None
    assert not Draft.objects.exists()
    assert Event.objects.filter(action="reply.written", actor=worker.actor_key).exists()


def test_sent_twice_it_is_one_message(asked, browser):
    once = form(asked)
    answers = [browser.post(url(asked), once) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert Outgoing.objects.filter(kind="reply").count() == 1
    assert not Draft.objects.exists()
    late = browser.post(url(asked), once | {"text": "stale", "do": ""}, headers={"accept": "application/json"})
    assert late.json() == {"saved": "This reply was sent."}
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "changed", [{"text": f"{TEXT} Shall we call you?"}, {"subject": "Re: Planning, again"}, {"cc": "head@school.example.org"}]
)  # fmt: skip
def test_what_was_changed_after_it_was_sent_is_kept_as_a_draft_and_not_sent(asked, browser, changed):
    once = form(asked)
    browser.post(url(asked), once)
    page = browser.post(url(asked), once | changed, follow=True).content.decode()
    assert "What you changed since was not sent" in page
    assert str(*changed.values()) in page
    assert Outgoing.objects.filter(kind="reply").count() == 1
    assert vars(words_of(Draft.objects.get())).items() >= changed.items()


def test_two_windows_that_send_other_words_at_one_moment_send_one_and_say_so(asked, worker, clock):
    """Both pages looked whether the reply was sent before either was."""
    from adviceline.channels.email.actions import send_reply
    from adviceline.channels.email.errors import UnableToSendReply
    from adviceline.privacy.screening import screen_text

    said = {
        "enquiry": asked,
        "to": ["dana@school.example.org"],
        "subject": screen_text("Planning"),
        "submission": uuid.uuid4(),
    }
    first = send_reply(**said, text=screen_text(TEXT), by=worker, at=clock.now)
    assert send_reply(**said, text=screen_text(TEXT), by=worker, at=clock.now) == first
    with pytest.raises(UnableToSendReply, match="What you changed since was not sent"):
        send_reply(**said, text=screen_text("Other words."), by=worker, at=clock.now)


def test_the_same_form_on_another_enquiry_is_a_reply_there(asked, browser, read_in):
    read_in(mail("other@college", sender="Sam Example <sam@college.example.org>", subject="A policy", text="May we?"))
    other = Enquiry.objects.exclude(pk=asked.pk).get()
    once = form(asked)
    for enquiry in (asked, other, other):
        assert browser.post(url(enquiry), once).status_code == 302
    assert sorted(Outgoing.objects.filter(kind="reply").values_list("enquiry", flat=True)) == sorted(
        [asked.pk, other.pk]
    )


def test_words_that_identify_are_refused_and_kept_in_the_draft(asked, browser, worker):
    said = form(asked, text="A pupil called Zebedee Fictional told staff.")
    answer = browser.post(url(asked), said)

    assert answer.status_code == 422
    assert "This could identify a child" in answer.content.decode()
    assert not Outgoing.objects.filter(kind="reply").exists()
    draft = Draft.objects.get()
    assert words_of(draft).text == said["text"]
    assert b"Zebedee" not in bytes(draft.content)
    assert said["text"] in browser.get(url(asked)).content.decode()

    assert browser.post(url(asked), said | {"text_reason": "It is the name of a book"}).status_code == 302
    assert GuardOverride.objects.get().field == "note.message_out"


def test_a_draft_is_its_authors_alone(asked, browser):
    browser.post(url(asked), form(asked, text="My own words so far.", do="keep"))
    other = people.browser_of(people.somebody("adviser"))

    assert "My own words so far." in browser.get(url(asked)).content.decode()
    assert "My own words so far." not in other.get(url(asked)).content.decode()
    assert "Go on with your reply" in browser.get(reverse("desk:enquiry", args=[asked.reference])).content.decode()


def test_a_script_keeps_the_draft_as_one_types(asked, browser):
    answer = browser.post(url(asked), form(asked, text="So far.", do=""), headers={"accept": "application/json"})

    assert answer.json()["saved"].startswith("Draft kept at")
    assert words_of(Draft.objects.get()).text == "So far."


def test_paragraphs_of_the_content_are_put_in(asked, browser):
    for key in [key for key in current_content().texts if key.startswith("replies.")]:
        browser.post(url(asked), form(asked, text="Dear colleague", do="paragraph", paragraph=key))
        text = words_of(Draft.objects.get()).text
        assert text.startswith("Dear colleague\n\n")
        assert "{" not in text
        assert browser.post(url(asked), form(asked, text=text)).status_code == 302, key
    browser.post(url(asked), form(asked, do="paragraph", paragraph="replies.none"))
    assert words_of(Draft.objects.get()).text == TEXT


def test_what_is_put_in_stands_above_how_we_sign(asked, browser):
    sign_off = current_content().text("desk.reply_sign_off").plain().strip()
    written = f"Dear colleague\r\n\r\n{sign_off}\n".replace("\n", "\r\n").replace("\r\r", "\r")
    browser.post(url(asked), form(asked, text=written, do="paragraph", paragraph="replies.both_children"))
    text = words_of(Draft.objects.get()).text
    assert text.startswith("Dear colleague\n\n")
    assert text.endswith(f"\n\n{sign_off}\n")
    assert len(text) > len(sign_off) + 100


def test_a_pack_is_put_in_with_its_link(asked, browser, worker):
    from django.utils import timezone

    from adviceline.contacts import actions
    from tests.support.samples import an_entry

    actions.give_signposts(enquiry=asked, resources=[an_entry()], by=worker, at=timezone.now())
    browser.post(url(asked), form(asked, do="pack", pack="new"))

    pack = Pack.objects.get()
    text = words_of(Draft.objects.get()).text
    assert "- Sample entry" in text
    assert "http://testserver/" in text
    assert browser.post(url(asked), form(asked, text=text)).status_code == 302
    browser.post(url(asked), form(asked, do="pack", pack=str(pack.pk)))
    assert "- Sample entry" in words_of(Draft.objects.get()).text
    assert Pack.objects.count() == 1


def attach(browser, asked, name, content, **changes):
    return browser.post(url(asked), form(asked, do="attach", file=SimpleUploadedFile(name, content), **changes))


def test_files_go_with_the_reply_once_the_scanner_passed_them(asked, browser, scanner, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    submission = str(uuid.uuid4())
    assert attach(browser, asked, "plan template.docx", document(), submission=submission).status_code == 302
    assert attach(browser, asked, "other.docx", document(), submission=submission).status_code == 302
    other = DraftFile.objects.get(name="other.docx")
    browser.post(url(asked), form(asked, do=f"remove:{other.pk}", submission=submission))

    assert browser.post(url(asked), form(asked, submission=submission)).status_code == 302
    deliver()

    assert [(name, content) for name, content, _ in outbox.outbox[0].attachments] == [
        ("plan template.docx", document())
    ]
    assert not DraftFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.txt", EICAR, "did not pass"),
        ("plan.exe", b"a", "program"),
        ("A pupil called Zebedee Fictional told staff.txt", b"a", "name of this file"),
        ("plan.txt", b"a" * 19_000_000, "18 MB"),
    ],
)
def test_a_file_that_may_not_go_is_refused_and_the_words_are_kept(asked, browser, scanner, name, content, words):
    answer = attach(browser, asked, name, content)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert words_of(Draft.objects.get()).text == TEXT
    assert not DraftFile.objects.exists()


def test_while_the_scanner_is_away_nothing_is_attached(asked, browser):
    answer = attach(browser, asked, "plan.txt", b"a plan")

    assert answer.status_code == 422
    assert "cannot be asked just now" in answer.content.decode()
    assert not DraftFile.objects.exists()


def test_a_draft_thrown_away_is_gone_with_its_key(asked, browser):
    browser.post(url(asked), form(asked, do="keep"))
    key_id = Draft.objects.get().key_id

    assert browser.post(url(asked), form(asked, do="discard")).status_code == 302

    assert not Draft.objects.exists()
    assert EnquiryKey.objects.get(pk=key_id).wrapped is None


@pytest.mark.parametrize(
    "cc", ["head", "a@b", "x@school.example.org\r\nBcc: y@example.org", ",".join(f"{n}@example.org" for n in range(11))]
)
def test_copies_go_to_whole_addresses_only(asked, browser, cc):
    answer = browser.post(url(asked), form(asked, cc=cc))

    assert answer.status_code in (302, 422)
    for sent in Outgoing.objects.filter(kind="reply"):
        from adviceline.channels.email.queries import opened

        assert all("\n" not in each for each in opened(sent).cc)
    if "\n" not in cc:
        assert answer.status_code == 422


def test_nobody_writes_where_there_is_no_address(ask, browser, read_in):
    enquiry = ask(email="", phone="01632 960123")
    assert browser.get(url(enquiry)).status_code == 302


def test_the_message_that_is_answered_can_be_chosen(asked, browser, read_in):
    from tests.support.clock import london
    from tests.support.mails import mail

    read_in(
        mail(
            "q2@school",
            sent_at=london(2022, 2, 2, 12),
            answers="q@school",
            thread=["q@school"],
            subject="Re: x",
            text="And?",
        )
    )
    first = Message.objects.earliest("pk")
    page = browser.get(url(asked), {"to": first.pk}).content.decode()

    assert f'name="answers" id="id_answers" value="{first.contact_id}"' in page
    assert 'value="Re: Planning a return to lessons"' in page
