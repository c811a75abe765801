from adviceline.followups.actions.call_backs import (
    Attempt,
    UnableToAttemptCallBack,
    UnableToBookCallBack,
    attempt_call_back,
    cancel_call_back,
    request_call_back,
)

__all__ = [
    "Attempt",
    "UnableToAttemptCallBack",
    "UnableToBookCallBack",
    "attempt_call_back",
    "cancel_call_back",
    "request_call_back",
]
