"""Choosing what goes into a resource pack, and how it is given."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from adviceline.contacts.models import Enquiry
from adviceline.signposting.models import Pack
from adviceline.ui.forms import ReadableForm


class GivePackForm(ReadableForm):
    """`offered` are (id, words) of the entries that may be given. By e-mail only where there is an address."""

    entries = forms.MultipleChoiceField(
        label="What should be in the pack?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one resource to give",
            "invalid_choice": "One of these cannot be given any more. Look through them again.",
        },
    )
    how = forms.ChoiceField(
        label="How do you want to give it?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose how to give the pack",
            "invalid_choice": "Choose how to give the pack",
        },
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, data: Any = None, *, enquiry: Enquiry, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        reached = bool(enquiry.enquirer.email_index) and enquiry.enquirer.erased_at is None
        email = [(Pack.How.EMAIL.value, "Send the link to the enquirer's e-mail address")] if reached else []
        self.fields["entries"].choices = offered  # type: ignore[attr-defined]  # a field of choices
        self.fields["how"].choices = [*email, (Pack.How.LINK.value, "Show me the link, and I will pass it on")]  # type: ignore[attr-defined]  # the same
