"""An HTML mail with its form kept and everything else taken away: shown, it reaches nowhere and hides nothing. Pure.

Kept are paragraphs, lists, tables, emphasis. Pictures become their description, links their words and the address they
lead to, as text. What was hidden by style stays out, as it does of the plain words.
"""

from __future__ import annotations

from collections.abc import Callable

import lxml.etree
import lxml.html
import nh3

from adviceline.channels.email import headers
from adviceline.channels.email.html_hidden import Sight
from adviceline.channels.email.html_text import BLOCKS, IGNORED, SPACED, read_html

TAGS = {
    "p", "div", "br", "ul", "ol", "li", "table", "thead", "tbody", "tr", "td", "th", "strong", "b", "em", "i", "u", "s",
    "blockquote", "pre", "hr", "sub", "sup", "span", "dl", "dt", "dd",
}  # fmt: skip
ATTRIBUTES = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
LONGEST = 500_000
MOST_ELEMENTS = 20_000

#: Where to blank out, from and to, and what to write there.
Blanked = tuple[int, int, str]
Find = Callable[[str], list[Blanked]]


def safe_html(html: str, *, find: Find) -> str:
    """`find` is given the words in order and answers what is to be blanked out. '' when the mail cannot be read."""
    root = read_html(html[:LONGEST].replace("\x00", ""))
    if root is None or sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        return ""
    _simplify(root)
    _blank_texts(root, find)
    body = root.find("body")
    made = lxml.html.tostring(body if body is not None else root, encoding="unicode")
    return nh3.clean(made, tags=TAGS, attributes=ATTRIBUTES, strip_comments=True, link_rel=None, url_schemes=set())


def _take_out_hidden(root: lxml.html.HtmlElement) -> None:
    sight, gone, places = Sight(root), [], []
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            within = sight.gone
            sight.enter(element)
            if element.tag in IGNORED or (sight.gone and not within):
                gone.append(element)
        else:
            sight.leave()
        places.append((element, "text" if event == "start" else "tail", sight.shows))
    for element, name, shows in places:
        if not shows and getattr(element, name):
            setattr(element, name, "")
    for element in gone:
        if element.getparent() is not None and element.tag != "head":
            element.drop_tree()


def _simplify(root: lxml.html.HtmlElement) -> None:
    _take_out_hidden(root)
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        if element.tag == "img":
            words = element.get("alt", "").strip()
            element.tag, element.text = "span", f"[picture: {words}]" if words else "[picture]"
        elif element.tag == "a":
            to = element.get("href", "").strip()[:300]
            if to and not to.startswith("#") and to not in element.text_content():
                last = lxml.html.Element("span")
                last.text = f" [{to}]"
                element.append(last)
            element.tag = "span"
        elif element.tag in ("h1", "h2", "h3", "h4", "h5", "h6", "center", "section", "article", "header", "footer"):
            element.tag = "div"


def _blank_texts(root: lxml.html.HtmlElement, find: Find) -> None:
    """Names are found across the elements that a mail program puts round parts of a word, not across blocks."""
    places: list[tuple[lxml.html.HtmlElement, str, int, int]] = []
    whole: list[str] = []
    length = 0
    apart = True
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        apart = apart or element.tag in BLOCKS or element.tag in SPACED
        name = "text" if event == "start" else "tail"
        words = _readable(getattr(element, name) or "")
        if words.strip() and apart and length:
            whole.append("\n")
            length += 1
        if words.strip():
            apart = False
        places.append((element, name, length, length + len(words)))
        whole.append(words)
        length += len(words)
    text = "".join(whole)
    spans = sorted(find(text))
    at = 0
    for element, name, start, end in places:
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        setattr(element, name, _without(text, start, end, spans[at:]))


def _readable(words: str) -> str:
    """On one line, its outer spaces kept as one, without what turns the reading order or hides."""
    line = headers.clean(words, LONGEST)
    return f"{' ' if words[:1].isspace() else ''}{line}{' ' if line and words[-1:].isspace() else ''}"


def _without(text: str, start: int, end: int, spans: list[Blanked]) -> str:
    """The piece from `start` to `end`; what stands for a span is written where the span begins."""
    kept: list[str] = []
    at = start
    for first, last, words in spans:
        if first >= end:
            break
        kept.append(text[at : max(at, first)])
        if first >= start:
            kept.append(words)
        at = max(at, min(last, end))
    return "".join([*kept, text[at:end]])
