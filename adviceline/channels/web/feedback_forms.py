"""What people are asked about the service, and the form for feedback and complaints. Words are content."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from adviceline.channels.web.forms import PublicForm, asked, error_of
from adviceline.content.current import current_content
from adviceline.feedback.forms import QuestionFields
from adviceline.feedback.values import LONGEST_REPLY_TO, TEXTS, Answers, is_said

LONGEST_COMPLAINT = 4000
LONGEST_WANTED = 1000


class TellUsForm(PublicForm, QuestionFields):
    """The private page. Everything may be left empty, but not all of it."""

    guarded: ClassVar = tuple((name, "feedback.words") for name in TEXTS)

    def __init__(self, data: Any = None, *, wave: str) -> None:
        super().__init__(data)
        self.add_questions(wave)
        self.questions = list(self.fields)
        self.fields["asks_for_case"] = forms.BooleanField(required=False, **asked("feedback.asks_for_case"))
        self.fields["reply_to"] = forms.CharField(**asked("feedback.reply_to", limit=LONGEST_REPLY_TO, required=False))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        said = [value for name, value in cleaned.items() if name != "reply_to"]
        if not any(is_said(value) for value in said) and not self.errors:
            self.add_error(None, error_of("feedback.answer", "nothing"))
        return cleaned

    def whole(self) -> Answers:
        return self.answers(
            asks_for_case=self.cleaned_data["asks_for_case"], reply_to=self.cleaned_data["reply_to"]
        )  # fmt: skip


class ComplaintForm(PublicForm):
    """Feedback and complaints, from anybody."""

    guarded: ClassVar = (("words", "feedback.complaint"), ("wanted", "feedback.complaint_wanted"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        area = forms.Textarea
        self.fields["words"] = forms.CharField(**asked("feedback.complaint", limit=LONGEST_COMPLAINT, widget=area))
        self.fields["wanted"] = forms.CharField(
            **asked("feedback.complaint_wanted", limit=LONGEST_WANTED, widget=area, required=False)
        )
        formal = current_content().form_question("feedback.complaint_formal")
        self.fields["formal"] = forms.ChoiceField(
            choices=list(formal.choices.items()), widget=forms.RadioSelect, **asked("feedback.complaint_formal")
        )
        self.fields["reply_to"] = forms.CharField(
            **asked("feedback.complaint_reply_to", limit=LONGEST_REPLY_TO, required=False)
        )
