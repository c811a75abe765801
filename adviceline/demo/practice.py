"""Made-up examples of practice, written by one of the made-up staff and approved by another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from adviceline.accounts.models import Person
from adviceline.content.safe_yaml import parse
from adviceline.evidence.actions.examples import approve_example, publish_example, submit_example, write_example
from adviceline.evidence.models import SAID, TEXTS, PracticeExample
from adviceline.privacy.screening import screen_text

DATA = Path(__file__).parent / "data" / "practice.yaml"


def add_practice_examples(*, staff: Sequence[Person], at: datetime) -> list[PracticeExample]:
    """Through the service's own actions: some published, one waiting for approval."""
    author, approver = (
        next(person for person in staff if role in person.roles) for role in ("content_editor", "clinical_reviewer")
    )
    made = []
    for each in parse(DATA.read_bytes(), DATA.name).data["examples"]:
        values: dict[str, Any] = {name: screen_text(each[name]) if name in TEXTS else each[name] for name in SAID}
        example = write_example(values=values, by=author, at=at, is_fictional=True)
        example = submit_example(example=example, by=author, at=at)
        if each["state"] == "published":
            example = approve_example(example=example, version=example.version, by=approver, at=at)
            example = publish_example(example=example, by=author, at=at)
        made.append(example)
    return made
