"""The words of an HTML message. Nothing of it is ever shown as HTML: it is read once and thrown away."""

import re
from collections.abc import Iterable

import lxml.etree
import lxml.html

LONGEST_HTML = 2_000_000
_UNSEEN = frozenset({"head", "script", "style", "title", "template", "noscript", "object", "iframe", "svg", "math"})
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "table",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "hr",
        "section",
        "article",
        "header",
        "footer",
        "address",
        "dl",
        "dt",
        "dd",
        "center",
        "form",
        "fieldset",
    ]
)
_SPACED = frozenset({"td", "th"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_QUOTE = ">"


def text_of(html: str) -> str:
    """Plain text: a line a block, ``> `` before what was marked as quoted, hidden text left out."""
    html = html[:LONGEST_HTML].replace("\x00", "")
    html = re.sub(r"^\s*<\?xml[^>]{0,300}\?>", "", html)
    if not html.strip():
        return ""
    try:
        parser = lxml.html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
        root = lxml.html.document_fromstring(html, parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError, RecursionError):
        return _tidy(re.sub(r"<[^<>]{0,2000}>", " ", html).split("\n"))
    return _tidy(_lines(root))


def _lines(root: lxml.html.HtmlElement) -> Iterable[str]:
    """Walked without recursion: a message may nest its elements as deep as it likes."""
    line: list[str] = []
    depth = 0  # of quotation
    skipping: object = None

    def ended() -> str:
        text = re.sub(r"\s+", " ", "".join(line)).strip()
        line.clear()
        return f"{_QUOTE * min(depth, 20)} {text}" if depth and text else text

    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if skipping is not None:
                continue
            if tag in _UNSEEN or _HIDDEN.search(element.get("style") or ""):
                skipping = element
                continue
            if tag in _BLOCKS:
                yield ended()
                if tag == "blockquote":
                    depth += 1
                elif tag == "li":
                    line.append("- ")
            elif tag in _SPACED:
                line.append(" ")
            line.append(element.text or "")
        else:
            if skipping is element:
                skipping = None
            elif skipping is None and tag in _BLOCKS and tag != "br":
                yield ended()
                if tag == "blockquote":
                    depth -= 1
            if skipping is None:
                line.append(element.tail or "")
    yield ended()


def _tidy(lines: Iterable[str]) -> str:
    kept: list[str] = []
    for line in lines:
        text = line.strip().replace("\xa0", " ")
        if text or (kept and kept[-1]):
            kept.append(text)
    return "\n".join(kept).strip()
