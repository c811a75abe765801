"""Made-up evidence, notes and recommendations, through the service's own actions, by the made-up staff."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from adviceline.accounts.models import Person
from adviceline.content.safe_yaml import parse
from adviceline.evaluation import actions as evaluation
from adviceline.evidence.actions import candidates, coding, items, notes
from adviceline.evidence.models import EvidenceItem, PracticeExample
from adviceline.privacy.screening import screen_text

DATA = Path(__file__).parent / "data" / "evidence.yaml"
#: The same each time, so that the demonstration is the same each time.
NAMES = uuid.UUID("6a6f4f3e-6f5b-4c53-9a64-0d7b6f1c2a55")
FIRST = datetime(2022, 1, 20, 10, tzinfo=UTC)
APART = timedelta(days=5)


def add_evidence(*, staff: Sequence[Person], at: datetime) -> None:
    """Items over the pilot's months, most of them coded; notes, a candidate and recommendations, some approved."""
    data = parse(DATA.read_bytes(), DATA.name).data
    adviser, analyst, second, manager = (
        next(person for person in staff if role in person.roles)
        for role in ("adviser", "evidence_analyst", "supervisor", "service_manager")
    )
    made = []
    for place, each in enumerate(data["items"]):
        told = FIRST + place * APART
        item = items.accept_item(item=_collect(each, place, adviser, told), version=1, by=analyst, at=told)
        for coder, main in zip((analyst, second), each["coders"], strict=True):
            coding.code_item(item=item, main=main, also=set(each["codes"]) - {main}, by=coder, at=told)
        if "settle" in each:
            why = screen_text("The definition of sharing fits what was told best.")
            coding.settle_codes(item=item, codes=each["settle"], reason=why, by=second, at=told)
        made.append(EvidenceItem.objects.get(pk=item.pk))
    for place, each in enumerate(data["waiting"], start=len(made)):
        _collect(each, place, adviser, at)
    last = FIRST + len(made) * APART
    for each in data["notes"]:
        note = notes.write_note(
            title=screen_text(each["title"]), body=screen_text(each["body"]),
            cites=[made[place] for place in each["cites"]], by=analyst, at=last, is_fictional=True,
        )  # fmt: skip
        note = notes.submit_note(note=note, by=analyst, at=last)
        if each["approved"]:
            notes.approve_note(note=note, version=note.version, by=second, at=last)
    _candidate(data["candidate"], analyst, second, at)
    _evaluation(data, analyst, manager, at)


def _collect(each: dict[str, Any], place: int, by: Person, at: datetime) -> EvidenceItem:
    values = {name: each[name] for name in ("kind", "codes", "setting", "region", "grade")}
    return items.collect_item(
        values=values | {"narrative": screen_text(each["narrative"])}, source=EvidenceItem.Source.ENQUIRY,
        submission=uuid.uuid5(NAMES, str(place)), by=by, at=at, is_fictional=True,
    )  # fmt: skip


def _candidate(each: dict[str, Any], analyst: Person, second: Person, at: datetime) -> None:
    example = PracticeExample.objects.get(slug=each["slug"])
    made = candidates.propose_candidate(example=example, why=screen_text(each["why"]), by=analyst, at=at)
    candidates.agree_candidate(candidate=made, by=second, at=at)


def _evaluation(data: dict[str, Any], analyst: Person, manager: Person, at: datetime) -> None:
    for each in data["recommendations"]:
        made = evaluation.write_recommendation(
            title=screen_text(each["title"]), body=screen_text(each["body"]), by=analyst, at=at, is_fictional=True
        )
        if each["approved"]:
            evaluation.approve_recommendation(recommendation=made, by=manager, at=at)
    for each in data["sharings"]:
        evaluation.log_sharing(
            on_date=date.fromisoformat(each["on"]), way=each["way"], audience=screen_text(each["audience"]),
            what=screen_text(each["what"]), by=analyst, at=at, is_fictional=True,
        )  # fmt: skip
