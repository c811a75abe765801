"""The questions of a wave as fields, for the private page and for an adviser who asks them. Words are content."""

from __future__ import annotations

from typing import Any

from django import forms

from adviceline.content.current import current_content
from adviceline.content.model import ScaleQuestion
from adviceline.feedback.values import CODED, LONGEST_WORDS, TEXTS, Answers
from adviceline.ui.forms import ReadableForm, ScaleField

BEFORE = "_before"


class QuestionFields(ReadableForm):
    """The fields of one wave in its order, for the private page and for an adviser on the phone."""

    def add_questions(self, wave: str) -> None:
        content = current_content()
        for name in content.feedback.waves[wave]:
            item = content.confidence.items.get(name.removesuffix(BEFORE))
            if item is not None:
                self.fields[name] = _scale(item, name, wave)
                if not name.endswith(BEFORE) and wave != "start":
                    self.fields[f"{name}_words"] = _words(item.prompt, item.prompt_hint)
            elif name == "words":
                question = content.feedback.questions[name]
                self.fields[name] = _words(question.question, question.hint)
            else:
                self.fields[name] = _choice(name)

    def answers(self, **more: Any) -> Answers:
        """What was said; a question that is not of this wave is not answered."""
        given = {name: self.cleaned_data[name] for name in (*CODED, *TEXTS) if name in self.cleaned_data}
        if "satisfaction" in given:
            given["satisfaction"] = int(given["satisfaction"]) if given["satisfaction"] else None
        return Answers(**given, **more)


def _scale(item: ScaleQuestion, name: str, wave: str) -> ScaleField:
    question = item.question if wave == "start" else item.question_after
    return ScaleField(
        label=item.question_before_in_hindsight if name.endswith(BEFORE) else question,
        help_text=item.hint, required=False, low=item.minimum_label, high=item.maximum_label,
        error_messages={"invalid_choice": _error("feedback.answer", "unknown")},
    )  # fmt: skip


def _words(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _error("feedback.words", "too_long", limit=LONGEST_WORDS)},
    )  # fmt: skip


def _choice(name: str) -> forms.ChoiceField:
    question = current_content().feedback.questions[name]
    return forms.ChoiceField(
        label=question.question, help_text=question.hint, required=False, widget=forms.RadioSelect,
        choices=list(question.choices), error_messages={"invalid_choice": _error("feedback.answer", "unknown")},
    )  # fmt: skip


def _error(key: str, reason: str, **values: object) -> str:
    return current_content().form_question(key).error(reason, **values)
