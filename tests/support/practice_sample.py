"""Made inside the service (see in_service): examples of practice in every state, and who may work on them."""

from __future__ import annotations

from typing import Any

from tests.support import people
from tests.support.samples import practice_example


def make() -> dict[str, Any]:
    """`slugs` and `pks` by state; `names` by role."""
    states = ("draft", "in_review", "approved", "published", "withdrawn")
    made = {state: practice_example(state) for state in states}
    roles = ("content_editor", "clinical_reviewer")
    names = {role: f"{role.replace('_', ' ').title()} Practice" for role in roles}
    for role, name in names.items():
        people.somebody(role, name=name, strong=False, is_fictional=True)
    return {
        "names": names,
        "slugs": {state: example.slug for state, example in made.items()},
        "pks": {state: example.pk for state, example in made.items()},
    }
