"""Every table of the monthly figures. Ids are published: add, never rename."""

from __future__ import annotations

from dataclasses import dataclass

from adviceline.measures.algebra import Source
from adviceline.measures.definitions import (
    BEGAN,
    CLOSED,
    COUNTED,
    IN_SCOPE,
    OFFERED,
    OPENED,
    SIGNPOSTED,
    STAFFED,
    THEMES,
)
from adviceline.measures.predicates import All, every

CONFIDENCE_ITEMS = ("identifying", "responding")


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """`protected` tables pass through disclosure control; the others show the service's own work exactly."""

    id: str
    title: str
    definition: str
    unit: str
    source: Source
    where: All
    requirement: str
    protected: bool


@dataclass(frozen=True, slots=True)
class OneWay(TableDefinition):
    """Rows counted by one coded `column`. `field` is the taxonomy's field that names the codes, empty for none.

    `total_measure` is the measure that publishes the exact total; empty where the rows do not add up to one.
    """

    column: str
    field: str
    total_measure: str = ""
    additive: bool = True


CONTACTS_BY_CHANNEL = TableDefinition(
    "contacts_by_channel",
    "Contacts by channel",
    "Contacts in each channel, in and out. The total is all contacts.",
    "contacts",
    BEGAN,
    every(COUNTED),
    "M2",
    protected=False,
)
CALLS_BY_WEEKDAY_HALF_HOUR = TableDefinition(
    "calls_by_weekday_half_hour",
    "Calls by weekday and half hour",
    "Calls offered, answered and not answered by the weekday and half hour of London in which they began, with the "
    "percentage not answered. Half hours in which no call was offered are left out. The longest run is the greatest "
    "number of half hours one after another, of those in which calls were offered while the service was open, in "
    "which no call was answered.",
    "calls",
    BEGAN,
    OFFERED,
    "M2",
    protected=False,
)
CONFIDENCE = TableDefinition(
    "confidence",
    "Confidence before and after",
    "Confidence in identifying and in responding to harmful sexual behaviour, 0 to 10, asked at the start and at the "
    "close of an enquiry. Eligible: enquiries closed in the month and in scope. Offered: those asked at the close. "
    "Answered: those who answered at the close. Paired: those who answered both times; the distributions, medians, "
    "mean difference with its 95 % interval and Wilcoxon signed-rank test are theirs. The response rate is answered "
    "of offered.",
    "enquiries",
    CLOSED,
    IN_SCOPE,
    "L3",
    protected=True,
)


def _enquiries(name: str, title: str, column: str) -> OneWay:
    return OneWay(
        f"enquiries_by_{column}",
        title,
        f"Enquiries opened, by {name}.",
        "enquiries",
        OPENED,
        every(COUNTED),
        "M2",
        protected=True,
        column=column,
        field=column,
        total_measure="enquiries_opened",
    )


ONE_WAY = (
    _enquiries("kind of enquiry", "Enquiries by kind", "kind"),
    _enquiries("the enquirer’s role", "Enquiries by role", "role"),
    _enquiries("the enquirer’s setting", "Enquiries by setting", "setting"),
    _enquiries("region", "Enquiries by region", "region"),
    OneWay(
        "enquiries_by_theme",
        "Enquiries by theme",
        "Enquiries opened, by theme. One enquiry may have several themes, so the rows do not add up.",
        "enquiries",
        THEMES,
        every(),
        "L6",
        protected=True,
        column="theme",
        field="theme",
        additive=False,
    ),
    OneWay(
        "signposts_by_resource",
        "Signposts by resource",
        "Resources given to enquirers: each time a resource is given in an enquiry counts once.",
        "signposts",
        SIGNPOSTED,
        every(),
        "A5",
        protected=True,
        column="resource",
        field="",
    ),
)


def _for_returns(name: str, title: str, what: str, *, requirement: str = "L6") -> TableDefinition:
    return TableDefinition(
        name, title, f"Enquiries opened, by {what}.", "enquiries", OPENED, every(COUNTED), requirement, protected=True
    )


ENQUIRIES_BY_LOCAL_AUTHORITY = _for_returns(
    "enquiries_by_local_authority",
    "Enquiries by region and local authority",
    "region, and within it by the local authority of the enquirer",
)
ENQUIRIES_BY_REGION_AND_KIND = _for_returns(
    "enquiries_by_region_and_kind", "Enquiries by region and kind", "region and kind of enquiry"
)
ENQUIRIES_BY_SETTING_AND_KIND = _for_returns(
    "enquiries_by_setting_and_kind", "Enquiries by setting and kind", "the enquirer’s setting and kind of enquiry"
)
CONFIDENCE_SCORES = TableDefinition(
    "confidence_scores",
    "Confidence, by score",
    "Answers given at the start and at the close by those who answered both times, by score.",
    "enquiries",
    CLOSED,
    IN_SCOPE,
    "L3",
    protected=True,
)
COVER_BY_WEEKDAY_HALF_HOUR = TableDefinition(
    "cover_by_weekday_half_hour",
    "Minimum cover by weekday and half hour",
    "Open half hours, those in which minimum cover was met throughout, and those in which for some of the time or all of it "
    "fewer were there than the rule asks for, by the weekday and half hour of London.",
    "half hours",
    STAFFED,
    every(),
    "M5",
    protected=False,
)
#: Tables of a return that the monthly figures do not have. Those of people are only ever shown as protected together.
RETURN_TABLES: dict[str, TableDefinition] = {
    table.id: table
    for table in (
        COVER_BY_WEEKDAY_HALF_HOUR,
        ENQUIRIES_BY_LOCAL_AUTHORITY,
        ENQUIRIES_BY_REGION_AND_KIND,
        ENQUIRIES_BY_SETTING_AND_KIND,
        CONFIDENCE_SCORES,
    )
}

TABLES: dict[str, TableDefinition] = {
    table.id: table for table in (CONTACTS_BY_CHANNEL, CALLS_BY_WEEKDAY_HALF_HOUR, *ONE_WAY, CONFIDENCE)
}
