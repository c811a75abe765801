"""Files of messages: opened only after the scanner passed them, and never as what they say they are."""

from __future__ import annotations

import gzip
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from adviceline.audit.models import Event
from adviceline.channels.email.correspondence.models import Attachment
from adviceline.channels.email.correspondence.tasks import look_again
from adviceline.channels.email.models import Sealed
from adviceline.privacy.files import clamd as client
from adviceline.privacy.retention import apply_retention
from tests.support.clock import london
from tests.support.odd_mails import document, picture, with_files, zipped
from tests.support.scanner import AWAY, EICAR, answering

pytestmark = pytest.mark.django_db
ASKED = london(2022, 2, 1, 10)


def attachments() -> dict[str, Attachment]:
    return {each.name: each for each in Attachment.objects.order_by("place")}


def opened(browser, enquiry, file: Attachment):
    return browser.get(reverse("desk:open_mail_file", args=[enquiry.reference, file.pk]))


def test_what_the_scanner_passed_is_a_download_that_nothing_runs(read_in, scanner, browser):
    enquiry = read_in(with_files("a@school", {"policy.docx": document()}, sent_at=ASKED))
    file = attachments()["policy.docx"]
    assert (file.state, file.kind) == ("passed", "office")

    answer = opened(browser, enquiry, file)

    assert answer.content == document()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="policy.docx"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    event = Event.objects.filter(action="attachment.opened").get()
    assert (event.subject, event.data["attachment"]) == (enquiry.subject, file.pk)


def test_a_virus_is_never_opened(read_in, scanner, browser):
    enquiry = read_in(
        with_files("a@school", {"plan.txt": EICAR, "report.zip": zipped({"plan.txt": EICAR})}, sent_at=ASKED)
    )
    for file in attachments().values():
        assert (file.state, file.signature) == ("infected", "Eicar-Test-Signature.UNOFFICIAL")
        assert opened(browser, enquiry, file).status_code == 409
    assert not Event.objects.filter(action="attachment.opened").exists()
    assert Event.objects.filter(action="attachment.scanned").count() == 2


def test_while_the_scanner_is_away_files_wait_in_quarantine_and_are_asked_about_again(
    read_in, clamd, settings, browser, clock
):
    settings.CLAMD = AWAY
    enquiry = read_in(with_files("a@school", {"plan.txt": b"a plan"}, sent_at=ASKED))
    file = attachments()["plan.txt"]
    assert file.state == "quarantined"
    assert opened(browser, enquiry, file).status_code == 409
    look_again(at=clock.forward(minutes=5))
    assert attachments()["plan.txt"].tries == 2
    assert Event.objects.filter(action="attachment.scanned").count() == 1

    settings.CLAMD = clamd.unix
    look_again(at=clock.forward(minutes=5))

    assert attachments()["plan.txt"].state == "passed"
    assert opened(browser, enquiry, file).content == b"a plan"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"stream: OK",
        b"stream: NOT OK\0",
        b"OK stream\0",
        b"stream: OK\0more",
        b"x" * 9000,
        b"ERROR\0",
        b"\xff\0",
        b"stream: ok\0",
    ],
)
def test_an_answer_that_is_not_a_plain_pass_passes_nothing(read_in, settings, said):
    def answer(wire):
        wire.recv(100)
        wire.sendall(said)

    with answering(answer) as address:
        settings.CLAMD = address
        read_in(with_files("a@school", {"plan.txt": b"a plan"}, sent_at=ASKED))
    assert attachments()["plan.txt"].state == "quarantined"


def test_a_scanner_that_says_nothing_is_not_waited_for_longer_than_allowed():
    def say_nothing(wire):
        wire.settimeout(5)
        while wire.recv(1000):
            pass

    with answering(say_nothing) as address, pytest.raises(client.ScannerAway):
        client.scan(b"a plan", address=address, most_seconds=0.3)


