"""Words of the content as pages show them."""

from __future__ import annotations

from markupsafe import Markup

from adviceline.content import render_markdown
from adviceline.content.current import current_content


def words(key: str, **values: object) -> Markup:
    """The body of a text as HTML."""
    return Markup(current_content().text(key).html(**values))  # noqa: S704  our own content, sanitised when rendered


def sentence(key: str, **values: object) -> str:
    """The body of a short text, plain."""
    return current_content().text(key).plain(**values).strip()


def title(key: str) -> str:
    return current_content().text(key).title


def markdown(text: str) -> Markup:
    """A map's Markdown as HTML."""
    return Markup(render_markdown(text))  # noqa: S704  sanitised when rendered
