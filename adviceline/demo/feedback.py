"""Made-up feedback on the simulated pilot: answers month by month, cases that were seen to, and a few that are open now."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.audit.actors import PUBLIC, SYSTEM
from adviceline.contacts.models import Enquiry
from adviceline.contacts.states import State
from adviceline.content.safe_yaml import parse
from adviceline.demo.chance import stream
from adviceline.feedback.actions import cases, improving, opening
from adviceline.feedback.actions.answering import take_answers
from adviceline.feedback.actions.asking import open_invitation
from adviceline.feedback.actions.releasing import hear_held_answers, let_out_answers
from adviceline.feedback.models import Case
from adviceline.feedback.values import Answers
from adviceline.measures.calendar import london_moment
from adviceline.measures.feedback_codes import CLOSE, EMAIL, FOLLOW_UP
from adviceline.privacy.screening import ScreenedText, screen_text

DATA = Path(__file__).parent / "data" / "feedback.yaml"
NOTHING = ScreenedText("")
ANSWERS_ONE_IN, FOLLOWS_UP_ONE_IN = 2, 3
LATER = timedelta(days=30)


def add_feedback(*, seed: int, staff: Sequence[Person], at: datetime) -> None:
    """Through the service's own actions, at the simulation's own time; `at` is the real present."""
    data = parse(DATA.read_bytes(), DATA.name).data
    supervisor, manager = (
        next(person for person in staff if role in person.roles) for role in ("supervisor", "service_manager")
    )
    _answers(seed, data, supervisor)
    _improvements(data, supervisor, manager, at)
    _cases_of_today(data, supervisor, at)


def _answers(seed: int, data: dict[str, Any], supervisor: Person) -> None:
    """Asked of everybody whose enquiry closed, in the order of time; let out at the end of each month."""
    asked: list[tuple[datetime, str, Enquiry]] = []
    closed = Enquiry.objects.filter(state=State.CLOSED, non_advice="").select_related("enquirer")
    for enquiry in closed.order_by("first_closed_at", "pk"):
        assert enquiry.first_closed_at is not None
        asked.append((enquiry.first_closed_at + timedelta(hours=1), CLOSE, enquiry))
        asked.append((enquiry.first_closed_at + LATER, FOLLOW_UP, enquiry))
    asked.sort(key=lambda each: (each[0], each[1], each[2].pk))
    month, last = 0, None
    for number, (when, wave, enquiry) in enumerate(asked):
        if month and london_moment(when).month != month and last is not None:
            _settle(supervisor, last)
        month, last = london_moment(when).month, when
        why_not = "" if enquiry.enquirer.consents_to_follow_up else "no_consent"
        with transaction.atomic():
            invitation, _ = open_invitation(enquiry=enquiry, wave=wave, channel=EMAIL, not_offered=why_not, at=when)
        chance = stream(seed, "feedback", number)
        if not why_not and chance.randrange(ANSWERS_ONE_IN if wave == CLOSE else FOLLOWS_UP_ONE_IN) == 0:
            take_answers(invitation=invitation, answers=_draw(chance, data, wave), by=PUBLIC, at=when)
    if last is not None:
        _settle(supervisor, last)


def _draw(chance: Random, data: dict[str, Any], wave: str) -> Answers:
    mood = chance.choices(("good", "middling", "poor"), (70, 24, 6))[0]
    words = screen_text(chance.choice(data[mood])) if chance.random() < 0.5 else NOTHING
    before = [chance.randint(2, 7) for _ in range(2)]
    after = [min(10, score + chance.choice((0, 1, 2, 2, 3))) for score in before]
    return Answers(
        satisfaction={"good": chance.choice((4, 5, 5)), "middling": chance.choice((3, 4)), "poor": 2}[mood],
        recommend={"good": "yes", "middling": chance.choice(("yes", "maybe")), "poor": "no"}[mood],
        helped={"good": "yes", "middling": "partly", "poor": "no"}[mood],
        done=chance.choice(("all", "some", "some", "none", "changed")) if wave == FOLLOW_UP else "",
        identifying=after[0], responding=after[1],
        identifying_before=before[0] if wave == FOLLOW_UP else None,
        responding_before=before[1] if wave == FOLLOW_UP else None,
        words=words,
        identifying_words=screen_text(chance.choice(data["identifying"])) if chance.random() < 0.1 else NOTHING,
        responding_words=screen_text(chance.choice(data["responding"])) if chance.random() < 0.1 else NOTHING,
    )  # fmt: skip


def _settle(supervisor: Person, at: datetime) -> None:
    """What the hourly job does, once for the month; and the cases of that month, seen to in time."""
    hear_held_answers(by=SYSTEM, at=at)
    let_out_answers(by=SYSTEM, at=at)
    for case in Case.objects.filter(state="new").order_by("pk"):
        taken = cases.acknowledge_case(case=case, by=supervisor, at=case.heard_at + timedelta(hours=16))
        answered_at = case.heard_at + timedelta(days=6)
        answered = cases.answer_case(
            case=taken, root_cause="capacity", cause_words=NOTHING, by=supervisor, at=answered_at,
            changed_words=screen_text("A third adviser makes call-backs on busy days."),
            answer=screen_text("We are sorry. A third adviser now makes call-backs on busy days."),
        )  # fmt: skip
        cases.close_case(case=answered, satisfied="unknown", by=supervisor, at=answered_at)


def _improvements(data: dict[str, Any], supervisor: Person, manager: Person, at: datetime) -> None:
    for number, each in enumerate(data["improvements"]):
        began_at = at - timedelta(days=60 - number)
        made = improving.plan_improvement(
            theme=each["theme"], you_said=screen_text(each["you_said"]), plan=screen_text(each["plan"]), owner=supervisor,
            due_date=(at + timedelta(days=14)).date(), measure=each["measure"], before=screen_text(each["before"]),
            is_fictional=True, by=supervisor, at=began_at,
        )  # fmt: skip
        if each["state"] == "planned":
            continue
        done_at = began_at + timedelta(days=20)
        made = improving.move_improvement(improvement=made, step="finish", words=NOTHING, by=supervisor, at=done_at)
        made = improving.measure_improvement(
            improvement=made, after=screen_text(each["after"]), helped="yes", by=supervisor, at=done_at
        )
        made = improving.write_for_public(
            improvement=made, you_said=screen_text(each["you_said"]), we_did=screen_text(each["we_did"]), by=supervisor,
            at=done_at,
        )  # fmt: skip
        if each["state"] == "published":
            improving.approve_for_public(improvement=made, version=made.version, by=manager, at=done_at)


def _cases_of_today(data: dict[str, Any], supervisor: Person, at: datetime) -> None:
    for each in data["cases"]:
        heard_at = at - timedelta(days=each["days_ago"], hours=2)
        case = opening.open_case(
            source=Case.Source.FORM, words=screen_text(each["words"]), submission=uuid.uuid4(), is_fictional=True,
            by=PUBLIC, at=heard_at,
        )  # fmt: skip
        if each["state"] != "new":
            cases.acknowledge_case(case=case, by=supervisor, at=heard_at + timedelta(hours=2))
