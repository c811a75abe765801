"""Made-up feedback in the state that is wanted, for pages, walks and browsers."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from tests.support import people

if TYPE_CHECKING:
    from datetime import datetime

    from adviceline.contacts.models import Enquiry
    from adviceline.feedback.models import Case, Improvement, Invitation


def closed_enquiry(*, email: str = "", consents: bool = True, at: datetime | None = None) -> Enquiry:
    """An enquiry of a made-up professional, closed at `at` (now when it is not said)."""
    from adviceline.audit.actors import PUBLIC
    from adviceline.contacts import actions
    from adviceline.contacts.values import ContactDetails, EnquirerValues, Triage
    from adviceline.privacy.screening import screen_text

    at = at or timezone.now()
    key = uuid.uuid4()
    recorded = actions.record_contact(
        channel="web_form", direction="in", outcome="received", idempotency_key=f"feedback:{key}", began_at=at,
        by=PUBLIC, at=at, is_fictional=True, text=screen_text("How should we plan for a return to lessons?"),
        enquirer=EnquirerValues(
            role="dsl", setting="mainstream_school", la_code="202", consents_to_follow_up=consents,
            details=ContactDetails(email=f"{key.hex}@school.example.org" if email == "" else email),
        ),
    )  # fmt: skip
    enquiry = recorded.enquiry
    assert enquiry is not None
    adviser = people.somebody("adviser", strong=False)
    actions.claim(enquiry=enquiry, by=adviser, at=at)
    enquiry.refresh_from_db()
    actions.triage(enquiry=enquiry, values=Triage(kind="E4"), by=adviser, at=at)
    enquiry.refresh_from_db()
    actions.answer_confidence(enquiry=enquiry, stage="close", identifying=None, responding=None, by=adviser, at=at)
    enquiry.refresh_from_db()
    return actions.close(enquiry=enquiry, outcomes=["resources"], by=adviser, at=at)


def invitation(wave: str = "close", *, at: datetime | None = None, **more: Any) -> Invitation:
    from adviceline.audit.actors import SYSTEM
    from adviceline.feedback.actions.asking import ask_about

    at = at or timezone.now()
    return ask_about(enquiry=closed_enquiry(at=at, **more), wave=wave, by=SYSTEM, at=at)


def token(wave: str = "close") -> str:
    from adviceline.feedback.blind import token_of

    return token_of(invitation(wave))


def comment(words: str = "The call-back came when it was promised.") -> uuid.UUID:
    from adviceline.feedback.models import Comment

    return Comment.objects.create(wave="close", month=202202, about="words", words=words, is_fictional=True).pk


def case(state: str = "new", *, reply_to: str = "lead@school.example.org", days_ago: int = 0) -> int:
    return a_case(state, reply_to=reply_to, days_ago=days_ago).pk


def a_case(state: str = "new", *, reply_to: str = "", days_ago: int = 0, source: str = "form") -> Case:
    """A made-up case that is `new`, `acknowledged`, `answered` or `closed`."""
    from adviceline.audit.actors import PUBLIC
    from adviceline.feedback.actions import cases, opening
    from adviceline.privacy.screening import screen_text

    at = timezone.now() - timedelta(days=days_ago)
    supervisor = people.somebody("supervisor", strong=False)
    made = opening.open_case(
        source=source, words=screen_text("Nobody rang back when it was promised."), submission=uuid.uuid4(),
        reply_to=reply_to, is_fictional=True, by=PUBLIC, at=at,
    )  # fmt: skip
    if state in ("acknowledged", "answered", "closed"):
        made = cases.acknowledge_case(case=made, by=supervisor, at=at)
    if state in ("answered", "closed"):
        made = cases.answer_case(
            case=made, root_cause="capacity", cause_words=screen_text("Two advisers were ill that day."),
            changed_words=screen_text("A third adviser is on call."), answer=screen_text("We are sorry, and have changed it."),
            by=supervisor, at=at,
        )  # fmt: skip
    if state == "closed":
        made = cases.close_case(case=made, satisfied="yes", by=supervisor, at=at)
    return made


def improvement(state: str = "planned") -> int:
    return an_improvement(state).pk


def an_improvement(state: str = "planned") -> Improvement:
    """A made-up improvement that is `planned`, `done`, `in_review` (its words for the public) or `published`."""
    from adviceline.feedback.actions import improving
    from adviceline.privacy.screening import ScreenedText, screen_text

    at = timezone.now()
    writer, approver = (people.somebody(role, strong=False) for role in ("supervisor", "service_manager"))
    made = improving.plan_improvement(
        theme="waiting", you_said=screen_text("We waited too long for a call-back."), owner=writer, by=writer, at=at,
        plan=screen_text("A third adviser is on call."), due_date=(at + timedelta(days=28)).date(), is_fictional=True,
        measure="callbacks_completed", before=screen_text("12 of 20 within the slot."),
    )  # fmt: skip
    if state == "planned":
        return made
    made = improving.move_improvement(improvement=made, step="finish", words=ScreenedText(""), by=writer, at=at)
    if state in ("in_review", "published"):
        made = improving.write_for_public(
            improvement=made, you_said=screen_text("We waited too long for a call-back."),
            we_did=screen_text("A third adviser is on call on busy days."), by=writer, at=at,
        )  # fmt: skip
    if state == "published":
        made = improving.approve_for_public(improvement=made, version=made.version, by=approver, at=at)
    return made


def make(wave: str = "follow_up") -> dict[str, Any]:
    """Made inside the service (see in_service): a link, a case, an improvement."""
    an_improvement("published")
    return {"token": token(wave), "case": case("acknowledged"), "improvement": improvement("in_review")}
