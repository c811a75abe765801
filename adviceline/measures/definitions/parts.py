"""What the definitions are made of: a measure, where its rows come from, and the conditions that several share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from adviceline.measures import codes
from adviceline.measures.algebra import Count, Expression, Source
from adviceline.measures.predicates import All, Equals, IsFalse, IsTrue, OneOf, every


class Protection(Enum):
    """What may be shown of a figure; the numbers are settings of `disclosure.primary.Rule`."""

    EXACT = "Shown exactly: a figure of the service's own work."
    PERCENTAGE_OF_ENOUGH = "Not shown where the denominator is below the smallest base of a percentage."
    PAIRS_OF_ENOUGH = "Not shown where there are fewer pairs than the smallest number for a mean."
    PEOPLE = (
        "A figure of people: a small count is hidden and others are rounded; a percentage is worked out from what is "
        "shown of its two counts, a mean is given to one place, and both only where enough people are behind them."
    )


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

ASKED = Source("facts_feedbackaskfact", "month", "the month in which the person came to be asked")
SAID = Source("facts_feedbackanswerfact", "month", "the month in which the batch of answers was let out")
HEARD = Source("facts_feedbackcasefact", "month", "the month in which it was heard")
TOLD = Source("facts_publishedimprovementfact", "month", "the month in which the public was told")

STAFFED = Source("facts_coverfact", "month", "the month in which the half hour began")

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

NO_AUTOMATIC = "Tests, automatic replies, bounces and spam."
NO_MERGED = "Tests, spam, and enquiries merged into another (which is counted)."


def calls(name: str, title: str, definition: str, where: All) -> Measure:
    return Measure(name, title, definition, "calls", Count(BEGAN, where), "M2", numerator=title)


def contacts(
    name: str,
    title: str,
    definition: str,
    unit: str,
    where: All,
    requirement: str = "M2",
    excludes: str = NO_AUTOMATIC,
) -> Measure:
    return Measure(name, title, definition, unit, Count(BEGAN, where), requirement, numerator=title, excludes=excludes)
