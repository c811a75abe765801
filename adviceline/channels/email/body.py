"""What a message says, what it answers, and what is attached: text out of MIME, bounded and never trusted."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from adviceline.channels.email import headers
from adviceline.channels.email.html_text import text_of

LONGEST_TEXT = 500_000
"""Characters of text kept; a person's message is a few thousand."""
MOST_PARTS = 1_000
_LIBRARY_ERRORS = (ValueError, TypeError, IndexError, AttributeError, LookupError, AssertionError)
_READ = ("text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "text/x-markdown")
_MARKS = re.compile(r"<(param)>[^<]{0,1000}</param>|<(/?[a-z-]{1,60})>", re.IGNORECASE | re.DOTALL)
"""Of text/enriched (RFC 1896) and the older text/richtext."""
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
MOST_ATTACHMENTS = 200
MOST_COMPARED = 3
SHORT = 200
"""Characters of a plain text that may only stand in for the HTML beside it: 'Your program does not show HTML'."""
MOSTLY = 0.7
"""Such a text shares next to no words with the HTML. One that shares a third of them is the same message, told otherwise."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """``name`` is safe to show (no folders, control or direction marks); ``size`` is in bytes, once decoded."""

    name: str
    content_type: str
    size: int
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    text: str
    attachments: tuple[Attachment, ...]
    is_cut: bool = False


def content_type(part: Message) -> str:
    """Kept with the part, which is asked for it a dozen times."""
    known: str | None = part.__dict__.get("_kind")
    if known is None:
        try:
            known = part.get_content_type()
        except _LIBRARY_ERRORS:
            known = "text/plain"
        part.__dict__["_kind"] = known
    return known


def parameter(part: Message, name: str, header: str = "content-type") -> str:
    try:
        value = part.get_param(name, header=header)
    except _LIBRARY_ERRORS:
        return ""
    if isinstance(value, tuple):  # RFC 2231: charset, language, text
        charset, _, text = value
        return headers.decode_bytes(text.encode("latin-1", "replace"), charset)
    return str(value or "")


def inside(part: Message) -> list[Message] | None:
    """The parts within a container (or an attached message); None for a part that is no container."""
    if not part.is_multipart():
        return None  # asking the library for its text here may raise, over a charset it cannot read
    held = part.get_payload()
    return [piece for piece in held if isinstance(piece, Message)] if isinstance(held, list) else None


def payload(part: Message) -> bytes:
    """The part's content with its transfer encoding undone; as it stands when that is broken."""
    if part.is_multipart():
        return b""
    try:
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            content = part.get_payload()
    except _LIBRARY_ERRORS:
        content = ""
    if isinstance(content, str):
        return content.encode("utf-8", "surrogateescape")
    return content if isinstance(content, bytes) else b""


def all_parts(message: Message) -> Iterator[Message]:
    """Every part, containers too, in order, without entering attached messages; bounded."""
    waiting, count = [message], 0
    while waiting and count < MOST_PARTS:
        part = waiting.pop()
        count += 1
        yield part
        if content_type(part) != "message/rfc822":
            waiting.extend(reversed(inside(part) or []))


def parts(message: Message) -> Iterator[Message]:
    """Every part that is not itself a container; an attached message is one part."""
    for part in all_parts(message):
        if content_type(part) == "message/rfc822" or not part.is_multipart():
            yield part


def read(message: Message) -> Body:
    """The best plain text of the message, and what is attached."""
    texts, cut = _texts(message)
    text = "\n\n".join(piece for piece in texts if piece)
    if not text:
        text = next(filter(None, (_text(part, "text/plain")[0] for part in parts(message) if _is_shown(part))), "")
    attached = [_attachment(part) for part in parts(message) if is_attachment(part)]
    return Body(text[:LONGEST_TEXT], tuple(attached[:MOST_ATTACHMENTS]), cut or len(text) > LONGEST_TEXT)


def is_attachment(part: Message) -> bool:
    kind = content_type(part)
    if kind.startswith("multipart/"):
        return False
    if kind in _READ or "/" not in kind:
        return _disposition(part) == "attachment" or bool(_file_name(part))
    return True


def _is_shown(part: Message) -> bool:
    """A named text that is not to be saved but shown: the whole message, where there is no other text."""
    return content_type(part) == "text/plain" and _disposition(part) != "attachment"


def _disposition(part: Message) -> str:
    return headers.first(part, "Content-Disposition").split(";", 1)[0].strip().casefold()


def _texts(message: Message) -> tuple[list[str], bool]:
    """Texts in reading order. Of alternatives the plain one is taken, unless it is empty or says far less than the HTML."""
    texts: list[str] = []
    cut, count, compared = False, 0, 0
    waiting: list[Message] = [message]
    while waiting and count < MOST_PARTS:
        part = waiting.pop()
        count += 1
        kind, held = content_type(part), inside(part)
        if kind == "multipart/alternative" and held is not None:
            chosen = _alternative(held, may_compare=compared < MOST_COMPARED)
            compared += 1
            if chosen is not None:
                waiting.append(chosen)
        elif kind.startswith("multipart/") and held is not None:
            waiting.extend(reversed(held))
        elif (kind in _READ and not is_attachment(part)) or kind.startswith("multipart/"):
            # A container without its boundary is read as the text that it is.
            text, was_cut = _text(part, kind)
            texts.append(text)
            cut = cut or was_cut
    return texts, cut or bool(waiting)


def _alternative(choices: list[Message], *, may_compare: bool) -> Message | None:
    rich = next((each for each in choices if content_type(each) == "text/html" or inside(each) is not None), None)
    for choice in choices:
        if content_type(choice) == "text/plain" and (text := _text(choice, "text/plain")[0].strip()):
            doubtful = may_compare and rich is not None and len(text) < SHORT
            return rich if doubtful and rich is not None and _says_more(rich, than=text) else choice
    return rich if rich is not None else (choices[0] if choices else None)


def _says_more(rich: Message, *, than: str) -> bool:
    """Whether the HTML says what the plain text leaves out, whose sender then meant nobody to read it."""
    found = next((part for part in parts(rich) if content_type(part) == "text/html"), None)
    html = _text(found, "text/html")[0].split() if found is not None else []
    plain = than.split()
    only_in_plain = len(set(plain) - set(html))
    return len(html) > 2 * len(plain) + 5 or (len(html) > 4 and only_in_plain > MOSTLY * len(set(plain)))


def _text(part: Message, kind: str) -> tuple[str, bool]:
    content = payload(part)
    most = LONGEST_TEXT * 4
    text = headers.decode_bytes(content[:most], charset_of(part, kind, content))
    if kind == "text/html":
        text = text_of(text)
    elif kind in ("text/enriched", "text/richtext"):
        text = _MARKS.sub(lambda mark: "\n" if (mark[2] or "").casefold() == "nl" else "", text).replace("<<", "<")
    elif parameter(part, "format").casefold() == "flowed":
        text = _unflow(text, delete_space=parameter(part, "delsp").casefold() == "yes")
    return clean_text(text), len(content) > most


def charset_of(part: Message, kind: str, content: bytes) -> str:
    """As the part says; of HTML that says none there, as the HTML itself says."""
    said = parameter(part, "charset")
    if kind == "text/html" and not said and (within := _META.search(content[:4_000])):
        return within[1].decode("ascii")
    return said


def clean_text(text: str) -> str:
    """Text with one kind of line end and no control, bidirectional or invisible characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").replace("\t", " ")
    if not text.isascii() or not text.replace("\n", "").isprintable():
        text = "".join(
            character
            for character in text
            if character == "\n" or (character.isascii() and character.isprintable())
            or (not character.isascii() and unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co"))
        )  # fmt: skip
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def _unflow(text: str, *, delete_space: bool) -> str:
    """RFC 3676: a line that ends in a space goes on in the next, at the same depth of quotation."""
    lines: list[list[str]] = []
    flowing: str | None = None
    for line in text.replace("\r\n", "\n").split("\n"):
        quote = (re.match(r">*", line) or [""])[0]
        rest = line[len(quote) :].removeprefix(" ")
        goes_on = rest.endswith(" ") and rest != "-- "
        kept = rest[:-1] if goes_on and delete_space else rest
        if lines and flowing == quote and rest != "-- ":
            lines[-1].append(kept)
        else:
            lines.append([f"{quote} {kept}" if quote else kept])
        flowing = quote if goes_on else None
    return "\n".join("".join(pieces) for pieces in lines)


def _file_name(part: Message) -> str:
    name = parameter(part, "filename", "content-disposition") or parameter(part, "name")
    name = headers.clean(headers.decode_words(name), 400)
    return re.split(r"[/\\]", name)[-1].strip(" .")[-200:]


def _attachment(part: Message) -> Attachment:
    kind = headers.clean(content_type(part), 100)
    inline = _disposition(part) == "inline" or bool(headers.first(part, "Content-ID"))
    if kind == "message/rfc822":
        return Attachment(_file_name(part) or "message.eml", kind, _rough_size(part), is_inline=False)
    return Attachment(_file_name(part) or "unnamed", kind, len(payload(part)), is_inline=inline)


def _rough_size(part: Message) -> int:
    """Bytes of an attached message, as near as can be told without writing it out again."""
    total, waiting, count = 0, [part], 0
    while waiting and count < MOST_PARTS:
        piece = waiting.pop()
        count += 1
        total += sum(len(name) + len(str(value)) + 4 for name, value in piece.raw_items())
        waiting.extend(inside(piece) or [])
        total += len(payload(piece))
    return total
