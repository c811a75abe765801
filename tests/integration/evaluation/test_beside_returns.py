"""An evaluation is attacked together with the returns that were released before it."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from adviceline.evaluation.report.making import FILES, make
from adviceline.evaluation.tasks import check
from adviceline.facts.actions import bulk_write_enquiry_facts
from adviceline.facts.values import EnquiryFactValues
from adviceline.jobs.models import Job
from adviceline.reporting.models import EvaluationCheck
from tests.support import made_returns, people
from tests.support.clock import london
from tests.support.released import drawn_quickly

NOW = london(2022, 6, 1, 9)
FEBRUARY, MARCH = datetime(2022, 2, 3, 10, tzinfo=UTC), datetime(2022, 3, 3, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def snapshots(settings, tmp_path, db):
    settings.DATA_DIR = tmp_path
    cache.clear()
    with drawn_quickly():
        yield


def facts(at, regions, *, seed):
    """Enquiries without answers: so many by region, and enough of each kind, role and setting."""
    bulk_write_enquiry_facts(
        EnquiryFactValues(
            fact_id=uuid.UUID(int=seed * 1000 + n + 1), opened_at=at + timedelta(hours=n), region=region,
            kind=("E1", "E2")[n % 2], role=("dsl", "police")[n % 2], setting=("mainstream_school", "nhs")[n % 2],
            answered_contacts=1,
        )
        for n, region in enumerate(code for code, number in regions.items() for _ in range(number))
    )  # fmt: skip


def data(document):
    lines = csv.DictReader(io.StringIO(FILES["csv"].write(document).decode()))
    return {(line["table"], line["row"], line["column"]): line["value"] for line in lines}


def words_of(document):
    return FILES["html"].write(document).decode()


def test_nothing_is_refused_where_nothing_was_released(db):
    facts(FEBRUARY, {"london": 20, "north_west": 12}, seed=1)
    facts(MARCH, {"london": 20, "north_west": 13, "south_east": 3}, seed=2)
    assert "Not shown" not in words_of(make(202202, 202203, at=NOW))


def test_exact_counts_of_two_months_less_a_released_one_would_tell_of_the_other(settings):
    """London had 20 in February, which was released as it is, and 23 in both months: 3 in March, which nobody released."""
    settings.DISCLOSURE = {**settings.DISCLOSURE, "rounding_base": 1}
    facts(FEBRUARY, {"london": 20, "north_west": 12, "south_east": 10}, seed=1)
    facts(MARCH, {"london": 3, "north_west": 13, "south_east": 12}, seed=2)
    alone = make(202202, 202203, at=NOW)
    assert data(alone)["enquiries_by_region", "London", "Enquiries"] == "23"
    made_returns.released("2022-02")
    beside = make(202202, 202203, at=NOW)
    assert not any(table == "enquiries_by_region" for table, _, _ in data(beside))
    assert data(beside)["enquiries_by_role", "Designated safeguarding lead", "Enquiries"] == "35"
    page = words_of(beside)
    assert (
        "Region. Not shown: together with the returns that were released (2022-02), a small number could be worked"
        in page
    )
    assert "Enquiries by region. Not shown" in page
    assert beside.digest != alone.digest


def test_rounded_counts_leave_the_other_month_in_doubt():
    facts(FEBRUARY, {"london": 20, "north_west": 12, "south_east": 10}, seed=1)
    facts(MARCH, {"london": 3, "north_west": 13, "south_east": 12}, seed=2)
    made_returns.released("2022-02")
    found = make(202202, 202203, at=NOW)
    assert "Not shown" not in words_of(found)
    assert data(found)["enquiries_by_region", "London", "Enquiries"] == "25"


@pytest.mark.one_engine  # a minute of arithmetic; what it reads, others read on both
def test_confidence_of_a_month_that_hid_it_is_not_told_by_the_sum(settings):
    """Three answered both times in March: the return hides that; all of February and March, less February, would say it."""
    made_returns.pilot_facts(month=2, enquiries=40)
    made_returns.pilot_facts(month=3, enquiries=3)
    made_returns.released("2022-02")
    page = words_of(make(202202, 202203, at=NOW))
    assert "Confidence in identifying, asked before and at the close. Not shown: together with" in page


def shown_lists(document):
    return {table.removeprefix("enquiries_by_") for table, _, _ in data(document)} & {
        "region",
        "setting",
        "role",
        "kind",
    }


def february(kinds, *, seed):
    """Enquiries of February by kind, half by half of each role, setting and region as they come."""
    bulk_write_enquiry_facts(
        EnquiryFactValues(
            fact_id=uuid.UUID(int=seed * 1000 + n + 1), opened_at=FEBRUARY + timedelta(hours=n), kind=kind,
            region=("london", "north_west")[n % 2], role=("dsl", "police")[n % 2],
            setting=("mainstream_school", "nhs")[n % 2], answered_contacts=1,
        )
        for n, kind in enumerate(code for code, number in kinds.items() for _ in range(number))
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "refused"),
    [
        ("E5", True),  # there was none of that kind: its row tells
        ("E1", True),  # 17 and then 18: rounded 15, then 20
        ("E2", False),  # 15 and then 16: rounded 15 both times
    ],
)
def test_one_that_came_to_light_since_never_tells_its_kind(kind, refused):
    """32 in the released month and 33 now, both exact: one came. A list is left out where it says of what kind, and no other."""
    february({"E1": 17, "E2": 15}, seed=1)
    made_returns.released("2022-02")
    february({kind: 1}, seed=2)
    shown = shown_lists(make(202202, 202202, at=NOW))
    assert ("kind" not in shown) == refused
    assert {"region", "role", "setting"} <= shown


def test_the_page_never_waits_for_the_attack(monkeypatch):
    """Until a job has done it, all that could have to be left out is, and no file can be taken; afterwards the page says when."""
    facts(FEBRUARY, {"london": 20, "north_west": 12}, seed=1)
    made_returns.released("2022-02")
    evaluator = people.browser_of(people.somebody("evaluator"))
    with monkeypatch.context() as patched:
        patched.setattr("adviceline.disclosure.attack.attacking.attacked", None)  # whoever attacks now fails
        patched.setattr("adviceline.evaluation.building.reach.gives_away", lambda *given: False)
        for _ in range(2):
            page = evaluator.get("/evaluation/?from=2022-02&to=2022-02").content.decode()
        assert "Region. Not shown yet" in page
        assert "being held against the returns" in page
        assert "/evaluation/files/" not in page
        file = evaluator.get("/evaluation/files/csv?from=2022-02&to=2022-02")
        assert (file.status_code, file["Location"]) == (302, "/evaluation/?from=2022-02&to=2022-02")
    (job,) = Job.objects.filter(task="evaluation.check")
    check(at=NOW, **job.args)
    assert EvaluationCheck.objects.get().checked_at == NOW
    page = evaluator.get("/evaluation/?from=2022-02&to=2022-02").content.decode()
    assert "Not shown yet" not in page
    assert "Held against the returns that were released on" in page
    assert evaluator.get("/evaluation/files/csv?from=2022-02&to=2022-02").status_code == 200
    facts(FEBRUARY, {"south_east": 9}, seed=7)  # other facts: what was found holds no more
    assert "Region. Not shown yet" in evaluator.get("/evaluation/?from=2022-02&to=2022-02").content.decode()


def test_what_came_to_light_since_is_no_contradiction():
    facts(FEBRUARY, {"london": 20, "north_west": 12}, seed=1)
    made_returns.released("2022-02")
    facts(FEBRUARY, {"london": 7, "south_east": 6}, seed=3)
    assert "could not be checked" not in words_of(make(202202, 202202, at=NOW))


def test_a_release_that_cannot_be_read_any_more_leaves_nothing_unchecked(tmp_path):
    facts(FEBRUARY, {"london": 20, "north_west": 12}, seed=1)
    made_returns.released("2022-02")
    (tmp_path / "returns" / "snapshots").rename(tmp_path / "gone")
    page = words_of(make(202202, 202202, at=NOW))
    assert "Region. Not shown: it could not be checked together with the returns that were released (2022-02)." in page
