"""The messages of this room, written at the moment they are sent, and its housekeeping."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import EmailMultiAlternatives

from adviceline.accounts.actions import RESET, SET_PASSWORD
from adviceline.accounts.models import Person
from adviceline.accounts.queries import link_life, set_password_link
from adviceline.content.current import current_content
from adviceline.jobs.registry import composer, task
from adviceline.jobs.schedules import schedule


@composer(SET_PASSWORD)
def set_password_message(*, person: int, origin: str, occasion: str) -> EmailMultiAlternatives | None:
    """A link to set a password: an invitation, or because it was asked for. None when access ended meanwhile."""
    reader = Person.objects.filter(pk=person, is_active=True).first()
    if reader is None:
        return None
    content = current_content()
    text = content.text("emails.staff_password_reset" if occasion == RESET else "emails.staff_invitation")
    values = {"link": set_password_link(reader, origin=origin), "days": link_life().days}
    return EmailMultiAlternatives(
        subject=text.subject(**values),
        body=text.plain(**values),
        from_email=settings.MAIL_FROM or content.service.email,
        to=[reader.email],
    )


@task("accounts.forget_sessions")
def forget_sessions(*, at: datetime) -> None:
    """Remove sessions that have run out: they hold who signed in and when."""
    Session.objects.filter(expire_date__lt=at).delete()


schedule("accounts.forget_sessions", every=timedelta(days=1))
