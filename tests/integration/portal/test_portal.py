"""What the Authority sees: released returns, their files, their trends, the indicators, and nothing else."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from adviceline.accounts.roles import permissions_of
from adviceline.audit.models import Event
from adviceline.portal import queries
from adviceline.reporting.returns.document import NOT_COMPUTED, Cell
from tests.support.people import browser_of, somebody
from tests.support.released import put_release, put_return
from tests.support.returns import a_figure, a_percentage, a_return
from tests.support.routes import routes

pytestmark = pytest.mark.django_db


def return_of(month, *, answered=812, missed=12.5, name=""):
    document = a_return(name or month)
    figures = (
        a_figure("calls_answered", answered if isinstance(answered, Cell) else Cell.exact(answered)),
        a_percentage("calls_not_answered_percent", missed),
        *document.figures[2:],
    )
    begins = date.fromisoformat(f"{month}-01")
    return replace(
        document, figures=figures, title=f"Monthly monitoring return, {begins:%B %Y}", begins_on=begins,
        ends_on=begins.replace(day=28),
    )  # fmt: skip


@pytest.fixture
def monitor(db):
    return browser_of(somebody("authority_monitor"))


def words_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_authority_lands_on_the_latest_return(monitor):
    put_release(return_of("2022-01", answered=700))
    put_release(return_of("2022-02", answered=812))
    put_return(return_of("2022-03", answered=999), state="signed")
    page = monitor.get(reverse("home"), follow=True)
    assert page.redirect_chain[-1][0] == reverse("portal:home")
    words = words_of(page)
    assert "Latest return: February 2022" in words
    assert "812" in words
    assert "999" not in words
    assert "2022-03" not in words
    for link in ("/reports/", "/desk/", "/people"):
        assert f'href="{link}' not in words


def test_before_the_first_release_there_are_calm_words(monitor):
    for page in ("home", "trends", "indicators"):
        assert "released" in words_of(monitor.get(reverse(f"portal:{page}")))


def test_a_whole_return_can_be_read_and_each_number_leads_to_its_definition(monitor):
    put_release(return_of("2022-02"))
    words = words_of(monitor.get(reverse("portal:return", args=["2022-02"])))
    assert 'href="#definition-calls_answered"' in words
    assert 'id="definition-calls_answered"' in words
    assert "[c]" in words
    assert "More schools asked about planning." in words


def test_a_corrected_return_says_what_stands_in_its_place(monitor):
    put_release(return_of("2022-02"))
    put_release(return_of("2022-02", answered=824, name="2022-02-r2"))
    assert "Read 2022-02-r2 in place of it" in words_of(monitor.get(reverse("portal:return", args=["2022-02"])))
    assert "This is revision 2" in words_of(monitor.get(reverse("portal:return", args=["2022-02-r2"])))
    first = words_of(monitor.get(reverse("portal:home")))
    assert first.index("2022-02-r2") < first.index("corrected by 2022-02-r2")


def test_what_a_revision_changed_is_told_from_what_was_released(monitor):
    put_release(return_of("2022-02", answered=812))
    put_release(return_of("2022-02", answered=824, name="2022-02-r2"))
    address = reverse("portal:changes", args=["2022-02-r2"])
    assert f'href="{address}"' in words_of(monitor.get(reverse("portal:return", args=["2022-02-r2"])))
    words = words_of(monitor.get(address))
    assert "What 2022-02-r2 changed" in words
    assert words.index(">812<") < words.index(">824<")
    for name in ("2022-02", "2022-02-r3", "nonsense"):
        assert monitor.get(reverse("portal:changes", args=[name])).status_code == 404


def test_each_file_and_all_of_them_can_be_taken_away_and_that_is_recorded(monitor):
    release = put_release(return_of("2022-02"))
    kept = {file.name: bytes(file.content) for file in release.files.all()}
    for name, content in kept.items():
        answer = monitor.get(reverse("portal:download", args=["2022-02", name]))
        assert answer.content == content
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    answer = monitor.get(reverse("portal:everything", args=["2022-02"]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {name.removeprefix("2022-02/"): archive.read(name) for name in archive.namelist()} == kept
    assert json.loads(kept["2022-02.json"])["measures"]["calls_answered"]["value"] == 812
    events = Event.objects.filter(action="return.downloaded", subject="return:2022-02")
    assert events.count() == len(kept) + 1
    assert events.latest("seq").data == {"file": "everything"}


@pytest.mark.parametrize("name", ["2022-03", "2022-02-r2", "nonsense", "..", "2022-02%00"])
def test_what_was_not_released_is_not_there(monitor, name):
    put_release(return_of("2022-02"))
    put_return(return_of("2022-03"), state="signed")
    assert monitor.get(f"/portal/returns/{name}/").status_code in (400, 404)
    assert monitor.get(f"/portal/returns/{name}/everything.zip").status_code in (400, 404)
    assert monitor.get(f"/portal/returns/{name}/files/{name}.json").status_code in (400, 404)
    assert monitor.get("/portal/returns/2022-02/files/2022-03.json").status_code == 404
    assert not Event.objects.filter(action="return.downloaded").exists()


def test_trends_are_of_the_last_revision_of_each_month(monitor):
    put_release(return_of("2022-01", answered=700))
    put_release(return_of("2022-02", answered=812))
    put_release(return_of("2022-02", answered=824, name="2022-02-r2"))
    put_release(return_of("2021-12", answered=NOT_COMPUTED))
    words = words_of(monitor.get(reverse("portal:trends"), {"figure": "calls_answered"}))
    assert "700 in January 2022, 824 in February 2022" in words
    assert ">812<" not in words
    words = words.partition("<tbody>")[2]
    assert words.index("December 2021") < words.index("January 2022") < words.index("2022-02-r2")
    assert "[x]" in words
    assert monitor.get(reverse("portal:trends"), {"figure": "nothing"})["Location"] == reverse("portal:trends")


def test_indicators_compare_the_last_two_releases(monitor):
    put_release(return_of("2022-01", missed=20.0))
    put_release(return_of("2022-02", missed=12.5))
    words = words_of(monitor.get(reverse("portal:indicators")))
    assert "Better by 7.5 percentage points." in words
    assert "20.0%" in words
    assert "It cannot be compared" in words


def test_documents_of_two_databases_are_not_mixed_up():
    put_release(return_of("2022-02", answered=1))
    assert queries.document_of("2022-02").figure("calls_answered").value == Cell.exact(1)


def test_documents_of_two_databases_are_not_mixed_up_again():
    put_release(return_of("2022-02", answered=2))
    assert queries.document_of("2022-02").figure("calls_answered").value == Cell.exact(2)


def test_the_authority_opens_nothing_else_of_the_service():
    theirs = {str(each) for each in permissions_of(["authority_monitor"])}
    marked = {route.name: getattr(route.view, "required_permission", None) for route in routes()}
    assert {name for name, needed in marked.items() if needed in theirs} == {
        "portal:home", "portal:return", "portal:changes", "portal:everything", "portal:download", "portal:trends",
        "portal:indicators", "portal:claims", "portal:claim", "portal:claim_evidence", "portal:dispute",
    }  # fmt: skip


def test_nobody_else_opens_the_portal():
    put_release(return_of("2022-02"))
    for role in ("adviser", "supervisor", "service_manager", "evaluator", "evidence_analyst"):
        assert browser_of(somebody(role)).get(reverse("portal:home")).status_code == 403
