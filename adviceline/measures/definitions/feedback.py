"""What people said of the service, and what came of it."""

from __future__ import annotations

from adviceline.measures import feedback_codes as codes
from adviceline.measures.algebra import Count, Mean, Rate, percentage
from adviceline.measures.definitions.parts import ASKED, COUNTED, HEARD, SAID, TOLD, Measure, Protection
from adviceline.measures.predicates import All, Between, Equals, IsKnown, IsTrue, OneOf, every

AFTER = OneOf("wave", (codes.CLOSE, codes.FOLLOW_UP))
ELIGIBLE = Count(ASKED, every(AFTER))
OFFERED = Count(ASKED, every(AFTER, IsTrue("offered")))
ANSWERED = Count(SAID, every(AFTER))
NOBODY = "Nobody: questions before any advice are counted apart."
NO_DUPLICATES = "Cases set aside as spam, a test or the same thing said twice."


def _people(name: str, title: str, definition: str, unit: str, count: Count, requirement: str = "L2") -> Measure:
    return Measure(
        name,
        title,
        definition,
        unit,
        count,
        requirement,
        numerator=title,
        excludes=NOBODY,
        protection=Protection.PEOPLE,
    )


def _share(name: str, title: str, definition: str, part: All, whole: All, words: tuple[str, str]) -> Measure:
    return Measure(
        name, title, definition, "percent", percentage(SAID, part=part, whole=every(AFTER, whole)), "L2", *words,
        NOBODY, Protection.PEOPLE,
    )  # fmt: skip


def _in_time(name: str, title: str, definition: str, column: str, done: str) -> Measure:
    return Measure(
        name, title, definition, "percent",
        percentage(HEARD, part=IsTrue(column), whole=every(COUNTED, IsKnown(column))), "L2",
        f"Cases {done} in time", f"Cases {done}, or overdue", NO_DUPLICATES, Protection.PEOPLE,
    )  # fmt: skip


FEEDBACK_MEASURES = (
    _people(
        "feedback_eligible", "People who came to be asked for feedback",
        "Enquiries whose turn came to be asked about, when they had closed or four to six weeks later.", "people", ELIGIBLE,
    ),
    _people(
        "feedback_offered", "People asked for feedback",
        "Of those, the ones who agreed to be followed up, could be reached and were asked.", "people", OFFERED,
    ),
    _people(
        "feedback_answered", "Feedback answered",
        "Sets of answers, by e-mail link, on the phone and in chat. They are counted when the batch in which they wait "
        "is let out, so that nobody can be told apart.", "people", ANSWERED,
    ),
    Measure(
        "feedback_response_percent", "Response rate, percentage",
        "Feedback answered, as a percentage of people asked. Answers and asking are counted in the month of each, so a "
        "month in which many earlier ones answer can pass 100.",
        "percent", Rate(ANSWERED, OFFERED), "L2", "Feedback answered", "People asked for feedback", NOBODY,
        Protection.PEOPLE,
    ),
    Measure(
        "feedback_satisfaction_mean", "Satisfaction, mean",
        "Satisfaction with the service, 1 (very dissatisfied) to 5 (very satisfied): the mean of those who answered it.",
        "points", Mean(SAID, "satisfaction", every(AFTER)), "L2", "Sum of the answers", "People who answered it", NOBODY,
        Protection.PEOPLE,
    ),
    _share(
        "feedback_satisfied_percent", "Satisfied, percentage",
        "People who were satisfied or very satisfied, as a percentage of those who answered it.",
        every(Between("satisfaction", codes.SATISFIED_FROM, 5)), every(IsKnown("satisfaction")),
        ("Satisfied or very satisfied", "People who answered it"),
    ),
    _share(
        "feedback_recommend_percent", "Would recommend, percentage",
        "People who would recommend the service to a colleague, as a percentage of those who answered it.",
        every(Equals("recommend", "yes")), every(OneOf("recommend", codes.RECOMMEND)),
        ("Would recommend", "People who answered it"),
    ),
    _share(
        "feedback_helped_percent", "Advice helped, percentage",
        "People whom the advice helped, as a percentage of those who answered it. 'Partly' is not counted as helped.",
        every(Equals("helped", "yes")), every(OneOf("helped", codes.HELPED)),
        ("The advice helped", "People who answered it"),
    ),
    _share(
        "feedback_agreed_done_percent", "Did what was agreed, percentage",
        "People who did all or some of what was agreed, as a percentage of those who answered it some weeks later.",
        every(OneOf("done", ("all", "some"))), every(OneOf("done", codes.DONE)),
        ("Did all or some of it", "People who answered it"),
    ),
    Measure(
        "dissatisfaction_cases", "Cases of dissatisfaction",
        "Expressions of dissatisfaction, formal or not: negative answers, the public form, and what advisers recorded.",
        "cases", Count(HEARD, every(COUNTED)), "L2", numerator="Cases of dissatisfaction", excludes=NO_DUPLICATES,
        protection=Protection.PEOPLE,
    ),
    _in_time(
        "dissatisfaction_acknowledged_in_time_percent", "Cases taken on in time, percentage",
        "Cases taken on within a day, or by the end of the next working day, as a percentage of those taken on or overdue.",
        "acknowledged_in_time", "taken on",
    ),
    _in_time(
        "dissatisfaction_answered_in_time_percent", "Cases answered in time, percentage",
        "Cases answered within fifteen working days, as a percentage of those answered or overdue.",
        "answered_in_time", "answered",
    ),
    Measure(
        "improvements_published", "Improvements that the public was told of",
        "'You said, we did': what was done because of what people said, in words that a second person approved. Words "
        "taken back no longer count.", "improvements", Count(TOLD, every()), "L2",
        numerator="Improvements that the public was told of", excludes="Nothing.",
    ),
)  # fmt: skip
