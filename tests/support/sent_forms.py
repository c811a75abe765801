"""What a browser sends: the fields of a form of a page, as they stand."""

from __future__ import annotations

from typing import Any

from lxml import html


def sent_by(page: Any, action: str) -> dict[str, Any]:
    """The fields of the form that goes to `action`; lists for fields that have several values."""
    tree = html.fromstring(page.content.decode())
    form = next(each for each in tree.forms if (each.get("action") or "").endswith(action))
    found: dict[str, Any] = {}
    for name, value in form.form_values():
        if name in found:
            found[name] = [*(found[name] if isinstance(found[name], list) else [found[name]]), value]
        else:
            found[name] = value
    return found
