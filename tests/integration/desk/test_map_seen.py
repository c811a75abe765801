"""A map seen whole: who may look, what each page shows, and what it answers to a bad address."""

from __future__ import annotations

import csv
import html
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html as pages

from adviceline.accounts.roles import ROLES, Permission, permissions_of
from adviceline.advice.differing import diff
from adviceline.advice.loading import map_from_data, map_to_text
from adviceline.advice.models import MapVersion
from adviceline.content.current import current_content
from adviceline.desk.views import map_seen
from adviceline.ui.safe_cells import safe_cell
from tests.support.advice_maps import CONTENT, publish_maps, real_data, real_map
from tests.support.people import browser_of, somebody

pytestmark = pytest.mark.django_db
MAP = "individual-incident"
PAGES = ("drawn", "print", "outcomes", "outcomes.csv", "differences")


@pytest.fixture
def loaded(clock):
    return publish_maps(current_content(), at=clock.now)


@pytest.fixture
def desk(loaded):
    return browser_of(somebody("adviser"))


@pytest.fixture
def other(loaded, clock):
    """Another version, kept but not in use: after 'yes' to immediate danger nobody is told to call."""
    data = real_data()
    data["nodes"]["I1"]["question"] = "Is anybody in danger right now?"
    data["nodes"]["I1"]["answers"]["yes"]["next"] = "I2"
    data["nodes"]["I4"]["title"] = "<script>alert('images')</script>"
    changed = map_from_data(data)
    return MapVersion.objects.create(
        hash=changed.hash, map_id=MAP, text=map_to_text(changed), loaded_at=clock.now - timedelta(days=3)
    )


def seen(client, page="drawn", query="", map_id=MAP):
    return client.get(f"/desk/map/{map_id}/{page}{query}")


def page_of(answer):
    assert answer.status_code == 200
    return pages.fromstring(answer.content.decode())


def words(element) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("page", PAGES)
def test_everybody_on_the_desk_may_look_and_nobody_else(page, loaded):
    for role in ROLES:
        expected = 200 if Permission.USE_DESK in permissions_of([role]) else 403
        assert seen(browser_of(somebody(role)), page).status_code == expected, role


@pytest.mark.parametrize("map_id", [MAP, "whole-system"])
def test_every_place_is_in_the_outline_and_in_the_drawing_and_each_leads_to_the_other(desk, map_id):
    page = page_of(seen(desk, map_id=map_id))
    boxes = page.xpath("//a[@data-place]")
    entries = page.xpath("//li[@data-place]")
    assert {box.get("data-place") for box in boxes} == {entry.get("data-place") for entry in entries}
    assert len(boxes) == len(entries)
    ids = set(page.xpath("//@id"))
    assert {link.removeprefix("#") for link in page.xpath("//a[starts-with(@href, '#')]/@href")} <= ids


def test_the_outline_says_where_each_answer_leads_and_when(desk):
    page = page_of(seen(desk))
    first = words(page.get_element_by_id("place-I1"))
    assert "I1 Immediate danger Is anyone in danger right now?" in first
    assert "Not known leads to X1 Call 999" in first
    online = words(page.get_element_by_id("place-I8e"))
    assert "if the working view is H4 or H5 to I9h" in online
    assert "otherwise to I9 Which route" in online


def test_a_search_works_as_a_plain_form(desk):
    page = page_of(seen(desk, query="?q=LADO"))
    assert "2 places hold ‘LADO’" in words(page)
    assert page.xpath("//a[contains(@class, 'is-found')]/@data-place") == ["X2", "O2"]
    assert "Nothing holds ‘zebra’" in words(page_of(seen(desk, query="?q=zebra")))


