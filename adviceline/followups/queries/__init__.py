from adviceline.followups.queries.call_backs import (
    being_rung,
    call_backs_of,
    enquiry_to_call_about,
    free_slots,
    request_token,
    waiting_call_backs,
)

__all__ = [
    "being_rung",
    "call_backs_of",
    "enquiry_to_call_about",
    "free_slots",
    "request_token",
    "waiting_call_backs",
]
