"""Every write of the telephone channel: store what the exchange told, then record what it means."""

from adviceline.channels.telephony.actions.comparing import Compared, compare, read_exchange
from adviceline.channels.telephony.actions.dialling import UnableToDial, place_call
from adviceline.channels.telephony.actions.forgetting import forget_sounds_of
from adviceline.channels.telephony.actions.hearing import (
    forget_unended,
    hear,
    hear_together,
    lose_touch,
    lose_touch_with,
    make_contacts,
)
from adviceline.channels.telephony.actions.messages import (
    UnableToFetch,
    UnableToHear,
    fetch_hosted_message,
    fetch_messages,
    hear_message,
)
from adviceline.channels.telephony.actions.recording import record_stored
from adviceline.channels.telephony.actions.recordings import (
    begin_hearing,
    destroy_recording,
    fetch_recordings,
    sound_of,
)
from adviceline.channels.telephony.actions.storing import Ingested, ingest, take
from adviceline.channels.telephony.actions.telephones import (
    SignOn,
    UnableToSignOn,
    follow_telephone,
    give_secret,
    hear_at_telephone,
    keep_telephones,
    note_shown,
)
from adviceline.channels.telephony.actions.webhooks import note_answered, take_webhook

__all__ = [
    "Compared",
    "Ingested",
    "SignOn",
    "UnableToDial",
    "UnableToFetch",
    "UnableToHear",
    "UnableToSignOn",
    "begin_hearing",
    "compare",
    "destroy_recording",
    "fetch_hosted_message",
    "fetch_messages",
    "fetch_recordings",
    "follow_telephone",
    "forget_sounds_of",
    "forget_unended",
    "give_secret",
    "hear",
    "hear_at_telephone",
    "hear_message",
    "hear_together",
    "ingest",
    "keep_telephones",
    "lose_touch",
    "lose_touch_with",
    "make_contacts",
    "note_answered",
    "note_shown",
    "place_call",
    "read_exchange",
    "record_stored",
    "sound_of",
    "take",
    "take_webhook",
]
