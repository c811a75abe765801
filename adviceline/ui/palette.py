"""The colours, from the one file that the style sheets are built from too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType


@cache
def palette(theme: str = "light") -> Mapping[str, str]:
    """Name → '#rrggbb' for 'light' or 'dark'."""
    colours: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("palette.json").read_text())
    return MappingProxyType(colours[theme])


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two '#rrggbb' colours by WCAG 2.2: from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
