"""Vega-Lite to an SVG that may stand in a page: no styles, scripts, links or ids."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from adviceline.ui.palette import palette

WIDTH = 480
FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif"
#: Colours whose marks follow the page's theme, by class.
THEMED = ("ink", "ink-soft", "line", "surface", "action", "waiting-solid", "control")


def _theme() -> dict[str, Any]:
    colours = palette()
    return {
        "background": "transparent",
        "font": "Liberation Sans",  # measured with; the page's own type face is named in the result
        "view": {"stroke": None},
        "axis": {
            "labelColor": colours["ink"],
            "labelFontSize": 14,
            "labelPadding": 8,
            "titleColor": colours["ink-soft"],
            "titleFontSize": 14,
            "titleFontWeight": 400,
            "gridColor": colours["line"],
            "domainColor": colours["control"],
            "tickColor": colours["control"],
        },
        "text": {"fontSize": 14},
    }


def svg_of(spec: dict[str, Any]) -> str:
    import vl_convert  # starts an engine of its own, and only pages with charts need it

    drawn: str = vl_convert.vegalite_to_svg({**spec, "width": WIDTH - 130, "config": _theme()}, allowed_base_urls=[])
    return _safe(drawn)


_STYLE_ATTRIBUTES = re.compile(r"\s*([a-z-]+)\s*:\s*([^;]+?)\s*(?:;|$)")


def _safe(svg: str) -> str:
    """The SVG without styles, scripts, links, ids or a size of its own, its colours also given as classes."""
    root = etree.fromstring(svg.encode())
    names = {value: name for name, value in palette().items() if name in THEMED}
    for element in list(root.iter()):
        tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if tag in ("", "style", "script", "image", "a", "foreignObject", "use"):
            element.getparent().remove(element)
            continue
        for name, value in _STYLE_ATTRIBUTES.findall(element.attrib.pop("style", "")):
            element.attrib[name] = value
        for name in list(element.attrib):
            if name.startswith(("on", "aria-", "{")) or name in ("id", "class", "role", "tabindex"):
                del element.attrib[name]
        if "font-family" in element.attrib:
            element.attrib["font-family"] = FONT
        classes = [
            f"al-{side}-{names[element.attrib[side].lower()]}"
            for side in ("fill", "stroke")
            if element.attrib.get(side, "").lower() in names
        ]
        if classes:
            element.attrib["class"] = " ".join(classes)
    root.attrib["aria-hidden"] = "true"  # the words beside it and the table say what it shows
    root.attrib["focusable"] = "false"
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")
