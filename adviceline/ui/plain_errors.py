"""What a form says when a field is wrong, in our own words: it names the field and says what to write.

Django's own sentences ('This field is required.') name nothing. A field that says something of its own keeps it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.functional import Promise

EMAIL_FORMAT = "Enter an e-mail address in the correct format, like name@example.org"
LOST = "Part of this page was lost on its way. Load the page again, and send it once more."


def say_it_plainly(form: forms.BaseForm) -> None:
    """Put our words wherever a field of the form would use Django's."""
    for bound in form:
        plain = messages_for(bound.field, str(bound.label or ""))
        for code in django_codes(bound.field):
            bound.field.error_messages[code] = LOST if bound.is_hidden else plain.get(code, plain["invalid"])


def django_codes(field: forms.Field) -> set[str]:
    """The errors that a field would still tell in Django's words."""
    defaults: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        if kind.__module__.startswith("django."):
            defaults |= kind.__dict__.get("default_error_messages", {})
    found = {code for code, words in field.error_messages.items() if words is defaults.get(code)}
    for validator in field.validators:
        words, code = getattr(validator, "message", None), getattr(validator, "code", None)
        is_djangos = type(validator).__module__.startswith("django.") and isinstance(words, Promise)
        if is_djangos and isinstance(code, str) and code not in field.error_messages:
            found.add(code)
        messages = getattr(validator, "messages", {})  # a validator of several kinds, such as of decimals
        found |= {each for each, text in messages.items() if isinstance(text, Promise)} - field.error_messages.keys()
    return found


def messages_for(field: forms.Field, label: str) -> dict[str, str]:
    """Our words for each error of the field. Those that Django fills in have its places in them: %(limit_value)s."""
    named = f"‘{label.rstrip('.:')}’" if label else "this answer"
    filled = named.replace("%", "%%")
    words = {
        "required": f"Fill in {named}.",
        "invalid": f"Check {filled}: we could not read what you wrote.",
        "max_length": f"{filled} must be %(limit_value)d characters or fewer. You wrote %(show_value)d.",
        "min_length": f"{filled} must be at least %(limit_value)d characters. You wrote %(show_value)d.",
        "min_value": f"{filled} must be %(limit_value)s or more.",
        "max_value": f"{filled} must be %(limit_value)s or less.",
        "step_size": f"{filled} must go up in steps of %(limit_value)s.",
        "max_digits": f"Enter a shorter number for {filled}.",
        "max_whole_digits": f"Enter a shorter number for {filled}.",
        "max_decimal_places": f"Enter {filled} with at most %(max)s figures after the point.",
        "null_characters_not_allowed": f"Hidden characters are not allowed in {filled}. Write it again.",
        "overflow": f"{filled} is too long.",
        "missing": f"Choose a file for {named}.",
        "empty": f"The file for {named} is empty. Choose another.",
        "contradiction": f"Either choose a file for {named} or tick the box, not both.",
        "invalid_image": f"The file for {named} is not a picture we can read.",
    }
    return words | _of_its_kind(field, named, filled)


def _of_its_kind(field: forms.Field, named: str, filled: str) -> dict[str, str]:
    match field:
        case forms.FileField():
            return {
                "required": f"Choose a file for {named}.",
                "invalid": f"The file for {named} did not arrive whole. Choose it again.",
                "max_length": f"The name of the file for {filled} must be %(max)d characters or fewer. It has %(length)d.",
            }
        case forms.ChoiceField() | forms.ModelChoiceField():
            again = f"One of the choices for {named} is not offered any more. Choose again."
            return {
                "required": f"Choose an answer for {named}.",
                "invalid_choice": again,
                "invalid_list": again,
                "invalid_pk_value": again,
                "list": again,
            }
        case forms.BooleanField():
            return {"required": f"Tick {named} to go on."}
        case forms.IntegerField():
            return _of_a_number(field, filled, "a number in figures" if _has_parts(field) else "a whole number")
        case forms.EmailField():
            return {"invalid": EMAIL_FORMAT}
        case forms.URLField():
            return {"invalid": f"Enter a web address for {filled}, like https://example.org/page"}
        case forms.DateTimeField():
            return {"invalid": f"Enter a date and a time for {filled}, like 2022-02-03 14:05"}
        case forms.DateField():
            return {"invalid": f"Enter a date for {filled}, like 3/2/2022"}
        case forms.TimeField():
            return {"invalid": f"Enter a time for {filled}, like 2:15pm or 14:15"}
        case forms.UUIDField():
            return {"invalid": f"Check {filled}: it is not whole. Copy it again."}
    return {}


def _has_parts(field: forms.IntegerField) -> bool:
    return isinstance(field, forms.FloatField | forms.DecimalField)


def _of_a_number(field: forms.IntegerField, filled: str, kind: str) -> dict[str, str]:
    """A number with both limits says both, whichever was passed."""
    words = {"invalid": f"Enter {kind} for {filled}, like 12."}
    if field.min_value is not None and field.max_value is not None:
        both = f"{filled} must be a number from {field.min_value:,} to {field.max_value:,}."
        words |= {"min_value": both, "max_value": both}
    if getattr(field, "decimal_places", None) == 1:
        words["max_decimal_places"] = f"Enter {filled} with at most one figure after the point, like 12.5."
    return words


class ReachableEmail(EmailValidator):
    """An address that a letter can go out to: its domain has a dot in it, in any script; a machine's own name has not."""

    def __init__(self) -> None:
        super().__init__(EMAIL_FORMAT, allowlist=[])

    def validate_domain_part(self, domain_part: str) -> bool:
        return not domain_part.startswith("[") and super().validate_domain_part(domain_part)


class EmailAddressField(forms.EmailField):
    """An e-mail address that can be reached from outside."""

    default_validators = [ReachableEmail()]
