"""From a number to its definition, its rule and the records behind it."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from adviceline.audit.models import Event
from adviceline.contacts.models import Enquiry
from adviceline.disclosure.primary import Rule
from adviceline.facts import actions
from adviceline.facts.values import ContactFactValues, EnquiryFactValues
from adviceline.following.behind import ENQUIRY_TABLES, behind_cell, behind_measure
from adviceline.following.found import NothingToFollow, Where, follow
from adviceline.following.records import PAGE, open_records
from adviceline.measures.algebra import Count
from adviceline.measures.definitions import IN_RETURNS, MEASURES, STAFFED
from adviceline.reporting.figures import ChannelTable, CountTable, SlotTable
from adviceline.reporting.queries import monthly_figures
from tests.support import samples
from tests.support.people import browser_of, somebody
from tests.support.released import put_release
from tests.support.returns import a_return

pytestmark = pytest.mark.django_db
AT = datetime(2022, 3, 1, 9, tzinfo=UTC)
EVERYTHING_SHOWN = Rule(threshold=0, rounding_base=1, smallest_percentage_base=1, smallest_pairs=2)


def figure_page(name, month="2022-02"):
    return reverse("following:figure", args=["live", month, name])


def count_of(part, months=(202202,)):
    statement, parameters = part.statement(months, counting=True)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()[0]


@pytest.fixture
def busy():
    """A month of every kind of contact and enquiry, and the month after it."""
    chance = random.Random(5)
    kinds = [
        ("call", "in", ("answered", "abandoned", "short_abandon", "voicemail", "out_of_hours", "refused")),
        ("callback", "out", ("completed", "no_answer")),
        ("chat", "in", ("answered", "abandoned")),
        ("email", "in", ("received",)),
        ("web_form", "in", ("received",)),
    ]
    contacts = []
    for number in range(300):
        channel, direction, outcomes = chance.choice(kinds)
        contacts.append(
            ContactFactValues(
                fact_id=uuid.uuid4(), enquiry_fact=None, channel=channel, direction=direction,
                outcome=chance.choice(outcomes),
                began_at=datetime(2022, 2, 1, 8, tzinfo=UTC) + timedelta(minutes=211 * number),
                talk_seconds=chance.choice([None, 60, 300]) if channel == "call" else None,
            )
        )  # fmt: skip
    actions.bulk_write_contact_facts(contacts)
    actions.bulk_write_enquiry_facts(
        EnquiryFactValues(
            fact_id=uuid.uuid4(), opened_at=datetime(2022, 2, 1 + number % 28, 9, tzinfo=UTC),
            closed_at=datetime(2022, 2, 28, 9, tzinfo=UTC), kind=chance.choice(["E1", "E2", ""]),
            role=chance.choice(["dsl", "teacher"]), setting="mainstream_school", region=chance.choice(["london", ""]),
            themes=("T1", "T4")[: number % 3],
        )
        for number in range(80)
    )  # fmt: skip


def test_as_many_facts_stand_behind_every_figure_as_it_counts(busy):
    figures = monthly_figures(202202, rule=EVERYTHING_SHOWN)
    seen = 0
    for name, measure in MEASURES.items():
        figure = figures.measures[name]
        parts = {part.part: part for part in behind_measure(name)}
        if name not in IN_RETURNS or measure.expression.source == STAFFED:
            assert not parts, f"{name}: nothing leads to who gave feedback, or who was on the line"
            continue
        assert parts, name
        if isinstance(measure.expression, Count):
            assert count_of(parts["counted"]) == figure.value, name
            seen += figure.value > 0
        else:
            assert count_of(parts["denominator"]) == figure.denominator, name
            if "numerator" in parts:
                assert count_of(parts["numerator"]) == figure.numerator, name
    assert seen > 12


def test_as_many_facts_stand_behind_every_cell_as_it_shows(busy):
    figures = monthly_figures(202202, rule=EVERYTHING_SHOWN)
    seen = 0
    for name, table in figures.tables.items():
        match table:
            case CountTable():
                cells = [(row.group.code, "value", row.cell.value) for row in table.rows]
                if table.total is not None:
                    cells.append(("total", "value", table.total.value))
            case ChannelTable():
                cells = [(row.channel.code, "in", row.incoming) for row in (*table.rows, table.total)]
            case SlotTable():
                cells = [(f"{row.iso_weekday}-{row.begins}", "not_answered", row.not_answered) for row in table.rows]
            case _:
                cells = [(row.item.code, "eligible", row.eligible.value) for row in table.rows]
        for row, column, value in cells:
            (part,) = behind_cell(name, row, column, ENQUIRY_TABLES.get(name, ()), lambda level, code: (code,))
            assert count_of(part) == value, (name, row, column)
            seen += bool(value)
    assert seen > 30


def test_the_manager_follows_a_figure_to_its_records_and_each_reading_is_recorded():
    enquiry = samples.enquiry()
    manager = somebody("service_manager")
    browser = browser_of(manager)
    month = browser.get(reverse("reporting:monthly", args=["2022-02"])).content.decode()
    assert f'href="{figure_page("enquiries_opened")}"' in month
    cell = reverse("following:cell", args=["live", "2022-02", "enquiries_by_role"])
    assert f'href="{cell}?row=dsl&amp;column=value"' in month

    page = browser.get(figure_page("enquiries_opened")).content.decode()
    assert MEASURES["enquiries_opened"].definition in page
    records = reverse("following:figure_records", args=["live", "2022-02", "enquiries_opened"])
    assert f'href="{records}?part=counted"' in page

    listed = browser.get(records).content.decode()
    assert enquiry.reference in listed
    read = Event.objects.filter(action="enquiry.read", subject=enquiry.subject, actor=manager.actor_key).latest("seq")
    assert read.data["why"] == "figure:enquiries_opened of 2022-02"
    followed = Event.objects.filter(action="figure.followed", actor=manager.actor_key).latest("seq")
    assert followed.data == {"part": "counted", "page": 1, "facts": 1}


def test_a_hidden_cell_says_why_and_still_leads_to_its_records():
    enquiry = samples.enquiry()
    browser = browser_of(somebody("service_manager"))
    cell = reverse("following:cell", args=["live", "2022-02", "enquiries_by_role"])
    words = browser.get(cell, {"row": "dsl", "column": "value"}).content.decode()
    assert "[c]" in words
    assert "Hidden: a small count." in words
    records = reverse("following:cell_records", args=["live", "2022-02", "enquiries_by_role"])
    assert enquiry.reference in browser.get(records, {"row": "dsl", "column": "value"}).content.decode()
    other = browser.get(records, {"row": "teacher", "column": "value"}).content.decode()
    assert enquiry.reference not in other
    assert "Nothing was counted here" in other


def test_an_analyst_sees_definitions_and_no_records():
    samples.enquiry()
    browser = browser_of(somebody("evidence_analyst"))
    words = browser.get(figure_page("enquiries_opened")).content.decode()
    assert "Your role shows figures and not the records behind them." in words
    assert "/records/" not in words
    assert browser.get(figure_page("enquiries_opened") + "records/").status_code == 403
    assert not Event.objects.filter(action__in=["enquiry.read", "figure.followed"]).exists()


def test_a_contact_that_belongs_to_no_enquiry_is_listed_without_one():
    from adviceline.audit.actors import SYSTEM
    from adviceline.contacts.actions import record_contact

    at = datetime(2022, 2, 7, 19, 30, tzinfo=UTC)
    record_contact(
        channel="call", direction="in", outcome="abandoned", idempotency_key="a", began_at=at, by=SYSTEM, at=at,
        wait_seconds=80,
    )  # fmt: skip
    browser = browser_of(somebody("supervisor"))
    words = browser.get(figure_page("calls_not_answered") + "records/").content.decode()
    assert "7 February 2022 at 7:30pm" in words


def test_what_was_erased_is_counted_and_leads_nowhere(busy):
    at = somebody("supervisor")
    (part,) = behind_measure("enquiries_opened")
    opened = open_records(behind=part, months=(202202,), page=99, why="figure:x", by=at, at=AT)
    assert (opened.total, opened.pages, opened.page, opened.rows) == (80, 4, 4, [])
    assert opened.gone == 80 - 3 * PAGE
    words = browser_of(at).get(figure_page("enquiries_opened") + "records/").content.decode()
    assert "25 records on this page were erased" in words
    assert "Next page" in words


def test_pages_neither_repeat_nor_skip_a_record():
    for _ in range(3):
        samples.enquiry()
    person, (part,) = somebody("supervisor"), behind_measure("enquiries_opened")
    seen = open_records(behind=part, months=(202202,), page=1, why="figure:x", by=person, at=AT)
    assert {row.enquiry.pk for row in seen.rows} == set(Enquiry.objects.values_list("pk", flat=True))


def test_a_return_is_followed_number_by_number():
    put_release(a_return())
    browser = browser_of(somebody("service_manager"))
    words = browser.get(reverse("returns:preview", args=["2022-02"])).content.decode()
    figure = reverse("following:figure", args=["returns", "2022-02", "calls_answered"])
    assert f'href="{figure}"' in words
    assert "812" in browser.get(figure).content.decode()
    cell = reverse("following:cell", args=["returns", "2022-02", "enquiries_by_region"])
    hidden = browser.get(cell, {"row": "E12000001", "column": "value"}).content.decode()
    assert "Hidden: it is small, or would give a small number away" in hidden
    assert "The local authorities are shown as regions" in hidden


@pytest.mark.parametrize(
    "where",
    [
        Where("live", "2022-13", figure="calls_answered"),
        Where("live", "2022-02", figure="nothing"),
        Where("live", "2022-02", table="enquiries_by_role", row="' OR 1=1 --", column="value"),
        Where("live", "2022-02", table="nothing", row="a", column="b"),
        Where("live", "2022-02", table="calls_by_weekday_half_hour", row="9-99", column="offered"),
        Where("returns", "2022-02", figure="calls_answered"),
        Where("returns", "nonsense", table="enquiries_by_role", row="a", column="value"),
    ],
)
def test_what_is_not_there_cannot_be_followed(where):
    with pytest.raises(NothingToFollow):
        follow(where)


def test_an_address_is_never_a_part_of_a_statement():
    attack = "x') OR 1=1 --"
    (part,) = behind_cell("enquiries_by_role", attack, "value", ("role",), lambda level, code: (code,))
    statement, parameters = part.statement((202202,))
    assert attack not in statement
    assert parameters == [attack]
    assert count_of(part) == 0
    assert behind_cell("calls_by_weekday_half_hour", "1-8; DROP", "offered", (), lambda *_: ()) == []
