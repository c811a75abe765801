"""Every write of the core. Call through this module: `actions.record_contact(...)`."""

from adviceline.contacts.actions.arriving import attach_contact, message_arrived, settle_replies, tell_adviser
from adviceline.contacts.actions.closing import close, reopen
from adviceline.contacts.actions.erasing import erase_enquirer
from adviceline.contacts.actions.merging import merge, split
from adviceline.contacts.actions.noting import add_note, answer_confidence, give_signposts, withdraw_signpost
from adviceline.contacts.actions.recording import (
    Recorded,
    record_contact,
    record_phone,
    update_contact,
    update_enquirer,
)
from adviceline.contacts.actions.working import claim, release, resume, triage, wait

__all__ = [
    "Recorded",
    "add_note",
    "answer_confidence",
    "attach_contact",
    "claim",
    "close",
    "erase_enquirer",
    "give_signposts",
    "merge",
    "message_arrived",
    "record_contact",
    "record_phone",
    "release",
    "reopen",
    "resume",
    "settle_replies",
    "split",
    "tell_adviser",
    "triage",
    "update_contact",
    "update_enquirer",
    "wait",
    "withdraw_signpost",
]
