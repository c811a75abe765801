"""The real map for tests, and small maps written by hand."""

from __future__ import annotations

import copy
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adviceline.advice.loading import load_maps, map_from_data
from adviceline.advice.model import AdviceMap
from adviceline.content import load

if TYPE_CHECKING:
    from adviceline.accounts.models import Person
    from adviceline.advice.models import MapVersion

CONTENT = Path(__file__).resolve().parents[2] / "content" / "hsb"
# Before every review date in the content, so that a test does not begin to fail on a day of its own.
TODAY = date(2026, 11, 23)


@lru_cache
def real_map() -> AdviceMap:
    return load_maps(load(CONTENT))["individual-incident"]


def real_data() -> dict[str, Any]:
    """A copy of the real map's data, to change."""
    return copy.deepcopy(dict(real_map().data))


def changed(**edges: Any) -> AdviceMap:
    """The real map with answers leading elsewhere: `changed(I1_yes="I2")`."""
    data = real_data()
    for place, to in edges.items():
        node_id, _, code = place.partition("_")
        data["nodes"][node_id]["answers"][code]["next"] = to
    return map_from_data(data)


def small_map(nodes: dict[str, Any], outcomes: tuple[str, ...] = ("O1",), **more: Any) -> AdviceMap:
    """A map of questions without words. `nodes`: id → answer code → next, or (next, flags to set)."""
    return map_from_data(
        {
            "id": "small",
            "title": "Small",
            "about": "For tests.",
            "flow": "whole_system",
            "status": "draft",
            "start": next(iter(nodes)),
            "settings": {},
            "sources": {},
            "nodes": {node_id: _node(node_id, answers) for node_id, answers in nodes.items()},
            "outcomes": {outcome_id: _outcome(outcome_id) for outcome_id in outcomes},
            **more,
        }
    )


def _node(node_id: str, answers: dict[str, Any]) -> dict[str, Any]:
    return {
        "step": node_id,
        "title": node_id,
        "question": f"{node_id}?",
        "why": "Because.",
        "listen_for": ["doubt"],
        "avoid": ["haste"],
        "sources": [],
        "answers": {
            code: {"label": code, "say": "Thank you.", "next": to[0], "sets": list(to[1])}
            if isinstance(to, tuple)
            else {"label": code, "say": "Thank you.", "next": to}
            for code, to in answers.items()
        },
    }


def _outcome(outcome_id: str) -> dict[str, Any]:
    return {
        "title": outcome_id,
        "summary": "The end.",
        "steps": ["Stop."],
        "contacts": [],
        "record": ["what"],
        "resources": [],
        "sources": [],
        "suggests": {"outcomes": [outcome_id]},
        "review_due_date": "2027-09-01",
    }


def publish_maps(content: Any = None, *, at: datetime) -> list[MapVersion]:
    """Load the maps of the content (the service's own), have one person send and sign each, another publish it."""
    from adviceline.advice.actions import publish_map, register_maps, sign_off_map, submit_map
    from adviceline.audit.actors import SYSTEM
    from adviceline.content.current import current_content

    published = []
    for version in register_maps(content=content or current_content(), by=SYSTEM, at=at):
        if version.state == "draft":
            version = submit_map(version=version, by=_somebody("content_editor"), at=at)
            version = sign_off_map(version=version, by=_somebody("clinical_reviewer"), at=at)
        if not version.is_current:
            version = publish_map(version=version, by=_somebody("service_manager"), at=at)
        published.append(version)
    return published


def _somebody(role: str) -> Person:
    """The same person each time, made up."""
    from adviceline.accounts.models import Person

    return Person.objects.get_or_create(
        email=f"maps.{role}@staff.example.org",
        defaults={"name": f"Maps {role.replace('_', ' ').title()}", "roles": [role], "is_fictional": True},
    )[0]
