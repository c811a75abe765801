"""Returns in the database, taken step by step by made-up people, from facts of a made-up pilot."""

from __future__ import annotations

import hashlib
import os
import pickle
import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from unittest import mock

from adviceline.accounts.models import Person
from adviceline.facts import actions as facts
from adviceline.facts.models import EnquiryFact
from adviceline.facts.values import ContactFactValues, EnquiryFactValues, SignpostFactValues
from adviceline.privacy.screening import screen_text
from adviceline.reporting.models import Release, Return
from adviceline.reporting.returns import actions, drawing_up, queries
from adviceline.reporting.returns.linking.attacking import Attacked
from adviceline.reporting.returns.naming import parse_period
from adviceline.reporting.returns.snapshot.manifest import digest
from tests.support import people, shared_work

T = TypeVar("T")
SAID = "Nothing new was heard of in this period."
LATER = datetime(2023, 1, 9, 10, tzinfo=UTC)


def pilot_facts(*, month: int, enquiries: int = 40, seed: int = 1) -> None:
    """A month of 2022 (1 to 12) as a pilot has it."""
    chance = random.Random(f"{seed} {month}")
    first = datetime(2022, month, 3, 10, tzinfo=UTC)
    opened = [first + timedelta(days=chance.randrange(20), minutes=chance.randrange(300)) for _ in range(enquiries)]
    ids = [uuid.UUID(int=chance.getrandbits(128), version=4) for _ in range(enquiries)]
    facts.bulk_write_enquiry_facts(
        EnquiryFactValues(
            fact_id=key, opened_at=at, closed_at=at + timedelta(hours=2), kind=chance.choice(["E1"] * 6 + ["E2", "E4", "E5"]),
            role=chance.choice(["dsl"] * 5 + ["teacher", "police"]), setting=chance.choice(["mainstream_school"] * 5 + ["nhs"]),
            region=chance.choice(["london", "london", "north_west", "south_east"]),
            themes=tuple(chance.sample(["T1", "T2", "T4"], 2)),
            answered_contacts=chance.choice([1, 1, 2]), confidence_close_offered=True,
            identifying_start=chance.randrange(3, 6), identifying_close=chance.randrange(4, 9),
            responding_start=chance.randrange(3, 6), responding_close=chance.randrange(4, 9),
        )
        for key, at in zip(ids, opened, strict=True)
    )  # fmt: skip
    facts.bulk_write_contact_facts(
        ContactFactValues(
            fact_id=uuid.UUID(int=chance.getrandbits(128), version=4), enquiry_fact=key, channel="call", direction="in",
            outcome=chance.choice(["answered", "answered", "abandoned"]), began_at=at, talk_seconds=chance.randrange(60, 900),
        )
        for key, at in zip(ids, opened, strict=True)
    )  # fmt: skip
    facts.bulk_write_signpost_facts(
        SignpostFactValues(
            fact_id=uuid.UUID(int=chance.getrandbits(128), version=4), enquiry_fact=key, resource=f"r{number % 3}",
            signposted_at=at,
        )
        for number, (key, at) in enumerate(zip(ids, opened, strict=True))
    )  # fmt: skip


def analyst() -> Person:
    return Person.objects.filter(email="returns.analyst@example.org").first() or people.somebody(
        "evidence_analyst", email="returns.analyst@example.org", strong=False
    )


def manager() -> Person:
    return Person.objects.filter(email="returns.manager@example.org").first() or people.somebody(
        "service_manager", email="returns.manager@example.org", strong=False
    )


def prepared(name: str = "2022-02", *, at: datetime = LATER) -> Return:
    """Prepared by the analyst; facts are made where the month has none."""
    period = parse_period(name)
    if not EnquiryFact.objects.filter(opened_month__in=period.months).exists():
        pilot_facts(month=period.months[0] % 100)
    return actions.prepare_return(period=period, by=analyst(), at=at)


def written(report: Return, *, at: datetime = LATER) -> Return:
    """Every section written by the analyst and read by the manager."""
    for section in queries.SECTIONS:
        made = actions.write_commentary(
            report=fresh(report), section=section, text=screen_text(SAID), version=0, by=analyst(), at=at
        )
        made.report = fresh(report)
        actions.review_commentary(commentary=made, version=1, by=manager(), at=at)
    return fresh(report)


def protected(report: Return, *, at: datetime = LATER) -> Return:
    with drawn_up_once():
        actions.protect_return(report=fresh(report), by=analyst(), at=at)
        actions.attack_return(report=fresh(report), by=analyst(), at=at)
    return fresh(report)


def signed(report: Return, *, at: datetime = LATER) -> Return:
    return actions.sign_return(report=protected(written(report)), by=manager(), at=at)


def released(name: str = "2022-02", *, at: datetime = LATER) -> Release:
    with drawn_up_once():
        return actions.release_return(report=signed(prepared(name)), by=manager(), at=at)


#: What came of drawing up and of attacking, by what went into it: the same facts give the same returns in every test.
_made: dict[str, Any] = {}
_draw_up, _attack_return = drawing_up.draw_up, drawing_up.attack_return


@contextmanager
def drawn_up_once() -> Iterator[None]:
    """Where a return only has to be there, it is counted, protected and attacked the first time that a test of this run
    asks, and what came of it is given again. A rebuilding is never: it is there to find what differs."""
    if drawing_up.draw_up is not _draw_up:  # within another of these
        yield
        return

    def made_of(report: Return, linked: Sequence[str] | None) -> list[object]:
        others = [
            (other.name, digest(other.document.encode())) for other in queries.linked_releases(report, names=linked)
        ]
        return [report.name, report.snapshot, report.reason, report.corrects_id and report.corrects.name, others]

    def drawn_again(report: Return, *, linked: Sequence[str] | None = None) -> drawing_up.DrawnUp:
        return _once("drawn up", made_of(report, linked), lambda: _draw_up(report, linked=linked))

    def attacked_again(report: Return) -> Attacked:
        key = [*made_of(report, None), digest(report.document.encode())]
        return _once("attacked", key, lambda: _attack_return(report))

    with (
        mock.patch.object(drawing_up, "draw_up", drawn_again),
        mock.patch.object(drawing_up, "attack_return", attacked_again),
    ):
        yield


def _once(what: str, made_of: list[object], make: Callable[[], T]) -> T:
    """What this process or another of the run made of the same; nothing where it could not be made."""
    name = hashlib.sha256(repr((what, made_of)).encode()).hexdigest()
    place = shared_work.folder("returns") / name
    if name not in _made:
        if not place.exists():
            found = make()
            part = place.with_suffix(f".{os.getpid()}")
            part.write_bytes(pickle.dumps(found))
            part.replace(place)
        _made[name] = pickle.loads(place.read_bytes())
    return _made[name]


def fresh(report: Return) -> Return:
    return queries.return_by_name(report.name)


def sample() -> Return:
    """The sample behind the addresses: prepared, with one section written."""
    found = Return.objects.filter(name="2022-02").first()
    if found is None:
        pilot_facts(month=2, enquiries=12)
        found = prepared("2022-02")
        actions.write_commentary(
            report=found, section="emerging", text=screen_text(SAID), version=0, by=analyst(), at=LATER
        )
    return found
