"""No form of the project speaks in Django's words: each of its sentences names the field and says what to write."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest
from django import forms
from django.utils.functional import Promise

from adviceline.ui.forms import ReadableForm
from adviceline.ui.plain_errors import EmailAddressField, django_codes, say_it_plainly

PACKAGE = Path(__file__).resolve().parents[3] / "adviceline"
MADE_WITH = {
    forms.FilePathField: {"path": "/"},
    forms.ModelChoiceField: {"queryset": None},
    forms.ModelMultipleChoiceField: {"queryset": None},
    forms.ComboField: {"fields": []},
    forms.MultiValueField: {"fields": []},
    forms.RegexField: {"regex": "x"},
    forms.URLField: {"assume_scheme": "https"},
}
LIMITS = {"max_length": 5, "min_length": 2, "min_value": 0, "max_value": 9, "max_digits": 3, "decimal_places": 1}
KINDS = sorted(
    {kind for kind in vars(forms).values() if inspect.isclass(kind) and issubclass(kind, forms.Field)},
    key=lambda kind: kind.__name__,
)


def made(kind: type[forms.Field]) -> forms.Field:
    takes = {name for each in kind.__mro__ for name in inspect.signature(each.__init__).parameters}
    return kind(
        label="Half of it: 50%", **{name: LIMITS[name] for name in takes & set(LIMITS)}, **MADE_WITH.get(kind, {})
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_field_has_words_of_ours_for_every_error(kind):
    form = ReadableForm({})
    form.fields["it"] = made(kind)
    assert django_codes(form.fields["it"])
    say_it_plainly(form)
    assert not django_codes(form.fields["it"])
    assert not any(isinstance(words, Promise) for words in form.fields["it"].error_messages.values())


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (forms.CharField(label="Note"), "", "Fill in ‘Note’."),
        (
            forms.CharField(label="Note: 50%", max_length=3),
            "four",
            "‘Note: 50%’ must be 3 characters or fewer. You wrote 4.",
        ),
        (forms.ChoiceField(label="Role"), "", "Choose an answer for ‘Role’."),
        (forms.ChoiceField(label="Role"), "x", "One of the choices for ‘Role’ is not offered any more. Choose again."),
        (
            forms.DecimalField(label="Minutes", min_value=0, max_value=600),
            "601",
            "‘Minutes’ must be a number from 0 to 600.",
        ),
        (
            forms.DecimalField(label="Minutes", min_value=0, max_value=600),
            "-1",
            "‘Minutes’ must be a number from 0 to 600.",
        ),
        (forms.DecimalField(label="Minutes", max_digits=2), "1234", "Enter a shorter number for ‘Minutes’."),
        (
            forms.DecimalField(label="Minutes", decimal_places=1),
            "1.25",
            "Enter ‘Minutes’ with at most one figure after the point, like 12.5.",
        ),
        (forms.DecimalField(label="Minutes"), "ten", "Enter a number in figures for ‘Minutes’, like 12."),
        (forms.IntegerField(label="URN"), "1.5", "Enter a whole number for ‘URN’, like 12."),
        (forms.EmailField(label="E-mail"), "x", "Enter an e-mail address in the correct format, like name@example.org"),
        (forms.CharField(label="Note", error_messages={"required": "Write it down."}), "", "Write it down."),
    ],
)
def test_what_is_wrong_is_said_with_what_to_write(field, typed, said):
    form = ReadableForm({"it": typed})
    form.fields["it"] = field
    assert form.errors["it"] == [said]


def test_every_form_of_the_project_speaks_so():
    strays = [
        f"{path.relative_to(PACKAGE)}:{node.name}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and {ast.unparse(base) for base in node.bases} & {"forms.Form", "forms.ModelForm", "Form", "ModelForm"}
        and node.name != "ReadableForm"
    ]
    assert strays == []


@pytest.mark.parametrize(
    ("typed", "is_taken"),
    [
        ("name@example.org", True),
        ("name@sub.example.co.uk", True),
        ("name@schöne-schule.example", True),
        ("name@xn--schne-schule-tfb.example", True),
        ("name@例え.テスト", True),
        ("foo@localhost", False),
        ("foo@LOCALHOST", False),
        ("foo@intranet", False),
        ("foo@[127.0.0.1]", False),
        ("foo@example.", False),
        ("foo@.org", False),
        ("foo", False),
    ],
)
def test_an_address_has_a_dot_in_its_domain(typed, is_taken):
    form = ReadableForm({"it": typed})
    form.fields["it"] = EmailAddressField()
    assert form.is_valid() is is_taken, form.errors
