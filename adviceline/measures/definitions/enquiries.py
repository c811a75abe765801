"""All contacts, enquiries, and confidence."""

from __future__ import annotations

from adviceline.measures.algebra import Count, MeanPairedDifference, percentage
from adviceline.measures.definitions.parts import (
    CLOSED,
    COUNTED,
    IN_SCOPE,
    NO_MERGED,
    OPENED,
    Measure,
    Protection,
    contacts,
)
from adviceline.measures.predicates import Equals, IsFalse, IsTrue, every

ENQUIRY_MEASURES = (
    contacts(
        "contacts_total",
        "Contacts",
        "Communications in any channel, in or out: each call, e-mail, chat, web form, call-back attempt or session.",
        "contacts",
        every(COUNTED),
    ),
    contacts(
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
        excludes=NO_MERGED,
    ),
    Measure(
        "enquiries_closed",
        "Enquiries closed",
        "Enquiries closed for the first time in the month. One reopened later stays counted here.",
        "enquiries",
        Count(CLOSED, every(COUNTED)),
        "M2",
        numerator="Enquiries closed",
        excludes=NO_MERGED,
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
        NO_MERGED,
        Protection.PERCENTAGE_OF_ENOUGH,
    ),
    *(
        Measure(
            f"confidence_{item}_change_mean",
            f"Change in confidence in {item}, mean",
            f"Confidence in {about} harmful sexual behaviour (0 to 10) at the close, less that at the start: the mean "
            "over enquiries in which both were answered. The change is one to which the service may have contributed.",
            "points",
            MeanPairedDifference(CLOSED, f"{item}_start", f"{item}_close", IN_SCOPE),
            "L3",
            "Sum of the differences",
            "Enquiries with both answers",
            "Tests, spam, merged enquiries and enquiries out of scope.",
            Protection.PAIRS_OF_ENOUGH,
        )
        for item, about in (("identifying", "identifying"), ("responding", "responding to"))
    ),
)
