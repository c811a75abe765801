"""The plan that is taken up, kept, and read against the facts."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from adviceline.accounts.models import Partner
from adviceline.audit.models import Event
from adviceline.delivery.actions import plan as actions
from adviceline.delivery.actions import profile as figures
from adviceline.delivery.actions import registers
from adviceline.delivery.actions.beginning import take_up_plan
from adviceline.delivery.errors import UnableToPlan
from adviceline.delivery.models import Activity, Decision, Indicator, PlanStep, Risk, ServicePeriod
from adviceline.delivery.queries.performance import indicators, profile, shares
from adviceline.delivery.queries.plan import history_of, opening_at_risk, phases, shown_steps
from adviceline.delivery.queries.registers import overdue_reviews
from adviceline.delivery.rules.rating import Rating
from adviceline.facts.actions import write_contact_facts, write_enquiry_facts
from adviceline.facts.values import ContactFactValues, EnquiryFactValues
from adviceline.measures.definitions import MEASURES
from adviceline.privacy.screening import screen_text
from tests.support import people

pytestmark = pytest.mark.django_db
AT = datetime(2021, 12, 6, 10, tzinfo=UTC)
WORDS = screen_text("As agreed with the Authority.")


@pytest.fixture
def manager(db):
    made = people.somebody("service_manager")
    take_up_plan(by=made, at=AT)
    return made


def extended(manager, ends, budget=500_000, **more):
    return actions.agree_period(
        **{"phase": 1, "name": screen_text("Pilot"), "opens_date": date(2022, 1, 4), "ends_date": ends,
           "budget": Decimal(budget), "reason": WORDS, "last": history_of(1)[0].pk, "by": manager, "at": AT} | more
    )  # fmt: skip


def change(step, manager, *, at=AT, **values):
    held = {
        "title": screen_text(step.title), "starts_date": step.starts_date, "ends_date": step.ends_date,
        "is_milestone": step.is_milestone, "before_opening": step.before_opening, "done_date": step.done_date,
        "owner": None, "partner": None, "needs": [each.needs for each in step.dependencies.all()],
        "version": step.version,
    }  # fmt: skip
    return actions.keep_step(step=step, phase=1, by=manager, at=at, **(held | values))


def contacts(number, began_at, *, outcome="answered", partner="northmoor", seed=0):
    write_contact_facts(
        ContactFactValues(
            fact_id=uuid.UUID(int=seed * 10_000 + each + 1), enquiry_fact=None, channel="call", direction="in",
            outcome=outcome, began_at=began_at + timedelta(minutes=each), wait_seconds=5, talk_seconds=600, partner=partner,
        )
        for each in range(number)
    )  # fmt: skip


def test_the_plan_of_the_content_is_taken_up_once_and_names_covid_19(manager):
    assert Risk.objects.filter(title__contains="Covid-19").exists()
    assert {each.measure for each in Indicator.objects.all()} <= set(MEASURES)
    with pytest.raises(UnableToPlan, match="already"):
        take_up_plan(by=manager, at=AT)
    assert ServicePeriod.objects.count() == 1


def test_an_extension_is_data_with_history_and_moves_countdown_months_and_targets(manager):
    before = phases()[0]
    target = indicators(before, today=date(2022, 1, 20))[0].target_at_end
    extended(manager, date(2022, 6, 30))
    after = phases()[0]
    assert (before.ends, after.ends, after.budget, after.revisions) == (
        date(2022, 3, 31), date(2022, 6, 30), Decimal(500_000), 1,
    )  # fmt: skip
    assert after.months[-1] == 202206
    assert indicators(after, today=date(2022, 1, 20))[0].target_at_end == 2 * target
    assert [each.month for each in profile(after, today=date(2022, 1, 20))[0].months][-1] == 202206
    assert [str(each.ends_date) for each in history_of(1)] == ["2022-06-30", "2022-03-31"]
    assert Event.objects.filter(action="period.agreed").count() == 1


def test_an_extension_of_what_was_changed_meanwhile_and_one_that_overlaps_are_refused(manager):
    first = history_of(1)[0].pk
    extended(manager, date(2022, 6, 30))
    with pytest.raises(UnableToPlan, match="Somebody else"):
        extended(manager, date(2022, 5, 31), last=first)
    with pytest.raises(UnableToPlan, match="overlap"):
        extended(manager, date(2022, 9, 30), phase=None, opens_date=date(2022, 6, 30), last=None)
    with pytest.raises(UnableToPlan, match="after it opens"):
        extended(manager, date(2022, 1, 4))
    assert len(history_of(1)) == 2


def test_a_circle_is_refused_in_words_and_nothing_is_changed(manager):
    staff, training = (
        PlanStep.objects.get(title__startswith=each) for each in ("Advisers appointed", "Advisers trained")
    )
    with pytest.raises(UnableToPlan, match="circle: ‘Advisers"):
        change(staff, manager, needs=[training])
    assert [each.needs.title for each in staff.dependencies.all()] == ["Grant agreement signed"]
    assert PlanStep.objects.get(pk=staff.pk).version == 1


def test_what_is_late_before_the_opening_puts_it_at_risk(manager):
    directory = PlanStep.objects.get(title__startswith="Directory")
    change(PlanStep.objects.get(title__startswith="Grant"), manager, done_date=date(2021, 12, 3))
    assert not opening_at_risk(shown_steps(1, today=AT.date()), phases()[0])
    change(directory, manager, ends_date=date(2022, 1, 12))
    shown = {each.step.title: each for each in shown_steps(1, today=AT.date())}
    assert shown["Directory of resources checked"].expected.slip_days == 21
    assert shown["The service opens"].expected.slip_days == 8  # reached on the day the last of what it needs ends
    assert [each.step.pk for each in opening_at_risk(list(shown.values()), phases()[0])] == [directory.pk]
    with pytest.raises(UnableToPlan, match="Somebody else"):
        change(directory, manager, version=1)


def test_what_was_done_is_read_from_the_facts_and_held_against_the_plan(manager):
    Partner.objects.create(code="larkfield", name="Larkfield (fictional)")
    contacts(30, datetime(2022, 1, 10, 9, tzinfo=UTC), partner="example")
    contacts(10, datetime(2022, 1, 11, 9, tzinfo=UTC), outcome="abandoned", partner="", seed=1)
    contacts(45, datetime(2022, 2, 8, 9, tzinfo=UTC), partner="larkfield", seed=2)
    today, phase = date(2022, 3, 1), phases()[0]
    shown = {each.indicator.measure: each for each in indicators(phase, today=today)}
    charged = shown["billable_contacts"]
    assert charged.value.value == 75
    assert [(month, value.value) for month, value, _ in charged.months] == [(202201, 30), (202202, 45)]
    assert charged.outlook is not None
    assert charged.rating is Rating.RED
    missed = shown["calls_not_answered_percent"]
    assert missed.value.value == pytest.approx(100 * 10 / 85)
    assert missed.rating is Rating.AMBER
    assert shown["confidence_identifying_change_mean"].rating is Rating.UNKNOWN
    done = {each.activity.measure: each for each in profile(phase, today=today)}["billable_contacts"]
    assert (done.planned_so_far, done.done_so_far) == (200, 75)
    did = {each.partner.code if each.partner else "": each for each in shares(phase, today=today)}
    assert {code: each.contacts for code, each in did.items()} == {"example": 30, "larkfield": 45, "": 10}
    assert did["larkfield"].percent == pytest.approx(100 * 45 / 85)


def test_a_figure_of_too_few_is_not_shown_to_the_manager_either(manager):
    opened_at = datetime(2022, 1, 10, 9, tzinfo=UTC)
    write_enquiry_facts(
        EnquiryFactValues(
            fact_id=uuid.UUID(int=each + 1), opened_at=opened_at, closed_at=opened_at, identifying_start=2,
            identifying_close=8, responding_start=2, responding_close=8,
        )
        for each in range(4)
    )  # fmt: skip
    shown = {each.indicator.measure: each for each in indicators(phases()[0], today=date(2022, 3, 1))}
    changed = shown["confidence_identifying_change_mean"]
    assert changed.value.suppressed
    assert changed.rating is Rating.UNKNOWN
    assert changed.outlook is None


def test_an_indicator_is_a_measure_and_nothing_else(manager):
    values = {"better": "higher", "target": Decimal(5), "amber_to": Decimal(3), "why": WORDS, "by": manager, "at": AT}
    with pytest.raises(UnableToPlan, match="one of the measures"):
        figures.keep_indicator(indicator=None, measure="happiness", **values)
    with pytest.raises(UnableToPlan, match="amber limit"):
        figures.keep_indicator(indicator=None, measure="chats_answered", **values | {"amber_to": Decimal(6)})
    with pytest.raises(UnableToPlan, match="already"):
        figures.keep_indicator(indicator=None, measure="billable_contacts", **values)
    held = Indicator.objects.get(measure="billable_contacts")
    with pytest.raises(UnableToPlan, match="Another measure"):
        figures.keep_indicator(indicator=held, measure="chats_answered", **values)


def test_hand_counts_take_each_other_s_place_and_never_a_measure_s(manager):
    at = datetime(2022, 3, 2, 9, tzinfo=UTC)
    by_hand = Activity.objects.get(measure="")
    for amount in (1, 4):
        figures.count_by_hand(activity=by_hand, month=202201, amount=amount, by=manager, at=at)
    shown = next(each for each in profile(phases()[0], today=at.date()) if each.activity == by_hand)
    assert shown.months[0].done == 4
    with pytest.raises(UnableToPlan, match="from the facts"):
        figures.count_by_hand(
            activity=Activity.objects.exclude(measure="")[0], month=202201, amount=1, by=manager, at=at
        )
    with pytest.raises(UnableToPlan, match="ahead"):
        figures.count_by_hand(activity=by_hand, month=202204, amount=1, by=manager, at=at)


def test_a_review_of_a_risk_is_kept_and_an_overdue_one_is_loud(manager):
    risk = Risk.objects.get(title__contains="Covid-19")
    assert risk not in overdue_reviews(today=risk.review_date)
    assert risk in overdue_reviews(today=risk.review_date + timedelta(days=1))
    later = {"review_date": date(2022, 1, 20), "close": False, "version": risk.version, "words": WORDS}
    with pytest.raises(UnableToPlan, match="likelier or worse"):
        registers.review_risk(risk=risk, after=(5, 5), by=manager, at=AT, **later)
    registers.review_risk(risk=risk, after=(2, 2), by=manager, at=AT, **later)
    assert risk.reviews.get().impact_after == 2
    registers.review_risk(risk=risk, after=(1, 1), by=manager, at=AT, **later | {"close": True, "version": 2})
    assert overdue_reviews(today=date(2030, 1, 1)) != []
    assert risk not in overdue_reviews(today=date(2030, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Risk.objects.filter(pk=risk.pk).update(impact_after=6)


def test_decisions_are_added_and_replaced_once(manager):
    values = {"decided_date": AT.date(), "what": WORDS, "why": WORDS, "by": manager, "at": AT}
    first = registers.log_decision(replaces=None, **values)
    registers.log_decision(replaces=first, **values)
    with pytest.raises(UnableToPlan, match="replaced already"):
        registers.log_decision(replaces=first, **values)
    with pytest.raises(UnableToPlan, match="ahead"):
        registers.log_decision(replaces=None, **values | {"decided_date": date(2022, 1, 1)})
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=first.pk).update(what="Something else.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.latest("pk").delete()
    assert Decision.objects.count() == 2


def test_the_pages_say_what_stands_and_take_what_is_sent(manager):
    browser = people.browser_of(manager)
    page = browser.get(reverse("delivery:plan")).content.decode()
    assert "<svg" in page
    assert "Grant agreement signed" in page
    answer = browser.post(reverse("delivery:issues"), {
        "title": "A line was down", "what": "For an hour, a pupil called Zebedee Fictional said.", "owner": str(manager.pk),
        "due_date-day": "1", "due_date-month": "1", "due_date-year": "2099",
    })  # fmt: skip
    assert answer.status_code == 422
    assert "could identify a child" in answer.content.decode()
    for route in ("overview", "profile", "indicators", "risks", "decisions", "phases"):
        assert browser.get(reverse(f"delivery:{route}")).status_code == 200
    finance = people.browser_of(people.somebody("finance_officer"))
    assert finance.get(reverse("delivery:plan")).status_code == 403
