"""Mail that made no enquiry: what was taken for a machine's, for spam or for one of ours, and what could not be read.

Nobody would see it otherwise, and a program that tells people from machines is wrong now and then.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q, QuerySet

from adviceline.channels.email import headers, rules
from adviceline.channels.email.body import clean_text
from adviceline.channels.email.correspondence.blanking import blanked
from adviceline.channels.email.correspondence.models import LookedThrough
from adviceline.channels.email.correspondence.opening import OriginalGone, raw_of
from adviceline.channels.email.models import Message, Sealed
from adviceline.channels.email.parsing import ParsedMail, UnreadableMail, parse
from adviceline.privacy.guard import GuardFailed

MOST_LOOKED_AT = 500
A_PAGE = 20
LONGEST_SHOWN = 3_000
MOST_COUNTED = 99
State = Message.State
#: What a message can have been taken for, in words.
TAKEN_FOR = {
    "ours": "From one of us to us", "not_ours": "Says that one of us wrote it", "list": "From a list or a newsletter",
    "auto_reply": "An automatic message", "spam": "Spam", "bounce": "Sent back by a mail system", "unread": "Could not be read",
}  # fmt: skip
_FILTER, _REPLY_OFF = "a spam filter marked it", "it asks for no automatic answers, as programs do"
_SAYS_SO = "it says itself that a program wrote it"
#: What it was told by, in words: the sign may be a field that nobody but mail programs sees.
SIGNS = {
    "X-Spam-Flag": _FILTER, "X-Spam-Status": _FILTER, "X-Spam": _FILTER,
    "X-MS-Exchange-Organization-SCL": "Microsoft's spam filter marked it",
    "X-Forefront-Antispam-Report": "Microsoft's spam filter marked it",
    "X-Failed-Recipients": "a mail system names whom it could not reach",
    "X-MS-Exchange-Message-Is-Ndr": "a mail system names whom it could not reach",
    "Auto-Submitted": _SAYS_SO, "X-Autoreply": _SAYS_SO, "X-Autorespond": _SAYS_SO, "X-Autoresponder": _SAYS_SO,
    "X-Auto-Reply": _SAYS_SO, "X-Mail-Autoreply": _SAYS_SO, "X-Auto-Response-Suppress": _REPLY_OFF,
    "Precedence": "it is marked as sent in bulk", "an empty Return-Path": "it came without an address to send it back to",
    "List-Id": "it names the list that it was sent to", "List-Unsubscribe": "it offers to take you off its list",
    "from a mail system": "a mail system sent it", "a delivery report": "it is a delivery report",
    "a read receipt": "it is a read receipt", "a calendar reply": "it answers an invitation",
    "the subject of an automatic reply": "its subject is that of an automatic reply",
    "an out of office message": "it says that somebody is away",
}  # fmt: skip


@dataclass(frozen=True)
class Elsewhere:
    """One such message. `text` and `subject` are what the guard left; both empty and `is_hidden` when it failed. `sign` is
    what it was told by, in words, `domain` of whom it says that it is from; `is_new`: it came since somebody last looked."""

    id: int
    sent_at: datetime
    taken_for: str
    sign: str
    domain: str
    subject: str
    text: str
    is_hidden: bool = False
    is_new: bool = False


def taken_for(message: Message) -> str:
    """A key of `TAKEN_FOR`."""
    if message.state == State.SET_ASIDE:
        return "unread"
    if message.direction == "outbound":
        return "not_ours" if rules.NOT_FROM_US in message.flags else "ours"
    return message.kind


def made_no_enquiry(message: Message) -> bool:
    """Whether it is one of these: heard, and in no enquiry. What we sent to others is not."""
    if message.state == State.SET_ASIDE:
        return message.size > 0
    contact = message.contact
    alone = contact is None or contact.enquiry_id is None
    return message.state == State.RECORDED and alone and not (message.direction == "outbound" and contact is not None)


def without_enquiry(*, own_addresses: Collection[str], only: str = "", before: int = 0) -> tuple[list[Elsewhere], int]:
    """(a page of them, the newest first; the number to ask for the next page with, 0 when there is none).

    Those alone whose bytes are still kept: a month's, and of them the newest 500.
    """
    found = [
        row for row in _alone(Q(pk__lt=before) if before else Q()).select_related("contact", "sealed").order_by("-pk")
        if made_no_enquiry(row) and only in ("", taken_for(row))
    ]  # fmt: skip
    page, upto = found[:A_PAGE], looked_upto()
    shown = [replace(_shown(row, own_addresses), is_new=row.pk > upto) for row in page]
    return shown, page[-1].pk if len(found) > A_PAGE else 0


def to_look_through() -> int:
    """How many came since somebody last looked through; 99 for more."""
    rows = _alone(Q(pk__gt=looked_upto())).select_related("contact").order_by("-pk")
    return min(MOST_COUNTED, sum(1 for row in rows if made_no_enquiry(row)))


def looked_upto() -> int:
    """The message as far as which somebody has looked through."""
    latest = LookedThrough.objects.order_by("-pk").values_list("upto", flat=True).first()
    return latest or 0


def _alone(which: Q) -> QuerySet[Message]:
    """Those of the newest 500 that stand alone; the index by which they are found holds no others."""
    alone = Sealed.objects.filter(which, has_own_key=True).order_by("-pk").values_list("pk", flat=True)
    rows = Message.objects.filter(pk__in=list(alone[:MOST_LOOKED_AT]), state__in=[State.RECORDED, State.SET_ASIDE])
    return rows.filter(Q(contact__isnull=True) | Q(contact__enquiry__isnull=True), size__gt=0)


def parsed_or_text(message: Message, own_addresses: Collection[str]) -> tuple[ParsedMail | None, str]:
    """The message as read; of one that cannot be, its bytes as text. Raises `OriginalGone`."""
    raw = raw_of(message)
    try:
        return parse(raw, own_addresses=own_addresses), ""
    except UnreadableMail:
        return None, clean_text(headers.decode_bytes(raw[: LONGEST_SHOWN * 4], None))


def _shown(message: Message, own_addresses: Collection[str]) -> Elsewhere:
    kind, at = taken_for(message), message.sent_at
    try:
        parsed, text = parsed_or_text(message, own_addresses)
        if parsed is None:
            return Elsewhere(message.pk, at, kind, message.reason, "", "", blanked(text[:LONGEST_SHOWN]))
        domain = parsed.sender.address.rpartition("@")[2] if parsed.sender else ""
        words = blanked(parsed.text[:LONGEST_SHOWN])
        sign = SIGNS.get(parsed.kind_sign, parsed.kind_sign)
        return Elsewhere(message.pk, at, kind, sign, domain, blanked(parsed.subject), words)
    except (OriginalGone, GuardFailed):
        return Elsewhere(message.pk, at, kind, "", "", "", "", is_hidden=True)
