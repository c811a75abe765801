"""The forms of chat's public pages. Their words are content (wording/chat.yaml)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from adviceline.channels.chat.rules import LONGEST_MESSAGE
from adviceline.channels.chat.writing import Refused
from adviceline.contacts.phones import NotAPhoneNumber, phone_number
from adviceline.content.current import current_content
from adviceline.content.model import NOT_ASKED
from adviceline.privacy.forms import shown
from adviceline.privacy.screening import GuardUnavailable, IdentifyingDetailsFound, ScreenedText, screen_text
from adviceline.ui.forms import GuardedValidationError, ReadableForm
from adviceline.ui.plain_errors import EmailAddressField
from adviceline.ui.words import sentence

LONGEST_NAME, LONGEST_EMAIL, LONGEST_PHONE = 100, 254, 40
DJANGO = {"required": "required", "unknown": "invalid_choice", "too_long": "max_length", "invalid": "invalid"}


def asked(key: str, *, limit: int | None = None, **options: Any) -> dict[str, Any]:
    """Label, hint and messages of a content question, for a field's constructor."""
    question = current_content().form_question(key)
    said = {DJANGO[reason]: question.error(reason, limit=limit) for reason in question.errors if reason in DJANGO}
    lengths = {"max_length": limit} if limit else {}
    return {"label": question.label, "help_text": question.hint, "error_messages": said, **lengths, **options}


class StartForm(ReadableForm):
    """Who you are in two fields; the second may be left empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [choice for choice in current_content().taxonomy["role"].choices() if choice[0] != NOT_ASKED]
        self.fields["role"] = forms.ChoiceField(choices=[("", "Choose one"), *codes], **asked("enquiry.role"))
        self.fields["name"] = forms.CharField(required=False, **asked("chat.name", limit=LONGEST_NAME))


class MessageForm(ReadableForm):
    """The box of a chat's page, for somebody whose browser runs no script. What is wrong with a message is said by the
    same that looks at those of a socket."""

    def __init__(self, *args: Any, refused: Refused | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._refused = refused
        self.fields["text"] = forms.CharField(
            widget=forms.Textarea(attrs={"maxlength": None, "rows": 3}), strip=False, required=False,
            **asked("chat.message"),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        if self._refused is not None and self._refused.findings:
            self.add_error("text", GuardedValidationError(self._refused.words, self._refused.findings))
        elif self._refused is not None:
            self.add_error("text", self._refused.words)
        return self.cleaned_data


class FileForm(ReadableForm):
    """A file for the adviser."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = forms.FileField(**asked("chat.file"))


class TranscriptForm(ReadableForm):
    """Where a copy of the chat is to go."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["copy_to"] = EmailAddressField(**asked("chat.copy_to", limit=LONGEST_EMAIL))


class LeaveForm(ReadableForm):
    """A message instead of waiting, and how to answer it. `text` becomes `ScreenedText`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = forms.Textarea(attrs={"maxlength": None})
        self.fields["text"] = forms.CharField(
            required=False, widget=area, **asked("chat.leave_message", limit=LONGEST_MESSAGE)
        )
        self.fields["email"] = EmailAddressField(required=False, **asked("chat.leave_email", limit=LONGEST_EMAIL))
        self.fields["phone"] = forms.CharField(required=False, max_length=LONGEST_PHONE, **asked("chat.leave_phone"))

    def clean_text(self) -> ScreenedText:
        typed = self.cleaned_data["text"]
        try:
            return screen_text(typed)
        except IdentifyingDetailsFound as refusal:
            seen = ", ".join(dict.fromkeys(finding.excerpt for finding in refusal.findings))
            words = current_content().form_question("chat.leave_message").error("identifying", seen=seen)
            raise GuardedValidationError(words, [shown(finding) for finding in refusal.findings]) from refusal
        except GuardUnavailable as error:
            raise ValidationError(sentence("chat.unchecked"), code="unchecked") from error

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"].strip()
        if not typed:
            return ""
        try:
            return phone_number(typed)[0]
        except NotAPhoneNumber as error:
            raise ValidationError(current_content().form_question("chat.leave_phone").error("invalid")) from error

    def clean(self) -> dict[str, Any]:
        clean = self.cleaned_data
        if not self.errors and not (clean.get("email") or clean.get("phone")):
            self.add_error("email", sentence("chat.no_way"))
        return clean
