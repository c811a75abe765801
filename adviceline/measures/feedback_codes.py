"""The codes that feedback is counted by. The questions of the service's content give each its words."""

from __future__ import annotations

START, CLOSE, FOLLOW_UP = "start", "close", "follow_up"
WAVES = (START, CLOSE, FOLLOW_UP)
"""Before any advice; when the enquiry has closed; four to six weeks later."""

EMAIL, PHONE, CHAT, ONLINE = "email", "phone", "chat", "online"
CHANNELS = (EMAIL, PHONE, CHAT, ONLINE)
"""How it was asked and answered: by the link of an e-mail, to an adviser on the phone, in a chat, on a page."""

NOT_OFFERED = ("no_consent", "no_address", "not_to_be_contacted", "erased")

SATISFACTION = (1, 2, 3, 4, 5)
SATISFIED_FROM, DISSATISFIED_TO = 4, 2
RECOMMEND = ("yes", "maybe", "no")
HELPED = ("yes", "partly", "no")
DONE = ("all", "some", "none", "changed", "not_sure")
"""What was agreed: all of it, some, not yet, something else happened, not sure what was agreed."""

CASE_SOURCES = ("answer", "form", "adviser", "chat")
SATISFIED = ("yes", "partly", "no", "unknown")
"""Whether the person was satisfied with how the case was answered; `unknown` where nobody could ask."""
