"""What must have happened before a page shows all of its forms, by the name of the page's address.

Each scene is set by itself, then the page is looked at: `scene(values, person, browser)`, with the values of the
address, the person who looks (every role) and their browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from adviceline.accounts.models import Person
from tests.support import people
from tests.support.chat_sample import at_the_desk, at_the_enquirers_end, chat
from tests.support.money_pages import BY_PAGE as OF_MONEY
from tests.support.routes import Route
from tests.support.scenes_of_several import BY_PAGE as OF_SEVERAL

Scene = Callable[[Mapping[str, Any], Person, Client], None]


def scenes(route: Route) -> Iterator[Scene]:
    """Every scene of the page; the first is that nothing happened."""
    yield nothing
    if "reference" in route.parameters:
        yield _at_work
    yield from BY_PAGE.get(route.name, ())


def nothing(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    """As the samples left it."""


def _at_work(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    """The enquiry is theirs, a question of the map is answered, and a resource is given."""
    from adviceline.advice.actions import answer_run, start_run
    from adviceline.contacts import actions
    from adviceline.contacts.queries import access_enquiry
    from tests.support.samples import an_entry

    at = timezone.now()
    enquiry = access_enquiry(reference=str(values["reference"]), by=person, at=at)
    actions.claim(enquiry=enquiry, by=person, at=at)
    run = start_run(subject=enquiry.key, map_id="individual-incident", by=person, at=at)
    answer_run(run=run, node="I0", answer="yes", by=person, at=at)
    actions.give_signposts(enquiry=enquiry, resources=[an_entry()], by=person, at=at)


def _a_draft_map(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    from adviceline.advice.actions import withdraw_sign_off
    from adviceline.advice.models import MapVersion
    from adviceline.privacy.screening import screen_text

    version = MapVersion.objects.get(pk=values["version_hash"])
    if version.state == MapVersion.State.SIGNED_OFF:
        withdraw_sign_off(
            version=version, reason=screen_text("A word was wrong."), by=_one("clinical_reviewer"), at=timezone.now()
        )


def _a_map_in_review(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    from adviceline.advice.actions import submit_map
    from adviceline.advice.models import MapVersion

    _a_draft_map(values, person, browser)
    submit_map(version=MapVersion.objects.get(pk=values["version_hash"]), by=_one("content_editor"), at=timezone.now())


def _a_map_to_sign(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    """In review, with every comment settled."""
    from adviceline.advice.actions import settle_comment
    from adviceline.advice.models import MapVersion
    from adviceline.advice.queries import open_comments_for
    from adviceline.privacy.screening import screen_text

    _a_map_in_review(values, person, browser)
    said = screen_text("The words are as they should be.")
    for comment in open_comments_for(MapVersion.objects.get(pk=values["version_hash"])):
        settle_comment(
            comment=comment, settled="no_change", words=said, by=_one("clinical_reviewer"), at=timezone.now()
        )


def _a_signed_map(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    from adviceline.advice.actions import sign_off_map
    from adviceline.advice.models import MapVersion

    _a_map_to_sign(values, person, browser)
    version = MapVersion.objects.get(pk=values["version_hash"])
    sign_off_map(version=version, by=_one("clinical_reviewer"), at=timezone.now())


def _their_own_drive(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    from adviceline.advice.actions import answer_drive
    from adviceline.advice.models import TestDrive

    TestDrive.objects.filter(pk=values["pk"]).update(reviewer=person)
    answer_drive(drive=TestDrive.objects.get(pk=values["pk"]), node="I0", answer="yes", by=person, at=timezone.now())


def _a_conflict(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    from adviceline.directory.models import Entry

    entry = Entry.objects.get(pk=values["entry_id"])
    Entry.objects.filter(pk=entry.pk).update(waiting_values=entry.values() | {"hours": "Weekdays"})


def _an_example(*steps: str) -> Scene:
    """An example of practice, moved on by these steps when it waits for approval; otherwise it stays as it is."""

    def scene(values: Mapping[str, Any], person: Person, browser: Client) -> None:
        from adviceline.evidence.actions import examples as actions
        from adviceline.evidence.models import PracticeExample
        from adviceline.privacy.screening import screen_text

        at, why = timezone.now(), screen_text("It was said otherwise elsewhere.")
        example = PracticeExample.objects.get(pk=values["pk"])
        if example.state != "in_review":
            return
        editor, reviewer = _one("content_editor"), _one("clinical_reviewer")
        take: dict[str, Callable[[PracticeExample], PracticeExample]] = {
            "send_back": lambda it: actions.send_example_back(example=it, reason=why, by=reviewer, at=at),
            "approve": lambda it: actions.approve_example(example=it, version=1, by=reviewer, at=at),
            "publish": lambda it: actions.publish_example(example=it, by=editor, at=at),
            "withdraw": lambda it: actions.withdraw_example(example=it, reason=why, by=editor, at=at),
        }
        for step in steps:
            example = take[step](example)

    return scene


def _a_time_is_chosen(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    """The session has a time, so its pages offer to change it."""
    from adviceline.audit.actors import PUBLIC
    from adviceline.followups.actions.booking import book_session
    from adviceline.followups.queries.sessions import open_times, session_by
    from adviceline.followups.sealed import Place

    at = timezone.now()
    session = session_by(str(values["token"]), at=at)
    book_session(
        session=session, starts_at=sorted(open_times(session, at=at).items())[1][1][0].starts_at, participants=[],
        place=Place(way="phone", phone="+441632960123"), sequence=session.sequence, by=PUBLIC, at=at,
    )  # fmt: skip


def _still_to_come(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    """The session is next week, so it can be cancelled."""
    from adviceline.followups.models import Session

    at = timezone.now() + timedelta(days=7)
    Session.objects.filter(pk=values["pk"]).update(starts_at=at, ends_at=at + timedelta(hours=1))


def _away(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    """The person takes sessions, and is away for a day."""
    from adviceline.followups.actions.offering import add_absence

    at = timezone.now()
    add_absence(adviser=person, starts_at=at, ends_at=at + timedelta(days=1), by=person, at=at)


def _a_case(*, done: str) -> Scene:
    """The case is taken on, answered or closed."""

    def scene(values: Mapping[str, Any], person: Person, browser: Client) -> None:
        from adviceline.feedback.models import Case
        from tests.support.feedback_sample import a_case

        made = a_case(done, reply_to="lead@school.example.org")
        held = {field.attname: getattr(made, field.attname) for field in Case._meta.concrete_fields}
        kept = ("state", "acknowledged_at", "answered_at", "settled_at", "owner_id", "satisfied", "root_cause")
        Case.objects.filter(pk=values["pk"]).update(**{name: held[name] for name in kept})

    return scene


def _an_improvement(*, done: str) -> Scene:
    """The improvement is planned, done, or told to the public."""

    def scene(values: Mapping[str, Any], person: Person, browser: Client) -> None:
        from adviceline.feedback.models import Improvement
        from tests.support.feedback_sample import an_improvement

        made = an_improvement(done)
        kept = ("state", "public_state", "we_did", "written_by_id", "approved_by_id", "published_at", "done_at")
        Improvement.objects.filter(pk=values["pk"]).update(**{name: getattr(made, name) for name in kept})

    return scene


def _on_the_rota(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    """The person has a shift, an offer of a colleague, an offer of their own, leave and a calendar."""
    from adviceline.workforce.actions import feeds, leave, records, swaps
    from tests.support import rota_sample

    at = timezone.now()
    mine = records.keep_adviser(
        person=person, skills_held=[], started_date=rota_sample.LONG_AGO, left_date=None, by=person, at=at
    )
    other = rota_sample.shift()
    for kind in ("qualification", "training", "vetting", "supervision"):
        records.add_credential(
            adviser=mine, kind=kind, title="", obtained_date=at.date(), expires_date=None, by=person, at=at
        )
    own = rota_sample.shift(mine)
    swaps.offer_swap(shift=other, to=mine, in_return=None, by=other.adviser.person, at=at)
    swaps.offer_swap(shift=own, to=other.adviser, in_return=None, by=person, at=at)
    leave.ask_leave(adviser=mine, starts_at=at + timedelta(days=1), ends_at=at + timedelta(days=2), by=person, at=at)
    feeds.make_feed(adviser=mine, by=person, at=at)


def _asked_of_a_supervisor(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    from tests.support import rota_sample

    rota_sample.asked_leave()
    rota_sample.swap("accepted")


def _something_was_hard(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    """A colleague said so, another's debrief waits to be held, and one is offered to the person."""
    from tests.support import quality_sample

    quality_sample.hard()
    quality_sample.debrief()
    quality_sample.debrief(adviser=person)


