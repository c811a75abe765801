"""What the public site shows of what it kept: never a personal detail."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.core import signing

from adviceline.channels.web.actions import Submitted, idempotency_key
from adviceline.contacts.models import Contact, Enquiry
from adviceline.followups.models import CallBack
from adviceline.followups.queries import free_slots
from adviceline.ui.filters import clock_time
from adviceline.workforce.hours import Slot
from adviceline.workforce.queries import opening_hours

SALT = "adviceline.web.sent"
CONFIRMATION_SECONDS = 24 * 60 * 60


class ConfirmationExpired(LookupError):
    """The link to the confirmation was right once."""


class NoConfirmation(LookupError):
    """The link was never ours."""


@dataclass(frozen=True)
class Confirmation:
    """What the page after sending says."""

    reference: str
    arrived_at: datetime
    call_back: CallBack | None
    wants_reply: bool
    email_sent: bool


def confirmation_token(submitted: Submitted) -> str:
    """A signed link part that opens the confirmation for a day. It holds a random key of ours only."""
    return signing.dumps(submitted.enquiry.key.hex, salt=SALT)


def confirmation(token: str) -> Confirmation:
    """Raises `ConfirmationExpired` or `NoConfirmation`."""
    try:
        key = uuid.UUID(signing.loads(token, salt=SALT, max_age=CONFIRMATION_SECONDS))
    except signing.SignatureExpired as error:
        raise ConfirmationExpired(str(error)) from error
    except (signing.BadSignature, ValueError, AttributeError, TypeError) as error:
        raise NoConfirmation(str(error)) from error
    enquiry = Enquiry.objects.select_related("enquirer").filter(key=key).first()
    if enquiry is None:
        raise NoConfirmation("There is no such enquiry.")
    return Confirmation(
        reference=enquiry.reference,
        arrived_at=enquiry.opened_at,
        call_back=enquiry.call_backs.order_by("pk").first(),
        wants_reply=not enquiry.enquirer.is_anonymous,
        email_sent=bool(enquiry.enquirer.email_index),
    )


def sent_before(form_key: uuid.UUID) -> Submitted | None:
    """What a form that was sent before has become; None when it was never sent."""
    contact = (
        Contact.objects.select_related("enquiry__enquirer").filter(idempotency_key=idempotency_key(form_key)).first()
    )
    if contact is None or contact.enquiry is None:
        return None
    return Submitted(contact.enquiry, contact.enquiry.call_backs.order_by("pk").first(), created=False)


def free_times(*, at: datetime) -> list[Slot]:
    """The half hours that can be booked now."""
    return free_slots(at=at)


@dataclass(frozen=True)
class Opening:
    """Whether the service is open, until when or from when, in words for a sentence."""

    open: bool
    text: str
    changes: str


def opening(at: datetime) -> Opening:
    """`changes`: '8pm on Thursday 3 February'; empty when the service will not open again."""
    hours = opening_hours()
    state = hours.open_state(at)
    return Opening(state.open, state.text, in_words(state.changes_at) if state.changes_at else "")


def in_words(at: datetime) -> str:
    """'8am on Monday 7 February', in London."""
    return f"{time_in_words(at)} on {day_in_words(at)}"


def day_in_words(at: datetime) -> str:
    local = at.astimezone(opening_hours().zone)
    return f"{local:%A} {local.day} {local:%B}"


def time_in_words(at: datetime) -> str:
    return clock_time(at)
