"""Rendering a scrap of template in the real environment, and finding things in the page it makes."""

from __future__ import annotations

import re
from typing import Any

from django.template import engines
from lxml import html

_PIECE = re.compile(r"""^(?P<tag>[a-z0-9]*)(?P<rest>.*)$""")
_PART = re.compile(r"""\.(?P<klass>[\w-]+)|\#(?P<id>[\w-]+)|\[(?P<name>[\w-]+)(?:="?(?P<value>[^"\]]*)"?)?\]""")


def render(source: str, **context: object) -> str:
    return engines["jinja2"].env.from_string(source).render(**context)


def page_of(words: str) -> Any:
    return html.fromstring(f"<body>{words}</body>" if "<html" not in words else words)


def select(page: Any, selector: str) -> list[Any]:
    """Elements by tag, class, id and attribute, ` ` for within and ` > ` for directly in: `main a.al-link`."""
    path, axis = "", "//"
    for piece in selector.split():
        if piece == ">":
            axis = "/"
            continue
        found = _PIECE.match(piece)
        assert found
        rest, conditions = found["rest"], ""
        while rest:
            part = _PART.match(rest)
            assert part, f"cannot read the selector {selector!r} at {rest!r}"
            if part["klass"]:
                conditions += f"[contains(concat(' ', normalize-space(@class), ' '), ' {part['klass']} ')]"
            elif part["id"]:
                conditions += f"[@id='{part['id']}']"
            else:
                conditions += (
                    f"[@{part['name']}='{part['value']}']" if part["value"] is not None else f"[@{part['name']}]"
                )
            rest = rest[part.end() :]
        path += f"{axis}{found['tag'] or '*'}{conditions}"
        axis = "//"
    return page.getroottree().xpath(path)
