"""The one counting rule: which contacts count at all, which were answered, and which may be charged for."""

from adviceline.measures import codes

SHORT_ABANDON_SECONDS = 30
"""A caller who leaves the queue sooner than this made a short abandon (the NHS 111 definition)."""

REOPENED_WITHIN_DAYS = 14


def abandon_outcome(wait_seconds: int) -> str:
    return "short_abandon" if wait_seconds < SHORT_ABANDON_SECONDS else "abandoned"


def contact_counts(*, channel: str, outcome: str, non_advice: str) -> bool:
    """Whether the contact is in any figure.

    Tests never are. Automatic messages and spam are left out of written channels; a nuisance *call* still reached
    the exchange and took a place in the queue, so it stays in the call figures (and is never charged for).
    """
    if non_advice == "test":
        return False
    if channel in (codes.CALL, codes.CALLBACK):
        return True
    return outcome not in codes.AUTOMATIC_OR_SPAM and non_advice != "spam"


def contact_answered(*, channel: str, direction: str, outcome: str, replied: bool) -> bool:
    """Whether the professional was given an answer in this contact: what first-contact resolution counts."""
    if channel == codes.CALL:
        return outcome == "answered"
    if channel == codes.CALLBACK:
        return outcome == "completed"
    if channel == codes.CHAT:
        return outcome == "answered"
    if channel == codes.SESSION:
        return outcome == "delivered"
    if channel in (codes.EMAIL, codes.WEB_FORM):
        return direction == codes.IN and outcome == "received" and replied
    return False


def contact_billable(
    *, channel: str, direction: str, outcome: str, replied: bool, non_advice: str, out_of_scope: bool
) -> bool:
    """An answered call, a completed call-back, an e-mail replied to, a chat with an exchange, a delivered session.

    Never: abandoned, spam, automatic, out of scope, test. A call that *we* make is charged for as a call-back or
    not at all, and a web form is charged for through the contact that answers it. A chat in which the enquirer
    never wrote is coded `silent`, so is no exchange.
    """
    if non_advice or out_of_scope:
        return False
    if channel == codes.WEB_FORM or (channel == codes.CALL and direction == codes.OUT):
        return False
    return contact_answered(channel=channel, direction=direction, outcome=outcome, replied=replied)
