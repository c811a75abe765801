"""The examples of the component page. Everything in them is made up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django import forms

from adviceline.ui import charts
from adviceline.ui.filters import LONDON
from adviceline.ui.forms import DatePartsField, Finding, GuardedValidationError, ReadableForm, ScaleField
from adviceline.ui.tables import Column, Table

FOLDER = Path(__file__).parent / "templates/ui/examples"
NOW = dt.datetime(2022, 2, 3, 10, 0, tzinfo=LONDON)
NOTE = "The lead rang about Rowan Exampleton in their class."


class ExampleForm(ReadableForm):
    role = forms.ChoiceField(
        label="What is your role?",
        choices=[
            ("dsl", "Designated safeguarding lead"),
            ("teacher", "Teacher or pastoral staff"),
            ("other", "Something else"),
        ],
        widget=forms.RadioSelect,
    )
    themes = forms.MultipleChoiceField(
        label="What is it about?",
        help_text="Choose all that fit",
        choices=[("policy", "Policy"), ("training", "Training"), ("online", "Online")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    region = forms.ChoiceField(
        label="Region", choices=[("", "---------"), ("nw", "North West"), ("se", "South East")], required=False
    )
    email = forms.EmailField(label="E-mail address", help_text="We only use this to answer you")
    phone = forms.CharField(label="Phone number", widget=forms.TextInput(attrs={"type": "tel"}), required=False)
    minutes = forms.IntegerField(label="Minutes", required=False)
    review_date = DatePartsField(label="When will you review this?", help_text="For example, 3 2 2022", required=False)
    confidence = ScaleField(label="How confident do you feel about what to do next?", required=False)
    note = forms.CharField(label="What is your question?", widget=forms.Textarea, max_length=2000, required=False)
    organisation = forms.CharField(
        label="School or organisation", help_text="Type a name or its number (URN)", required=False
    )
    organisation_urn = forms.CharField(widget=forms.HiddenInput, required=False)
    agree = forms.BooleanField(label="You may contact me afterwards", required=False)

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        at = note.find("Rowan Exampleton")
        if at >= 0:
            finding = Finding(at, at + 16, "Rowan Exampleton", "looks like the name of a child.", "a child")
            raise GuardedValidationError("Take out what could identify a child", [finding])
        return note


def context() -> Mapping[str, Any]:
    """What the examples draw: forms blank and refused, rows, figures, charts; and the list of the examples."""
    return {
        "examples": [
            {"name": path.stem, "template": f"ui/examples/{path.name}"} for path in sorted(FOLDER.glob("*.html"))
        ],
        "now": NOW,
        "blank": ExampleForm(auto_id="blank_%s"),
        "refused": ExampleForm(
            {
                "email": "rowan",
                "note": NOTE,
                "minutes": "ten",
                "review_date-day": "31",
                "review_date-month": "2",
                "review_date-year": "2022",
            },
            auto_id="refused_%s",
        ),
        "entries": _entries(),
        "rows": _rows(),
        "table": _table(),
        "bar": charts.bar_chart(
            "Contacts by channel, February 2022",
            [("Phone", 148), ("E-mail", 61), ("Form", 40), ("Chat", 22)],
            value_title="Contacts",
            label_title="Channel",
        ),
        "line": charts.line_chart(
            "Contacts each week",
            [
                (dt.date(2022, 1, 3) + dt.timedelta(weeks=week), value)
                for week, value in enumerate([31, 44, 52, 58, 63, 61, 70, 74])
            ],
            value_title="Contacts",
            label_title="Week beginning",
        ),
        "heat": charts.heat_grid(
            "Calls offered by weekday and half hour",
            ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
            [f"{hour:02}:{minute:02}" for hour in range(8, 20) for minute in (0, 30)],
            [[(7 * day + 5 * slot + day * slot) % 13 for slot in range(24)] for day in range(5)],
            unit="calls",
        ),
    }


def _entries() -> list[dict[str, Any]]:
    return [
        {
            "at": NOW - dt.timedelta(days=1, hours=2),
            "who": "Designated safeguarding lead",
            "channel": "Form",
            "kind": "in",
            "body": "We would like help to review our policy before the summer.\n\nCould someone call after 3pm?",
        },
        {
            "at": NOW - dt.timedelta(hours=20),
            "who": "Service",
            "channel": "E-mail",
            "kind": "out",
            "body": "Acknowledged: HSB-7K3M-Q4XD",
        },
        {
            "at": NOW - dt.timedelta(hours=1),
            "who": "Asha Sample",
            "channel": "Note",
            "kind": "note",
            "body": "Asked about the policy checklist. Sent two resources.",
        },
        {"at": NOW, "who": "Asha Sample", "channel": "Claimed this enquiry", "kind": "event", "body": ""},
    ]


def _rows() -> list[dict[str, Any]]:
    common = {"setting": "Mainstream school", "region": "North West", "href": "#queue", "claim_url": "#queue"}
    return [
        {
            **common,
            "reference": "HSB-7K3M-Q4XD",
            "waited": "12 minutes",
            "due_at": NOW + dt.timedelta(minutes=48),
            "channel": "Call-back",
            "role": "Designated safeguarding lead",
            "kind": "Individual incident",
            "state": {"text": "New", "kind": "active"},
            "danger": True,
        },
        {
            **common,
            "reference": "HSB-2TRW-9HCF",
            "waited": "6 hours",
            "due_at": NOW - dt.timedelta(hours=2),
            "channel": "E-mail",
            "role": "Social worker",
            "kind": "Threshold or referral",
            "state": {"text": "Waiting for reply", "kind": "waiting"},
        },
        {
            **common,
            "reference": "HSB-5PNE-3VAK",
            "waited": "1 day",
            "due_at": NOW + dt.timedelta(days=2),
            "channel": "Form",
            "role": "Head or senior leader",
            "kind": "Whole-system or policy",
            "state": {"text": "Open", "kind": "plain"},
            "owner": "Asha Sample",
        },
    ]


def _table() -> Table:
    return Table(
        "Enquiries by region, February 2022",
        (Column("Region"), Column("Enquiries", numeric=True), Column("Share", numeric=True)),
        (("North West", 25, "31%"), ("London", 20, "25%"), ("East of England", "fewer than 10", "not shown")),
        foot=("England", 80, "100%"),
        note="Rounded to the nearest 5. Counts under 10 are not shown.",
    )
