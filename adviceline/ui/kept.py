"""What somebody wrote, given back to them in the words of the page when it could not be saved."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from adviceline.content.current import current_content

SECRET_WORDS = ("csrf", "password", "code", "token", "secret", "otp", "credential")
#: Fields that carry what the pages need and no person ever typed.
OF_THE_PAGE = frozenset({
    "form", "submission", "version", "next", "after", "attempt", "node", "run", "map", "do", "to", "take_over", "choice",
    "zoom", "theme", "establishment",
})  # fmt: skip
#: The coded field of the taxonomy, where a form's field is named otherwise.
CODED = {"themes": "theme", "follow_up": "follow_up_kind", "outcomes": "outcome", "non_advice": "non_advice_contact"}
KEPT_FIELDS = 40
KEPT_CHARACTERS = 20_000


def written_in(form: forms.BaseForm, names: Iterable[str] = ()) -> list[dict[str, str]]:
    """``label`` and ``text`` of what was filled into a bound form (into the fields ``names``, or all that a person
    sees), with the words of a choice instead of its code."""
    chosen = list(names) or [bound.name for bound in form.visible_fields()]
    kept = [{"label": str(form[name].label or name), "text": _text_of(form[name])} for name in chosen]
    return [each for each in kept if each["text"].strip()]


def _text_of(bound: BoundField) -> str:
    value = bound.data
    if isinstance(bound.field, forms.BooleanField):
        return "Yes" if value else ""
    values = [str(each) for each in (value if isinstance(value, list | tuple) else [value]) if each not in (None, "")]
    if isinstance(bound.field, forms.MultiValueField):
        return " ".join(values)
    words = _words_of(getattr(bound.field, "choices", ()))
    return "\n".join(words.get(each, each) for each in values)


def _words_of(choices: Iterable[tuple[object, object]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for value, label in choices:
        found |= _words_of(label) if isinstance(label, list | tuple) else {str(value): str(label)}
    return found


@sensitive_variables()
def typed_words(request: HttpRequest) -> list[dict[str, str]]:
    """What the person typed into the form they sent, to give back to them: never a password, code or token.

    For a form that no view has read. What was chosen from the taxonomy is in its words."""
    try:
        sent = list(request.POST.lists())
    except Exception:  # A body that cannot be read has nothing to give back.
        return []
    kept = []
    for name, values in sent[:KEPT_FIELDS]:
        if name.lower() in OF_THE_PAGE or any(word in name.lower() for word in SECRET_WORDS):
            continue
        text = ", ".join(_in_words(name, value) for value in values if value.strip())[:KEPT_CHARACTERS]
        if text:
            kept.append({"label": name.replace("_", " ").replace("-", " ").capitalize(), "text": text})
    return kept


def _in_words(name: str, value: str) -> str:
    taxonomy = current_content().taxonomy
    field = CODED.get(name, name)
    return (taxonomy[field].label(value) if field in taxonomy else value).replace("\x00", "")
