"""A month of facts as JSON, as CSV, as a file and as a page."""

import csv
import io
import json
import uuid
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from django.db import OperationalError
from django.urls import reverse

from adviceline.facts import actions
from adviceline.facts.values import ContactFactValues, EnquiryFactValues, SignpostFactValues
from adviceline.measures.definitions import M2_FIRST, MEASURES
from adviceline.measures.tables import TABLES
from adviceline.reporting.commands import measures, report
from adviceline.ui.safe_cells import safe_cell
from tests.support.people import browser_of, somebody

pytestmark = pytest.mark.django_db
AT = datetime(2022, 2, 8, 10, 15, tzinfo=UTC)


def call(outcome="answered", at=AT, **rest):
    return ContactFactValues(
        fact_id=uuid.uuid4(), enquiry_fact=None, channel="call", direction="in", outcome=outcome, began_at=at, **rest
    )


def enquiry(**rest):
    return EnquiryFactValues(**{"fact_id": uuid.uuid4(), "opened_at": AT, "closed_at": AT, **rest})


@pytest.fixture
def month():
    """February 2022: 10 calls, 63 enquiries of which 3 are of one kind, 12 pairs of answers."""
    calls = [call(talk_seconds=60 * minutes, wait_seconds=10) for minutes in range(1, 8)]
    actions.bulk_write_contact_facts([*calls, call("short_abandon"), call("abandoned"), call("out_of_hours")])
    kinds = ["E1"] * 40 + ["E4"] * 20 + ["E6"] * 3
    actions.bulk_write_enquiry_facts(
        enquiry(
            kind=kind,
            role="dsl",
            region="london",
            themes=("T1",),
            answered_contacts=1 + place % 2,
            identifying_start=3 if place < 12 else None,
            identifying_close=3 + place % 4 if place < 12 else None,
            responding_start=2 if place < 3 else None,
            responding_close=9 if place < 3 else None,
        )
        for place, kind in enumerate(kinds)
    )
    actions.bulk_write_signpost_facts(
        SignpostFactValues(fact_id=uuid.uuid4(), enquiry_fact=None, resource=resource, signposted_at=AT)
        for resource in ["=HYPERLINK(1)"] * 8 + ["rare"]
    )


def run(*arguments, group=report):
    return CliRunner().invoke(group, arguments)


