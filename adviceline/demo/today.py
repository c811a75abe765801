"""A dozen enquiries around the real present, so that the desk has something to do: the pilot itself is long closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from adviceline.accounts.models import Person
from adviceline.demo.chance import stream
from adviceline.demo.matters import Matter, Place, details, draw_matter, draw_professional
from adviceline.demo.people import shifts
from adviceline.demo.replay import Replay
from adviceline.demo.steps import Case, Step
from adviceline.workforce.hours import OpeningHours
from adviceline.workforce.queries import opening_hours

FIRST_PROFESSIONAL = 900
LOOK_BACK_DAYS = 30


@dataclass(frozen=True)
class Wanted:
    """One enquiry: how it arrived, how many open minutes ago, and how it stands. `taker` is a place among the advisers.

    `left`: the map of advice was begun and left after so many answers of `no`, with this reason, for a supervisor to review.
    """

    channel: str
    minutes_ago: int
    state: str
    taker: int = 0
    left: tuple[int, str] | None = None


#: The first adviser is the demo's sign-in, so has some of her own. An untriaged enquiry is due after an open hour.
QUEUE = (
    Wanted("web_form", 6, "new"),
    Wanted("email", 17, "new"),
    Wanted("web_form", 41, "new"),
    Wanted("email", 95, "new"),
    Wanted("call", 50, "in_progress", 0, (1, "It is a question about training, not about an incident.")),
    Wanted("email", 200, "in_progress", 0),
    Wanted("call", 30, "in_progress", 2, (3, "The caller had to go back to a class. We agreed to speak again.")),
    Wanted("web_form", 260, "in_progress", 3),
    Wanted("call", 400, "waiting", 0),
    Wanted("email", 900, "waiting", 2),
    Wanted("web_form", 70, "call_back"),
    Wanted("web_form", 25, "call_back"),
    Wanted("web_form", 130, "tried"),
)


def fill_queue(*, seed: int, staff: Sequence[Person], places: Sequence[Place], at: datetime) -> None:
    """Make them, through the service's own actions; `at` is the real present."""
    hours = opening_hours()
    cases = [_case(seed, number, places) for number in range(len(QUEUE))]
    replay = Replay(cases=cases, staff=staff, seed=seed)
    advisers = [person for person, _ in shifts()]
    steps = [
        step for number, wanted in enumerate(QUEUE)
        for step in _steps(number, wanted, cases[number].matter, advisers[wanted.taker], hours, at)
    ]  # fmt: skip
    for step in sorted(steps, key=lambda step: step.at):
        replay.do(step)


def open_minutes_ago(hours: OpeningHours, at: datetime, minutes: int) -> datetime:
    """The instant since which the service has been open for so many minutes; plain time when it has hardly been open."""
    left = timedelta(minutes=minutes)
    today = at.astimezone(hours.zone).date()
    for back in range(LOOK_BACK_DAYS):
        for opens_at, closes_at in reversed(hours.open_stretches(today - timedelta(days=back))):
            until = min(closes_at, at)
            if until <= opens_at:
                continue
            if until - opens_at >= left:
                return until - left
            left -= until - opens_at
    return at - timedelta(minutes=minutes)


def _case(seed: int, number: int, places: Sequence[Place]) -> Case:
    """A matter within scope of somebody who can be reached both ways."""
    for attempt in range(1000):
        chance = stream(seed, "today", number, attempt)
        professional = draw_professional(chance, FIRST_PROFESSIONAL + number, places)
        matter = draw_matter(chance, number + 1, professional)
        known = details(professional, chance)
        if not professional.out_of_scope and "email" in known and "phone" in known:
            return Case(number, matter, known, more=0)
    raise RuntimeError("The profile hardly ever draws somebody who can be reached.")


def _steps(number: int, wanted: Wanted, matter: Matter, person: int, hours: OpeningHours, at: datetime) -> list[Step]:
    began_at = open_minutes_ago(hours, at, wanted.minutes_ago)
    second = timedelta(seconds=1)
    key = f"demo:today:{number}"
    if wanted.channel == "call":
        arrived = Step(began_at + timedelta(minutes=11), "contact", number, person, {
            "key": key, "channel": "call", "direction": "in", "outcome": "answered", "began_at": began_at, "wait": 9,
            "answered_at": began_at + 9 * second, "ended_at": began_at + timedelta(minutes=11), "talk": 651,
            "wrap_up": 240, "text": matter.question,
        })  # fmt: skip
    else:
        arrived = Step(began_at, "contact", number, None, {
            "key": key, "channel": wanted.channel, "direction": "in", "outcome": "received", "began_at": began_at,
            "text": matter.question,
        })  # fmt: skip
    made = [arrived]

    def then(do: str, by: int | None = person, **values: object) -> None:
        made.append(Step(made[-1].at + second, do, number, by, values))

    if wanted.state in {"in_progress", "waiting"}:
        then("claim")
        then("confidence", stage="start", scores=matter.start)
        then("triage")
        then("note", text=matter.notes[0])
        if wanted.left:
            answers, reason = wanted.left
            then("leave_map", answers=answers, reason=reason)
    if wanted.state == "waiting":
        if matter.resources:
            then("signpost", resources=matter.resources)
        then("wait")
    if wanted.state in {"call_back", "tried"}:
        then("request_call_back", None, key=f"{key}:call-back", slot=None)
    if wanted.state == "tried":
        then("claim")
        then(
            "attempt",
            key=f"{key}:call-back",
            attempt=1,
            outcome="no_answer",
            began_at=made[-1].at,
            talk=None,
            wrap_up=None,
        )
    return made
