"""The forms of feedback at the desk: what a person said, what came of a case, what is improved."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.advice.queries import people_who_may
from adviceline.content.current import current_content
from adviceline.feedback.forms import QuestionFields
from adviceline.feedback.models import Case, Comment, Improvement
from adviceline.feedback.rules.cases import TRANSITIONS
from adviceline.feedback.values import LONGEST_REPLY_TO, TEXTS
from adviceline.measures.definitions import MEASURES
from adviceline.privacy.forms import GuardedForm
from adviceline.ui.forms import DatePartsField, ReadableForm

LONGEST = 4000
WAVES = {"start": "Before any advice", "close": "Now that it is closed", "follow_up": "Some weeks later"}
SATISFIED = {"yes": "Yes", "partly": "Partly", "no": "No", "unknown": "Nobody could be asked"}
HELPED = {"yes": "Yes", "partly": "Partly", "no": "No"}


def _area(label: str, hint: str = "", *, rows: int = 3, required: bool = True, limit: int = LONGEST) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=limit, required=required,
        widget=forms.Textarea(attrs={"rows": rows}), error_messages={"required": f"Fill in: {label[0].lower()}{label[1:]}"},
    )  # fmt: skip


def _choice(label: str, choices: list[tuple[str, str]], hint: str = "", *, required: bool = True) -> forms.ChoiceField:
    problem = f"Choose: {label[0].lower()}{label[1:]}"
    return forms.ChoiceField(
        label=label, help_text=hint, choices=choices, widget=forms.RadioSelect, required=required,
        error_messages={"required": problem, "invalid_choice": problem},
    )  # fmt: skip


class PhoneForm(GuardedForm, QuestionFields):
    """The questions of a wave, asked by an adviser."""

    guarded = TEXTS

    def __init__(self, data: Any = None, *, wave: str) -> None:
        super().__init__(data)
        self.add_questions(wave)
        self.questions = [name for name in self.fields if not name.endswith("_reason")]
        for name in self.guarded:
            if name not in self.questions:
                del self.fields[f"{name}_reason"]


class CaseForm(GuardedForm):
    """Somebody said that something was not good enough, in whatever words."""

    guarded = ("words", "wanted")
    words = _area(
        "What did they say was not good enough?", "In short, without names or other details of a child.", rows=5
    )
    wanted = _area("What would they like to happen?", required=False)
    formal = _choice("Did they call it a complaint?", [("no", "No"), ("yes", "Yes, it is a formal complaint")])
    reply_to = forms.CharField(
        label="How can we reach them about it?", required=False, max_length=LONGEST_REPLY_TO,
        help_text="An e-mail address or a number, if it is not the enquiry's own. Leave it empty if they stay anonymous.",
    )  # fmt: skip
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class WordsForm(GuardedForm):
    """A note on a case, or why a step is taken."""

    guarded = ("words",)
    words = _area("What is there to say?")


class OwnerForm(ReadableForm):
    owner = forms.ChoiceField(label="Who sees to it?", error_messages={"required": "Choose who sees to it"})

    def __init__(self, data: Any = None, *, owner: Person | None = None, **kwargs: Any) -> None:
        super().__init__(data, initial={"owner": str(owner.pk) if owner else ""}, **kwargs)
        self.fields["owner"].choices = owners()  # type: ignore[attr-defined]  # a field of choices


class AnswerForm(GuardedForm):
    """What was at the root of it, what was changed, and what the person is told."""

    guarded = ("cause_words", "changed_words", "answer")
    root_cause = _choice("What was at the root of it?", [])
    cause_words = _area("How do you know?", "Who and what you asked, in short.", required=False)
    changed_words = _area("What was changed?", "Or why nothing was.")
    answer = _area("What is the person told?", "It is sent as it stands when there is an e-mail address.", rows=6)
    improvement = forms.ChoiceField(label="Part of an improvement?", required=False)

    def __init__(self, data: Any = None, *, case: Case, **kwargs: Any) -> None:
        held = {name: getattr(case, name) for name in ("root_cause", "cause_words", "changed_words")}
        super().__init__(data, initial=held | {"improvement": str(case.improvement_id or "")}, **kwargs)
        self.fields["root_cause"].choices = current_content().taxonomy["root_cause"].choices()  # type: ignore[attr-defined]  # a field of choices
        running = Improvement.objects.exclude(state="dropped").order_by("-pk")
        self.fields["improvement"].choices = [("", "No"), *((str(each.pk), str(each)) for each in running)]  # type: ignore[attr-defined]  # a field of choices


class CloseForm(GuardedForm):
    guarded = ("words",)
    satisfied = _choice("Was the person satisfied with our answer?", list(SATISFIED.items()))
    words = _area("How do you know?", required=False)


class ThemesForm(ReadableForm):
    themes = forms.MultipleChoiceField(label="What is it about?", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, comment: Comment) -> None:
        super().__init__(data, initial={"themes": comment.themes}, prefix=None)
        self.fields["themes"].choices = themes()  # type: ignore[attr-defined]  # a field of choices


class ImprovementForm(GuardedForm):
    """What people said, what will be done, by whom, by when, and how it will be seen."""

    guarded = ("you_said", "plan", "before")
    theme = _choice("What is it about?", [])
    you_said = _area("What did people say?", "As one sentence that names nobody.", limit=500)
    plan = _area("What will be done?", rows=5)
    owner = forms.ChoiceField(label="Who sees to it?", error_messages={"required": "Choose who sees to it"})
    due_date = DatePartsField(label="By when?")
    measure = forms.ChoiceField(label="Which figure should move?", required=False)
    before = _area("What is it now?", "For example: 34 of 60 were satisfied in May.", required=False, limit=200, rows=2)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def __init__(self, data: Any = None, *, improvement: Improvement | None = None) -> None:
        names = ("theme", "you_said", "plan", "due_date", "measure", "before", "version")
        held: dict[str, Any] = {name: getattr(improvement, name) for name in names} if improvement else {}
        super().__init__(data, initial=held | ({"owner": str(improvement.owner_id)} if improvement else {}))
        self.fields["theme"].choices = themes()  # type: ignore[attr-defined]  # a field of choices
        self.fields["owner"].choices = owners()  # type: ignore[attr-defined]  # a field of choices
        self.fields["measure"].choices = [("", "None of them"), *((each.id, each.title) for each in MEASURES.values())]  # type: ignore[attr-defined]  # a field of choices


class MeasureForm(GuardedForm):
    guarded = ("after",)
    after = _area("What is it now?", "The same figure as before, or what else shows it.", limit=200)
    helped = _choice("Are things better for it?", list(HELPED.items()))


class PublicWordsForm(GuardedForm):
    guarded = ("you_said", "we_did")
    you_said = _area("You said", limit=500)
    we_did = _area("We did", limit=1000)

    def __init__(self, data: Any = None, *, improvement: Improvement, **kwargs: Any) -> None:
        held = {"you_said": improvement.you_said, "we_did": improvement.we_did}
        super().__init__(data, initial=held, **kwargs)


def themes() -> list[tuple[str, str]]:
    return current_content().taxonomy["feedback_theme"].choices()


def owners() -> list[tuple[str, str]]:
    return [(str(each.pk), each.name) for each in people_who_may(Permission.SUPERVISE)]


def steps_from(state: str) -> set[str]:
    return {step for step, (starts, _) in TRANSITIONS.items() if state in starts}