def test_the_size_is_a_link_without_scripts(desk):
    width = float(page_of(seen(desk)).xpath("//svg/@width")[0])
    larger = float(page_of(seen(desk, query="?zoom=200")).xpath("//svg/@width")[0])
    assert larger == pytest.approx(2 * width, abs=1)
    assert float(page_of(seen(desk, query="?zoom=9999999")).xpath("//svg/@width")[0]) == pytest.approx(width, abs=1)


def test_a_version_that_is_not_in_use_is_shown_with_a_warning_and_its_words_stay_words(desk, other):
    answer = seen(desk, query=f"?version={other.hash}")
    assert "<script>alert" not in answer.content.decode()
    page = page_of(answer)
    assert "Nobody has signed off this version" in words(page)
    assert "Nobody has signed off this version" not in words(page_of(seen(desk)))
    assert "<script>alert('images')" in words(page.get_element_by_id("drawn-I4"))


@pytest.mark.parametrize("query", ["?version=00000000", "?version=xyz", "?version=%27--", "?version=" + "a" * 5000])
@pytest.mark.parametrize("page", PAGES[:4])
def test_a_version_that_is_not_there_is_not_found(desk, page, query):
    assert seen(desk, page, query).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_map_that_is_not_there_is_not_found(desk, page):
    assert seen(desk, page, map_id="nowhere").status_code == 404
    assert seen(desk, page, "?version=disk&old=disk&new=disk", map_id="nowhere").status_code == 404


def test_every_outcome_is_listed_with_what_it_rests_on_and_the_paths_to_it(desk):
    page = page_of(seen(desk, "outcomes"))
    for outcome in real_map().outcomes.values():
        section = words(page.get_element_by_id(f"outcome-{outcome.id}"))
        for said in (outcome.title, *outcome.steps, *outcome.record, *(contact.who for contact in outcome.contacts)):
            assert " ".join(said.split()) in section
        for citation in outcome.sources:
            source = real_map().sources[citation.source]
            assert f"{source.title}, {source.publisher}, {source.edition}, {citation.section}" in section
        for resource_id in outcome.resources:
            assert f"{current_content().resources[resource_id].title} ({resource_id})" in section
        assert "Review of this outcome due 1 September 2027" in section
    first = words(page.get_element_by_id("outcome-O1"))
    assert "8 paths lead here. The shortest has 3 answers." in first
    assert "I0 Ground rules: YesI1 Immediate danger: YesX1 Call 999: I will call now" in first


def test_what_is_overdue_or_superseded_is_flagged(desk, monkeypatch):
    before = words(page_of(seen(desk, "outcomes")).get_element_by_id("outcome-O1"))
    assert "Working together to safeguard children: superseded" in before
    assert "was due on" not in before
    later = type("Later", (), {"localdate": staticmethod(lambda: __import__("datetime").date(2028, 1, 1))})
    monkeypatch.setattr(map_seen, "timezone", later)
    after = words(page_of(seen(desk, "outcomes")).get_element_by_id("outcome-O1"))
    assert "Its review was due on 1 September 2027" in after
    assert "Working together to safeguard children: review was due on 1 September 2027" in after


