"""Which words of an HTML message do not show where it is read as its sender meant it. Pure.

By the styles of each element and by the rules of the message's own style sheets that name one class, one id or one kind of
element. What they hide only on paper or on small screens is not hidden. Where a background cannot be known, nothing on
it is taken for hidden: words that show are never to be folded away for a guess, and what is folded is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

import lxml.etree
import lxml.html
from PIL import ImageColor

Colour = tuple[int, int, int]
Declared = dict[str, str]

WHITE, BLACK, LINK = (255, 255, 255), (0, 0, 0), (0, 0, 238)
NEAR = 16
"""In each of red, green and blue, up to 255: white on the palest grey."""
MOST_STYLE = 200_000
#: What programs show, or not, in place of their own drawing.
FALLBACKS = frozenset({"noscript", "object", "iframe", "svg", "math"})

_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,3000})\}")
_AT_RULE = re.compile(r"@[^{};]{0,300}(\{(?:[^{}]|\{[^{}]*\})*\}|;)")
_SELECTOR = re.compile(r"[a-z][a-z0-9]*|([a-z][a-z0-9]*)?[.#][\w-]{1,100}")
_PASSING = re.compile(r":(hover|active|focus|visited|link)$")
_COMMENT = re.compile(r"/\*.{0,2000}?(\*/|$)|<!--|-->", re.DOTALL)
_ESCAPED = re.compile(r"\\(?:([0-9a-f]{1,6})[ \n]?|(.))", re.IGNORECASE)
_NUMBER = re.compile(r"([+-]?(?:\d{1,9}\.?\d{0,9}|\.\d{1,9}))(px|pt|em|rem|ex|%|vw|vh|in|cm|mm)?")
_FUNCTION = re.compile(r"rgba?\(([^()]{1,100})\)")
_AWAY = re.compile(r"translate[xy3d]{0,2}\([^()]{0,60}-\d{3,}|scale[xy]?\(\s*0*\.?0*\s*[,)]")
_CLIPPED = re.compile(
    r"rect\(\s*([01](px)?)[\s,]+([01](px)?)[\s,]+([01](px)?)[\s,]+([01](px)?)\s*\)|inset\(\s*(5\d|[6-9]\d|100)%|circle\(\s*0"
)
_COLOURS = ("color", "background", "background-color", "-webkit-text-fill-color")
_PAINTED = {"body": "text", "font": "color"}
_SIDES = ("left", "top", "right", "bottom", "margin-left", "margin-top", "text-indent")


@dataclass(frozen=True)
class _Look:
    """How words look in an element. `gone`: nothing within it shows. `background`: None where it cannot be known."""

    gone: bool = False
    invisible: bool = False
    tiny: bool = False
    colour: Colour | None = BLACK
    background: Colour | None = WHITE

    @property
    def shows(self) -> bool:
        if self.gone or self.invisible or self.tiny:
            return False
        if self.colour is None or self.background is None:
            return True
        return not _alike(self.colour, self.background)


class Sight:
    """Whether the words at hand show, while the elements are walked: `enter` each and `leave` it."""

    def __init__(self, root: lxml.html.HtmlElement) -> None:
        self._rules, self._unknown = _rules_of(root)
        self._looks = [_Look(background=None if "background" in self._unknown else WHITE)]

    @property
    def shows(self) -> bool:
        return self._looks[-1].shows

    @property
    def gone(self) -> bool:
        """Nothing in this element shows, whatever it says of itself."""
        return self._looks[-1].gone

    def enter(self, element: lxml.html.HtmlElement) -> None:
        above = self._looks[-1]
        self._looks.append(above if above.gone else self._look(element, above))

    def leave(self) -> None:
        self._looks.pop()

    def _look(self, element: lxml.html.HtmlElement, above: _Look) -> _Look:
        declared = self._declared(element)
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in FALLBACKS or "hidden" in element.attrib or _is_gone(declared):
            return replace(above, gone=True)
        if not declared and tag != "a" and not self._unknown:
            return above
        background = _background(declared, above.background)
        colour = _text_colour(declared, None if "color" in self._unknown else above.colour, background)
        if tag == "a" and "href" in element.attrib and "color" not in declared:
            colour = LINK
        invisible = above.invisible
        if "visibility" in declared:
            invisible = declared["visibility"] in ("hidden", "collapse")
        tiny = _is_tiny(declared, above.tiny and "font" not in self._unknown)
        return _Look(False, invisible, tiny, colour, background)

    def _declared(self, element: lxml.html.HtmlElement) -> Declared:
        """What is said of this element, the strongest last: attributes, rules, its own style."""
        tag = element.tag if isinstance(element.tag, str) else ""
        found: Declared = {}
        if "bgcolor" in element.attrib:
            found["background-color"] = element.get("bgcolor", "").strip().casefold()
        if "background" in element.attrib:
            found["background"] = "url()"
        if tag == "font" and element.get("size"):
            found["font-size"] = "medium"
        if tag in _PAINTED and (said := element.get(_PAINTED[tag])):
            found["color"] = said.strip().casefold()
        if self._rules:
            found |= {name: value for name, value in self._rules.get(tag, {}).items() if name in _COLOURS}
            names = [f".{name}" for name in (element.get("class") or "").casefold().split()[:50]]
            names.append(f"#{(element.get('id') or '').casefold()}")
            for name in names:
                found |= self._rules.get(name, {}) | self._rules.get(tag + name, {})
        style = element.get("style")
        return found | _parsed(style) if style else found


def _rules_of(root: lxml.html.HtmlElement) -> tuple[dict[str, Declared], frozenset[str]]:
    """(declarations by selector: `td`, `.x`, `p.x`, `#x`; which of background, color and font rules of more words change, so
    that what is inherited of them is not known)."""
    found: dict[str, Declared] = {}
    unknown: set[str] = set()
    sheets = "\n".join(element.text or "" for element in root.iter("style"))[:MOST_STYLE]
    for selectors, text in _RULE.findall(_AT_RULE.sub(" ", _COMMENT.sub(" ", sheets))):
        declared = _parsed(text)
        for selector in selectors.split(","):
            name = selector.strip().casefold()
            if _SELECTOR.fullmatch(name):
                found.setdefault(name, {}).update(declared)
            elif not _PASSING.search(name):
                unknown |= {each.partition("-")[0] for each in declared} & {"background", "color", "font"}
    return found, frozenset(unknown)


@lru_cache(maxsize=500)
def _parsed_cached(style: str) -> tuple[tuple[str, str], ...]:
    text = _COMMENT.sub("", style)
    if "\\" in text:
        text = _ESCAPED.sub(lambda found: _escaped(found[1], found[2]), text)
    said: Declared = {}
    for each in text.split(";"):
        name, colon, value = each.partition(":")
        if colon:
            name, value = name.strip().casefold(), value.replace("!important", "").strip().casefold()
            if name in ("background", "background-color"):  # the later of the two holds
                said.pop("background", None)
                said.pop("background-color", None)
            said[name] = value
    return tuple(said.items())


def _parsed(style: str) -> Declared:
    return dict(_parsed_cached(style[:3_000]))


def _escaped(digits: str | None, character: str | None) -> str:
    if digits is None:
        return character or ""
    number = int(digits, 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else ""


def _is_gone(declared: Declared) -> bool:
    if not declared:
        return False
    if declared.get("display", "").startswith("none") or _number(declared, "opacity", 1.0) < 0.06:
        return True
    if _number(declared, "max-height", 1.0) == 0 or any(_number(declared, side, 0.0) <= -100 for side in _SIDES):
        return True
    if declared.get("overflow", "").startswith(("hidden", "clip")) and any(
        _number(declared, side, 9.0) <= 1 and not declared[side].endswith("%")
        for side in ("height", "width", "max-width")
        if side in declared
    ):
        return True
    if _AWAY.search(declared.get("transform", "")) or _CLIPPED.search(declared.get("clip", "")):
        return True
    return _CLIPPED.search(declared.get("clip-path", "")) is not None


def _number(declared: Declared, name: str, otherwise: float) -> float:
    found = _NUMBER.match(declared.get(name, ""))
    if found is None:
        return otherwise
    return float(found[1]) / (100 if found[2] == "%" and name == "opacity" else 1)


def _is_tiny(declared: Declared, above: bool) -> bool:
    said = declared.get("font-size", "")
    if not said and "font" in declared:
        said = next((found[0] for found in _NUMBER.finditer(declared["font"]) if found[2]), "medium")
    if not said or said in ("inherit", "smaller", "larger"):
        return above
    found = _NUMBER.match(said)
    if found is None:
        return False
    size, unit = float(found[1]), found[2] or "px"
    if unit in ("em", "%", "ex"):
        return above or size <= (5 if unit == "%" else 0.05)
    return size <= (0.05 if unit == "rem" else 1)


def _background(declared: Declared, above: Colour | None) -> Colour | None:
    said = declared.get("background-color")
    if said is None and (said := declared.get("background")) is None:
        image = declared.get("background-image", "none")
        return above if image in ("none", "", "initial") else None
    if said in ("", "none", "transparent", "inherit", "initial", "unset"):
        return above
    if declared.get("background-image", "none") != "none" or "url(" in said or "gradient" in said:
        return None
    found = _colour(said)
    if found is None and " " in said and not said.startswith(("rgb", "hsl")):
        found = next((known for each in said.split() if (known := _colour(each)) is not None), None)
    if found is None:
        return None
    colour, alpha = found
    return above if alpha < 0.05 else colour if alpha > 0.9 else None


def _text_colour(declared: Declared, above: Colour | None, background: Colour | None) -> Colour | None:
    said = declared.get("-webkit-text-fill-color") or declared.get("color", "")
    if said in ("", "inherit", "currentcolor", "unset"):
        return above
    if said == "transparent":
        return background
    found = _colour(said)
    if found is None:
        return None
    return background if found[1] < 0.1 else found[0]


@lru_cache(maxsize=500)
def _colour(said: str) -> tuple[Colour, float] | None:
    """(red, green, blue up to 255; how opaque, up to 1); None for what is no colour that we know."""
    if function := _FUNCTION.fullmatch(said):
        parts = [part for part in re.split(r"[\s,/]+", function[1].strip()) if part]
        try:
            values = [float(part.rstrip("%")) * (2.55 if part.endswith("%") else 1) for part in parts[:3]]
            alpha = float(parts[3].rstrip("%")) / (100 if parts[3].endswith("%") else 1) if len(parts) > 3 else 1.0
        except ValueError:
            return None
        if len(values) < 3:
            return None
        red, green, blue = (max(0, min(255, round(value))) for value in values)
        return (red, green, blue), alpha
    if re.fullmatch(r"[0-9a-f]{6}", said):  # as bgcolor="FFFFFF" is read
        said = f"#{said}"
    try:
        red, green, blue, *rest = ImageColor.getrgb(said)
    except (ValueError, OverflowError):
        return None
    return (red, green, blue), rest[0] / 255 if rest else 1.0


def _alike(one: Colour, other: Colour) -> bool:
    return all(abs(mine - its) <= NEAR for mine, its in zip(one, other, strict=True))
