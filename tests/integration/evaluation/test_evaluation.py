"""The evaluation as a page and as files: the same facts give the same bytes, and nothing small is given away."""

from __future__ import annotations

import csv
import io
import uuid
import zipfile
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.urls import reverse

from adviceline.audit.models import Event
from adviceline.evaluation import actions
from adviceline.evaluation.commands import evaluation
from adviceline.evaluation.models import Recommendation, Sharing
from adviceline.evaluation.periods import period_of
from adviceline.evaluation.report.making import FILES, make
from adviceline.facts.actions import bulk_write_enquiry_facts, write_contact_fact
from adviceline.facts.values import ContactFactValues, EnquiryFactValues
from adviceline.privacy.screening import screen_text
from tests.support import people
from tests.support.clock import london
from tests.support.samples import AT, recommendation

NOW = london(2022, 4, 2, 9, 0)
NAMES_A_CHILD = "A pupil called Zebedee Fictional told staff about it."


@pytest.fixture
def told(db):
    """Forty enquiries of January 2022, thirty of them from London, three from the North East."""
    regions = ["london"] * 30 + ["north_east"] * 3 + ["south_west"] * 7
    bulk_write_enquiry_facts(
        EnquiryFactValues(
            fact_id=uuid.UUID(int=n + 1), opened_at=london(2022, 1, 10, 9, 0), closed_at=london(2022, 1, 20, 9, 0),
            kind="E1", role="dsl" if n % 2 else "teacher", setting="mainstream_school", phase="secondary", region=region,
            answered_contacts=1, confidence_start_offered=True, confidence_close_offered=True,
            identifying_start=3 + n % 3, identifying_close=(6 + n % 4) if n < 30 else None,
            responding_start=4, responding_close=7 if n < 2 else None,
        )
        for n, region in enumerate(regions)
    )  # fmt: skip
    for n in range(25):
        write_contact_fact(
            ContactFactValues(
                fact_id=uuid.UUID(int=1000 + n), enquiry_fact=None, channel="call", direction="in",
                outcome="answered" if n % 5 else "abandoned", began_at=london(2022, 1, 10, 9, n), wait_seconds=10 + n,
                talk_seconds=300 if n % 5 else None,
            )
        )  # fmt: skip


def cells(document):
    lines = list(csv.DictReader(io.StringIO(FILES["csv"].write(document).decode())))
    return {(line["table"], line["row"], line["column"]): (line["value"], line["status"]) for line in lines}


def test_the_same_facts_give_the_same_bytes_in_every_form(told):
    first = {name: file.write(make(202201, 202203, at=NOW)) for name, file in FILES.items()}
    later = {name: file.write(make(202201, 202203, at=NOW + timedelta(days=400))) for name, file in FILES.items()}
    assert first == later
    assert first["pdf"].startswith(b"%PDF-1.7")
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang", b"pdfuaid"):
        assert mark in first["pdf"] or mark in _inflated(first["pdf"])
    with zipfile.ZipFile(io.BytesIO(first["docx"])) as word:
        body = word.read("word/document.xml").decode()
    assert 'descr="Bar chart' in body
    assert "w:tblHeader" in body
    assert body.count('w:val="Heading1"') == 10
    page = first["html"].decode()
    assert "http" not in page.replace("http://www.w3.org", "")


def _inflated(pdf):
    import re
    import zlib

    made = b""
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        try:
            made += zlib.decompress(found[1])
        except zlib.error:
            continue
    return made


def test_small_numbers_are_hidden_in_every_file(told):
    document = make(202201, 202203, at=NOW)
    found = cells(document)
    hidden = found["enquiries_by_region", "North East", "Enquiries"]
    assert hidden == ("[c]", "hidden")
    assert found["enquiries_by_region", "South West", "Enquiries"] == ("5", "shown")  # rounded: the total tells nothing
    assert found["enquiries_by_region", "Total", "Enquiries"] == ("40", "shown")
    few = "confidence_responding_start_close"
    assert found[few, "Pairs of answers", "Value"] == ("[c]", "hidden")
    assert found[few, "Mean paired difference", "Value"] == ("cannot be estimated", "cannot be estimated")
    assert found["confidence_identifying_start_close", "Pairs of answers", "Value"] == ("30", "shown")
    named = {line["name"] for line in csv.DictReader(io.StringIO(FILES["dictionary"].write(document).decode()))}
    assert {table for table, _, _ in found} <= named


