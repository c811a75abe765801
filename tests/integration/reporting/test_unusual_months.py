"""Months that are unlike the others: nobody got in touch, or one person did; everybody from one place; the first of a quarter
in which the service was not there yet."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from adviceline.facts import actions as facts
from adviceline.facts.values import ContactFactValues, EnquiryFactValues
from adviceline.reporting.models import Return
from adviceline.reporting.returns import actions, queries, verifying
from adviceline.reporting.returns.actions import UnableToMoveReturn
from adviceline.reporting.returns.cells import NOT_COMPUTED, Cell
from adviceline.reporting.returns.naming import parse_period
from adviceline.reporting.returns.rendering import render_all
from tests.support import made_returns as made
from tests.support.released import drawn_quickly

pytestmark = pytest.mark.django_db
AFTER = datetime(2024, 4, 2, tzinfo=UTC)


@pytest.fixture
def quick():
    with drawn_quickly():
        yield


def enquiry(at: datetime, *, contacts: int = 1, **coded: str) -> None:
    """One enquiry, closed after an hour, with so many answered calls."""
    key = uuid.uuid4()
    values = {"kind": "E1", "role": "dsl", "setting": "mainstream_school", "region": "london"} | coded
    facts.bulk_write_enquiry_facts([
        EnquiryFactValues(
            fact_id=key, opened_at=at, closed_at=at + timedelta(hours=1), themes=("T1",), answered_contacts=contacts, **values
        )
    ])  # fmt: skip
    facts.bulk_write_contact_facts(
        ContactFactValues(
            fact_id=uuid.uuid4(), enquiry_fact=key, channel="call", direction="in", outcome="answered",
            began_at=at + timedelta(minutes=number), talk_seconds=300, wait_seconds=5,
        )
        for number in range(contacts)
    )  # fmt: skip


def prepared(name: str, *, at: datetime = made.LATER) -> Return:
    """With the facts that there are, also none."""
    return actions.prepare_return(period=parse_period(name), by=made.analyst(), at=at)


def released(name: str, *, again: bool = True):
    """With its facts as they are; attacked, and made `again`."""
    with made.drawn_up_once():
        report = actions.release_return(report=made.signed(prepared(name)), by=made.manager(), at=made.LATER).report
    report = made.fresh(report)
    assert report.release.certificate["safe"]
    assert not again or verifying.rebuild(report).same
    return queries.released_document(report)


def shown(document, table: str) -> list[Cell]:
    found = document.table(table)
    return [] if found is None else [cell for row in found.rows for cell in row.cells]


@pytest.mark.one_engine
@pytest.mark.parametrize("few", [0, 3])
def test_a_month_in_which_hardly_anybody_got_in_touch_has_its_return_and_its_quarter(quick, few):
    made.pilot_facts(month=1)
    for number in range(few):
        enquiry(datetime(2022, 2, 7 + number, 12, tzinfo=UTC), kind=("E1", "E2", "E4")[number])
    made.pilot_facts(month=3)
    released("2022-01", again=False)
    document = released("2022-02")
    for name in ("calls_answered", "enquiries_opened", "contacts_total"):
        value = document.figure(name).value
        assert value == Cell.exact(0) if not few else value is not None, name
    assert document.figure("enquiries_opened").value == Cell.exact(few)
    if not few:
        assert document.figure("calls_not_answered_percent").value == NOT_COMPUTED
        assert all(not cell.value for table in document.tables for cell in shown(document, table.id))
    released("2022-03", again=False)
    quarter = released("2022-Q1", again=False)
    assert quarter.figure("enquiries_opened").value == Cell.exact(80 + few)


def test_every_file_of_such_a_month_can_be_drawn():
    made.pilot_facts(month=1, enquiries=3)
    files = render_all(queries.whole_document(made.protected(prepared("2022-02"))))
    assert {name.rpartition(".")[2] for name in files} >= {"html", "pdf", "ods", "xlsx", "json", "csv"}
    assert all(files.values())


def test_periods_between_and_around_what_was_counted_are_offered_to_be_prepared():
    made.pilot_facts(month=2, enquiries=3)
    made.pilot_facts(month=5, enquiries=3)
    offered = [period.text for period in queries.periods_to_prepare(at=made.LATER)]
    assert offered == ["2022-01", "2022-02", "2022-03", "2022-04", "2022-05", "2022-06"]
    assert queries.periods_to_prepare(at=datetime(2022, 5, 20, tzinfo=UTC))[-1].text == "2022-04"


def test_before_the_quarter_in_which_the_service_began_there_is_nothing_to_return():
    made.pilot_facts(month=5, enquiries=3)
    for name in ("2022-03", "2022-Q1"):
        with pytest.raises(UnableToMoveReturn, match=r"Nothing was counted in .+ or before it"):
            prepared(name)
    assert prepared("2022-04").state == "prepared"


@pytest.mark.parametrize("contacts", [1, 3])
def test_one_person_who_got_in_touch_is_not_described(quick, contacts):
    enquiry(datetime(2022, 2, 28, 12, tzinfo=UTC), contacts=contacts)
    document = released("2022-02")
    assert document.figure("enquiries_opened").value == Cell.exact(1)
    assert document.figure("calls_answered").value == Cell.exact(contacts)
    for table in document.tables:
        if table.id.startswith(("enquiries_by", "confidence", "signposts_by")):
            told = {row.code: cell for row in table.rows for cell in row.cells if cell.value}
            assert not told or set(told) == {"total"}, (table.id, told)


def test_everybody_of_one_region_is_not_said_to_be(quick):
    for number in range(40):
        at = datetime(2022, 2, 1 + number % 28, 9, number, tzinfo=UTC)
        enquiry(at, kind=("E1", "E2")[number % 2], role=("dsl", "teacher")[number % 2])
    document = released("2022-02")
    others = [row.cells[0] for row in document.table("enquiries_by_region").rows if row.code not in ("london", "total")]
    assert any(cell.suppressed for cell in others)  # were all of them 0, everybody would be known to be from London
    assert document.figure("enquiries_opened").value == Cell.exact(40)
    assert any(cell.value for cell in shown(document, "enquiries_by_kind"))


def test_contacts_at_midnight_of_a_leap_day_are_of_their_own_month(quick):
    leap = datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)
    for number in range(12):
        enquiry(leap - timedelta(seconds=number))
        enquiry(leap + timedelta(seconds=1 + number), kind="E2")
    report = made.protected(prepared("2024-02", at=AFTER))
    assert queries.whole_document(report).figure("calls_answered").value == Cell.exact(12)
    report = made.protected(prepared("2024-03", at=AFTER))
    assert queries.whole_document(report).figure("calls_answered").value == Cell.exact(12)
