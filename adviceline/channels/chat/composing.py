"""The copy of a chat that its enquirer asked for, written when it is sent: what is kept, which holds nothing that identifies."""

from __future__ import annotations

from datetime import datetime
from email.utils import formataddr
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from adviceline.channels.chat.actions.transcripts import ADDRESS
from adviceline.channels.chat.models import Message, Transcript
from adviceline.channels.chat.rules import first_name
from adviceline.channels.chat.states import ADVISER, ENQUIRER
from adviceline.content.current import current_content
from adviceline.privacy import crypto
from adviceline.ui.filters import clock_time, long_date


def transcript(chat: int) -> EmailMessage | None:
    """None when the enquirer was erased meanwhile, or the copy was sent before."""
    wanted = Transcript.objects.select_related("chat__contact__enquiry__enquirer").filter(pk=chat, sent_at=None).first()
    if wanted is None or wanted.chat.enquiry.enquirer.erased_at is not None:
        return None
    try:
        address = crypto.unseal(bytes(wanted.sealed_address), key_id=wanted.key_id, purpose=ADDRESS)
    except crypto.Erased:
        return None
    said = Message.objects.select_related("author").filter(chat=chat, sender__in=[ENQUIRER, ADVISER]).order_by("seq")
    content = current_content()
    values = {
        "reference": wanted.chat.enquiry.reference, "date": long_date(wanted.chat.began_at),
        "messages": "\n\n".join(_line(message) for message in said),
    }  # fmt: skip
    text = content.text("chat.transcript_email")
    return EmailMessage(
        subject=text.subject(**values), body=text.plain(**values), to=[address],
        from_email=settings.MAIL_FROM or formataddr((content.service.short_name, content.service.email)),
        headers={"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"},
    )  # fmt: skip


def forget_address(*, chat: int, at: datetime) -> None:
    """The copy has been sent: nobody needs to know where to any more."""
    rows = Transcript.objects.filter(chat=chat, sent_at=None)
    keys = list(rows.values_list("key_id", flat=True))
    rows.update(sent_at=at, sealed_address=b"")
    for key_id in keys:
        transaction.on_commit(partial(crypto.destroy_key, key_id, at=at))


def _line(message: Message) -> str:
    author = first_name(message.author.name) if message.author else ""
    who = "You" if message.sender == ENQUIRER else author or "An adviser"
    return f"{who}, {clock_time(message.written_at)}:\n{message.body}"
