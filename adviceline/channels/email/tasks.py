"""Background work of the e-mail channel: what was stored and not recorded; acknowledgements; erasing old originals."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import models
from django.utils import timezone

from adviceline.audit.actors import MAILBOX, SYSTEM, Actor
from adviceline.channels.email import composing
from adviceline.channels.email.acknowledging import why_not_now
from adviceline.channels.email.actions import alert_if_unread, count_sent, own_mailboxes, record_stored
from adviceline.channels.email.actions.replying import ACKNOWLEDGEMENT, REPLY, leave_out
from adviceline.channels.email.actions.watching import ALERT
from adviceline.channels.email.models import Outgoing, OutgoingContent, Sealed
from adviceline.contacts.erasure import erased_with_enquirer
from adviceline.contacts.models import Enquirer
from adviceline.jobs.registry import after_sending, composer, task
from adviceline.jobs.schedules import schedule
from adviceline.privacy.retention import eraser, shred

LEFT_ALONE = timedelta(minutes=10)
RECORD_HEARD = "email.record_heard"


@task(RECORD_HEARD)
def record_heard(*, at: datetime) -> None:
    """Record what a provider has just handed over."""
    record_stored(mailboxes=own_mailboxes(), at=at)


@task("email.record_stored")
def record_left_behind(*, at: datetime) -> None:
    """Record what a reading stored and then died over."""
    record_stored(mailboxes=own_mailboxes(), at=at, stored_before=at - LEFT_ALONE)


schedule("email.record_stored", every=timedelta(minutes=15))


@task("email.watch")
def watch(*, at: datetime) -> None:
    """See whether the mailboxes are being read."""
    alert_if_unread(by=SYSTEM, at=at)


schedule("email.watch", every=timedelta(minutes=2))


@composer(ALERT)
def alert(*, mailbox: int) -> EmailMessage | None:
    """None when it has been read meanwhile."""
    return composing.alert(mailbox)


@composer(ACKNOWLEDGEMENT)
def acknowledgement(*, enquiry: int, outgoing: int | None = None) -> EmailMessage | None:
    """None when the enquirer was erased, or it has become needless while it waited."""
    at = timezone.now()
    found = Outgoing.objects.select_related("enquiry__merged_into").filter(pk__in=[outgoing or 0]).first()
    if found is not None and (why := why_not_now(found, at=at)):
        leave_out(outgoing=found, why=why, by=MAILBOX, at=at)
        return None
    return composing.acknowledgement(enquiry, at=at)


@composer(REPLY)
def reply(*, outgoing: int) -> EmailMessage | None:
    """None when the enquirer was erased."""
    return composing.reply(outgoing)


@after_sending(ACKNOWLEDGEMENT)
def acknowledgement_sent(*, enquiry: int, at: datetime, outgoing: int | None = None) -> None:
    _count(outgoing, at=at)


@after_sending(REPLY)
def reply_sent(*, outgoing: int, at: datetime) -> None:
    _count(outgoing, at=at)


def _count(outgoing: int | None, *, at: datetime) -> None:
    if outgoing is not None and (found := Outgoing.objects.filter(pk=outgoing).first()) is not None:
        count_sent(outgoing=found, at=at)


@erased_with_enquirer
def forget_what_we_wrote(enquirer: Enquirer, by: Actor, at: datetime) -> None:
    """Its key is gone: nobody can read it, and what waited to be sent is withdrawn when its turn comes."""
    OutgoingContent.objects.filter(outgoing__enquiry__enquirer=enquirer).delete()


@eraser("channel_email.Sealed", "shred")
def shred_originals(expired: models.QuerySet[models.Model], by: Actor, at: datetime) -> int:
    """Forget originals past their time, and destroy the keys that were theirs alone."""
    return shred(Sealed, expired, by=by, at=at)
