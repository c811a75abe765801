"""Records by the million, to measure with: the proportions of the pilot, without its stories.

They are made in order of time and written in batches, one transaction and one audit event each, so that memory does
not grow with their number. Enquirers have no sealed details, enquiries no texts, runs, signposts or call-backs beyond
what is counted: what is measured with them is queues, enquiry pages and figures.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import models, transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.audit.actors import SYSTEM
from adviceline.contacts.models import Contact, Enquirer, Enquiry
from adviceline.contacts.references import BASE, RANDOM_SYMBOLS, SYMBOLS, format_reference
from adviceline.contacts.rules import due_at
from adviceline.content.current import current_content
from adviceline.demo.actions import SIMULATED, fictional_places, refuse_unless_fictional
from adviceline.demo.chance import choose, stream
from adviceline.demo.matters import Matter, Place, Professional, draw_matter, draw_professional
from adviceline.demo.people import ensure_staff, shifts
from adviceline.demo.replay import SOURCE
from adviceline.facts.actions import add_contact_facts, add_enquiry_facts
from adviceline.facts.copying import insert_new, move_sequence
from adviceline.facts.values import ContactFactValues, EnquiryFactValues
from adviceline.measures.counting import contact_answered
from adviceline.workforce.hours import OpeningHours
from adviceline.workforce.queries import opening_hours

BATCH = 2_000  # enquiries
CONTACTS_AN_ENQUIRY = 1.7  # what the shares below come to
MATTERS = 1_500
MOST_OPEN, OPEN_SHARE = 300, 0.05
SPAN_DAYS = 3 * 365
LONGEST = 6  # contacts of one enquiry
FIRST_CHANNELS = {"call": 60, "email": 22, "web_form": 18}
FURTHER_CALLS = {0: 86, 1: 10, 2: 4}
UNANSWERED = {"abandoned": 45, "short_abandon": 20, "voicemail": 20, "out_of_hours": 14, "refused": 1}
UNANSWERED_TO_AN_ENQUIRY = 0.11
OPEN_STATES = {"new": 40, "in_progress": 40, "waiting": 20}

#: A row to be written, by attribute name, in the order of its table's columns. Making models takes five times as long.
Row = dict[str, Any]

#: Told how many more records of the kind asked for there are.
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Simulated:
    """How much was made."""

    enquiries: int
    contacts: int
    open_enquiries: int


@dataclass
class Batch:
    """What is written together."""

    enquirers: list[Row] = field(default_factory=list)
    enquiries: list[Row] = field(default_factory=list)
    contacts: list[Row] = field(default_factory=list)
    contact_facts: list[ContactFactValues] = field(default_factory=list)
    enquiry_facts: list[EnquiryFactValues] = field(default_factory=list)

    def size(self, unit: str) -> int:
        return len(self.contacts if unit == "contacts" else self.enquiries)


def simulate(
    *, contacts: int | None = None, enquiries: int | None = None, seed: int = 7, until: datetime,
    days: int = SPAN_DAYS, progress: Progress = lambda made: None,
) -> Simulated:  # fmt: skip
    """Add so many contacts (with about 0.6 enquiries each), or so many enquiries, over the `days` before `until`.

    The newest few hundred stay open. References, keys and fact ids come from the seed, so the same call twice on one
    database is refused by its constraints; use another seed to add more. Raises `UnableToLoadDemo`.
    """
    if (contacts is None) == (enquiries is None):
        raise ValueError("Say how many contacts or how many enquiries, one of the two.")
    refuse_unless_fictional()
    with transaction.atomic():
        staff = ensure_staff(by=SYSTEM, at=until)
    maker = _Maker(
        seed=seed, staff=[staff[person] for person, _ in shifts()], places=fictional_places(),
        days=_open_stretches(opening_hours(), until, days), hours=opening_hours(),
    )  # fmt: skip
    total, unit = (contacts, "contacts") if contacts is not None else (enquiries or 0, "enquiries")
    size = 1 if unit == "enquiries" else CONTACTS_AN_ENQUIRY
    keep_open = min(MOST_OPEN, max(1, int(total / size * OPEN_SHARE))) * size
    made = Counter[str]()
    while made[unit] < total:
        with transaction.atomic():
            batch = maker.batch(unit, made=made, total=total, keep_open=keep_open)
            _write(batch, at=until)
        still_open = sum(row["closed_at"] is None for row in batch.enquiries)
        made.update(enquiries=len(batch.enquiries), contacts=len(batch.contacts), open=still_open)
        progress(batch.size(unit))
    return Simulated(made["enquiries"], made["contacts"], made["open"])


def _open_stretches(hours: OpeningHours, until: datetime, days: int) -> list[tuple[datetime, datetime]]:
    """The stretches in which the service was open in the days before `until`, the last one cut off there."""
    today = until.astimezone(hours.zone).date()
    found = [
        (start, min(end, until)) for back in range(days, -1, -1)
        for start, end in hours.open_stretches(today - timedelta(days=back)) if start < until
    ]  # fmt: skip
    return found or [(until - timedelta(days=1), until)]


def _write(batch: Batch, *, at: datetime) -> None:
    for model, rows in ((Enquirer, batch.enquirers), (Enquiry, batch.enquiries), (Contact, batch.contacts)):
        insert_new(model, list(rows[0]), (list(row.values()) for row in rows))
        move_sequence(model)
    add_enquiry_facts(batch.enquiry_facts)
    add_contact_facts(batch.contact_facts)
    record(
        action=SIMULATED, by=SYSTEM, at=at,
        data={"enquiries": len(batch.enquiries), "contacts": len(batch.contacts)},
    )  # fmt: skip


UNCODED = Matter(
    number=0, kind="",
    professional=Professional(
        number=0, role="", setting="", phase="", region="", la_code="", urn=None, email="", phone="", is_anonymous=True
    ),
)  # fmt: skip


class _Maker:
    """Makes batches, in order of time. Matters are drawn once and used again and again."""

    def __init__(
        self,
        *,
        seed: int,
        staff: list[Person],
        places: list[Place],
        days: list[tuple[datetime, datetime]],
        hours: OpeningHours,
    ) -> None:
        self.seed, self.staff, self.days, self.hours = seed, staff, days, hours
        self.prefix = current_content().service.reference_prefix
        self.offset = stream(seed, "references").randrange(BASE**RANDOM_SYMBOLS)
        self.blank_enquirer = _blank(Enquirer, is_anonymous=True, is_fictional=True)
        self.blank_enquiry = _blank(Enquiry, version=3, is_fictional=True)
        self.blank_contact = _blank(Contact, source=SOURCE)
        self.matters = [self._matter(number, places) for number in range(MATTERS)]

    def _matter(self, number: int, places: list[Place]) -> Matter:
        chance = stream(self.seed, "bulk matter", number)
        return draw_matter(chance, number, draw_professional(chance, number, places))

    def batch(self, unit: str, *, made: Counter[str], total: int, keep_open: float) -> Batch:
        batch = Batch()
        ids = {model: _next_id(model) for model in (Enquirer, Enquiry, Contact)}
        chance = stream(self.seed, "bulk", made["enquiries"])
        while len(batch.enquiries) < BATCH and (done := made[unit] + batch.size(unit)) < total:
            number = made["enquiries"] + len(batch.enquiries)
            # The last few are one contact each, so that there are exactly as many contacts as were asked for.
            short = unit == "contacts" and total - done < LONGEST
            self._enquiry(batch, number, done / total, ids, chance, stays_open=total - done <= keep_open, short=short)
        return batch

    def _enquiry(
        self,
        batch: Batch,
        number: int,
        place: float,
        ids: dict[Any, int],
        chance: Random,
        *,
        stays_open: bool,
        short: bool,
    ) -> None:
        """One enquiry with its enquirer, its contacts and their facts; `place` is how far it is through the whole span."""
        matter = chance.choice(self.matters)
        opens_at, closes_at = self.days[min(int(place * len(self.days)), len(self.days) - 1)]
        opened_at = opens_at + (closes_at - opens_at) * chance.random()
        state = choose(chance, OPEN_STATES) if stays_open else "closed"
        person = None if state == "new" else chance.choice(self.staff)
        channel = "call" if short else choose(chance, FIRST_CHANNELS)
        closed_at = opened_at + timedelta(hours=chance.expovariate(1 / 30)) if state == "closed" else None
        coded = matter if person else UNCODED
        professional = matter.professional
        enquirer_id = ids[Enquirer] + len(batch.enquirers)
        batch.enquirers.append(self.blank_enquirer | {
            "id": enquirer_id, "role": professional.role, "setting": professional.setting, "phase": professional.phase,
            "la_code": professional.la_code, "region": professional.region, "created_at": opened_at,
        })  # fmt: skip
        enquiry = self.blank_enquiry | {
            "id": ids[Enquiry] + len(batch.enquiries), "key": _uuid(chance), "reference": self._reference(number),
            "enquirer_id": enquirer_id, "state": state, "first_channel": channel, "kind": coded.kind,
            "themes": list(coded.themes), "continuum": coded.continuum, "threshold": coded.threshold,
            "urgency": coded.urgency, "outcomes": list(matter.outcomes) if closed_at else [],
            "owner_id": person.pk if person else None, "partner_id": person.partner_id if person else None,
            "opened_at": opened_at, "due_at": self._due_at(coded.urgency, opened_at),
            "waiting_since_at": opened_at if state in {"new", "waiting"} else None,
            "triaged_at": opened_at + timedelta(minutes=20) if person else None, "closed_at": closed_at,
            "first_closed_at": closed_at, "fact_id": _uuid(chance),
        }  # fmt: skip
        batch.enquiries.append(enquiry)
        before = len(batch.contacts)
        self._contacts(batch, enquiry, matter, person, ids[Contact], chance, short=short)
        answered = sum(
            contact_answered(
                channel=row["channel"], direction=row["direction"], outcome=row["outcome"], replied=row["replied_at"] is not None
            )
            for row in batch.contacts[before:] if row["enquiry_id"]
        )  # fmt: skip
        batch.enquiry_facts.append(_enquiry_fact(enquiry, matter, answered))

    def _contacts(
        self,
        batch: Batch,
        enquiry: Row,
        matter: Matter,
        person: Person | None,
        first_id: int,
        chance: Random,
        *,
        short: bool,
    ) -> None:
        """The first contact, its reply or further calls, and now and then a call that nobody answered."""

        def add(at: datetime, *, of: Row | None = enquiry, **values: Any) -> Row:
            row = self.blank_contact | {
                "id": first_id + len(batch.contacts), "enquiry_id": of["id"] if of else None, "began_at": at,
                "fact_id": _uuid(chance), "created_at": at,
                "idempotency_key": f"bulk:{self.seed}:{enquiry['reference']}:{len(batch.contacts)}",
            } | values  # fmt: skip
            batch.contacts.append(row)
            batch.contact_facts.append(_contact_fact(row, of, matter))
            return row

        handled: Row = {"adviser_id": person.pk, "partner_id": person.partner_id} if person else {}
        at, channel = enquiry["opened_at"], enquiry["first_channel"]
        if not short and chance.random() < UNANSWERED_TO_AN_ENQUIRY:
            waited, tried_at = chance.randrange(5, 180), at - timedelta(minutes=30)
            add(
                tried_at, of=None, channel="call", direction="in", outcome=choose(chance, UNANSWERED),
                wait_seconds=waited, ended_at=tried_at + timedelta(seconds=waited),
            )  # fmt: skip
        if channel == "call":
            add(at, channel="call", direction="in", outcome="answered", **_talk(at, chance), **handled)
        elif person is None:
            add(at, channel=channel, direction="in", outcome="received")
        else:
            replied_at = at + timedelta(minutes=chance.randrange(10, 90))
            first = add(
                at, channel=channel, direction="in", outcome="received", replied_at=replied_at,
                first_reply_open_seconds=self.hours.open_seconds_between(at, replied_at), **handled,
            )  # fmt: skip
            add(replied_at, channel="email", direction="out", outcome="sent", answers_id=first["id"], **handled)
        for further in range(choose(chance, FURTHER_CALLS) if person and not short else 0):
            later = at + timedelta(hours=further + 1)
            add(later, channel="call", direction="in", outcome="answered", **_talk(later, chance), **handled)

    def _due_at(self, urgency: str, opened_at: datetime) -> datetime:
        return due_at(urgency, opened_at, add_open_time=self.hours.add_open_time)

    def _reference(self, number: int) -> str:
        """The references of a seed, each once: a walk through all that there are in steps that share no factor with them."""
        total = BASE**RANDOM_SYMBOLS
        place, symbols = (self.offset + number * 7_654_321_987) % total, []
        for _ in range(RANDOM_SYMBOLS):
            place, rest = divmod(place, BASE)
            symbols.append(SYMBOLS[rest])
        return format_reference(self.prefix, "".join(symbols))


def _talk(at: datetime, chance: Random) -> dict[str, Any]:
    wait, talk = chance.randrange(4, 40), round(chance.lognormvariate(6.7, 0.5))
    return {
        "wait_seconds": wait, "talk_seconds": talk, "wrap_up_seconds": chance.randrange(120, 900),
        "answered_at": at + timedelta(seconds=wait), "ended_at": at + timedelta(seconds=wait + talk),
    }  # fmt: skip


def _contact_fact(row: Row, enquiry: Row | None, matter: Matter) -> ContactFactValues:
    return ContactFactValues(
        fact_id=row["fact_id"], enquiry_fact=enquiry["fact_id"] if enquiry else None, channel=row["channel"],
        direction=row["direction"], outcome=row["outcome"], began_at=row["began_at"], wait_seconds=row["wait_seconds"],
        talk_seconds=row["talk_seconds"], wrap_up_seconds=row["wrap_up_seconds"], replied=row["replied_at"] is not None,
        first_reply_open_seconds=row["first_reply_open_seconds"], partner=row["partner_id"] or "",
        out_of_scope=enquiry is not None and matter.professional.out_of_scope,
    )  # fmt: skip


def _enquiry_fact(row: Row, matter: Matter, answered: int) -> EnquiryFactValues:
    """Confidence goes into the facts alone: the answers themselves are not made in bulk."""
    professional, closed = matter.professional, row["closed_at"] is not None
    start, close = (matter.start, matter.close) if closed else ((None, None), (None, None))
    return EnquiryFactValues(
        fact_id=row["fact_id"], opened_at=row["opened_at"], closed_at=row["closed_at"], kind=row["kind"],
        role=professional.role, setting=professional.setting, phase=professional.phase, region=professional.region,
        la_code=professional.la_code, continuum=row["continuum"], threshold=row["threshold"], urgency=row["urgency"],
        partner=row["partner_id"] or "", themes=tuple(row["themes"]), answered_contacts=answered,
        out_of_scope=professional.out_of_scope, confidence_start_offered=closed and matter.start_offered,
        confidence_close_offered=closed, identifying_start=start[0], responding_start=start[1],
        identifying_close=close[0], responding_close=close[1],
    )  # fmt: skip


def _blank(model: type[models.Model], **always: Any) -> Row:
    """A row of the model's defaults, in the order of its columns, without those that the database makes itself."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    return {field.attname: field.get_default() for field in fields} | always


def _uuid(chance: Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128), version=4)


def _next_id(model: Any) -> int:
    last: int | None = model.objects.order_by("-id").values_list("id", flat=True).first()
    return (last or 0) + 1
