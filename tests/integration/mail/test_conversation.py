"""A thread of mails as a conversation: what is said, what is folded beneath it, and what each message can be."""

from __future__ import annotations

import pytest
from django.urls import reverse

from adviceline.channels.email.correspondence import tasks
from adviceline.channels.email.correspondence.models import Attachment, Reading
from adviceline.channels.email.models import Message
from adviceline.jobs.models import Job
from tests.support.clock import london
from tests.support.mails import mail, reply
from tests.support.odd_mails import (
    in_an_envelope,
    packed_by_outlook,
    passing_on,
    with_files,
    with_html,
    with_invite,
)

pytestmark = pytest.mark.django_db
ASKED = london(2022, 2, 1, 10)


def page_of(browser, enquiry) -> str:
    answer = browser.get(reverse("desk:enquiry", args=[enquiry.reference]))
    assert answer.status_code == 200
    return answer.content.decode()


def whole(browser, enquiry) -> str:
    message = Message.objects.order_by("pk").first()
    answer = browser.get(reverse("desk:message", args=[enquiry.reference, message.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_quoted_words_are_folded_and_the_signature_is_dimmed(read_in, browser):
    text = "Thank you, that helps.\n\nKind regards\nDana\n\nOn 1 Feb 2022, HSB Support wrote:\n> Please see the guidance.\n"
    enquiry = read_in(
        mail("q@school", sent_at=ASKED),
        reply("r@service", sent_at=london(2022, 2, 1, 11), answers="q@school", subject="Re: Planning"),
        mail("q2@school", sent_at=london(2022, 2, 1, 12), answers="r@service", thread=["q@school"], text=text),
    )
    shown = page_of(browser, enquiry)

    assert "Thank you, that helps." in shown
    assert '<div class="al-mail__signature">Kind regards' in shown
    folded = shown.split("What it quotes</summary>")[1].split("</details>")[0]
    assert "Please see the guidance." in folded


def test_names_are_marked_as_held_back_wherever_they_stand(read_in, browser):
    enquiry = read_in(
        mail("q@school", sent_at=ASKED, text="A pupil called Zebedee Fictional told staff."),
    )
    shown = page_of(browser, enquiry)

    assert "Zebedee" not in shown
    assert '<mark class="al-held">[name]</mark>' in shown
    assert "1 detail held back" in shown
    assert "Zebedee" not in whole(browser, enquiry)


def test_an_html_mail_is_shown_without_scripts_pictures_tricks_or_names(read_in, browser):
    html = (
        "<html><head><style>p{display:none}</style></head><body onload='x()'><p>We need a <b>plan</b>.</p>"
        "<script>alert(1)</script><img src='https://track.example.org/x.gif' alt='Logo'>"
        "<p style='display:none'>hidden words</p><p style='position:fixed'>Over everything</p>"
        "<p>A pupil called Zebe<span>dee</span> Fictional told staff.</p><iframe src='https://e.example.org'></iframe>"
        "<p>\u202egnp.exe\u202c</p><a href='https://phish.example.org/'>our bank</a>"
        "<form action='https://e.example.org'><input name=x></form><svg onload=alert(2)></svg></body></html>"
    )
    enquiry = read_in(with_html("h@school", html, sent_at=ASKED))
    shown = whole(browser, enquiry)
    formatted = shown.split("al-mail__formatted")[1].split("</details>")[0]

    assert "<b>plan</b>" in formatted
    assert "Over everything" in formatted
    assert "[picture: Logo]" in formatted
    assert "our bank [https://phish.example.org/]" in formatted.replace("<span> [", " [").replace("<span>", "").replace(
        "</span>", ""
    )
    for gone in ("script", "track.example", "hidden words", "style=", "iframe", "\u202e", "<form", "<input", "onload",
                 "href", "src=", "Zebe", "dee<"):  # fmt: skip
        assert gone not in formatted.split(">", 1)[1], gone


def test_words_that_are_hidden_in_the_original_are_folded_named_and_screened(read_in, browser):
    html = (
        "<p>We have a question about a plan.</p><p style='color:#ffffff'>A pupil called Zebedee Fictional is meant.</p>"
        "<div style='display:none'>Ring us on Friday.</div>"
    )
    enquiry = read_in(with_html("h@school", html, sent_at=ASKED))
    for shown in (page_of(browser, enquiry), whole(browser, enquiry)):
        said, _, folded = shown.partition("Hidden in the original")
        assert "We have a question" in said
        for words in ("A pupil called", "Ring us on Friday"):
            assert words not in said
            assert words in folded
        assert "Zebedee" not in shown
    assert "A pupil called" not in enquiry.notes.get().body


def test_an_invitation_a_passed_on_message_an_envelope_and_winmail_are_shown_in_words(read_in, browser):
    inner = mail("old@school", sender="Sam Example <sam@school.example.org>", text="What we wrote last year.")
    shown = page_of(browser, read_in(
        with_invite("i@school", sent_at=ASKED),
        passing_on("f@school", inner, sent_at=london(2022, 2, 1, 11), answers="i@school"),
        in_an_envelope("s@school", "Words in an envelope.", sent_at=london(2022, 2, 1, 12), answers="i@school"),
        packed_by_outlook("w@school", "Words that were packed.", {"plan.txt": b"a plan"},
                          sent_at=london(2022, 2, 1, 13), answers="i@school"),
    ))  # fmt: skip

    assert "Invitation: Planning meeting" in shown
    assert "When: 4 February 2022 at 10am until 4 February 2022 at 11am" in shown
    assert "What we wrote last year." in shown
    assert "sam@school" not in shown
    assert "Words in an envelope." in shown
    assert "The signature is not checked here." in shown
    assert "Words that were packed." in shown
    assert "plan.txt" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----", "Encrypted with PGP"),
        ("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello\n-----BEGIN PGP SIGNATURE-----", "Signed with PGP"),
    ],
)
def test_what_is_sealed_by_its_sender_says_so(read_in, browser, words, said):
    assert said in page_of(browser, read_in(mail("p@school", sent_at=ASKED, text=words)))


def test_a_page_takes_apart_what_no_job_has_yet(read_in, browser):
    enquiry = read_in(with_files("a@school", {"plan.txt": b"a plan"}, sent_at=ASKED), jobs=False)
    assert not Reading.objects.exists()

    assert "plan.txt" in page_of(browser, enquiry)
    assert Reading.objects.get().state == "screened"
    assert Attachment.objects.get().state == "waiting"


@pytest.mark.parametrize(
    ("trust", "words"),
    [
        ({"verdict": "authentic", "spf": "pass", "dkim": "pass", "dmarc": "pass"}, "Sender confirmed"),
        ({"verdict": "spoofed", "spf": "fail", "dmarc": "fail"}, "May be forged"),
        ({"verdict": "unproven", "spf": "softfail"}, "Sender not confirmed"),
    ],
)
def test_whether_it_is_from_who_it_says_stands_there_in_words(read_in, browser, trust, words):
    enquiry = read_in(mail("q@school", sent_at=ASKED))
    Message.objects.update(trust=trust)
    shown = page_of(browser, enquiry)

    assert words in shown
    assert "the sending server (SPF)" in shown


def test_file_names_that_could_name_a_child_are_not_shown(read_in, browser):
    enquiry = read_in(
        with_files("a@school", {"Zebedee_Fictional_incident.docx": b"x", "policy.docx": b"y"}, sent_at=ASKED)
    )
    shown = page_of(browser, enquiry)

    assert "Zebedee" not in shown
    assert "file 1.docx" in shown
    assert "policy.docx" in shown


def test_somebody_who_only_reads_sees_the_conversation_and_no_way_to_its_files(read_in):
    from tests.support import people

    enquiry = read_in(with_files("a@school", {"plan.txt": b"a plan"}, sent_at=ASKED))
    manager = people.browser_of(people.somebody("service_manager"))
    shown = page_of(manager, enquiry)
    message = Message.objects.get()

    assert "plan.txt" in shown
    assert "Move<" not in shown
    assert manager.get(reverse("desk:mail_original", args=[enquiry.reference, message.pk])).status_code == 403


def test_a_message_that_cannot_be_taken_apart_keeps_no_other_back(read_in, monkeypatch):
    """Both are taken apart by one job: the second is shown, and the job is tried again for the first."""
    real = tasks.read_message

    def fail_over_the_first(*, message, at):
        if message.pk == Message.objects.order_by("pk").values_list("pk", flat=True)[0]:
            raise ValueError("a fault")
        return real(message=message, at=at)

    with monkeypatch.context() as faulty:
        faulty.setattr(tasks, "read_message", fail_over_the_first)
        read_in(mail("one@school", sent_at=ASKED), mail("two@school", sent_at=ASKED, text="May we use it?"))
    assert [reading.message.pk for reading in Reading.objects.select_related("message")] == [
        Message.objects.order_by("-pk").values_list("pk", flat=True)[0]
    ]
    assert Job.objects.get(task="correspondence.read").state != "done"
