"""The questions and messages, written when they are sent; what happens by itself; what erasure and retention end."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.audit.actors import SYSTEM, Actor
from adviceline.contacts.erasure import erased_with_enquirer
from adviceline.contacts.models import Enquirer
from adviceline.contacts.queries import address_of
from adviceline.content.current import current_content
from adviceline.feedback.actions.asking import ASK, ask_about, end_asking_of_erased, wants_no_more
from adviceline.feedback.actions.cases import TOLD, recount_overdue_cases
from adviceline.feedback.actions.releasing import hear_held_answers, let_out_answers
from adviceline.feedback.blind import link_of
from adviceline.feedback.models import Case, Invitation
from adviceline.feedback.queries.asking import ASKED_WAVES, due_to_be_asked, is_spent
from adviceline.feedback.queries.cases import overdue_cases
from adviceline.feedback.reaching import reply_to_of
from adviceline.jobs import actions as jobs
from adviceline.jobs.registry import composer, task
from adviceline.jobs.schedules import schedule
from adviceline.privacy.retention import eraser, shred

OVERDUE = "feedback.overdue"
BATCH = 500


@composer(ASK)
def questions_message(*, invitation: str) -> EmailMultiAlternatives | None:
    """None once the person may not be written to, or has answered: to an adviser on the phone, say."""
    found = Invitation.objects.select_related("enquiry__enquirer").filter(pk=invitation).first()
    if found is None or found.state != Invitation.State.ASKED or found.expires_at <= timezone.now():
        return None
    enquirer = found.enquiry.enquirer
    if not enquirer.consents_to_follow_up or wants_no_more(enquirer) or is_spent(found):
        return None
    reached = address_of(found.enquiry_id)
    link = link_of(found, origin=settings.SITE)
    if reached is None or not link:
        return None
    day = timezone.localdate(found.expires_at)
    values = {"link": link, "until": f"{day.day} {day:%B %Y}", "no_more": f"{link}/no-more"}
    return message(f"feedback.{found.wave}_email", values, to=reached[1])


@composer(TOLD)
def case_message(*, case: int, what: str) -> EmailMultiAlternatives | None:
    """That a case is seen to, or how it was answered. None where there is no e-mail address."""
    found = Case.objects.select_related("enquiry__enquirer").filter(pk=case).first()
    if found is None or found.state == "dismissed":
        return None
    to = _address(found)
    if not to:
        return None
    day = timezone.localdate(found.answer_by)
    values = {"number": found.number, "answer_by": f"{day.day} {day:%B %Y}"}
    if what == "answered":
        said = found.steps.filter(what="answer").last()
        if found.state not in {"answered", "closed"} or said is None:
            return None
        values["answer"] = said.words
    return message(f"feedback.case_{what}_email", values, to=to)


@composer(OVERDUE)
def overdue_message(*, person: int) -> EmailMultiAlternatives | None:
    """How many cases are overdue, for one who may see to them. None once none is."""
    found = Person.objects.filter(pk=person, is_active=True).first()
    number = overdue_cases(at=timezone.now()).count()
    if found is None or not number or not found.may(Permission.SUPERVISE):
        return None
    values = {"number": str(number), "link": f"{settings.SITE}{reverse('desk:feedback_cases')}"}
    return message("feedback.overdue_email", values, to=found.email)


def message(key: str, values: dict[str, str], *, to: str) -> EmailMultiAlternatives:
    content = current_content()
    text = content.text(key)
    given = {name: values[name] for name in text.placeholders}
    made = EmailMultiAlternatives(
        subject=text.subject(**given),
        body=text.plain(**given),
        to=[to],
        from_email=settings.MAIL_FROM or content.service.email,
        reply_to=[content.service.email],
    )
    made.attach_alternative(text.html(**given), "text/html")
    return made


def _address(case: Case) -> str:
    """What was left with the case when it is an e-mail address; else that of the enquiry in which it was said."""
    left = reply_to_of(case)
    if left:
        try:
            validate_email(left)
        except ValidationError:
            return ""
        return left
    reached = address_of(case.enquiry_id) if case.enquiry_id else None
    return reached[1] if reached else ""


# ---- What happens by itself ------------------------------------------------------------------------------------------


@task("feedback.ask")
def ask(*, at: datetime) -> None:
    """Ask whoever's turn has come, each in a transaction of their own."""
    for wave in ASKED_WAVES:
        for enquiry in due_to_be_asked(wave, at=at)[:BATCH]:
            ask_about(enquiry=enquiry, wave=wave, by=SYSTEM, at=at)


@task("feedback.settle")
def settle(*, at: datetime) -> None:
    """Open cases of negative answers, then let out what has enough company."""
    hear_held_answers(by=SYSTEM, at=at)
    let_out_answers(by=SYSTEM, at=at)


@task("feedback.alert")
def alert(*, at: datetime) -> None:
    """Count what is overdue as late, and tell those who see to cases, once a day each, while anything is."""
    if not recount_overdue_cases(at=at):
        return
    day = timezone.localdate(at)
    with transaction.atomic():
        for person in Person.objects.filter(is_active=True).order_by("pk"):
            if person.may(Permission.SUPERVISE):
                key = f"feedback-overdue:{person.pk}:{day.isoformat()}"
                jobs.send(OVERDUE, args={"person": person.pk}, key=key, at=at)


schedule("feedback.ask", every=timedelta(hours=1))
schedule("feedback.settle", every=timedelta(hours=1))
schedule("feedback.alert", every=timedelta(hours=1))


@erased_with_enquirer
def end_with_enquirer(enquirer: Enquirer, by: Actor, at: datetime) -> None:
    end_asking_of_erased(enquirer=enquirer, by=by, at=at)


@eraser("feedback.Case", "shred")
def shred_cases(expired: models.QuerySet[models.Model], by: Actor, at: datetime) -> int:
    return shred(Case, expired, by=by, at=at)
