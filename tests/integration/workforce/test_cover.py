"""Who was on the line, from what advisers said of themselves; counted half hour by half hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from adviceline.audit.actors import SYSTEM
from adviceline.facts.models import CoverFact
from adviceline.measures.definitions import MEASURES
from adviceline.privacy.screening import screen_text
from adviceline.workforce.actions import covering, leave, presence, rota
from adviceline.workforce.errors import UnableToSetState
from adviceline.workforce.queries.cover import actual_cover, cover_now
from adviceline.workforce.queries.presence import ready_advisers, state_of
from tests.support.rota_sample import adviser, ready, shift, supervisor

pytestmark = pytest.mark.django_db
DAY = date(2022, 2, 3)
OPENS = datetime(2022, 2, 3, 8, tzinfo=UTC)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_a_half_hour_is_met_only_when_the_rule_held_at_every_moment_of_it() -> None:
    one, two, third = (adviser(at=OPENS) for _ in range(3))
    for each in (one, two):
        ready(each, at=OPENS)
    presence.set_state(adviser=one.person, state="break", by=one.person, at=OPENS + minutes(35))
    ready(third, at=OPENS + minutes(35))  # in the same moment: no gap
    presence.set_state(adviser=two.person, state="on_call", by=two.person, at=OPENS + minutes(61))
    presence.sign_off(adviser=third.person, by=third.person, at=OPENS + minutes(89))
    found = actual_cover(DAY, DAY, at=OPENS + minutes(120))
    assert [(each.there, each.is_met) for each in found[:4]] == [(2, True), (2, True), (1, False), (1, False)]
    assert found[2].short == minutes(1)


def test_a_state_that_nobody_ended_counts_only_to_its_bound() -> None:
    made = shift(at=OPENS - timedelta(days=1), day=DAY)  # 8 to 12
    presence.set_state(adviser=made.adviser.person, state="on_call", by=SYSTEM, at=OPENS)
    presence.set_state(adviser=made.adviser.person, state="ready", by=SYSTEM, at=OPENS + minutes(90))
    evening = OPENS + timedelta(hours=13)
    assert [each.there for each in actual_cover(DAY, DAY, at=evening)] == [1] * 9 + [
        0
    ] * 15  # half an hour after the shift
    assert state_of(made.adviser.person, at=evening) is None
    assert presence.end_bounded_states(by=SYSTEM, at=evening) == 1
    last = made.adviser.person.state_intervals.latest("began_at")
    assert (last.ended_at, last.ending) == (OPENS + timedelta(hours=4, minutes=30), "bounded")


def test_said_again_a_state_lasts_on_and_the_past_is_not_rewritten() -> None:
    who = adviser(at=OPENS)
    first = presence.set_state(adviser=who.person, state="ready", by=SYSTEM, at=OPENS)
    again = presence.set_state(adviser=who.person, state="ready", by=SYSTEM, at=OPENS + timedelta(hours=3))
    assert (again.pk, again.bound_at) == (first.pk, OPENS + timedelta(hours=7))
    with pytest.raises(UnableToSetState, match="later state"):
        presence.set_state(adviser=who.person, state="away", by=SYSTEM, at=OPENS - minutes(1))


def test_the_door_offers_qualified_and_ready_advisers_the_longest_waiting_first() -> None:
    first, second, expired, absent = (
        adviser(at=OPENS),
        adviser(at=OPENS),
        adviser(until=date(2022, 2, 1), at=OPENS),
        adviser(at=OPENS),
    )
    for number, each in enumerate((second, first, expired, absent)):
        ready(each, at=OPENS + minutes(number))
    leave.ask_leave(
        adviser=absent, starts_at=OPENS + minutes(5), ends_at=OPENS + timedelta(hours=2), by=supervisor(), at=OPENS
    )
    at = OPENS + minutes(10)
    assert ready_advisers(at=at) == [second.person, first.person]
    assert {each.pk for each in cover_now(at=at).there} == {first.pk, second.pk}
    presence.set_state(adviser=second.person, state="on_call", by=SYSTEM, at=at)
    assert ready_advisers(at=at + minutes(1)) == [first.person]


def test_each_half_hour_is_counted_once_without_names_and_a_correction_counts_it_again() -> None:
    yesterday = OPENS - timedelta(days=1)
    one, two = shift(at=yesterday, day=DAY), shift(at=yesterday, day=DAY)
    for each in (one, two):
        ready(each.adviser, at=OPENS)
    night = OPENS + timedelta(hours=14)
    assert covering.count_cover(at=night, since=OPENS) == 24
    assert covering.count_cover(at=night, since=OPENS) == 0
    assert CoverFact.objects.filter(planned_met=True).count() == 8
    assert CoverFact.objects.filter(met=True).count() == 8  # ready for four hours, then nobody said so
    figures = {name: MEASURES[name].expression.evaluate(list(CoverFact.objects.values()))  # type: ignore[union-attr]
               for name in MEASURES if name.startswith("cover_")}  # fmt: skip
    assert figures["cover_half_hours_open"].value == 24
    assert figures["cover_met_percent"].value == pytest.approx(100 * 8 / 24)
    assert (figures["cover_met_percent"].numerator, figures["cover_met_percent"].denominator) == (8, 24)
    rota.cancel_shift(shift=one, sequence=0, by=supervisor(), at=night, reason=screen_text("Entered twice by mistake."))
    assert CoverFact.objects.filter(planned_met=True).count() == 0
    assert CoverFact.objects.count() == 24
