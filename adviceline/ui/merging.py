"""A form that was sent after a colleague had saved: what each of the two changed, brought together for a person to see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict


@dataclass(frozen=True)
class Meanwhile:
    """One field that a colleague changed, in words. `both`: the person who sent the form changed it too."""

    label: str
    opened: str
    yours: str
    now: str
    both: bool


def bring_together(
    form: forms.Form,
    *,
    labels: Mapping[str, str],
    opened: Mapping[str, Any] | None,
    yours: Mapping[str, Any],
    now: Mapping[str, Any],
    shown_now: Mapping[str, Any],
    words: Callable[[str, object], str] | None = None,
) -> list[Meanwhile]:
    """Make the bound form hold what this person changed and, in every other field, what is there now.

    `opened` is what was there when they opened the page (None when that cannot be known: then every field that differs
    counts as changed by both), `yours` what they sent, `now` what is there; `shown_now` is `now` as the form's initial
    values. `words` says what a field's value is called. Returns the fields that a colleague changed.
    """
    said = words or (lambda name, value: in_words(value))
    data, found = cast(QueryDict, form.data).copy(), []
    for name, label in labels.items():
        mine, held = _plain(yours.get(name)), _plain(now.get(name))
        then = None if opened is None else _plain(opened.get(name))
        if mine == held or then == held:
            continue
        both = then is None or mine != then
        found.append(
            Meanwhile(
                label,
                "" if opened is None else said(name, opened.get(name)),
                said(name, yours.get(name)),
                said(name, now.get(name)),
                both,
            )
        )
        if both:
            form.add_error(name, "A colleague changed this too. Yours is here; what it says now is at the top.")
        else:
            _put(data, form, name, shown_now.get(name))
    form.data = data
    return found


def in_words(value: object) -> str:
    return "; ".join(map(str, value)) or "(empty)" if isinstance(value, list) else str(value or "(empty)")


def _plain(value: object) -> object:
    """What is the same to a reader: lists in any order, line ends of any kind, nothing as an empty text."""
    if isinstance(value, list | tuple):
        return sorted(map(str, value))
    return str(value).replace("\r\n", "\n").strip() if value else ""


def _put(data: QueryDict, form: forms.Form, name: str, value: Any) -> None:
    widget, key = form.fields[name].widget, form.add_prefix(name)
    if isinstance(widget, forms.MultiWidget):
        names: list[str] = getattr(widget, "widgets_names")  # noqa: B009  # Django's stubs leave it out
        for part, each in zip(names, widget.decompress(value) or [], strict=True):
            data[key + part] = each or ""
    elif isinstance(value, list | tuple):
        data.setlist(key, list(value))
    else:
        data[key] = "" if value is None else str(value)
