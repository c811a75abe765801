from adviceline.followups.actions.call_backs import (
    Attempt,
    UnableToAttemptCallBack,
    UnableToBookCallBack,
    attempt_call_back,
    cancel_call_back,
    request_call_back,
)
from adviceline.followups.actions.dialling import dial, settle_unsaid, take_back

__all__ = [
    "Attempt",
    "UnableToAttemptCallBack",
    "UnableToBookCallBack",
    "attempt_call_back",
    "cancel_call_back",
    "dial",
    "request_call_back",
    "settle_unsaid",
    "take_back",
]
