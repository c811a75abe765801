"""What a caller says of a thing to be counted. Months, billing and the counting rule are derived, never passed in."""

import uuid
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFactValues:
    """`channel`, `direction` and `outcome` are as in `measures.codes.OUTCOMES`.

    `first_reply_open_seconds` counts only time in which the service was open. `attempt` is 1 for the first attempt
    at a call-back and 0 for what is not an attempt. `non_advice` is a code of `measures.codes.NON_ADVICE` or empty.
    `out_of_scope` is the enquiry's. Durations are true elapsed seconds.
    """

    fact_id: uuid.UUID
    enquiry_fact: uuid.UUID | None
    channel: str
    direction: str
    outcome: str
    began_at: datetime
    wait_seconds: int | None = None
    talk_seconds: int | None = None
    wrap_up_seconds: int | None = None
    replied: bool = False
    first_reply_open_seconds: int | None = None
    within_promised_slot: bool = False
    attempt: int = 0
    non_advice: str = ""
    out_of_scope: bool = False
    partner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryFactValues:
    """Coded fields are the taxonomy's stable codes, empty where nothing was coded.

    `closed_at` is when it was first closed: a month in which it was counted as closed is not taken back. `merged` says
    that the enquiry was merged into another, so that it is no longer counted itself. `test` says the same of a test
    or of spam. `answered_contacts` is the number of its contacts for which
    `measures.counting.contact_answered` holds. Scores are 0 to 10, or None when not answered.
    """

    fact_id: uuid.UUID
    opened_at: datetime
    closed_at: datetime | None = None
    reopened_within_14_days: bool = False
    kind: str = ""
    role: str = ""
    setting: str = ""
    phase: str = ""
    region: str = ""
    la_code: str = ""
    continuum: str = ""
    threshold: str = ""
    urgency: str = ""
    partner: str = ""
    themes: tuple[str, ...] = ()
    answered_contacts: int = 0
    out_of_scope: bool = False
    merged: bool = False
    test: bool = False
    confidence_start_offered: bool = False
    confidence_close_offered: bool = False
    identifying_start: int | None = None
    identifying_close: int | None = None
    responding_start: int | None = None
    responding_close: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignpostFactValues:
    fact_id: uuid.UUID
    enquiry_fact: uuid.UUID | None
    resource: str
    signposted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignpostHelpFactValues:
    """`helped` is yes, partly or no."""

    fact_id: uuid.UUID
    enquiry_fact: uuid.UUID | None
    resource: str
    helped: str
    said_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackRequestFactValues:
    fact_id: uuid.UUID
    enquiry_fact: uuid.UUID | None
    requested_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackAskFactValues:
    """Codes are those of `measures.feedback_codes`; `not_offered` is empty for a person who was asked."""

    fact_id: uuid.UUID
    wave: str
    channel: str
    asked_at: datetime
    not_offered: str = ""
    role: str = ""
    setting: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackAnswerFactValues:
    """`released_at` is when the batch was let out, not when anybody answered. Scores are 0 to 10 or None."""

    fact_id: uuid.UUID
    pair: uuid.UUID
    wave: str
    channel: str
    version: str
    released_at: datetime
    satisfaction: int | None = None
    recommend: str = ""
    helped: str = ""
    done: str = ""
    identifying: int | None = None
    responding: int | None = None
    identifying_before: int | None = None
    responding_before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackCaseFactValues:
    """`counts` is false for what turned out to be a test, spam or the same thing said twice."""

    fact_id: uuid.UUID
    source: str
    heard_at: datetime
    formal: bool = False
    counts: bool = True
    acknowledged_in_time: bool | None = None
    answered_in_time: bool | None = None
    satisfied: str = ""
    root_cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedImprovementFactValues:
    fact_id: uuid.UUID
    theme: str
    you_said: str
    we_did: str
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverFactValues:
    """An open half hour, or the open part of one: the fewest who were there at any moment of it, and for how many seconds
    there were fewer than `needed`. `planned` is what the rota had."""

    fact_id: uuid.UUID
    began_at: datetime
    needed: int
    planned: int
    there: int
    short_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardFactValues:
    """`fact_id` is the contact's. `how` is a code of the question `web.heard`, `campaign` one of a campaign; one of them at
    least."""

    fact_id: uuid.UUID
    began_at: datetime
    how: str = ""
    campaign: str = ""
