"""Free text in a form: checked by the guard on the server before anything is saved."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from adviceline.privacy.guard import Finding
from adviceline.privacy.screening import (
    LONGEST_REASON,
    GuardUnavailable,
    IdentifyingDetailsFound,
    ScreenedText,
    screen_text,
)
from adviceline.ui.forms import Finding as ShownFinding
from adviceline.ui.forms import GuardedValidationError, ReadableForm

REFUSED = (
    "This text could identify a child, so it was not saved. Change the words shown below, or say why they must stay."
)
UNCHECKED = "The text could not be checked for identifying details, so it was not saved. Keep a copy and try again."


def reason_name(name: str) -> str:
    """The name of the field in which a person says why a text must stay as it is."""
    return f"{name}_reason"


class GuardedForm(ReadableForm):
    """A form whose `guarded` fields are free text. Clean values of those are `ScreenedText`.

    For each, a field `<name>_reason` is added, to be shown once the text has been refused: filled in, it keeps the
    text and is logged for review.
    """

    guarded: ClassVar[tuple[str, ...]] = ()

    def ours_in(self, text: str) -> list[str]:
        """Strings in a text that the service made itself, which the guard need not look at."""
        return []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked_later = frozenset(reason_name(name) for name in self.guarded)
        for name in self.guarded:
            self.fields[reason_name(name)] = forms.CharField(
                required=False, max_length=LONGEST_REASON, strip=True,
                label="Why must these words stay?",
                help_text="For example: the words are not a name. A supervisor reads every reason.",
            )  # fmt: skip

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound or not hasattr(self, "cleaned_data"):
            return
        for name in self.guarded:
            if name in self.cleaned_data:
                self.cleaned_data[name] = self._screened(name, self.cleaned_data[name])

    def _screened(self, name: str, text: str) -> ScreenedText:
        try:
            return screen_text(
                text, override_reason=self.cleaned_data.get(reason_name(name), ""), ours=self.ours_in(text)
            )
        except IdentifyingDetailsFound as refusal:
            self.add_error(name, GuardedValidationError(REFUSED, [shown(finding) for finding in refusal.findings]))
        except GuardUnavailable:
            self.add_error(name, ValidationError(UNCHECKED, code="unchecked"))
        return ScreenedText("")

    @property
    def refused_by_guard(self) -> bool:
        """Whether the guard refused one of the texts, so that the reason should be asked for."""
        return any(error.code == "identifying" for errors in self.errors.as_data().values() for error in errors)


def shown(finding: Finding) -> ShownFinding:
    """The guard's finding as a page shows it."""
    return ShownFinding(
        start=finding.span.start, end=finding.span.end, text=finding.excerpt, reason=finding.reason,
        rewording=finding.suggestion,
    )  # fmt: skip