def as_json(text="2022-02"):
    result = run("monthly", text, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_the_json_has_every_measure_and_table_in_its_published_form(month):
    found = as_json()
    assert found["period"] == "2022-02"
    assert set(found["measures"]) == set(MEASURES)
    assert set(found["tables"]) == set(TABLES)
    for figure in found["measures"].values():
        assert set(figure) == {"value", "numerator", "denominator", "unit", "suppressed"}
    assert found["measures"]["calls_offered"] == {
        "value": 10, "numerator": 10, "denominator": None, "unit": "calls", "suppressed": False,
    }  # fmt: skip
    assert found["measures"]["calls_not_answered_percent"]["value"] == 30
    assert found["measures"]["calls_not_answered_percent"]["denominator"] == 10
    assert found["measures"]["calls_not_answered_percent_excluding_short"]["value"] == pytest.approx(
        100 * 2 / 9, abs=1e-4
    )
    assert found["measures"]["call_duration_p95_seconds"]["value"] == pytest.approx(402)
    assert found["measures"]["first_contact_resolution_percent"]["denominator"] == 63


def test_small_counts_are_hidden_and_the_rest_rounded(month):
    rows = {row["code"]: row for row in as_json()["tables"]["enquiries_by_kind"]["rows"]}
    assert rows["E6"] == {"code": "E6", "label": rows["E6"]["label"], "value": None, "suppressed": True}
    assert rows["E1"]["value"] == 40
    assert rows["E1"]["rounded"] is True
    assert rows["E2"]["value"] == 0


def test_what_is_hidden_is_hidden_in_every_format(month):
    lines = list(csv.DictReader(io.StringIO(run("monthly", "2022-02", "--format", "csv").output)))
    kind = {line["row"]: line["value"] for line in lines if line["id"] == "enquiries_by_kind"}
    assert kind["Disagreement between agencies"] == "[c]"
    assert kind["Individual incident"] == "40"
    page = run("monthly", "2022-02", "--format", "html").output
    assert "[c]" in page
    small = [line for line in lines if line["id"] == "confidence_responding_change_mean"]
    assert [line["value"] for line in small] == ["[c]"]


def test_too_few_pairs_say_so_and_enough_are_shown(month):
    found = as_json()
    identifying, responding = found["tables"]["confidence"]["rows"]
    assert identifying["mean_difference"] == 1.5
    assert found["measures"]["confidence_identifying_change_mean"]["denominator"] == 12
    assert identifying["interval_95"][0] < 1.5 < identifying["interval_95"][1]
    assert responding["mean_difference"] is None
    assert "fewer than 10 pairs" in responding["words"]
    assert responding["paired"] == {"value": None, "suppressed": True}
    assert found["measures"]["confidence_responding_change_mean"] == {
        "value": None, "numerator": None, "denominator": None, "unit": "points", "suppressed": True,
    }  # fmt: skip


def test_a_percentage_of_fewer_than_twenty_is_not_shown():
    actions.bulk_write_enquiry_facts(enquiry(answered_contacts=1) for _ in range(19))
    figure = as_json()["measures"]["first_contact_resolution_percent"]
    assert (figure["value"], figure["numerator"], figure["denominator"], figure["suppressed"]) == (None, None, 19, True)
    actions.write_enquiry_fact(enquiry(answered_contacts=1))
    assert as_json()["measures"]["first_contact_resolution_percent"]["value"] == 100


def test_the_threshold_is_a_setting(month, settings):
    settings.DISCLOSURE = {"threshold": 2, "rounding_base": 1}
    rows = {row["code"]: row["value"] for row in as_json()["tables"]["enquiries_by_kind"]["rows"]}
    assert rows["E6"] == 3


def test_an_empty_month_is_a_report_of_nothing():
    found = as_json("2031-12")
    assert found["measures"]["calls_offered"]["value"] == 0
    assert found["measures"]["calls_not_answered_percent"]["value"] is None
    assert found["measures"]["confidence_identifying_change_mean"]["suppressed"] is False
    assert found["tables"]["calls_by_weekday_half_hour"]["rows"] == []
    assert run("monthly", "2031-12", "--format", "html").exit_code == 0
    assert "[x]" in run("monthly", "2031-12", "--format", "csv").output


@pytest.mark.parametrize("wrong", ["2022-13", "2022", "febuary", "2022-02-01", "-1", "²⁰²²-02", "'; DROP"])
def test_a_month_that_is_none_is_refused_in_plain_words(wrong):
    result = run("monthly", "--", wrong)
    assert result.exit_code == 2
    assert "is not a month" in result.output
    assert "Traceback" not in result.output


def test_a_database_without_tables_is_told_in_plain_words(monkeypatch):
    def no_table(*_, **__):
        raise OperationalError("no such table: facts_contactfact\nLINE 1: SELECT")

    monkeypatch.setattr("adviceline.reporting.queries.monthly_figures", no_table)
    result = run("monthly", "2022-02")
    assert result.exit_code == 1
    assert "adviceline migrate" in result.output
    assert "LINE 1" not in result.output


def test_a_file_that_cannot_be_written_is_named(tmp_path, month):
    result = run("monthly", "2022-02", "--out", str(tmp_path / "no" / "such" / "folder.json"))
    assert result.exit_code == 2
    assert "cannot be written" in result.output


def test_the_file_is_what_the_terminal_would_show(tmp_path, month):
    for form in ("csv", "json", "html"):
        out = tmp_path / f"month.{form}"
        assert run("monthly", "2022-02", "--format", form, "--out", str(out)).output == ""
        assert out.read_bytes() == run("monthly", "2022-02", "--format", form).stdout_bytes


def test_no_cell_of_the_csv_is_a_formula(month):
    text = run("monthly", "2022-02", "--format", "csv").output
    for line in csv.reader(io.StringIO(text)):
        for cell in line:
            assert not cell.startswith(("=", "@", "+", "\t", "\r"))
    assert "'=HYPERLINK(1)" in text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "\r=1", "＝1", "\u00a0=1"])
