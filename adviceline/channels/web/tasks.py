"""The message that acknowledges an enquiry, and the clearing of abandoned forms."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from adviceline.channels.web.actions import ACKNOWLEDGEMENT
from adviceline.channels.web.queries import day_in_words, opening, time_in_words
from adviceline.channels.web.shown import sentence, words
from adviceline.contacts.models import Enquiry
from adviceline.contacts.queries import address_of
from adviceline.content.current import current_content
from adviceline.content.texts import Text
from adviceline.followups.models import CallBack
from adviceline.jobs.registry import composer, task
from adviceline.jobs.schedules import schedule

_STRONG = re.compile(r"\*\*(.+?)\*\*")
_HEADING = re.compile(r"^#+ ", re.MULTILINE)


@composer(ACKNOWLEDGEMENT)
def acknowledgement(*, enquiry: int) -> EmailMultiAlternatives | None:
    """'We have your enquiry', with its reference and nothing of its matter: a mailbox may be shared.

    None when the enquirer was erased meanwhile, or has no address any more.
    """
    found = address_of(enquiry)
    if found is None:
        return None
    kept, address = found
    text, values = _words(kept)
    subject, service = text.subject(**values), current_content().service
    message = EmailMultiAlternatives(
        subject=subject, body=as_plain(text.plain(**values)), to=[address],
        from_email=settings.MAIL_FROM or service.email, reply_to=[service.email],
    )  # fmt: skip
    page = {"subject": subject, "body": words(text.key, **values)}
    message.attach_alternative(render_to_string("web/acknowledgement.html", page), "text/html")
    return message


def _words(enquiry: Enquiry) -> tuple[Text, dict[str, str]]:
    content = current_content()
    values = {"reference": enquiry.reference}
    call_back = enquiry.call_backs.exclude(state=CallBack.State.CANCELLED).order_by("pk").first()
    if call_back and call_back.slot_start_at and call_back.slot_end_at:
        return content.text("emails.callback_confirmation"), values | slot_words(call_back)
    values["when"] = when_words(enquiry.opened_at)
    return content.text("emails.callback_soon" if call_back else "emails.acknowledgement"), values


def slot_words(call_back: CallBack) -> dict[str, str]:
    """The promised half hour, for a text."""
    assert call_back.slot_start_at is not None
    assert call_back.slot_end_at is not None
    return {
        "callback_date": day_in_words(call_back.slot_start_at),
        "callback_from": time_in_words(call_back.slot_start_at),
        "callback_until": time_in_words(call_back.slot_end_at),
    }


def when_words(at: datetime) -> str:
    """Whether somebody is there at that time, and if not when."""
    state = opening(at)
    if state.open:
        return sentence("web.when_open", changes=state.changes)
    return sentence("web.when_closed", changes=state.changes) if state.changes else sentence("web.when_ended")


def as_plain(markdown: str) -> str:
    """The text part of a message: our content's Markdown without its marks."""
    return _HEADING.sub("", _STRONG.sub(r"\1", markdown))


@task("web.tidy")
def tidy(*, at: datetime) -> None:
    """Delete sessions that have ended, and with them the sealed answers of forms that were left."""
    Session.objects.filter(expire_date__lt=at).delete()


schedule("web.tidy", every=timedelta(hours=1))
