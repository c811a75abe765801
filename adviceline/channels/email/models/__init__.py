"""What the channel keeps: messages heard, messages of ours, and how far each mailbox was read."""

from adviceline.channels.email.models.mailboxes import Mailbox
from adviceline.channels.email.models.messages import INDEX, Message, Reference, Sealed
from adviceline.channels.email.models.outgoing import Outgoing, OutgoingContent

__all__ = ["INDEX", "Mailbox", "Message", "Outgoing", "OutgoingContent", "Reference", "Sealed"]
