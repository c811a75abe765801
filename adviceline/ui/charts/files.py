"""A chart as a picture file that stands alone."""

from __future__ import annotations

import re

from lxml import etree

from adviceline.ui.charts import Chart

SVG = "http://www.w3.org/2000/svg"
_LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")


def as_file(chart: Chart, *, font: str = "") -> bytes:
    """The picture as a file that stands alone: with its title, its words, and a ground to stand on."""
    root = etree.fromstring(chart.svg.encode())
    for name in ("aria-hidden", "focusable"):
        root.attrib.pop(name, None)
    root.attrib["role"] = "img"
    ground = etree.Element(f"{{{SVG}}}rect", width="100%", height="100%", fill="#ffffff")
    title, words = etree.Element(f"{{{SVG}}}title"), etree.Element(f"{{{SVG}}}desc")
    title.text, words.text = chart.title, chart.alt
    root[:0] = [title, words, ground]
    for element in root.iter():
        element.attrib.pop("class", None)
        if font and "font-family" in element.attrib:
            element.attrib["font-family"] = font
        for name, value in element.attrib.items():
            element.attrib[name] = _LONG_NUMBER.sub(lambda found: f"{float(found[0]):.1f}", value)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
