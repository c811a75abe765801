"""The channels and outcomes that facts are counted by."""

CALL, EMAIL, CHAT, WEB_FORM, CALLBACK, SESSION = "call", "email", "chat", "web_form", "callback", "session"
CHANNELS = (CALL, CALLBACK, CHAT, EMAIL, WEB_FORM, SESSION)

IN, OUT = "in", "out"
DIRECTIONS = (IN, OUT)

CALL_NOT_ANSWERED = ("short_abandon", "abandoned", "voicemail", "out_of_hours", "refused")
AUTOMATIC_OR_SPAM = ("auto_reply", "bounce", "spam")

OUTCOMES: dict[tuple[str, str], tuple[str, ...]] = {
    (CALL, IN): ("answered", *CALL_NOT_ANSWERED),
    (CALL, OUT): ("answered", "no_answer", "message_left"),
    (CALLBACK, OUT): ("completed", "no_answer", "message_left"),
    (EMAIL, IN): ("received", *AUTOMATIC_OR_SPAM),
    (EMAIL, OUT): ("sent",),
    (CHAT, IN): ("answered", "abandoned"),
    (WEB_FORM, IN): ("received", "spam"),
    (SESSION, OUT): ("delivered", "not_attended"),
}
"""Every channel, direction and outcome that a contact's fact may have; the database holds the same rule."""

NON_ADVICE = ("silent", "abandoned_mid_talk", "wrong_number", "spam", "abusive", "test")


def unknown_outcome(channel: str, direction: str, outcome: str) -> str | None:
    """Why this combination cannot be counted, or None when it can."""
    allowed = OUTCOMES.get((channel, direction))
    if allowed is None:
        return f"No contact is counted as channel ‘{channel}’, direction ‘{direction}’."
    if outcome not in allowed:
        return f"Outcome ‘{outcome}’ is not one of {channel}/{direction}: {', '.join(allowed)}."
    return None
