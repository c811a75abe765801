"""What the forecast assumes, to be changed by whoever looks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from adviceline.ui.forms import ReadableForm
from adviceline.workforce.plan import adviser_hour, minimum_cover
from adviceline.workforce.queries.forecast import History
from adviceline.workforce.rules.forecast.planning import Assumptions

USUAL = {"volume": 150, "shrinkage": 30, "target_share": 80, "target_seconds": 20}


def _whole(label: str, lowest: int, highest: int, example: int, help_text: str = "") -> forms.IntegerField:
    wrong = f"Enter a whole number from {lowest} to {highest}, like {example}"
    errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong)
    return forms.IntegerField(
        label=label, min_value=lowest, max_value=highest, help_text=help_text, error_messages=errors
    )


class ForecastForm(ReadableForm):
    """A scenario beside the two that are always shown. Sent with GET, so that its address can be kept."""

    volume = _whole("Calls, as a percentage of now", 0, 5000, 150)
    handling = _whole("Seconds of talk and wrap-up", 30, 7200, 900)
    patience = _whole("Seconds that callers wait before they give up", 5, 7200, 180)
    shrinkage = _whole(
        "Shrinkage, percent", 0, 80, 30, "Of paid time, what is leave, training, supervision and breaks."
    )
    target_share = _whole("To be answered in time, percent", 1, 99, 80)
    target_seconds = _whole("In time means within so many seconds", 0, 600, 20)
    hour_cost = forms.DecimalField(
        label="Cost of a paid hour", min_value=Decimal(1), max_value=Decimal(500), decimal_places=2,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value", "max_decimal_places"), "Enter pounds, like 32.50"
        ),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, history: History) -> None:
        self.usual: dict[str, Any] = USUAL | {
            "handling": round(history.handling_seconds), "patience": max(5, round(history.patience_seconds)),
            "hour_cost": adviser_hour(),
        }  # fmt: skip
        super().__init__(data, initial=self.usual)

    def assumptions(self, name: str, values: dict[str, Any], *, volume: int) -> Assumptions:
        """Of these values, or the usual where one is not there."""
        given = self.usual | values
        return Assumptions(
            name=name, volume=volume / 100, handling_seconds=given["handling"], patience_seconds=given["patience"],
            shrinkage=given["shrinkage"] / 100, target_share=given["target_share"] / 100,
            target_seconds=given["target_seconds"], hour_cost=given["hour_cost"], minimum=minimum_cover(),
        )  # fmt: skip
