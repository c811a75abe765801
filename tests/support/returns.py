"""An invented return, with a table of every kind and a cell in every state."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from adviceline.reporting.returns.document import (
    LOW,
    NOT_APPLICABLE,
    NOT_COMPUTED,
    SUPPRESSED,
    Act,
    Cell,
    Chart,
    ChartKind,
    Column,
    Figure,
    Note,
    Parameter,
    ReturnDocument,
    Row,
    RuleSet,
    Section,
    Series,
    Step,
    Table,
)

HASH = "sha256:" + "0123456789abcdef" * 4


def a_figure(name: str = "calls_answered", value: Cell | None = None, **other: object) -> Figure:
    given: dict[str, object] = {
        "id": name,
        "title": name.replace("_", " ").capitalize(),
        "definition": "Calls offered in which an adviser spoke.",
        "group": "Calls",
        "unit": "calls",
        "decimals": 0,
        "value": value or Cell.exact(812),
        "protection": "Shown exactly.",
        "placed": "The month in which the call began.",
        "excludes": "Tests.",
        "requirement": "M2",
        "formula": "count of contacts where outcome is answered",
    }
    return Figure(**{**given, **other})  # type: ignore[arg-type]


def a_percentage(name: str = "calls_not_answered_percent", value: float = 12.5) -> Figure:
    return a_figure(
        name,
        Cell.exact(value),
        unit="percent",
        decimals=1,
        numerator=Cell.exact(116),
        numerator_words="Calls not answered",
        denominator=Cell.exact(928),
        denominator_words="Calls offered",
    )


def by_channel() -> Table:
    rows = (("call", "Phone calls", 928, 31), ("chat", "Chats", 120, 0), ("email", "E-mails", 205, 190))
    return Table(
        id="contacts_by_channel",
        title="Contacts by channel",
        definition="Contacts in each channel, in and out.",
        unit="contacts",
        method="exact",
        row_heads=("Channel",),
        columns=(
            Column(code="in", label="In"),
            Column(code="out", label="Out"),
            Column(code="value", label="Contacts"),
        ),
        rows=(
            *(
                Row(code=code, labels=(label,), cells=(Cell.exact(came), Cell.exact(went), Cell.exact(came + went)))
                for code, label, came, went in rows
            ),
            Row(
                code="total",
                labels=("Total",),
                cells=(Cell.exact(1253), Cell.exact(221), Cell.exact(1474)),
                total=True,
            ),
        ),
    )


def by_half_hour() -> Table:
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    cells = [(day, hour, (day * 7 + hour * 3) % 11 + 1) for day in range(5) for hour in range(16, 40, 2)]
    return Table(
        id="calls_by_weekday_half_hour",
        title="Calls by weekday and half hour",
        definition="Calls offered and not answered by the weekday and half hour of London in which they began.",
        unit="calls",
        method="exact",
        row_heads=("Weekday", "Half hour"),
        columns=(
            Column(code="offered", label="Offered"),
            Column(code="not_answered", label="Not answered"),
            Column(code="not_answered_percent", label="Not answered, percentage", unit="percent", decimals=1),
        ),
        rows=tuple(
            Row(
                code=f"{day + 1}-{hour}",
                labels=(days[day], f"{hour // 2:02d}:00"),
                cells=(
                    Cell.exact(offered),
                    Cell.exact(offered // 3),
                    Cell.exact(round(100 * (offered // 3) / offered, 1)),
                ),
            )
            for day, hour, offered in cells
        ),
        note="Longest run without an answered call: 3 half hours in which people called (7 calls).",
    )


def by_region() -> Table:
    north = {"level": 1, "parent": "north"}
    return Table(
        id="enquiries_by_region",
        title="Enquiries by region",
        definition="Enquiries opened, by region.",
        unit="enquiries",
        method="suppression",
        row_heads=("Region",),
        columns=(Column(code="value", label="Enquiries"),),
        rows=(
            Row(code="north", labels=("The North",), cells=(Cell.rounded(40),), total=True),
            Row(code="E12000001", labels=("North East",), cells=(SUPPRESSED,), **north),
            Row(code="E12000002", labels=("North West",), cells=(Cell.rounded(35),), **north),
            Row(code="E12000007", labels=("London",), cells=(Cell.rounded(25),)),
            Row(code="E12000009", labels=("South West",), cells=(SUPPRESSED,)),
            Row(code="elsewhere", labels=("Elsewhere",), cells=(LOW,)),
            Row(code="not_asked", labels=("Not asked",), cells=(NOT_APPLICABLE,)),
            Row(code="total", labels=("Total",), cells=(Cell.rounded(70),), total=True),
        ),
        notes=("regions",),
        note="The local authorities are shown as regions, because too many of them would be hidden.",
    )


def by_month() -> Table:
    return Table(
        id="enquiries_by_month",
        title="Enquiries by month",
        definition="Enquiries opened in each month of the service.",
        unit="enquiries",
        method="rounding",
        row_heads=("Month",),
        columns=(Column(code="value", label="Enquiries"),),
        rows=(
            Row(code="2022-01", labels=("January 2022",), cells=(Cell.rounded(60),)),
            Row(code="2022-02", labels=("February 2022",), cells=(Cell.rounded(70),)),
        ),
    )


def a_return(name: str = "2022-02", **other: object) -> ReturnDocument:
    period, _, revision = name.partition("-r")
    number = int(revision or 1)
    given: dict[str, object] = {
        "name": name,
        "series": Series.QUARTERLY if "Q" in period else Series.MONTHLY,
        "period": period,
        "title": "Monitoring return: February 2022",
        "service": "Harmful Sexual Behaviour Support Service",
        "begins_on": date(2022, 2, 1),
        "ends_on": date(2022, 2, 28),
        "revision": number,
        "corrects": "" if number == 1 else period if number == 2 else f"{period}-r{number - 1}",
        "reasons": () if number == 1 else ("Twelve e-mails that arrived late are now counted.",),
        "first_figures": ("calls_answered", "calls_not_answered_percent", "emails_replied"),
        "figures": (
            a_figure(),
            a_percentage(),
            a_figure("emails_replied", Cell.exact(177), unit="e-mails", group="Chats, e-mails and forms"),
            a_figure(
                "call_duration_mean_seconds",
                Cell.exact(754.3),
                unit="seconds",
                decimals=1,
                denominator=Cell.exact(812),
                denominator_words="Answered calls with a known talk time",
            ),
            a_figure(
                "confidence_identifying_change_mean",
                SUPPRESSED,
                unit="points",
                decimals=2,
                group="Confidence",
                denominator=SUPPRESSED,
                denominator_words="Pairs",
                note="There are fewer than 10 pairs.",
            ),
            a_figure("first_contact_resolution_percent", NOT_COMPUTED, unit="percent", decimals=1, group="Enquiries"),
        ),
        "tables": (by_channel(), by_half_hour(), by_region(), by_month()),
        "charts": (
            Chart(id="channels", title="Contacts by channel", kind=ChartKind.BAR, table="contacts_by_channel",
                  column="value"),
            Chart(id="unanswered", title="Calls not answered, by weekday and half hour", kind=ChartKind.HEAT,
                  table="calls_by_weekday_half_hour", column="not_answered"),
            Chart(id="regions", title="Enquiries by region", kind=ChartKind.BAR, table="enquiries_by_region",
                  column="value"),
            Chart(id="months", title="Enquiries by month", kind=ChartKind.LINE, table="enquiries_by_month",
                  column="value"),
        ),
        "commentary": (
            Section("emerging_issues", "Emerging issues and trends", "More schools asked about planning.\n\nFewer called."),
            Section("expenditure", "Expenditure", "Spending to date is £41,200 of £400,000."),
            Section("feedback", "What changed because of feedback", "The menu of the phone line is shorter."),
        ),
        "notes": (Note("regions", "A region is that of the establishment, where it is known."),),
        "methodology": (
            Section("counting", "How contacts are counted", "A contact is one communication in one channel."),
            Section("protection", "How people are protected", "Counts from 1 to 4 are hidden."),
        ),
        "rules": RuleSet(
            "Counts from 1 to 4 are hidden and marked [c]; other counts are rounded to the nearest 5.",
            (Parameter("Threshold", "4"), Parameter("Rounding base", "5")),
            HASH,
        ),
        "snapshot_hash": HASH,
        "code_version": "0.1.0",
        "content_version": "hsb 2022-01-04",
        "acts": (
            Act(Step.PREPARED, "Service manager", datetime(2022, 3, 2, 9, 30, tzinfo=UTC)),
            Act(Step.SIGNED, "Service manager", datetime(2022, 3, 3, 10, 0, tzinfo=UTC)),
            Act(Step.RELEASED, "Service manager", datetime(2022, 3, 3, 10, 5, tzinfo=UTC)),
        ),
    }  # fmt: skip
    return replace(ReturnDocument(**{**given, "name": name}), **other)  # type: ignore[arg-type]
