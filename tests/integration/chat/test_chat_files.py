"""Files in a chat: off until the settings say otherwise, sealed, scanned by a real ClamAV, opened only after a plain pass."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from adviceline.audit.actors import PUBLIC, SYSTEM
from adviceline.channels.chat import actions, tasks
from adviceline.channels.chat.actions.files import LARGEST, MOST_FILES, safe_name
from adviceline.channels.chat.errors import UnableToOpenFile, UnableToSendFile
from adviceline.channels.chat.models import ChatFile, Message
from tests.support import people
from tests.support.chat_sample import AT, chat, file, open_for
from tests.support.scanner import AWAY, EICAR, real_scanner

pytestmark = pytest.mark.django_db
PLAN = b"A plan of nobody"


@pytest.fixture(scope="module")
def clamd():
    with real_scanner() as found:
        yield found


@pytest.fixture
def on(settings):
    settings.CHAT_FILES, settings.CLAMD = True, AWAY
    return settings


@pytest.fixture
def talk(adviser):
    return chat("talking", adviser=adviser)


def send(made, content=PLAN, name="plan.txt", submission=None):
    return actions.send_file(
        chat=made, name=name, content=content, submission=submission or uuid.uuid4(), by=PUBLIC, at=AT
    )


def test_files_are_off_by_default(talk, client):
    open_for(client, talk)
    assert 'type="file"' not in client.get("/chat/talk").text
    with pytest.raises(UnableToSendFile):
        send(talk)


def test_a_file_waits_in_quarantine_while_the_scanner_is_away_and_is_opened_after_a_pass(on, talk, adviser, clamd):
    sent = send(talk)
    assert PLAN not in bytes(sent.content)
    tasks.scan(file=sent.pk, at=AT)
    tasks.scan_waiting(at=AT)
    sent.refresh_from_db()
    assert sent.state == "quarantined"
    with pytest.raises(UnableToOpenFile, match="quarantine"):
        actions.open_file(file=sent, by=adviser, at=AT)
    on.CLAMD = clamd.tcp
    tasks.scan_waiting(at=AT)
    assert actions.open_file(file=sent, by=adviser, at=AT) == PLAN
    codes = Message.objects.filter(code__startswith="file").order_by("seq").values_list("code", flat=True)
    assert list(codes) == ["file_sent", "file_quarantined", "file_passed"]


def test_what_the_scanner_finds_something_in_is_never_opened(on, talk, adviser, clamd):
    on.CLAMD = clamd.tcp
    sent = send(talk, EICAR)
    actions.scan_file(file=sent, by=SYSTEM, at=AT)
    sent.refresh_from_db()
    assert sent.state == "infected"
    with pytest.raises(UnableToOpenFile):
        actions.open_file(file=sent, by=adviser, at=AT)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("run.exe", b"MZ"), ("page.html", b"<html>"), ("plan.zip", b"PK\x05\x06" + b"\0" * 18), ("x.svg", b"<svg/>"),
        ("plan.txt", b""), ("plan.txt", b"x" * (LARGEST + 1)), ("film.mp4", b"\0\0\0\x18ftyp"), ("a.pdf", b"#!/bin/sh"),
    ],
)  # fmt: skip
def test_what_is_no_document_or_picture_or_is_too_large_is_refused(on, talk, name, content):
    with pytest.raises(UnableToSendFile):
        send(talk, content, name)
    assert ChatFile.objects.count() == 0


def test_a_chat_holds_a_few_files_each_once_and_only_while_an_adviser_is_there(on, talk):
    name = uuid.uuid4()
    assert send(talk, submission=name).pk == send(talk, submission=name).pk
    for _ in range(MOST_FILES - 1):
        send(talk)
    with pytest.raises(UnableToSendFile):
        send(talk)
    with pytest.raises(UnableToSendFile):
        send(chat())


def test_a_name_that_could_identify_is_not_kept():
    assert safe_name("plan.pdf", "pdf") == "plan.pdf"
    assert safe_name("C:\\files\\plan.pdf", "pdf") == "plan.pdf"
    assert "Zebedee" not in safe_name("A pupil called Zebedee Smith.pdf", "pdf")
    assert safe_name("", "pdf") == "PDF"


def test_it_is_sent_by_a_form_and_opened_at_the_desk_as_a_download(on, client, clamd):
    by = people.somebody("adviser", name="Alex Sample")
    made = chat("talking", adviser=by)
    open_for(client, made)
    assert 'type="file"' in client.get("/chat/talk").text
    upload = SimpleUploadedFile("plan.txt", PLAN, content_type="text/html")
    assert client.post("/chat/file", {"id": str(uuid.uuid4()), "file": upload}).status_code == 302
    refused = client.post("/chat/file", {"id": str(uuid.uuid4()), "file": SimpleUploadedFile("a.exe", b"MZ")})
    assert (refused.status_code, "without macros" in refused.text) == (422, True)
    on.CLAMD = clamd.tcp
    tasks.scan_waiting(at=AT)
    sent, desk = ChatFile.objects.get(), people.browser_of(by)
    address = f"/desk/chats/{made.pk}/files/{sent.pk}"
    assert address in desk.get(f"/desk/chats/{made.pk}").text
    answer = desk.get(address)
    assert (answer.content, answer["Content-Type"]) == (PLAN, "application/octet-stream")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert desk.get(f"/desk/chats/{chat().pk}/files/{sent.pk}").status_code == 404
    assert file().name == "plan.txt"
