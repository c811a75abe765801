"""Every write of the telephone channel: store what the exchange told, then record what it means."""

from adviceline.channels.telephony.actions.comparing import Compared, compare, read_exchange
from adviceline.channels.telephony.actions.dialling import UnableToDial, place_call
from adviceline.channels.telephony.actions.hearing import forget_unended, hear, lose_touch
from adviceline.channels.telephony.actions.messages import (
    UnableToHear,
    fetch_messages,
    forget_messages_of,
    hear_message,
)
from adviceline.channels.telephony.actions.recording import record_stored
from adviceline.channels.telephony.actions.storing import Ingested, ingest, take

__all__ = [
    "Compared",
    "Ingested",
    "UnableToDial",
    "UnableToHear",
    "compare",
    "fetch_messages",
    "forget_messages_of",
    "forget_unended",
    "hear",
    "hear_message",
    "ingest",
    "lose_touch",
    "place_call",
    "read_exchange",
    "record_stored",
    "take",
]
