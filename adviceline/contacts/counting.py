"""From live records to de-identified facts: the only place that knows both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from adviceline.contacts.models import ConfidenceAnswer, Contact, Enquiry, Signpost
from adviceline.content.current import current_content
from adviceline.facts.actions import write_contact_fact, write_enquiry_fact, write_signpost_fact
from adviceline.facts.values import ContactFactValues, EnquiryFactValues, SignpostFactValues
from adviceline.measures.counting import REOPENED_WITHIN_DAYS, contact_answered

NOT_COUNTED = frozenset({"test", "spam"})

Communicated = tuple[str, str, str, datetime | None]
"""Of one contact: channel, direction, outcome, and when it was answered."""


def is_out_of_scope(role: str) -> bool:
    """Whether the service is not for that role: a parent, a young person, somebody outside England."""
    roles = current_content().taxonomy["role"]
    return role in roles and roles[role].group == "out_of_scope"


def count_contact(contact: Contact) -> None:
    """Write the fact of a contact, as it now stands."""
    write_contact_fact(contact_values(contact))


def contact_values(contact: Contact) -> ContactFactValues:
    """What is counted of a contact."""
    enquiry = contact.enquiry
    return ContactFactValues(
        fact_id=contact.fact_id,
        enquiry_fact=enquiry.fact_id if enquiry else None,
        channel=contact.channel,
        direction=contact.direction,
        outcome=contact.outcome,
        began_at=contact.began_at,
        wait_seconds=contact.wait_seconds,
        talk_seconds=contact.talk_seconds,
        wrap_up_seconds=contact.wrap_up_seconds,
        replied=contact.replied_at is not None,
        first_reply_open_seconds=contact.first_reply_open_seconds,
        within_promised_slot=contact.within_promised_slot,
        attempt=contact.attempt,
        non_advice=contact.non_advice or (enquiry.non_advice if enquiry else ""),
        out_of_scope=enquiry is not None and is_out_of_scope(enquiry.enquirer.role),
        partner=contact.partner_id or "",
    )


def count_enquiry(enquiry: Enquiry) -> None:
    """Write the fact of an enquiry, as it now stands."""
    communications = enquiry.contacts.values_list("channel", "direction", "outcome", "replied_at")
    write_enquiry_fact(enquiry_values(enquiry, answers=enquiry.confidence.all(), communications=communications))


def enquiry_values(
    enquiry: Enquiry, *, answers: Iterable[ConfidenceAnswer], communications: Iterable[Communicated]
) -> EnquiryFactValues:
    """What is counted of an enquiry with those answers about confidence and those communications."""
    enquirer = enquiry.enquirer
    by_stage = {answer.stage: answer for answer in answers}
    start, close = by_stage.get(ConfidenceAnswer.Stage.START), by_stage.get(ConfidenceAnswer.Stage.CLOSE)
    answered = sum(
        contact_answered(channel=channel, direction=direction, outcome=outcome, replied=replied_at is not None)
        for channel, direction, outcome, replied_at in communications
    )
    return EnquiryFactValues(
        fact_id=enquiry.fact_id,
        opened_at=enquiry.opened_at,
        closed_at=enquiry.first_closed_at,
        reopened_within_14_days=bool(
            enquiry.reopened_at
            and enquiry.first_closed_at
            and enquiry.reopened_at - enquiry.first_closed_at <= timedelta(days=REOPENED_WITHIN_DAYS)
        ),
        kind=enquiry.kind,
        role=enquirer.role,
        setting=enquirer.setting,
        phase=enquirer.phase,
        region=enquirer.region,
        la_code=enquirer.la_code,
        continuum=enquiry.continuum,
        threshold=enquiry.threshold,
        urgency=enquiry.urgency,
        partner=enquiry.partner_id or "",
        themes=tuple(enquiry.themes),
        answered_contacts=answered,
        out_of_scope=is_out_of_scope(enquirer.role),
        merged=enquiry.merged_into_id is not None,
        test=enquiry.non_advice in NOT_COUNTED,
        confidence_start_offered=start is not None,
        confidence_close_offered=close is not None,
        identifying_start=start.identifying if start else None,
        identifying_close=close.identifying if close else None,
        responding_start=start.responding if start else None,
        responding_close=close.responding if close else None,
    )


def count_signpost(signpost: Signpost) -> None:
    """Write the fact of a signpost."""
    write_signpost_fact(
        SignpostFactValues(
            fact_id=signpost.fact_id,
            enquiry_fact=signpost.enquiry.fact_id,
            resource=signpost.resource,
            signposted_at=signpost.given_at,
        )
    )
