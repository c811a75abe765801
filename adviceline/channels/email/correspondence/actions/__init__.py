"""Every write of the desk's side of e-mail."""

from adviceline.channels.email.correspondence.actions.drafting import (
    add_file,
    discard_draft,
    remove_file,
    save_draft,
    send_draft,
)
from adviceline.channels.email.correspondence.actions.looking_through import look_through
from adviceline.channels.email.correspondence.actions.moving import move_message
from adviceline.channels.email.correspondence.actions.opening import open_attachment, read_original
from adviceline.channels.email.correspondence.actions.reading import read_message
from adviceline.channels.email.correspondence.actions.redacting import redact
from adviceline.channels.email.correspondence.actions.scanning import scan_files
from adviceline.channels.email.correspondence.actions.taking_on import take_on

__all__ = [
    "add_file",
    "discard_draft",
    "look_through",
    "move_message",
    "open_attachment",
    "read_message",
    "read_original",
    "redact",
    "remove_file",
    "save_draft",
    "scan_files",
    "send_draft",
    "take_on",
]
