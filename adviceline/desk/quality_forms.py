"""The forms of quality reviews."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from adviceline.privacy.forms import GuardedForm
from adviceline.quality.rules.rubric import ANSWERS
from adviceline.quality.rules.sampling import LARGEST_SEED, MOST_DRAWN
from adviceline.ui.forms import DatePartsField, ReadableForm
from adviceline.workforce.plan import rubric

NUMBER = {"required": "Enter a number, like 5", "invalid": "Enter a number, like 5"}


class DrawForm(ReadableForm):
    """Which days, how many at random, how many weighted by risk, and the seed."""

    prefix = "draw"
    first = DatePartsField(label="Closed from", error_messages={"required": "Enter the first day"})
    last = DatePartsField(label="Closed until", error_messages={"required": "Enter the last day"})
    random_number = forms.IntegerField(
        label="How many at random", min_value=0, max_value=MOST_DRAWN, initial=5, error_messages=NUMBER
    )
    weighted_number = forms.IntegerField(
        label="How many weighted by risk", min_value=0, max_value=MOST_DRAWN, initial=5, error_messages=NUMBER
    )
    seed = forms.IntegerField(
        label="Seed", min_value=0, max_value=LARGEST_SEED, error_messages=NUMBER,
        help_text="Any whole number. With it the draw can be made again, to the enquiry.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"first": today.replace(day=1), "last": today, "seed": f"{today:%Y%m%d}"})

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        for name in ("first", "last"):
            if clean.get(name) and not 1990 <= clean[name].year <= 2200:
                self.add_error(name, "Enter a year between 1990 and 2200")
        return clean


class ReviewForm(GuardedForm):
    """One answer to each question of the rubric, and what should be said to the adviser."""

    guarded = ("comment",)
    comment = forms.CharField(
        label="What would you say to the adviser?", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}), help_text="What went well, and one thing to try. No names.",
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.questions = rubric()
        for name, question in self.questions.items():
            wrong = {"required": "Choose an answer", "invalid_choice": "Choose an answer"}
            self.fields[f"answer_{name}"] = forms.ChoiceField(
                label=question, choices=list(ANSWERS.items()), widget=forms.RadioSelect, error_messages=wrong
            )

    @property
    def answers(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"answer_{name}"] for name in self.questions}
