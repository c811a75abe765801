"""Asking people about the service once they have been helped, and leaving alone whoever does not want it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.contacts.models import Enquirer, Enquiry
from adviceline.facts.actions import write_feedback_ask_fact
from adviceline.facts.values import FeedbackAskFactValues
from adviceline.feedback import blind
from adviceline.feedback.models import DoNotAsk, Invitation
from adviceline.feedback.rules import asking
from adviceline.jobs import actions as jobs
from adviceline.measures.feedback_codes import EMAIL

ASK = "feedback.ask"
State = Invitation.State


def ask_about(*, enquiry: Enquiry, wave: str, by: Actor, at: datetime) -> Invitation:
    """Ask by e-mail, or count why not. Done before, it is left as it is: nobody is asked twice about one thing.

    The message waits in the outbox and looks again, when it is sent, whether the person may still be written to.
    """
    with transaction.atomic():
        enquirer = enquiry.enquirer
        why_not = asking.why_not_offered(
            asking.Person(
                consents_to_follow_up=enquirer.consents_to_follow_up,
                is_erased=enquirer.erased_at is not None,
                has_address=bool(enquirer.email_index),
                wants_no_more=wants_no_more(enquirer),
            )
        )
        invitation, is_new = open_invitation(enquiry=enquiry, wave=wave, channel=EMAIL, not_offered=why_not, at=at)
        if not is_new:
            return invitation
        if not why_not:
            jobs.send(ASK, args={"invitation": str(invitation.pk)}, key=f"feedback:{invitation.pk}", at=at)
        record(
            action="feedback.asked" if not why_not else "feedback.not_asked", by=by, at=at, subject=enquiry.subject,
            data={"wave": wave, "why_not": why_not},
        )  # fmt: skip
    return invitation


def open_invitation(
    *, enquiry: Enquiry, wave: str, channel: str, at: datetime, not_offered: str = ""
) -> tuple[Invitation, bool]:
    """The invitation of an enquiry in a wave, and whether it is new; a new one is counted. In the caller's transaction."""
    key, token_hash = blind.new_link()
    invitation, is_new = Invitation.objects.get_or_create(
        enquiry=enquiry,
        wave=wave,
        defaults={
            "channel": channel, "key": key, "token_hash": token_hash, "asked_at": at,
            "expires_at": at + asking.LINK_LASTS, "not_offered": not_offered,
            "state": State.NOT_ASKED if not_offered else State.ASKED,
        },
    )  # fmt: skip
    if is_new:
        enquirer = enquiry.enquirer
        write_feedback_ask_fact(
            FeedbackAskFactValues(
                fact_id=uuid.uuid4(), wave=wave, channel=channel, asked_at=at, not_offered=not_offered,
                role=enquirer.role, setting=enquirer.setting, region=enquirer.region,
            )
        )  # fmt: skip
    return invitation, is_new


def ask_no_more(*, invitation: Invitation, by: Actor, at: datetime) -> None:
    """The person wants no more questions: not about this, not about anything later. Twice is as once."""
    with transaction.atomic():
        fresh = (
            Invitation.objects.select_for_update(of=("self",)).select_related("enquiry__enquirer").get(pk=invitation.pk)
        )
        if fresh.state == State.WITHDRAWN:
            return
        index = fresh.enquiry.enquirer.email_index
        if index:
            DoNotAsk.objects.get_or_create(email_index=index)
            Invitation.objects.filter(
                enquiry__enquirer__email_index=index, state=State.ASKED
            ).update(state=State.WITHDRAWN)  # fmt: skip
        Invitation.objects.filter(pk=fresh.pk).update(state=State.WITHDRAWN, not_offered="")
        record(action="feedback.no_more", by=by, at=at, subject=fresh.enquiry.subject)


def end_asking_of_erased(*, enquirer: Enquirer, by: Actor, at: datetime) -> int:
    """Close the links of somebody whose details were erased; answers how many. What was answered leads to nobody."""
    with transaction.atomic():
        ended = Invitation.objects.filter(enquiry__enquirer=enquirer, state=State.ASKED).update(state=State.WITHDRAWN)
        if ended:
            record(action="feedback.ended", by=by, at=at, data={"links": ended})
    return ended


def wants_no_more(enquirer: Enquirer) -> bool:
    return bool(enquirer.email_index) and DoNotAsk.objects.filter(pk=enquirer.email_index).exists()
