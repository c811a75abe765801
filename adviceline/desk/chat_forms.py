"""The forms of chat at the desk."""

from __future__ import annotations

from typing import Any

from django import forms

from adviceline.accounts.models import Person
from adviceline.channels.chat.queries import colleagues_who_chat
from adviceline.ui.forms import ReadableForm


class TransferForm(ReadableForm):
    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(each.pk): each for each in colleagues_who_chat(person)}
        self.fields["to"] = forms.ChoiceField(
            label="Give the chat to", choices=[("", "Choose one"), *((pk, p.name) for pk, p in self.colleagues.items())],
            error_messages={"required": "Choose a colleague", "invalid_choice": "Choose a colleague from the list"},
        )  # fmt: skip

    def chosen(self) -> Person:
        return self.colleagues[self.cleaned_data["to"]]


class ParagraphForm(ReadableForm):
    """A paragraph of the content to put into the message."""

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paragraph"] = forms.ChoiceField(
            label="Put in a paragraph", choices=[("", "Choose one"), *choices], required=False
        )
