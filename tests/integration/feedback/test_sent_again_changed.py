"""Feedback that was sent, lost sight of, changed and sent again: nothing that was said is dropped, and nothing counts twice."""

import re
import uuid

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from adviceline.audit.actors import PUBLIC
from adviceline.audit.models import Event
from adviceline.facts.models import FeedbackCaseFact
from adviceline.feedback.actions.cases import dismiss_case, read_case_details
from adviceline.feedback.actions.opening import open_case
from adviceline.feedback.models import Case, CaseStep, HeldAnswer
from adviceline.privacy.screening import screen_text
from tests.support import feedback_sample as sample
from tests.support import people
from tests.support.samples import enquiry as an_enquiry

pytestmark = pytest.mark.django_db(databases="__all__")
FIRST = {"words": "Nobody rang back when it was promised.", "wanted": "", "formal": "no", "reply_to": ""}
THEN = {
    "words": "Nobody rang back when it was promised, twice.", "wanted": "Please say sorry.", "formal": "yes",
    "reply_to": "lead@school.example.org",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests():
    cache.clear()


@pytest.fixture
def supervisor():
    return people.somebody("supervisor")


def form_key_of(page):
    return re.search(r'name="form"[^>]* value="([^"]+)"', page.content.decode())[1]


def more_of(case):
    return list(case.steps.filter(what="said_more").order_by("pk").values_list("words", flat=True))


def test_a_complaint_that_was_changed_is_kept_whole_in_one_case(client, supervisor):
    key = form_key_of(client.get("/feedback"))
    for sent in (FIRST, THEN, THEN, FIRST):
        assert client.post("/feedback", sent | {"form": key}).status_code == 302
    case = Case.objects.get()
    assert (case.words, more_of(case)) == (FIRST["words"], [THEN["words"], THEN["wanted"]])
    assert case.is_formal
    assert read_case_details(case=case, by=supervisor, at=timezone.now()) == THEN["reply_to"]
    assert FeedbackCaseFact.objects.get().formal
    assert Event.objects.filter(action="feedback.case_added_to").count() == 1
    page = people.browser_of(supervisor).get(f"/desk/feedback/cases/{case.pk}").content.decode()
    assert THEN["words"] in page
    assert "Said as well" in page


def test_what_comes_once_the_case_is_settled_is_a_case_that_somebody_sees(client, supervisor):
    key = form_key_of(client.get("/feedback"))
    client.post("/feedback", FIRST | {"form": key})
    dismiss_case(case=Case.objects.get(), words=screen_text("A test."), by=supervisor, at=timezone.now())
    for _ in range(2):
        client.post("/feedback", THEN | {"form": key})
    assert list(Case.objects.order_by("pk").values_list("words", "state")) == [
        (FIRST["words"], "dismissed"), (THEN["words"], "new"),
    ]  # fmt: skip


def test_the_same_form_about_another_enquiry_is_another_case(db):
    adviser = people.browser_of(people.somebody("adviser"))
    one, other, key = an_enquiry(), an_enquiry(), str(uuid.uuid4())
    for about in (one, other, other):
        adviser.post(reverse("desk:record_case_on", args=[about.reference]), {**FIRST, "submission": key})
    assert sorted(Case.objects.values_list("enquiry", flat=True)) == sorted([one.pk, other.pk])


def test_a_later_address_holds_and_none_takes_nothing_away(supervisor):
    key = uuid.uuid4()
    for reply_to in ("led@school.example.org", "lead@school.example.org", ""):
        made = open_case(
            source="form", words=screen_text(FIRST["words"]), submission=key, reply_to=reply_to, by=PUBLIC, at=timezone.now()
        )  # fmt: skip
    assert read_case_details(case=made, by=supervisor, at=timezone.now()) == "lead@school.example.org"
    assert CaseStep.objects.filter(what="said_more").count() == 0


def test_answers_that_were_changed_are_given_back_and_nothing_is_joined(client):
    link = f"/tell-us/{sample.token()}"
    client.post(link, {"satisfaction": "5", "words": "Clear advice."})
    answer = client.post(link, {"satisfaction": "4", "words": "Clear advice, in the end. <b>"})
    page = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (410, "no-store")
    assert "Clear advice, in the end. &lt;b&gt;" in page
    assert "Your first answers are with us" in page
    assert HeldAnswer.objects.count() == 1
    assert "Your first answers" not in client.get(link).content.decode()


def test_answers_on_the_phone_that_were_changed_are_given_back(db):
    adviser = people.browser_of(people.somebody("adviser"))
    enquiry = sample.closed_enquiry()
    address = f"/desk/enquiries/{enquiry.reference}/feedback/close"
    assert adviser.post(address, {"helped": "yes", "words": "Clear advice."}).status_code == 302
    answer = adviser.post(address, {"helped": "no", "words": "It was not clear after all."})
    assert answer.status_code == 200  # a refusal would stand in the log: that this enquirer answered
    assert "It was not clear after all." in answer.content.decode()
    assert HeldAnswer.objects.count() == 1
