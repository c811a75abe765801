"""The delivery plan of the simulated pilot as it went, and a second phase that opens some weeks from now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from adviceline.accounts.models import Person
from adviceline.delivery.actions.beginning import take_up_plan
from adviceline.delivery.actions.plan import agree_period, keep_step
from adviceline.delivery.actions.profile import count_by_hand
from adviceline.delivery.actions.registers import keep_risk, log_decision, raise_issue, review_risk, settle_issue
from adviceline.delivery.models import Activity, PlanStep, Risk
from adviceline.delivery.queries.plan import history_of
from adviceline.measures.calendar import london_moment
from adviceline.privacy.screening import screen_text

TAKEN_UP = datetime(2021, 12, 3, 10, tzinfo=UTC)
OVER = datetime(2022, 4, 19, 10, tzinfo=UTC)
#: Days by which steps of the pilot ended later than planned.
LATE_DAYS = {"Directory of resources checked": 2, "Second monthly return released": 3}
BRIEFINGS = {202201: 1, 202202: 2, 202203: 3}
#: Of the second phase: title, starts and ends in days from today, done, milestone, needs by place in this list.
SECOND = (
    ("Letter of extension signed", -20, -20, True, True, ()),
    ("Advisers for the second phase agreed with partners", -18, -6, True, False, (0,)),
    ("Map of advice reviewed again", -14, -3, False, False, (0,)),
    ("Advisers trained in the new map", 1, 8, False, False, (1, 2)),
    ("Lines and forms tested", 4, 10, False, False, (0,)),
    ("Second phase opens", 24, 24, False, True, (3, 4)),
    ("Review after six weeks", 66, 70, False, False, (5,)),
)


def add_delivery(*, staff: Sequence[Person], at: datetime) -> None:
    """Through the service's own actions; `at` is the real present."""
    manager = next(person for person in staff if "service_manager" in person.roles)
    supervisor = next(person for person in staff if "supervisor" in person.roles)
    take_up_plan(by=manager, at=TAKEN_UP)
    _pilot_steps(manager)
    _pilot_registers(manager, supervisor)
    briefings = Activity.objects.get(measure="")
    for month, amount in BRIEFINGS.items():
        count_by_hand(activity=briefings, month=month, amount=amount, by=manager, at=OVER)
    _second_phase(manager, at)
    _risks_today(manager, supervisor, at)


def _pilot_steps(manager: Person) -> None:
    for step in PlanStep.objects.order_by("ends_date", "id"):
        done = step.ends_date + timedelta(days=LATE_DAYS.get(step.title, 0))
        needs = [each.needs for each in step.dependencies.select_related("needs")]
        _keep(step, done, needs, manager, datetime.combine(done, time(16), tzinfo=UTC))


def _keep(step: PlanStep, done: date | None, needs: list[PlanStep], manager: Person, at: datetime) -> PlanStep:
    return keep_step(
        step=step, phase=step.phase, title=screen_text(step.title), starts_date=step.starts_date,
        ends_date=step.ends_date, is_milestone=step.is_milestone, before_opening=step.before_opening, done_date=done,
        owner=manager, partner=None, needs=needs, version=step.version, by=manager, at=at,
    )  # fmt: skip


def _pilot_registers(manager: Person, supervisor: Person) -> None:
    raised_at = datetime(2022, 1, 18, 9, tzinfo=UTC)
    issue = raise_issue(
        title=screen_text("Two advisers were away in the same week"),
        what=screen_text("The late shift had one adviser on two evenings. A partner was asked for cover."),
        owner=supervisor, due_date=date(2022, 1, 25), by=manager, at=raised_at,
    )  # fmt: skip
    settle_issue(
        issue=issue, outcome=screen_text("A partner now keeps one adviser in reserve for late shifts."), by=manager,
        at=raised_at + timedelta(days=4),
    )  # fmt: skip
    first = log_decision(
        decided_date=date(2021, 12, 10), replaces=None, by=manager, at=datetime(2021, 12, 10, 15, tzinfo=UTC),
        what=screen_text("Chat opens with the service, in office hours only"),
        why=screen_text("There were too few trained advisers for chat in the evening."),
    )  # fmt: skip
    log_decision(
        decided_date=date(2022, 2, 21), replaces=first, by=manager, at=datetime(2022, 2, 21, 15, tzinfo=UTC),
        what=screen_text("Chat is open whenever the lines are"),
        why=screen_text("The review after six weeks found that evenings are quiet, and that advisers are trained."),
    )  # fmt: skip
    for risk in Risk.objects.order_by("id"):
        when = datetime(2022, 2, 14, 14, tzinfo=UTC)
        review_risk(
            risk=risk, after=(risk.likelihood_after, risk.impact_after), close=False, version=risk.version, by=manager,
            words=screen_text("Looked at together with the partners. Nothing has changed."),
            review_date=when.date() + timedelta(days=56), at=when,
        )  # fmt: skip


def _second_phase(manager: Person, at: datetime) -> None:
    today = london_moment(at).date
    agreed_at = at - timedelta(days=20)
    agree_period(
        phase=None, name=screen_text("Second phase"), opens_date=today + timedelta(days=24),
        ends_date=today + timedelta(days=24 + 90), budget=Decimal(380_000), last=None, by=manager, at=agreed_at,
        reason=screen_text("Made up for demonstration: the Authority funds a second phase."),
    )  # fmt: skip
    agree_period(
        phase=2, name=screen_text("Second phase"), opens_date=today + timedelta(days=24),
        ends_date=today + timedelta(days=24 + 120), budget=Decimal(400_000), by=manager, at=at - timedelta(days=5),
        reason=screen_text("Made up for demonstration: extended by a month, with the whole budget."), last=_latest(2),
    )  # fmt: skip
    made: list[PlanStep] = []
    for title, starts, ends, done, milestone, needs in SECOND:
        days = [today + timedelta(days=each) for each in (starts, ends)]
        step = keep_step(
            step=None, phase=2, title=screen_text(title), starts_date=days[0], ends_date=days[1], is_milestone=milestone,
            before_opening=ends < 24, done_date=days[1] if done else None, owner=manager, partner=None,
            needs=[made[each] for each in needs], version=0, by=manager, at=at,
        )  # fmt: skip
        made.append(step)


def _latest(phase: int) -> int:
    return history_of(phase)[0].pk


def _risks_today(manager: Person, supervisor: Person, at: datetime) -> None:
    """Every risk was looked at a while ago; two are due again, and have passed."""
    reviewed_at = at - timedelta(days=30)
    for place, risk in enumerate(Risk.objects.order_by("id")):
        risk.refresh_from_db()
        kept = keep_risk(
            risk=risk, title=screen_text(risk.title), description=screen_text(risk.description),
            mitigation=screen_text(risk.mitigation), before=(risk.likelihood_before, risk.impact_before),
            after=(risk.likelihood_after, risk.impact_after), owner=supervisor if place % 2 else manager,
            review_date=(reviewed_at + timedelta(days=25 if place in (0, 4) else 50)).date(), version=risk.version,
            by=manager, at=reviewed_at,
        )  # fmt: skip
        assert kept.version > risk.version
    raise_issue(
        title=screen_text("The review of the map is later than planned"),
        what=screen_text("The reviewer was ill for a week. Training waits for it."), owner=manager,
        due_date=(at + timedelta(days=6)).date(), by=manager, at=at,
    )  # fmt: skip
