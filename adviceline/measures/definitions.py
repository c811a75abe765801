"""Every measure, once. Ids are published: add, never rename. docs/reference/measures.md is made from this file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from adviceline.measures import codes
from adviceline.measures.algebra import (
    Count,
    Expression,
    Mean,
    MeanPairedDifference,
    Percentile,
    Source,
    percentage,
)
from adviceline.measures.predicates import All, Between, Equals, IsFalse, IsTrue, OneOf, every


class Protection(Enum):
    """What may be shown of a figure; the numbers are settings of `disclosure.primary.Rule`."""

    EXACT = "Shown exactly: a figure of the service's own work."
    PERCENTAGE_OF_ENOUGH = "Not shown where the denominator is below the smallest base of a percentage."
    PAIRS_OF_ENOUGH = "Not shown where there are fewer pairs than the smallest number for a mean."


@dataclass(frozen=True, slots=True)
class Measure:
    """`numerator` and `denominator` are in words; `requirement` is an id of the requirements."""

    id: str
    title: str
    definition: str
    unit: str
    expression: Expression
    requirement: str
    numerator: str = ""
    denominator: str = ""
    excludes: str = "Tests."
    protection: Protection = Protection.EXACT

    @property
    def placed(self) -> str:
        return self.expression.source.placed


BEGAN = Source("facts_contactfact", "month", "the month in which it began")
OPENED = Source("facts_enquiryfact", "opened_month", "the month in which the enquiry was opened")
CLOSED = Source("facts_enquiryfact", "closed_month", "the month in which the enquiry was first closed")
THEMES = Source("facts_enquirythemefact", "opened_month", "the month in which the enquiry was opened")
SIGNPOSTED = Source("facts_signpostfact", "month", "the month in which the resource was given")
REQUESTED = Source("facts_callbackrequestfact", "month", "the month in which it was asked for")

COUNTED = IsTrue("counts")
OFFERED = every(COUNTED, Equals("channel", codes.CALL), Equals("direction", codes.IN))
ANSWERED = Equals("outcome", "answered")
NOT_ANSWERED = OneOf("outcome", codes.CALL_NOT_ANSWERED)
NOT_SHORT = OneOf("outcome", ("answered", "abandoned", "voicemail", "out_of_hours", "refused"))
ANSWERED_CALLS = every(OFFERED, ANSWERED)
CALLBACKS = every(COUNTED, Equals("channel", codes.CALLBACK))
COMPLETED = every(CALLBACKS, Equals("outcome", "completed"))
CHATS = every(COUNTED, Equals("channel", codes.CHAT))
EMAILS_IN = every(COUNTED, Equals("channel", codes.EMAIL), Equals("direction", codes.IN))
AUTOMATIC_EMAIL = every(Equals("channel", codes.EMAIL), Equals("direction", codes.IN))
IN_SCOPE = every(COUNTED, IsFalse("out_of_scope"))

_NO_AUTOMATIC = "Tests, automatic replies, bounces and spam."
_NO_MERGED = "Tests, spam, and enquiries merged into another (which is counted)."


def _calls(name: str, title: str, definition: str, where: All) -> Measure:
    return Measure(name, title, definition, "calls", Count(BEGAN, where), "M2", numerator=title)


def _contacts(
    name: str,
    title: str,
    definition: str,
    unit: str,
    where: All,
    requirement: str = "M2",
    excludes: str = _NO_AUTOMATIC,
) -> Measure:
    return Measure(name, title, definition, unit, Count(BEGAN, where), requirement, numerator=title, excludes=excludes)


_ALL = (
    # What M2 asks for comes first, in its order.
    _calls("calls_answered", "Calls answered", "Calls offered in which an adviser spoke.", ANSWERED_CALLS),
    _calls(
        "calls_not_answered",
        "Calls not answered",
        "Calls offered in which no adviser spoke: short abandoned, abandoned, voicemail, out of hours and refused.",
        every(OFFERED, NOT_ANSWERED),
    ),
    Measure(
        "calls_not_answered_percent",
        "Calls not answered, percentage",
        "Calls not answered, as a percentage of calls offered.",
        "percent",
        percentage(BEGAN, part=NOT_ANSWERED, whole=OFFERED),
        "M2",
        "Calls not answered",
        "Calls offered",
    ),
    Measure(
        "calls_not_answered_percent_excluding_short",
        "Calls not answered, percentage without short abandons",
        "Calls not answered, as a percentage of calls offered, with short abandons left out of both.",
        "percent",
        percentage(BEGAN, part=NOT_ANSWERED, whole=every(OFFERED, NOT_SHORT)),
        "M2",
        "Calls not answered, less short abandons",
        "Calls offered, less short abandons",
        "Tests and short abandons.",
    ),
    _contacts(
        "callbacks_made",
        "Call-backs made",
        "Call-back attempts placed, whether or not the person was reached. Each attempt is one contact.",
        "call-backs",
        CALLBACKS,
        excludes="Tests.",
    ),
    Measure(
        "call_duration_mean_seconds",
        "Average call duration",
        "Mean talk time of answered calls, in true elapsed seconds. Waiting and wrap-up are not part of it.",
        "seconds",
        Mean(BEGAN, "talk_seconds", ANSWERED_CALLS),
        "M2",
        "Talk time of answered calls, in seconds",
        "Answered calls with a known talk time",
    ),
    _contacts(
        "chats_answered",
        "Chats answered",
        "Chats in which an adviser sent a message.",
        "chats",
        every(CHATS, ANSWERED),
    ),
    _contacts(
        "emails_received",
        "E-mails received",
        "Unique messages from people. Automatic replies, bounces and spam are counted apart.",
        "e-mails",
        EMAILS_IN,
    ),
    _contacts(
        "emails_replied",
        "E-mails replied to",
        "E-mails received that a reply in their thread followed, whenever it was sent.",
        "e-mails",
        every(EMAILS_IN, IsTrue("replied")),
    ),
    # The rest of the calls.
    _calls(
        "calls_offered",
        "Calls offered",
        "Incoming calls that reached the exchange, open or closed. A transfer is one call.",
        OFFERED,
    ),
    _calls(
        "calls_short_abandoned",
        "Calls short abandoned",
        "Calls offered whose caller left the queue within 30 seconds.",
        every(OFFERED, Equals("outcome", "short_abandon")),
    ),
    _calls(
        "calls_abandoned",
        "Calls abandoned",
        "Calls offered whose caller left the queue after 30 seconds or more.",
        every(OFFERED, Equals("outcome", "abandoned")),
    ),
    _calls(
        "calls_voicemail",
        "Calls to voicemail",
        "Calls offered that ended in voicemail.",
        every(OFFERED, Equals("outcome", "voicemail")),
    ),
    _calls(
        "calls_out_of_hours",
        "Calls out of hours",
        "Calls offered while the service was closed and that left no voicemail.",
        every(OFFERED, Equals("outcome", "out_of_hours")),
    ),
    _calls(
        "calls_refused",
        "Calls refused by a full queue",
        "Calls offered that a full queue turned away.",
        every(OFFERED, Equals("outcome", "refused")),
    ),
    Measure(
        "call_duration_median_seconds",
        "Median call duration",
        "Median talk time of answered calls.",
        "seconds",
        Percentile(BEGAN, "talk_seconds", 50, ANSWERED_CALLS),
        "M2",
        denominator="Answered calls with a known talk time",
    ),
    Measure(
        "call_duration_p95_seconds",
        "95th percentile of call duration",
        "The talk time that 95 in 100 answered calls do not exceed, by linear interpolation between closest ranks.",
        "seconds",
        Percentile(BEGAN, "talk_seconds", 95, ANSWERED_CALLS),
        "M2",
        denominator="Answered calls with a known talk time",
    ),
    Measure(
        "call_wait_median_seconds",
        "Median wait for an answer",
        "Median time that answered calls waited in the queue.",
        "seconds",
        Percentile(BEGAN, "wait_seconds", 50, ANSWERED_CALLS),
        "M2",
        denominator="Answered calls with a known wait",
    ),
    Measure(
        "call_wrap_up_mean_seconds",
        "Average wrap-up",
        "Mean time that an adviser spent on the record after an answered call.",
        "seconds",
        Mean(BEGAN, "wrap_up_seconds", ANSWERED_CALLS),
        "M2",
        "Wrap-up of answered calls, in seconds",
        "Answered calls with a known wrap-up",
    ),
    _contacts(
        "calls_made",
        "Calls made",
        "Outgoing calls other than call-backs.",
        "calls",
        every(COUNTED, Equals("channel", codes.CALL), Equals("direction", codes.OUT)),
        excludes="Tests.",
    ),
    # Call-backs.
    Measure(
        "callbacks_requested",
        "Call-backs requested",
        "Requests to be called back, from any channel.",
        "requests",
        Count(REQUESTED, every()),
        "C5",
        numerator="Call-backs requested",
    ),
    _contacts(
        "callbacks_completed",
        "Call-backs completed",
        "Call-back attempts in which the person was spoken to.",
        "call-backs",
        COMPLETED,
        "C5",
        "Tests.",
    ),
    Measure(
        "callbacks_completed_in_slot_percent",
        "Call-backs completed within the promised slot, percentage",
        "Call-backs completed within the promised slot, as a percentage of call-backs completed.",
        "percent",
        percentage(BEGAN, part=IsTrue("within_promised_slot"), whole=COMPLETED),
        "C5",
        "Call-backs completed within the promised slot",
        "Call-backs completed",
    ),
    Measure(
        "callbacks_completed_in_three_percent",
        "Call-backs completed within three attempts, percentage",
        "Call-backs completed at the first, second or third attempt, as a percentage of call-backs completed.",
        "percent",
        percentage(BEGAN, part=Between("attempt", 1, 3), whole=COMPLETED),
        "C5",
        "Call-backs completed within three attempts",
        "Call-backs completed",
    ),
    # Written channels and sessions.
    _contacts("chats_offered", "Chats offered", "Chats begun by an enquirer.", "chats", CHATS),
    _contacts(
        "chats_abandoned",
        "Chats abandoned",
        "Chats offered in which no adviser sent a message.",
        "chats",
        every(CHATS, Equals("outcome", "abandoned")),
    ),
    Measure(
        "emails_replied_percent",
        "E-mails replied to, percentage",
        "E-mails replied to, as a percentage of e-mails received.",
        "percent",
        percentage(BEGAN, part=IsTrue("replied"), whole=EMAILS_IN),
        "M2",
        "E-mails replied to",
        "E-mails received",
        _NO_AUTOMATIC,
    ),
    Measure(
        "email_first_reply_median_open_seconds",
        "Median time to first reply",
        "Median time, counted in open hours only, from an e-mail received to the first reply to it.",
        "seconds",
        Percentile(BEGAN, "first_reply_open_seconds", 50, every(EMAILS_IN, IsTrue("replied"))),
        "M2",
        denominator="E-mails replied to with a known time",
        excludes=_NO_AUTOMATIC,
    ),
    Measure(
        "email_first_reply_p90_open_seconds",
        "90th percentile of time to first reply",
        "The time, counted in open hours only, within which 90 in 100 e-mails that were replied to had their reply.",
        "seconds",
        Percentile(BEGAN, "first_reply_open_seconds", 90, every(EMAILS_IN, IsTrue("replied"))),
        "M2",
        denominator="E-mails replied to with a known time",
        excludes=_NO_AUTOMATIC,
    ),
    _contacts(
        "emails_sent",
        "E-mails sent",
        "Messages sent by advisers. Automatic acknowledgements are not contacts.",
        "e-mails",
        every(COUNTED, Equals("channel", codes.EMAIL), Equals("direction", codes.OUT)),
        excludes="Tests and automatic acknowledgements.",
    ),
    _contacts(
        "emails_auto_replies",
        "Automatic replies",
        "Automatic e-mail replies that reached the mailbox. Left out of e-mails received.",
        "e-mails",
        every(AUTOMATIC_EMAIL, Equals("outcome", "auto_reply")),
        excludes="Nothing.",
    ),
    _contacts(
        "emails_bounced",
        "Bounces",
        "Notices that an e-mail could not be delivered. Left out of e-mails received.",
        "e-mails",
        every(AUTOMATIC_EMAIL, Equals("outcome", "bounce")),
        excludes="Nothing.",
    ),
    _contacts(
        "emails_spam",
        "Spam e-mails",
        "E-mails recognised as spam. Left out of e-mails received.",
        "e-mails",
        every(AUTOMATIC_EMAIL, Equals("outcome", "spam")),
        excludes="Nothing.",
    ),
    _contacts(
        "web_forms_received",
        "Web forms received",
        "Enquiry forms sent from the public site.",
        "forms",
        every(COUNTED, Equals("channel", codes.WEB_FORM)),
        "C3",
        "Tests and spam.",
    ),
    _contacts(
        "sessions_delivered",
        "Sessions delivered",
        "Follow-up sessions that were held.",
        "sessions",
        every(COUNTED, Equals("channel", codes.SESSION), Equals("outcome", "delivered")),
        "A6",
        "Tests, and sessions that nobody attended.",
    ),
    # All contacts, and enquiries.
    _contacts(
        "contacts_total",
        "Contacts",
        "Communications in any channel, in or out: each call, e-mail, chat, web form, call-back attempt or session.",
        "contacts",
        every(COUNTED),
    ),
    _contacts(
        "billable_contacts",
        "Billable contacts",
        "Answered calls, completed call-backs, e-mails replied to, chats with an exchange and delivered sessions.",
        "contacts",
        every(COUNTED, IsTrue("billable")),
        "M4",
        "Abandoned, spam, automatic and out-of-scope contacts, those in which no advice was asked for, and tests.",
    ),
    Measure(
        "enquiries_opened",
        "Enquiries opened",
        "Matters of one professional, however many contacts each had.",
        "enquiries",
        Count(OPENED, every(COUNTED)),
        "M2",
        numerator="Enquiries opened",
        excludes=_NO_MERGED,
    ),
    Measure(
        "enquiries_closed",
        "Enquiries closed",
        "Enquiries closed for the first time in the month. One reopened later stays counted here.",
        "enquiries",
        Count(CLOSED, every(COUNTED)),
        "M2",
        numerator="Enquiries closed",
        excludes=_NO_MERGED,
    ),
    Measure(
        "first_contact_resolution_percent",
        "First-contact resolution, percentage",
        "Enquiries closed with one answered contact and not reopened within 14 days, of all enquiries closed.",
        "percent",
        percentage(
            CLOSED,
            part=every(Equals("answered_contacts", 1), IsFalse("reopened_within_14_days")),
            whole=every(COUNTED),
        ),
        "M6",
        "Enquiries closed with one answered contact and not reopened within 14 days",
        "Enquiries closed",
        _NO_MERGED,
        Protection.PERCENTAGE_OF_ENOUGH,
    ),
    *(
        Measure(
            f"confidence_{item}_change_mean",
            f"Change in confidence in {item}, mean",
            f"Confidence in {item} harmful sexual behaviour (0 to 10) at the close, less that at the start: the mean "
            "over enquiries in which both were answered. The change is one to which the service may have contributed.",
            "points",
            MeanPairedDifference(CLOSED, f"{item}_start", f"{item}_close", IN_SCOPE),
            "L3",
            "Sum of the differences",
            "Enquiries with both answers",
            "Tests, spam, merged enquiries and enquiries out of scope.",
            Protection.PAIRS_OF_ENOUGH,
        )
        for item in ("identifying", "responding")
    ),
)

MEASURES: dict[str, Measure] = {measure.id: measure for measure in _ALL}
assert len(MEASURES) == len(_ALL)

M2_FIRST = (
    "calls_answered",
    "calls_not_answered",
    "calls_not_answered_percent",
    "callbacks_made",
    "call_duration_mean_seconds",
    "chats_answered",
    "emails_received",
    "emails_replied",
)
"""The figures that requirement M2 names, in its order: the first thing on the page."""
