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
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|mso-hide\s*:\s*all|(?<![-\w])opacity\s*:\s*0*\.?0+(?![\d.])|"
    r"(?<![-\w])max-height\s*:\s*0+(?![\d.])|text-indent\s*:\s*-\d{3,}|"
    r"(?<![-\w])(left|top|right|bottom)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
#: Layouts set it on a frame and another within it, to be rid of the gaps between.
_WITHOUT_SIZE = re.compile(r"(?<![-\w])font-size\s*:\s*0*\.?0+(?![\d.])", re.IGNORECASE)
_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,3000})\}")
_AT_RULE = re.compile(r"@[^{};]{0,300}(\{(?:[^{}]|\{[^{}]*\})*\}|;)")
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?([.#])([\w-]{1,100})", re.IGNORECASE)
MOST_STYLE = 200_000
_KEEPS_LINES = re.compile(r"white-space\s*:\s*(pre|break-spaces)", re.IGNORECASE)
_QUOTE = ">"
_LINE_END = "\x00"  # kept apart from the ends of lines that mean nothing in HTML; taken out of what arrives


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
    kept: list[object] = []  # elements within which lines end where they were ended
    hidden = hidden_by_style(root)

    def ended() -> Iterable[str]:
        for piece in "".join(line).split(_LINE_END):
            text = re.sub(r"\s+", " ", piece).strip()
            yield f"{_QUOTE * min(depth, 20)} {text}" if depth and text else text
        line.clear()

    def said(words: str | None) -> str:
        return re.sub(r"\r\n?|\n", _LINE_END, words) if kept and words else words or ""

    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if skipping is not None:
                continue
            if tag in _UNSEEN or is_hidden(element, hidden):
                skipping = element
                continue
            if tag in ("pre", "listing", "xmp", "plaintext") or _KEEPS_LINES.search(element.get("style") or ""):
                kept.append(element)
            if tag in _BLOCKS:
                yield from ended()
                if tag == "blockquote":
                    depth += 1
                elif tag == "li":
                    line.append("- ")
            elif tag in _SPACED:
                line.append(" ")
            line.append(said(element.text))
        else:
            if skipping is element:
                skipping = None
            elif skipping is None and tag in _BLOCKS and tag != "br":
                yield from ended()
                if tag == "blockquote":
                    depth -= 1
            if kept and kept[-1] is element:
                kept.pop()
            if skipping is None:
                line.append(said(element.tail))
    yield from ended()


def hidden_by_style(root: lxml.html.HtmlElement) -> frozenset[str]:
    """Classes (`.x`, `p.x`) and ids (`#x`) that the message's own style sheets hide. What they hide only on paper or on
    small screens is not hidden; neither is what a selector names in more words."""
    found: dict[str, bool] = {}
    sheets = "\n".join(element.text or "" for element in root.iter("style"))[:MOST_STYLE]
    for selectors, declared in _RULE.findall(_AT_RULE.sub(" ", sheets)):
        hides = _HIDDEN.search(declared) is not None
        for selector in selectors.split(","):
            name = selector.strip().casefold()
            if _SELECTOR.fullmatch(name) and (hides or (name in found and "display" in declared)):
                found[name] = hides
    return frozenset(name for name, hides in found.items() if hides)


def is_hidden(element: lxml.html.HtmlElement, hidden: frozenset[str]) -> bool:
    """Whether whoever sent it meant nobody to see it."""
    style = element.get("style") or ""
    if "hidden" in element.attrib or _HIDDEN.search(style):
        return True
    if _WITHOUT_SIZE.search(style):
        return not any("font" in (each.get("style") or "") or each.tag == "font" for each in element.iterdescendants())
    if not hidden or not isinstance(element.tag, str):
        return False
    names = [f".{name}" for name in (element.get("class") or "").casefold().split()[:50]]
    names.append(f"#{(element.get('id') or '').casefold()}")
    return any(name in hidden or element.tag + name in hidden for name in names)


def _tidy(lines: Iterable[str]) -> str:
    kept: list[str] = []
    for line in lines:
        text = line.strip().replace("\xa0", " ")
        if text or (kept and kept[-1]):
            kept.append(text)
    return "\n".join(kept).strip()