def test_the_csv_holds_a_line_for_each_outcome_and_no_formula(desk, other):
    answer = seen(desk, "outcomes.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["outcome"] for row in rows] == list(real_map().outcomes)
    assert rows[0]["paths"] == "8"
    assert rows[0]["steps"].splitlines() == list(real_map().outcomes["O1"].steps)
    assert "individual-incident-" in answer["Content-Disposition"]


@pytest.mark.parametrize("said", ["=1+1", "  =1+1", "@SUM(A1)", "+44", "-2", "\t=1", "＝1"])
def test_a_cell_that_would_be_a_formula_is_text(said):
    assert safe_cell(said) == f"'{said}"


def test_differences_are_from_the_version_in_use_to_the_one_that_was_asked_for(desk, other):
    page = page_of(seen(desk, "differences", f"?new={other.hash}"))
    said = words(page)
    assert "I1 Immediate danger, answered 'Yes': can no longer lead to O1 Call 999 now" in said
    assert "X1 Call 999" in said
    assert [words(part) for part in page.xpath("//del")][-1].startswith("removed: ")
    assert "added: anybody end of added." in said
    assert "<script>alert" not in html.unescape(str(page.xpath("//script/text()")))


def test_differences_between_the_same_version_are_none(desk, loaded):
    hash_ = MapVersion.objects.get(map_id=MAP).hash
    assert "No difference" in words(page_of(seen(desk, "differences", f"?old={hash_}&new=disk")))


def test_content_on_disk_that_cannot_be_read_is_told_and_the_rest_still_works(desk, other, monkeypatch, tmp_path):
    from dataclasses import replace

    broken = tmp_path / "hsb"
    (broken / "advice").mkdir(parents=True)
    (broken / "schema").mkdir()
    (broken / "schema" / "advice.schema.json").write_text((CONTENT / "schema" / "advice.schema.json").read_text())
    (broken / "advice" / "individual-incident.yaml").write_text("id: &a individual-incident\n")
    monkeypatch.setattr(map_seen, "current_content", lambda: replace(current_content(), folder=broken))
    page = page_of(seen(desk, "differences", f"?old={other.hash}&new={real_map().hash}"))
    assert "The content on disk cannot be read" in words(page)
    assert "I1 Immediate danger" in words(page)


@pytest.mark.parametrize("map_id", [MAP, "whole-system"])
@pytest.mark.parametrize("paper", ["", "a3"])
def test_the_printed_sheet_says_its_paper_and_its_smallest_letters(desk, map_id, paper):
    page = page_of(seen(desk, "print", f"?paper={paper}", map_id=map_id))
    (sheet,) = page.xpath("//div[contains(@class, 'al-mapprint--')]")
    assert f"al-mapprint--{paper or 'a4'}" in sheet.get("class")
    assert "the smallest letters are" in words(page)
    assert len(sheet.xpath(".//a[@data-place]")) == 45 - 28 * (map_id != MAP)


# ---- adviceline content diff -----------------------------------------------------------------------------------------


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(diff, arguments)


def test_the_command_compares_hashes_files_and_the_version_in_use(run, other):
    file = str(CONTENT / "advice" / "individual-incident.yaml")
    by_hash = run(real_map().hash[:8], other.hash)
    assert by_hash.exit_code == 0
    assert "I1 'Yes': X1 Call 999 → I2 An adult or a member of staff" in by_hash.output
    assert run(file, other.hash[:10]).output == by_hash.output
    assert run(MAP, other.hash).output == by_hash.output
    assert "No difference" in run(file, real_map().hash).output


def test_the_command_speaks_json_and_can_end_with_1(run, other):
    told = run(MAP, other.hash, "--format", "json", "--exit-code")
    assert told.exit_code == 1
    data = json.loads(told.output)
    assert data["emergencies"][0]["lost"] == ["O1"]
    assert (data["old"], data["new"], data["same"]) == (real_map().hash, other.hash, False)
    assert run(MAP, MAP, "--exit-code").exit_code == 0


@pytest.mark.parametrize("named", ["abcdef12", "nowhere", "../../etc", "", "ffff", "a" * 65])
def test_the_command_says_what_it_does_not_find(run, loaded, named):
    told = run(named, MAP)
    assert told.exit_code == 2
    assert "Error:" in told.output
    assert "Traceback" not in told.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "not valid YAML"), ("a: &b c", "anchor"), ("a: !!python/object:os.system x", "tag"), ("", "empty"),
        ("id: x", "missing"), ("- a", "mapping"),
    ],
)  # fmt: skip
def test_the_command_refuses_files_that_are_not_maps(run, loaded, tmp_path: Path, text, said):
    file = tmp_path / "map.yaml"
    file.write_text(text)
    told = run(str(file), MAP)
    assert told.exit_code == 2
    assert said in told.output
