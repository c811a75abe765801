"""An enquiry that came by mail, with a file, behind the addresses of its pages."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path

from django.utils import timezone

from adviceline.channels.email.actions import ingest
from adviceline.channels.email.correspondence.actions import read_message
from adviceline.channels.email.correspondence.models import Attachment
from adviceline.channels.email.models import Message
from tests.support.clock import london
from tests.support.mails import as_files, mail
from tests.support.odd_mails import with_files

TEXT = (
    "A pupil called Zebedee Fictional told staff about pictures. What should we do first?\n\nKind regards\nDana Example"
)


def message(*, files: dict[str, bytes] | None = None) -> Message:
    """A message in an enquiry of its own, taken apart."""
    at, name = timezone.now(), uuid.uuid4().hex
    content = with_files(
        f"{name}@school.example.org", files or {"plan.txt": b"a plan"}, text=TEXT, subject=f"A question {name[:4]}",
        sender=f"Dana Example <dana.{name}@school.example.org>", sent_at=london(2022, 2, 3, 9),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        run = ingest([as_files(Path(folder) / "mail", content)], at=at).run
    found = Message.objects.select_related("sealed", "contact__enquiry__enquirer").get(run=run)
    read_message(message=found, at=at)
    return found


def elsewhere() -> Message:
    """A message of a person's that says of itself that a machine wrote it."""
    at, name = timezone.now(), uuid.uuid4().hex
    content = mail(
        f"{name}@school.example.org", text=TEXT, subject="A question about lunch", Precedence="bulk", sent_at=at,
        sender=f"Dana Example <dana.{name}@school.example.org>",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        run = ingest([as_files(Path(folder) / "mail", content)], at=at).run
    return Message.objects.get(run=run)


def attachment() -> Attachment:
    """Passed by the scanner, as far as its row says."""
    file = message().attachments.get()
    Attachment.objects.filter(pk=file.pk).update(state="passed", reason="", scanned_at=timezone.now())
    return Attachment.objects.select_related("message__contact__enquiry").get(pk=file.pk)
