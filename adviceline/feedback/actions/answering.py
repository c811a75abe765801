"""Taking answers, from a private link, on the phone and in a chat.

Nothing here leaves a time, an audit event or a row that names the person: an answer waits sealed, and the event is
written when its batch is let out. See docs/adr/0071.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from adviceline.audit.actors import Actor
from adviceline.contacts.models import Enquiry
from adviceline.content.current import current_content
from adviceline.feedback import blind
from adviceline.feedback.actions.asking import open_invitation
from adviceline.feedback.errors import UnableToTakeAnswers
from adviceline.feedback.models import HeldAnswer, Invitation, SpentLink
from adviceline.feedback.rules.cases import start_of_day
from adviceline.feedback.values import Answers
from adviceline.measures.feedback_codes import CHAT, CLOSE, PHONE, WAVES
from adviceline.privacy import crypto
from adviceline.workforce.queries import opening_hours

NOTHING_SAID = "Answer at least one question, or leave the page."


def take_answers(*, invitation: Invitation, answers: Answers, by: Actor, at: datetime) -> bool:
    """Keep what somebody said behind their link; False when the link was used before, and nothing is counted again.

    Raises `UnableToTakeAnswers` when the link has ended or nothing was said.
    """
    if invitation.state != Invitation.State.ASKED or invitation.expires_at <= at:
        raise UnableToTakeAnswers("This link has ended.")
    return _keep(invitation, answers, channel=invitation.channel, at=at)


def take_answers_on_phone(*, enquiry: Enquiry, wave: str, answers: Answers, by: Actor, at: datetime) -> bool:
    """What somebody said to an adviser; False when it was answered before. The link of an e-mail then ends too."""
    return _take_from_adviser(enquiry, wave, answers, channel=PHONE, at=at)


def take_answers_in_chat(
    *, enquiry: Enquiry, answers: Answers, by: Actor, at: datetime, wave: str = CLOSE
) -> bool:  # fmt: skip
    """What somebody said at the end of a chat; False when it was answered before."""
    return _take_from_adviser(enquiry, wave, answers, channel=CHAT, at=at)


def _take_from_adviser(enquiry: Enquiry, wave: str, answers: Answers, *, channel: str, at: datetime) -> bool:
    if wave not in WAVES:
        raise UnableToTakeAnswers("These questions are asked before the advice, when it is done, and some weeks later.")
    if enquiry.merged_into_id is not None:
        raise UnableToTakeAnswers("This enquiry was merged. Ask on the enquiry that it was merged into.")
    with transaction.atomic():
        invitation, _ = open_invitation(enquiry=enquiry, wave=wave, channel=channel, at=at)
        return _keep(invitation, answers, channel=channel, at=at)


def _keep(invitation: Invitation, answers: Answers, *, channel: str, at: datetime) -> bool:
    if answers.is_empty:
        raise UnableToTakeAnswers(NOTHING_SAID)
    enquiry = invitation.enquiry
    payload = answers.as_dict() | {
        "pair": str(blind.pair_of(enquiry)),
        "version": current_content().feedback.version,
        "is_fictional": enquiry.is_fictional,
    }
    # Committed first, in a store of its own, dated by the day: a key without an answer is harmless.
    key_id = crypto.create_key(at=start_of_day(at, opening_hours()))
    sealed = blind.seal(payload, key_id=key_id)
    with transaction.atomic():
        _, is_first = SpentLink.objects.get_or_create(
            mark=blind.mark_of(invitation), defaults={"forget_after": blind.forget_mark_after(invitation.expires_at)}
        )
        if is_first:
            HeldAnswer.objects.create(wave=invitation.wave, channel=channel, key_id=key_id, sealed=sealed)
    if not is_first:
        crypto.destroy_key(key_id, at=start_of_day(at, opening_hours()))
    return is_first
