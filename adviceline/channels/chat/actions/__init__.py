"""Every write of chat. Call through this module: `actions.open_chat(...)`."""

from adviceline.channels.chat.actions.asking import answer_confidence, ask_confidence
from adviceline.channels.chat.actions.ending import end_chat, end_what_is_over, leave_message, wrap_up
from adviceline.channels.chat.actions.keeping import Said, keep_messages, say
from adviceline.channels.chat.actions.opening import open_chat
from adviceline.channels.chat.actions.taking import take_chat, transfer_chat

__all__ = [
    "Said",
    "answer_confidence",
    "ask_confidence",
    "end_chat",
    "end_what_is_over",
    "keep_messages",
    "leave_message",
    "open_chat",
    "say",
    "take_chat",
    "transfer_chat",
    "wrap_up",
]
