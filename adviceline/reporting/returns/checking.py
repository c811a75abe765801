"""What a return's document may hold: checked as it is made, so that no file has to be on its guard."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import fields
from typing import Any

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,99}")
_HASH = re.compile(r"sha256:[0-9a-f]{64}")
#: What XML 1.0, and so a spreadsheet, cannot hold; and the marks that turn the direction of what follows them.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


class UnableToDrawUpReturn(ValueError):
    """The document contradicts itself, or holds what cannot be written down."""


def refuse_unless(holds: bool, words: str) -> None:
    if not holds:
        raise UnableToDrawUpReturn(words)


def require_code(code: str, what: str) -> None:
    refuse_unless(bool(_CODE.fullmatch(code)), f"‘{code}’ cannot name {what}: use letters, digits and . _ : + -.")


def require_hash(text: str, what: str) -> None:
    refuse_unless(
        bool(_HASH.fullmatch(text)), f"‘{text}’ is not a hash of {what}: it begins sha256: and has 64 digits."
    )


def require_text(part: Any, *, required: tuple[str, ...]) -> None:
    """Every text of `part` can be written in every file; those `required` are not empty."""
    for field in fields(part):
        value = getattr(part, field.name)
        for text in value if isinstance(value, tuple) else (value,):
            if not isinstance(text, str):
                continue
            found = _UNWRITABLE.search(text)
            refuse_unless(
                found is None,
                f"‘{field.name}’ holds a character that cannot be written (U+{ord(found[0]):04X})." if found else "",
            )
            refuse_unless(bool(text.strip()) or field.name not in required, f"‘{field.name}’ is empty.")


def require_unique(names: Iterable[Hashable], what: str) -> None:
    seen: set[Hashable] = set()
    for name in names:
        refuse_unless(name not in seen, f"The return has {what} called ‘{name}’.")
        seen.add(name)
