"""Every form of the desk, sent twice as a double click sends it: one effect, and the second answer as calm as the first."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from adviceline.advice.actions import answer_run, start_run
from adviceline.advice.models import AdviceRun
from adviceline.contacts import actions
from adviceline.contacts.models import Enquiry
from adviceline.content.current import current_content
from adviceline.followups.actions import request_call_back
from adviceline.jobs.models import Job, OutgoingMessage
from adviceline.privacy.models import GuardOverride
from tests.support.advice_maps import publish_maps
from tests.support.calls import call_form
from tests.support.people import browser_of, somebody

pytestmark = pytest.mark.django_db

READS = {"enquiry.read", "details.read"}
NOT_THE_SERVICES = {"sessions", "account", "contenttypes", "auth"}
Form = tuple[str, dict[str, Any]]


@pytest.fixture
def scene(ask) -> SimpleNamespace:
    """An adviser who supervises and minds the jobs, an enquiry of theirs half way through the map, and another."""
    publish_maps(at=timezone.now())
    person = somebody("supervisor", "service_manager", "adviser")
    mine, other = ask("How should we plan for both children?"), ask("Quite another matter.")
    actions.claim(enquiry=mine, by=person, at=timezone.now())
    run = start_run(subject=mine.key, map_id="individual-incident", by=person, at=timezone.now())
    answer_run(run=run, node="I0", answer="yes", by=person, at=timezone.now())
    mine.refresh_from_db()
    return SimpleNamespace(person=person, browser=browser_of(person), mine=mine, other=other, run=run, ask=ask)


def on(enquiry: Enquiry, part: str, **values: Any) -> Form:
    return f"/desk/enquiries/{enquiry.reference}/{part}", values


def claim(at: SimpleNamespace) -> Form:
    return on(at.other, "claim", version=at.other.version)


def move(to: str, *, first: str = "") -> Callable[[SimpleNamespace], Form]:
    def make(at: SimpleNamespace) -> Form:
        enquiry = at.mine
        if first:
            enquiry = actions.wait(enquiry=enquiry, by=at.person, at=timezone.now())
        return on(enquiry, "move", to=to, version=enquiry.version)

    return make


def triage(at: SimpleNamespace) -> Form:
    empty = dict.fromkeys(("continuum", "threshold", "follow_up", "urgency"), "")
    return on(at.mine, "triage", kind="E3", themes=["T1"], version=at.mine.version, **empty)


def note(at: SimpleNamespace) -> Form:
    return on(at.mine, "note", note="Agreed to write a plan and review it.", submission=uuid.uuid4())


def confidence(at: SimpleNamespace) -> Form:
    return on(at.mine, "confidence/start", **{"confidence-start-identifying": 4, "confidence-start-responding": ""})


def signposts(at: SimpleNamespace) -> Form:
    return on(at.mine, "signposts", resource=list(current_content().resources)[:2])


def withdraw(at: SimpleNamespace) -> Form:
    chosen = next(iter(current_content().resources))
    actions.give_signposts(enquiry=at.mine, resources=[chosen], by=at.person, at=timezone.now())
    return on(at.mine, "signposts/withdraw", resource=chosen)


def close(at: SimpleNamespace) -> Form:
    return on(at.mine, "close", non_advice="wrong_number", version=at.mine.version)


def reopen(at: SimpleNamespace) -> Form:
    closed = actions.close(enquiry=at.mine, outcomes=[], non_advice="wrong_number", by=at.person, at=timezone.now())
    return on(closed, "move", to="reopen", version=closed.version)


def enquirer(at: SimpleNamespace) -> Form:
    empty = dict.fromkeys(("establishment_urn", "email", "phone", "ask_for", "safe_to_call"), "")
    who = {"role": "dsl", "setting": "mainstream_school", "name": "Robin Example", "la_code": "202"}
    return on(at.mine, "enquirer", **(empty | who))


def merge(at: SimpleNamespace) -> Form:
    return on(at.other, "merge", into=at.mine.reference)


def split(at: SimpleNamespace) -> Form:
    actions.merge(source=at.other, target=at.mine, by=at.person, at=timezone.now())
    return on(at.mine, "split", contacts=[at.mine.contacts.order_by("pk").last().pk])


def log_call(at: SimpleNamespace) -> Form:
    return "/desk/log-call", call_form()


def log_call_on(at: SimpleNamespace) -> Form:
    return on(at.mine, "log-call", **call_form())


def promise(at: SimpleNamespace) -> Form:
    return on(at.mine, "call-back", slot="", phone="0114 496 0123", submission=uuid.uuid4())


def promised(at: SimpleNamespace) -> Any:
    return request_call_back(enquiry=at.mine, request_key="test", by=at.person, at=timezone.now())


def attempt(at: SimpleNamespace) -> Form:
    return f"/desk/call-backs/{promised(at).pk}", {"outcome": "no_answer", "attempt": 1}


def cancel(at: SimpleNamespace) -> Form:
    return f"/desk/call-backs/{promised(at).pk}/cancel", {}


def start_map(at: SimpleNamespace) -> Form:
    return on(at.other, "advice", map="individual-incident", after=0)


def start_again(at: SimpleNamespace) -> Form:
    return on(at.mine, "advice", map="individual-incident", after=at.run.pk)


def answer_map(at: SimpleNamespace) -> Form:
    node = current_question(at.run)
    return on(at.mine, "advice/answer", run=at.run.pk, node=node.id, answer=next(iter(node.answers)))


def back_on_map(at: SimpleNamespace) -> Form:
    return on(at.mine, "advice/back", run=at.run.pk, node="I0")


def leave_map(at: SimpleNamespace) -> Form:
    return on(at.mine, "advice/leave", run=at.run.pk, reason="The caller had to go.")


def use_map(at: SimpleNamespace) -> Form:
    while (node := current_question(at.run)) is not None:
        answer_run(run=at.run, node=node.id, answer=next(iter(node.answers)), by=at.person, at=timezone.now())
    return on(at.mine, "advice/use", run=at.run.pk)


def current_question(run: AdviceRun) -> Any:
    from adviceline.advice.actions import walk_of

    return walk_of(AdviceRun.objects.get(pk=run.pk)).node


def review(at: SimpleNamespace) -> Form:
    at.browser.post(*on(
        at.mine, "note", note="A pupil called Zebedee Fictional told staff.",
        note_reason="These words are the name of a lesson plan.", submission=uuid.uuid4(),
    ))  # fmt: skip
    return f"/desk/guard-reviews/{GuardOverride.objects.get().pk}", {}


def retry(at: SimpleNamespace) -> Form:
    job = Job.objects.create(
        task="contacts.apply_retention", args={}, created_at=timezone.now(), run_at=timezone.now(), state=Job.State.DEAD
    )
    return f"/desk/jobs/retry/{job.pk}", {}


def resend(at: SimpleNamespace) -> Form:
    message = OutgoingMessage.objects.create(
        key="test", composer="web.acknowledgement", args={}, created_at=timezone.now(), message_id="<x@example.org>",
        state=OutgoingMessage.State.DEAD,
    )  # fmt: skip
    return f"/desk/jobs/resend/{message.pk}", {}


FORMS = {
    "claim": claim, "set to waiting": move("wait"), "resume": move("resume", first="wait"), "put back": move("release"),
    "triage": triage, "note": note, "confidence": confidence, "signposts": signposts, "take a signpost back": withdraw,
    "close": close, "reopen": reopen, "who asks": enquirer, "merge": merge, "split": split, "log a call": log_call,
    "log a call on an enquiry": log_call_on, "promise a call-back": promise, "try a call-back": attempt,
    "cancel a call-back": cancel, "start the map": start_map, "start the map again": start_again,
    "answer on the map": answer_map, "go back on the map": back_on_map, "leave the map": leave_map,
    "use what the map suggests": use_map, "review a reason": review, "retry a job": retry, "resend a message": resend,
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_a_form_sent_twice_has_one_effect(scene, form):
    address, values = form(scene)
    before = everything()

    first = scene.browser.post(address, values)
    once = everything()
    second = scene.browser.post(address, values)

    assert once != before, "the form did nothing"
    assert first.status_code == 302, first.content.decode()[:2000]
    assert second.status_code == 302, second.content.decode()[:2000]
    assert second["Location"] == first["Location"]
    assert difference(once, everything()) == []


def everything() -> dict[str, list[Any]]:
    """Every row of the service but the records of reading, as they stand."""
    held = {}
    for model in apps.get_models():
        if model._meta.app_label not in NOT_THE_SERVICES and model._meta.label != "audit.Head":
            rows = model._default_manager.order_by("pk")
            if model._meta.label == "audit.Event":
                rows = rows.exclude(action__in=READS)
                held[model._meta.label] = list(rows.values_list("action", "subject"))
            else:
                held[model._meta.label] = list(rows.values())
    return held


def difference(once: dict[str, list[Any]], twice: dict[str, list[Any]]) -> list[str]:
    return [f"{name}: {[row for row in rows if row not in once[name]]}" for name, rows in twice.items()
            if rows != once[name]]  # fmt: skip


def test_two_who_set_the_same_fields_differently_still_collide(scene):
    address, values = triage(scene)
    scene.browser.post(address, values)
    assert scene.browser.post(address, values | {"kind": "E1"}).status_code == 409
