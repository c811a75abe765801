"""From Django's bound fields to the parameters of GOV.UK's macros, so that a form is written once, in Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorList

from adviceline.ui.forms import DatePartsWidget, Finding, ScaleWidget


@dataclass(frozen=True)
class FieldView:
    """The macro to call and what to give it."""

    component: str
    params: Mapping[str, Any]


@dataclass
class _Build:
    bound: BoundField
    opts: Mapping[str, Any]
    params: dict[str, Any] = field(default_factory=dict)


_TYPES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (ScaleWidget, "scale"),
    (DatePartsWidget, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
    (forms.widgets.Input, "input"),
)


def field_view(form: forms.BaseForm, name: str, **opts: Any) -> FieldView:
    """What to draw for ``form[name]``.

    Options, all optional: ``label``, ``hint``, ``label_class`` ('m', 'l': the label is a heading), ``heading`` (true:
    the label is the page's h1), ``width`` (characters: 2, 3, 4, 5, 10, 20, 30), ``classes``, ``prefix``, ``suffix``,
    ``inline`` (radios in a row), ``small`` (small radios or checkboxes), ``hints`` (value → hint for a choice),
    ``conditional`` (value → HTML shown when chosen), ``divider_before`` (value → word, such as 'or'), ``rows``,
    ``max_length`` (characters counted), ``autocomplete``, ``inputmode``, ``spellcheck``, ``attributes``, ``empty``,
    ``mark_optional`` (false: no '(optional)', for a form whose fields are all filled in as one goes).
    """
    unknown = opts.keys() - _OPTIONS
    if unknown:
        raise TypeError(f"field() has no option {', '.join(sorted(unknown))}")
    bound = form[name]
    kind = next((kind for widget, kind in _TYPES if isinstance(bound.field.widget, widget)), None)
    if kind is None:
        raise TypeError(f"no component draws the widget {type(bound.field.widget).__name__} of {name}")
    if kind == "hidden":
        return FieldView("hidden", {"name": bound.html_name, "id": field_id(bound), "value": _text(bound.value())})
    build = _Build(bound, opts, _common(bound, opts))
    component = _BUILDERS[kind](build)
    return FieldView(component, build.params)


_OPTIONS = frozenset(
    {
        "label",
        "hint",
        "label_class",
        "mark_optional",
        "heading",
        "width",
        "classes",
        "prefix",
        "suffix",
        "inline",
        "small",
        "hints",
        "conditional",
        "divider_before",
        "rows",
        "max_length",
        "autocomplete",
        "inputmode",
        "spellcheck",
        "attributes",
        "empty",
    }
)


def field_id(bound: BoundField) -> str:
    return bound.auto_id or f"id_{bound.html_name}"


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _common(bound: BoundField, opts: Mapping[str, Any]) -> dict[str, Any]:
    params: dict[str, Any] = {"id": field_id(bound), "name": bound.html_name}
    hint = opts.get("hint", bound.help_text)
    if hint:
        params["hint"] = {"text": hint}
    if bound.errors:
        params["errorMessage"] = {"text": bound.errors[0]}
    for option in ("classes", "autocomplete", "inputmode"):
        if opts.get(option):
            params[option] = opts[option]
    attributes = dict(opts.get("attributes", {}))
    if bound.field.disabled:
        attributes["disabled"] = "disabled"
    if attributes:
        params["attributes"] = attributes
    return params


def _label_text(build: _Build) -> str:
    label = str(build.opts.get("label", build.bound.label or ""))
    optional = (
        not build.bound.field.required and build.opts.get("mark_optional", True) and "optional" not in label.lower()
    )
    return (
        f"{label} (optional)" if optional and not isinstance(build.bound.field.widget, forms.CheckboxInput) else label
    )


def _label(build: _Build) -> dict[str, Any]:
    size = build.opts.get("label_class", "l" if build.opts.get("heading") else "s")
    return {
        "text": _label_text(build),
        "classes": f"govuk-label--{size}",
        "isPageHeading": bool(build.opts.get("heading")),
    }


def _fieldset(build: _Build) -> dict[str, Any]:
    label = _label(build)
    label["classes"] = label["classes"].replace("govuk-label", "govuk-fieldset__legend")
    return {"legend": label}


def _input(build: _Build) -> str:
    widget = build.bound.field.widget
    kind = getattr(widget, "input_type", "text")
    value = widget.format_value(build.bound.value())
    build.params |= {"label": _label(build), "type": kind, "value": _text(value)}
    if kind == "number":  # GOV.UK: number boxes change by scrolling and hide what was typed; ask for figures instead.
        build.params |= {"type": "text", "inputmode": "numeric"}
    if kind == "tel":
        build.params.setdefault("autocomplete", "tel")
    if kind == "email":
        build.params.setdefault("autocomplete", "email")
        build.params["spellcheck"] = False
    if "spellcheck" in build.opts:
        build.params["spellcheck"] = build.opts["spellcheck"]
    if build.opts.get("width"):
        build.params["classes"] = f"{build.params.get('classes', '')} govuk-input--width-{build.opts['width']}".strip()
    for side in ("prefix", "suffix"):
        if build.opts.get(side):
            build.params[side] = {"text": build.opts[side]}
    return "input"


def _textarea(build: _Build) -> str:
    build.params |= {
        "label": _label(build),
        "value": _text(build.bound.value()),
        "rows": build.opts.get("rows", build.bound.field.widget.attrs.get("rows", 5)),
    }
    limit = build.opts.get("max_length", getattr(build.bound.field, "max_length", None))
    if limit:
        build.params["maxlength"] = limit
        return "character-count"
    return "textarea"


def _choices(bound: BoundField) -> Iterable[tuple[Any, Any, str | None]]:
    """(value, label, group): Django's nested choices flattened, keeping the group's name."""
    for value, label in bound.field.choices:  # type: ignore[attr-defined]
        if isinstance(label, list | tuple):
            for inner_value, inner_label in label:
                yield inner_value, inner_label, str(value)
        else:
            yield value, label, None


def _chosen(bound: BoundField) -> set[str]:
    value = bound.value()
    if isinstance(value, list | tuple | set):
        return {_text(item) for item in value}
    return {_text(value)}


def _items(build: _Build, *, multiple: bool) -> None:
    opts, chosen, items = build.opts, _chosen(build.bound), []
    for number, (value, label, _group) in enumerate(_choices(build.bound)):
        key = _text(value)
        if key == "" and not multiple:
            continue
        if key in opts.get("divider_before", {}):
            items.append({"divider": opts["divider_before"][key]})
        item: dict[str, Any] = {"value": key, "text": str(label), "checked": key in chosen}
        if items or number:
            item["id"] = f"{field_id(build.bound)}-{number + 1}"
        if not items:
            item["id"] = field_id(build.bound)  # The error summary's link lands on the first choice.
        if opts.get("hints", {}).get(key):
            item["hint"] = {"text": opts["hints"][key]}
        if opts.get("conditional", {}).get(key):
            item["conditional"] = {"html": opts["conditional"][key]}
        items.append(item)
    sizes = [build.params.get("classes", "")]
    kind = "checkboxes" if multiple else "radios"
    sizes += [f"govuk-{kind}--inline"] if opts.get("inline") else []
    sizes += [f"govuk-{kind}--small"] if opts.get("small") else []
    build.params |= {
        "idPrefix": field_id(build.bound),
        "fieldset": _fieldset(build),
        "items": items,
        "classes": " ".join(size for size in sizes if size),
    }


def _radios(build: _Build) -> str:
    _items(build, multiple=False)
    return "radios"


def _checkboxes(build: _Build) -> str:
    _items(build, multiple=True)
    return "checkboxes"


def _checkbox(build: _Build) -> str:
    """One box: its label is the choice, so there is no legend."""
    hint = build.params.pop("hint", None)
    item = {"value": "on", "text": _label_text(build), "checked": bool(build.bound.value()), "id": build.params["id"]}
    if hint:
        item["hint"] = hint
    build.params |= {"idPrefix": build.params["id"], "items": [item]}
    if build.opts.get("small"):
        build.params["classes"] = f"{build.params.get('classes', '')} govuk-checkboxes--small".strip()
    return "checkboxes"


def _select(build: _Build) -> str:
    chosen = _chosen(build.bound)
    items = []
    for value, label, group in _choices(build.bound):
        text = str(label)
        if _text(value) == "" and set(text) <= {"-"}:
            text = str(build.opts.get("empty", "Choose one"))
        items.append(
            {"value": _text(value), "text": f"{group}: {text}" if group else text, "selected": _text(value) in chosen}
        )
    build.params |= {"label": _label(build), "items": items}
    return "select"


def _date(build: _Build) -> str:
    value = build.bound.value()
    widget = build.bound.field.widget
    parts = value if isinstance(value, list | tuple) else widget.decompress(value)
    error = " govuk-input--error" if build.bound.errors else ""
    build.params |= {
        "fieldset": {**_fieldset(build), "role": "group"},
        "items": [
            {
                "name": f"{build.bound.html_name}-{part}",
                "id": build.params["id"] if part == "day" else f"{build.params['id']}-{part}",
                "label": part.capitalize(),
                "value": _text(typed),
                "classes": f"govuk-input--width-{4 if part == 'year' else 2}{error}",
            }
            for part, typed in zip(DatePartsWidget.parts, parts, strict=True)
        ],
    }
    build.params["id"] = f"{build.params['id']}-parts"
    return "date-input"


def _scale(build: _Build) -> str:
    chosen = _chosen(build.bound)
    build.params |= {
        "legend": _label_text(build),
        "legend_class": build.opts.get("label_class", "s"),
        "low": getattr(build.bound.field, "low", ""),
        "high": getattr(build.bound.field, "high", ""),
        "points": [
            {"value": _text(value), "text": str(label), "checked": _text(value) in chosen}
            for value, label, _ in _choices(build.bound)
            if _text(value)
        ],
    }
    return "scale"


def _file(build: _Build) -> str:
    build.params["label"] = _label(build)
    return "file-upload"


def _password(build: _Build) -> str:
    build.params |= {"label": _label(build)}
    return "password-input"


_BUILDERS = {
    "scale": _scale,
    "date": _date,
    "checkboxes": _checkboxes,
    "radios": _radios,
    "checkbox": _checkbox,
    "select": _select,
    "textarea": _textarea,
    "file": _file,
    "password": _password,
    "input": _input,
}


def summary_of(form: forms.BaseForm) -> list[dict[str, str]]:
    """Every error of the form for the summary at the top: those of the whole form first, then field by field."""
    errors = [{"text": str(error)} for error in form.non_field_errors()]
    errors += [{"text": str(error)} for bound in form.hidden_fields() for error in bound.errors]
    for bound in form.visible_fields():
        errors += [{"text": str(error), "href": f"#{field_id(bound)}"} for error in bound.errors]
    return errors


def findings_of(form: forms.BaseForm, name: str) -> tuple[Finding, ...]:
    """The guard's findings in the text of a field that was refused; empty when it was not."""
    found: list[Finding] = []
    for error in form.errors.get(name, ErrorList()).as_data():
        found += getattr(error, "findings", ())
    return tuple(found)
