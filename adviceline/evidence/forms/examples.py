"""The forms on which staff write examples of practice. Every text passes the guard before it is kept."""

from __future__ import annotations

import re
import uuid
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from adviceline.content.current import current_content
from adviceline.evidence.models import CODES, LISTS, TEXTS, PracticeExample
from adviceline.evidence.queries.examples import LABELS
from adviceline.privacy.forms import GuardedForm

MOST_TOPICS = 8
#: Codes that say that something is not known: an example says what it is about.
NOT_SAID = {"not_asked", "other", "outside_england", "national"}
_TOPIC = re.compile(r"[A-Za-z0-9][A-Za-z0-9 '-]{1,39}")


def choices(field: str, keep: str = "") -> list[tuple[str, str]]:
    """What an example may say of a coded field."""
    return [each for each in current_content().taxonomy[field].choices(keep or None) if each[0] not in NOT_SAID]


def _long(hint: str) -> forms.CharField:
    return forms.CharField(max_length=4_000, widget=forms.Textarea, help_text=hint)


def as_typed(example: PracticeExample) -> dict[str, Any]:
    """What the example says as the form's initial values."""
    return example.said | {"topics": "; ".join(example.topics), "version": example.version}


class ExampleForm(GuardedForm):
    """Everything that an example says. `values` are what the actions take."""

    guarded: ClassVar = TEXTS

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)
    title = forms.CharField(max_length=150, help_text="What was done, in a few words. No name of a school or a person.")
    setting = forms.ChoiceField()
    phase = forms.ChoiceField()
    region = forms.ChoiceField(required=False, help_text="Leave it out where it would show who it was.")
    topics = forms.CharField(max_length=400, help_text="Plain words, divided by semicolons: safety plan; images")
    practices = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    need = _long("What people needed, for any setting like it. Nothing about a particular child.")
    done = _long("Step by step, so that another setting could try it.")
    conditions = _long("Time, people, training, agreements: what has to be in place. Say so if little is needed.")
    changed = _long("What was different afterwards, and for whom.")
    known = _long("Who looked, at what, and when. Say what is not known.")
    grade = forms.ChoiceField(widget=forms.RadioSelect)
    contributor = forms.ChoiceField(widget=forms.RadioSelect, choices=PracticeExample.Contributor.choices)

    def __init__(self, *args: Any, example: PracticeExample | None = None, **kwargs: Any) -> None:
        if example is not None:
            kwargs.setdefault("initial", as_typed(example))
        super().__init__(*args, **kwargs)
        for name, field, none in (
            ("setting", "setting", "Choose a setting"),
            ("phase", "phase", "Choose a phase"),
            ("region", "region", "No region"),
        ):
            held = getattr(example, name) if example else ""
            self.fields[name].choices = [("", none), *choices(field, held)]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["grade"].choices = choices("good_practice_grade")  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["practices"].choices = choices("good_practice")  # type: ignore[attr-defined]  # a ChoiceField
        for name, label in LABELS.items():
            self.fields[name].label = label

    def clean_topics(self) -> list[str]:
        """Lower case, each once."""
        parts = (" ".join(part.split()).lower() for part in self.cleaned_data["topics"].split(";"))
        topics = list(dict.fromkeys(part for part in parts if part))
        if not topics or len(topics) > MOST_TOPICS:
            raise ValidationError(f"Write one topic to {MOST_TOPICS}, divided by semicolons.")
        if wrong := next((each for each in topics if not _TOPIC.fullmatch(each)), ""):
            raise ValidationError(f"'{wrong[:60]}' is not a topic. Use plain words of at most 40 letters.")
        return topics

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*TEXTS, *CODES, *LISTS)}


class ReasonForm(GuardedForm):
    """Why a step is taken: it stays in the history."""

    guarded: ClassVar = ("reason",)

    reason = forms.CharField(max_length=600, widget=forms.Textarea, label="Why")
