"""Keyed texts: wording with placeholders, filled as plain text (e-mail, telephone) or as safe HTML (pages)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from adviceline.content.markdown import escape_markdown, render_markdown

PLACEHOLDER = re.compile(r"\{([a-z][a-z_]*)\}")

# Filled from service.yaml for every text, without being passed.
STANDARD_PLACEHOLDERS = (
    "service_name",
    "short_name",
    "phone",
    "service_email",
    "opening_hours",
    "emergency_number",
    "police_number",
    "lead_partner",
)


def placeholders_in(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(PLACEHOLDER.findall(words)))


@dataclass(frozen=True, slots=True)
class Text:
    """One wording. `title` is a page's title or an e-mail's subject. Filling it needs every one of `placeholders`."""

    key: str
    title: str
    body: str
    placeholders: tuple[str, ...] = ()
    standard: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def subject(self, **values: object) -> str:
        """The title, filled, on one line (safe as a mail header)."""
        return " ".join(self._fill(self.title, values, plain=True).split())

    def plain(self, **values: object) -> str:
        """The body as plain text, filled. Raises KeyError when a placeholder is not given."""
        return self._fill(self.body, values, plain=True)

    def html(self, **values: object) -> str:
        """The body as safe HTML, filled: values are text, never markup."""
        return render_markdown(self._fill(self.body, values, plain=False))

    def _fill(self, words: str, values: Mapping[str, object], *, plain: bool) -> str:
        if missing := [name for name in self.placeholders if name not in values]:
            raise KeyError(f"The text '{self.key}' needs {', '.join(missing)}.")
        known = {**self.standard, **{name: str(value) for name, value in values.items()}}

        def fill(found: re.Match[str]) -> str:
            value = known[found.group(1)]
            return value if plain else escape_markdown(value)

        return PLACEHOLDER.sub(fill, words)


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """One question of a form. `errors` maps a reason (required, too_long, …) to the message beside the field."""

    key: str
    label: str
    hint: str
    errors: Mapping[str, str]
    choices: Mapping[str, str] = field(default_factory=dict)

    def error(self, reason: str, **values: object) -> str:
        """The message for `reason`, filled. Raises KeyError for a reason the content does not have."""
        return PLACEHOLDER.sub(lambda found: str(values[found.group(1)]), self.errors[reason])
