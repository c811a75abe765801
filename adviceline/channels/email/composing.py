"""Messages of ours as they leave: written at the moment they are sent, so that an erased enquirer is never written to."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage

from adviceline.channels.email import queries
from adviceline.channels.email.models import Outgoing
from adviceline.channels.email.writing import thread_address
from adviceline.contacts.queries import address_of, standing_enquiry
from adviceline.content.current import current_content

_STRONG = re.compile(r"\*\*(.+?)\*\*")


def acknowledgement(enquiry: int, *, at: datetime) -> EmailMessage | None:
    """'We have your message', with its reference and nothing of its matter. None when the enquirer was erased."""
    found = address_of(enquiry)
    if found is None:
        return None
    kept, address = found
    text = current_content().text("emails.auto_acknowledgement_to_email")
    return EmailMessage(
        subject=text.subject(reference=kept.reference), to=[address],
        body=_STRONG.sub(r"\1", text.plain(reference=kept.reference)),
        from_email=_sender(), reply_to=[_answers_to(kept.reference)],
    )  # fmt: skip


def reply(outgoing: int) -> EmailMessage | None:
    """What the adviser wrote, with the headers by which every mail program shows it in its thread."""
    kept = Outgoing.objects.select_related("content", "enquiry__enquirer", "enquiry__merged_into").filter(pk=outgoing)
    row = kept.first()
    written = queries.opened(row) if row is not None else None
    if row is None or written is None or row.enquiry.enquirer.erased_at is not None:
        return None
    headers = {"Auto-Submitted": "no"}
    if written.in_reply_to:
        headers["In-Reply-To"] = f"<{written.in_reply_to}>"
    if written.references:
        headers["References"] = " ".join(f"<{identifier}>" for identifier in written.references)
    message = EmailMessage(
        subject=written.subject, body=written.body, to=list(written.to), cc=list(written.cc), from_email=_sender(),
        reply_to=[_answers_to(standing_enquiry(row.enquiry).reference)], headers=headers,
    )  # fmt: skip
    for file in written.files:
        message.attach(file.name, file.content, file.content_type)
    return message


def _sender() -> str:
    service = current_content().service
    return settings.MAIL_FROM or formataddr((service.short_name, service.email))


def _answers_to(reference: str) -> str:
    address = current_content().service.email
    return thread_address(address, reference) if settings.MAIL_PLUS_ADDRESSES else address
