"""The message that brings a pack: its link and nothing of the enquiry. Written at the moment it is sent."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from markupsafe import Markup

from adviceline.contacts.rows import details_of
from adviceline.content.current import current_content
from adviceline.jobs.registry import composer
from adviceline.privacy import crypto
from adviceline.signposting.actions import PACK_MESSAGE
from adviceline.signposting.models import Pack
from adviceline.signposting.queries import link_of, until_words


@composer(PACK_MESSAGE)
def pack_message(*, pack: int, origin: str) -> EmailMultiAlternatives | None:
    """None when the enquirer was erased, or the link ended, before it could be sent."""
    found = Pack.objects.select_related("enquiry__enquirer").filter(pk=pack, stopped_at__isnull=True).first()
    if found is None:
        return None
    try:
        address = details_of(found.enquiry.enquirer).email
    except crypto.Erased:
        return None
    if not address or not (link := link_of(found, origin=origin)):
        return None
    content = current_content()
    text, values = content.text("packs.email"), {"link": link, "until": until_words(found)}
    subject = text.subject(**values)
    message = EmailMultiAlternatives(
        subject=subject,
        body=text.plain(**values),
        to=[address],
        from_email=settings.MAIL_FROM or content.service.email,
        reply_to=[content.service.email],
    )
    body = Markup(text.html(**values))  # noqa: S704  # our own content, sanitised when rendered
    page = {"subject": subject, "body": body, "link": link, "words": content.text("packs.email_button").plain().strip()}
    message.attach_alternative(render_to_string("signposting/pack_mail.html", page), "text/html")
    return message
