"""E-mail messages for tests, as a mail program would write them."""

from __future__ import annotations

import mailbox
from collections.abc import Iterable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

SERVICE = "advice@hsb-support.example.org"


def mail(
    message_id: str,
    *,
    sender: str = "Dana Example <dana@school.example.org>",
    to: str = SERVICE,
    subject: str = "Planning a return to lessons",
    text: str = "How should we plan for a return to lessons?",
    sent_at: datetime | None = None,
    answers: str = "",
    thread: Iterable[str] = (),
    **headers: str,
) -> bytes:
    """`answers` is the Message-ID in In-Reply-To, `thread` those in References."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    if message_id:
        message["Message-ID"] = f"<{message_id}>"
    if sent_at is not None:
        message["Date"] = format_datetime(sent_at)
    if answers:
        message["In-Reply-To"] = f"<{answers}>"
    if references := " ".join(f"<{identifier}>" for identifier in thread):
        message["References"] = references
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def reply(message_id: str, *, to: str = "dana@school.example.org", text: str = "Please see the guidance.", **details):
    """One that the service sent."""
    return mail(message_id, sender=f"HSB Support <{SERVICE}>", to=to, text=text, **details)


def as_files(folder: Path, *messages: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(messages, start=len(list(folder.iterdir()))):
        (folder / f"{number:04}.eml").write_bytes(content)
    return folder


def as_maildir(folder: Path, *messages: bytes) -> Path:
    box = mailbox.Maildir(folder)
    for content in messages:
        box.add(content)
    return folder


def as_mbox(path: Path, *messages: bytes) -> Path:
    box = mailbox.mbox(path)
    for content in messages:
        box.add(content)
    box.close()
    return path
