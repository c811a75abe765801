"""The colours are readable by everyone: WCAG 2.2 AA, in the light and in the dark."""

from __future__ import annotations

import pytest

from adviceline.ui.palette import contrast, palette

TEXT, LARGE_OR_CONTROL = 4.5, 3.0
PAIRS = [
    *[
        (ink, on, TEXT)
        for ink in ("ink", "ink-soft", "link", "link-visited", "link-hover")
        for on in ("page", "surface")
    ],
    ("ink", "sunk", TEXT),
    ("ink-soft", "sunk", TEXT),
    ("link", "sunk", TEXT),
    ("ink", "line", TEXT),
    ("action-text", "action", TEXT),
    ("action-text", "action-hover", TEXT),
    ("action-hover", "action-tint", TEXT),
    ("ink", "action-tint", TEXT),
    ("waiting", "waiting-tint", TEXT),
    ("waiting", "page", TEXT),
    ("waiting", "surface", TEXT),
    ("ink", "waiting-tint", TEXT),
    ("focus-text", "waiting-solid", TEXT),
    ("danger-text", "danger", TEXT),
    ("error", "page", TEXT),
    ("error", "surface", TEXT),
    ("error", "error-tint", TEXT),
    ("focus-text", "focus", TEXT),
    ("page", "ink", TEXT),
    ("page", "ink-soft", TEXT),
    ("ink", "heat-1", TEXT),
    ("ink", "heat-2", TEXT),
    ("action-text", "heat-4", TEXT),
    ("action-text", "heat-5", TEXT),
    *[(edge, on, LARGE_OR_CONTROL) for edge in ("control", "action", "error") for on in ("page", "surface")],
    ("control", "sunk", LARGE_OR_CONTROL),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "on", "least"), PAIRS)
def test_a_colour_can_be_read_on_what_it_stands_on(theme: str, ink: str, on: str, least: float) -> None:
    colours = palette(theme)
    assert contrast(colours[ink], colours[on]) >= least


@pytest.mark.parametrize(("theme", "ink"), [("light", "#161b1d"), ("dark", "#ece8e0")])
def test_the_middle_heat_has_an_ink_of_its_own(theme: str, ink: str) -> None:
    assert contrast(ink, palette(theme)["heat-3"]) >= TEXT


def test_contrast_agrees_with_the_standards_own_examples() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#ffffff") == 1


def test_both_themes_name_the_same_colours() -> None:
    assert palette("light").keys() == palette("dark").keys()


def test_red_is_only_for_danger() -> None:
    """No other colour is a red: the strip for a child in danger must not be one alarm among many."""
    for name, colour in palette().items():
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        is_red = red > 120 and red > 2.2 * green and red > 2.2 * blue
        assert is_red == (name == "danger"), name
