"""The words of an HTML message. Nothing of it is ever shown as HTML: it is read once and thrown away."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import lxml.etree
import lxml.html

from adviceline.channels.email.html_hidden import Sight

LONGEST_HTML = 2_000_000
#: What holds no words of the message.
IGNORED = frozenset({"head", "script", "style", "title", "template"})
BLOCKS = frozenset(
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
SPACED = frozenset({"td", "th"})
_KEEPS_LINES = re.compile(r"white-space\s*:\s*(pre|break-spaces)", re.IGNORECASE)
_QUOTE = ">"
_LINE_END = "\x00"  # kept apart from the ends of lines that mean nothing in HTML; taken out of what arrives


@dataclass(frozen=True)
class Words:
    """Plain text, a line a block: what `shows` to whoever reads the message, ``> `` before what was marked as quoted, and
    what is `hidden` from them."""

    shown: str
    hidden: str


def text_of(html: str) -> str:
    """The words that show. Of a message in which none do, the hidden ones: somebody may have written them, in white on a
    dark screen that forgot to say that it was dark."""
    words = words_of(html)
    return words.shown or words.hidden


def words_of(html: str) -> Words:
    html = html[:LONGEST_HTML].replace("\x00", "")
    html = re.sub(r"^\s*<\?xml[^>]{0,300}\?>", "", html)
    if not html.strip():
        return Words("", "")
    root = read_html(html)
    if root is None:
        return Words(_tidy(re.sub(r"<[^<>]{0,2000}>", " ", html).split("\n")), "")
    shown, hidden = _walk(root)
    aside = _tidy(hidden.lines)
    return Words(_tidy(shown.lines), aside if any(character.isalnum() for character in aside) else "")


def read_html(html: str) -> lxml.html.HtmlElement | None:
    """None where it cannot be read to its end: its elements stand in each other some 2,000 deep, as no program writes them.
    (Threads of years, each answer a table in the one before, reach some hundreds.)"""
    parser = lxml.html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml.html.document_fromstring(html, parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError, RecursionError):
        return None
    limit = lxml.etree.ErrorTypes.ERR_RESOURCE_LIMIT
    return None if any(error.type == limit for error in parser.error_log) else root


class _Lines:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self._line: list[str] = []

    def say(self, words: str) -> None:
        self._line.append(words)

    def end(self, depth: int = 0) -> None:
        """The line ends. `depth` is that of quotation."""
        for piece in "".join(self._line).split(_LINE_END):
            text = re.sub(r"\s+", " ", piece).strip()
            self.lines.append(f"{_QUOTE * min(depth, 20)} {text}" if depth and text else text)
        self._line.clear()


def _walk(root: lxml.html.HtmlElement) -> tuple[_Lines, _Lines]:
    """(what shows, what is hidden). Without recursion: a message may nest its elements as deep as it likes."""
    shown, hidden, sight = _Lines(), _Lines(), Sight(root)
    depth = 0  # of quotation
    ignoring: object = None
    kept: list[object] = []  # elements within which lines end where they were ended

    def say(words: str | None) -> None:
        if words:
            (shown if sight.shows else hidden).say(re.sub(r"\r\n?|\n", _LINE_END, words) if kept else words)

    def end() -> None:
        hidden.end()
        if not sight.gone:
            shown.end(depth)

    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if ignoring is not None:
                continue
            if tag in IGNORED:
                ignoring = element
                continue
            sight.enter(element)
            if tag in ("pre", "listing", "xmp", "plaintext") or _KEEPS_LINES.search(element.get("style") or ""):
                kept.append(element)
            if tag in BLOCKS:
                end()
                if tag == "blockquote":
                    depth += 1
                elif tag == "li":
                    say("- ")
            elif tag in SPACED:
                say(" ")
            say(element.text)
        else:
            if ignoring is element:
                ignoring = None
            elif ignoring is None:
                if tag in BLOCKS and tag != "br":
                    end()
                    if tag == "blockquote":
                        depth -= 1
                sight.leave()
            if kept and kept[-1] is element:
                kept.pop()
            if ignoring is None:
                say(element.tail)
    shown.end(depth)
    hidden.end()
    return shown, hidden


def _tidy(lines: Iterable[str]) -> str:
    kept: list[str] = []
    for line in lines:
        text = line.strip().replace("\xa0", " ")
        if text or (kept and kept[-1]):
            kept.append(text)
    return "\n".join(kept).strip()
