"""Lets the steps of a simulation happen through the service's own actions, at the simulation's own time."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from adviceline.accounts.models import Person
from adviceline.advice.actions import answer_run, leave_run, map_of, start_run, walk_of
from adviceline.advice.models import MapVersion
from adviceline.audit.actors import EXCHANGE, MAILBOX, PUBLIC, Actor
from adviceline.contacts import actions
from adviceline.contacts.models import Contact, Enquiry
from adviceline.contacts.values import ContactDetails, EnquirerValues, Triage
from adviceline.demo.chance import stream
from adviceline.demo.matters import Matter
from adviceline.demo.steps import Case, Step
from adviceline.demo.walking import walk_to
from adviceline.followups.actions import attempt_call_back, cancel_call_back, request_call_back
from adviceline.followups.models import CallBack
from adviceline.privacy.screening import ArrivedText, ScreenedText, receive_text, screen_text

SOURCE = "demo"
MAP = "individual-incident"
ARRIVES_BY: dict[str, Actor] = {"call": EXCHANGE, "email": MAILBOX, "web_form": PUBLIC}


class Replay:
    """Does steps one by one. `staff` is in the order of the profile."""

    def __init__(self, *, cases: Sequence[Case], staff: Sequence[Person], seed: int) -> None:
        self.cases, self.staff, self.seed = cases, staff, seed
        self.enquiries: dict[int, Enquiry] = {}
        self.contacts: dict[str, Contact] = {}
        self.call_backs: dict[str, CallBack] = {}
        self.version = MapVersion.objects.get(map_id=MAP, is_current=True)

    def do(self, step: Step) -> None:
        getattr(self, f"_{step.do}")(step, **step.values)

    def enquiry_of(self, step: Step) -> Enquiry:
        assert step.case is not None
        return self.enquiries[step.case]

    def matter_of(self, step: Step) -> Matter:
        assert step.case is not None
        return self.cases[step.case].matter

    def person_of(self, step: Step) -> Person:
        assert step.person is not None
        return self.staff[step.person]

    def _contact(
        self, step: Step, *, key: str, channel: str, direction: str, outcome: str, began_at: datetime, text: str = "",
        text_kind: str = "question", answers: str = "", wait: int | None = None, talk: int | None = None,
        wrap_up: int | None = None, opens: bool = True, **more: Any,
    ) -> None:  # fmt: skip
        person = None if step.person is None else self.staff[step.person]
        known = self.enquiries.get(step.case) if step.case is not None else None
        recorded = actions.record_contact(
            channel=channel, direction=direction, outcome=outcome, idempotency_key=key, began_at=began_at,
            by=person or ARRIVES_BY[channel], at=step.at, adviser=person, enquiry=known,
            opens_enquiry=opens and step.case is not None, enquirer=self._enquirer(step) if step.case is not None else None,
            text=_text(text, by_staff=person is not None), text_kind=text_kind,
            answers=self.contacts[answers] if answers else None, wait_seconds=wait, talk_seconds=talk,
            wrap_up_seconds=wrap_up, source=SOURCE, is_fictional=True, **more,
        )  # fmt: skip
        self.contacts[key] = recorded.contact
        if step.case is not None and recorded.enquiry is not None:
            self.enquiries[step.case] = recorded.enquiry

    def _enquirer(self, step: Step) -> EnquirerValues:
        assert step.case is not None
        case = self.cases[step.case]
        professional = case.matter.professional
        return EnquirerValues(
            role=professional.role, setting=professional.setting, phase=professional.phase,
            establishment_urn=None if professional.is_anonymous else professional.urn, la_code=professional.la_code,
            region=professional.region, details=ContactDetails(**case.details),
            consents_to_follow_up=bool(case.details) and professional.number % 3 > 0, is_anonymous=professional.is_anonymous,
        )  # fmt: skip

    def _claim(self, step: Step) -> None:
        actions.claim(enquiry=self.enquiry_of(step), by=self.person_of(step), at=step.at)

    def _confidence(self, step: Step, *, stage: str, scores: tuple[int | None, int | None]) -> None:
        identifying, responding = scores
        actions.answer_confidence(
            enquiry=self.enquiry_of(step), stage=stage, identifying=identifying, responding=responding,
            by=self.person_of(step), at=step.at,
        )  # fmt: skip

    def _walk(self, step: Step, *, view: str) -> None:
        steps = walk_to(map_of(self.version), view, stream(self.seed, "walk", step.case))
        begins_at = step.at - timedelta(seconds=20 * len(steps))
        run = start_run(subject=self.enquiry_of(step).key, map_id=MAP, by=self.person_of(step), at=begins_at)
        for number, (node, answer) in enumerate(steps, start=1):
            run = answer_run(
                run=run,
                node=node,
                answer=answer,
                by=self.person_of(step),
                at=begins_at + timedelta(seconds=20 * number),
            )

    def _leave_map(self, step: Step, *, answers: int, reason: str) -> None:
        """Begin the map, agree to the ground rules, answer no to what comes next, then leave."""
        by = self.person_of(step)
        run = start_run(subject=self.enquiry_of(step).key, map_id=MAP, by=by, at=step.at)
        for number in range(answers):
            node = walk_of(run).at
            answer = "yes" if number == 0 else "no"
            run = answer_run(
                run=run, node=node, answer=answer, by=by, at=step.at + timedelta(seconds=15 * (number + 1))
            )
        leave_run(run=run, reason=_screened(reason), by=by, at=step.at + timedelta(seconds=15 * answers + 40))

    def _triage(self, step: Step) -> None:
        matter = self.matter_of(step)
        values = Triage(
            kind=matter.kind, themes=matter.themes, continuum=matter.continuum, threshold=matter.threshold,
            urgency=matter.urgency, follow_up=matter.follow_up,
        )  # fmt: skip
        actions.triage(enquiry=self.enquiry_of(step), values=values, by=self.person_of(step), at=step.at)

    def _signpost(self, step: Step, *, resources: tuple[str, ...]) -> None:
        actions.give_signposts(enquiry=self.enquiry_of(step), resources=resources, by=self.person_of(step), at=step.at)

    def _note(self, step: Step, *, text: str) -> None:
        actions.add_note(
            enquiry=self.enquiry_of(step), text=_screened(text), by=self.person_of(step), at=step.at,
            submission=uuid.uuid4(),
        )  # fmt: skip

    def _wait(self, step: Step) -> None:
        actions.wait(enquiry=self.enquiry_of(step), by=self.person_of(step), at=step.at)

    def _resume(self, step: Step) -> None:
        actions.resume(enquiry=self.enquiry_of(step), by=self.person_of(step), at=step.at)

    def _close(self, step: Step) -> None:
        actions.close(
            enquiry=self.enquiry_of(step), outcomes=self.matter_of(step).outcomes, by=self.person_of(step), at=step.at
        )

    def _reopen(self, step: Step) -> None:
        actions.reopen(enquiry=self.enquiry_of(step), by=self.person_of(step), at=step.at)

    def _merge(self, step: Step, *, into: int) -> None:
        actions.merge(source=self.enquiry_of(step), target=self.enquiries[into], by=self.person_of(step), at=step.at)

    def _erase(self, step: Step) -> None:
        enquiry = Enquiry.objects.select_related("enquirer").get(pk=self.enquiry_of(step).pk)
        actions.erase_enquirer(enquiry=enquiry, reason="request", by=self.person_of(step), at=step.at)

    def _request_call_back(self, step: Step, *, key: str, slot: datetime | None) -> None:
        enquiry = self.enquiry_of(step)
        asked = {"web_form": "web", "call": "phone_menu", "email": "email", "chat": "chat"}.get(
            enquiry.first_channel, "desk"
        )
        self.call_backs[key] = request_call_back(
            enquiry=enquiry, request_key=key, asked=asked, by=PUBLIC, at=step.at, slot_start_at=slot
        )

    def _attempt(
        self,
        step: Step,
        *,
        key: str,
        attempt: int,
        outcome: str,
        began_at: datetime,
        talk: int | None,
        wrap_up: int | None,
    ) -> None:
        attempt_call_back(
            call_back=self.call_backs[key], outcome=outcome, by=self.person_of(step), at=step.at, began_at=began_at,
            attempt=attempt, talk_seconds=talk, wrap_up_seconds=wrap_up,
        )  # fmt: skip

    def _cancel_call_back(self, step: Step, *, key: str) -> None:
        cancel_call_back(call_back=self.call_backs[key], by=self.person_of(step), at=step.at)


def _text(text: str, *, by_staff: bool) -> ScreenedText | ArrivedText | None:
    """What staff write is refused if it identifies anybody; what arrives is blanked."""
    if not text:
        return None
    return _screened(text) if by_staff else _received(text)


_screened = lru_cache(maxsize=4096)(screen_text)
_received = lru_cache(maxsize=4096)(receive_text)