def test_what_was_measured_is_the_monthly_figures_own(told):
    found = cells(make(202201, 202203, at=NOW))
    assert found["process", "Calls answered", "Figure"][0] == "20"
    assert found["process", "Calls not answered, percentage", "Figure"][0] == "20.0% (5 of 25)"


def test_the_command_writes_the_files_and_says_what_is_wrong(told, tmp_path):
    out = tmp_path / "evaluation"
    done = CliRunner().invoke(evaluation, ["build", "--from", "2022-01", "--to", "2022-03", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in out.iterdir()) == sorted(file.name for file in FILES.values())
    for given, words in (
        (["--from", "2022-13"], "there is no month 13"), (["--from", "2022-03", "--to", "2022-01"], "after the last"),
        (["--to", "9998-01"], "lies ahead"), (["--from", "1950-01", "--to", "2022-01"], "at most"),
    ):  # fmt: skip
        wrong = CliRunner().invoke(evaluation, ["build", *given, "--out", str(out)])
        assert wrong.exit_code == 2
        assert words in wrong.output


def test_the_page_and_its_files_are_for_those_who_may_read_it(told):
    browser = people.browser_of(people.somebody("evaluator"))
    page = browser.get(reverse("evaluation:show") + "?from=2022-01&to=2022-03").content.decode()
    for words in ("What these figures cannot say", "no comparison group", "cannot be estimated", "[c]"):
        assert words in page
    answer = browser.get(reverse("evaluation:download", args=["csv"]) + "?from=2022-01&to=2022-03")
    assert answer["Content-Disposition"] == 'attachment; filename="data.csv"'
    assert browser.get(reverse("evaluation:download", args=["exe"])).status_code == 404
    wrong = browser.get(reverse("evaluation:show") + "?from=nonsense")
    assert wrong.status_code == 422
    assert "is not a month" in wrong.content.decode()


def test_without_any_facts_it_says_so(db):
    page = people.browser_of(people.somebody("evaluator")).get(reverse("evaluation:show")).content.decode()
    assert "No enquiry was opened in this period." in page
    assert period_of("", "", at=NOW) == (202203, 202203)
    assert period_of("2017-04", "2022-03", at=NOW) == (201704, 202203)


def test_a_recommendation_is_part_of_it_once_another_person_approved_it(db):
    author, manager = people.somebody("evaluator"), people.somebody("service_manager")
    given = {"recommendation-title": "Share the one form", "recommendation-body": "Several areas asked for it."}
    assert people.browser_of(author).post(reverse("evaluation:recommend"), given).status_code == 302
    made = Recommendation.objects.get()
    assert "Share the one form" not in FILES["html"].write(make(202201, 202203, at=NOW)).decode()
    people.browser_of(manager).post(reverse("evaluation:approve", args=[made.pk]))
    assert "Share the one form" in FILES["html"].write(make(202201, 202203, at=NOW)).decode()
    assert Event.objects.filter(subject=made.subject, action="recommendation.approved").exists()
    own = actions.write_recommendation(title=screen_text("T"), body=screen_text("B"), by=manager, at=AT)
    with pytest.raises(actions.UnableToRecommend, match="another person"):
        actions.approve_recommendation(recommendation=own, by=manager, at=AT)
    withdrawn = actions.withdraw_recommendation(recommendation=recommendation(), by=manager, at=AT)
    with pytest.raises(actions.UnableToRecommend, match="not waiting"):
        actions.approve_recommendation(recommendation=withdrawn, by=manager, at=AT)


def test_what_was_shared_is_logged_and_the_guard_stands_before_it(db):
    browser = people.browser_of(people.somebody("evaluator"))
    given = {
        "sharing-on_date-day": "3", "sharing-on_date-month": "2", "sharing-on_date-year": "2022", "sharing-way": "event",
        "sharing-audience": "Safeguarding partners", "sharing-what": "What was learnt of separate plans.",
    }  # fmt: skip
    refused = browser.post(reverse("evaluation:log"), given | {"sharing-what": NAMES_A_CHILD})
    assert refused.status_code == 422
    assert not Sharing.objects.exists()
    assert browser.post(reverse("evaluation:log"), given).status_code == 302
    assert Sharing.objects.get().on_date == date(2022, 2, 3)
    ahead = browser.post(reverse("evaluation:log"), given | {"sharing-on_date-year": "2999"})
    assert ahead.status_code == 422
    assert "Safeguarding partners" in FILES["html"].write(make(202201, 202203, at=NOW)).decode()
