"""Every write of the e-mail channel: store what was heard, then record what it means."""

from adviceline.channels.email.actions.recording import record_stored
from adviceline.channels.email.actions.storing import Ingested, ingest, own_mailboxes

__all__ = ["Ingested", "ingest", "own_mailboxes", "record_stored"]
