"""Whatever people do, in whatever order: no version is in use that one person did not sign and another publish."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adviceline.accounts.models import Person
from adviceline.advice import queries
from adviceline.advice.actions import (
    UnableToComment,
    UnableToLoadMap,
    UnableToMoveMap,
    add_comment,
    publish_map,
    register_maps,
    send_map_back,
    settle_comment,
    sign_off_map,
    submit_map,
    withdraw_sign_off,
)
from adviceline.advice.loading import map_to_text
from adviceline.advice.models import MapComment, MapMove, MapVersion
from adviceline.advice.rules import STEPS as STEPS_OF_RULES
from adviceline.audit.actors import SYSTEM
from adviceline.content.current import current_content
from adviceline.privacy.screening import screen_text
from tests.support.advice_maps import real_data, real_map
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db
MAP = "individual-incident"
ROLES = (
    ["content_editor"], ["clinical_reviewer"], ["service_manager"], ["adviser"],
    ["content_editor", "clinical_reviewer", "service_manager"], ["clinical_reviewer", "service_manager"],
)  # fmt: skip
STEPS = ("submit", "sign", "publish", "send_back", "withdraw", "comment", "settle", "load", "dismiss")
WHY = screen_text("A reason.")


def versions(clock: Clock) -> list[MapVersion]:
    from adviceline.advice.loading import map_from_data

    data = real_data()
    data["nodes"]["I0"]["question"] = "May I say how this works?"
    return [
        MapVersion.objects.create(hash=one.hash, map_id=MAP, text=map_to_text(one), loaded_at=clock.forward(minutes=1))
        for one in (real_map(), map_from_data(data))
    ]


@contextmanager
def taken_back() -> Iterator[None]:
    """Each example begins with what the one before it began with."""
    with transaction.atomic(), transaction.atomic(using="keys"):
        yield
        for alias in ("default", "keys"):
            transaction.set_rollback(True, using=alias)


def do(step: str, version: MapVersion, by: Person, clock: Clock) -> None:
    at = clock.forward(minutes=1)
    match step:
        case "submit":
            submit_map(version=version, by=by, at=at)
        case "sign":
            sign_off_map(version=version, by=by, at=at)
        case "publish":
            publish_map(version=version, by=by, at=at)
        case "send_back":
            send_map_back(version=version, reason=WHY, by=by, at=at)
        case "withdraw":
            withdraw_sign_off(version=version, reason=WHY, by=by, at=at)
        case "comment":
            add_comment(version=version, place="", body=WHY, by=by, at=at)
        case "settle":
            if comment := MapComment.objects.filter(settled="").first():
                settle_comment(comment=comment, settled="no_change", words=WHY, by=by, at=at)
        case "load":
            register_maps(content=current_content(), by=SYSTEM, at=at)
        case "dismiss":
            Person.objects.filter(pk=by.pk).update(is_active=not by.is_active)


def two_people_stand_behind_what_is_in_use() -> None:
    """Told from the record of steps alone, not from the columns that the rules look at."""
    for version in queries.current_versions():
        signer = submitter = publisher = None
        for move in MapMove.objects.filter(version=version).order_by("pk"):
            match move.what:
                case "submitted":
                    submitter, signer, publisher = move.by_id, None, None
                case "signed":
                    signer = move.by_id
                case "sent_back" | "withdrawn":
                    submitter = signer = publisher = None
                case "published":
                    assert signer is not None
                    publisher = move.by_id
        assert publisher is not None
        assert signer is not None
        assert publisher not in {signer, submitter}


def tempting(both: list[MapVersion], people: list[Person]) -> list[tuple[str, int, int]]:
    """Steps that fit where a version stands and the roles of a person, whoever took the steps before."""
    return [
        (step, which, who)
        for which, version in enumerate(MapVersion.objects.get(pk=one.pk) for one in both)
        for step, rule in STEPS_OF_RULES.items()
        if rule.start == version.state
        for who, person in enumerate(people)
        if Person.objects.get(pk=person.pk).may(rule.needs)
    ]


REACHED: dict[str, int] = {"in use": 0, "refused": 0}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data(), many=st.integers(6, 18))
def every_sequence(data: st.DataObject, many: int) -> None:
    with taken_back():
        clock = Clock()
        both = versions(clock)
        people = [
            Person.objects.create(email=f"p{number}@staff.example.org", name=f"Person {number}", roles=roles)
            for number, roles in enumerate(ROLES)
        ]
        anything = st.tuples(st.sampled_from(STEPS), st.integers(0, 1), st.integers(0, len(ROLES) - 1))
        for _ in range(many):
            fitting = tempting(both, people)
            forward = [each for each in fitting if each[0] in {"submit", "sign", "publish"}]
            choices = [st.sampled_from(some) for some in (forward, forward, fitting) if some]
            step, which, who = data.draw(st.one_of(*choices, anything))
            by = Person.objects.get(pk=people[who].pk)
            try:
                do(step, MapVersion.objects.get(pk=both[which].pk), by, clock)
            except (UnableToMoveMap, UnableToComment, UnableToLoadMap):
                REACHED["refused"] += 1
            two_people_stand_behind_what_is_in_use()
            REACHED["in use"] += queries.current_versions().exists()


def test_no_sequence_publishes_a_version_without_a_sign_off_by_another_person(db: None) -> None:
    every_sequence()

    assert REACHED["in use"] > 10, "hardly any sequence came to a publication, so little was shown"
    assert REACHED["refused"] > 20, "hardly any step was refused, so little was tried"


def test_the_steps_reach_publication_so_that_the_property_is_about_something(db: None) -> None:
    with taken_back():
        clock = Clock()
        version = versions(clock)[0]
        for number, (step, roles) in enumerate(
            (("submit", ROLES[4]), ("sign", ROLES[4]), ("publish", ROLES[2])), start=1
        ):
            by, _ = Person.objects.get_or_create(
                email=f"{roles[-1]}{len(roles)}@staff.example.org", defaults={"name": f"P{number}", "roles": roles}
            )
            do(step, version, by, clock)
        assert queries.version_in_use(MAP) == version
        two_people_stand_behind_what_is_in_use()
