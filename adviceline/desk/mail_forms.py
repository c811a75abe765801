"""The forms of mail at the desk: looking through, reading an original, moving, replying."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from adviceline.channels.email.correspondence.blanking import LONGEST_WORDS, MOST_WORDS
from adviceline.contacts.references import NotAReference, parse_reference
from adviceline.content.current import current_content
from adviceline.privacy.forms import GuardedForm
from adviceline.privacy.guard import Finding
from adviceline.signposting.queries import links_in
from adviceline.ui.forms import ReadableForm

MOST_COPIES = 10
OWN, OTHER = "own", "other"


class _Chosen(forms.MultipleChoiceField):
    def valid_value(self, value: str) -> bool:
        """Whether it is among what was found is for the action: the form sent twice names what is gone already."""
        return value.isascii() and value.isdecimal() and len(value) < 6


class CheckForm(ReadableForm):
    """`findings` are what the guard found, in the order in which the action numbers them."""

    taken_out = _Chosen(
        label="What was found", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Untick what does not identify a child, such as the name of a book. You must then say why.",
    )  # fmt: skip
    words = forms.CharField(
        label="Other words to take out", required=False, max_length=(LONGEST_WORDS + 2) * MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text="One on each line, as they stand in the message. They are taken out wherever they stand.",
    )  # fmt: skip
    reason = forms.CharField(
        label="Why must the words that you leave in stay?", required=False, max_length=300,
        help_text="Only if you unticked something. A supervisor reads every reason.",
    )  # fmt: skip
    mark = forms.CharField(max_length=16, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, findings: Sequence[Finding], mark: str, **kwargs: Any) -> None:
        everything = [str(number) for number in range(len(findings))]
        kwargs.setdefault("initial", {"taken_out": everything, "mark": mark})
        super().__init__(data, **kwargs)
        self.fields["taken_out"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField
            (str(number), f"{each.excerpt}: {each.reason}") for number, each in enumerate(findings)
        ]

    def pieces(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["words"].splitlines() if line.strip()]


class OriginalForm(GuardedForm):
    guarded = ("reason",)
    reason = forms.CharField(
        label="Why do you need to read the original?", max_length=300, min_length=5,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For example: the words are cut off in the middle. Do not name anybody.",
    )  # fmt: skip


class MoveForm(ReadableForm):
    where = forms.ChoiceField(
        label="Where does it belong?", widget=forms.RadioSelect,
        choices=[(OTHER, "To another enquiry"), (OWN, "To an enquiry of its own, of the same professional")],
        error_messages={"required": "Choose where the message belongs", "invalid_choice": "Choose where it belongs"},
    )  # fmt: skip
    into = forms.CharField(
        label="Reference of the other enquiry", required=False, max_length=40,
        help_text="Such as HSB-7K3M-Q4XD. Leave it empty for an enquiry of its own.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("where") == OTHER and "into" in clean:
            try:
                clean["into"] = parse_reference(clean["into"], prefix=current_content().service.reference_prefix)
            except NotAReference as error:
                self.add_error("into", str(error))
        return clean


def copies_in(text: str) -> list[str]:
    """The addresses that somebody typed, with commas, semicolons or line ends between them."""
    return [each.strip() for each in re.split(r"[,;\n]", text) if each.strip()]


class ReplyForm(GuardedForm):
    guarded = ("subject", "text")
    subject = forms.CharField(label="Subject", max_length=150)
    cc = forms.CharField(
        label="Copy to", required=False, max_length=2_000,
        help_text="E-mail addresses, with commas between them. Each of them sees who else has the message.",
    )  # fmt: skip
    text = forms.CharField(
        label="Your reply", max_length=20_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Say nothing that could identify a child.",
    )  # fmt: skip
    answers = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, data: Any = None, *, origin: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.origin = origin

    def ours_in(self, text: str) -> list[str]:
        return links_in(text, origin=self.origin)

    def clean_cc(self) -> list[str]:
        found = copies_in(self.cleaned_data["cc"])
        if len(found) > MOST_COPIES:
            raise ValidationError(f"Send copies to {MOST_COPIES} addresses at most.")
        for each in found:
            try:
                validate_email(each)
            except ValidationError:
                raise ValidationError(
                    "One of the addresses is not complete. Write each like name@example.org, with commas between."
                ) from None
        return list(dict.fromkeys(found))
