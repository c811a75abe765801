"""Whether a message is acknowledged, and when. Never to what a machine sent (RFC 3834), never twice in a thread, never in a
loop; and not so late that nobody would understand it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.conf import settings

from adviceline.channels.email.models import Outgoing
from adviceline.channels.email.parsing import ParsedMail
from adviceline.channels.email.rules import began_at
from adviceline.contacts.models import Enquiry
from adviceline.contacts.queries import standing_enquiry

LATE = timedelta(days=7)
"""Older messages are an archive, not mail: a server that was away for a weekend is still acknowledged."""
MOST_A_DAY = 3
MOST_RECIPIENTS = 30
HOUR = timedelta(hours=1)
LONGEST_WAIT = timedelta(hours=12)
"""For its turn. Whoever would wait longer is not told, and the adviser sees that."""
TOO_LATE = timedelta(hours=24)
"""After the message was recorded, however it came to that: a mail server away, a message sent again by hand."""
_MACHINES = re.compile(
    r"^(no[-_.]?reply|do[-_.]?not[-_.]?reply|mailer-daemon|postmaster|owner-|bounces?[-+@]|listserv|majordomo|root@|"
    r"cron@|[^@]*-(request|bounces|owner)@|[^@]*(noreply|no-reply|donotreply)[^@]*@)",
    re.IGNORECASE,
)


def may_acknowledge(parsed: ParsedMail, enquiry: Enquiry, *, at: datetime) -> bool:
    """For a message that opened an enquiry. At most three to one address in a day, so that two machines cannot keep writing
    to each other."""
    if parsed.kind != "person" or parsed.sender is None or "several_senders" in parsed.flags:
        return False
    if _MACHINES.match(parsed.sender.address) or parsed.recipients_count > MOST_RECIPIENTS:
        return False
    if began_at(parsed, at=at) < at - LATE:
        return False
    same = Outgoing.objects.filter(
        kind=Outgoing.Kind.ACKNOWLEDGEMENT, written_at__gt=at - timedelta(days=1),
        enquiry__enquirer__email_index=enquiry.enquirer.email_index,
    )  # fmt: skip
    return same.count() < MOST_A_DAY


def turn(*, at: datetime) -> datetime | None:
    """When the next one may leave: at once, or an hour after the one before it by as many as may leave in an hour, and not
    before those that wait. None when that is too far off."""
    most = settings.MAIL_ACKNOWLEDGEMENTS_AN_HOUR
    turns = Outgoing.objects.filter(due_at__gt=at - HOUR).order_by("-due_at", "-id")
    before = [due for due in turns.values_list("due_at", flat=True)[:most] if due is not None]
    due = max(at, *before[:1], *(each + HOUR for each in before[most - 1 :])) if before else at
    return due if most and due <= at + LONGEST_WAIT else None


def why_not_now(outgoing: Outgoing, *, at: datetime) -> str:
    """What has made it needless since it was written, a value of `Outgoing.LeftOut`; '' when nothing has."""
    enquiry = standing_enquiry(outgoing.enquiry)
    if enquiry.contacts.filter(channel="email", direction="out").exists():
        return Outgoing.LeftOut.REPLIED
    if not enquiry.is_open:
        return Outgoing.LeftOut.CLOSED
    return Outgoing.LeftOut.LATE if at > outgoing.written_at + TOO_LATE else ""
