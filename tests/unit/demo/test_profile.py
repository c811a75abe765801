"""What the pilot is drawn from fits the service's content, and none of its texts could identify a child."""

from __future__ import annotations

import itertools

import pytest
from django.conf import settings

from adviceline.accounts.roles import ROLES
from adviceline.content import load
from adviceline.demo.profile import profile
from adviceline.privacy.guard import screen

CONTENT = load(settings.CONTENT_DIR)
TEXTS = profile()["texts"]


def coded(field: str) -> set[str]:
    return set(CONTENT.taxonomy[field].codes)


def test_every_code_is_one_of_the_taxonomy() -> None:
    data = profile()
    assert set(data["roles"]) <= coded("role")
    assert {setting for role in data["roles"].values() for setting in role["settings"]} <= coded("setting")
    assert {phase for phases in data["phases"].values() for phase in phases} <= coded("phase")
    assert set(data["regions"]) <= coded("region")
    assert set(data["kinds"]) <= coded("kind")
    assert {view for views in data["views"].values() for view in views} <= coded("continuum")
    assert {theme for themes in data["themes"].values() for theme in themes} <= coded("theme")
    assert {code for codes in data["thresholds"].values() for code in codes} <= coded("threshold")
    assert {code for sets in data["outcomes"].values() for each in sets for code in each.split("+")} <= coded("outcome")
    assert set(data["follow_up_kinds"]) <= coded("follow_up_kind")


def test_every_resource_is_in_the_directory() -> None:
    assert {resource for some in profile()["resources"].values() for resource in some} <= set(CONTENT.resources)


def test_there_is_somebody_for_every_role_and_their_addresses_lead_nowhere() -> None:
    staff = profile()["staff"]
    assert {role for person in staff for role in person["roles"]} == set(ROLES)
    assert all(person["email"].endswith("@example.org") for person in staff)
    assert len({person["email"] for person in staff}) == len({person["name"] for person in staff}) == len(staff)


def questions() -> list[str]:
    """Each question with every theme, and with every year group."""
    made = []
    for template in itertools.chain.from_iterable(TEXTS["questions"].values()):
        pairs = [(theme, "Year 8") for theme in TEXTS["themes"].values()]
        pairs += [(TEXTS["themes"]["T1"], year) for year in TEXTS["years"]]
        made += [template.format(theme=theme, year=year) for theme, year in pairs]
    return sorted(set(made))


@pytest.mark.parametrize("text", [
    *(text for texts in TEXTS["notes"].values() for text in texts), *TEXTS["replies"], *TEXTS["messages"],
])  # fmt: skip
def test_the_guard_lets_every_text_of_staff_and_enquirers_through(text: str) -> None:
    assert not screen(text).blocked


def test_the_guard_lets_every_question_through() -> None:
    assert [text for text in questions() if screen(text).blocked] == []


@pytest.mark.parametrize("word", ["perpetrator", "victim", "offender", "abuser", "{", "}"])
def test_texts_keep_to_the_service_s_words(word: str) -> None:
    texts = [
        *questions(),
        *itertools.chain.from_iterable(TEXTS["notes"].values()),
        *TEXTS["replies"],
        *TEXTS["messages"],
    ]
    assert not [text for text in texts if word in text.lower()]
