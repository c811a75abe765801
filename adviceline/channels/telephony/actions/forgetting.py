"""What callers said, destroyed with the enquirer who is erased."""

from __future__ import annotations

from datetime import datetime

from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.channels.telephony.models import Recording, VoiceMessage, subject_of
from adviceline.contacts.models import Enquirer
from adviceline.privacy import crypto


def forget_sounds_of(*, enquirer: Enquirer, by: Actor, at: datetime) -> None:
    """Destroy the messages that they left and the calls that were recorded."""
    for model, action in ((VoiceMessage, "message.destroyed"), (Recording, "recording.destroyed")):
        for sound in model.objects.select_related("contact__enquiry").filter(contact__enquiry__enquirer=enquirer):
            crypto.destroy_key(sound.key_id, at=at)
            record(action=action, by=by, at=at, subject=subject_of(sound.contact), data={})
            sound.delete()
