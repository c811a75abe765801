"""Background work of the e-mail channel: what was stored and not recorded; acknowledgements; erasing old originals."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models

from adviceline.audit.actors import Actor
from adviceline.channels.email.actions import own_mailboxes, record_stored
from adviceline.channels.email.actions.recording import ACKNOWLEDGEMENT
from adviceline.channels.email.models import Sealed
from adviceline.contacts.queries import address_of
from adviceline.content.current import current_content
from adviceline.jobs.registry import composer, task
from adviceline.jobs.schedules import schedule
from adviceline.privacy.retention import eraser, shred

LEFT_ALONE = timedelta(minutes=10)
_STRONG = re.compile(r"\*\*(.+?)\*\*")


@task("email.record_stored")
def record_left_behind(*, at: datetime) -> None:
    """Record what a reading stored and then died over."""
    record_stored(mailboxes=own_mailboxes(), at=at, stored_before=at - LEFT_ALONE)


schedule("email.record_stored", every=timedelta(minutes=15))


@composer(ACKNOWLEDGEMENT)
def acknowledgement(*, enquiry: int) -> EmailMessage | None:
    """'We have your message', with its reference and nothing of its matter. None when the enquirer was erased."""
    found = address_of(enquiry)
    if found is None:
        return None
    kept, address = found
    content = current_content()
    text, service = content.text("emails.auto_acknowledgement_to_email"), content.service
    return EmailMessage(
        subject=text.subject(reference=kept.reference), to=[address],
        body=_STRONG.sub(r"\1", text.plain(reference=kept.reference)),
        from_email=settings.MAIL_FROM or service.email, reply_to=[service.email],
    )  # fmt: skip


@eraser("channel_email.Sealed", "shred")
def shred_originals(expired: models.QuerySet[models.Model], by: Actor, at: datetime) -> int:
    """Forget originals past their time, and destroy the keys that were theirs alone."""
    return shred(Sealed, expired, by=by, at=at)