def _somebody_waits(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    chat()


def _the_plan_is_taken_up(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    """The plan of the service is kept, with a review that is overdue, an issue and a decision."""
    from tests.support import delivery_sample

    delivery_sample.under_way()


def _a_campaign(*steps: str) -> Scene:
    """The campaign was moved by these steps, not by the person who looks."""

    def scene(values: Mapping[str, Any], person: Person, browser: Client) -> None:
        from adviceline.outreach.models import Campaign
        from tests.support import outreach_sample

        outreach_sample.moved(Campaign.objects.get(pk=values["pk"]), *steps)

    return scene


def _begun_to_ask(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    browser.post(reverse("web:ask"), {"role": "dsl"})


def _one(role: str) -> Person:
    return people.somebody(role, strong=False)


def _is_being_rung(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    from adviceline.followups.actions import dial
    from adviceline.followups.models import CallBack

    call_back = CallBack.objects.get(pk=values["pk"])
    dial(call_back=call_back, attempt=call_back.attempts + 1, way="own", by=person, at=timezone.now())


BY_PAGE: Mapping[str, tuple[Scene, ...]] = {
    "desk:call_back": (_is_being_rung,),
    "desk:map_review_version": (_a_draft_map, _a_map_in_review, _a_map_to_sign, _a_signed_map),
    "desk:map_review_drive": (_their_own_drive,),
    "directory:entry": (_a_conflict,),
    "evidence:example": (
        _an_example("send_back"),
        _an_example("approve"),
        _an_example("approve", "publish"),
        _an_example("approve", "publish", "withdraw"),
    ),
    "desk:feedback_case": (_a_case(done="new"), _a_case(done="answered"), _a_case(done="closed")),
    "desk:improvement": (
        _an_improvement(done="planned"),
        _an_improvement(done="done"),
        _an_improvement(done="published"),
    ),
    "web:ask_step": (_begun_to_ask,),
    "web:session": (_a_time_is_chosen,),
    "web:session_times": (_a_time_is_chosen,),
    "web:session_book": (_a_time_is_chosen,),
    "chat:talk": (at_the_enquirers_end(), at_the_enquirers_end("asked")),
    "chat:leave": (at_the_enquirers_end(),),
    **{
        f"delivery:{name}": (_the_plan_is_taken_up,)
        for name in (
            "overview",
            "plan",
            "new_step",
            "phases",
            "profile",
            "new_activity",
            "indicators",
            "risks",
            "issues",
            "decisions",
        )
    },
    "outreach:campaign": (_a_campaign("submit"), _a_campaign("submit", "approve")),
    "desk:chats": (_somebody_waits,),
    "desk:wallboard": (_somebody_waits,),
    "desk:chat": (at_the_desk(), at_the_desk(ended=True)),
    "desk:wellbeing": (_something_was_hard,),
    "desk:my_debriefs": (_something_was_hard,),
    "desk:my_rota": (_on_the_rota,),
    "desk:rota": (_on_the_rota,),
    "desk:rota_requests": (_asked_of_a_supervisor,),
    "desk:session": (_still_to_come,),
    "desk:session_times": (_away,),
    **OF_SEVERAL,
    **OF_MONEY,
}
