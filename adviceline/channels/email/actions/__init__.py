"""Every write of the e-mail channel: store what was heard, record what it means, write back."""

from adviceline.channels.email.actions.recording import record_stored
from adviceline.channels.email.actions.replying import acknowledge, confirm_sent, count_sent, send_reply
from adviceline.channels.email.actions.storing import Ingested, ingest, own_mailboxes

__all__ = [
    "Ingested",
    "acknowledge",
    "confirm_sent",
    "count_sent",
    "ingest",
    "own_mailboxes",
    "record_stored",
    "send_reply",
]
