"""Who is due to be asked, and the invitation behind a link."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from adviceline.contacts.models import Enquiry
from adviceline.contacts.states import State as EnquiryState
from adviceline.content.current import current_content
from adviceline.feedback import blind
from adviceline.feedback.models import Invitation, SpentLink
from adviceline.feedback.rules.asking import window
from adviceline.measures.feedback_codes import CLOSE, FOLLOW_UP
from adviceline.privacy.links import hash_sought

ASKED_WAVES = (CLOSE, FOLLOW_UP)


class NoInvitation(LookupError):
    """No invitation has that link."""


class LinkUsedUp(Exception):
    """The link was good once. `invitation` is for whoever holds it: nobody else can go from one to the other."""

    def __init__(self, invitation: Invitation) -> None:
        super().__init__("This link was good once.")
        self.invitation = invitation


class InvitationEnded(LinkUsedUp):
    """It ran out, or the person wants no more of them."""


class AlreadyAnswered(LinkUsedUp):
    """It was used."""


def invitation_by(token: str, *, at: datetime) -> Invitation:
    """The invitation of a link. Raises `NoInvitation`, `InvitationEnded`, `AlreadyAnswered`. Records nothing."""
    sought = hash_sought(token)
    found = Invitation.objects.select_related("enquiry__enquirer").filter(token_hash=sought).first() if sought else None
    if found is None or found.state == Invitation.State.NOT_ASKED:
        raise NoInvitation
    if is_spent(found):
        raise AlreadyAnswered(found)
    if found.expires_at <= at or found.state != Invitation.State.ASKED:
        raise InvitationEnded(found)
    return found


def is_spent(invitation: Invitation) -> bool:
    return SpentLink.objects.filter(pk=blind.mark_of(invitation)).exists()


def due_to_be_asked(wave: str, *, at: datetime) -> QuerySet[Enquiry]:
    """Closed enquiries whose turn in a wave has come and that were not looked at yet."""
    first, last = window(wave, at=at, later_after_days=current_content().confidence.later_after_days)
    return (
        Enquiry.objects.select_related("enquirer")
        .filter(state=EnquiryState.CLOSED, non_advice="", first_closed_at__gt=first, first_closed_at__lte=last)
        .exclude(feedback_invitations__wave=wave)
        .order_by("first_closed_at", "pk")
    )
