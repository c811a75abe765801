"""Every write of the telephone channel: store what the exchange told, then record what it means."""

from adviceline.channels.telephony.actions.recording import record_stored
from adviceline.channels.telephony.actions.storing import Ingested, ingest

__all__ = ["Ingested", "ingest", "record_stored"]
