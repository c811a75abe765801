"""'Share what worked': practice as a professional tells it, without an account or a name."""

from __future__ import annotations

from typing import Any, ClassVar

from adviceline.channels.web.forms import PublicForm, asked, error_of
from adviceline.evidence.forms.items import LONGEST_NARRATIVE, ToldFields


class ShareForm(ToldFields, PublicForm):
    guarded: ClassVar = (("narrative", "sharing.narrative"),)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        names = ("kind", "codes", "setting", "region", "grade")
        self.add_told(
            what={name: asked(f"sharing.{name}") for name in names}
            | {"narrative": asked("sharing.narrative", limit=LONGEST_NARRATIVE)},
            nothing=error_of("sharing.codes", "required"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_codes()
        return cleaned
