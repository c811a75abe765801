"""Every write of the e-mail channel: store what was heard, record what it means, write back."""

from adviceline.channels.email.actions.recording import record_stored
from adviceline.channels.email.actions.replying import acknowledge, confirm_sent, count_sent, send_reply
from adviceline.channels.email.actions.storing import Ingested, ingest, own_mailboxes
from adviceline.channels.email.actions.watching import alert_if_unread, replay_set_aside

__all__ = [
    "Ingested",
    "acknowledge",
    "alert_if_unread",
    "confirm_sent",
    "count_sent",
    "ingest",
    "own_mailboxes",
    "record_stored",
    "replay_set_aside",
    "send_reply",
]