def test_what_is_too_large_for_the_scanner_is_told_as_such(clamd):
    assert client.scan(b"a" * (27 * 1024 * 1024), address=clamd.tcp).finding == "too_large"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("plan.exe", b"a plan", "program"),
        ("plan.txt", b"MZ\x90\0program", "program"),
        ("plan.txt", b"#!/bin/sh\nrm -r /", "program"),
        ("plan.docm", document(), "program"),
        ("plan.txt", b"", "empty"),
        ("files.zip", zipped({"zeros.txt": b"0" * 30_000_000}), "bomb"),
        ("files.zip", zipped({"inner.zip": zipped({"plan.txt": b"a"})}), "nested"),
        ("files.zip", zipped({"run.js": b"x"}), "holds_program"),
        ("files.zip", b"PK\x03\x04broken", "broken"),
        ("plan.gz", gzip.compress(b"0" * 30_000_000), "bomb"),
        ("plan.gz", b"\x1f\x8bbroken", "broken"),
        ("plan.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked"),
        ("files.zip", zipped({f"{n}.txt": b"" for n in range(2_001)}), "bomb"),
    ],
)
def test_what_is_dangerous_in_itself_is_refused_whatever_the_scanner_says(
    read_in, scanner, browser, name, content, reason
):
    enquiry = read_in(with_files("a@school", {name: content}, sent_at=ASKED))
    file = Attachment.objects.get()

    assert (file.state, file.reason) == ("refused", reason)
    assert opened(browser, enquiry, file).status_code == 409
    page = browser.get(reverse("desk:mail_file", args=[enquiry.reference, file.pk]))
    assert page.status_code == 200
    assert "cannot be opened" in page.content.decode()


def test_a_picture_is_made_anew_and_shown_to_who_asks(read_in, scanner, browser):
    exif = Image.Exif()
    exif[0x010F] = "Telephone of somebody"
    made = BytesIO()
    Image.new("RGB", (3000, 20), (1, 2, 3)).save(made, "JPEG", exif=exif)
    enquiry = read_in(with_files("a@school", {"picture.jpg": made.getvalue()}, sent_at=ASKED))
    file = attachments()["picture.jpg"]
    page = browser.get(reverse("desk:mail_file", args=[enquiry.reference, file.pk])).content.decode()
    assert "indecent picture" in page
    assert "<img" not in page

    asked = browser.get(reverse("desk:mail_file", args=[enquiry.reference, file.pk]), {"show": "yes"}).content.decode()
    answer = opened(browser, enquiry, file)

    assert "<img" in asked
    assert answer["Content-Type"] == "image/png"
    assert b"Telephone" not in answer.content
    assert Image.open(BytesIO(answer.content)).size[0] == 1600


@pytest.mark.parametrize(
    "content", [picture(9000, 9000), picture()[:60], b"\x89PNG\r\n\x1a\n" + b"x" * 50], ids=["bomb", "cut", "broken"]
)
def test_a_picture_that_cannot_be_shown_is_not(read_in, scanner, browser, content):
    enquiry = read_in(with_files("a@school", {"picture.png": content}, sent_at=ASKED))

    answer = opened(browser, enquiry, Attachment.objects.get())

    assert answer.status_code == 409
    assert "shown" in answer.content.decode() or "read" in answer.content.decode()


def test_a_web_page_is_saved_as_text(read_in, scanner, browser):
    enquiry = read_in(with_files("a@school", {"policy.html": b"<script>alert(1)</script>"}, sent_at=ASKED))
    answer = opened(browser, enquiry, Attachment.objects.get())

    assert answer["Content-Disposition"] == 'attachment; filename="policy.html.txt"'
    assert answer["Content-Type"] == "application/octet-stream"


def test_a_file_is_found_on_its_own_enquiry_only(read_in, scanner, browser, ask):
    read_in(with_files("a@school", {"plan.txt": b"a plan"}, sent_at=ASKED))
    assert opened(browser, ask(), Attachment.objects.get()).status_code == 404


def test_more_files_than_anybody_sends_are_not_all_listed(read_in):
    read_in(with_files("a@school", {f"plan {n}.txt": b"a" for n in range(150)}, sent_at=ASKED))
    assert Attachment.objects.count() == 100


def test_once_the_message_is_past_its_time_its_files_are_gone(read_in, scanner, browser, clock):
    from adviceline.audit.actors import SYSTEM

    enquiry = read_in(with_files("a@school", {"plan.txt": b"a plan"}, sent_at=ASKED))
    apply_retention(by=SYSTEM, at=clock.now + timedelta(days=32))

    assert not Sealed.objects.exists()
    answer = opened(browser, enquiry, Attachment.objects.get())
    assert answer.status_code == 409
    assert "no longer kept" in answer.content.decode()
