"""A form that is sent twice makes one improvement, note, example, recommendation or line; sent again with other words, it is
given back with them."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from adviceline.audit.models import Event
from adviceline.evaluation.models import Recommendation, Sharing
from adviceline.evidence.models import InsightNote, PracticeExample
from adviceline.feedback.models import CaseStep, Improvement
from tests.support import feedback_sample, people, samples
from tests.support.sent_forms import sent_by

pytestmark = pytest.mark.django_db(databases="__all__")
OTHERWISE = "Said otherwise the second time."


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests():
    cache.clear()


def improvement():
    by = people.somebody("supervisor")
    values = {
        "theme": "waiting", "you_said": "The line was often busy.", "plan": "Two more advisers at midday.",
        "owner": str(by.pk), "due_date-day": "3", "due_date-month": "3", "due_date-year": "2099",
    }  # fmt: skip
    return by, "/desk/feedback/improvements/new", "", values, "plan", Improvement


def note():
    values = {
        "title": "Plans are kept apart",
        "body": "Several told of it.",
        "cites": str(samples.evidence_item("accepted")),
    }
    return people.somebody("evidence_analyst"), "/insight/new", "", values, "body", InsightNote


def example():
    values = {
        **dict.fromkeys(("title", "need", "done", "conditions", "changed", "known"), "A joint plan."),
        "setting": "mainstream_school", "phase": "secondary", "region": "", "topics": "plans", "grade": "described",
        "contributor": "partner",
    }  # fmt: skip
    return people.somebody("content_editor"), "/practice-examples/new", "", values, "done", PracticeExample


def recommendation():
    values = {"recommendation-title": "Share the form.", "recommendation-body": "Several areas asked for it."}
    return (
        people.somebody("evaluator"), "/evaluation/additions", "/additions/recommend", values, "recommendation-body", Recommendation
    )  # fmt: skip


def sharing():
    day = {"sharing-on_date-day": "3", "sharing-on_date-month": "2", "sharing-on_date-year": "2022"}
    values = {**day, "sharing-way": "web", "sharing-audience": "All regions", "sharing-what": "The first report."}
    return people.somebody("evaluator"), "/evaluation/additions", "/additions/log", values, "sharing-what", Sharing


@pytest.mark.parametrize("made", [improvement, note, example, recommendation, sharing])
def test_two_presses_make_one_and_other_words_are_given_back(made):
    by, address, action, values, changed, model = made()
    browser = people.browser_of(by)
    page = browser.get(address)
    assert page.status_code == 200, page
    sent = sent_by(page, action or address) | values
    target = address if not action else f"/evaluation{action}"
    events = Event.objects.count()
    answers = [browser.post(target, sent) for _ in range(2)]
    assert [(each.status_code, each["Location"]) for each in answers] == [(302, answers[0]["Location"])] * 2
    assert model.objects.count() == 1
    assert Event.objects.count() == events + 1
    given_back = browser.post(target, sent | {changed: OTHERWISE})
    words = given_back.content.decode()
    assert given_back.status_code == 422
    assert OTHERWISE in words
    assert "says something else now" in words
    assert model.objects.count() == 1
    fresh = sent_by(browser.get(address), action or address) | values
    assert browser.post(target, fresh).status_code == 302
    assert model.objects.count() == 2  # the same words on another form are meant


def test_two_presses_make_one_note_on_a_case_and_a_later_one_counts():
    case, supervisor = feedback_sample.case("acknowledged"), people.browser_of(people.somebody("supervisor"))
    for words in ("Rang the school.", "Rang the school.", "They will ring back.", "Rang the school."):
        supervisor.post(f"/desk/feedback/cases/{case}/note", {"words": words})
    said = CaseStep.objects.filter(case=case, what="note").order_by("pk").values_list("words", flat=True)
    assert list(said) == ["Rang the school.", "They will ring back.", "Rang the school."]
