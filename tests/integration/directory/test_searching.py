"""What a search promises beyond relevance: filters, local first, reasons, any input, and only what is published."""

from __future__ import annotations

import dataclasses

import pytest
from django.db import connection

from adviceline.audit.actors import SYSTEM
from adviceline.content.current import current_content
from adviceline.directory import actions
from adviceline.directory.models import Entry, SearchDocument, SearchWord
from adviceline.directory.queries import resource, search_resources, search_where_named, topics
from adviceline.directory.search.database import MOST_PER_QUESTION
from adviceline.directory.search.indexing import index_entries

ESSEX, NORFOLK = "881", "926"

VALUES = {
    "title": "Wildflower pathway", "publisher": "Essex partnership (fictional)", "url": "https://essex.example.org/",
    "kind": "local_approach", "audiences": ["education"], "phases": ["primary"], "topics": ["safety plan"],
    "regions": ["east_of_england"], "local_authorities": [ESSEX], "when_to_use": "Planning a safe return to lessons.",
    "status": "published",
}  # fmt: skip


@pytest.fixture
def editor(person):
    return person("content_editor")


@pytest.fixture
def pathway(loaded, editor, clock):
    return actions.create_entry(entry_id="wildflower-pathway", values=VALUES, by=editor, at=clock.now)


def found(text="", **filters):
    return [hit.resource.id for hit in search_resources(text, most=50, **filters)]


def test_filters_keep_what_fits_and_what_fits_all(pathway):
    assert "wildflower-pathway" in found("safety plan", phase="primary", audience="education")
    assert "wildflower-pathway" not in found("safety plan", phase="secondary")
    assert "csa-safety-planning-education" in found("safety plan", phase="secondary")
    assert found("safety plan", audience="police", topic="safety plan") == []


def test_what_is_local_comes_first_and_what_is_for_elsewhere_is_left_out(pathway):
    assert found("safety plan", la_code=ESSEX)[0] == "wildflower-pathway"
    assert "wildflower-pathway" not in found("safety plan", la_code=NORFOLK)
    assert "csa-safety-planning-education" in found("safety plan", la_code=NORFOLK)
    assert found("safety plan", region="east_of_england")[0] == "wildflower-pathway"
    assert "wildflower-pathway" not in found("safety plan", region="london")
    first = search_resources("safety plan", la_code=ESSEX)[0]
    assert first.local
    assert first.why.startswith("For your local authority; ")


def named(text):
    return [hit.resource.id for hit in search_where_named(text, most=10)[0]]


def test_a_region_that_is_named_is_where_it_is_asked_about(loaded):
    assert named("toolkit south east")[:2] == ["hampshire-child-on-child-toolkit", "southampton-child-on-child-toolkit"]
    assert named("forensic camhs north west") == ["forensic-camhs"]
    assert "london-procedures-sexual-abuse" in named("procedures london")


@pytest.mark.parametrize(
    ("typed", "not_found"),
    [
        ("whistle blowing head ignoring", "searching-screening-confiscation"),
        ("child disclosed rape what now", "stop-it-now-helpline"),
        ("gdpr can i tell the other school", "parents-protect"),
        ("social care wont accept referral", "csa-signs-and-indicators"),
    ],
)
def test_common_words_are_not_taken_for_slips_of_others(loaded, typed, not_found):
    assert not_found not in named(typed)


def test_what_is_only_near_a_rare_word_does_not_make_it_common(loaded):
    assert named("ncats refferal")[0] == "ncats"


def test_without_words_everything_that_fits_is_listed_by_title_local_first(pathway):
    listed = search_resources(region="east_of_england", most=100)
    local = [hit.resource.title for hit in listed if hit.local]
    others = [hit.resource.title for hit in listed if not hit.local]
    assert {"Wildflower pathway", "Sexual abuse and harmful sexual behaviour"} == set(local)
    assert [hit.resource.title for hit in listed] == sorted(local) + sorted(others)
    assert len(found()) == 50


@pytest.mark.parametrize("typed", ["sexting", "SEXTING", "“sexting”", "sextng"])
def test_each_hit_says_why(loaded, typed):
    hits = search_resources(typed)
    assert hits
    assert all("‘" in hit.why and " in the " in hit.why for hit in hits)


