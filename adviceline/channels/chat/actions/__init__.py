"""Every write of chat. Call through this module: `actions.open_chat(...)`."""

from adviceline.channels.chat.actions.asking import answer_confidence, ask_confidence
from adviceline.channels.chat.actions.ending import end_chat, end_what_is_over, leave_message, wrap_up
from adviceline.channels.chat.actions.files import open_file, scan_file, send_file
from adviceline.channels.chat.actions.keeping import Said, keep_messages, say
from adviceline.channels.chat.actions.opening import open_chat
from adviceline.channels.chat.actions.taking import take_chat, transfer_chat
from adviceline.channels.chat.actions.transcripts import ask_for_transcript

__all__ = [
    "Said",
    "answer_confidence",
    "ask_confidence",
    "ask_for_transcript",
    "end_chat",
    "end_what_is_over",
    "keep_messages",
    "leave_message",
    "open_chat",
    "open_file",
    "say",
    "scan_file",
    "send_file",
    "take_chat",
    "transfer_chat",
    "wrap_up",
]
