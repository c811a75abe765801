"""Steps with versions of a map in the same moment, each in a thread and a connection of its own. Made inside the service
(see in_service), since the audit trail cannot be emptied after a test that commits."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.utils import timezone

MAP = "individual-incident"


def rounds(*, kind: str, many: int) -> list[dict[str, Any]]:
    """What each of the steps of each round raised ('' for nothing), and how the versions and the audit trail stand."""
    people = {role: _person(role) for role in ("content_editor", "clinical_reviewer", "service_manager")}
    return [_round(kind, number, people) for number in range(many)]


def _round(kind: str, number: int, people: dict[str, Any]) -> dict[str, Any]:
    from adviceline.advice import actions, queries
    from adviceline.advice.models import MapVersion
    from adviceline.audit.models import Event
    from adviceline.privacy.screening import screen_text

    editor, reviewer, manager = people.values()
    at, words = timezone.now(), screen_text("A reason.")
    began_after = Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    one = actions.submit_map(version=_version(f"Round {kind} {number}, one?"), by=editor, at=at)
    doings: list[Callable[[], object]]
    if kind == "sign and comment":
        doings = [
            lambda: actions.sign_off_map(version=one, by=reviewer, at=at),
            lambda: actions.add_comment(version=one, place="", body=words, by=editor, at=at),
            lambda: actions.sign_off_map(version=one, by=reviewer, at=at),
        ]
    else:
        one = actions.sign_off_map(version=one, by=reviewer, at=at)
        two = actions.submit_map(version=_version(f"Round {kind} {number}, two?"), by=editor, at=at)
        two = actions.sign_off_map(version=two, by=reviewer, at=at)
        doings = [
            lambda: actions.publish_map(version=one, by=manager, at=at),
            lambda: actions.publish_map(version=two, by=manager, at=at),
            lambda: actions.publish_map(version=two, by=_person("service_manager", 2), at=at),
        ]
        if kind == "publish and withdraw":
            doings[1] = lambda: actions.withdraw_sign_off(version=one, reason=words, by=reviewer, at=at)
    raised = at_once(doings)
    for comment in queries.open_comments_for(one):
        actions.settle_comment(comment=comment, settled="no_change", words=words, by=editor, at=at)
    return {
        "raised": raised,
        "events": list(
            Event.objects.filter(seq__gt=began_after, action__startswith="map.").order_by("seq")
            .values_list("action", "data__hash")
        ),
        "one": one.pk,
        "one_state": MapVersion.objects.get(pk=one.pk).state,
        "in_use": list(MapVersion.objects.filter(map_id=MAP, is_current=True).values_list("pk", "state")),
    }  # fmt: skip


def at_once(doings: list[Callable[[], object]], *, words: bool = False) -> list[str]:
    """What each of these raised, done in the same moment: the name of it (with `words`, what it says), or nothing."""
    ready = threading.Barrier(len(doings))
    raised = [""] * len(doings)

    def run(number: int) -> None:
        try:
            ready.wait(timeout=30)
            doings[number]()
        except Exception as error:
            raised[number] = str(error) if words else type(error).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(doings))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return raised


def _version(question: str) -> Any:
    from adviceline.advice.loading import map_from_data, map_to_text
    from adviceline.advice.models import MapVersion
    from tests.support.advice_maps import real_data

    data = real_data()
    data["nodes"]["I0"]["question"] = question
    made = map_from_data(data)
    return MapVersion.objects.create(hash=made.hash, map_id=MAP, text=map_to_text(made), loaded_at=timezone.now())


def _person(role: str, number: int = 1) -> Any:
    from adviceline.accounts.models import Person

    return Person.objects.get_or_create(
        email=f"{role}{number}@staff.example.org", defaults={"name": f"{role} {uuid.uuid4().hex[:4]}", "roles": [role]}
    )[0]