@pytest.mark.parametrize("typed", ["helplin", "safegu", "confid", "upski"])
def test_a_word_that_is_only_begun_finds(loaded, typed):
    assert found(typed)


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        "' OR 1=1 --",
        "a:* & | !",
        "title:nudes AND NEAR(x)",
        "zq",
        "zqevery",
        "x" * 5000,
        "的",
        "\x00",
        "() -",
        "%_",
        "the of",
    ],
)
def test_any_input_is_words_and_nothing_else(loaded, typed):
    assert len(found(typed)) < 50


def test_only_what_is_published_is_found(pathway, editor, clock):
    actions.change_entry(entry=pathway, values={"status": "retired"}, version=1, by=editor, at=clock.now)
    assert found("wildflower") == []
    assert not SearchDocument.objects.filter(entry=pathway).exists()
    assert not SearchWord.objects.filter(word="wildflower", entries__gt=0).exists()
    assert resource("wildflower-pathway").status == "retired"


def test_a_change_is_found_at_once_under_its_new_words(pathway, editor, clock):
    actions.change_entry(entry=pathway, values={"title": "Hedgerow pathway"}, version=1, by=editor, at=clock.now)
    assert found("hedgerow") == ["wildflower-pathway"]
    assert found("hedgrow") == ["wildflower-pathway"]
    assert found("wildflower") == []


def test_before_anything_is_loaded_the_content_itself_is_searched(db):
    assert not Entry.objects.exists()
    assert found("sexting")[0] == "sharing-nudes-and-semi-nudes"
    assert "images" in topics()
    assert resource("ncats").title
    assert resource("no-such-entry") is None


def test_loading_again_changes_nothing(loaded, clock):
    again = actions.load_content_entries(resources=current_content().resources, by=SYSTEM, at=clock.now)
    assert (again.created, again.updated, again.conflicts) == ([], [], [])
    assert again.unchanged == len(current_content().resources) == len(loaded.created)


def test_content_does_not_overwrite_what_was_changed_here(loaded, editor, clock):
    entry = Entry.objects.get(pk="ncats")
    actions.change_entry(entry=entry, values={"cost": "Free"}, version=1, by=editor, at=clock.now)
    newer = {"ncats": dataclasses.replace(current_content().resources["ncats"], hours="Weekdays")}

    taken = actions.load_content_entries(resources=newer, by=SYSTEM, at=clock.now)

    entry.refresh_from_db()
    assert taken.conflicts == ["ncats"]
    assert (entry.cost, entry.hours, entry.waiting_values["hours"]) == ("Free", "", "Weekdays")
    settled = actions.settle_conflict(entry=entry, take=True, by=editor, at=clock.now)
    assert (settled.cost, settled.hours, settled.waiting_values) == ("", "Weekdays", None)
    assert [version.number for version in settled.versions.all()] == [3, 2, 1]


def test_a_colleagues_later_change_is_not_lost(pathway, editor, clock):
    actions.change_entry(entry=pathway, values={"cost": "Free"}, version=1, by=editor, at=clock.now)
    with pytest.raises(actions.UnableToChangeEntry, match="colleague"):
        actions.change_entry(entry=pathway, values={"cost": "Paid"}, version=1, by=editor, at=clock.now)
    assert Entry.objects.get(pk=pathway.pk).cost == "Free"


def test_of_more_entries_than_are_looked_at_those_indexed_first_are_and_the_local_ones_beside_them(loaded, clock):
    values = {name: value for name, value in VALUES.items() if name != "title"} | {"local_authorities": []}
    made = [
        Entry(id=f"meadow-{number:03}", title="Meadow", source="file", changed_at=clock.now, **values)
        for number in range(MOST_PER_QUESTION + 20)
    ][::-1]
    made[-1].local_authorities = [ESSEX]  # indexed last of all
    Entry.objects.bulk_create(made)
    index_entries(made)
    assert found("meadow")[0] == "meadow-020"
    assert found("meadow", la_code=ESSEX)[:2] == ["meadow-000", "meadow-020"]


def test_postgresqls_indexes_take_what_is_new_at_once(loaded, engine):
    """A list of what is not indexed yet would be read by every search."""
    if engine == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'directory_document_indexed'")
            assert cursor.fetchone() == (["fastupdate=off"],)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_the_same_entries_are_looked_at_whatever_order_an_engine_is_given(loaded, monkeypatch, share):
    """PostgreSQL is asked otherwise where nearly every entry may match, and where few can."""
    asked = ("children", "harmful sexual behaviour in schools", "nudes", "safety plan")
    usual = [found(text) for text in asked]
    monkeypatch.setattr("adviceline.directory.search.database.VERY_COMMON", share)
    assert [found(text) for text in asked] == usual
