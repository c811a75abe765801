"""Every write of the core. Call through this module: `actions.record_contact(...)`."""

from adviceline.contacts.actions.arriving import attach_contact, message_arrived, settle_replies, tell_adviser
from adviceline.contacts.actions.closing import close, reopen
from adviceline.contacts.actions.erasing import erase_enquirer
from adviceline.contacts.actions.merging import merge, move_contact, split
from adviceline.contacts.actions.noting import (
    add_note,
    answer_confidence,
    give_signposts,
    redact_note,
    screen_note,
    withdraw_signpost,
)
from adviceline.contacts.actions.recording import (
    Recorded,
    record_contact,
    record_phone,
    record_reach,
    update_contact,
    update_enquirer,
)
from adviceline.contacts.actions.together import record_contacts
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
    "move_contact",
    "record_contact",
    "record_contacts",
    "record_phone",
    "record_reach",
    "redact_note",
    "release",
    "reopen",
    "resume",
    "screen_note",
    "settle_replies",
    "split",
    "tell_adviser",
    "triage",
    "update_contact",
    "update_enquirer",
    "wait",
    "withdraw_signpost",
]
