"""Markdown to HTML for content: a small, safe part of Markdown, with the classes of GOV.UK Frontend.

Raw HTML, images and links to anything but the web, mail, telephone or this site are refused rather than cleaned away,
so that a reviewer sees the mistake. The result is sanitised all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from adviceline.content.addresses import NOT_PUBLIC, why_no_web_address
from adviceline.content.safe_yaml import HIDDEN

MAXIMUM_CHARACTERS = 60_000

_CLASSES = {
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "a": "govuk-link",
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "blockquote": "govuk-inset-text",
    "table": "govuk-table",
    "thead": "govuk-table__head",
    "tbody": "govuk-table__body",
    "tr": "govuk-table__row",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
    "hr": "govuk-section-break govuk-section-break--m govuk-section-break--visible",
}
_TAGS = {*_CLASSES, "li", "strong", "em", "br", "code"}
_SCHEMES = {"https", "http", "mailto", "tel"}
# An unfilled placeholder may be a link's whole destination: it is filled before rendering (see texts.Text).
_PLACEHOLDER_LINK = re.compile(r"%7B[a-z_]+%7D", re.IGNORECASE)


class MarkdownRefused(ValueError):
    """Markdown that may not be shown. `line` counts from 1 within the text; `remedy` says what to write instead."""

    def __init__(self, line: int, message: str, remedy: str) -> None:
        self.line = line
        self.message = message
        self.remedy = remedy
        super().__init__(f"line {line}: {message} — {remedy}")


def _parser() -> MarkdownIt:
    # html=True so that raw HTML is seen, and refused; with html=False it would be shown as text.
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 20}).enable("table")
    # Every link reaches our own check, which refuses what markdown-it would silently leave as text.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


_PARSER = _parser()


@lru_cache(maxsize=2048)
def render_markdown(text: str) -> str:
    """Safe HTML for `text`, with GOV.UK classes. Headings start at `##` (the page has its own title).

    Raises MarkdownRefused on raw HTML, images, `#` headings, and links that are not http, https, mailto, tel or local.
    """
    if len(text) > MAXIMUM_CHARACTERS:
        raise MarkdownRefused(1, f"The text is over {MAXIMUM_CHARACTERS:,} characters.", "Shorten it, or split it.")
    tokens = _PARSER.parse(text)
    _refuse(tokens, 1)
    _dress(tokens)
    html = str(_PARSER.renderer.render(tokens, _PARSER.options, {}))
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={**{tag: {"class"} for tag in _CLASSES}, "a": {"href", "class"}, "ol": {"class", "start"}},
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def render_markdown_line(text: str) -> str:
    """Safe HTML for a line of a list: without the paragraph round it, where it is one. Raises as `render_markdown`."""
    html = render_markdown(text).strip()
    opening, closing = f'<p class="{_CLASSES["p"]}">', "</p>"
    if html.startswith(opening) and html.find(closing) == len(html) - len(closing):
        return html[len(opening) : -len(closing)]
    return html


def check_markdown(text: str) -> None:
    """What the author of content may not write. Raises MarkdownRefused as `render_markdown` does, and also on hidden
    characters written as references and on links into a network, which what fills a placeholder may have."""
    render_markdown(text)
    _check(_PARSER.parse(text), 1)


def _check(tokens: Sequence[Token], line: int) -> None:
    for token in tokens:
        here = token.map[0] + 1 if token.map else line
        if token.type != "inline" and (hidden := HIDDEN.search(token.content)):
            code = f"U+{ord(hidden.group()):04X}"
            raise MarkdownRefused(here, f"There is a hidden character ({code}) here.", "Leave out its '&#…;'.")
        if token.type == "link_open":
            address = str(token.attrGet("href") or "")
            parts = urlsplit(address)
            if parts.scheme.startswith("http") and why_no_web_address(f"https://{parts.netloc}/") == NOT_PUBLIC:
                raise MarkdownRefused(
                    here,
                    f"The link '{address[:80]}' leads inside a network.",
                    "Link to a page that everybody can open.",
                )
        _check(token.children or (), here)


def _refuse(tokens: Sequence[Token], line: int) -> None:
    for token in tokens:
        here = token.map[0] + 1 if token.map else line
        if token.type in ("html_block", "html_inline"):
            raise MarkdownRefused(
                here, "HTML is not allowed in content.", "Use Markdown; write '&lt;' for a less-than sign."
            )
        if token.type == "image":
            raise MarkdownRefused(here, "Images are not allowed in content.", "Say it in words, or link to it.")
        if token.type == "heading_open" and token.tag not in ("h2", "h3"):
            raise MarkdownRefused(here, "A heading here must be '##' or '###'.", "Change the number of '#' signs.")
        if token.type == "link_open":
            _refuse_link(str(token.attrGet("href") or ""), here)
        if token.children:
            _refuse(token.children, here)


def _refuse_link(address: str, line: int) -> None:
    if _PLACEHOLDER_LINK.fullmatch(address) or address.startswith("#"):
        return
    if (
        address.startswith("/")
        and not address.startswith("//")
        and "\\" not in address
        and "%5C" not in address.upper()
    ):
        return
    try:
        parts = urlsplit(address)
        usable = parts.scheme in _SCHEMES and bool(parts.netloc if parts.scheme.startswith("http") else parts.path)
        usable = usable and "@" not in parts.netloc
    except ValueError:
        usable = False
    if not usable:
        raise MarkdownRefused(
            line, f"The link '{address[:80]}' is not allowed.", "Link to https://, mailto:, tel: or a page here ('/…')."
        )


def _dress(tokens: Sequence[Token]) -> None:
    tight = 0
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            tight += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            tight -= 1
        if (token.nesting == 1 or token.type == "hr") and token.tag in _CLASSES and not token.hidden:
            if not (token.tag == "p" and tight):
                token.attrSet("class", _CLASSES[token.tag])
            token.attrs.pop("style", None)
        if token.children:
            _dress(token.children)


def escape_markdown(value: str) -> str:
    """`value` as literal text inside Markdown, on one line: for filling a placeholder with something a person typed."""
    one_line = " ".join(value.split())
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", one_line)


def plain_text(text: str) -> str:
    """Markdown as it reads aloud: no marks, paragraphs kept. For subject lines, indexes and reading-age counts."""
    parts: list[str] = []
    for token in _PARSER.parse(text):
        if token.type == "inline" and token.children is not None:
            parts.append(
                "".join(" " if child.type in ("softbreak", "hardbreak") else child.content for child in token.children)
            )
    return "\n".join(parts)
