"""What of the exchange's records waits for somebody to look at it, and how its two accounts agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from adviceline.audit.models import Event
from adviceline.channels.telephony.models import Call, CallDifference, LiveCall, Recording, VoiceMessage
from adviceline.contacts.models import Enquiry

DAYS_SHOWN = 31


def set_aside(*, most: int = 1000) -> list[Call]:
    """Lines and calls set aside, oldest first."""
    return list(Call.objects.filter(state=Call.State.SET_ASIDE).order_by("stored_at", "id")[:most])


@dataclass(frozen=True, slots=True)
class Accounts:
    """Calls of one day by who told of them; `waiting` are over, and not compared yet."""

    heard: int
    recorded: int
    compared: int
    differing: int
    waiting: int


def accounts_between(start: datetime, end: datetime) -> Accounts:
    """Of the calls that began from `start` on and before `end`."""
    heard = LiveCall.objects.filter(began_at__gte=start, began_at__lt=end)
    calls = Call.objects.filter(began_at__gte=start, began_at__lt=end)
    differing = CallDifference.objects.filter(began_at__gte=start, began_at__lt=end)
    return Accounts(
        heard=heard.count(),
        recorded=calls.filter(state=Call.State.RECORDED).count(),
        compared=calls.filter(compared_at__isnull=False).count(),
        differing=differing.values("call_id").distinct().count(),
        waiting=heard.filter(state=LiveCall.State.OVER, compared_at=None).count(),
    )


def differences(*, at: datetime, most: int = 200) -> list[CallDifference]:
    """Where the two accounts of a call differ, newest call first."""
    since = at - timedelta(days=DAYS_SHOWN)
    return list(CallDifference.objects.filter(began_at__gte=since).order_by("-began_at", "what")[:most])


def heard_before(message: VoiceMessage) -> bool:
    """Whether somebody has heard it: the audit trail says so, and nothing else, since hearing changes no record."""
    subject = (
        message.contact.enquiry.subject if message.contact.enquiry is not None else f"contact:{message.contact_id}"
    )
    return Event.objects.filter(subject=subject, action="message.heard", data__contact=message.contact_id).exists()


def messages_of(enquiry: Enquiry) -> list[tuple[VoiceMessage, bool]]:
    """The messages of an enquiry, oldest first, without their sound; whether each was heard before."""
    found = VoiceMessage.objects.filter(contact__enquiry=enquiry).select_related("contact__enquiry").defer("content")
    return [(message, heard_before(message)) for message in found.order_by("left_at")]


def recordings_of(enquiry: Enquiry) -> list[Recording]:
    """The recorded calls of an enquiry, oldest first, without their sound."""
    found = Recording.objects.filter(contact__enquiry=enquiry).select_related("contact").defer("content")
    return list(found.order_by("ended_at"))
