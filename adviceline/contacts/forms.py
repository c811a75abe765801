"""The confidence questions, wherever they are asked."""

from __future__ import annotations

from typing import Any

from adviceline.content.current import current_content
from adviceline.ui.forms import ReadableForm, ScaleField


class ConfidenceForm(ReadableForm):
    """The two 0 to 10 questions; left empty, they are recorded as asked and not answered."""

    def __init__(self, *args: Any, stage: str, **kwargs: Any) -> None:
        kwargs["prefix"] = f"confidence-{stage}"
        super().__init__(*args, **kwargs)
        for item in current_content().confidence.items.values():
            self.fields[item.asks_about] = ScaleField(
                label=item.question if stage == "start" else item.question_after,
                required=False,
                low=item.minimum_label,
                high=item.maximum_label,
            )
