"""The forms on which evidence is written down, read, coded and put together."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from adviceline.content.current import current_content
from adviceline.evidence.forms.examples import choices
from adviceline.evidence.models import EvidenceItem, ItemLink
from adviceline.evidence.queries.codebook import codebook_of, field_of
from adviceline.evidence.queries.items import item_by
from adviceline.evidence.rules.items import FIELDS
from adviceline.privacy.forms import GuardedForm
from adviceline.ui.forms import ReadableForm

LONGEST_NARRATIVE, SHORTEST_NARRATIVE = 4_000, 20
KINDS = tuple(FIELDS)


def codes_field(kind: str) -> str:
    """The name of the form's field with the codes of one kind."""
    return f"codes_{kind}"


def code_choices(kind: str) -> list[tuple[str, str]]:
    return [(code.code, code.label) for code in codebook_of(kind)]


def kind_choices() -> list[tuple[str, str]]:
    taxonomy = current_content().taxonomy["evidence_kind"]
    return [(kind, taxonomy.label(kind)) for kind in KINDS]


def definitions() -> dict[str, str]:
    """What each kind means, beside the choice."""
    taxonomy = current_content().taxonomy["evidence_kind"]
    return {kind: taxonomy[kind].definition for kind in KINDS}


class ToldFields(ReadableForm):
    """The fields of whoever writes down what was told: `what` gives each its label, hint and messages.

    The codes of the four kinds are four fields, so that the form works without scripts; those of the chosen kind count.
    """

    def add_told(self, *, what: dict[str, dict[str, Any]], nothing: str) -> None:
        self._nothing = nothing
        self.fields["kind"] = forms.ChoiceField(choices=kind_choices(), widget=forms.RadioSelect, **what["kind"])
        for kind in KINDS:
            self.fields[codes_field(kind)] = forms.MultipleChoiceField(
                choices=code_choices(kind), widget=forms.CheckboxSelectMultiple, required=False, **what["codes"]
            )
        self.fields["setting"] = forms.ChoiceField(
            choices=[("", "Choose a setting"), *choices("setting")], **what["setting"]
        )
        self.fields["region"] = forms.ChoiceField(
            choices=[("", "Not given"), *choices("region")], required=False, **what["region"]
        )
        self.fields["grade"] = forms.ChoiceField(
            choices=choices("good_practice_grade"), widget=forms.RadioSelect, **what["grade"]
        )
        self.fields["narrative"] = forms.CharField(
            min_length=SHORTEST_NARRATIVE, widget=forms.Textarea(attrs={"maxlength": None}), **what["narrative"]
        )

    def check_codes(self) -> None:
        kind = self.cleaned_data.get("kind")
        if kind and not self.cleaned_data.get(codes_field(kind)) and codes_field(kind) not in self.errors:
            self.add_error(codes_field(kind), ValidationError(self._nothing))

    @property
    def values(self) -> dict[str, Any]:
        """What `collect_item` takes."""
        clean = self.cleaned_data
        return {name: clean[name] for name in ("kind", "setting", "region", "grade", "narrative")} | {
            "codes": clean[codes_field(clean["kind"])]
        }


class CollectForm(ToldFields, GuardedForm):
    """What a professional told a member of staff."""

    guarded: ClassVar = ("narrative",)

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = "Choose at least one that fits, or the last one of the list"
        self.add_told(
            what={
                "kind": {"label": "What does it tell us?", "error_messages": {"required": "Choose what it tells us"}},
                "codes": {"label": "Which of these fits?"},
                "setting": {"label": "Setting", "error_messages": {"required": "Choose the setting"}},
                "region": {"label": "Region", "help_text": "Leave it out where it would show who it was."},
                "grade": {"label": "How is it known?", "error_messages": {"required": "Choose how it is known"}},
                "narrative": {
                    "label": "What happened in practice",
                    "help_text": (
                        "What was done or what got in the way, and what came of it. Nothing about a particular child, "
                        "and no name of a person, school or place."
                    ),
                    "max_length": LONGEST_NARRATIVE,
                },
            },
            nothing=nothing,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_codes()
        return cleaned


class NarrativeForm(GuardedForm):
    """Other words for an item."""

    guarded: ClassVar = ("narrative",)

    narrative = forms.CharField(max_length=LONGEST_NARRATIVE, widget=forms.Textarea, label="The words")


class CodingForm(ReadableForm):
    """One coder's codes, definitions beside them."""

    main = forms.ChoiceField(
        label="Which code fits best?", widget=forms.RadioSelect,
        error_messages={"required": "Choose the code that fits best"},
    )  # fmt: skip
    also = forms.MultipleChoiceField(
        label="Do others apply as well?", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["main"].choices = self.fields["also"].choices = code_choices(kind)  # type: ignore[attr-defined]  # fields of choices
        self.definitions = {code.code: code.definition for code in codebook_of(kind)}


class SettleForm(GuardedForm):
    """The codes that stand where two coders differ, and why."""

    guarded: ClassVar = ("reason",)

    codes = forms.MultipleChoiceField(
        label="The codes of this item", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one code"},
    )  # fmt: skip
    reason = forms.CharField(
        max_length=600, widget=forms.Textarea, label="Why these", help_text="It helps to make the codebook clearer."
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = code_choices(kind)  # type: ignore[attr-defined]  # a field of choices


class OtherItemForm(ReadableForm):
    """The number of another item."""

    number = forms.CharField(max_length=12, label="Number of the other item", help_text="Such as EV-12")

    def clean_number(self) -> EvidenceItem:
        found = item_by(self.cleaned_data["number"])
        if found is None:
            raise ValidationError("There is no item with that number.")
        return found


class LinkForm(OtherItemForm):
    how = forms.ChoiceField(label="How do they bear on each other?", choices=ItemLink.How.choices)


def code_labels(item: EvidenceItem) -> list[str]:
    """What the settled codes say; those of whoever wrote it down until then."""
    return [field_of(item.kind).label(code) for code in (item.codes or item.suggested)]