def test_text_that_looks_like_a_formula_is_text(text):
    assert safe_cell(text) == "'" + text
    assert safe_cell(-1.5) == -1.5
    assert safe_cell("plain - text") == "plain - text"


def test_every_figure_of_the_file_leads_to_its_definition_in_it(month):
    from lxml import html

    page = html.fromstring(run("monthly", "2022-02", "--format", "html").output)
    ids = set(page.xpath("//@id"))
    links = page.xpath("//a/@href")
    assert {f"#{name}" for name in (*MEASURES, *TABLES)} <= set(links)
    assert all(link.startswith("#") and link[1:] in ids for link in links)
    assert len(page.xpath("//@id")) == len(ids)


def test_the_reference_page_is_printed_and_written(tmp_path):
    out = tmp_path / "measures.md"
    assert run("doc", "--write", str(out), group=measures).exit_code == 0
    assert out.read_text() == run("doc", group=measures).output
    assert "### calls_offered" in out.read_text()


@pytest.fixture
def manager():
    return browser_of(somebody("service_manager"))


def test_the_service_manager_sees_the_month_with_m2_first(manager, month):
    response = manager.get(reverse("reporting:monthly", args=["2022-02"]))
    assert response.status_code == 200
    text = response.content.decode()
    assert "Monthly figures: February 2022" in text
    behind = [reverse("following:figure", args=["live", "2022-02", name]) for name in M2_FIRST]
    places = [text.index(address) for address in behind]
    assert places == sorted(places)
    assert "style=" not in text
    assert "[c]" in text


def test_the_month_is_chosen_with_a_form_that_needs_no_script(manager, month):
    response = manager.get(reverse("reporting:choose"))
    assert response.url == reverse("reporting:monthly", args=["2022-02"])
    assert manager.get(reverse("reporting:choose"), {"month": "2022-01"}).url == reverse(
        "reporting:monthly", args=["2022-01"]
    )


@pytest.mark.parametrize("name", ["2022-13", "nonsense", "2022-02-30", "0000-00", "%00", "9" * 400])
def test_a_month_that_is_none_has_no_page(manager, name):
    assert manager.get(f"/reports/monthly/{name}/").status_code in {400, 404}
    assert manager.get("/reports/", {"month": name}).status_code in {400, 404}


def test_what_is_taken_away_is_what_is_shown(manager, month):
    data = manager.get(reverse("reporting:download", args=["2022-02", "json"])).json()
    assert data == as_json()
    response = manager.get(reverse("reporting:download", args=["2022-02", "csv"]))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content == run("monthly", "2022-02", "--format", "csv").stdout_bytes


def test_every_definition_has_its_place(manager):
    text = manager.get(reverse("reporting:definitions")).content.decode()
    for name in (*MEASURES, *TABLES):
        assert f'id="{name}"' in text


@pytest.mark.parametrize("role", ["", "adviser", "authority_monitor"])
@pytest.mark.parametrize(
    "path", ["", "monthly/2022-02/", "monthly/2022-02.json", "monthly/2022-02.csv", "definitions/"]
)
def test_those_without_the_permission_are_kept_out(client, role, path):
    browser = browser_of(somebody(role)) if role else client
    assert browser.get(f"/reports/{path}").status_code == (403 if role else 302)
