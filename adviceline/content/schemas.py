"""Checks documents against the JSON Schemas beside the content, and says what is wrong in plain words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError

from adviceline.content.problems import ContentProblem, content_error
from adviceline.content.safe_yaml import Document

_KINDS = {
    "object": "a mapping (name: value)",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "empty",
}


@lru_cache(maxsize=64)
def schema(folder: Path, name: str) -> Draft202012Validator:
    """The validator for schema/<name>.schema.json. Schemas may not refer outside themselves."""
    file = f"schema/{name}.schema.json"
    try:
        data = json.loads((folder / file).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise content_error(file, 0, "The schema is missing.", "Put it back from version control.") from error
    except ValueError as error:
        raise content_error(file, 1, "The schema is not valid JSON.", "Put it back from version control.") from error
    try:
        Draft202012Validator.check_schema(data)
    except SchemaError as error:
        raise content_error(file, 1, "The schema is not a JSON Schema.", "Put it back from version control.") from error
    return Draft202012Validator(data)


def schema_problems(document: Document, validator: Draft202012Validator) -> Iterator[ContentProblem]:
    for error in sorted(
        validator.iter_errors(document.data), key=lambda found: [str(step) for step in found.absolute_path]
    ):
        path = tuple(error.absolute_path)
        message, remedy = _in_words(error)
        yield ContentProblem(document.file, document.line(_closest(document, error, path)), message, remedy)


def _closest(document: Document, error: ValidationError, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        for name in _unknown(error):
            return (*path, name)
    if error.validator == "propertyNames" and isinstance(error.instance, str):
        return (*path, error.instance)
    return path


def _unknown(error: ValidationError) -> list[str]:
    known = set(error.schema.get("properties", {}))
    return [name for name in error.instance if name not in known]


def _in_words(error: ValidationError) -> tuple[str, str]:
    name = _name(error)
    match error.validator:
        case "required":
            missing = next(key for key in error.validator_value if key not in error.instance)
            return f"'{missing}' is missing{_of(error)}.", f"Add '{missing}:'."
        case "additionalProperties":
            unknown = _unknown(error)
            known = ", ".join(sorted(error.schema.get("properties", {})))
            return f"'{unknown[0]}' is not a field here{_of(error)}.", f"Remove it, or use one of: {known}."
        case "enum":
            return (
                f"{name} is '{error.instance}'.",
                f"Use one of: {', '.join(str(value) for value in error.validator_value)}.",
            )
        case "const":
            return f"{name} is '{error.instance}'.", f"Write '{error.validator_value}'."
        case "type":
            wanted = error.validator_value
            kinds = [wanted] if isinstance(wanted, str) else list(wanted)
            return (
                f"{name} is not {' or '.join(_KINDS[kind] for kind in kinds)}.",
                "Write it so (quotation marks make text).",
            )
        case "pattern" | "propertyNames":
            hint = error.schema.get("description", "Write it like the others in this file.")
            return f"{name} is not written as it must be: '{str(error.instance)[:60]}'.", str(hint)
        case "minLength" | "minItems" | "minProperties":
            return f"{name} is empty or too short.", "Fill it in."
        case "maxLength" | "maxItems" | "maxProperties":
            return f"{name} is too long (the most is {error.validator_value}).", "Shorten it."
        case "uniqueItems":
            return f"{name} lists the same thing twice.", "Remove the repeat."
        case "minimum" | "maximum":
            return f"{name} is {error.instance}, out of range.", f"The {error.validator} is {error.validator_value}."
    return (
        f"{name} does not fit: {error.message[:160]}.",
        "Compare it with the others in this file and with the schema.",
    )


def _name(error: ValidationError) -> str:
    named = [str(step) for step in error.absolute_path]
    return f"'{'.'.join(named)}'" if named else "The file"


def _of(error: ValidationError) -> str:
    named = [str(step) for step in error.absolute_path]
    return f" in '{'.'.join(named)}'" if named else ""
