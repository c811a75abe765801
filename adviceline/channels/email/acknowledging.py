"""Whether a message is acknowledged. Never to what a machine sent (RFC 3834), never twice in a thread, never in a loop."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.conf import settings

from adviceline.channels.email.models import Outgoing
from adviceline.channels.email.parsing import ParsedMail
from adviceline.channels.email.rules import began_at
from adviceline.contacts.models import Enquiry

LATE = timedelta(days=7)
"""Older messages are an archive, not mail: a server that was away for a weekend is still acknowledged."""
MOST_A_DAY = 3
MOST_RECIPIENTS = 30
_MACHINES = re.compile(
    r"^(no[-_.]?reply|do[-_.]?not[-_.]?reply|mailer-daemon|postmaster|owner-|bounces?[-+@]|listserv|majordomo|root@|"
    r"cron@|[^@]*-(request|bounces|owner)@|[^@]*(noreply|no-reply|donotreply)[^@]*@)",
    re.IGNORECASE,
)


def may_acknowledge(parsed: ParsedMail, enquiry: Enquiry, *, at: datetime) -> bool:
    """For a message that opened an enquiry. At most three to one address in a day, and so many an hour in all, so that
    two machines cannot keep writing to each other."""
    if parsed.kind != "person" or parsed.sender is None or "several_senders" in parsed.flags:
        return False
    if _MACHINES.match(parsed.sender.address) or parsed.recipients_count > MOST_RECIPIENTS:
        return False
    if began_at(parsed, at=at) < at - LATE:
        return False
    sent = Outgoing.objects.filter(kind=Outgoing.Kind.ACKNOWLEDGEMENT)
    if sent.filter(written_at__gt=at - timedelta(hours=1)).count() >= settings.MAIL_ACKNOWLEDGEMENTS_AN_HOUR:
        return False
    same = sent.filter(
        written_at__gt=at - timedelta(days=1), enquiry__enquirer__email_index=enquiry.enquirer.email_index
    )
    return same.count() < MOST_A_DAY
