"""An authority that is named among the words of a search."""

from __future__ import annotations

import pytest

from adviceline.content.current import current_content
from adviceline.directory.rules.places import place_named
from adviceline.places.area_data import local_authorities

AREAS = tuple((row.la_code, row.name) for row in local_authorities())


@pytest.mark.parametrize(
    "typed, la_code, rest",
    [
        ("hackney lado", "204", "lado"),
        ("Hackney", "204", ""),
        ("LADO in the London Borough of Hackney", "204", "lado in the"),
        ("durham", "840", ""),
        ("bristol city council mash", "801", "mash"),
        ("north somerset safety plan", "802", "safety plan"),
        ("st helens", "342", ""),
        ("hull front door", "810", "front door"),
        ("stoke-on-trent", "861", ""),
        ("Stoke", "861", ""),
        ("Bury", "351", ""),
        ("reading lado", "870", "lado"),
        ("toolkit in Bath", "800", "toolkit"),
    ],
)
def test_the_name_is_taken_out(typed, la_code, rest):
    found = place_named(typed, AREAS)
    assert found
    assert (found.la_code, found.rest) == (la_code, rest)


@pytest.mark.parametrize(
    "typed",
    ["", "sexting", "reading material", "in the bath together", "Kingston", "tyne", "kent and essex", "Bath time"],
)
def test_what_is_no_place_or_not_one_place_is_left_alone(typed):
    assert place_named(typed, AREAS) is None


def test_every_authority_is_found_by_its_name():
    wrong = [
        (code, name) for code, name in AREAS if (found := place_named(name, AREAS)) is None or found.la_code != code
    ]
    assert wrong == []


def test_the_authorities_of_the_content_exist_and_lie_in_its_regions():
    regions = {row.la_code: row.region_code for row in local_authorities()}
    held = [entry for entry in current_content().resources.values() if entry.local_authorities]
    assert len(held) >= 10
    for entry in held:
        assert {regions[code] for code in entry.local_authorities} <= set(entry.regions), entry.id
