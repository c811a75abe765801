"""Loading the simulated pilot, and saying why it cannot be loaded."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connections, transaction

from adviceline.accounts.models import Person
from adviceline.advice.actions import publish_map, register_maps, sign_off_map, submit_map
from adviceline.advice.models import MapVersion
from adviceline.advice.queries import unsigned_maps_may_run
from adviceline.audit.actions import events_last, record
from adviceline.audit.actors import SYSTEM
from adviceline.audit.models import Event
from adviceline.contacts.models import Contact, Enquiry
from adviceline.content.current import current_content
from adviceline.demo.delivery import add_delivery
from adviceline.demo.evidence import add_evidence
from adviceline.demo.feedback import add_feedback
from adviceline.demo.matters import Place
from adviceline.demo.money import add_money
from adviceline.demo.outreach import add_outreach
from adviceline.demo.people import ensure_staff, shifts
from adviceline.demo.pilot import Adviser, Pilot
from adviceline.demo.practice import add_practice_examples
from adviceline.demo.replay import SOURCE, Replay
from adviceline.demo.returns import add_returns
from adviceline.demo.staffing import add_staffing
from adviceline.demo.today import fill_queue
from adviceline.places import fictional
from adviceline.places.actions import load_fictional_establishments
from adviceline.places.models import Establishment, LocalAuthority
from adviceline.workforce.queries import opening_hours

FIRST_DAY = date(2022, 1, 1)
MOST_MONTHS = 12
LARGEST_SEED = 2**31 - 1
LOADED, SIMULATED = "demo.loaded", "demo.simulated"

#: Told how many steps there are, and how many are done.
Progress = Callable[[int, int], None]


class UnableToLoadDemo(Exception):
    """The demo's records cannot be made here; the words say why and what to do."""


@dataclass(frozen=True)
class Loaded:
    """What is there now. `already` when an earlier run had made it, with that run's months and seed."""

    months: int
    seed: int
    enquiries: int
    contacts: int
    already: bool = False


def refuse_unless_fictional() -> None:
    """Raise `UnableToLoadDemo` outside the demo, and where there is anything that is not made up."""
    if settings.PRODUCTION:
        raise UnableToLoadDemo(
            "This is a production environment, and invented records do not belong in it. "
            "For a demo set ADVICELINE_ENV=demo, and ADVICELINE_DATA to a folder of its own."
        )
    real = (
        Enquiry.objects.filter(is_fictional=False),
        Person.objects.filter(is_fictional=False),
        Contact.objects.filter(enquiry__isnull=True).exclude(source=SOURCE),
    )
    if any(rows.exists() for rows in real):
        raise UnableToLoadDemo(
            "This database holds people or records that are not marked as fictional, so nothing was added to it. "
            "Use a database of its own for the demo: set ADVICELINE_DATA to an empty folder."
        )


def load_pilot(*, months: int, seed: int, at: datetime, progress: Progress = lambda total, done: None) -> Loaded:
    """Simulate a pilot from January 2022 on and record it through the service's own actions, and a queue for today.

    Everything is marked fictional. All of it is made, or after any failure none. Made before, it is left as it is.
    """
    if settings.PRODUCTION:
        refuse_unless_fictional()
    if earlier := Event.objects.filter(action=LOADED).order_by("seq").first():
        return Loaded(
            earlier.data["months"],
            earlier.data["seed"],
            earlier.data["enquiries"],
            earlier.data["contacts"],
            already=True,
        )
    refuse_unless_fictional()
    with ExitStack() as all_or_nothing:
        # The keys are committed first, as everywhere: a key without a record is harmless, not so the reverse.
        for alias in ("default", "keys"):
            all_or_nothing.enter_context(transaction.atomic(using=alias))
        all_or_nothing.enter_context(events_last())
        return _load(months=months, seed=seed, at=at, progress=progress)


def _load(*, months: int, seed: int, at: datetime, progress: Progress) -> Loaded:
    maps = register_maps(content=current_content(), by=SYSTEM, at=at)
    load_fictional_establishments(rows=fictional.establishments(), by=SYSTEM, at=at)
    staff = ensure_staff(by=SYSTEM, at=at)
    if not unsigned_maps_may_run():
        _sign_and_publish(maps, staff, at=at)
    pilot = Pilot(
        seed=seed, first=FIRST_DAY, months=months, hours=opening_hours(), places=fictional_places(),
        advisers=[Adviser(person, shift) for person, shift in shifts()],
    )  # fmt: skip
    steps = pilot.steps()
    replay = Replay(cases=pilot.cases, staff=staff, seed=seed)
    for done, step in enumerate(steps, start=1):
        replay.do(step)
        progress(len(steps), done)
    fill_queue(seed=seed, staff=staff, places=fictional_places(), at=at)
    add_staffing(pilot=pilot, staff=staff, at=at)
    add_practice_examples(staff=staff, at=at)
    add_feedback(seed=seed, staff=staff, at=at)
    add_evidence(staff=staff, at=at)
    add_delivery(staff=staff, at=at)
    add_outreach(seed=seed, staff=staff, at=at)
    of_pilot = [FIRST_DAY.year * 100 + number for number in range(1, months + 1)]
    add_returns(months=of_pilot, staff=staff)
    add_money(months=of_pilot, seed=seed, staff=staff)
    enquiries, contacts = Enquiry.objects.count(), Contact.objects.count()
    record(
        action=LOADED, by=SYSTEM, at=at,
        data={"months": months, "seed": seed, "enquiries": enquiries, "contacts": contacts},
    )  # fmt: skip
    return Loaded(months, seed, enquiries, contacts)


def _sign_and_publish(maps: list[MapVersion], staff: list[Person], *, at: datetime) -> None:
    """Where unsigned maps are refused (tests of the pilot), the made-up staff sign them as real ones would."""
    holder = {role: next(person for person in staff if role in person.roles)
              for role in ("content_editor", "clinical_reviewer", "service_manager")}  # fmt: skip
    for version in maps:
        if version.is_current:
            continue
        submitted = submit_map(version=version, by=holder["content_editor"], at=at)
        signed = sign_off_map(version=submitted, by=holder["clinical_reviewer"], at=at)
        publish_map(version=signed, by=holder["service_manager"], at=at)


def fictional_places() -> list[Place]:
    """Every local authority with its open fictional establishments."""
    inside: dict[str, list[tuple[int, str, str]]] = {}
    for urn, la_code, setting, phase in (
        Establishment.objects.filter(fictional=True, status="open").order_by("urn")
        .values_list("urn", "local_authority_id", "setting", "phase")
    ):  # fmt: skip
        inside.setdefault(la_code or "", []).append((urn, setting, phase))
    return [
        Place(la_code=code, region=region, establishments=tuple(inside.get(code, ())))
        for code, region in LocalAuthority.objects.order_by("la_code").values_list("la_code", "region_id")
    ]


def analyse() -> None:
    """Let the planner of the database know what was added: without it, the first pages after a bulk load are slow.

    PostgreSQL is told which tables: without a list it also analyses the catalogues that all databases of the server
    share, and waits there for whoever else does so.
    """
    for alias in ("default", "keys"):
        connection = connections[alias]
        tables = ""
        if connection.vendor == "postgresql":
            tables = ", ".join(map(connection.ops.quote_name, sorted(connection.introspection.table_names())))
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")
