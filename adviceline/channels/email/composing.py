"""Messages of ours as they leave: written at the moment they are sent, so that an erased enquirer is never written to."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from adviceline.channels.email import queries
from adviceline.channels.email.models import Mailbox, Outgoing
from adviceline.channels.email.writing import thread_address
from adviceline.contacts.queries import address_of, standing_enquiry
from adviceline.content.current import current_content
from adviceline.followups.queries import request_token
from adviceline.workforce.hours import clock_words
from adviceline.workforce.queries import opening_hours

_STRONG = re.compile(r"\*\*(.+?)\*\*")
_HEADING = re.compile(r"^#+ ", re.MULTILINE)


def acknowledgement(enquiry: int, *, at: datetime) -> EmailMessage | None:
    """'We have your message', with its reference and nothing of its matter; it says whether anybody is there now.

    None when the enquirer was erased, or when we have replied already.
    """
    found = address_of(enquiry)
    if found is None:
        return None
    kept, address = found
    if kept.contacts.filter(channel="email", direction="out").exists():
        return None
    state = opening_hours().open_state(at)
    values = {"reference": kept.reference, "changes": in_words(state.changes_at) if state.changes_at else ""}
    if not state.open:
        values["callback_link"] = f"{settings.SITE}{reverse('web:call_back_about', args=[request_token(kept)])}"
    name = "auto_acknowledgement_to_email" if state.open else "auto_acknowledgement_when_closed"
    text = current_content().text(f"emails.{name}")
    headers = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All", "Precedence": "auto_reply"}
    answered = queries.latest_received(kept)
    named, references = queries.thread_ids(kept, answered, with_ours=False)
    if named:
        headers |= {"In-Reply-To": f"<{named}>", "References": " ".join(f"<{each}>" for each in references)}
    return EmailMessage(
        subject=text.subject(**values), to=[address], body=_HEADING.sub("", _STRONG.sub(r"\1", text.plain(**values))),
        from_email=_sender(), reply_to=[_answers_to(kept.reference)], headers=headers,
    )  # fmt: skip


def in_words(at: datetime) -> str:
    """'8am on Monday 7 February', in London."""
    local = at.astimezone(opening_hours().zone)
    return f"{clock_words(local)} on {local:%A} {local.day} {local:%B}"


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


def alert(mailbox: int) -> EmailMessage | None:
    """To the service manager: that mail is not being read. It names the mailbox and no enquiry."""
    row = Mailbox.objects.filter(pk=mailbox, alerted_at__isnull=False).first()
    if row is None or not settings.MAIL_ALERTS_TO:
        return None
    text = current_content().text("emails.mailbox_unread")
    values = {
        "mailbox": row.name, "since": in_words(row.caught_up_at or row.begun_at),
        "why": row.failure or "nothing is reading it",
    }  # fmt: skip
    return EmailMessage(
        subject=text.subject(**values), to=[settings.MAIL_ALERTS_TO], from_email=_sender(),
        body=_HEADING.sub("", _STRONG.sub(r"\1", text.plain(**values))), headers={"Auto-Submitted": "auto-generated"},
    )  # fmt: skip


def _sender() -> str:
    service = current_content().service
    return settings.MAIL_FROM or formataddr((service.short_name, service.email))


def _answers_to(reference: str) -> str:
    address = current_content().service.email
    return thread_address(address, reference) if settings.MAIL_PLUS_ADDRESSES else address
